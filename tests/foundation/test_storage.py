"""Files: only what is what it says, never under a name that was sent."""

import io
import zipfile

import pytest
from werkzeug.datastructures import FileStorage

from grappe.foundation.actor import Actor
from grappe.foundation.errors import Invalid
from grappe.foundation.receiving import clean_name, receive
from grappe.foundation.storage import place, serve
from tests.corpus.hostile import picture

PNG = picture("PNG")
CONTENTS = "[Content_Types].xml"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def packed(*names, content=b"x"):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return raw.getvalue()


def office(kind, main, **more):
    """A package of Office, as small as they come."""
    kinds = {
        "docx": "wordprocessingml.document",
        "xlsx": "spreadsheetml.sheet",
        "pptx": "presentationml.presentation",
    }
    declared = f"<Types><Override ContentType='application/vnd.openxmlformats-officedocument.{kinds[kind]}.main+xml'/></Types>"
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in ({CONTENTS: declared, main: "<x/>"} | more).items():
            archive.writestr(part, content)
    return raw.getvalue()


def send(name, content):
    return receive(Actor(person_id=1), FileStorage(io.BytesIO(content), filename=name))


@pytest.mark.parametrize("name, content", [
    ("a.pdf", PDF), ("é à.PNG", PNG), ("t.csv", "nom;été\n".encode()), ("t.csv", "nom;été\n".encode("cp1252")),
    ("d.docx", office("docx", "word/document.xml")),
    ("s.xlsx", office("xlsx", "xl/workbook.xml")),
])  # fmt: skip
def test_honest_files_are_kept_whole(app, name, content):
    with app.test_request_context():
        kept = send(name, content)
        assert (place(kept.key).read_bytes() == content) == (not name.endswith("PNG")), (
            "pictures are drawn anew"
        )
        answer = serve(kept)
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        answer.close()


@pytest.mark.parametrize("name, content", [
    ("a.html", b"<script>1</script>"), ("a.svg", b"<svg onload=1>"), ("a.pdf", b"<script>1</script>"),
    ("a.png", PDF), ("a.exe", b"MZ\x90\0"), ("a.pdf.exe", PDF), ("a", PDF), ("", PDF), ("a.pdf", b""),
    ("a.csv", b"<html><script>1</script>"), ("a.txt", b"a\0b"), ("a.docx", packed("xl/workbook.xml")),
    ("a.docx", b"PK\x03\x04 broken"), ("a.odt", packed("mimetype", content=b"text/html")),
    ("many.docx", packed(*[f"word/{i}" for i in range(5001)])),
])  # fmt: skip
def test_hostile_files_are_refused_with_a_sentence(app, name, content):
    with app.test_request_context(), pytest.raises(Invalid) as refusal:
        send(name, content)
    assert refusal.value.field == "file"


def test_what_unpacks_to_more_than_allowed_is_refused(app, monkeypatch):
    monkeypatch.setattr("grappe.foundation.filetypes.MOST_UNPACKED", 1_000_000)
    with app.test_request_context(), pytest.raises(Invalid):
        send("bomb.docx", office("docx", "word/document.xml", **{"word/x.xml": b"\0" * 1_000_001}))


def test_what_is_larger_than_allowed_is_refused(app):
    most = app.extensions["settings"].upload_limit
    with app.test_request_context(), pytest.raises(Invalid, match="larger than"):
        send("a.txt", b"a" * (most + 1))


@pytest.mark.parametrize("sent, shown", [
    ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\x\\a.pdf", "a.pdf"), ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"), ("con.pdf", "_con.pdf"), ("a\x00b.png", "ab.png"),
    ("a\u202efdp.exe", "afdp.exe"), ("x" * 300 + ".pdf", "x" * 110 + ".pdf"), ("...", ""),
])  # fmt: skip
def test_names_are_only_shown(sent, shown):
    assert clean_name(sent) == shown


@pytest.mark.parametrize("key", ["../x", "aa/../../etc", "aa/" + "g" * 32, "", "aa/" + "0" * 31])
def test_only_keys_of_the_store_lead_anywhere(app, key):
    with app.app_context(), pytest.raises(ValueError, match="not a key"):
        place(key)
