"""Files made to harm whoever keeps, shows or opens them. All are made here, none is kept.

Each is (name, content, what may become of it): REFUSED, or KEPT because it is what it says and can
only be downloaded, or DRAWN: a picture of which nothing but what is to be seen may be left.
"""

import io
import struct
import zipfile
import zlib

from PIL import Image

REFUSED, KEPT, DRAWN = "refused", "kept", "drawn"
SCRIPT = b"<script>window.ran=1;alert(document.domain)</script>"
CANARY = b"CanaryInTheMetadata"
PDF = (b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R%s>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
       b"3 0 obj<</Type/Page/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n")  # fmt: skip
OPEN = "application/vnd.openxmlformats-officedocument."
KINDS = {"docx": (f"{OPEN}wordprocessingml.document", "word/document.xml"),
         "xlsx": (f"{OPEN}spreadsheetml.sheet", "xl/workbook.xml"),
         "pptx": (f"{OPEN}presentationml.presentation", "ppt/presentation.xml")}  # fmt: skip
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'
XXE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def office(kind="docx", declared=None, main=b"<w/>", parts=(), level=9):
    """A package of Office with `parts` (name or ZipInfo, content) beside what must be in it."""
    mime, place = KINDS[kind]
    listed = f"<Types><Override ContentType='{declared or mime + '.main+xml'}'/></Types>".encode()
    return packed([("[Content_Types].xml", listed), (place, main), *parts], level)


def packed(parts, level=9):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return raw.getvalue()


def odf(kind="text", parts=()):
    mime = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed([("mimetype", mime), ("content.xml", b"<x/>"), *parts])


def link(name, target=b"/etc/passwd"):
    about = zipfile.ZipInfo(name)
    about.external_attr = 0o120777 << 16
    return about, target


def lying(content, claims=4 * 1024**3 - 2):
    """The list of contents claims that its last part unpacks to four gigabytes."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", claims) + content[at + 28 :]


def locked(content):
    at = content.index(b"PK\x01\x02")
    return content[: at + 8] + struct.pack("<H", 1) + content[at + 10 :]


def chunk(kind, content):
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def png(width, height, raw=b"", before=b""):
    """A PNG that promises `width` by `height` pixels, whatever `raw` holds."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + before
        + chunk(b"IDAT", zlib.compress(raw, 9))
        + chunk(b"IEND", b"")
    )


def picture(kind="PNG", size=(60, 40), **more):
    raw = io.BytesIO()
    Image.new("RGB", size, (180, 40, 90)).save(raw, kind, **more)
    return raw.getvalue()


def with_place(kind="JPEG"):
    """Taken on its side in front of the factory; what is kept must not say where that is."""
    about = Image.Exif()
    about[0x0112], about[0x010E] = 6, CANARY.decode()
    about.get_ifd(0x8825).update({1: "N", 2: (45.0, 46.0, 12.0), 3: "E", 4: (4.0, 50.0, 3.0)})
    return picture(kind, exif=about.tobytes())


def text_in_png():
    return png(2, 2, b"\0\1\2\3\4\5\6" * 2, chunk(b"tEXt", b"Comment\0" + CANARY + SCRIPT))


def hostile():
    """Every one of them, in an order that stays."""
    yield from pages_and_programs()
    yield from two_at_once()
    yield from packages()
    yield from pictures()
    yield from texts()
    yield from names()


def pages_and_programs():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1">' + SCRIPT + b"</svg>"
    page = b"<!doctype html><body>" + SCRIPT
    for name, content in (
        ("a.svg", svg), ("a.png", svg), ("a.txt", svg), ("a.csv", svg), ("a.pdf", svg), ("a.docx", svg),
        ("a.html", page), ("a.htm", page), ("a.xhtml", page), ("a.png", page), ("a.jpg", page), ("a.gif", page),
        ("a.pdf", page), ("a.txt", b"\xef\xbb\xbf \n" + page), ("a.csv", page), ("a.webp", page),
        ("a.exe", b"MZ\x90\0\3"), ("a.pdf", b"MZ\x90\0\3"), ("a.png", b"\x7fELF\2\1\1"), ("a.docx", b"MZ\x90\0"),
        ("a.pdf.exe", PDF % b""), ("a.js", b"alert(1)"), ("a.sh", b"#!/bin/sh\nid\n"), ("a.lnk", b"L\0\0\0\1\x14\2"),
        ("a.hta", page), ("a.mht", b"MIME-Version: 1.0"), ("a.xml", XXE), ("a.swf", b"FWS\x0a"), ("a.zip", packed([("a", b"b")])),
        ("a.jar", packed([("META-INF/MANIFEST.MF", b"Main-Class: X")])), ("a.docm", office()), ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a", PDF % b""), ("", PDF % b""), (".pdf.", b"MZ"), ("a.pdf", b""), ("a.txt", b""),
    ):  # fmt: skip
        yield name, content, REFUSED


def two_at_once():
    gif = b"GIF89a/*" + b"\0" * 20 + b"*/=1;window.ran=1;//" + SCRIPT
    yield "a.gif", gif, REFUSED
    yield "a.jpg", b"\xff\xd8\xff\xe0" + SCRIPT, REFUSED
    yield "a.png", b"\x89PNG\r\n\x1a\n" + SCRIPT, REFUSED
    yield "a.webp", b"RIFF\x24\0\0\0WEBPVP8 " + SCRIPT, REFUSED
    yield "a.pdf", SCRIPT + PDF % b"", REFUSED
    yield "a.pdf", packed([("a", b"b")]) + PDF % b"", REFUSED
    yield "a.pdf", PDF % b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", KEPT
    yield "a.pdf", PDF % b"/OpenAction<</S/Launch/F(cmd.exe)>>", KEPT
    yield "a.pdf", PDF % b"" + SCRIPT, KEPT
    yield "a.gif", picture("GIF") + SCRIPT, DRAWN
    yield "a.jpg", picture("JPEG") + SCRIPT + packed([("a.class", b"\xca\xfe")]), DRAWN
    yield "a.png", picture() + SCRIPT, DRAWN


