"""The log of the page (static/rooms/log.js): whatever order, repetition and loss its news come in,
after one catching-up it holds what the server holds. Run in node, in one process for all examples."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")
LOOP = """
const log = require(%s);
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const { start, news } = JSON.parse(line);
  let known = log.begin(start);
  const messages = new Map(), order = [];
  let last;
  for (const told of news) {
    last = log.apply(known, told);
    known = last.known;
    for (const event of last.fresh) { order.push(event.seq); log.fold(messages, event); }
    if (last.reset) messages.clear();
  }
  const told = [...messages].map(([id, m]) => [id, m.text ?? "", m.deleted]);
  console.log(JSON.stringify({ order, messages: told, last: known.last, gap: last ? last.gap : false,
    held: Object.keys(known.held).map(Number) }));
});
"""


@pytest.fixture(scope="module")
def page():
    process = subprocess.Popen(
        [NODE, "-e", LOOP % json.dumps(str(ROOT / "static/rooms/log.js"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    def ask(start, news):
        process.stdin.write(json.dumps({"start": start, "news": news}) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield ask
    process.kill()
    process.wait()


def responded(draw, kind, seq, state):
    """A deleted message that is taken back, or one that people have responded to."""
    gone = [i for i, (_, gone) in state.items() if gone]
    if kind == "r" and gone:
        about = draw(st.sampled_from(gone))
        state[about] = (f"text {seq}", False)
        return {"seq": seq, "type": "restore", "id": about, "html": "", "text": f"text {seq}"}
    return {"seq": seq, "type": "state", "id": draw(st.sampled_from(list(state))), "state": {}}


@st.composite
def histories(draw):
    """A log as the server holds it, blanked where something was deleted, and what it amounts to."""
    kinds = draw(st.lists(st.sampled_from("mmmmedjsr"), min_size=1, max_size=25))
    events, state = [], {}
    for seq, kind in enumerate(kinds, 1):
        alive = [i for i, (_, gone) in state.items() if not gone]
        if kind in "ed" and alive:
            about = draw(st.sampled_from(alive))
            if kind == "e":
                state[about] = (f"text {seq}", False)
                events.append(
                    {
                        "seq": seq,
                        "type": "edit",
                        "id": about,
                        "html": "",
                        "text": f"text {seq}",
                        "at": "t",
                    }
                )
            else:
                state[about] = ("", True)
                for event in events:
                    if event.get("id") == about and event["type"] != "delete":
                        event.pop("text", None)
                        event.pop("html", None)
                        event["deleted"] = True
                events.append({"seq": seq, "type": "delete", "id": about, "own": True})
        elif kind in "sr" and state:
            event = responded(draw, kind, seq, state)
            events.append(event)
        elif kind == "j":
            events.append({"seq": seq, "type": "member", "change": "joined"})
        else:
            state[seq] = (f"text {seq}", False)
            events.append(
                {"seq": seq, "type": "message", "id": seq, "html": "", "text": f"text {seq}"}
            )
    return events, state


@settings(max_examples=400, deadline=None)
@given(data=st.data(), history=histories())
def test_any_order_repetition_and_loss_then_one_catching_up(page, data, history):
    events, state = history
    told = data.draw(st.lists(st.lists(st.sampled_from(events), max_size=4), max_size=12))
    news = [{"events": batch} for batch in told]
    if data.draw(st.booleans()):
        news.append({"head": len(events)})
    before = page(0, news)
    assert before["order"] == list(range(1, before["last"] + 1)), "in order, once, without a hole"
    assert all(seq > before["last"] for seq in before["held"]), "nothing shown is kept waiting"
    news.append({"events": events[before["last"] :], "head": len(events)})
    after = page(0, news)
    assert after["order"] == list(range(1, len(events) + 1)) and after["gap"] is False
    assert {i: (text, gone) for i, text, gone in after["messages"]} == state


@settings(max_examples=100, deadline=None)
@given(data=st.data(), history=histories())
def test_a_gap_is_noticed_and_nothing_behind_it_is_shown(page, data, history):
    events, _ = history
    missing = data.draw(st.sampled_from(events))["seq"]
    rest = [e for e in events if e["seq"] != missing]
    shown = page(0, [{"events": [e]} for e in rest])
    assert shown["order"] == list(range(1, missing))
    assert shown["gap"] is (missing < len(events))
    assert page(0, [*({"events": [e]} for e in rest), {"head": len(events)}])["gap"] is True


def test_what_lies_below_all_that_is_kept_begins_afresh(page):
    kept = [{"seq": n, "type": "message", "id": n, "text": "x", "html": ""} for n in (10, 11)]
    answer = page(3, [{"events": kept, "min": 10, "head": 11, "reset": True}])
    assert answer["order"] == [10, 11] and answer["last"] == 11 and answer["gap"] is False
