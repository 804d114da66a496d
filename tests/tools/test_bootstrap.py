"""The first start on a strange machine: one sentence where it cannot work, and nothing to do
the second time."""

import ast
import os
import runpy
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BOOTSTRAP = ROOT / "tools" / "bootstrap.py"

# Stands in for uv: makes a note of how it was called, installs nothing.
UV = """#!/bin/sh
[ "$1" = --version ] && exit 0
echo "$@" >> "$UV_NOTES"
exit ${UV_ENDS:-0}
"""

NO_ENSUREPIP = """
import importlib.util as util
find = util.find_spec
util.find_spec = lambda name: None if name == "ensurepip" else find(name)
"""

# As make starts it, on a machine that `before` has changed.
START = """
import runpy, sys
{before}
sys.argv = ["bootstrap.py", *{options!r}]
runpy.run_path("tools/bootstrap.py", run_name="__main__")
"""


@pytest.fixture
def checkout(tmp_path):
    """A project folder with the bootstrap and two locks, and a PATH whose uv only takes notes."""
    folder = tmp_path / "project"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(BOOTSTRAP, folder / "tools")
    (folder / "requirements.lock").write_text("# runs\n")
    (folder / "requirements-dev.lock").write_text("# tests\n")
    (folder / "tools" / "installer.lock").write_text("# uv\n")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(UV)
    (tmp_path / "bin" / "uv").chmod(0o755)
    return folder


def bootstrap(checkout, *options, before="", **settings):
    """Run it as make does, with a PATH of our own."""
    code = START.format(before=before, options=options)
    path = os.pathsep.join([str(checkout.parent / "bin"), os.defpath])
    env = {
        "PATH": path,
        "HOME": str(checkout.parent),
        "UV_NOTES": str(checkout.parent / "notes"),
    } | settings
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=checkout,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def notes(checkout):
    file = checkout.parent / "notes"
    return file.read_text().splitlines() if file.exists() else []


def test_an_old_python_gets_one_sentence(monkeypatch):
    version = namedtuple("version", "major minor micro releaselevel serial")
    monkeypatch.setattr(sys, "version_info", version(3, 9, 2, "final", 0))
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(BOOTSTRAP), run_name="__main__")
    assert "needs Python 3.11 or newer" in end.value.code
    assert "3.9" in end.value.code
    assert "\n" not in end.value.code


def test_an_old_python_can_read_the_file():
    ast.parse(BOOTSTRAP.read_text(), feature_version=(3, 6))


def test_a_missing_venv_module_is_named_with_its_remedy(checkout):
    shutil.rmtree(checkout.parent / "bin")
    done = bootstrap(checkout, before=NO_ENSUREPIP)
    assert done.returncode == 1
    assert "apt-get install -y python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_second_start_installs_nothing(checkout):
    assert bootstrap(checkout).returncode == 0
    second = bootstrap(checkout)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert len(notes(checkout)) == 1


def test_every_installation_asks_for_hashes(checkout):
    bootstrap(checkout)
    assert "--require-hashes" in notes(checkout)[0]
    assert notes(checkout)[0].endswith("requirements.lock")


def test_a_changed_lock_is_installed_once_more(checkout):
    bootstrap(checkout)
    (checkout / "requirements.lock").write_text("# runs, and more\n")
    bootstrap(checkout)
    bootstrap(checkout)
    assert len(notes(checkout)) == 2


def test_running_takes_nothing_away_from_a_development_environment(checkout):
    bootstrap(checkout, "--dev")
    bootstrap(checkout)
    assert [note.split("/")[-1] for note in notes(checkout)] == ["requirements-dev.lock"]


def test_a_failed_installation_is_not_taken_for_done(checkout):
    assert bootstrap(checkout, before=NO_ENSUREPIP, UV_ENDS="2").returncode == 1
    assert bootstrap(checkout).returncode == 0
    assert len(notes(checkout)) == 2


def test_pip_alone_will_do_where_uv_cannot_be_had(checkout):
    shutil.rmtree(checkout.parent / "bin")
    done = bootstrap(checkout)
    assert (done.returncode, notes(checkout)) == (0, [])
    assert list(checkout.glob(".venv/installed-run-*"))


def test_the_platform_is_on_the_path_also_after_the_folder_was_moved(checkout):
    (checkout / "platform" / "grappe").mkdir(parents=True)
    (checkout / "config.py").touch()
    bootstrap(checkout)
    moved = checkout.rename(checkout.with_name("elsewhere"))
    code = (
        "import config, grappe, platform as p; print(config.__file__, *grappe.__path__, p.system())"
    )
    done = subprocess.run(
        [moved / ".venv/bin/python", "-c", code],
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [f"{moved}/config.py", f"{moved}/platform/grappe", "Linux"]


def test_nothing_is_written_outside_the_project(checkout):
    bootstrap(checkout)
    assert {file.name for file in checkout.parent.iterdir()} == {"project", "bin", "notes"}
