"""What every page shares: its door, its refusals, and what its template may use."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.routing import IntegerConverter

from .asking import me
from .db import db, is_the
from .errors import Forbidden, Missing, SignInFirst
from .policy import RULES, abilities, require, visible

V = TypeVar("V", bound=Callable[..., Any])
DOORS: dict[str, tuple["Lock", ...]] = {}


@dataclass(frozen=True)
class Lock:
    """`action` on the `model` row whose `column` equals the view's argument `key`."""

    action: str
    model: Any = None
    key: str = ""
    column: str = "id"

    @property
    def name(self) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", self.model.__name__).lower()


class Slice(Blueprint):
    """A slice's pages: its name is its address."""

    def __init__(self, name: str, import_name: str, prefix: str | None = None) -> None:
        super().__init__(name, import_name, url_prefix=f"/{name}" if prefix is None else prefix)


def door(action: str, model: Any = None, key: str = "", column: str = "id") -> Callable[[V], V]:
    """Declare which rule opens a view. With a model, the row found becomes the view's argument,
    named after the model. Doors may be stacked: each is checked, the outermost first."""

    def hang(view: V) -> V:
        locks = getattr(view, "_locks", ())
        view._locks = (Lock(action, model, key, column), *locks)  # type: ignore[attr-defined]
        return view

    return hang


def locks_of(endpoint: str | None) -> tuple[Lock, ...]:
    if endpoint is None or endpoint.endswith("static"):
        return ()
    return getattr(current_app.view_functions[endpoint], "_locks", ())


def enforce() -> ResponseReturnValue | None:
    """Before every request: open the view's doors, or refuse."""
    if request.endpoint is None or request.endpoint.endswith("static"):
        return None
    arguments = request.view_args or {}
    for lock in locks_of(request.endpoint):
        if lock.model is None:
            require(me(), lock.action)
        else:
            arguments[lock.name] = opened(lock, arguments.pop(lock.key))
    return None


def opened(lock: Lock, value: Any) -> Any:
    """The row behind `lock`, if its rule allows it to whoever asks."""
    by, column = me(), getattr(lock.model, lock.column)
    found = select(lock.model).where(is_the(column, value))
    row = db.session.scalars(found.where(visible(by, lock.action))).one_or_none()
    if row is not None:
        return row
    if not by.is_authenticated:
        raise SignInFirst  # the same for what is hidden and for what is not there
    row = db.session.scalars(found).one_or_none()
    sees = RULES[lock.action].sees
    if row is not None and sees != lock.action and sees in RULES and abilities(by, row, sees):
        raise Forbidden
    raise Missing


def check_complete(app: Flask) -> None:
    """A view without a door, or with a door nobody wrote a rule for, stops the start-up."""
    bad = []
    for endpoint, view in app.view_functions.items():
        locks = getattr(view, "_locks", ())
        known = all(lock.action in RULES for lock in locks)
        if not endpoint.endswith("static") and not (locks and known):
            bad.append(endpoint)
    if bad:
        raise RuntimeError(f"no authorization declared for the views {', '.join(sorted(bad))}")


class Bounded(IntegerConverter):
    """Numbers a database can hold; a larger one is an address that does not exist."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:  # noqa: A002
        super().__init__(map, *args, **{"max": 2**63 - 1} | kwargs)


def install(app: Flask) -> None:
    """Before any page is registered: an address takes its converters as they are at that moment."""
    app.url_map.converters["int"] = Bounded


def done(sentence: str) -> None:
    """Say at the top of the next page what has happened."""
    flash(sentence, "done")


def go(endpoint: str, **values: Any) -> ResponseReturnValue:
    """After a form: to the page that shows the result (303, so that reloading sends nothing)."""
    return redirect(url_for(endpoint, **values), 303)


def page(template: str, status: int = 200, /, **context: Any) -> ResponseReturnValue:
    return render_template(template, **context), status


def safe_next(target: str | None) -> str:
    """Where to go after signing in: a path of ours, whatever was asked for."""
    if not target or len(target) > 2000 or not re.match(r"^/(?![/\\])[^\x00-\x20\\]*$", target):
        return url_for("home.index")
    return target


def sign_in_first() -> ResponseReturnValue:
    if request.method != "GET" or request.headers.get("X-Requested-With"):
        return page("_shared/error.html", 401, **error_context(SignInFirst()))
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)


def error_context(refusal: Any) -> dict[str, Any]:
    """What the error page shows: the refusal, a reference, and the long texts that were typed."""
    from flask_babel import gettext

    said = gettext(refusal.sentence)
    kept = {k: v for k, v in request.form.items() if len(v) > 20 and "password" not in k}
    kept.pop("csrf_token", None)
    return {
        "status": refusal.status,
        "code": refusal.code,
        "sentence": said % refusal.values if refusal.values else said,
        "kept": kept,
        "request_id": g.get("request_id", ""),
    }
