"""From nested lists, arrays or frames of counts to a validated table."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.design.problem import Table
from biomarker_stats.design.scales import is_finite_number
from biomarker_stats.design.scores import IntArray, exact_scores
from biomarker_stats.errors import DataError, MethodMismatch, UsageError, Violation, shorten


def table_from(
    counts: Any,
    *,
    paired: bool = False,
    row_scores: Sequence[float] | None = None,
    column_scores: Sequence[float] | None = None,
) -> Table:
    """Return a 2 × 2 or r × c table, a DataFrame of counts, or a list of strata (tables of one shape) as a Table.

    Raises:
        DataError: a count is negative, not whole or missing, or the shape is no table.
    """
    counts, row_names, column_names = _without_names(counts)
    array = _count_array(counts)
    _, rows, columns = array.shape
    for scores, size, what in ((row_scores, rows, "row_scores"), (column_scores, columns, "column_scores")):
        if scores is not None:
            _check_scores(scores, size, what)
    if paired and rows != columns:
        msg = f"a paired table is square (the same categories before and after), got {rows} × {columns}"
        raise MethodMismatch(msg)
    return Table(
        counts=array,
        paired=paired,
        row_names=row_names,
        column_names=column_names,
        row_scores=None if row_scores is None else exact_scores(row_scores),
        column_scores=None if column_scores is None else exact_scores(column_scores),
    )


def _without_names(counts: Any) -> tuple[Any, tuple[str, ...], tuple[str, ...]]:
    """Return the bare counts and the names of rows and columns, where frames bring them."""
    if isinstance(counts, pd.DataFrame):
        return counts.to_numpy(), *_names(counts)
    if not isinstance(counts, list | tuple) or not any(isinstance(table, pd.DataFrame) for table in counts):
        return counts, (), ()
    if not all(isinstance(table, pd.DataFrame) for table in counts):
        msg = "counts mixes DataFrames with other tables — give every stratum as a DataFrame, or none"
        raise UsageError(msg)
    names = _names(counts[0])
    for place, table in enumerate(counts, 1):
        if table.shape == counts[0].shape and _names(table) != names:
            msg = f"stratum {place} names its rows or columns otherwise than stratum 1 — give all in one order"
            raise UsageError(msg)
    return [table.to_numpy() for table in counts], *names


def _names(table: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(map(str, table.index)), tuple(map(str, table.columns))


def _check_scores(scores: Any, size: int, what: str) -> None:
    if isinstance(scores, str) or not isinstance(scores, Sequence | np.ndarray | pd.Series | pd.Index):
        msg = f"{what} must be a list of numbers, got {shorten(repr(scores))}"
        raise UsageError(msg)
    if len(scores) != size:
        msg = f"{what} has {len(scores)} values for {size} {what.split('_', maxsplit=1)[0]}s — give one each"
        raise UsageError(msg)
    for place, score in enumerate(scores, 1):
        if not is_finite_number(score):
            msg = f"{what} {place} is {shorten(repr(score))} — give a finite number"
            raise UsageError(msg)


def _count_array(counts: Any) -> IntArray:
    remedy = "give counts of units, whole numbers from 0 up"
    try:
        array = np.asarray(counts)
        numbers = (array.astype(object) if array.dtype.kind == "c" else array).astype(np.float64)
    except (ValueError, TypeError, OverflowError):
        message = "is no table: its rows differ in length or hold something else than numbers"
        raise DataError([Violation(message=message, remedy=remedy, label="counts")]) from None
    if array.ndim not in {2, 3} or min(array.shape) == 0 or min(array.shape[-2:]) < 2:
        message = f"has shape {array.shape}; a table has at least 2 rows and 2 columns, or is a list of such strata"
        raise DataError([Violation(message=message, remedy=remedy, label="counts")])
    wrong = ~np.isfinite(numbers) | (numbers < 0) | (numbers != np.floor(numbers)) | (numbers > 2**40)
    if wrong.any():
        places = [tuple(int(k) + 1 for k in place) for place in np.argwhere(wrong)]
        raise DataError(
            [
                Violation(
                    message="is not a count", remedy=remedy, label=f"counts, cell {place}", value=str(array[index])
                )
                for place, index in zip(places, map(tuple, np.argwhere(wrong)), strict=True)
            ]
        )
    whole = numbers.astype(np.int64)
    return whole if whole.ndim == 3 else whole[np.newaxis]
