"""Addresses of static files that change with their content, so that browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, request
from flask_babel import get_locale

from . import drawing
from .asking import me

YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    folder = Path(app.static_folder or "")

    @cache
    def fingerprint(path: str) -> str:
        file = folder / path
        return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "missing"

    @cache
    def asset(path: str) -> str:
        return f"{app.static_url_path}/{path}?v={fingerprint(path)}"

    def age(_file: str | None) -> int:
        return YEAR if request.args.get("v") else 300

    app.get_send_file_max_age = age  # type: ignore[method-assign]
    drawing.install(app.jinja_env, asset)
    app.add_template_global(asset, "asset")

    @app.context_processor
    def common() -> dict[str, object]:
        settings, by = app.extensions["settings"], me()
        locale = get_locale()
        return {
            "me": by,
            "lang": locale.language if locale else "fr",
            "theme": by.theme,
            "density": by.density,
            "demo": settings.demo,
            "public_url": settings.public_url,
        }
