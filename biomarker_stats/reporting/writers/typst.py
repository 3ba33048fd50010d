"""The document as Typst source.

Every text of the document stands in the source as a Typst string literal, and the literal is the argument of nothing:
no markup of a study file is ever parsed, and pandoc's escapes are not relied upon.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import panflute as pf

from biomarker_stats.reporting.nodes import clean
from biomarker_stats.reporting.writers.breaks import pieces
from biomarker_stats.reporting.writers.page_words import PageWords
from biomarker_stats.reporting.writers.pandoc import run_pandoc
from biomarker_stats.reporting.writers.tables import SMALL, WHOLE, WHOLE_ROWS, Paper, fit

_TEMPLATE = Path(__file__).parent.parent / "report.typ"
_PAPER = Paper(text=493.0, normal=9.0, small=7.5, padding=9.0, face=0.96)  # 174 mm, as the template sets it
_SIZE = re.compile(rb'<svg[^>]* width="([\d.]+)pt" height="([\d.]+)pt"')
_BLOCKS = {"note", "answer", "facts"}
_WORDS = (pf.Str, pf.Space, pf.SoftBreak)


def typst_source(document: pf.Doc, pictures: Mapping[str, bytes], words: PageWords) -> str:
    """Return the document as Typst, which finds each picture as ``name.svg`` beside it. The tree is used up.

    Args:
        document: the syntax tree.
        pictures: figure name to SVG.
        words: the title, and what each page says.

    """
    document.walk(_fit_tables).walk(lambda element, _: _typeset(element, pictures))
    blocks = list(document.content)
    first = next((k for k, block in enumerate(blocks) if isinstance(block, pf.Header) and block.level > 1), len(blocks))
    document.content = [*blocks[:first], _raw_block("#contents()"), *blocks[first:]]
    settings = {
        "title": literal(words.title),
        "footer": literal(words.footer),
        "simulated": str(words.simulated).lower(),
        "author": literal(words.author),
        "description": literal(words.description),
    }
    document.metadata = {name: pf.MetaInlines(_raw(value)) for name, value in settings.items()}
    return run_pandoc(document, ["--to=typst", f"--template={_TEMPLATE}"])


def literal(text: str) -> str:
    r"""Return ``text`` as a Typst string literal, in which only a quotation mark or a backslash needs an escape.

    >>> print(literal('#read("x") $y$'))
    "#read(\"x\") $y$"
    """
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _raw(text: str) -> pf.Inline:
    return _as_typst(pf.RawInline(text))


def _raw_block(text: str) -> pf.Block:
    return _as_typst(pf.RawBlock(text))


def _as_typst(node: pf.Element) -> Any:
    node.format = "typst"  # a format that pandoc knows and panflute's list of them does not
    return node


def _fit_tables(element: pf.Element, _: pf.Doc | None) -> Any:
    if isinstance(element, pf.Table):
        return [block for part in fit(element, _PAPER) for block in _sized(part)]
    return None


def _sized(table: pf.Table) -> list[pf.Block]:
    """Return a table between the calls that set its type and say whether it, or its rows, stay whole."""
    size = "small" if SMALL in table.classes else "normal"
    rows, whole = (str(name in table.classes).lower() for name in (WHOLE_ROWS, WHOLE))
    return [_raw_block(f'#sized("{size}", {rows}, {whole})['), table, _raw_block("]")]


def _typeset(element: pf.Element, pictures: Mapping[str, bytes]) -> Any:
    if isinstance(element, pf.Figure):
        return _figure(element, pictures)
    if isinstance(element, pf.Div):
        kind = next((name for name in element.classes if name in _BLOCKS), None)
        inside = list(element.content)
        return inside if kind is None else [_raw_block(f'#apart("{kind}")['), *inside, _raw_block("]")]
    if isinstance(element, pf.Image):
        return None
    if isinstance(element, pf.Para | pf.Plain | pf.Header | pf.Strong | pf.Emph | pf.Span | pf.Link):
        element.content = _strings(element.content)
    if isinstance(element, pf.Span):
        return _label(element)
    if isinstance(element, pf.Link):
        target = f"label({literal(element.url[1:])})" if element.url.startswith("#") else literal(element.url)
        return [_raw(f"#link({target})["), *element.content, _raw("];")]
    return None


def _label(span: pf.Span) -> list[pf.Inline]:
    kind = next((name for name in span.classes if name != "label"), "neutral")
    return [_raw(f"#mark({literal(kind)})["), *span.content, _raw("];")]


def _strings(nodes: Iterable[pf.Inline]) -> list[pf.Inline]:
    """Return the nodes with each run of words as one string literal; spaces at its ends stay nodes."""
    made: list[pf.Inline] = []
    for are_words, run in groupby(nodes, key=lambda node: isinstance(node, _WORDS)):
        if are_words:
            made += _run(list(run))
        else:
            made += [_code(node) if isinstance(node, pf.Code) else node for node in run]
    return made


def _run(nodes: list[pf.Inline]) -> list[pf.Inline]:
    text = "".join(node.text if isinstance(node, pf.Str) else " " for node in nodes)
    words = text.strip(" ")
    if not words:
        return [pf.Space()] if text else []
    before = [pf.Space()] if text.startswith(" ") else []
    after = [pf.Space()] if text.endswith(" ") else []
    return [*before, _raw(f"#{_breakable(words)};"), *after]


def _breakable(text: str) -> str:
    """Return a Typst string, or the call that joins the pieces of one whose words are too long for a line."""
    parts = _parts(text)
    return literal(text) if len(parts) == 1 else f"pieces({_arguments(parts)})"


def _code(node: pf.Code) -> pf.Inline:
    return _raw(f"#code({_arguments(_parts(node.text))});")


def _parts(text: str) -> list[str]:
    """Return ``text`` cut where a word that is too long for a line may break."""
    parts = [""]
    for number, word in enumerate(clean(text).split()):
        whole, *rest = pieces(word)
        parts[-1] += f" {whole}" if number else whole
        parts += rest
    return parts


def _arguments(parts: Iterable[str]) -> str:
    return ", ".join(map(literal, parts))


def _figure(figure: pf.Figure, pictures: Mapping[str, bytes]) -> list[pf.Block]:
    """Return a figure as a call of the template: picture, natural size, alternative text, and the caption."""
    picture = figure.content[0].content[0]
    name = Path(picture.url).stem
    found = _SIZE.search(pictures[name])
    size = f"{float(found[1]):g}pt, {float(found[2]):g}pt" if found else "174mm, 174mm"
    alternative = literal(pf.stringify(picture))
    caption = figure.caption.content[0]
    call = f"#picture({literal(f'{name}.svg')}, {size}, {alternative})["
    return [pf.Plain(_raw(call), *caption.content, _raw(f"] <{figure.identifier}>"))]
