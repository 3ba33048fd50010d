"""The document as GitHub Markdown: the same tree, less what Markdown cannot say, so that no raw HTML is left."""

import re
from typing import Any

import panflute as pf

from biomarker_stats.report.writers.pandoc import run_pandoc

# pandoc leaves these as they are, and GitHub would read them as markup.
_RULE_OR_LIST = re.compile(r"[-=+]+")
_ENTITY = re.compile(r"&(?=#?[0-9A-Za-z]+;)")
_ESCAPE = "markdown"  # the name under which pandoc passes our own escapes through


def write_markdown(document: pf.Doc) -> str:
    """Return the document as GitHub Markdown; figures are referred to as ``figures/name.png``.

    The tree is used up: it is simplified where it stands. Captions of tables and figures become paragraphs, and sections set apart become plain ones, because GitHub's
    Markdown has none of them. A bare web address in the text is still made a link by GitHub itself.
    """
    return run_pandoc(document.walk(_simplify), ["--to=gfm-raw_html"])


def _simplify(element: pf.Element, _: pf.Doc | None) -> Any:
    if isinstance(element, pf.Div):
        return list(element.content)
    if isinstance(element, pf.Span):
        return _label(element)
    if isinstance(element, pf.Figure):
        picture = element.content[0].content[0]
        picture.classes = []
        return [pf.Para(picture), pf.Para(*element.caption.content[0].content)]
    if isinstance(element, pf.Table):
        return _with_caption_above(element)
    if isinstance(element, pf.Header):
        element.identifier = ""
    if isinstance(element, pf.Str):
        return _escaped(element)
    return None


def _label(span: pf.Span) -> Any:
    """Return a label in italics, which parts it from the text beside it; what is bold already stays as it is."""
    content = list(span.content)
    return content if any(isinstance(inline, pf.Strong) for inline in content) else pf.Emph(*content)


def _with_caption_above(table: pf.Table) -> list[pf.Block]:
    caption = [inline for block in table.caption.content for inline in block.content]
    table.caption = pf.Caption()
    table.identifier, table.classes = "", []
    return [pf.Para(pf.Strong(*caption)), table] if caption else [table]


def _escaped(element: pf.Str) -> list[pf.Inline] | None:
    """Escape what pandoc leaves alone; the escapes are ours, the text between them stays a string."""
    text = element.text
    begins_a_block = element.index == 0 and not isinstance(element.ancestor(2), pf.TableCell)
    if begins_a_block and _RULE_OR_LIST.fullmatch(text):
        return [pf.RawInline("\\", format=_ESCAPE), element]
    if not _ENTITY.search(text):
        return None
    parts: list[pf.Inline] = []
    for number, part in enumerate(_ENTITY.split(text)):
        parts += [pf.RawInline("\\&", format=_ESCAPE)] if number else []
        parts += [pf.Str(part)] if part else []
    return parts
