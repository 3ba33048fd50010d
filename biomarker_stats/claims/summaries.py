"""Counts, percentages, means, medians and standard deviations of the units of a study, in exact arithmetic.

A cell counts as the decimal it prints as, so 0.1 is one tenth. Empty cells are left out; nothing else is.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from biomarker_stats.design.measure import endpoint_of, measure
from biomarker_stats.errors import DataError, UsageError
from biomarker_stats.study.claim import Derivation

if TYPE_CHECKING:
    from biomarker_stats.study import Study

_DIGITS = 60  # of a square root that is no fraction; printed numbers have at most 30


def percent(study: "Study", derivation: Derivation) -> Fraction:
    """Return the percentage of units with the endpoint's 'yes'.

    Raises:
        DataError: no unit is left.
    """
    units = yes_or_all(study, derivation)
    if units.empty:
        msg = "no unit is left to be a percentage of"
        raise DataError(msg)
    return Fraction(100 * int(units["yes"].sum()), len(units))


def yes_or_all(study: "Study", derivation: Derivation) -> pd.DataFrame:
    """Return the units a count or percentage is about; with an endpoint, those it is known of, ``yes`` beside each."""
    frame = rows(study, derivation)
    if derivation.endpoint is None:
        return frame
    spec = endpoint_of(study, derivation.endpoint)
    if spec.type != "binary":
        msg = f"a {derivation.quantity} counts a yes/no endpoint; {derivation.endpoint!r} is a {spec.type}"
        raise UsageError(msg)
    return _measured(study, derivation, frame).dropna(subset=["yes"])


def rows(study: "Study", derivation: Derivation) -> pd.DataFrame:
    """Return the rows of the table that population and ``where`` leave."""
    table = derivation.table
    if table is None and derivation.endpoint is not None:
        table = endpoint_of(study, derivation.endpoint).table
    if table is None:
        table = next(iter(study.manifest.tables))
    return study.select(study.population(derivation.population, table), derivation.where)


def numbers(study: "Study", derivation: Derivation, arm: str | None = None) -> list[Fraction]:
    """Return the numbers a mean or SD is of, one a unit, in one arm where one is named.

    Raises:
        UsageError: the study has no such column, or it does not hold numbers.
        DataError: none is left.
    """
    frame = rows(study, derivation)
    if arm is not None:
        frame = frame[frame[derivation.by].map(str) == arm]
    if derivation.endpoint is None:
        cells = column_cells(frame, derivation)
    else:
        spec = endpoint_of(study, derivation.endpoint)
        name = derivation.reading if spec.type == "change" else "value"
        if spec.type == "binary":
            msg = f"a {derivation.quantity} is of numbers; {derivation.endpoint!r} is a yes/no — use percent"
            raise UsageError(msg)
        cells = _measured(study, derivation, frame)[name].dropna()
    if not pd.api.types.is_numeric_dtype(cells):
        msg = f"a {derivation.quantity} needs numbers in column {derivation.column!r}"
        raise UsageError(msg)
    if cells.empty:
        msg = f"no value is left for the {derivation.quantity}" + (f" of {arm}" if arm else "")
        raise DataError(msg)
    return [Fraction(str(cell)) for cell in cells]


def column_cells(frame: pd.DataFrame, derivation: Derivation) -> "pd.Series[Any]":
    """Return the cells of the derivation's column that are not empty; UsageError where there is no such column."""
    if derivation.column is None or derivation.column not in frame.columns:
        msg = f"a {derivation.quantity} needs a column of the table, got {derivation.column!r}"
        raise UsageError(msg)
    return frame[derivation.column].dropna()


def mean(values: Sequence[Fraction]) -> Fraction:
    """Return the arithmetic mean.

    >>> mean([Fraction(1), Fraction(2)])
    Fraction(3, 2)
    """
    return sum(values, Fraction(0)) / len(values)


def median(values: Sequence[Fraction]) -> Fraction:
    """Return the middle value, or the mean of the two middle ones.

    >>> median([Fraction(3), Fraction(1), Fraction(2), Fraction(10)])
    Fraction(5, 2)
    """
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def standard_deviation(values: Sequence[Fraction], ddof: int) -> Fraction:
    """Return the standard deviation with divisor n − ``ddof``; exact where it is a fraction, else to 60 digits.

    Raises:
        DataError: fewer than ``ddof`` + 1 values.

    >>> standard_deviation([Fraction(1), Fraction(3)], 0), standard_deviation([Fraction(1), Fraction(5)], 1) ** 2 < 8
    (Fraction(1, 1), True)
    """
    if len(values) <= ddof:
        msg = f"{len(values)} value has no standard deviation with divisor n − {ddof}"
        raise DataError(msg)
    centre = mean(values)
    return square_root(sum(((value - centre) ** 2 for value in values), Fraction(0)) / (len(values) - ddof))


def square_root(value: Fraction) -> Fraction:
    """Return √value, exactly where it is a fraction, else cut to 60 decimals (so no such root is taken for a tie).

    >>> square_root(Fraction(9, 4)), float(square_root(Fraction(2)))
    (Fraction(3, 2), 1.4142135623730951)
    """
    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if top * top == value.numerator and bottom * bottom == value.denominator:
        return Fraction(top, bottom)
    scale = 10**_DIGITS
    return Fraction(math.isqrt(value.numerator * scale * scale // value.denominator), scale)


def _measured(study: "Study", derivation: Derivation, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the endpoint's readings of the units in ``frame``."""
    name = str(derivation.endpoint)
    measured = measure(study, endpoint=name, population=derivation.population, coding=derivation.coding)
    kept = set(frame[study.unit_column(endpoint_of(study, name).table)].astype(str))
    return measured[measured["unit"].isin(kept)]
