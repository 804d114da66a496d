"""Every form of every page, filled in absurdly: a refusal with a sentence, never a fault, and what
else was typed is still there. The forms are found by looking at all pages of the matrix."""

import io
import re
from dataclasses import dataclass, field

import pytest
from bs4 import BeautifulSoup

from tests.matrix.things import expected

PEOPLE = ("ada", "bo", "nora", "una", "visitor", "nils", "oda", "alix", "cy")
ODD = ["", " ", "\x00\x01\x7f", "x" * 200_000, "ﷺ🍇\u202e" * 30, "' OR 1=1 --%s{0}{{7*7}}", "-1",
       "9" * 30, "1e309", "NaN", "٣", "0000-00-00", "9999-12-31", "2026-02-30"]  # fmt: skip
RAW = (b"\xff\xfe=\xed\xa0\x80&body=\xff", b"%00=%ff%fe&csrf_token=%zz", b"&&&===&")
KEPT = ("text", "textarea", "email", "url", "search")
# Buttons without a field that no page of the stage shows, or that end the session one walks with;
# what else is sent to them is tried below.
NO_FORM = {
    "accounts.be", "accounts.end_other_sessions", "accounts.end_session", "accounts.sign_out",
    "accounts.unsuspend", "notifications.read_all", "notifications.unread", "organisations.act_for",
}  # fmt: skip
NOT_HERE = ("/accounts/sign-out", "/accounts/demo")  # they end the session that the test walks with


@dataclass
class Form:
    """A form as somebody found it: where it leads, and what stands in it."""

    who: str
    page: str
    method: str
    action: str
    fields: dict[str, str]
    typed: list[str] = field(default_factory=list)  # names of what one writes oneself
    files: list[str] = field(default_factory=list)


def forms_on(page, who, path):
    soup = BeautifulSoup(page, "html5lib")
    for button in soup.find_all("button", formaction=True, form="press"):
        if "/messages/0/" not in button["formaction"]:  # a shape for the page's script
            named = {button["name"]: button.get("value", "")} if button.get("name") else {}
            yield Form(who, path, "post", button["formaction"], named)
    for form in soup.find_all("form"):
        method, action = form.get("method", "get").lower(), form.get("action") or path
        found = Form(who, path, method, action, {})
        for one in form.find_all(["input", "textarea", "select"]):
            if one.get("name") and one.get("type") not in ("submit", "image"):
                note(found, one)
        if found.method != "dialog" and not found.action.startswith(NOT_HERE):
            yield found


def note(found, one):
    """What a field holds as it is found; its own words where one would write oneself."""
    name, kind = one["name"], one.get("type", one.name)
    if kind == "file":
        found.files.append(name)
    elif kind in ("checkbox", "radio"):
        found.fields.setdefault(name, one.get("value", "on"))
    elif one.name == "select":
        chosen = one.find("option", selected=True) or one.find("option")
        found.fields[name] = chosen.get("value", "") if chosen else ""
    else:
        found.fields[name] = one.get("value") or one.text.strip() or words(name)
        if kind in KEPT:
            found.typed.append(name)


def all_forms(theatre):
    """Each form once, as the first of PEOPLE who sees it; forms of one shape count once, too."""
    pages = dict.fromkeys(theatre.address(c) for c in expected() if c.method == "GET")
    seen, found = set(), []
    for who in PEOPLE:
        for path in pages:
            answer = theatre.clients[who].get(path, base_url="http://127.0.0.1")
            if answer.status_code != 200 or "html" not in (answer.content_type or ""):
                continue
            for form in forms_on(answer.text, who, path):
                shape = (form.method, endpoint(theatre, form), tuple(sorted(form.fields)))
                if shape not in seen:
                    seen.add(shape)
                    found.append(form)
    return found


def endpoint(theatre, form):
    adapter = theatre.app.url_map.bind("127.0.0.1")
    path = form.action.removeprefix("http://127.0.0.1").partition("?")[0].partition("#")[0]
    return adapter.match(path, method=form.method.upper())[0]


def send(theatre, form, sent, files=()):
    theatre.app.extensions["limiter"].local.storage.reset()
    client, address = theatre.clients[form.who], form.action.partition("#")[0]
    if form.method == "get":
        return client.get(address.partition("?")[0], query_string=sent, base_url="http://127.0.0.1")
    given = sent | {name: (io.BytesIO(b"%PDF-odd"), "../\x00odd.pdf") for name in files}
    return client.post(address, data=given, base_url="http://127.0.0.1")


