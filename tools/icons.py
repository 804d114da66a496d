"""Draws static/_shared/img/icons.svg, the one file of icons, from the names in icons.txt.

    npm pack @phosphor-icons/core@2.1.1 && tar xzf phosphor-icons-core-2.1.1.tgz
    python tools/icons.py package/assets

Only the icons that are named are kept, so that the file stays small enough to be
read once and kept by the browser. A name ending in -fill or -bold takes that weight.
"""

import re
import sys
from pathlib import Path

IMAGES = Path(__file__).resolve().parent.parent / "static" / "_shared" / "img"
NAMES, SPRITE = IMAGES / "icons.txt", IMAGES / "icons.svg"
WEIGHTS = {"fill", "bold"}


def named(text: str) -> list[str]:
    """The names in the text of icons.txt, sorted, once each; lines with # are remarks."""
    lines = (line.strip() for line in text.splitlines())
    return sorted({name for line in lines if not line.startswith("#") for name in line.split()})


def symbol(name: str, assets: Path) -> str:
    """One icon as a <symbol>, read from the package's folder of assets."""
    last = name.rsplit("-", 1)[-1]
    weight = last if last in WEIGHTS else "regular"
    drawing = (assets / weight / f"{name}.svg").read_text(encoding="utf-8").strip()
    inside = re.sub(r"^<svg[^>]*>|</svg>$", "", drawing)
    return f'<symbol id="{name}" viewBox="0 0 256 256">{inside}</symbol>'


def main(assets: Path) -> int:
    names = named(NAMES.read_text(encoding="utf-8"))
    lacking = [
        name
        for name in names
        if not any((assets / w / f"{name}.svg").exists() for w in (*WEIGHTS, "regular"))
    ]
    if lacking:
        print("not in Phosphor:", ", ".join(lacking))
        return 1
    body = "\n".join(symbol(name, assets) for name in names)
    SPRITE.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n', encoding="utf-8"
    )
    print(len(names), "icons")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
