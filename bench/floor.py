"""The floor for pages: a bare Flask view that reads and writes its session."""

from flask import Flask, session

app = Flask(__name__)
app.secret_key = "the floor has no secrets"


@app.get("/")
def hello() -> str:
    session["seen"] = session.get("seen", 0) + 1
    return "<!doctype html><title>Hello</title><p>Hello"
