"""`make bench`: every figure beside its peer, from one run on one machine.

make bench                          all of it (about eight minutes)
make bench ARGS="--quick"           a short look, written nowhere
"""

import argparse
import datetime as dt
import tempfile
from pathlib import Path

from . import commits, databases, fanout, machine, pages

RESULTS = Path(__file__).with_name("RESULTS.md")
Rows = list[tuple[str, str, str, str]]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--only", choices=("pages", "chat"), default="")
    given = asked.parse_args()
    machine.on_load_core()
    report: list[str] = []
    with tempfile.TemporaryDirectory() as folder, databases.engines(Path(folder)) as engines:
        if given.only != "pages":
            report += chat(engines, Path(folder), given.quick)
        if given.only != "chat":
            report += page_rates(engines, Path(folder), given.quick)
    text = "\n".join([*head(), *report]) + "\n"
    print(text)
    if not given.quick and not given.only:
        RESULTS.write_text(text)


def head() -> list[str]:
    return [
        "# Results",
        "",
        f"`make bench` on {machine.description()}, {dt.datetime.now(dt.UTC):%Y-%m-%d}. The server had one",
        "core, the load another. Absolute figures drift from run to run: look at the ratios.",
        "",
    ]


def chat(engines: dict[str, str], folder: Path, quick: bool) -> list[str]:
    """Fan-out and acknowledgements."""
    seconds, sizes = (3.0, (100,)) if quick else (10.0, (100, 500))
    lines = [
        "## Chat: one room, everybody listens, 64 messages under way",
        "",
        "Grappe checks the policy, commits and pushes from its log; the peer (Flask-SocketIO as its",
        "documentation shows it, on gevent) stores nothing.",
        "",
        "| in the room | server | deliveries/s | against the peer | answered, p50 / p99 ms | KiB a socket |",
        "|---|---|---|---|---|---|",
    ]
    for size in sizes:
        peer = fanout.stock(size, seconds)
        lines.append(row(size, "stock Flask-SocketIO", peer, peer))
        for name, url in engines.items():
            ours = fanout.grappe(size, seconds, url, folder / f"{name}-{size}")
            lines.append(row(size, f"Grappe, {name}", ours, peer))
    lines += ["", *acknowledgements(engines, folder, quick)]
    return lines


def row(size: int, name: str, figures: fanout.Figures, peer: fanout.Figures) -> str:
    ratio = figures.deliveries / peer.deliveries
    return (
        f"| {size} | {name} | {figures.deliveries:,.0f} | {ratio:.1f} × | "
        f"{figures.ack_p50:.1f} / {figures.ack_p99:.1f} | {figures.memory:.0f} |"
    )


def acknowledgements(engines: dict[str, str], folder: Path, quick: bool) -> list[str]:
    lines = [
        '## From sending to "sent", one at a time, after the commit',
        "",
        "| database | bare INSERT + COMMIT, p50 ms | Grappe, p50 ms | ratio | goal |",
        "|---|---|---|---|---|",
    ]
    for name, url in engines.items():
        goal = "≤ 3" if name == "SQLite" else "≤ 2"
        floor = commits.bare(url)
        one = fanout.alone(2.0 if quick else 6.0, url, folder / f"ack-{name}")
        lines.append(f"| {name} | {floor:.2f} | {one:.2f} | {one / floor:.1f} | {goal} |")
    return [*lines, ""]


def page_rates(engines: dict[str, str], folder: Path, quick: bool) -> list[str]:
    seconds = 2.0 if quick else 6.0
    floor = pages.floor(seconds)
    lines = [
        "## Pages: 300 clusters, 80,000 companies, 20,000 calls, a room of a million messages",
        "",
        f"Signed in, one connection. The floor, a bare Flask page with a session: {floor:,.0f} a second.",
        "",
        "| page | database | answers/s | p99 ms | share of the floor | goal |",
        "|---|---|---|---|---|---|",
    ]
    badge = []
    for name, url in engines.items():
        long = 20_000 if quick else pages.LONG
        found = pages.grappe(url, folder / f"pages-{name}", seconds, long)
        badge.append((name, *found.pop("badge")))
        for page, (per_second, p99) in found.items():
            share = f"1/{floor / per_second:.0f}"
            lines.append(f"| {page} | {name} | {per_second:,.0f} | {p99:.1f} | {share} | 1/6 |")
    lines += [
        "",
        "| unread numbers | long room, µs | 1,000 messages, µs | ratio | goal |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {n} | {a:.0f} | {b:.0f} | {a / b:.2f} | ≤ 1.1 |" for n, a, b in badge]
    return [*lines, ""]


if __name__ == "__main__":
    main()
