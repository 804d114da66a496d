"""Structured logs: one JSON object a line, with the id of the request, event or task."""

import logging
import re
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from .asking import me
from .metrics import ANSWERS, DURATION

log = structlog.get_logger("grappe.web")
GIVEN = re.compile(r"^[A-Za-z0-9-]{8,64}$")


def configure() -> None:
    """Send the standard library's logging through structlog, to stderr."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for quiet in ("engineio", "socketio", "huey", "alembic", "geventwebsocket"):
        logging.getLogger(quiet).setLevel(logging.WARNING)


def new_id() -> str:
    return secrets.token_hex(8)


def bind(**context: object) -> str:
    """Start a new piece of work: forget the last one's context, give this one an id."""
    clear_contextvars()
    given = str(context.pop("given", ""))
    number = given if GIVEN.match(given) else new_id()
    bind_contextvars(id=number, **context)
    return number


def install(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        trusted = app.extensions["settings"].trusted_proxies
        given = request.headers.get("X-Request-ID", "") if trusted else ""
        # The rule, not the path: paths of secret links hold the secret.
        g.request_id = bind(given=given, method=request.method, rule=str(request.url_rule))

    @app.after_request
    def end(response: Response) -> Response:
        took = time.perf_counter() - g.get("began", time.perf_counter())
        endpoint = request.endpoint or "none"
        ANSWERS.labels(endpoint, str(response.status_code)).inc()
        DURATION.labels(endpoint).observe(took)
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if request.endpoint != "static" and not app.testing:
            person = me().person_id
            log.info("answer", status=response.status_code, ms=round(took * 1000, 1), person=person)
        return response
