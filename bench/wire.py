"""A load client: raw Socket.IO over WebSocket, cheap enough to keep up from one core.

It counts deliveries by looking for `"seq":` in what arrives, and parses only its own answers.
"""

import base64
import json
import os
import selectors
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

MARK = b'"seq":'


@dataclass
class Wire:
    """One WebSocket. `delivered` counts events; `answers` are the times from sending to the answer."""

    port: int
    cookies: str = ""
    csrf: str = ""
    sock: socket.socket = field(init=False)
    buffer: bytes = b""
    delivered: int = 0
    acked: int = 0
    number: int = 0
    sent_at: dict[int, float] = field(default_factory=dict)
    answers: list[float] = field(default_factory=list)
    arrivals: list[tuple[float, int]] = field(default_factory=list)

    def connect(self) -> None:
        self.sock = socket.create_connection(("127.0.0.1", self.port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        self.sock.sendall(
            (
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Origin: http://127.0.0.1:{self.port}\r\nSec-WebSocket-Key: {key}\r\n"
                f"Sec-WebSocket-Version: 13\r\nCookie: {self.cookies}\r\n\r\n"
            ).encode()
        )
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = self.sock.recv(4096)
            if not chunk:
                raise ConnectionError(head.decode(errors="replace"))
            head += chunk
        if b" 101 " not in head:
            raise ConnectionError(head.decode(errors="replace"))
        self.buffer = head.partition(b"\r\n\r\n")[2]
        self.wait_for(b"0{")
        self.send_text("40" + json.dumps({"csrf": self.csrf}))
        said = self.wait_for(b"4")
        if not said.startswith(b"40"):
            raise ConnectionError(said.decode(errors="replace"))

    def send_text(self, text: str) -> None:
        data = text.encode()
        size = len(data)
        head = b"\x81"
        head += bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size)
        self.sock.sendall(head + b"\0\0\0\0" + data)  # a mask of zeros is a mask

    def say(self, event: str, said: dict) -> None:
        self.number += 1
        self.sent_at[self.number] = time.perf_counter()
        self.send_text(f"42{self.number}" + json.dumps([event, said], separators=(",", ":")))

    def wait_for(self, start: bytes, seconds: float = 30) -> bytes:
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            for said in self.frames():
                if said.startswith(start):
                    return said
            self.read()
        raise TimeoutError(start)

    def read(self) -> bool:
        chunk = self.sock.recv(1 << 18)
        self.buffer += chunk
        return bool(chunk)

    def frames(self) -> list[bytes]:
        found, at, data = [], 0, self.buffer
        while len(data) - at >= 2:
            size, head = data[at + 1] & 0x7F, 2
            if size == 126:
                if len(data) - at < 4:
                    break
                (size,) = struct.unpack_from(">H", data, at + 2)
                head = 4
            elif size == 127:
                if len(data) - at < 10:
                    break
                (size,) = struct.unpack_from(">Q", data, at + 2)
                head = 10
            if len(data) - at < head + size:
                break
            found.append(data[at + head : at + head + size])
            at += head + size
        self.buffer = data[at:]
        return found

    def take(self, on_answer: Callable[["Wire", bytes], None] | None = None) -> None:
        """Look at what has arrived: count events, note answers, answer pings."""
        now = time.perf_counter()
        for said in self.frames():
            if said.startswith(b"43"):
                self.acked += 1
                number = int(said[2 : said.index(b"[")])
                self.answers.append(now - self.sent_at.pop(number, now))
                if on_answer:
                    on_answer(self, said)
            elif said.startswith(b'42["rooms:events"'):
                n = said.count(MARK)
                self.delivered += n
                self.arrivals.append((now, n))
            elif said == b"2":
                self.send_text("3")


def pump(wires: list[Wire], seconds: float, on_answer: Callable[[Wire, bytes], None]) -> None:
    """Read all wires for so long."""
    chosen = selectors.DefaultSelector()
    for wire in wires:
        wire.sock.setblocking(True)
        chosen.register(wire.sock, selectors.EVENT_READ, wire)
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        for key, _ in chosen.select(min(left, 0.2)):
            if key.data.read():
                key.data.take(on_answer)
            else:
                chosen.unregister(key.fileobj)
    chosen.close()
