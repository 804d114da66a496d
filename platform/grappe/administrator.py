"""Asks somebody in as the network's administrator: `python -m grappe.administrator ADDRESS`.

For whoever operates an installation: nobody else could let the first person in. The link is sent by
mail and printed, because the mail server may be what is still missing.
"""

import argparse
from dataclasses import replace

from flask import url_for

from config import Settings
from grappe import create_app
from grappe.foundation.actor import SYSTEM


def main(words: list[str] | None = None) -> int:
    from grappe.foundation.errors import Invalid
    from grappe.organisations.operations.founding import ask_administrator

    said = arguments().parse_args(words)
    app = create_app(Settings.from_environment())
    address = app.extensions["settings"].public_url
    with app.app_context(), app.test_request_context(base_url=address):
        try:
            name, token = ask_administrator(
                replace(SYSTEM, locale=said.locale), said.address, said.network
            )
        except Invalid as refusal:
            print(refusal)
            return 1
        link = url_for("organisations.invitation", token=token, _external=True)
    print(f"An invitation to administer {name} is on its way to {said.address}.")
    print(f"It works once, within two weeks:\n\n  {link}\n")
    return 0


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m grappe.administrator")
    parser.add_argument("address", help="the mail address of the person")
    parser.add_argument("--network", default="", help="the network's name, the first time")
    parser.add_argument("--locale", choices=("fr", "en"), default="fr", help="of the mail")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
