"""What goes with every answer, static files and errors included: the browser's instructions."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'{live}; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
FIXED = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
)
HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class SafeHeaders:
    """WSGI around everything, the handshake of the live line included."""

    def __init__(self, inner: Application, public_url: str) -> None:
        self.inner = inner
        live = " " + public_url.replace("http", "ws", 1)
        secure = (HSTS,) if public_url.startswith("https://") else ()
        self.headers = (("Content-Security-Policy", POLICY.format(live=live)), *FIXED, *secure)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        def safe_start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            named = {name.lower() for name, _ in headers}
            more = [(n, v) for n, v in self.headers if n.lower() not in named]
            return start(status, [*headers, *more], *rest)

        return self.inner(environ, safe_start)


def install(app: Flask) -> None:
    """Last of all, so that nothing answers without passing here."""
    settings = app.extensions["settings"]
    inner: Any = SafeHeaders(app.wsgi_app, settings.public_url)
    if n := settings.trusted_proxies:
        inner = ProxyFix(inner, x_for=n, x_proto=n, x_host=n)
    app.wsgi_app = inner  # type: ignore[method-assign]
