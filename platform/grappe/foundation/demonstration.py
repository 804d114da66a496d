"""Whether this is the demonstration, and who its invented people are."""

from flask import current_app

ENDING = "@demo.grappe.example"


def is_on() -> bool:
    return bool(current_app.extensions["settings"].demo)
