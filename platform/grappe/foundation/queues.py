"""What waits to be sent over each live line is bounded: who reads too slowly is cut and resyncs."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from socketio import Manager

MOST_PACKETS = 500
FEWEST = 3  # packets that wait with everybody now and then, whatever they weigh
MOST_WAITING = 1_000_000  # bytes


class BoundedManager(Manager):
    """The stock manager (a public extension point), which looks at each queue before it adds."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app = app

    def emit(self, event: str, data: Any, namespace: str, *args: Any, **more: Any) -> None:
        room = more.get("to") or more.get("room") or (args[0] if args else None)
        slow = list(self.slow(namespace, room))
        for sid in slow:
            self.app.extensions["socketio"].server.start_background_task(self.cut, sid)
        if slow and more.get("skip_sid") is None:
            more["skip_sid"] = slow
        super().emit(event, data, namespace, *args, **more)

    def slow(self, namespace: str, room: Any) -> Iterator[str]:
        if namespace not in self.rooms:
            return
        assert self.server is not None  # noqa: S101
        sockets = self.server.eio.sockets
        for sid, eio_sid in self.get_participants(namespace, room):
            wire = sockets.get(eio_sid)
            if wire and too_much(wire.queue):
                yield sid

    def cut(self, sid: str) -> None:
        from .lines import cut

        with self.app.app_context():
            cut(sid, "slow")


def too_much(waiting: Any) -> bool:
    """The packets themselves are weighed: one may hold hundreds of events, or nearly nothing."""
    if waiting.qsize() < FEWEST:
        return False
    packets = list(waiting.queue)
    weight = sum(len(packet.data or "") for packet in packets if packet is not None)
    return len(packets) > MOST_PACKETS or weight > MOST_WAITING
