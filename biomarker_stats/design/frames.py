"""From a pandas frame with named columns to a validated problem. The last place that sees pandas."""

import math
import numbers
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from biomarker_stats.design.problem import Arms, Pairs, Table
from biomarker_stats.design.scores import IntArray, Scores, exact_scores
from biomarker_stats.errors import DataError, MethodMismatch, UsageError, Violation
from biomarker_stats.study.numerals import number_of
from biomarker_stats.terms import nearest

TEXT_NOT_NUMBER = (
    "is text, as is all of this column, and spells a number",
    "make the column numbers: pandas.to_numeric",
)
ScaleLike = Sequence[str] | Mapping[str, float]
"""An ordinal scale: its levels from lowest to highest (scored 0, 1, 2 …), or a mapping from symbol to score."""


def pairs_from(
    frame: pd.DataFrame,
    *,
    before: str,
    after: str,
    strata: str | None = None,
    scale: ScaleLike | None = None,
    missing: str = "error",
) -> Pairs:
    """Return the pairs in columns ``before`` and ``after``: one row is one unit.

    Raises:
        UsageError: a column is not there.
        DataError: a cell is missing (unless ``missing="drop"``), not a number, or not on the scale; or no pair is left.
    """
    kept, excluded = _complete(frame, [before, after, *([strata] if strata else [])], missing)
    both = _scores(kept, [before, after], scale)
    n = len(both) // 2
    codes, names = kept.codes(strata) if strata else (np.zeros(n, dtype=np.int64), ())
    return Pairs(
        before=both.take(slice(0, n)),
        after=both.take(slice(n, None)),
        stratum=codes,
        stratum_names=names,
        excluded=excluded,
    )


def arms_from(
    frame: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    arms: Sequence[Any] | None = None,
    strata: str | None = None,
    event: str | None = None,
    scale: ScaleLike | None = None,
    missing: str = "error",
) -> Arms:
    """Return the outcome by arm: one row is one unit; ``arms`` gives their order and drops, on the record, all others.

    ``event`` names a column of 0 and 1 (or False and True): whether a time ended in the event or was censored.

    Without ``arms`` the order is that of first appearance (or of the categories of a categorical column).

    Raises:
        UsageError: a column is not there, or ``arms`` names one that is not in the data.
        DataError: a cell is missing (unless ``missing="drop"``), not a number, or not on the scale.
    """
    others = [name for name in (strata, event) if name]
    kept, excluded = _complete(frame, [outcome, arm, *others], missing)
    codes, names = kept.codes(arm)
    if arms is not None:
        kept, codes, names, excluded = _chosen_arms(kept, codes, names, [str(a) for a in arms], excluded)
    scores = _scores(kept, [outcome], scale)
    stratum, stratum_names = kept.codes(strata) if strata else (np.zeros(len(codes), dtype=np.int64), ())
    return Arms(
        outcome=scores,
        arm=codes,
        arm_names=names,
        stratum=stratum,
        stratum_names=stratum_names,
        event=_events(kept, event) if event else None,
        excluded=excluded,
    )


def _events(kept: "_Columns", event: str) -> NDArray[np.bool_]:
    remedy = "write 1 for an event and 0 for a censored time"
    _refuse(kept, [event], lambda cell: cell not in (0, 1), "is neither 0 nor 1", remedy)
    return kept.cells[event].astype(bool)


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
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    if isinstance(counts, pd.DataFrame):
        row_names, column_names = tuple(map(str, counts.index)), tuple(map(str, counts.columns))
        counts = counts.to_numpy()
    elif isinstance(counts, list | tuple) and counts and isinstance(counts[0], pd.DataFrame):
        row_names, column_names = tuple(map(str, counts[0].index)), tuple(map(str, counts[0].columns))
        counts = [table.to_numpy() for table in counts]
    array = _count_array(counts)
    _, rows, columns = array.shape
    for scores, size, what in ((row_scores, rows, "row_scores"), (column_scores, columns, "column_scores")):
        if scores is not None and len(scores) != size:
            msg = f"{what} has {len(scores)} values for {size} {what.split('_', maxsplit=1)[0]}s — give one each"
            raise UsageError(msg)
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