def packages():
    nulls = b"\0" * 50_000_000
    yield "bomb.docx", office(parts=[(f"word/{i}.xml", nulls) for i in range(2)]), REFUSED
    yield "bomb.odt", odf(parts=[("Pictures/a", nulls)]), REFUSED
    yield "lies.docx", lying(office(parts=[("word/a.xml", b"a" * 2000)])), REFUSED
    yield "many.docx", office(parts=[(f"word/{i}", b"") for i in range(10_000)], level=1), REFUSED
    yield (
        "nested.docx",
        office(parts=[("word/a.zip", packed([("b.zip", packed([("c", b"0" * 9999)]))]))]),
        REFUSED,
    )
    for name in ("../../etc/cron.d/x", "/etc/passwd", "..\\..\\x.xml", "C:/x.xml", "word/../../x"):
        yield "slip.docx", office(parts=[(name, b"x")]), REFUSED
    yield "link.docx", office(parts=[link("word/a")]), REFUSED
    yield "locked.docx", locked(office()), REFUSED
    yield "xxe.docx", office(main=XXE), REFUSED
    yield "laughs.xlsx", office("xlsx", main=LAUGHS), REFUSED
    yield "laughs.docx", office(main=b"<?xml version='1.0'?>" + LAUGHS), REFUSED
    macro = [("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")]
    yield "macro.docx", office(parts=macro), REFUSED
    yield "macro.xlsx", office("xlsx", parts=[("xl/vbaProject.bin", b"x")]), REFUSED
    yield (
        "macro.docx",
        office(declared="application/vnd.ms-word.document.macroEnabled.main+xml"),
        REFUSED,
    )
    yield "macro.odt", odf(parts=[("Basic/Standard/Module1.xml", b"x")]), REFUSED
    yield "macro.ods", odf("spreadsheet", [("Scripts/python/a.py", b"x")]), REFUSED
    yield "program.docx", office(parts=[("word/embeddings/a.exe", b"MZ")]), REFUSED
    yield "other.docx", office("xlsx"), REFUSED
    yield "other.xlsx", office("docx"), REFUSED
    yield "other.odt", odf("presentation"), REFUSED
    yield "page.odt", packed([("mimetype", b"text/html"), ("content.xml", SCRIPT)]), REFUSED
    yield "torn.docx", office()[:-30], REFUSED
    yield "torn.xlsx", b"PK\x03\x04" + b"\xff" * 400, REFUSED
    yield "twice.docx", packed_twice(), REFUSED


def packed_twice():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return office(parts=[("word/document.xml", XXE)])


def pictures():
    yield "bomb.png", png(30_000, 30_000, b"\0" * 40_000_000), REFUSED
    yield "promise.png", png(2**31 - 1, 2**31 - 1), REFUSED
    yield (
        "promise.gif",
        b"GIF89a"
        + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0)
        + b","
        + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0)
        + b"\x02\x02\x4c\x01\x00;",
        REFUSED,
    )
    yield "short.png", png(2000, 2000, b"\0" * 100), REFUSED
    yield "torn.png", picture(size=(500, 500))[:200], REFUSED
    yield "torn.jpg", picture("JPEG", size=(900, 900))[:1500], REFUSED
    yield "torn.webp", picture("WEBP", size=(500, 500))[:60], REFUSED
    yield "torn.gif", b"GIF89a\1\0\1\0", REFUSED
    yield "other.jpg", picture("PNG"), REFUSED
    yield "other.png", picture("JPEG"), REFUSED
    yield "other.pdf", picture("PNG"), REFUSED
    yield "place.jpg", with_place(), DRAWN
    yield "place.webp", with_place("WEBP"), DRAWN
    yield "words.png", text_in_png(), DRAWN
    yield "words.gif", picture("GIF", comment=CANARY + SCRIPT), DRAWN
    yield "words.jpg", picture("JPEG", comment=CANARY), DRAWN


def texts():
    formulas = b"nom;note\n=cmd|'/c calc'!A0;1\n@SUM(1);+1\n-2+3;\t=1\n"
    yield "formulas.csv", formulas, KEPT
    yield "script.txt", b"hello " + SCRIPT, KEPT
    yield "script.csv", b'a;b\n"' + SCRIPT + b'";x\n', KEPT
    yield "virus.txt", EICAR, KEPT
    yield "quotes.csv", b'"' * 5000 + b"\n" + b"a;" * 5000, KEPT
    yield "long.csv", b"a" * 500_000, KEPT
    yield "nul.csv", b"a;b\0\n", REFUSED
    yield "wide.txt", "\ufeff<script>".encode("utf-16"), REFUSED
    yield "escape.txt", b"\x1b]0;owned\x07ls\n", REFUSED


def names():
    for name in ("a%0D%0ASet-Cookie: owned=1.pdf", "a\u202efdp.pdf", "a\0.pdf", "../../../etc/passwd.pdf", "..\\..\\x.pdf",
                 "CON.pdf", "a%22;filename=b.html;x=%22.pdf", "é" * 300 + ".pdf", "<script>alert(1)</script>.pdf",
                 "%0d%0aX-Owned: 1.pdf", "a;b=c,d.pdf", "\ud83d".encode("utf-8", "replace").decode() + "😀" * 90 + ".pdf"):  # fmt: skip
        yield name, PDF % b"", KEPT
