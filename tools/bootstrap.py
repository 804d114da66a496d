"""Make `.venv` hold what the lock says: standard library only, nothing to do the second time.

    python3 tools/bootstrap.py          what the platform needs to run
    python3 tools/bootstrap.py --dev    what its tests and checks need, too

Any Python from 3.6 on can read this file: an old one gets a sentence, not a SyntaxError.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  the very check that the rule takes for granted
    sys.exit(
        "Grappe needs Python 3.11 or newer; this is {}.{}."
        " Name another one with: make run PYTHON=python3.12".format(*sys.version_info)
    )

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SITE = VENV / "lib" / "python{}.{}".format(*sys.version_info) / "site-packages"
INSTALLER = ROOT / "tools" / "installer.lock"

# A .pth file puts `platform/` and the root (config.py) on the path: an editable install would
# have to fetch a build backend. Its lines count from site-packages, so the checkout can be moved.
ON_THE_PATH = "../../../../platform\n../../../..\n"

NO_VENV = "Python's venv module is missing: run `apt-get install -y python3-venv`, then try again."
NOT_MADE = "The folder .venv could not be made; the lines above say why. May you write here?"
NOT_INSTALLED = "The libraries could not be installed; the lines above say why."


def main(arguments):
    """Bring `.venv` up to date; exit with one sentence when that is not possible."""
    kind = "dev" if "--dev" in arguments or is_development() else "run"
    lock = ROOT / ("requirements-dev.lock" if kind == "dev" else "requirements.lock")
    with lock.open("rb") as wanted:
        fcntl.flock(
            wanted, fcntl.LOCK_EX
        )  # a second `make` in another terminal waits for the first
        stamp = stamp_of(kind, wanted.read())
        if PYTHON.exists() and stamp.exists():
            return
        say("Installing the libraries into .venv ...")
        install(lock)
        (SITE / "grappe.pth").write_text(ON_THE_PATH)
        for old in VENV.glob("installed-*"):
            old.unlink()
        stamp.touch()


def is_development():
    """Once made for development, the environment stays so: `make run` must not take pytest away."""
    return any(VENV.glob("installed-dev-*"))


def stamp_of(kind, lock):
    """The file that says: this lock, for this Python, is installed."""
    checksum = hashlib.sha256(
        lock + ON_THE_PATH.encode() + str(sys.version_info[:2]).encode()
    ).hexdigest()
    return VENV / f"installed-{kind}-{checksum[:16]}"


def install(lock):
    """With the quickest installer at hand; pip, slow, knows every local setting and comes last."""
    uv = working(shutil.which("uv"))
    if uv:
        make_venv("--without-pip")
        if with_uv(uv, lock):
            return
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(NO_VENV)
    if not has_pip():
        make_venv()
    if not uv:
        uv = own_uv()
        if uv and with_uv(uv, lock):
            return
    if not with_pip("--requirement", str(lock)):
        sys.exit(NOT_INSTALLED)


def working(uv):
    """The path of uv if it starts (a version manager's stand-in may not), else None."""
    return uv if uv and run(uv, "--version", quiet=True) else None


def own_uv():
    """uv in our own environment, or None on a system that it is not made for."""
    here = str(VENV / "bin")
    if not shutil.which("uv", path=here):
        with_pip("--only-binary", ":all:", "--requirement", str(INSTALLER), quiet=True)
    return working(shutil.which("uv", path=here))


def has_pip():
    return PYTHON.exists() and (SITE / "pip").exists()


def make_venv(*options):
    """A fresh environment, unless this Python's is there already."""
    if PYTHON.exists() and SITE.exists() and (options or has_pip()):
        return
    if importlib.util.find_spec("venv") is None:
        sys.exit(NO_VENV)
    if not run(sys.executable, "-m", "venv", "--clear", *options, str(VENV)):
        sys.exit(NOT_MADE)


def with_uv(uv, lock):
    options = ("--quiet", "--require-hashes", "--python", str(PYTHON))
    done = run(uv, "pip", "sync", *options, str(lock), quiet=True)
    if not done:
        say("uv did not manage; trying pip, which takes longer ...")
    return done


def with_pip(*options, quiet=False):
    pip = (str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet")
    return run(*pip, "install", "--require-hashes", *options, quiet=quiet)


def run(*command, quiet=False):
    """True if the command ended well. What it prints goes to stderr: stdout is the platform's."""
    # uv is asked to trust the certificates that the system trusts, as pip does.
    environment = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", **os.environ}
    told = subprocess.DEVNULL if quiet else sys.stderr
    return (
        subprocess.run(command, cwd=ROOT, env=environment, stdout=told, stderr=told).returncode == 0
    )


def say(sentence):
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
