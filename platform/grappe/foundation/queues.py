"""What waits to be sent over each live line is bounded: who reads too slowly is cut and resyncs."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from socketio import Manager

MOST_PACKETS = 500
MOST_WAITING = 1_000_000  # bytes, estimated by the packet that is about to be added


class BoundedManager(Manager):
    """The stock manager (a public extension point), which looks at each queue before it adds."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app = app

    def emit(self, event: str, data: Any, namespace: str, *args: Any, **more: Any) -> None:
        room = more.get("to") or more.get("room") or (args[0] if args else None)
        weight = sum(len(v) for v in (data or {}).values() if isinstance(v, (str, bytes, list)))
        slow = list(self.slow(namespace, room, max(weight, 64)))
        for sid in slow:
            self.app.extensions["socketio"].server.start_background_task(self.cut, sid)
        if slow and more.get("skip_sid") is None:
            more["skip_sid"] = slow
        super().emit(event, data, namespace, *args, **more)

    def slow(self, namespace: str, room: Any, weight: int) -> Iterator[str]:
        if namespace not in self.rooms:
            return
        assert self.server is not None
        sockets = self.server.eio.sockets
        for sid, eio_sid in self.get_participants(namespace, room):
            wire = sockets.get(eio_sid)
            waiting = wire.queue.qsize() if wire else 0
            if waiting > MOST_PACKETS or waiting * weight > MOST_WAITING:
                yield sid

    def cut(self, sid: str) -> None:
        from .lines import cut

        with self.app.app_context():
            cut(sid, "slow")
