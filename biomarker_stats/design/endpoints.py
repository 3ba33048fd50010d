"""Many endpoints of the same units, as matrices: what a shared rearrangement of units or signs needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from biomarker_stats.design.frames import ScaleLike, arms_from, pairs_from
from biomarker_stats.design.scores import FloatArray, IntArray, as_decimals
from biomarker_stats.design.single_precision import widened_frame
from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.terms import nearest

_SEPARATORS = "_ .-"
_Problem = TypeVar("_Problem")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PairedEndpoints:
    """Differences of m endpoints, shape (m, n). Under H0 the signs of a unit's differences flip together.

    ``differences`` are integers (the printed decimals times ``denominator``) where all values are decimals of few
    enough digits, else floats with denominator 1.
    """

    names: tuple[str, ...]
    differences: IntArray | FloatArray
    denominator: int
    excluded: dict[str, int]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ArmEndpoints:
    """Outcomes of m endpoints, shape (m, n), in two arms. Under H0 whole units swap arms within their stratum.

    ``first`` says who is in the first arm; ``outcomes`` are scaled as in :class:`PairedEndpoints`.
    """

    names: tuple[str, ...]
    outcomes: IntArray | FloatArray
    denominator: int
    first: NDArray[np.bool_]
    arm_names: tuple[str, ...]
    stratum: IntArray
    stratum_names: tuple[str, ...]
    excluded: dict[str, int]


def paired_endpoints_from(
    frame: pd.DataFrame,
    *,
    before: Sequence[str],
    after: Sequence[str],
    scale: ScaleLike | None = None,
    missing: str = "error",
) -> PairedEndpoints:
    """Return the differences ``after[k] − before[k]`` of every endpoint k; one row of the frame is one unit.

    Raises:
        UsageError: the two lists differ in length or name a column that is not there.
        DataError: a cell is missing (unless ``missing="drop"``, which leaves the whole unit out), or no number.
    """
    _require_lists(before, after)
    if len(before) != len(after) or not before:
        msg = f"before and after must name the same number of columns, at least one; got {len(before)} and {len(after)}"
        raise UsageError(msg)
    kept, excluded = _complete(frame, [*before, *after], missing)
    distinct = kept.shape[1] == len(before) + len(after)  # then these are the frame's columns, and in this order
    numbers = _numbers(kept if distinct else kept[[*before, *after]], scale)
    if numbers is None:
        read = partial(pairs_from, kept, scale=scale)
        pairs = _all_or_every_violation([partial(read, before=b, after=a) for b, a in zip(before, after, strict=True)])
        numbers = np.array([pair.before.values for pair in pairs] + [pair.after.values for pair in pairs])
    matrix, denominator = _as_integers(numbers)
    m = len(before)
    return PairedEndpoints(
        names=pair_names(before, after),
        differences=matrix[m:] - matrix[:m],
        denominator=denominator,
        excluded=excluded,
    )


def arm_endpoints_from(
    frame: pd.DataFrame,
    *,
    outcomes: Sequence[str],
    arm: str,
    arms: Sequence[str] | None = None,
    strata: str | None = None,
    scale: ScaleLike | None = None,
    missing: str = "error",
) -> ArmEndpoints:
    """Return the outcomes of every endpoint and each unit's arm and stratum.

    Raises:
        UsageError: no such column or arm, or not exactly two arms.
        DataError: a cell is missing (unless ``missing="drop"``, which leaves the whole unit out), or no number.
    """
    _require_lists(outcomes)
    if not outcomes:
        msg = "outcomes must name at least one column"
        raise UsageError(msg)
    kept, excluded = _complete(frame, [*outcomes, arm, *([strata] if strata else [])], missing)
    place = "row" + "_" * sum(1 + len(str(name)) for name in (arm, strata))  # no column of ours has this name
    labels = kept[[arm, *([strata] if strata else [])]].assign(**{place: np.arange(len(kept))})
    design = arms_from(labels, outcome=place, arm=arm, arms=arms, strata=strata)
    if len(design.arm_names) != 2:
        msg = f"column {arm!r} holds {len(design.arm_names)} arms ({', '.join(design.arm_names)}) — name two: arms=[…]"
        raise UsageError(msg)
    chosen = kept.iloc[design.outcome.values.astype(np.int64)]
    numbers = _numbers(chosen[list(outcomes)], scale)
    if numbers is None:
        read = partial(arms_from, chosen, arm=arm, scale=scale)
        numbers = np.array(
            [one.outcome.values for one in _all_or_every_violation([partial(read, outcome=o) for o in outcomes])]
        )
    matrix, denominator = _as_integers(numbers)
    return ArmEndpoints(
        names=tuple(map(str, outcomes)),
        outcomes=matrix,
        denominator=denominator,
        first=design.arm == 0,
        arm_names=design.arm_names,
        stratum=design.stratum,
        stratum_names=design.stratum_names,
        excluded={**excluded, **design.excluded},
    )


def _complete(frame: pd.DataFrame, columns: Sequence[str], missing: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the rows without a missing cell, and how many others there were; endpoints share their units."""
    require_columns(frame, columns)
    if missing not in {"error", "drop"}:
        msg = f"missing must be 'error' or 'drop', got {missing!r}"
        raise UsageError(msg)
    kept = widened_frame(frame[list(dict.fromkeys(columns))])
    empty = kept.isna().to_numpy()
    if empty.any() and missing == "error":
        remedy = "fill the cell, leave the endpoint out, or pass missing='drop' to leave the whole unit out"
        raise DataError(
            [
                Violation(message="is missing", remedy=remedy, row=int(row) + 1, column=str(kept.columns[column]))
                for row, column in np.argwhere(empty)
            ]
        )
    gone = empty.any(axis=1)
    complete = kept.iloc[np.flatnonzero(~gone)] if gone.any() else kept
    if len(complete) == 0:
        message = "no row is complete in all endpoints" if len(frame) else "the table has no rows"
        raise DataError([Violation(message=message, remedy="give at least one unit measured in every endpoint")])
    return complete, {"missing in at least one endpoint": int(gone.sum())} if gone.any() else {}


