"""Brings a database up to date: `python -m grappe.prepare`, before every start of a new version.

Runs the migrations, loads the directory of real clusters, and, in the demonstration, its invented
people and what they have done. Each step does nothing when it has been done.
"""

import logging
import sys
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from config import Settings
from grappe import create_app
from grappe.foundation.actor import SYSTEM

ROOT = Path(__file__).resolve().parents[2]


def main(words: list[str]) -> None:
    settings = Settings.from_environment()
    if words[:1] == ["--greet"]:
        print(greeting(words[1], settings.demo))
        return
    app = create_app(settings)
    logging.getLogger().setLevel(logging.WARNING)
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
    fill(app)


def fill(app: Flask) -> None:
    from grappe import demo
    from grappe.directory.operations import load_real_clusters

    with app.app_context():
        load_real_clusters(SYSTEM)
        if app.extensions["settings"].demo:
            demo.load()


def greeting(address: str, is_demo: bool) -> str:
    lines = ["", f"  Grappe is ready: {address}", ""]
    if is_demo:
        from grappe.demo.people import ACCOUNTS

        lines.append(
            "  Sign in as one of these invented people with one click on the sign-in page:"
        )
        lines += [f"    {who}" for who in ACCOUNTS]
        lines += ["", "  Mails are kept in instance/mail. Ctrl-C stops everything.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
