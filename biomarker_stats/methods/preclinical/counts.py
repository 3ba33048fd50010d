"""BrdU, Ki-67, TUNEL: counts over totals, or percentages, analysed at the experimental unit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.analysis import Analysis, Comparison
from biomarker_stats.methods.preclinical.between import Against, compare_arms, pairs_of
from biomarker_stats.methods.preclinical.percentages import Transform, Transformed, back_to_percent, transform
from biomarker_stats.methods.preclinical.quasi_binomial import quasi_binomial
from biomarker_stats.methods.preclinical.readings import Readings, check_confidence, control_among
from biomarker_stats.methods.preclinical.units import (
    IntraclassCorrelation,
    binary_icc,
    count_noted,
    unequal_noted,
    value_icc,
)

_LARGEST = 2**53


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class UnitProportions(Analysis):
    """Proportions compared between arms, unit by unit; ``icc`` says what pooling cells or fields would have cost.

    ``offset`` is the share that was added to p and 1 − p for the logit (0 where no percentage is 0 or 100).
    """

    icc: tuple[IntraclassCorrelation, ...] = ()
    transform: Transform = "logit"
    offset: float = 0.0

    def lines(self) -> list[str]:
        """Return the intraclass correlations and their design effects as lines."""
        return [icc.sentence() for icc in self.icc]


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The rows read: codes of units and arms, the proportion of each row, and counts where they are known."""

    unit: IntArray
    unit_names: list[str]
    arm: list[str]
    arms: list[str]
    proportion: FloatArray
    positive: FloatArray | None
    total: FloatArray | None


def unit_proportions(
    frame: pd.DataFrame,
    *,
    positive: str | None = None,
    total: str | None = None,
    percent: str | None = None,
    unit: str | None = None,
    arm: str = "arm",
    arms: Sequence[Any] | None = None,
    control: Any = None,
    against: Against = "all",
    transform: Transform = "logit",
    nested: bool = False,
    part: str = "field",
    confidence: float = 0.95,
    seed: int | None = None,
) -> UnitProportions:
    """Compare proportions (BrdU, Ki-67, TUNEL) between arms at the experimental unit.

    H0: a unit's proportion has the same distribution in both arms. Estimand: the ratio of the odds (logit), or the
    difference of mean arcsine square roots. Each pair of arms gets Welch's t on the transformed unit proportions (the
    main result), the exact permutation and rank-sum tests of the same values, and, with counts, a quasi-binomial
    regression. Several rows a unit (fields) are summed, or averaged where only percentages are known, and noted.

    Args:
        frame: one row a field, or a unit.
        positive: the column of positive cells; goes with ``total``.
        total: the column of all cells counted.
        percent: instead of counts, the column of percentages, 0 … 100.
        unit: the column that names the experimental unit (mouse, dish): what was treated on its own.
        arm: the column of arms.
        arms: the arms declared, in order; without it, those found.
        control: the reference arm; without it, the first.
        against: ``"all"`` pairs of arms, or each arm against the ``"control"`` only.
        transform: ``"logit"`` or ``"arcsine"``.
        nested: True where unit names start anew in each arm (dish 1 of every arm).
        part: what a row below the unit is called in notes.
        confidence: the level of intervals.
        seed: of Monte-Carlo permutations, where arms are too large to enumerate.

    Raises:
        UsageError: no unit column (cells or fields would be pooled as if independent), or no such column or arm.
        DataError: positive above total, a percentage outside 0 … 100, a unit in two arms, one unit an arm, an
            undeclared arm, missing or malformed cells; every one is listed.

    References: Ridout MS et al. (1999), Biometrics 55:137-148; Warton DI, Hui FKC (2011), Ecology 92:3-10 (logit or
    arcsine).

    >>> cells = pd.DataFrame({
    ...     "dish": [1, 1, 2, 2, 3, 4, 5, 6], "arm": ["vehicle"] * 5 + ["drug"] * 3,
    ...     "brdu": [60, 64, 70, 58, 61, 30, 35, 28], "cells": [150] * 8})
    >>> found = unit_proportions(cells, positive="brdu", total="cells", unit="dish")
    >>> found.notes[0], found.comparison("drug v vehicle").by_method("permutation").p_value
    ('8 fields summarised to 6 dishes', 0.1)
    """
    check_confidence(confidence)
    rows = _read(frame, (positive, total, percent), unit, arm, arms, nested=nested)
    units, changed = _unit_level(rows, transform)
    reference = control_among(control, rows.arms)
    options = {"confidence": confidence, "seed": seed}
    comparisons = []
    for pair in pairs_of(rows.arms, reference, against):
        found = compare_arms(changed.values, units["arm"].tolist(), pair, changed.scale, unit=str(unit), **options)
        comparisons.append(_with_counts(found, units, pair, confidence) if rows.total is not None else found)
    pooled = _shared_icc(rows, units, str(unit), part)
    return UnitProportions(
        title=f"proportions by {unit}, on the {changed.scale.name}",
        unit=str(unit),
        comparisons=tuple(comparisons),
        units=units,
        arms=_arm_table(units, rows.arms, transform, changed.offset),
        notes=(
            *count_noted(len(rows.unit), len(units), part, str(unit)),
            *unequal_noted(units["rows"].tolist(), part, str(unit)),
            *changed.notes,
        ),
        icc=pooled,
        transform=transform,
        offset=changed.offset,
    )


