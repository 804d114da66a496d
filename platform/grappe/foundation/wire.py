"""What goes out over a line goes out whole and one after the other, or the line ends.

A gevent socket's `send` takes what fits into the system's buffer. simple-websocket (its issue 45)
believes that was everything, so with a slow reader the next frame began in the middle of the last.
"""

import contextlib
import socket
from typing import Any

import gevent
from flask import Flask
from gevent.lock import BoundedSemaphore

SOCKET = "gunicorn.socket"
PATIENCE = 20  # seconds for one piece to leave; a peer that takes nothing in that time is gone


class Wire:
    """A socket whose `send` sends all; whatever else it is asked, the socket itself answers."""

    def __init__(self, plug: socket.socket) -> None:
        self.plug, self.turn = plug, BoundedSemaphore()

    def send(self, data: bytes) -> int:
        """Give len(data), or raise OSError and end the line: half a frame spoils what follows."""
        with self.turn:
            try:
                with gevent.Timeout(PATIENCE, TimeoutError):
                    self.plug.sendall(data)
            except BaseException:
                self.end()
                raise
        return len(data)

    def sendall(self, data: bytes) -> None:
        """Should simple-websocket call this instead, it must not go past the turn."""
        self.send(data)

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self.plug.shutdown(socket.SHUT_RDWR)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plug, name)


def install(app: Flask) -> None:
    """Around Socket.IO's own middleware, which hands the socket on to simple-websocket."""
    inner = app.wsgi_app

    def whole(environ: dict[str, Any], start: Any) -> Any:
        if SOCKET in environ and "HTTP_UPGRADE" in environ:
            environ[SOCKET] = Wire(environ[SOCKET])
        return inner(environ, start)

    app.wsgi_app = whole  # type: ignore[method-assign]
