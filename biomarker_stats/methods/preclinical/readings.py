"""Read the columns of a pre-clinical table; collect everything wrong with them, and say it at once."""

import math
import numbers
from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.design.scores import FloatArray
from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.terms import did_you_mean, nearest

Labels = list[str]

LARGEST = 1e100
"""Readings above it are refused: their squares would leave no room for sums."""


class Readings:
    """The columns of one frame, row by row, and the violations found so far.

    Rows count from 1, as the reader of a table counts them. Call :meth:`stop` before computing: it raises DataError
    with every violation found.

    >>> readings = Readings(pd.DataFrame({"gel": [1, 2], "signal": [0.5, -1]}), ["gel", "signal"])
    >>> signal = readings.numbers("signal", wrong=lambda x: x <= 0, message="is not above 0", remedy="leave it out")
    >>> len(readings.violations)
    1
    """

    def __init__(self, frame: Any, columns: Sequence[str | None]) -> None:
        if not isinstance(frame, pd.DataFrame):
            msg = f"expected a pandas DataFrame, got {type(frame).__name__}"
            raise UsageError(msg)
        wanted = [name for name in columns if name is not None]
        absent = [name for name in wanted if name not in frame.columns]
        if absent:
            said = [f"the table has no column {name!r}{nearest(str(name), map(str, frame.columns))}" for name in absent]
            raise UsageError("\n".join(said))
        twice = sorted({str(name) for name in wanted if list(frame.columns).count(name) > 1})
        if twice:
            msg = f"the table has more than one column named {', '.join(twice)} — rename them"
            raise UsageError(msg)
        self.frame = frame
        self.violations: list[Violation] = []
        if len(frame) == 0:
            self.add("the table has no rows", "give at least one row")
            self.stop()

    def add(
        self, message: str, remedy: str, *, row: int | None = None, column: str = "", value: Any = None, label: str = ""
    ) -> None:
        """Record one violation; ``row`` counts from 0, as positions in an array do."""
        self.violations.append(
            Violation(
                message=message,
                remedy=remedy,
                row=None if row is None else row + 1,
                column=column,
                value=None if value is None else str(value),
                label=label,
            )
        )

    def stop(self) -> None:
        """Raise DataError if anything was found."""
        if self.violations:
            raise DataError(self.violations)

    def labels(self, column: str) -> Labels:
        """Return a column of names as text; an empty cell is a violation."""
        cells = self.frame[column].tolist()
        for row, cell in enumerate(cells):
            if _missing(cell) or str(cell).strip() == "":
                self.add("is missing", "name it, or leave the row out", row=row, column=column)
        return [_name(cell) for cell in cells]

    def numbers(
        self,
        column: str,
        *,
        wrong: Callable[[float], bool] = lambda _: False,
        message: str = "",
        remedy: str = "give a finite number",
    ) -> FloatArray:
        """Return a column of finite numbers; each cell that is missing, no number or ``wrong`` is a violation."""
        found = np.full(len(self.frame), np.nan)
        for row, cell in enumerate(self.frame[column].tolist()):
            if _missing(cell):
                self.add("is missing", "fill the cell, or leave the row out", row=row, column=column)
            elif isinstance(cell, bool) or not isinstance(cell, numbers.Real | Decimal):
                self.add("is not a number", "give a finite number", row=row, column=column, value=cell)
            elif not math.isfinite(value := float_of(cell)):
                self.add("is not finite", "give a finite number", row=row, column=column, value=cell)
            elif abs(value) > LARGEST:
                self.add("is too large to be squared", "choose a larger unit", row=row, column=column, value=cell)
            elif wrong(value):
                self.add(message, remedy, row=row, column=column, value=f"{value:.12g}")
            else:
                found[row] = value
        return found

    def arms(self, column: str, arms: Sequence[Any] | None) -> tuple[Labels, Labels]:
        """Return the arm of each row, and the arms in the order declared.

        Without a declaration they come in the order of a categorical column's levels, or of first appearance. A row
        whose arm is not declared is a violation, and so is a declared arm without a row.
        """
        named = self.labels(column)
        if arms is None:
            series = self.frame[column]
            found = dict.fromkeys(name for name in named if name)
            if isinstance(series.dtype, pd.CategoricalDtype):
                return named, [name for name in map(_name, series.cat.categories) if name in found]
            return named, list(found)
        declared = [_name(arm) for arm in arms]
        if len(set(declared)) != len(declared):
            msg = f"arms must be distinct, got {declared}"
            raise UsageError(msg)
        for arm in declared:
            if arm not in named:
                hint = did_you_mean(arm, dict.fromkeys(named))
                self.add("is declared as an arm but has no row", hint, column=column, value=arm)
        for row, arm in enumerate(named):
            if arm and arm not in declared:
                remedy = f"{did_you_mean(arm, declared)}; or declare it, or leave its rows out"
                self.add("is not a declared arm", remedy, row=row, column=column, value=arm)
        return named, declared

    def one_arm_each(self, units: Sequence[str], arms: Sequence[str], column: str, remedy: str) -> None:
        """Record each unit whose rows name more than one arm, at the row where the second arm appears."""
        first: dict[str, str] = {}
        told: set[str] = set()
        for row, (unit, arm) in enumerate(zip(units, arms, strict=True)):
            known = first.setdefault(unit, arm)
            if unit and arm and known and arm != known and unit not in told:
                told.add(unit)
                self.add(
                    f"is in arm {arm!r} here and in arm {known!r} above", remedy, row=row, column=column, value=unit
                )

    def no_repeats(self, keys: Sequence[Hashable], what: str, remedy: str) -> None:
        """Record each row whose key an earlier row has; ``what`` says what the key names."""
        seen: dict[Hashable, int] = {}
        for row, key in enumerate(keys):
            if key in seen:
                self.add(f"repeats row {seen[key] + 1}: {what} {_text(key)}", remedy, row=row)
            else:
                seen[key] = row

    def enough_units(self, units_by_arm: Mapping[str, int], unit: str, column: str, least: int = 2) -> None:
        """Record each arm with fewer units than a spread needs."""
        for arm, count in units_by_arm.items():
            if 0 < count < least:
                message = f"has {count} {unit}: the spread between units cannot be known"
                self.add(message, f"give at least {least} in each arm, or leave the arm out", column=column, value=arm)


