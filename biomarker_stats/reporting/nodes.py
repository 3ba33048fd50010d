"""Nodes of the document, made from plain strings only.

No markup is parsed anywhere: a string becomes words and spaces, so whatever a study file says, it says it as text in
every format. Control characters and the marks that turn the direction of a whole line are left out.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import panflute as pf

Block: TypeAlias = pf.Block
Inline: TypeAlias = pf.Inline

_TURNS_THE_LINE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = frozenset({"Cc", "Cs"})  # controls, and halves of a surrogate pair
_ALIGN = {"l": "AlignLeft", "r": "AlignRight", "c": "AlignCenter"}
NOT_REPORTED = "NOT REPORTED"


@dataclass(frozen=True, slots=True)
class Rich:
    """Text with emphasis: what a table cell or paragraph holds where a plain string will not do."""

    parts: tuple["str | Inline", ...]


Words: TypeAlias = "str | Rich"
Kind: TypeAlias = Literal["columns", "stacked", "fields"]


def clean(text: str) -> str:
    """Return ``text`` as one line: runs of white space as one space, no control or line-turning character.

    >>> clean("a" + chr(0x202E) + "b   c" + chr(0))
    'ab c'
    """
    kept = (
        " " if character.isspace() else character
        for character in text
        if character.isspace()
        or (character not in _TURNS_THE_LINE and unicodedata.category(character) not in _UNPRINTABLE)
    )
    return " ".join("".join(kept).split())


def inlines(*parts: "Words | Inline") -> list[Inline]:
    """Return words and spaces for strings, and other inline nodes as they are."""
    nodes: list[Inline] = []
    for part in parts:
        if isinstance(part, Rich):
            nodes += inlines(*part.parts)
        elif isinstance(part, str):
            nodes += _words(part)
        else:
            nodes.append(part)
    return nodes


def _words(text: str) -> list[Inline]:
    """Split on white space; a leading or trailing space is kept, because it parts the text from what stands beside."""
    nodes: list[Inline] = []
    if text[:1].isspace():
        nodes.append(pf.Space())
    for number, word in enumerate(clean(text).split()):
        if number:
            nodes.append(pf.Space())
        nodes.append(pf.Str(word))
    if text[-1:].isspace() and not isinstance(nodes[-1], pf.Space):
        nodes.append(pf.Space())
    return nodes


def rich(*parts: "str | Inline") -> Rich:
    """Return text with emphasis."""
    return Rich(parts)


def strong(text: str) -> Inline:
    """Return ``text`` in bold."""
    return pf.Strong(*inlines(text))


def emphasis(text: str) -> Inline:
    """Return ``text`` in italics."""
    return pf.Emph(*inlines(text))


def code(text: str) -> Inline:
    """Return ``text`` in a fixed-width face; for our own commands and hashes, never inside a table."""
    return pf.Code(clean(text))


def label(text: str, kind: str) -> Inline:
    """Return ``text`` as a label whose class ``kind`` the style sheet colours; the words alone carry the meaning."""
    return pf.Span(*inlines(text), classes=["label", kind])


def link(text: str, url: str) -> Inline:
    """Return a link; ``url`` is one of ours (a place in the document, or https)."""
    return pf.Link(*inlines(text), url=url)


def paragraph(*parts: "Words | Inline") -> Block:
    """Return a paragraph."""
    return pf.Para(*inlines(*parts))


def heading(text: str, level: int = 2, identifier: str = "") -> Block:
    """Return a heading; ``identifier`` is where the table of contents points."""
    return pf.Header(*inlines(text), level=level, identifier=identifier)


def bullets(items: Iterable["Words"]) -> Block:
    """Return a bullet list, one line an item."""
    return pf.BulletList(*(pf.ListItem(pf.Plain(*inlines(item))) for item in items))


def group(blocks: Sequence[Block], kind: str) -> Block:
    """Return ``blocks`` set apart under the class ``kind``."""
    return pf.Div(*blocks, classes=[kind])


def note(*parts: "Words | Inline") -> Block:
    """Return a paragraph set apart."""
    return group([paragraph(*parts)], "note")


def missing() -> Inline:
    """Return the visible NOT REPORTED."""
    return pf.Span(pf.Strong(*inlines(NOT_REPORTED)), classes=["label", "missing"])


def image(name: str, title: str, caption: str, alt_text: str, width_mm: int) -> Block:
    """Return figure ``name`` with its caption; the writer of each format puts the picture in."""
    picture = pf.Image(*inlines(alt_text), url=f"figures/{name}.png", classes=["wide" if width_mm > 120 else "narrow"])
    text = pf.Caption(pf.Plain(*inlines(strong(f"{title}."), f" {caption}")))
    return pf.Figure(pf.Plain(picture), caption=text, identifier=f"figure-{name}")


def table(
    header: Sequence[str], rows: Sequence[Sequence["Words"]], *, caption: str, align: str = "", kind: Kind = "columns"
) -> Block:
    """Return a table whose first column names its rows.

    Args:
        header: the name of each column.
        rows: each as long as ``header``.
        caption: what the table holds.
        align: one letter a column, l, r or c; left where left out.
        kind: how a narrow screen shows it: as ``columns``, each row ``stacked`` as a block of labelled lines, or,
            where two columns pair an item with a text, as ``fields``: blocks without labels.

    """
    columns = [(_ALIGN[letter], "ColWidthDefault") for letter in (align or "l" * len(header))]
    labels = [clean(name) for name in header[1:]]
    head = pf.TableHead(pf.TableRow(*(_cell(name, {"scope": "col"}) for name in header)))
    body = [
        pf.TableRow(
            _cell(row[0], {"scope": "row"}),
            *(_cell(text, {"label": label}) for label, text in zip(labels, row[1:], strict=True)),
        )
        for row in rows
    ]
    made = pf.Table(
        pf.TableBody(*body, row_head_columns=1),
        head=head,
        caption=pf.Caption(pf.Plain(*inlines(caption))) if caption else pf.Caption(),
        colspec=columns,
        classes=[*(["stacked"] if kind == "fields" else []), kind, *(["many"] if len(header) > 9 else [])],
    )
    return group([made], "scroll")


def _cell(text: "Words", attributes: dict[str, str]) -> pf.TableCell:
    return pf.TableCell(pf.Plain(*inlines(text)), attributes=attributes)
