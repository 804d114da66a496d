"""Small real PDF files, so that what is attached can be opened."""

from io import BytesIO

from werkzeug.datastructures import FileStorage

PAGE = (
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
    " /Resources << /Font << /F1 4 0 R >> >> >>"
)
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def paper(name: str, lines: list[str]) -> FileStorage:
    """A one-page PDF called `name`, its title above `lines`."""
    return FileStorage(BytesIO(pdf(name.removesuffix(".pdf"), lines)), filename=name)


def pdf(title: str, lines: list[str]) -> bytes:
    text = [f"BT /F1 20 Tf 60 770 Td ({escaped(title)}) Tj ET"]
    for number, line in enumerate(lines):
        text.append(f"BT /F1 11 Tf 60 {730 - 18 * number} Td ({escaped(line)}) Tj ET")
    content = "\n".join(text).encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE.encode(),
        FONT.encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    return assembled(objects)


def escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def assembled(objects: list[bytes]) -> bytes:
    """The file with its table of where each object begins."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)
