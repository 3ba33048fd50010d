"""Tables on paper: a width for every column, and a table too wide for the page in parts, one below the other.

pandoc leaves widths to the reader's program, and these differ: one shares a line evenly, another lets a table run off
the page. So the widths are set here, from the text, the same way for every format with pages.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
import panflute as pf

from biomarker_stats.reporting.nodes import inlines
from biomarker_stats.reporting.writers.breaks import floor, width
from biomarker_stats.reporting.writers.column_widths import Array, lines, share

SMALL = "small"
WHOLE_ROWS = "whole-rows"
WHOLE = "whole"
_MOST_TABLE_LINES = 34.0  # a longer table, of more than half a page, may break over two pages
_ROW_GAP = 0.6  # lines, between two rows
_MOST_LINES = 12  # a row of more lines may break over two pages
_MOST_HEAD_LINES = 8  # a head of more lines is a row like the others: repeated, it would fill every page
_BOLD = 1.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The room a table has: the width of the text, the two sizes of type, and the padding of a cell, in points."""

    text: float
    normal: float
    small: float
    padding: float
    face: float = 1.0
    """How wide the face is, against a common sans-serif one."""

    def room(self, size: float) -> float:
        """Return the width of the text, in em of type of ``size``."""
        return self.text / (size * self.face)

    def pad(self, size: float) -> float:
        """Return what padding takes from a column, in em of type of ``size``."""
        return self.padding / (size * self.face)


def fit(table: pf.Table, paper: Paper) -> list[pf.Table]:
    """Return ``table`` with a width for each column, in several parts where it is too wide even in small type.

    Every part begins with the first column. The class ``small`` says that it needs small type, ``whole-rows`` that
    its rows are short enough to be kept whole, ``whole`` that the table is. A table with cells that span others is
    left as it is.
    """
    rows = [*table.head.content, *(row for body in table.content for row in body.content)]
    if not rows or any(cell.colspan != 1 or cell.rowspan != 1 for row in rows for cell in row.content):
        return [table]
    cells = [[_text(cell) for cell in row.content] for row in rows]
    bold = np.array([[_BOLD if 0 in {i, j} else 1.0 for j in range(table.cols)] for i in range(len(rows))])
    texts = np.array([[width(text) for text in row] for row in cells]) * bold
    least = (np.array([[floor(text) for text in row] for row in cells]) * bold).max(axis=0)
    groups = _groups(least + paper.pad(paper.small), paper.room(paper.small))
    if len(groups) == 1:
        return [_with_widths(table, texts, least, paper)]
    return [
        _with_widths(_part(table, group, f"part {number} of {len(groups)}"), texts[:, group], least[group], paper)
        for number, group in enumerate(groups, start=1)
    ]


def _text(element: pf.Element) -> str:
    """Return the text of a cell."""
    if isinstance(element, pf.Str | pf.Code):
        return str(element.text)
    if isinstance(element, pf.Space | pf.SoftBreak | pf.LineBreak):
        return " "
    return "".join(map(_text, element.content)) if hasattr(element, "content") else ""


def _groups(needs: Array, room: float) -> list[list[int]]:
    """Return the numbers of the columns of each part: as few parts as there is room for, about evenly filled."""
    if needs.sum() <= room:
        return [list(range(len(needs)))]
    for number in range(2, len(needs)):
        groups = _evenly(needs, number)
        if all(needs[group].sum() <= room for group in groups):
            return groups
    return [[0, k] for k in range(1, len(needs))]


def _evenly(needs: Array, number: int) -> list[list[int]]:
    """Share the columns after the first among ``number`` parts by where the middle of each falls."""
    ends = np.cumsum(needs[1:])
    middles = ends - needs[1:] / 2
    places = np.minimum((middles / ends[-1] * number).astype(int), number - 1)
    groups = [[0, *(np.flatnonzero(places == place) + 1).tolist()] for place in range(number)]
    return [group for group in groups if len(group) > 1]


def _part(table: pf.Table, group: Sequence[int], name: str) -> pf.Table:
    def row(whole: pf.TableRow) -> pf.TableRow:
        return pf.TableRow(*(whole.content[number] if number else _copy(whole.content[0]) for number in group))

    caption = list(_copy(table.caption).content[0].content) if table.caption.content else []
    return pf.Table(
        *(pf.TableBody(*map(row, body.content), row_head_columns=1) for body in table.content),
        head=pf.TableHead(*map(row, table.head.content)),
        caption=pf.Caption(pf.Plain(*caption, *inlines(f" ({name})"))) if caption else pf.Caption(),
        colspec=[table.colspec[number] for number in group],
        classes=list(table.classes),
    )


def _copy(element: pf.Element) -> Any:
    """Return a copy of an element without what it stands in, which a plain deep copy would copy too."""
    parent, element.parent = element.parent, None
    made = deepcopy(element)
    element.parent = parent
    return made


def _with_widths(table: pf.Table, texts: Array, least: Array, paper: Paper) -> pf.Table:
    fits = least.sum() + len(least) * paper.pad(paper.normal) <= paper.room(paper.normal)
    size = paper.normal if fits else paper.small
    room, pad = paper.room(size), paper.pad(size)
    widths = share(texts, least, room - len(least) * pad)
    shares = (widths + pad) / room
    shares /= max(1.0, shares.sum())
    table.colspec = [(align, float(part)) for (align, _), part in zip(table.colspec, shares, strict=True)]
    heights = lines(texts, widths)
    whole = heights.max() <= _MOST_LINES
    short = heights.sum() + len(heights) * _ROW_GAP <= _MOST_TABLE_LINES
    said = {SMALL: not fits, WHOLE_ROWS: whole, WHOLE: short}
    table.classes = [*table.classes, *(name for name, holds in said.items() if holds)]
    if heights[0] > _MOST_HEAD_LINES:
        body = table.content[0]
        body.content = [*table.head.content, *body.content]
        table.head = pf.TableHead()
    return table
