"""Every form of every page, filled in absurdly: a refusal with a sentence, never a fault, and what
else was typed is still there. The forms are found by looking at all pages of the matrix."""

import io
from dataclasses import dataclass, field

import pytest
from bs4 import BeautifulSoup

from tests.matrix.things import expected

PEOPLE = ("ada", "bo", "nora", "una", "visitor")
ODD = ["", " ", "\x00\x01\x7f", "x" * 200_000, "ﷺ🍇\u202e" * 30, "' OR 1=1 --%s{0}{{7*7}}", "-1",
       "9" * 30, "1e309", "NaN", "٣", "0000-00-00", "9999-12-31", "2026-02-30"]  # fmt: skip
RAW = (b"\xff\xfe=\xed\xa0\x80&body=\xff", b"%00=%ff%fe&csrf_token=%zz", b"&&&===&")
KEPT = ("text", "textarea", "email", "url", "search")
NOT_HERE = ("/accounts/sign-out", "/accounts/demo")  # they end the session that the test walks with


@dataclass
class Form:
    """A form as somebody found it: where it leads, and what stands in it."""

    who: str
    method: str
    action: str
    fields: dict[str, str]
    typed: list[str] = field(default_factory=list)  # names of what one writes oneself
    files: list[str] = field(default_factory=list)


def forms_on(page, who, path):
    for form in BeautifulSoup(page, "html5lib").find_all("form"):
        found = Form(who, form.get("method", "get").lower(), form.get("action") or path, {})
        for one in form.find_all(["input", "textarea", "select"]):
            if one.get("name") and one.get("type") not in ("submit", "image"):
                note(found, one)
        if found.method != "dialog" and not found.action.startswith(NOT_HERE):
            yield found


def note(found, one):
    """What a field holds as it is found; `Words kept` where one would write oneself."""
    name, kind = one["name"], one.get("type", one.name)
    if kind == "file":
        found.files.append(name)
    elif kind in ("checkbox", "radio"):
        found.fields.setdefault(name, one.get("value", "on"))
    elif one.name == "select":
        chosen = one.find("option", selected=True) or one.find("option")
        found.fields[name] = chosen.get("value", "") if chosen else ""
    else:
        found.fields[name] = one.get("value") or one.text.strip() or "Words kept"
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


def lost(form, sent, answer):
    """The names of what was typed and is not on the page that refuses it."""
    if answer.status_code != 422:
        return []
    page = BeautifulSoup(answer.text, "html5lib")
    kept = [one.get("value") or one.text.strip() for one in page.select("input, textarea")]
    back = page.select(f"[name='{next(iter(form.typed), '')}']")
    return [n for n in form.typed if back and n in sent and sent[n] == "Words kept"
            and "Words kept" not in kept]  # fmt: skip


@pytest.mark.timeout(600)
def test_every_form_bears_anything_in_any_field(theatre, caplog):
    forms, wrong, count = all_forms(theatre), [], 0
    for form in forms:
        tries = [dict.fromkeys(form.fields, odd) for odd in ODD]
        tries += [form.fields | {n: ODD[i % len(ODD)]} for i, n in enumerate(form.fields)]
        tries += [form.fields | dict.fromkeys(form.typed, "Words kept") | {n: "x" * 200_000}
                  for n in form.typed[:2]]  # fmt: skip
        tries += [{}, {n: ["1", "2"] for n in form.fields}]
        for sent in tries:
            answer = send(theatre, form, sent, form.files)
            count += 1
            if answer.status_code >= 500:
                wrong.append(f"{form.method} {form.action} as {form.who}: {str(sent)[:200]}")
            for name in lost(form, sent, answer):
                wrong.append(f"{form.action}: what was typed in {name} is lost")
        theatre.again()
    faults = [r.getMessage() for r in caplog.records if r.levelname == "ERROR"]
    assert not wrong, "\n".join(["", *dict.fromkeys(wrong)])
    assert faults == []
    assert len(forms) > 40, "the crawl is blind"
    assert count > 1_000


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
        names = sorted(rule.arguments)
        if not names or rule.endpoint.endswith("static"):
            continue
        for odd in ODD_PARTS:
            path = rule.rule
            for name in names:
                start = path.index("<", 0)
                path = path[:start] + odd + path[path.index(">", start) + 1 :]
                assert name
            for method in (rule.methods or set()) & {"GET", "POST"}:
                answer = theatre.clients["ada"].open(
                    path, method=method, base_url="http://127.0.0.1"
                )
                if answer.status_code >= 500:
                    wrong.append(f"{method} {path[:120]}")
    assert not wrong, "\n".join(["", *wrong])
