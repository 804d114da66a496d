"""Pictures are drawn anew, so that nothing is left of what was sent but what is to be seen.

That is done in a process of its own with little memory and little time: whoever has made a picture
to break what opens it breaks that, and is told that it cannot be read.
"""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from .errors import N_, Busy, Invalid

DRAWING = Path(__file__).with_name("redrawing.py")
PATIENCE = 12.0  # seconds for one picture, and
WAIT = 20.0  # until it is its turn
AT_ONCE = threading.BoundedSemaphore(2)
MOST_PIXELS = 40_000_000
UNREADABLE = N_("This picture cannot be read, or is too large to be shown (40 megapixels at most).")


@dataclass(frozen=True)
class Drawn:
    """The picture drawn anew, and a small one of it (WebP); sizes in pixels."""

    content: bytes
    small: bytes
    size: tuple[int, int]
    small_size: tuple[int, int]


def redraw(content: bytes, mime: str, field: str = "file") -> Drawn:
    if not AT_ONCE.acquire(timeout=WAIT):
        raise Busy
    try:
        done = subprocess.run(  # noqa: S603  our own file, and nothing of what was sent among its words
            [sys.executable, "-I", str(DRAWING), mime.removeprefix("image/"), str(MOST_PIXELS)],
            input=content, capture_output=True, timeout=PATIENCE, check=False, env={}, cwd="/",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Invalid(UNREADABLE, field=field) from None
    finally:
        AT_ONCE.release()
    about, newline, drawn = done.stdout.partition(b"\n")
    if done.returncode != 0 or not newline:
        raise Invalid(UNREADABLE, field=field)
    said = json.loads(about)
    length = said["length"]
    return Drawn(drawn[:length], drawn[length:], tuple(said["size"]), tuple(said["small"]))