def gone(theatre, form):
    """Whether the page no longer shows the form, now that it has been taken."""
    answer = theatre.clients[form.who].get(form.page, base_url="http://127.0.0.1")
    there = forms_on(answer.text, form.who, form.page) if answer.status_code == 200 else ()
    return all((one.method, one.action) != (form.method, form.action) for one in there)


def words(name):
    """What one has typed into a field, so that it can be told from what stands in the next."""
    return f"Kept in {name}"


def lost(form, sent, answer):
    """The names of what was typed and does not stand in its field on the page that refuses."""
    if answer.status_code != 422:
        return []
    page = BeautifulSoup(answer.text, "html5lib")
    there = {one["name"]: one.get("value") or one.text.strip()
             for one in page.select("input[name], textarea[name]")}  # fmt: skip
    kept = [name for name in form.typed if sent.get(name) == words(name)]
    return [name for name in kept if there.get(name) != words(name)]


def tries(form):
    """All fields odd, each field odd, and one field too long beside others that are well filled."""
    yield from (dict.fromkeys(form.fields, odd) for odd in ODD)
    for number, name in enumerate(form.fields):
        yield form.fields | {name: ODD[number % len(ODD)]}
    typed = {name: words(name) for name in form.typed}
    yield from (form.fields | typed | {name: "x" * 200_000} for name in form.typed)
    yield from ({}, {name: ["1", "2"] for name in form.fields})


@pytest.mark.timeout(600)
def test_every_form_bears_anything_in_any_field(theatre, caplog):
    forms, wrong, weighed = all_forms(theatre), [], 0
    for form in forms:
        for sent in tries(form):
            answer = send(theatre, form, sent, form.files)
            if answer.status_code >= 500:
                wrong.append(f"{form.method} {form.action} as {form.who}: {str(sent)[:200]}")
            weighed += answer.status_code == 422 and len(form.typed) > 1
            wrong += [f"{form.action}: {name} is lost" for name in lost(form, sent, answer)]
            if form.method == "post" and answer.status_code == 303 and gone(theatre, form):
                theatre.again()  # it was taken, and the next try must find what this one found
        theatre.again()
    faults = [r.getMessage() for r in caplog.records if r.levelname == "ERROR"]
    assert not wrong, "\n".join(["", *dict.fromkeys(wrong)])
    assert faults == []
    assert weighed > 100, "hardly anything was refused: nothing could be lost"
    posts = {cell.name for cell in expected() if cell.method == "POST"}
    missing = posts - {endpoint(theatre, form) for form in forms}
    assert missing == NO_FORM, "\n".join(sorted(missing ^ NO_FORM))


@pytest.mark.timeout(300)
def test_no_door_minds_what_body_it_is_sent(theatre):
    """Not even a form: bytes of no encoding, broken parts, another type, and far too much."""
    bodies = [(raw, "application/x-www-form-urlencoded") for raw in RAW]
    bodies += [(b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
               (b"[" * 100_000, "application/json"), (b"\x00" * 1000, "")]  # fmt: skip
    wrong = []
    for address in dict.fromkeys(theatre.address(c) for c in expected() if c.method == "POST"):
        for body, kind in bodies:
            theatre.app.extensions["limiter"].local.storage.reset()
            for who in ("ada", "visitor"):
                answer = theatre.clients[who].post(
                    address, data=body, content_type=kind, base_url="http://127.0.0.1"
                )
                if answer.status_code >= 500:
                    wrong.append(f"{address} as {who}: {kind} {body[:20]!r}")
    assert not wrong, "\n".join(["", *wrong])


ODD_PARTS = ("0", "-1", "9223372036854775808", "1" + "0" * 40, "1.5", "%00", "%ff", "a" * 3000, "٣")


@pytest.mark.timeout(300)
def test_no_address_is_too_odd(theatre):
    wrong = []
    for rule in theatre.app.url_map.iter_rules():
        if not rule.arguments or rule.endpoint.endswith("static"):
            continue
        for odd in ODD_PARTS:
            path = re.sub(r"<[^>]+>", lambda _, odd=odd: odd, rule.rule)
            for method in (rule.methods or set()) & {"GET", "POST"}:
                answer = theatre.clients["ada"].open(
                    path, method=method, base_url="http://127.0.0.1"
                )
                if answer.status_code >= 500:
                    wrong.append(f"{method} {path[:120]}")
    assert not wrong, "\n".join(["", *wrong])
