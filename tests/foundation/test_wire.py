"""A slow reader gets every frame whole: the server's socket takes only what fits."""

import gevent
import pytest
from gevent import socket

from grappe.foundation import wire
from grappe.foundation.wire import Wire

LARGE = 400_000  # bytes: several times what a socket of SMALL takes at once
SMALL = 4096


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)
    yield ours, theirs
    ours.close()
    theirs.close()


def everything(plug):
    got = bytearray()
    while piece := plug.recv(3000):
        got += piece
        gevent.sleep(0)
    return bytes(got)


@pytest.mark.parametrize("way", ["send", "sendall"])
def test_two_who_send_at_once_to_a_slow_reader_do_not_mix(pair, way):
    ours, theirs = pair
    line = Wire(ours)
    frames = [letter * LARGE for letter in (b"a", b"b", b"c")]
    senders = [gevent.spawn(getattr(line, way), frame) for frame in frames]
    reader = gevent.spawn(everything, theirs)
    gevent.joinall(senders, timeout=20, raise_error=True)
    line.end()
    assert {sender.value for sender in senders} == {LARGE if way == "send" else None}
    assert reader.get(timeout=20) == b"".join(frames)


def test_a_peer_that_takes_nothing_loses_its_line(pair, monkeypatch):
    ours, theirs = pair
    monkeypatch.setattr(wire, "PATIENCE", 0.1)
    with pytest.raises(TimeoutError):
        Wire(ours).send(b"a" * LARGE)
    with pytest.raises(BrokenPipeError):
        ours.send(b"more")
    assert len(everything(theirs)) < LARGE, "and the peer finds the end of it"


def test_the_socket_answers_the_rest_itself(pair):
    ours, _theirs = pair
    assert Wire(ours).fileno() == ours.fileno()
