"""Minutes on paper: the PDF says what the page says, to the same readers."""

import re
import zlib

import pytest

from grappe.foundation import typesetting
from grappe.foundation.outlining import blocks
from tests.rooms.staging import dismissed
from tests.sessions.minuted import approved, drafted


def inside(pdf):
    """The PDF with its packed parts laid open."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    opened = []
    for part in packed:
        try:
            opened.append(zlib.decompress(part))
        except zlib.error:
            opened.append(part)
    return pdf + b"\n".join(opened)


def test_the_pdf_is_tagged_titled_in_its_language_and_in_the_fonts_of_the_house(
    app, world, by, browser
):
    stage = approved(app, world, by)
    answer = browser("bo").get(f"{stage.path}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text[:300]
    pdf = inside(answer.data)
    assert pdf.startswith(b"%PDF-") and b"/StructTreeRoot" in pdf and b"/Marked true" in pdf
    assert b"/Lang" in pdf and b"(en)" in pdf
    assert b"pdfuaid" in pdf and b"RadioCanada" in pdf and b"Circular textiles" in pdf
    book = browser("bo").get(f"/sessions/minutes/{stage.room}.pdf")
    assert (book.status_code, book.mimetype) == (200, "application/pdf")


def test_whoever_may_not_read_finds_no_pdf(app, world, by, browser):
    stage = approved(app, world, by)
    bo = browser("bo")
    with app.app_context():
        dismissed(stage.room, world, "bo")
    for who in (bo, browser("cy"), browser("nora")):
        assert who.get(f"{stage.path}.pdf").status_code == 404
        assert who.get(f"/sessions/minutes/{stage.room}.pdf").status_code == 404


def test_a_draft_has_a_pdf_for_those_who_run_the_session(app, world, by, browser):
    stage = drafted(app, world, by)
    assert browser("alix").get(f"{stage.path}.pdf").status_code == 200
    assert browser("bo").get(f"{stage.path}.pdf").status_code == 404


def test_without_the_extra_the_page_says_how_to_print(app, world, by, browser, monkeypatch):
    stage = approved(app, world, by)
    for module in ("grappe.sessions.views.minutes", "grappe.sessions.views.minutes.paper"):
        monkeypatch.setattr(f"{module}.can_typeset", lambda: False)
    bo = browser("bo")
    page = bo.page(stage.path)
    assert "Save as PDF" in page.main.text and page.select(f"a[href='{stage.path}.pdf']") == []
    assert bo.get(f"{stage.path}.pdf").status_code == 404


@pytest.mark.parametrize("said", [
    '#panic("x")', "#read(\"/etc/passwd\")", "$ x $", "*a* _b_ `c` #import \"x\"", "\\ @ <a> [b] ]]",
    "| a | b |\n|---|---|\n| c | d |", "> quoted\n>\n> - list\n>   1. deeper", "",
])  # fmt: skip
def test_what_people_write_is_set_as_words_and_never_run(said):
    rows = blocks(said, "https://grappe.example")
    minutes = {
        "kicker": said, "title": said or "x", "facts": [["Present", said]], "kinds": [],
        "sections": [{"name": said, "rows": rows}], "end": said,
    }  # fmt: skip
    data = {"title": said or "x", "language": "fr", "header": said, "footer": said, "page": "Page ",
            "contents": "Sommaire", "minutes": [minutes, minutes]}  # fmt: skip
    assert typesetting.typeset("sessions/minutes.typ", data).startswith(b"%PDF-")


def test_links_lead_to_whole_addresses_only():
    written = (
        "[call](/calls/3) [bad](javascript:alert) [out](https://example.org) [odd](//evil.example)"
    )
    [paragraph] = blocks(written, "https://grappe.example")
    urls = [run["url"] for run in paragraph["runs"] if run.get("url")]
    assert urls == ["https://grappe.example/calls/3", "https://example.org"]
