"""Is it alive, is it ready, how is it doing."""

import hmac
from datetime import timedelta

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import func, select

from .db import db, utc_now
from .errors import Missing
from .models import Task
from .web import door

bp = Blueprint("health", __name__)
MOST_WAIT = timedelta(minutes=5)


@bp.get("/healthz")
@door("public")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return {"ok": True}


@bp.get("/readyz")
@door("public")
def readyz() -> ResponseReturnValue:
    """The database answers, and the worker keeps up with what it was promised."""
    try:
        oldest = db.session.scalar(
            select(func.min(Task.due_at)).where(Task.done_at.is_(None), Task.failed_at.is_(None))
        )
    except Exception:
        current_app.logger.exception("not ready")
        return jsonify(ok=False, database=False), 503
    behind = oldest is not None and utc_now() - oldest > MOST_WAIT
    return jsonify(ok=True, database=True, worker_behind=behind)


@bp.get("/metrics")
@door("public")
def metrics() -> ResponseReturnValue:
    """For the operator's collector: with the token, or from this machine if no proxy is before."""
    settings = current_app.extensions["settings"]
    if settings.metrics_token:
        given = request.headers.get("Authorization", "")
        allowed = hmac.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode())
    else:
        allowed = settings.trusted_proxies == 0 and request.remote_addr in ("127.0.0.1", "::1")
    if not allowed:
        raise Missing
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def install(app: Flask) -> None:
    app.register_blueprint(bp)