def _require_lists(*lists: object) -> None:
    for columns in lists:
        if isinstance(columns, str):
            msg = f"give a list of column names, even for one endpoint: [{columns!r}]"
            raise UsageError(msg)


def require_columns(
    frame: object, columns: Sequence[str], wanted: str = "a pandas DataFrame, one row per unit"
) -> None:
    """Refuse what is no table, or has no such column, or has it twice.

    Raises:
        UsageError: the first thing that is wrong, with the nearest name.
    """
    if not isinstance(frame, pd.DataFrame):
        msg = f"expected {wanted}, got {type(frame).__name__}"
        raise UsageError(msg)
    if not frame.columns.is_unique:
        twice = sorted({str(name) for name in frame.columns[frame.columns.duplicated()]})
        msg = f"the table has more than one column named {', '.join(twice[:5])} — rename them"
        raise UsageError(msg)
    places = frame.columns.get_indexer(pd.Index(list(columns)))
    if (places < 0).any():
        name = columns[int(np.flatnonzero(places < 0)[0])]
        msg = f"the table has no column {name!r}{nearest(str(name), map(str, frame.columns))}"
        raise UsageError(msg)


def _numbers(frame: pd.DataFrame, scale: ScaleLike | None) -> FloatArray | None:
    """Return all columns as rows of floats where they are plain finite numbers, else None."""
    if scale is not None:
        return None
    cells = frame.to_numpy()
    if cells.dtype.kind not in "iufb":
        return None
    numbers = np.ascontiguousarray(cells.T, dtype=np.float64)
    return numbers if np.isfinite(numbers).all() else None


def _all_or_every_violation(readers: Sequence[Callable[[], _Problem]]) -> list[_Problem]:
    """Return what every reader reads, or raise one DataError with the violations of them all."""
    read: list[_Problem] = []
    wrong: list[Violation] = []
    for reader in readers:
        try:
            read.append(reader())
        except DataError as error:
            wrong += error.violations
    if wrong:
        raise DataError(wrong)
    return read


def _as_integers(numbers: FloatArray) -> tuple[IntArray | FloatArray, int]:
    """Return integers and their denominator where all numbers are decimals of few enough digits."""
    return as_decimals(numbers) or (numbers, 1)


def pair_names(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """Return a short name for each pair of columns, or both names where short ones would not be distinct."""
    short = tuple(_pair_name(b, a) for b, a in zip(before, after, strict=True))
    distinct = len(set(short)) == len(short)
    return short if distinct else tuple(f"{b} → {a}" for b, a in zip(before, after, strict=True))


def _pair_name(before: str, after: str) -> str:
    """Return what is left of two column names without their last or first part, where that is the same, or both.

    >>> _pair_name("ki67_before", "ki67_after"), _pair_name("pre perk", "post perk"), _pair_name("first", "second")
    ('ki67', 'perk', 'first → second')
    """
    first, second = str(before), str(after)
    for separator in _SEPARATORS:
        leading, trailing = first.rpartition(separator)[0], first.partition(separator)[2]
        if leading and leading == second.rpartition(separator)[0]:
            return leading
        if trailing and trailing == second.partition(separator)[2]:
            return trailing
    return f"{first} → {second}"
