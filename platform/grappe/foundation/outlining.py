"""Markdown of members as blocks of plain text: for paper, where no HTML goes."""

from typing import Any

from markdown_it.tree import SyntaxTreeNode

from .text import parsed

Block = dict[str, Any]


def blocks(written: str, site: str = "") -> list[Block]:
    """Paragraphs, headings, lists and quotations; `site` goes before paths of our own."""
    return [b for node in SyntaxTreeNode(parsed(written)).children for b in block(node, site)]


def block(node: SyntaxTreeNode, site: str) -> list[Block]:
    kind = node.type
    if kind in ("paragraph", "heading"):
        return [{"kind": kind, "runs": runs(node.children[0], site)}]
    if kind in ("bullet_list", "ordered_list"):
        items = [inside(item, site) for item in node.children]
        start = int(node.attrs.get("start", 1))
        name = "list" if kind == "bullet_list" else "numbers"
        return [{"kind": name, "start": start, "items": items}]
    if kind == "blockquote":
        return [{"kind": "quote", "rows": inside(node, site)}]
    if kind in ("fence", "code_block"):
        return [{"kind": "paragraph", "runs": [{"kind": "text", "text": node.content}]}]
    if kind == "tr":
        cells = [runs(cell.children[0], site) for cell in node.children if cell.children]
        bar = {"kind": "text", "text": " | "}
        line = [run for cell in cells for run in (bar, *cell)][1:]
        return [{"kind": "paragraph", "runs": line}]
    return inside(node, site)


def inside(node: SyntaxTreeNode, site: str) -> list[Block]:
    return [b for child in node.children for b in block(child, site)]


def runs(node: SyntaxTreeNode, site: str, **style: Any) -> list[Block]:
    """The words of a line, each piece with how it stands out and where it leads."""
    found: list[Block] = []
    for child in node.children:
        if child.type in ("softbreak", "hardbreak"):
            found.append({"kind": "break"})
        elif child.type == "link":
            found += runs(child, site, **(style | {"url": address(child, site)}))
        elif child.type in ("strong", "em"):
            found += runs(child, site, **(style | {"strong": True}))
        elif child.type == "s":
            found += runs(child, site, **(style | {"struck": True}))
        else:
            found.append({"kind": "text", "text": child.content} | style)
    return found


def address(node: SyntaxTreeNode, site: str) -> str:
    href = str(node.attrs.get("href", ""))
    if href.startswith("/") and not href.startswith("//"):
        return site + href
    return href if href.startswith(("https://", "http://", "mailto:")) else ""
