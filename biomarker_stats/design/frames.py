"""From a pandas frame with named columns to a validated problem. The last place that sees pandas."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.design.problem import Arms, Pairs, Table
from biomarker_stats.design.scores import IntArray, Scores, exact_scores
from biomarker_stats.errors import DataError, MethodMismatch, UsageError, Violation
from biomarker_stats.terms import nearest

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
    columns = [before, after, *([strata] if strata else [])]
    kept, excluded = _complete_rows(frame, columns, missing)
    both = _scores(kept, [before, after], scale)
    n = len(kept)
    first, second = both.take(np.arange(n)), both.take(np.arange(n, 2 * n))
    codes, names = _codes(kept[strata]) if strata else (np.zeros(n, dtype=np.int64), ())
    units = tuple(str(label) for label in kept.index)
    return Pairs(before=first, after=second, stratum=codes, stratum_names=names, units=units, excluded=excluded)


def arms_from(
    frame: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    arms: Sequence[Any] | None = None,
    strata: str | None = None,
    scale: ScaleLike | None = None,
    missing: str = "error",
) -> Arms:
    """Return the outcome by arm: one row is one unit; ``arms`` gives their order and drops, on the record, all others.

    Without ``arms`` the order is that of first appearance (or of the categories of a categorical column).

    Raises:
        UsageError: a column is not there, or ``arms`` names one that is not in the data.
        DataError: a cell is missing (unless ``missing="drop"``), not a number, or not on the scale.
    """
    columns = [outcome, arm, *([strata] if strata else [])]
    kept, excluded = _complete_rows(frame, columns, missing)
    codes, names = _codes(kept[arm])
    if arms is not None:
        kept, codes, names, excluded = _chosen_arms(kept, codes, names, [str(a) for a in arms], excluded)
    scores = _scores(kept, [outcome], scale)
    stratum, stratum_names = _codes(kept[strata]) if strata else (np.zeros(len(kept), dtype=np.int64), ())
    return Arms(
        outcome=scores, arm=codes, arm_names=names, stratum=stratum, stratum_names=stratum_names, excluded=excluded
    )


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


def _require_columns(frame: pd.DataFrame, columns: Sequence[str]) -> None:
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


def _complete_rows(
    frame: pd.DataFrame, columns: Sequence[str], missing: str
) -> tuple[pd.DataFrame, dict[str, int]]:
    _require_columns(frame, columns)
    if missing not in {"error", "drop"}:
        msg = f"missing must be 'error' or 'drop', got {missing!r}"
        raise UsageError(msg)
    kept = frame[list(dict.fromkeys(columns))]
    empty = kept.isna()
    if missing == "error" and bool(empty.to_numpy().any()):
        raise DataError(
            [
                Violation(
                    message="is missing",
                    remedy="fill the cell, leave the unit out, or pass missing='drop' (it will be counted as excluded)",
                    row=int(row) + 1,
                    column=str(kept.columns[column]),
                )
                for row, column in np.argwhere(empty.to_numpy())
            ]
        )
    excluded: dict[str, int] = {}
    gone = np.zeros(len(kept), dtype=bool)
    for name in kept.columns:
        here = empty[name].to_numpy() & ~gone
        if here.any():
            excluded[f"missing {name}"] = int(here.sum())
        gone |= here
    complete = kept[~gone] if gone.any() else kept
    if len(complete) == 0:
        message = "no complete row is left" if len(frame) else "the table has no rows"
        raise DataError([Violation(message=message, remedy="give at least one complete unit")])
    return complete, excluded


def _scores(frame: pd.DataFrame, columns: Sequence[str], scale: ScaleLike | None) -> Scores:
    """Return the cells of all ``columns``, one after the other, as scores with one denominator."""
    cells = np.concatenate([frame[name].to_numpy() for name in columns]) if len(columns) > 1 else (
        frame[columns[0]].to_numpy()
    )
    if scale is not None:
        cells = _on_scale(frame, columns, scale)
    if cells.dtype.kind not in "iufb" and not _all_numbers(cells):
        raise DataError(_not_numbers(frame, columns))
    scores = exact_scores(cells)
    if not np.isfinite(scores.values).all():
        raise DataError(
            [
                Violation(
                    message="is not finite", remedy="give a finite number", row=int(k) % len(frame) + 1,
                    column=str(columns[int(k) // len(frame)]), value=str(cells[k]),
                )
                for k in np.flatnonzero(~np.isfinite(scores.values))
            ]
        )
    return scores


def _all_numbers(cells: np.ndarray[Any, Any]) -> bool:
    return all(not isinstance(cell, str) and hasattr(cell, "__abs__") for cell in cells.tolist())


def _on_scale(frame: pd.DataFrame, columns: Sequence[str], scale: ScaleLike) -> np.ndarray[Any, Any]:
    known = dict(scale) if isinstance(scale, Mapping) else {level: k for k, level in enumerate(scale)}
    wrong = [
        Violation(
            message=f"is not on the scale ({', '.join(map(str, known))})",
            remedy="fix the cell or extend scale=",
            row=row + 1,
            column=str(name),
            value=str(cell),
        )
        for name in columns
        for row, cell in enumerate(frame[name].tolist())
        if cell not in known
    ]
    if wrong:
        raise DataError(wrong)
    scored = [known[cell] for name in columns for cell in frame[name].tolist()]
    return np.array(scored, dtype=None if all(isinstance(s, int | float) for s in scored) else object)


def _not_numbers(frame: pd.DataFrame, columns: Sequence[str]) -> list[Violation]:
    return [
        Violation(
            message="is not a number",
            remedy="give numbers, or name the ordered levels: scale=[lowest, …, highest]",
            row=row + 1,
            column=str(name),
            value=str(cell),
        )
        for name in columns
        for row, cell in enumerate(frame[name].tolist())
        if isinstance(cell, str) or not hasattr(cell, "__abs__")
    ]


def _codes(column: "pd.Series[Any]") -> tuple[IntArray, tuple[str, ...]]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        present = [level for level in column.cat.categories if (column == level).any()]
        codes = pd.Categorical(column, categories=present).codes
        return codes.astype(np.int64), tuple(map(str, present))
    codes, levels = pd.factorize(column)
    return codes.astype(np.int64), tuple(map(str, levels))


def _chosen_arms(
    frame: pd.DataFrame, codes: IntArray, names: tuple[str, ...], arms: list[str], excluded: dict[str, int]
) -> tuple[pd.DataFrame, IntArray, tuple[str, ...], dict[str, int]]:
    unknown = [name for name in arms if name not in names]
    if unknown:
        msg = f"no unit is in arm {unknown[0]!r}{nearest(unknown[0], names)}"
        raise UsageError(msg)
    if len(set(arms)) != len(arms):
        msg = f"arms must be distinct, got {arms}"
        raise UsageError(msg)
    position = np.array([arms.index(name) if name in arms else -1 for name in names])
    new = position[codes].astype(np.int64)
    others = [name for name in names if name not in arms]
    for name in others:
        excluded = {**excluded, f"arm {name} not compared": int((codes == names.index(name)).sum())}
    keep = new >= 0
    return frame[keep], new[keep], tuple(arms), excluded
