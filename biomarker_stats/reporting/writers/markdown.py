"""The document as GitHub Markdown: the same tree, less what Markdown cannot say, so that no raw HTML is left."""

import re
from typing import Any

import panflute as pf

from biomarker_stats.reporting.writers.pandoc import run_pandoc

# pandoc leaves these as they are, and GitHub would read them as markup: runs that rule a line or begin a list at the
# head of a block; anywhere, a backslash, the beginning of an image and an entity.
_RULE_OR_LIST = re.compile(r"[-=+]+")
_MARKUP = re.compile(r"(\\|!\[|&(?=#?[0-9A-Za-z]+;))")
_ESCAPED = {"\\": "\\\\", "![": "\\!\\[", "&": "\\&"}
_AS_IT_IS = "markdown"  # the name under which pandoc passes our own escapes through


def write_markdown(document: pf.Doc) -> str:
    """Return the document as GitHub Markdown; figures are referred to as ``figures/name.png``.

    The tree is used up: it is simplified where it stands. Captions of tables and figures become paragraphs, and what
    is set apart becomes plain, because GitHub's Markdown has neither. GitHub itself still links a bare web address.
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
    begins_a_block = element.index == 0 and not isinstance(element.ancestor(2), pf.TableCell)
    if begins_a_block and _RULE_OR_LIST.fullmatch(element.text):
        return [pf.RawInline("\\", format=_AS_IT_IS), element]
    parts = [part for part in _MARKUP.split(element.text) if part]
    if not any(part in _ESCAPED for part in parts):
        return None
    return [pf.RawInline(_ESCAPED[p], format=_AS_IT_IS) if p in _ESCAPED else pf.Str(p) for p in parts]
