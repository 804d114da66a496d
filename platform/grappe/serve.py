"""Starts Grappe: `python -m grappe.serve` for a laptop, `--node` for one web node of a cluster.

On a laptop it prepares the database, then watches over the web node and the worker: Ctrl-C stops
both, and when one dies the other does not stay behind. Nothing of the application is imported here,
so that gunicorn's gevent worker can patch the standard library before anything else is loaded.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
STOP_WITHIN = 15  # seconds
READY_WITHIN = 60  # seconds
GUNICORN = (sys.executable, "-m", "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.conf.py"))


class Stop(Exception):
    """Ctrl-C, or the signal of a service manager."""


def main(words: Sequence[str]) -> int:
    os.chdir(ROOT)
    if "--node" in words:
        os.execv(sys.executable, [*GUNICORN, "wsgi:app"])  # noqa: S606
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        return laptop()
    except Stop:
        return 0


def stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


def laptop() -> int:
    env = dict(os.environ) | ({} if "SECRET_KEY" in os.environ else {"DEMO": "1"})
    if "PYTHONDONTWRITEBYTECODE" in env:  # each start would compile every library anew
        del env["PYTHONDONTWRITEBYTECODE"]
    port = env.setdefault("PORT", "5000")
    if trouble := port_trouble(port):
        return complain(trouble)
    print("Preparing the database…", flush=True)
    if subprocess.run([sys.executable, "-m", "grappe.prepare"], env=env, check=False).returncode:
        return 1
    children = [
        begin([*GUNICORN, "wsgi:app"], env),
        begin([sys.executable, "-m", "grappe.worker"], env),
    ]
    try:
        return watch(children, f"http://127.0.0.1:{port}", env)
    finally:
        end(children)


def port_trouble(port: str) -> str:
    """Why this port cannot be had, in a sentence, or nothing."""
    if not port.isdigit() or not 1 <= int(port) <= 65535:
        return f"PORT={port} is not a port: give a number from 1 to 65535."
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", int(port)))
        except PermissionError:
            return f"Port {port} is reserved for the administrator: try PORT=5077 make run."
        except OSError:
            return f"Port {port} is already in use: try PORT={next_port(int(port))} make run."
    return ""


def next_port(port: int) -> int:
    return port + 77 if port < 65000 else 5077


def complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def begin(command: Sequence[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches this process only, which then stops it."""
    return subprocess.Popen(command, env=env, start_new_session=True, preexec_fn=die_with_parent)


def die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def watch(children: list[subprocess.Popen[bytes]], address: str, env: dict[str, str]) -> int:
    limit = time.monotonic() + READY_WITHIN
    while not ready(address):
        if gone(children) or time.monotonic() > limit:
            return complain("Grappe did not start; the reason stands above.")
        time.sleep(0.1)
    subprocess.run(
        [sys.executable, "-m", "grappe.prepare", "--greet", address], env=env, check=False
    )
    while not gone(children):
        time.sleep(0.5)
    return complain("A part of Grappe stopped by itself; the reason stands above.")


def ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:  # noqa: S310
            return answer.status == 200
    except OSError:
        return False


def gone(children: list[subprocess.Popen[bytes]]) -> bool:
    return any(child.poll() is not None for child in children)


def end(children: list[subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # already stopping
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            child.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