def _read(
    frame: pd.DataFrame,
    columns: tuple[str | None, str | None, str | None],
    unit: str | None,
    arm: str,
    arms: Sequence[Any] | None,
    *,
    nested: bool,
) -> _Rows:
    positive, total, percent = columns
    if (percent is None) == (positive is None) or (positive is None) != (total is None):
        msg = "give positive= and total= (counts and their denominators), or percent= alone"
        raise UsageError(msg)
    if unit is None:
        msg = (
            "no unit= column: cells or fields of one animal or dish are not independent, and pooling them makes p too "
            "small — name the column of the experimental unit (unit='mouse'), what was treated on its own"
        )
        raise UsageError(msg)
    readings = Readings(frame, [positive, total, percent, unit, arm])
    labels, (arm_of, declared) = readings.labels(unit), readings.arms(arm, arms)
    if nested:
        labels = [f"{name} {label}" for name, label in zip(arm_of, labels, strict=True)]
    else:
        remedy = f"correct the arm, or pass nested=True if {unit} names start anew in each arm"
        readings.one_arm_each(labels, arm_of, unit, remedy)
    x, n, proportion = _numbers(readings, columns)
    counted = {a: len({u for u, b in zip(labels, arm_of, strict=True) if b == a}) for a in declared}
    readings.enough_units(counted, unit, arm)
    readings.stop()
    codes, names = pd.factorize(np.array(labels, dtype=object))
    return _Rows(codes.astype(np.int64), [str(name) for name in names], arm_of, declared, proportion, x, n)


def _numbers(
    readings: Readings, columns: tuple[str | None, str | None, str | None]
) -> tuple[FloatArray | None, FloatArray | None, FloatArray]:
    """Return counts and totals (or None twice) and the proportion of each row."""
    positive, total, percent = columns
    if percent is not None:
        message, remedy = "is not between 0 and 100", "give the percentage, or counts with their totals"
        value = readings.numbers(percent, wrong=lambda v: not 0 <= v <= 100, message=message, remedy=remedy)
        if len(value) and np.nanmax(value, initial=0.0) <= 1 and np.nanmax(value, initial=0.0) > 0:
            listed = "all values are at most 1: they look like fractions"
            readings.add(listed, "multiply them by 100", column=percent)
        return None, None, value / 100
    remedy = "give a count of cells, a whole number"
    message = "is not a count"
    x = readings.numbers(str(positive), wrong=lambda v: _no_count(v, 0), message=message, remedy=remedy)
    n = readings.numbers(str(total), wrong=lambda v: _no_count(v, 1), message=f"{message} of 1 or more", remedy=remedy)
    for row in np.flatnonzero(x > n):
        readings.add(
            f"is more than the total, {n[row]:.0f}",
            "check which column is which",
            row=int(row),
            column=str(positive),
            value=f"{x[row]:.0f}",
        )
    return x, n, x / np.where(n > 0, n, np.nan)


