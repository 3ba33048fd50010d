"""The document as one HTML file that needs nothing beside it: style, figures and one script inside, no request."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import panflute as pf

from biomarker_stats.reporting.nodes import inlines
from biomarker_stats.reporting.writers.direction import directed
from biomarker_stats.reporting.writers.pandoc import run_pandoc

_HERE = Path(__file__).parent.parent
_LONG = 60  # a table of more rows scrolls in a place of its own, unless a narrow screen stacks its rows


def write_html(document: pf.Doc, pictures: Mapping[str, bytes], *, title: str, footer: str) -> str:
    """Return the document as one HTML page; what stands before its first section opens the page.

    The only script is ours, and the page's policy names its hash: no other text of the page can run. The tree is used
    up: figures are put in where they stand.

    Args:
        document: the syntax tree.
        pictures: figure name to SVG; each enters as an image, so that nothing in it can act on the page.
        title: what the browser shows as the page's name.
        footer: the line of provenance that ends the page, and every printed page.

    """
    document.walk(directed)
    blocks = list(document.content)
    first = next((k for k, block in enumerate(blocks) if isinstance(block, pf.Header) and block.level > 1), len(blocks))
    page = pf.Doc(*blocks[first:], api_version=document.api_version)
    page.walk(lambda element, _: _embed(element, pictures))
    script = f"\n{_ours('report.js')}\n"
    page.metadata = {
        "opening": pf.MetaBlocks(*blocks[:first]),
        "pagetitle": pf.MetaInlines(*inlines(title)),
        "footer": pf.MetaInlines(*inlines(footer)),
        "style": _raw(_ours("report.css")),
        "script": _raw(script.strip()),
        "script-hash": _raw(b64encode(sha256(script.encode()).digest()).decode()),
    }
    template = _HERE / "template.html"
    return run_pandoc(page, ["--to=html5", f"--template={template}", "--toc", "--toc-depth=2"])


def _ours(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8").strip()


def _raw(text: str) -> pf.MetaInlines:
    return pf.MetaInlines(pf.RawInline(text, format="html"))


def _embed(element: pf.Element, pictures: Mapping[str, bytes]) -> Any:
    if isinstance(element, pf.Image):
        svg = pictures[Path(element.url).stem]
        element.url = f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
    if isinstance(element, pf.Figure):
        drawing = pf.Div(*element.content, classes=["drawing"])
        element.content = [pf.Div(drawing, classes=["picture"])]
        element.classes = [name for image in drawing.content[0].content for name in image.classes]
    if isinstance(element, pf.Div) and "scroll" in element.classes and _rows(element) > _LONG:
        element.classes.append("long")
    if isinstance(element, pf.Table) and "stacked" not in element.classes:
        for body in element.content:
            _unlabel(body)
    return None


def _rows(scroll: pf.Div) -> int:
    (table,) = scroll.content
    return 0 if "stacked" in table.classes else sum(len(body.content) for body in table.content)


def _unlabel(body: pf.TableBody) -> None:
    """Drop the name of its column from each cell: only rows shown one below the other use it."""
    for row in body.content:
        for cell in row.content:
            cell.attributes.pop("label", None)
