"""Cells of a table as numbers: what is missing is NaN, and everything that is no number is said at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.design.endpoints import require_columns as require
from biomarker_stats.design.frames import TEXT_NOT_NUMBER, ScaleLike, spells_number
from biomarker_stats.design.scores import FloatArray
from biomarker_stats.design.single_precision import widened_frame
from biomarker_stats.errors import DataError, Violation

_MOST_SHOWN = 50


def require_columns(frame: object, columns: Sequence[str]) -> None:
    """Refuse what is no table, or has no such column, or has it twice.

    Raises:
        UsageError: the first thing that is wrong, with the nearest name.
    """
    require(frame, columns, "a pandas DataFrame or a Parquet file")


Place = Callable[[int], tuple[int, str]]
"""Where a row of a frame stands: its number in the table from 1, and whose it is (``"patient G"``), or nothing."""


def from_first(row: int) -> tuple[int, str]:
    """Return the place of a row of a whole table."""
    return row + 1, ""


def matrix(
    frame: pd.DataFrame, columns: Sequence[str], scale: ScaleLike | None, *, place: Place = from_first
) -> FloatArray:
    """Return the columns as floats, shape (rows, columns).

    Raises:
        DataError: cells that are neither missing nor finite numbers (nor on the scale), with row and column. In a
            column of text, cells that spell numbers are not to blame.
    """
    part = widened_frame(frame[list(columns)])
    if scale is None and all(isinstance(kind, np.dtype) and kind.kind in "iufb" for kind in part.dtypes):
        numbers = part.to_numpy(dtype=np.float64)
        if not np.isinf(numbers).any():
            return numbers
    return _by_cell(part, scale, place)


def _by_cell(part: pd.DataFrame, scale: ScaleLike | None, place: Place) -> FloatArray:
    known: Mapping[Any, float] | None = None
    if scale is not None:
        known = dict(scale) if isinstance(scale, Mapping) else {level: float(k) for k, level in enumerate(scale)}
    numbers = np.full(part.shape, np.nan)
    wrong: list[Violation] = []
    for j, name in enumerate(part.columns):
        cells, present = part.iloc[:, j].tolist(), part.iloc[:, j].notna().to_numpy()
        filled = np.flatnonzero(present).tolist()
        values = [_number(cells[i], known) for i in filled]
        numbers[filled, j] = [np.nan if value is None else value for value in values]
        odd = [i for i, value in zip(filled, values, strict=True) if value is None]
        to_blame = [i for i in odd if known is not None or not spells_number(cells[i])]
        message, remedy = _fault(known, spelled=not to_blame)
        for i in to_blame or odd[:1]:
            row, label = place(i)
            cell = str(cells[i])
            wrong.append(Violation(message=message, remedy=remedy, row=row, label=label, column=str(name), value=cell))
    if wrong:
        raise DataError(_shortened(wrong))
    return numbers


def _number(cell: Any, known: Mapping[Any, float] | None) -> float | None:
    if known is not None:
        return float(known[cell]) if cell in known else None
    if isinstance(cell, str):
        return None
    try:
        value = float(cell)
    except (TypeError, ValueError):
        return None
    return value if np.isfinite(value) else None


def _fault(known: Mapping[Any, float] | None, *, spelled: bool) -> tuple[str, str]:
    """Return what is wrong with a cell and what to do; ``spelled``: a column of text that is all numbers."""
    if known is not None:
        return f"is not on the scale ({', '.join(map(str, known))})", "fix the cell or extend the scale"
    if spelled:
        return TEXT_NOT_NUMBER
    remedy = "leave the column out, give numbers, or name the ordered levels: scale=[lowest, …, highest]"
    return "is not a finite number", remedy


def _shortened(wrong: list[Violation]) -> list[Violation]:
    """Return the first violations, and one that counts the others."""
    if len(wrong) <= _MOST_SHOWN:
        return wrong
    message = f"{len(wrong) - _MOST_SHOWN:,} more cells are wrong in the same way"
    return [*wrong[:_MOST_SHOWN], Violation(message=message, remedy="fix these too")]
