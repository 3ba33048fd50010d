"""From a pandas frame with named columns to a validated problem. The last place that sees pandas."""

import math
import numbers
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from biomarker_stats.design.problem import Arms, Pairs
from biomarker_stats.design.scales import ScaleLike, known_scale
from biomarker_stats.design.scores import IntArray, Scores, exact_scores
from biomarker_stats.design.single_precision import widened
from biomarker_stats.errors import DataError, UsageError, Violation, shorten
from biomarker_stats.study.numerals import number_of
from biomarker_stats.terms import nearest

__all__ = ["TEXT_NOT_NUMBER", "ScaleLike", "arms_from", "doses_from", "pairs_from", "spells_number"]

TEXT_NOT_NUMBER = (
    "is text, as is all of this column, and spells a number",
    "make the column numbers: pandas.to_numeric",
)


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
        kept, codes, names, excluded = _chosen_arms(kept, codes, names, _arm_names(arms, names), excluded)
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


def doses_from(
    frame: pd.DataFrame,
    *,
    outcome: str,
    dose: str,
    strata: str | None = None,
    scale: ScaleLike | None = None,
    missing: str = "error",
) -> Arms:
    """Return the outcome by dose: one row is one unit; the doses, numbers, are arms in increasing order and scores.

    Raises:
        UsageError: a column is not there.
        DataError: a cell is missing (unless ``missing="drop"``), not a number, or not on the scale.
    """
    kept, excluded = _complete(frame, [outcome, dose, *([strata] if strata else [])], missing)
    remedy = "give the doses as numbers, or their order 0, 1, 2 …"
    _refuse(kept, [dose], lambda cell: isinstance(cell, bool | np.bool_) or not _is_number(cell), "is no dose", remedy)
    doses = _scores(kept, [dose], None)
    exact = doses.values if doses.integers is None else doses.integers
    _, places, codes = np.unique(exact, return_index=True, return_inverse=True)
    stratum, stratum_names = kept.codes(strata) if strata else (np.zeros(len(codes), dtype=np.int64), ())
    return Arms(
        outcome=_scores(kept, [outcome], scale),
        arm=codes.astype(np.int64),
        arm_names=tuple(str(kept.cells[dose][place]) for place in places),
        stratum=stratum,
        stratum_names=stratum_names,
        arm_scores=doses.take(places),
        excluded=excluded,
    )


def _events(kept: "_Columns", event: str) -> NDArray[np.bool_]:
    remedy = "write 1 for an event and 0 for a censored time"
    _refuse(kept, [event], lambda cell: cell not in (0, 1), "is neither 0 nor 1", remedy)
    return kept.cells[event].astype(bool)


def _require_columns(frame: Any, columns: Sequence[Any]) -> None:
    if not isinstance(frame, pd.DataFrame):
        msg = f"expected a pandas DataFrame, one row per experimental unit, got {type(frame).__name__}"
        raise UsageError(msg)
    if not frame.columns.is_unique:
        twice = sorted({str(name) for name in frame.columns[frame.columns.duplicated()]})
        msg = f"the table has more than one column named {', '.join(twice)} — rename them"
        raise UsageError(msg)
    for name in columns:
        if isinstance(name, list | dict | set) or name not in frame.columns:
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
            if cells.dtype.kind == "O":
                _refuse(self, [name], _is_container, "is a list, no name", "give each unit one name or number")
            codes, found = pd.factorize(cells)  # type: ignore[assignment]  # both hold the levels in order
        names = tuple(map(str, found))
        if len(set(names)) < len(names):
            _refuse_two_ways_of_writing(name, found)
        return codes.astype(np.int64), names


def _complete(frame: pd.DataFrame, columns: Sequence[str], missing: str) -> tuple[_Columns, dict[str, int]]:
    """Return the rows in which no column is missing, and how many were left out for each reason."""
    _require_columns(frame, columns)
    if missing not in ("error", "drop"):
        msg = f"missing must be 'error' or 'drop', got {missing!r}"
        raise UsageError(msg)
    series = {name: widened(frame[name]) for name in columns}
    kept = _Columns(
        {name: _decimals(column.to_numpy()) for name, column in series.items()},
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


def _decimals(cells: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return single-precision numbers as the decimals they print as (0.1, not 0.10000000149); others as they are."""
    if cells.dtype.kind != "f" or cells.dtype.itemsize >= 8:
        return cells
    return np.array([float(str(cell)) for cell in cells], dtype=np.float64)


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
        known = known_scale(scale)
        message, remedy = f"is not on the scale ({', '.join(map(str, known))})", "fix the cell or extend scale="
        _refuse(kept, columns, lambda cell: _is_container(cell) or cell not in known, message, remedy)
        scored = [known[cell] for column in cells for cell in column.tolist()]
        return exact_scores(np.array(scored, dtype=None if _plain(scored) else object))
    if any(column.dtype.kind not in "iufb" for column in cells):
        remedy = "give numbers, or name the ordered levels: scale=[lowest, …, highest]"
        _refuse(kept, columns, lambda cell: not (_is_number(cell) or spells_number(cell)), "is not a number", remedy)
        _refuse(kept, columns, lambda cell: not _is_number(cell), *TEXT_NOT_NUMBER, most=1)
        _refuse(kept, columns, _is_too_large, "is too large for a float", "choose a larger unit")
    if any(not _all_finite(column) for column in cells):
        _refuse(kept, columns, lambda cell: not math.isfinite(cell), "is not finite", "give a finite number")
    return exact_scores(np.concatenate(cells))


def _is_number(cell: Any) -> bool:
    return isinstance(cell, numbers.Real | Decimal)


def _is_container(cell: Any) -> bool:
    return isinstance(cell, list | dict | set | np.ndarray)


def _is_too_large(cell: Any) -> bool:
    """Return whether a whole number, fraction or decimal is finite and no float can hold it."""
    try:
        return math.isinf(float(cell)) and not (isinstance(cell, float | np.floating) or Decimal(cell).is_infinite())
    except OverflowError:
        return True


def _all_finite(column: NDArray[Any]) -> bool:
    if column.dtype.kind in "iub":
        return True
    return bool(np.isfinite(column).all()) if column.dtype.kind == "f" else all(map(math.isfinite, column.tolist()))


def _plain(values: Sequence[Any]) -> bool:
    return all(isinstance(value, int | float) for value in values)


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


def _refuse_two_ways_of_writing(column: str, found: Sequence[Any]) -> None:
    """Raise DataError for the first two levels that differ and read the same, such as 1 and '1'."""
    seen: dict[str, Any] = {}
    for level in found:
        known = seen.setdefault(str(level), level)
        if known is not level:
            kinds = f"{type(known).__name__} and {type(level).__name__}"
            message, remedy = f"stands there in two ways ({kinds})", "write it one way throughout"
            raise DataError([Violation(message=message, remedy=remedy, column=str(column), value=str(level))])


def _arm_names(arms: Any, known: Sequence[str]) -> list[str]:
    """Return the names asked for as the column has them: 1 also where a gap has made the column read 1.0.

    Raises:
        UsageError: ``arms`` is no list, or not in an order.
    """
    if isinstance(arms, str | set | Mapping) or not isinstance(arms, Iterable):
        msg = f"arms must be a list of arms in their order, such as ['first', 'second'], got {shorten(repr(arms))}"
        raise UsageError(msg)
    names = [str(arm) for arm in arms]
    whole = [f"{name}.0" if isinstance(arm, int | np.integer) else name for arm, name in zip(arms, names, strict=True)]
    return [long if name not in known and long in known else name for name, long in zip(names, whole, strict=True)]


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
