"""A WebSocket with the frames of Engine.IO 4 and Socket.IO 5 on it, written out by hand.

Nothing of what the platform is built with is used here: a fault it had would hide itself.
"""

import asyncio
import base64
import json
import os
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
GONE = (OSError, EOFError, TimeoutError)


class Refused(Exception):
    """The server does not want this connection; it says why."""

    def __init__(self, why: dict[str, Any]) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class Key:
    """What a browser brings along: the session, the cookie of its forms, and their token."""

    session: str
    form: str
    csrf: str

    @property
    def cookies(self) -> str:
        return f"grappe={self.session}; form={self.form}"


class Wire:
    """One connection, from the handshake to whatever ends it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send(self, packet: str) -> None:
        self.writer.write(frame(TEXT, packet.encode()))

    async def receive(self) -> str:
        """The next Engine.IO packet; the server's pings are answered on the way."""
        whole = b""
        while True:
            last, kind, data = await self.frame()
            if kind == CLOSE:
                raise EOFError
            if kind == PING:
                self.writer.write(frame(PONG, data))
            if kind >= CLOSE:
                continue
            whole += data
            if not last:
                continue
            packet, whole = whole.decode(), b""
            if packet == "2":
                self.send("3")
            elif packet == "1":
                raise EOFError
            else:
                return packet

    async def frame(self) -> tuple[bool, int, bytes]:
        head, size = await self.reader.readexactly(2)
        size &= 0x7F
        if size > 125:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8))
        return bool(head & 0x80), head & 0x0F, await self.reader.readexactly(size)

    def abort(self) -> None:
        """As if the cable were cut: no goodbye on any level."""
        self.writer.transport.abort()


def frame(kind: int, data: bytes) -> bytes:
    size, mask = len(data), os.urandom(4)
    if size < 126:
        head = bytes([0x80 | kind, 0x80 | size])
    elif size < 65_536:
        head = bytes([0x80 | kind, 0x80 | 126]) + size.to_bytes(2)
    else:
        head = bytes([0x80 | kind, 0x80 | 127]) + size.to_bytes(8)
    key = (mask * (size // 4 + 1))[:size]
    masked = (int.from_bytes(data) ^ int.from_bytes(key)).to_bytes(size)
    return head + mask + masked


def upgrade(url: str, key: Key) -> bytes:
    lines = [
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
        f"Host: {urlsplit(url).netloc}",
        f"Origin: {url}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        f"Cookie: {key.cookies}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def dial(url: str, key: Key, window: int = 0) -> Wire:
    """Connect to the node at `url`; `window` limits what the system receives unread."""
    place = urlsplit(url)
    plug = socket.socket()
    if window:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    plug.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(plug, (place.hostname, place.port))
    except BaseException:
        plug.close()
        raise
    wire = Wire(*await asyncio.open_connection(sock=plug, limit=window or 2**16))
    try:
        await greet(wire, url, key)
    except BaseException:
        wire.abort()
        raise
    return wire


async def greet(wire: Wire, url: str, key: Key) -> None:
    wire.writer.write(upgrade(url, key))
    answer = await wire.reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in answer.split(b"\r\n")[0]:
        raise Refused({"error": answer.split(b"\r\n")[0].decode()})
    opening = await wire.receive()
    if not opening.startswith("0"):
        raise EOFError
    wire.send("40" + json.dumps({"csrf": key.csrf}))
    said = await wire.receive()
    if said.startswith("44"):
        raise Refused(json.loads(said[2:] or "{}").get("data") or {})
    if not said.startswith("40"):
        raise EOFError
