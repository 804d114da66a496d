"""Do the migrations lead from nothing to the models, and back, with one head, on both databases?"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers import DURABLE, Postgres

ROOT = Path(__file__).resolve().parent.parent
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi", "db")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, Postgres(**DURABLE) as server:
        databases = {
            "SQLite": f"sqlite:///{folder}/check.db",
            "PostgreSQL": server.database("check"),
        }
        faults = [
            fault for name, url in databases.items() for fault in faults_on(name, url, folder)
        ]
    print(
        *(faults or ["Migrations: one head, in step with the models on SQLite and PostgreSQL."]),
        sep="\n",
    )
    return len(faults) > 0


def faults_on(name: str, url: str, folder: str) -> list[str]:
    """One sentence, with what Alembic says, for the first step that fails."""
    settings = {
        "DATABASE_URL": url,
        "INSTANCE_FOLDER": folder,
        "SECRET_KEY": "only for this check, and refused when shorter",
        "REDIS_URL": "",
    }
    heads = flask(settings, "heads").stdout.splitlines()
    if len(heads) != 1:
        return [f"{name}: {len(heads)} heads instead of one: {heads}"]
    for step in (("upgrade",), ("check",), ("downgrade", "base"), ("upgrade",)):
        done = flask(settings, *step)
        if done.returncode:
            return [f"{name}: `flask db {' '.join(step)}` failed:\n{done.stdout}{done.stderr}"]
    return []


def flask(settings: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FLASK, *words],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
