"""The lines of a table as they are read: every cell as text, and bounds on what a file may hold."""

import math
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from biomarker_stats.errors import StudyError
from biomarker_stats.study.faults import fault
from biomarker_stats.study.limits import CELLS, COLUMNS, ROWS, TABLE_CHARACTERS


class Lines:
    """The lines of the table file ``name``, gathered one by one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[list[str]] = []
        self._cells = 0
        self._characters = 0

    def add(self, line: Iterable[Any]) -> None:
        """Keep one more line.

        Raises:
            StudyError: the table has more columns, rows, cells or characters than are read.
        """
        cells = []
        for cell in line:
            text = as_text(cell)
            cells.append(text)
            self._characters += len(text)
            self._within(len(cells), COLUMNS, "columns")
            self._within(self._characters, TABLE_CHARACTERS, "characters")
        self._cells += len(cells)
        self.found.append(cells)
        self._within(len(self.found) - 1, ROWS, "rows")
        self._within(self._cells, CELLS, "cells")

    @property
    def row(self) -> int | None:
        """The number of the row that comes next, counted from the header; None where that is the header itself."""
        header = next((place for place, cells in enumerate(self.found) if any(cells)), None)
        return None if header is None else len(self.found) - header

    def _within(self, size: int, limit: int, what: str) -> None:
        if size > limit:
            remedy = (
                f"leave out the {what if what in {'rows', 'columns'} else 'rows and columns'} the study does not use"
            )
            raise StudyError([fault(f"has more than {limit:,} {what}", remedy, file=self.name)])


def as_text(cell: object) -> str:
    """Return a cell as it would be typed: whole numbers without decimals, others as their shortest decimal.

    >>> as_text(3.0), as_text(0.1), as_text(None), as_text(True), as_text(" ++ ")
    ('3', '0.1', '', 'true', '++')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < 2**53
        return "" if math.isnan(cell) else str(int(cell)) if whole else repr(cell)
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()
