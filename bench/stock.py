"""The peer for fan-out: Flask-SocketIO as its documentation shows it, on gevent, storing nothing."""

from gevent import monkey

monkey.patch_all()

from flask import Flask, request  # noqa: E402
from flask_socketio import SocketIO, emit, join_room  # noqa: E402

app = Flask(__name__)
app.secret_key = "the peer has no secrets"
live = SocketIO(app, async_mode="gevent", cors_allowed_origins="*")


@app.get("/")
def hello() -> str:
    return "hello"


@live.on("rooms:enter")
def enter(said: dict) -> dict:
    join_room("room")
    return {"ok": True, "head": 0}


@live.on("rooms:send")
def send(said: dict) -> dict:
    event = said["event"]
    emit("rooms:events", {"room": 1, "events": [event]}, to="room")
    return {"ok": True, "sid": request.sid}
