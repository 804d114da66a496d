"""The pages of the minutes of a session."""

from typing import Any

from grappe.foundation.text import difference, markdown
from grappe.foundation.typesetting import can_typeset

from .. import bp
from . import amending, approved, book, paper, working

__all__ = ["amending", "approved", "book", "paper", "working"]


@bp.context_processor
def reading() -> dict[str, Any]:
    """What the templates read texts with."""
    return {"difference": difference, "markdown": markdown, "pdf": can_typeset()}
