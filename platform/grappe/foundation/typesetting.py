"""PDF: a template of ours and data, set by typst in a process of its own that cannot take much.

typst is an extra (`pdf`). Where it is not installed `can_typeset()` is false, and pages say how to
print instead.
"""

import importlib.util
import json
import os
import resource
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from .errors import Busy

ROOT = Path(__file__).resolve().parents[3]
FONTS = ROOT / "data" / "font"
SECONDS, MEMORY = 20, 2 * 1024**3
# Reads the data on its standard input and writes the PDF on its standard output; nothing else.
SET = """
import sys, typst
template, fonts = sys.argv[1:]
sys.stdout.buffer.write(typst.compile(
    template, font_paths=[fonts], ignore_system_fonts=True, format="pdf",
    sys_inputs={"data": sys.stdin.buffer.read().decode()}, pdf_standards=["ua-1"],
))
"""


@cache
def can_typeset() -> bool:
    return importlib.util.find_spec("typst") is not None


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """What `template` (a file under templates/) makes of `data`; Busy when it takes too long."""
    command = [sys.executable, "-c", SET, str(ROOT / "templates" / template), str(FONTS)]
    try:
        done = subprocess.run(  # noqa: S603  nothing of it comes from outside
            command, input=json.dumps(data).encode(), capture_output=True, timeout=SECONDS,
            check=True, preexec_fn=bounded, env={"PATH": os.environ.get("PATH", "")},
        )  # fmt: skip
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as fault:
        said = (fault.stderr or b"").decode(errors="replace")
        raise Busy from RuntimeError(said)
    return done.stdout


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
