"""The three shapes of a panel's table, each turned into one plan and one block of markers.

*wide*: one row a unit, columns for markers. *long*: one row a unit and marker. *rows*: one row a marker, columns for
units, as a large panel is kept in Parquet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.design.endpoints import pair_names
from biomarker_stats.design.frames import ScaleLike
from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.panel.cells import matrix, require_columns
from biomarker_stats.panel.plan import Block, Plan
from biomarker_stats.terms import Alternative

_HOW = (
    "name one design and shape: before=[…] and after=[…], or outcomes=[…] and arm= (one row a unit); with unit= and "
    "marker= (one row a unit and marker) before= and after=, or outcomes= and arm=, as single columns; with marker= "
    "alone (one row a marker) before=[…] and after=[…], or outcomes=[…] and arm=[…], a column and a label each unit"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns as the caller named them, the arms wanted, and the test."""

    before: Any = None
    after: Any = None
    outcomes: Any = None
    arm: Any = None
    arms: Sequence[str] | None = None
    strata: Any = None
    unit: str | None = None
    marker: str | None = None
    scale: ScaleLike | None = None
    method: str = "signed-rank"
    alternative: Alternative = "two-sided"

    @property
    def paired(self) -> bool:
        """Whether two readings of the same units are compared.

        Raises:
            UsageError: neither or both designs are named.
        """
        pairs = self.before is not None and self.after is not None
        two_arms = self.outcomes is not None and self.arm is not None
        parts = sum(name is not None for name in (self.before, self.after, self.outcomes, self.arm))
        if pairs == two_arms or parts != 2:
            raise UsageError(_HOW)
        return pairs

    @property
    def shape(self) -> str:
        """``"wide"``, ``"long"`` or ``"rows"``.

        Raises:
            UsageError: columns are named that do not go with each other.
        """
        roles = (self.before, self.after) if self.paired else (self.outcomes,)
        single = all(isinstance(role, str) for role in roles)
        if any(isinstance(role, str) for role in roles) != single:
            raise UsageError(_HOW)
        if self.unit is not None and self.marker is not None and single:
            return "long"
        if not single and (self.unit is None or self.marker is None):
            return "wide" if self.marker is None else "rows"
        raise UsageError(_HOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A plan, all markers in one block, and what was left out or is worth saying."""

    plan: Plan
    block: Block
    excluded: dict[str, int]
    notes: tuple[str, ...] = ()


def laid_out(frame: pd.DataFrame, columns: Columns) -> Layout:
    """Return the plan and the block of a table in memory.

    Raises:
        UsageError: no such column, or columns that do not go together.
        DataError: cells that are no numbers, a marker named twice, a unit without an arm, no unit at all.
    """
    shape = columns.shape
    if shape == "wide":
        return _wide(frame, columns)
    if shape == "long":
        from biomarker_stats.panel.long import from_long

        return from_long(frame, columns)
    plan, kept, excluded = rows_plan(columns)
    return Layout(plan=plan, block=rows_block(frame, columns, kept), excluded=excluded)


def _wide(frame: pd.DataFrame, columns: Columns) -> Layout:
    roles = [list(columns.before), list(columns.after)] if columns.paired else [list(columns.outcomes)]
    labels = [name for name in (columns.arm, columns.strata, columns.unit) if isinstance(name, str)]
    require_columns(frame, [*(name for role in roles for name in role), *labels])
    if len({len(role) for role in roles}) != 1 or not roles[0]:
        counts = " and ".join(str(len(role)) for role in roles)
        msg = f"name the same number of columns before and after, at least one; got {counts}"
        raise UsageError(msg)
    names = list(pair_names(*roles)) if columns.paired else [str(name) for name in roles[0]]
    refuse_twice(names)
    plan, kept, excluded = unit_plan(frame, columns)
    part = frame.iloc[kept]
    named = isinstance(columns.unit, str)

    def place(row: int) -> tuple[int, str]:
        return int(kept[row]) + 1, f"unit {plan.units[row]}" if named else ""

    readings = [np.ascontiguousarray(matrix(part, role, columns.scale, place=place).T) for role in roles]
    block = Block(names=names, readings=readings[0], after=readings[1] if columns.paired else None)
    return Layout(plan=plan, block=block, excluded=excluded)


def unit_plan(frame: pd.DataFrame, columns: Columns) -> tuple[Plan, np.ndarray[Any, Any], dict[str, int]]:
    """Return the plan of a table with one row a unit, the rows that take part, and how many others there are."""
    n = len(frame)
    arm = frame[columns.arm].tolist() if isinstance(columns.arm, str) else [None] * n
    strata = frame[columns.strata].tolist() if isinstance(columns.strata, str) else [None] * n
    units = frame.index.tolist() if columns.unit is None else frame[columns.unit].tolist()
    if columns.unit is not None:
        _refuse_units_twice(units, columns.unit)
    return labelled_plan([str(k) for k in units], arm, strata, columns)


def _refuse_units_twice(units: list[Any], column: str) -> None:
    seen: dict[Any, int] = {}
    remedy = "one row is one unit: average replicates first, or name them apart"
    wrong = []
    for row, unit in enumerate(units, 1):
        if _absent(unit):
            wrong.append(Violation(message="is missing", remedy="name the unit", row=row, column=column))
        elif seen.setdefault(unit, row) != row:
            message = f"is the unit of row {seen[unit]} too"
            wrong.append(Violation(message=message, remedy=remedy, row=row, column=column, value=str(unit)))
    if wrong:
        raise DataError(wrong[:50])


def rows_plan(columns: Columns) -> tuple[Plan, np.ndarray[Any, Any], dict[str, int]]:
    """Return the plan of a table with one row a marker: labels are given with the call, one a unit's column."""
    role = list(columns.before if columns.paired else columns.outcomes)
    n = len(role)
    every = role + (list(columns.after) if columns.paired else [])
    if len(set(every)) != len(every):
        twice = next(name for name in every if every.count(name) > 1)
        msg = f"column {twice!r} is named twice: with one row a marker, each column is one reading of one unit"
        raise UsageError(msg)
    sizes = [("after", columns.after)] if columns.paired else [("arm", columns.arm)]
    for name, given in [*sizes, ("strata", columns.strata)]:
        if given is not None and (isinstance(given, str) or len(given) != n):
            got = repr(given) if isinstance(given, str) else str(len(given))
            msg = f"with one row a marker, {name}= lists one entry for each of the {n} units, in order; got {got}"
            raise UsageError(msg)
    arm = [None] * n if columns.paired else list(columns.arm)
    strata = [None] * n if columns.strata is None else list(columns.strata)
    return labelled_plan([str(name) for name in role], arm, strata, columns)


def rows_block(frame: pd.DataFrame, columns: Columns, kept: np.ndarray[Any, Any], *, first_row: int = 1) -> Block:
    """Return the markers of a table with one row a marker."""
    roles = [columns.before, columns.after] if columns.paired else [columns.outcomes]
    chosen = [[list(role)[k] for k in kept] for role in roles]
    require_columns(frame, [str(columns.marker), *(name for role in chosen for name in role)])
    names = [str(name) for name in frame[columns.marker].tolist()]
    nameless = np.flatnonzero(frame[columns.marker].isna().to_numpy())
    if len(nameless):
        remedy = "name the marker, or leave the row out"
        column = str(columns.marker)
        raise DataError(
            [
                Violation(message="is missing", remedy=remedy, row=first_row + int(row), column=column)
                for row in nameless[:50]
            ]
        )

    def place(row: int) -> tuple[int, str]:
        return first_row + row, f"marker {names[row]}"

    readings = [matrix(frame, role, columns.scale, place=place) for role in chosen]
    return Block(names=names, readings=readings[0], after=readings[1] if columns.paired else None)


def labelled_plan(
    units: list[str], arm: list[Any], strata: list[Any], columns: Columns
) -> tuple[Plan, np.ndarray[Any, Any], dict[str, int]]:
    """Return the plan of units with these arms and strata, and which of the units take part."""
    if not units:
        raise DataError([Violation(message="the table has no units", remedy="give at least one unit")])
    required = [("arm", arm)] * (not columns.paired) + [("stratum", strata)] * (columns.strata is not None)
    wrong = [
        Violation(message=f"has no {what}", remedy=f"fill the {what} in, or leave the unit out", label=f"unit {unit}")
        for what, labels in required
        for unit, label in zip(units, labels, strict=True)
        if _absent(label)
    ]
    if wrong:
        raise DataError(wrong)
    kept, names, excluded = np.arange(len(units)), tuple[str, ...](), dict[str, int]()
    if not columns.paired:
        names = _two_arms(arm, columns)
        kept = np.array([k for k, label in enumerate(arm) if str(label) in names], dtype=np.int64)
        others = [str(label) for label in arm if str(label) not in names]
        excluded = {f"arm {name} not compared": others.count(name) for name in dict.fromkeys(others)}
    levels = list(dict.fromkeys(str(strata[k]) for k in kept))
    plan = Plan(
        paired=columns.paired,
        method=columns.method,
        alternative=columns.alternative,
        units=tuple(units[k] for k in kept),
        first=np.array([bool(names) and str(arm[k]) == names[0] for k in kept], dtype=bool),
        stratum=np.array([levels.index(str(strata[k])) for k in kept], dtype=np.int64),
        arm_names=names,
        stratum_names=tuple(levels) if columns.strata is not None else (),
    )
    return plan, kept, excluded


def _two_arms(arm: list[Any], columns: Columns) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(str(label) for label in arm))
    names = found if columns.arms is None else tuple(map(str, columns.arms))
    absent = [name for name in names if name not in found]
    if absent:
        msg = f"no unit is in arm {absent[0]!r} (there are {', '.join(found)})"
        raise UsageError(msg)
    if len(names) != 2 or len(set(names)) != 2:
        msg = f"two arms are compared, and there are {len(names)} ({', '.join(names)}) — name two: arms=[…]"
        raise UsageError(msg)
    return names


def _absent(label: Any) -> bool:
    return label is None or label is pd.NA or label is pd.NaT or label != label  # noqa: PLR0124  # only NaN is not itself


def refuse_twice(names: Sequence[str]) -> None:
    """Refuse a panel that names a marker twice.

    Raises:
        DataError: every marker that is named more than once.
    """
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    remedy = "rename one of them, or leave it out: twice the same marker counts as two hypotheses"
    wrong = [
        Violation(message=f"is there {count} times", remedy=remedy, label=f"marker {name}")
        for name, count in seen.items()
        if count > 1
    ]
    if wrong:
        raise DataError(wrong[:50])