def _count_array(counts: Any) -> IntArray:
    remedy = "give counts of units, whole numbers from 0 up"
    try:
        array = np.asarray(counts)
        numbers = array.astype(np.float64)
    except (ValueError, TypeError):
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


def _require_columns(frame: Any, columns: Sequence[str]) -> None:
    if not isinstance(frame, pd.DataFrame):
        msg = f"expected a pandas DataFrame, one row per experimental unit, got {type(frame).__name__}"
        raise UsageError(msg)
    if not frame.columns.is_unique:
        twice = sorted({str(name) for name in frame.columns[frame.columns.duplicated()]})
        msg = f"the table has more than one column named {', '.join(twice)} — rename them"
        raise UsageError(msg)
    for name in columns:
        if name not in frame.columns:
            msg = f"the table has no column {name!r}{nearest(str(name), map(str, frame.columns))}"
            raise UsageError(msg)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The complete rows of the columns asked for, as arrays; ``rows`` are their row numbers in the frame, from 0."""

    cells: Mapping[str, np.ndarray[Any, Any]]
    levels: Mapping[str, tuple[Any, ...]]
    rows: IntArray

    def take(self, keep: np.ndarray[Any, np.dtype[np.bool_]]) -> "_Columns":
        """Return the rows for which ``keep`` is true."""
        return _Columns({name: cells[keep] for name, cells in self.cells.items()}, self.levels, self.rows[keep])

    def codes(self, name: str) -> tuple[IntArray, tuple[str, ...]]:
        """Return integer codes and the names they stand for: in order of a categorical's levels, or of appearance."""
        cells = self.cells[name]
        if name in self.levels:
            found = [level for level in self.levels[name] if bool((cells == level).any())]
            codes = pd.Categorical(cells, categories=found).codes
        else:
            codes, found = pd.factorize(cells)  # type: ignore[assignment]  # both hold the levels in order
        return codes.astype(np.int64), tuple(map(str, found))


def _complete(frame: pd.DataFrame, columns: Sequence[str], missing: str) -> tuple[_Columns, dict[str, int]]:
    """Return the rows in which no column is missing, and how many were left out for each reason."""
    _require_columns(frame, columns)
    if missing not in {"error", "drop"}:
        msg = f"missing must be 'error' or 'drop', got {missing!r}"
        raise UsageError(msg)
    series = {name: frame[name] for name in columns}
    kept = _Columns(
        {name: column.to_numpy() for name, column in series.items()},
        {name: tuple(c.cat.categories) for name, c in series.items() if isinstance(c.dtype, pd.CategoricalDtype)},
        np.arange(len(frame)),
    )
    empty = {name: _is_missing(cells) for name, cells in kept.cells.items()}
    excluded: dict[str, int] = {}
    if any(gaps.any() for gaps in empty.values()):
        if missing == "error":
            raise DataError(_missing_cells(empty))
        whole = np.ones(len(frame), dtype=bool)
        for name, gaps in empty.items():
            here = gaps & whole
            if here.any():
                excluded[f"missing {name}"] = int(here.sum())
            whole &= ~gaps
        kept = kept.take(whole)
    if len(kept.rows) == 0:
        message = "no complete row is left" if len(frame) else "the table has no rows"
        raise DataError([Violation(message=message, remedy="give at least one complete unit")])
    return kept, excluded


