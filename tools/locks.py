"""Write the hashed locks from pyproject.toml, or check them.

The development lock takes the versions of the other one, so that what is tested is what runs.
No lock names a registry: where packages come from is a matter of the installing machine.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import bootstrap

ROOT = bootstrap.ROOT
RUN, DEV = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
COMPILE = (
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
)
OLDEST = ("--python-version", "3.11")
PIN = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)
ADDRESS = re.compile(r"\w+://|^-|@ ", re.MULTILINE)


def main(command: str, *options: str) -> int:
    if command == "write":
        write(*options)
    faults = list(check())
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return len(faults) > 0


def write(*options: str) -> None:
    """Keep the versions that the locks hold already, unless `--upgrade` is among the options."""
    uv = (
        bootstrap.working(shutil.which("uv"))
        or bootstrap.own_uv()
        or sys.exit("uv could not be installed, and only uv writes these locks.")
    )
    for lock, more in (
        (RUN, ()),
        (DEV, ("--all-extras", "--group", "dev", "--constraint", RUN.name)),
    ):
        command = [
            uv,
            *COMPILE,
            *OLDEST,
            *options,
            *more,
            "pyproject.toml",
            "--output-file",
            lock.name,
        ]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def check() -> Iterator[str]:
    """Yield one sentence for each fault."""
    run, dev = pins(RUN), pins(DEV)
    for lock in (RUN, DEV, bootstrap.INSTALLER):
        yield from faults_in(lock)
    for package, versions in run.items():
        if not versions <= dev[package]:
            yield f"{package}: {versions} runs, {dev[package]} is tested; run `make locks`."
    for wanted in missing(run, dev):
        yield f"{wanted} is in pyproject.toml and not in its lock; run `make locks`."


def pins(lock: Path) -> dict[str, set[str]]:
    """The versions of each package: more than one where they differ from system to system."""
    versions = defaultdict(set)
    for name, version in PIN.findall(lock.read_text()):
        versions[name].add(version)
    return versions


def faults_in(lock: Path) -> Iterator[str]:
    text = lock.read_text()
    for address in ADDRESS.finditer(text):
        line = text.count("\n", 0, address.start()) + 1
        yield f"{lock.name}:{line} names a registry, or an option of the machine that wrote it."
    for entry in re.split(r"\n(?=\S)", text.strip()):
        if "--hash=sha256:" not in entry:
            yield f"{lock.name}: {entry.splitlines()[0]} has no hash."


def missing(run: dict[str, set[str]], dev: dict[str, set[str]]) -> Iterator[str]:
    """Names that pyproject.toml asks for and the lock in question does not hold."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"].get("optional-dependencies", {})
    asked = (
        (project["project"]["dependencies"], run),
        (project["dependency-groups"]["dev"], dev),
        *((wanted, dev) for wanted in extras.values()),
    )
    for requirements, locked in asked:
        for requirement in requirements:
            name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
            if re.sub(r"[-_.]+", "-", name).lower() not in locked:
                yield name


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
