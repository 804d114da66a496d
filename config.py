"""Settings: read from the environment once, here and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
DEMO_SECRET = "only-for-the-demonstration"  # noqa: S105  refused anywhere else, see safety.py
DAY = 24 * 3600


@dataclass(frozen=True)
class Settings:
    """What an operator can choose. Times are in seconds, sizes in bytes."""

    secret_key: str = DEMO_SECRET
    database_url: str = f"sqlite:///{ROOT / 'instance' / 'grappe.db'}"
    redis_url: str = ""
    public_url: str = "http://127.0.0.1:5000"
    origins: tuple[str, ...] = ()
    demo: bool = False
    sqlite_journal: str = "DELETE"
    instance: Path = ROOT / "instance"
    mail_url: str = ""
    mail_from: str = "Grappe <no-reply@grappe.example>"
    trusted_proxies: int = 0
    session_idle: int = 14 * DAY
    session_absolute: int = 60 * DAY
    max_sockets: int = 5_000
    upload_limit: int = 15 * 1024 * 1024
    person_quota: int = 300 * 1024 * 1024  # bytes of files in a day
    organisation_quota: int = 2 * 1024 * 1024 * 1024
    metrics_token: str = ""
    unsafe_database: bool = False
    argon2_memory_kib: int = 64 * 1024
    testing: bool = False

    @property
    def secure(self) -> bool:
        """Cookies travel over TLS only, unless the public address is plain HTTP (a laptop)."""
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.public_url).netloc

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        default = cls()
        port = env.get("PORT", "5000")
        public = env.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/")
        instance = Path(env.get("INSTANCE_FOLDER", default.instance)).resolve()
        listed = env.get("ALLOWED_ORIGINS")
        origins = public if listed is None else listed
        return cls(
            secret_key=env.get("SECRET_KEY", default.secret_key),
            database_url=env.get("DATABASE_URL", f"sqlite:///{instance / 'grappe.db'}"),
            redis_url=env.get("REDIS_URL", ""),
            public_url=public,
            origins=tuple(o for o in origins.replace(",", " ").split() if o),
            demo=env.get("DEMO", "") == "1",
            sqlite_journal=env.get("SQLITE_JOURNAL", default.sqlite_journal).upper(),
            instance=instance,
            mail_url=env.get("MAIL_URL", ""),
            mail_from=env.get("MAIL_FROM", default.mail_from),
            trusted_proxies=int(env.get("TRUSTED_PROXIES", "0")),
            session_idle=int(env.get("SESSION_IDLE", default.session_idle)),
            session_absolute=int(env.get("SESSION_ABSOLUTE", default.session_absolute)),
            max_sockets=int(env.get("MAX_SOCKETS", default.max_sockets)),
            upload_limit=int(env.get("UPLOAD_LIMIT", default.upload_limit)),
            person_quota=int(env.get("PERSON_QUOTA", default.person_quota)),
            organisation_quota=int(env.get("ORGANISATION_QUOTA", default.organisation_quota)),
            metrics_token=env.get("METRICS_TOKEN", ""),
            unsafe_database=env.get("ALLOW_UNSAFE_DATABASE", "") == "1",
            argon2_memory_kib=int(env.get("ARGON2_MEMORY_KIB", default.argon2_memory_kib)),
        )
