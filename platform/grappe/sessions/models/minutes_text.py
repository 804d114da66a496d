"""The text of minutes: what it is made of, and what it says in plain words.

A content holds what it needs to be read for ever, the words of its language among it:

    {"form": 1, "language", "number", "place", "title",
     "facts":    [{"key", "label", "text"}]                chair, who was there, when
     "sections": [{"key", "heading", "body"}]              Markdown
     "entries":  [{"mark", "kind", "number", "words", "state", "who", "due", "for", "of", …}]
     "words":    {"decision": "Decisions", "decision.done": "adopted", …}}
"""

import hashlib
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from grappe.foundation.errors import N_, Invalid
from grappe.foundation.i18n import say
from grappe.rooms.models import ACTION, DECISION, DONE, DROPPED, KINDS, OPEN, QUESTION, RISK

Content = dict[str, Any]

SPOKEN = {
    "minutes": N_("Minutes no."),
    "title": N_("Title"),
    DECISION: N_("Decisions"),
    ACTION: N_("Actions"),
    QUESTION: N_("Questions"),
    RISK: N_("Risks"),
    f"{DECISION}.{OPEN}": N_("proposed"),
    f"{DECISION}.{DONE}": N_("adopted"),
    f"{DECISION}.{DROPPED}": N_("dropped"),
    f"{ACTION}.{OPEN}": N_("to do"),
    f"{ACTION}.{DONE}": N_("done"),
    f"{ACTION}.{DROPPED}": N_("dropped"),
    f"{QUESTION}.{OPEN}": N_("unanswered"),
    f"{QUESTION}.{DONE}": N_("answered"),
    f"{QUESTION}.{DROPPED}": N_("dropped"),
    f"{RISK}.{OPEN}": N_("in sight"),
    f"{RISK}.{DONE}": N_("under control"),
    f"{RISK}.{DROPPED}": N_("dropped"),
    "who": N_("Who"),
    "due": N_("Due"),
    "state": N_("State"),
    "message": N_("Message of"),
    "for": N_("In favour"),
    "unanimous": N_("Unanimous"),
    "nobody": N_("Nobody yet"),
    "page": N_("Page"),
    "version": N_("Version"),
    "approved": N_("Approved on"),
    "draft": N_("Draft, not approved"),
}
NOT_THERE = N_(
    "The passage is not in the text as it stands. Change the text yourself, then say here that it "
    "is done."
)


def spoken() -> dict[str, str]:
    return {key: say(sentence) for key, sentence in SPOKEN.items()}


@dataclass(frozen=True)
class EntryText:
    """An entry as somebody has edited it."""

    mark: int
    words: str
    state: str = OPEN
    who: str = ""
    due: str = ""


@dataclass(frozen=True)
class MinutesText:
    """All that one may write in minutes; `added` are entries of the record to take in."""

    title: str
    facts: dict[str, str]
    sections: tuple[tuple[str, str, str], ...] = ()
    entries: tuple[EntryText, ...] = ()
    added: tuple[int, ...] = ()


def rewritten(content: Content, text: MinutesText) -> Content:
    """The content with what was written. Entries that were left out are gone from it."""
    new = deepcopy(content)
    new["title"] = text.title
    for fact in new["facts"]:
        fact["text"] = text.facts.get(fact["key"], fact["text"])
    new["sections"] = [
        {"key": key or fresh(text, index), "heading": heading, "body": body}
        for index, (key, heading, body) in enumerate(text.sections)
        if heading or body
    ]
    said = {entry.mark: entry for entry in text.entries}
    new["entries"] = [
        entry | edited(entry, said[entry["mark"]])
        for entry in new["entries"]
        if entry["mark"] in said
    ]
    return new


def fresh(text: MinutesText, index: int) -> str:
    """A key for a section that somebody has just begun."""
    known = {key for key, _heading, _body in text.sections}
    return next(k for k in (f"own-{n}" for n in range(index, index + 1000)) if k not in known)