def check_confidence(confidence: float) -> None:
    """Raise UsageError unless ``confidence`` is a level of intervals.

    >>> check_confidence(0.95)
    """
    if not isinstance(confidence, int | float) or not 0.5 <= confidence < 1:
        msg = f"confidence must be at least 0.5 and below 1 (0.95 for 95%), got {confidence!r}"
        raise UsageError(msg)


def control_among(control: Any, arms: Sequence[str]) -> str:
    """Return the control arm: the one named, else the first declared.

    Raises:
        UsageError: it is none of ``arms``, or there is only one arm.
    """
    if len(arms) < 2:
        msg = f"at least two arms are needed, got {', '.join(arms)} — give the others, or check arm="
        raise UsageError(msg)
    if control is None:
        return arms[0]
    if _name(control) not in arms:
        msg = f"control {_name(control)!r} is none of the arms{nearest(_name(control), arms)}"
        raise UsageError(msg)
    return _name(control)


def _text(key: Hashable) -> str:
    return ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _name(cell: Any) -> str:
    """Return a cell as the name it prints as: a whole float such as 3.0 is 3."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if _missing(cell) else str(cell).strip()


def float_of(cell: Any) -> float:
    """Return a number as a float; infinity where it is too large for one."""
    try:
        return float(cell)
    except OverflowError:
        return math.inf


def _missing(cell: Any) -> bool:
    return cell is None or bool(pd.isna(cell))