def _is_missing(cells: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if cells.dtype.kind in "iub":
        return np.zeros(len(cells), dtype=bool)
    return np.isnan(cells) if cells.dtype.kind == "f" else np.asarray(pd.isna(cells))


def _missing_cells(empty: Mapping[str, np.ndarray[Any, np.dtype[np.bool_]]]) -> list[Violation]:
    remedy = "fill the cell, leave the unit out, or pass missing='drop' (it will be counted as excluded)"
    return [
        Violation(message="is missing", remedy=remedy, row=int(row) + 1, column=str(name))
        for name, gaps in empty.items()
        for row in np.flatnonzero(gaps)
    ]


def _scores(kept: _Columns, columns: Sequence[str], scale: ScaleLike | None) -> Scores:
    """Return the cells of all ``columns``, one after the other, as scores with one denominator."""
    cells = [kept.cells[name] for name in columns]
    if scale is not None:
        known = dict(scale) if isinstance(scale, Mapping) else {level: k for k, level in enumerate(scale)}
        message, remedy = f"is not on the scale ({', '.join(map(str, known))})", "fix the cell or extend scale="
        _refuse(kept, columns, lambda cell: cell not in known, message, remedy)
        scored = [known[cell] for column in cells for cell in column.tolist()]
        return exact_scores(np.array(scored, dtype=None if _plain(scored) else object))
    if any(column.dtype.kind not in "iufb" for column in cells):
        remedy = "give numbers, or name the ordered levels: scale=[lowest, …, highest]"
        _refuse(kept, columns, lambda cell: not (_is_number(cell) or spells_number(cell)), "is not a number", remedy)
        _refuse(kept, columns, lambda cell: not _is_number(cell), *TEXT_NOT_NUMBER, most=1)
    if any(not _all_finite(column) for column in cells):
        _refuse(kept, columns, lambda cell: not math.isfinite(cell), "is not finite", "give a finite number")
    return exact_scores(np.concatenate(cells))


def _all_finite(column: NDArray[Any]) -> bool:
    if column.dtype.kind in "iub":
        return True
    return bool(np.isfinite(column).all()) if column.dtype.kind == "f" else all(map(math.isfinite, column.tolist()))


def _plain(values: Sequence[Any]) -> bool:
    return all(isinstance(value, int | float) for value in values)


def _is_number(cell: object) -> bool:
    return isinstance(cell, numbers.Number | Decimal)


def spells_number(cell: object) -> bool:
    """Return whether a cell is text that spells a finite number: healthy in a column that another cell made text.

    >>> spells_number(" 9.7"), spells_number("<LOD"), spells_number(9.7)
    (True, False, False)
    """
    return isinstance(cell, str) and number_of(cell.strip()) is not None


def _refuse(
    kept: _Columns,
    columns: Sequence[str],
    wrong: Callable[[Any], bool],
    message: str,
    remedy: str,
    *,
    most: int | None = None,
) -> None:
    """Raise DataError with a Violation for each cell that is wrong, or for the first ``most`` of each column."""
    found = []
    for name in columns:
        cells = zip(kept.rows, kept.cells[name].tolist(), strict=True)
        found += [
            Violation(message=message, remedy=remedy, row=int(row) + 1, column=str(name), value=str(cell))
            for row, cell in islice(((row, cell) for row, cell in cells if wrong(cell)), most)
        ]
    if found:
        raise DataError(found)


def _chosen_arms(
    kept: _Columns, codes: IntArray, names: tuple[str, ...], arms: list[str], excluded: dict[str, int]
) -> tuple[_Columns, IntArray, tuple[str, ...], dict[str, int]]:
    unknown = [name for name in arms if name not in names]
    if unknown:
        msg = f"no unit is in arm {unknown[0]!r}{nearest(unknown[0], names)}"
        raise UsageError(msg)
    if len(set(arms)) != len(arms):
        msg = f"arms must be distinct, got {arms}"
        raise UsageError(msg)
    position = np.array([arms.index(name) if name in arms else -1 for name in names])
    new = position[codes].astype(np.int64)
    others = {f"arm {name} not compared": int((codes == k).sum()) for k, name in enumerate(names) if name not in arms}
    return kept.take(new >= 0), new[new >= 0], tuple(arms), excluded | others
