"""The front door: build the application out of its slices."""

from importlib import import_module, util
from pathlib import Path
from types import ModuleType

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from config import Settings
from grappe.foundation import (
    answers,
    asking,
    assets,
    bell,
    formats,
    headers,
    health,
    i18n,
    limits,
    live,
    logs,
    pump,
    queue,
    safety,
    shell,
    web,
)  # fmt: skip
from grappe.foundation.db import db, keep_sqlite_safe

ROOT = Path(__file__).resolve().parents[2]
# From the ground floor up; a slice may use those before it.
SLICES = (
    "accounts", "organisations", "rooms", "groups", "calls", "sessions", "directory",
    "notifications", "home",
)  # fmt: skip
PARTS = ("models", "policy", "session", "operations", "listeners", "sockets", "context")


def create_app(settings: Settings) -> Flask:
    """A whole application. Unsafe settings, or a door without a lock, stop it with a sentence."""
    safety.refuse_packages()
    safety.refuse_unsafe(settings)
    app = Flask(
        "grappe",
        root_path=str(ROOT / "platform" / "grappe"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings.instance),
    )
    configure(app, settings)
    if not settings.testing:
        logs.configure()
    for name in SLICES:
        for part in PARTS:
            load(name, part)
    install(app)
    answers.check_complete(app)
    live.check_complete(app)
    if not settings.testing:
        queue.connect(app)  # so that a promise made here wakes the worker at once
    return app


def configure(app: Flask, settings: Settings) -> None:
    settings.instance.mkdir(parents=True, exist_ok=True)
    app.extensions["settings"] = settings
    app.testing = settings.testing
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=pool(settings),
        MAX_CONTENT_LENGTH=settings.upload_limit + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SESSION_COOKIE_NAME="__Host-form" if settings.secure else "form",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form left open must not lose its text
        WTF_CSRF_SSL_STRICT=True,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def pool(settings: Settings) -> dict[str, object]:
    if settings.testing:
        return {"poolclass": NullPool}
    return {"pool_size": 30, "max_overflow": 10, "pool_timeout": 10, "pool_pre_ping": True}


def install(app: Flask) -> None:
    """Foundation first, then the slices' pages, and around it all the headers."""
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    prepare_database(app)
    i18n.install(app, ROOT / "translations")
    for part in (web, logs, asking, limits, bell, pump, formats, assets, shell, health):
        part.install(app)
    for name in SLICES:
        if views := load(name, "views"):
            app.register_blueprint(views.bp)
    answers.install(app)
    live.install(app)
    headers.install(app)


def prepare_database(app: Flask) -> None:
    settings = app.extensions["settings"]
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            keep_sqlite_safe(db.engine, settings.sqlite_journal, durable=not settings.testing)
        elif not settings.unsafe_database:
            refuse_forgetful(db.engine)


def refuse_forgetful(engine: Engine) -> None:
    """Ask PostgreSQL now; if it is away, as soon as it is back."""
    try:
        with engine.connect() as connection:
            safety.refuse_forgetful_postgres(connection)
    except OperationalError:
        event.listen(engine, "engine_connect", safety.refuse_forgetful_postgres, once=True)


def load(name: str, part: str) -> ModuleType | None:
    module = f"{__name__}.{name}.{part}"
    if util.find_spec(f"{__name__}.{name}") is None:
        return None
    return import_module(module) if util.find_spec(module) else None
