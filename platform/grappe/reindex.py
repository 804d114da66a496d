"""Brings the search up to date: `python -m grappe.reindex`, or anew: `… --afresh`.

The worker does the former by itself. The latter is for after a change of the analyser, or a
restore; it can be stopped and begun again, and people go on finding what was there before.
"""

import argparse
import time

from config import Settings
from grappe import create_app
from grappe.foundation.actor import SYSTEM

STRETCH = 2_000  # rows in one turn


def main(words: list[str] | None = None) -> int:
    from grappe.foundation.indexes import INDEXES, begin_again

    parser = argparse.ArgumentParser(prog="python -m grappe.reindex")
    parser.add_argument("--afresh", action="store_true", help="analyse everything anew")
    said = parser.parse_args(words)
    app = create_app(Settings.from_environment())
    for name, index in INDEXES.items():
        with app.app_context():
            if said.afresh:
                begin_again(SYSTEM, name)
            follow(name, index.catch_up)
    return 0


def follow(name: str, catch_up) -> None:  # type: ignore[no-untyped-def]
    """Stretch by stretch, each of them kept, until nothing is left."""
    done, start = 0, time.monotonic()
    while now := catch_up(STRETCH):
        done += now
        rate = done / max(time.monotonic() - start, 0.001)
        print(f"{name}: {done:,} entries, {rate:,.0f} a second", flush=True)
    print(f"{name}: up to date.")


if __name__ == "__main__":
    raise SystemExit(main())