def edited(entry: dict[str, Any], said: EntryText) -> dict[str, Any]:
    state = said.state if said.state in (OPEN, DONE, DROPPED) else entry["state"]
    changed = {"words": said.words, "state": state}
    if entry["kind"] == ACTION:
        changed |= {"who": said.who, "due": said.due}
    return changed


def line(content: Content, entry: dict[str, Any]) -> str:
    """An entry in one line of plain words."""
    words = content["words"]
    more = [words[f"{entry['kind']}.{entry['state']}"]]
    if entry["kind"] == ACTION:
        more = [entry["who"] or words["nobody"], *filter(None, [entry["due"]]), *more]
    if given := favour(content, entry):
        more.append(given)
    return f"{entry['number']}. {entry['words']} ({'; '.join(more)})"


def favour(content: Content, entry: dict[str, Any]) -> str:
    """Who agreed to a decision, in words."""
    names = entry.get("for") or []
    if entry["kind"] != DECISION or not names:
        return ""
    said, number = ", ".join(names), len(names)
    if number == entry["of"] and number > 1:
        return f"{content['words']['unanimous']}: {said}"
    return f"{content['words']['for']}: {said} ({number}/{max(entry['of'], number)})"


def of_kind(content: Content, kind: str) -> list[dict[str, Any]]:
    return [entry for entry in content["entries"] if entry["kind"] == kind]


def parts(content: Content) -> dict[str, tuple[str, str]]:
    """The text part by part: what each is called, and what it says."""
    found = {"title": (content["words"]["title"], content["title"])}
    for fact in content["facts"]:
        found[f"fact.{fact['key']}"] = (fact["label"], fact["text"])
    for kind in KINDS:
        lines = [line(content, entry) for entry in of_kind(content, kind)]
        found[f"entries.{kind}"] = (content["words"][kind], "\n".join(lines))
    for section in content["sections"]:
        found[f"section.{section['key']}"] = (section["heading"], section["body"])
    return found


def changes(before: Content, after: Content) -> dict[str, list[str]]:
    """Part by part what it was called, what stood there, and what stands there now."""
    old, new = parts(before), parts(after)
    found: dict[str, list[str]] = {}
    for part in {**old, **new}:
        was, now = old.get(part, ("", "")), new.get(part, ("", ""))
        if was != now:
            renamed = was[0] and now[0] and was[0] != now[0]
            texts = [f"{name}\n{said}" if renamed else said for name, said in (was, now)]
            found[part] = [now[0] or was[0], *texts]
    return found


def canonical(content: Content) -> str:
    """The text that is approved: plain, complete, the same for ever."""
    words = content["words"]
    lines = [f"{words['minutes']} {content['number']}", content["place"], content["title"], ""]
    for part, (label, said) in parts(content).items():
        if part.startswith("fact.") and said:
            lines.append(f"{label}: {said}")
        elif part != "title" and said:
            lines += ["", f"## {label}", "", said]
    return "\n".join(lines) + "\n"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def replaced(content: Content, part: str, passage: str, wording: str) -> Content:
    """The content with `wording` in the place of `passage`, or after all that the part says."""
    new = deepcopy(content)
    kind, _dot, key = part.partition(".")
    if kind == "title":
        new["title"] = swap(new["title"], passage, wording, " ")
    elif kind == "entries":
        entries = [e for e in of_kind(new, key) if passage and passage in e["words"]]
        if len(entries) != 1:
            raise Invalid(NOT_THERE, field="by_hand")
        entries[0]["words"] = entries[0]["words"].replace(passage, wording, 1)
    else:
        rows, name, between = (
            (new["facts"], "text", ", ") if kind == "fact" else (new["sections"], "body", "\n\n")
        )
        row = next((row for row in rows if row["key"] == key), None)
        if row is None:
            raise Invalid(NOT_THERE, field="by_hand")
        row[name] = swap(row[name], passage, wording, between)
    return new


def swap(text: str, passage: str, wording: str, between: str) -> str:
    if not passage:
        return f"{text}{between}{wording}" if text else wording
    if text.count(passage) != 1:
        raise Invalid(NOT_THERE, field="by_hand")
    return text.replace(passage, wording, 1)
