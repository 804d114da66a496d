"""What a file is, judged by what it contains: its name and the type it is sent with are claims."""

import re
import zipfile
from io import BytesIO

import puremagic

OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
IMAGE, PDF, OFFICE, TEXT = "image", "pdf", "office", "text"
KINDS = (IMAGE, PDF, OFFICE, TEXT)
TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".docx": f"{OPEN_XML}wordprocessingml.document",
    ".xlsx": f"{OPEN_XML}spreadsheetml.sheet",
    ".pptx": f"{OPEN_XML}presentationml.presentation",
    ".odt": f"{OPEN_DOCUMENT}text",
    ".ods": f"{OPEN_DOCUMENT}spreadsheet",
    ".odp": f"{OPEN_DOCUMENT}presentation",
}
MAIN = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
CONTENTS = "[Content_Types].xml"
# Each of these must be at the very beginning: a file that is two things at once is neither.
BEGINNINGS = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 5_000, 300 * 1024 * 1024, 200
HEAD = 256 * 1024  # of one part of a package that is ever unpacked
ACTIVE = re.compile(
    r"vbaproject|vbadata|\.(exe|dll|scr|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|msi|jar|sh|zip"
    r"|7z|rar|gz)$|(^|/)(basic|scripts)/",
    re.IGNORECASE,
)
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f") | {127}


def kind_of(mime: str) -> str:
    """One of four, by which people look for files."""
    if mime.startswith("image/"):
        return IMAGE
    if mime.startswith("text/"):
        return TEXT
    return PDF if mime == TYPES[".pdf"] else OFFICE


def looks_like(ending: str, content: bytes) -> bool:
    """Whether the content is what the ending says, and nothing in it is made to be run."""
    if ending in (".csv", ".txt"):
        return is_text(content)
    if ending in MAIN or TYPES[ending].startswith(OPEN_DOCUMENT):
        return is_office(ending, content)
    if not content.startswith(BEGINNINGS[TYPES[ending]]):
        return False
    try:
        return puremagic.from_string(content[:HEAD], mime=True) == TYPES[ending]
    except (puremagic.PureError, ValueError):
        return False


def is_text(content: bytes) -> bool:
    """Words and line breaks only; what begins like a page of the web is none."""
    if CONTROLS & set(content) or content.lstrip(b"\xef\xbb\xbf \t\r\n\f")[:1] == b"<":
        return False
    return decoded(content) is not None


def decoded(content: bytes) -> str | None:
    """Text as it was meant; None when it is none."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def is_office(ending: str, content: bytes) -> bool:
    """A package of the right kind, without macros, that does not unpack to more than it may. Only
    its list of contents and the head of a part or two are ever looked at."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if not is_modest(packed.infolist(), len(content)):
                return False
            if ending in MAIN:
                return is_open_xml(ending, packed)
            return head(packed, "mimetype").decode("ascii", "replace") == TYPES[ending]
    except (zipfile.BadZipFile, KeyError, RuntimeError, ValueError, EOFError, OSError):
        return False
    except (NotImplementedError, zipfile.zlib.error):  # type: ignore[attr-defined]
        return False


def is_modest(parts: list[zipfile.ZipInfo], size: int) -> bool:
    """Before anything is unpacked: what the list of contents promises."""
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_ENTRIES or unpacked > min(MOST_UNPACKED, MOST_RATIO * size + HEAD):
        return False
    names = [part.filename for part in parts]
    return len(set(names)) == len(names) and all(is_harmless(part) for part in parts)


def is_harmless(part: zipfile.ZipInfo) -> bool:
    """No way out of the package, no link, no lock, nothing that could be run."""
    name = part.filename.replace("\\", "/")
    leads_out = name.startswith("/") or ".." in name.split("/") or ":" in name
    is_link = (part.external_attr >> 16) & 0o170000 == 0o120000
    is_locked = bool(part.flag_bits & 1)
    return not (leads_out or is_link or is_locked or ACTIVE.search(name))


def is_open_xml(ending: str, packed: zipfile.ZipFile) -> bool:
    listed, main = head(packed, CONTENTS).lower(), head(packed, MAIN[ending]).lower()
    declared = f"{TYPES[ending]}.main+xml".encode()
    made_up = (b"<!doctype", b"<!entity")  # the format has neither
    return (
        declared in listed
        and b"macroenabled" not in listed
        and not any(word in part for word in made_up for part in (listed, main))
    )


def head(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as part:
        return part.read(HEAD)


def facts(ending: str, content: bytes) -> dict[str, int]:
    """What can be told of a file without opening it: {"pages": 4}, {"sheets": 2}, {"slides": 9}."""
    if ending == ".pdf":
        pages = pages_of(content)
        return {"pages": pages} if pages else {}
    if ending in (".docx", ".xlsx", ".pptx"):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return office_facts(ending, packed)
    return {}


def pages_of(content: bytes) -> int:
    """As the file declares them in the open; 0 when it does not."""
    trees = re.findall(rb"/Type\s{0,9}/Pages\b[^<>]{0,2000}?/Count\s{1,9}(\d{1,5})\b", content)
    trees += re.findall(rb"/Count\s{1,9}(\d{1,5})\b[^<>]{0,2000}?/Type\s{0,9}/Pages\b", content)
    first = re.search(rb"/Linearized\b[^>]{0,500}/N\s{1,9}(\d{1,5})\b", content[:2048])
    return max([int(n) for n in trees] + ([int(first.group(1))] if first else []), default=0)


def office_facts(ending: str, packed: zipfile.ZipFile) -> dict[str, int]:
    names = packed.namelist()
    if ending == ".pptx":
        return {"slides": len([n for n in names if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)])}
    if ending == ".xlsx":
        return {"sheets": len(re.findall(rb"<(?:\w+:)?sheet\s", head(packed, MAIN[ending])))}
    about = "docProps/app.xml"
    said = head(packed, about) if about in names else b""
    found = re.search(rb"<Pages>(\d{1,5})</Pages>", said)
    return {"pages": int(found.group(1))} if found else {}
