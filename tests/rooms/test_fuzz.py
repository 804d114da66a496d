"""Whatever is sent over the line, the answer is a refusal and never a fault."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rooms.staging import cid, stage
from tests.rooms.test_protocol import send

EVENTS = ["rooms:enter", "rooms:sync", "rooms:leave", "rooms:send", "rooms:edit", "rooms:delete",
          "rooms:read", "rooms:typing"]  # fmt: skip
deep: object = "bottom"
for _ in range(150):
    deep = [deep]
ODD = [
    None, True, 0, -1, 1.5, 10**30, -(10**30), 2**63, 2**63 - 1, 2**31, float("nan"), float("inf"),
    "", "1", "\ud800", "\x00", "x" * 50_000, b"binary", [], [1], {}, {"a": 1}, deep, "١٢",
]  # fmt: skip
FIELDS = ["room", "after", "cid", "body", "reply_to", "message", "seq"]


def whole(room, message):
    return {
        "rooms:enter": {"room": room, "after": 0},
        "rooms:sync": {"room": room, "after": 0},
        "rooms:leave": {"room": room},
        "rooms:send": {"room": room, "cid": cid(), "body": "hello", "reply_to": message},
        "rooms:edit": {"room": room, "message": message, "cid": cid(), "body": "hello"},
        "rooms:delete": {"room": room, "message": 99_999_999, "cid": cid()},
        "rooms:read": {"room": room, "seq": 1},
        "rooms:typing": {"room": room},
    }


@pytest.fixture(autouse=True)
def without_limits(monkeypatch):
    monkeypatch.setattr("grappe.foundation.live.limit", lambda *a, **k: None)
    monkeypatch.setattr("grappe.rooms.sockets.saying.limit", lambda *a, **k: None)


@pytest.mark.parametrize("event", EVENTS)
def test_odd_values_in_every_field(app, world, by, line, event):
    room, ada = stage(app, world, by), line("ada")
    good = whole(room.id, send(ada, room.id, "first")["id"])[event]
    assert ada.say(event, good | {"role": "chair"})["error"] == "invalid", "no unknown words"
    for odd in ODD:
        for payload in ([odd], [good, odd], []):
            assert fine(ada.say(event, *payload)), f"{event} {str(payload)[:100]}"
        for field in good:
            assert fine(ada.say(event, good | {field: odd})), f"{event} {field}={str(odd)[:50]!r}"
    assert ada.say("rooms:sync", {"room": room.id, "after": 0})["ok"]


def fine(answer):
    return answer.get("ok") is True or answer["error"] not in ("fault", "retry")


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(event=st.sampled_from(EVENTS), said=st.lists(json, max_size=2))
def test_anything_at_all(app, world, by, line, event, said):
    if not hasattr(app, "fuzz_line") or not app.fuzz_line.open:
        stage(app, world, by)
        app.fuzz_line = line("ada")
    assert fine(app.fuzz_line.say(event, *said))