def _no_count(value: float, least: int) -> bool:
    return value < least or value != np.floor(value) or value > _LARGEST


def _unit_level(rows: _Rows, how: Transform) -> tuple[pd.DataFrame, Transformed]:
    """Return the table of units, and their proportions on the scale of the analysis."""
    k = len(rows.unit_names)
    first = [int(np.flatnonzero(rows.unit == code)[0]) for code in range(k)]
    parts = np.bincount(rows.unit, minlength=k)
    table = pd.DataFrame({"unit": rows.unit_names, "arm": [rows.arm[place] for place in first], "rows": parts})
    if rows.positive is None or rows.total is None:
        proportion = np.bincount(rows.unit, weights=rows.proportion, minlength=k) / parts
        changed = transform(proportion, how)
    else:
        x = np.bincount(rows.unit, weights=rows.positive, minlength=k).astype(np.float64)
        n = np.bincount(rows.unit, weights=rows.total, minlength=k).astype(np.float64)
        table["positive"], table["total"] = x.astype(np.int64), n.astype(np.int64)
        proportion = x / n
        changed = transform(proportion, how, positive=x, total=n)
    table["percent"], table[how] = 100 * proportion, changed.values
    return table, changed


def _with_counts(found: Comparison, units: pd.DataFrame, pair: tuple[str, str], confidence: float) -> Comparison:
    two = units[units["arm"].isin(pair)]
    x, n = two["positive"].to_numpy(np.float64), two["total"].to_numpy(np.float64)
    result = quasi_binomial(x, n, (two["arm"] == pair[0]).to_numpy(), names=pair, confidence=confidence)
    return replace(found, results=(*found.results, result))


def _shared_icc(rows: _Rows, units: pd.DataFrame, unit: str, part: str) -> tuple[IntraclassCorrelation, ...]:
    """Return the ICC of cells within units and within fields, and of fields within units, where each is defined."""
    codes = np.array([rows.arms.index(name) for name in units["arm"]], dtype=np.int64)
    row_codes = codes[rows.unit]
    found: list[IntraclassCorrelation | None] = []
    if rows.positive is not None and rows.total is not None:
        x, n = units["positive"].to_numpy(np.float64), units["total"].to_numpy(np.float64)
        found.append(binary_icc(x, n, codes, parts="cells", within=unit))
    if len(rows.unit) > len(units):
        if rows.positive is not None and rows.total is not None:
            found.append(binary_icc(rows.positive, rows.total, row_codes, parts="cells", within=part))
        found.append(value_icc(rows.proportion, rows.unit, row_codes, parts=f"{part}s", within=unit))
    return tuple(icc for icc in found if icc is not None)


def _arm_table(units: pd.DataFrame, arms: list[str], how: Transform, offset: float) -> pd.DataFrame:
    table = []
    for name in arms:
        here = units[units["arm"] == name]
        table.append(
            {
                "arm": name,
                "n": len(here),
                "mean_percent": float(here["percent"].mean()),
                "sd_percent": float(here["percent"].std(ddof=1)),
                f"mean_{how}": float(here[how].mean()),
                f"sd_{how}": float(here[how].std(ddof=1)),
                "percent_from_mean": back_to_percent(float(here[how].mean()), how, offset),
            }
        )
    return pd.DataFrame(table)
