"""Recompute a claim from the tables of its study."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from biomarker_stats.design.measure import endpoint_of, measure
from biomarker_stats.design.specification import Specification
from biomarker_stats.errors import DataError, UsageError
from biomarker_stats.methods.analyse import run_specification
from biomarker_stats.study.claim import Derivation
from biomarker_stats.wording import decimal_text

if TYPE_CHECKING:
    from biomarker_stats.study import Study

RANGE_DASH = "–"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A recomputed value: the numbers to compare (two for a range) and the text that shows them."""

    numbers: tuple[Fraction, ...]
    text: str


def recompute(study: "Study", derivation: Derivation) -> Recomputed:
    """Return the value of a claim's derivation.

    Raises:
        UsageError: the derivation names something the study does not have.
        DataError: it selects no unit.
    """
    if derivation.quantity == "p":
        return _one(p_value(study, specification_of(derivation)))
    if derivation.quantity in {"range", "levels"}:
        return _of_column(study, derivation)
    units = _units(study, derivation)
    if derivation.quantity == "percent":
        if derivation.endpoint is None:
            msg = "a percent needs an endpoint"
            raise UsageError(msg)
        if units.empty:
            msg = "no unit is left to be a percentage of"
            raise DataError(msg)
        return _one(Fraction(100 * int(units["yes"].sum()), len(units)))
    return _one(Fraction(int(units["yes"].sum()) if derivation.endpoint else len(units)))


def specification_of(derivation: Derivation) -> Specification:
    """Return the test a derivation of a P value names."""
    if derivation.method is None or derivation.endpoint is None:
        msg = "the derivation of a P value needs a method and an endpoint"
        raise UsageError(msg)
    return Specification(
        type=derivation.type,
        endpoint=derivation.endpoint,
        method=derivation.method,
        population=derivation.population,
        by=derivation.by,
        arms=derivation.arms,
        coding=derivation.coding,
        alternative=derivation.alternative,
        two_sided=derivation.two_sided,
        zeros=derivation.zeros,
    )


def p_value(study: "Study", specification: Specification) -> Fraction:
    """Return the P value of one specification, as the exact value of its floating-point number."""
    p = run_specification(study, replace(specification, interval="none")).p_value
    if p is None:
        msg = f"method {specification.method!r} gives no P value"
        raise UsageError(msg)
    return Fraction(p)


def _one(value: Fraction) -> Recomputed:
    return Recomputed((value,), decimal_text(value))


def _units(study: "Study", derivation: Derivation) -> pd.DataFrame:
    """Return the units a count or percentage is about; with an endpoint, its ``yes`` beside each."""
    frame = _rows(study, derivation)
    if derivation.endpoint is None:
        return frame
    spec = endpoint_of(study, derivation.endpoint)
    if spec.type != "binary":
        msg = f"a {derivation.quantity} counts a yes/no endpoint; {derivation.endpoint!r} is a {spec.type}"
        raise UsageError(msg)
    measured = measure(study, endpoint=derivation.endpoint, population=derivation.population)
    names = set(frame[study.unit_column(spec.table)].astype(str))
    return measured[measured["unit"].isin(names)]


def _rows(study: "Study", derivation: Derivation) -> pd.DataFrame:
    table = derivation.table
    if table is None and derivation.endpoint is not None:
        table = endpoint_of(study, derivation.endpoint).table
    if table is None:
        table = next(iter(study.manifest.tables))
    return study.select(study.population(derivation.population, table), derivation.where)


def _of_column(study: "Study", derivation: Derivation) -> Recomputed:
    frame = _rows(study, derivation)
    if derivation.column is None or derivation.column not in frame.columns:
        msg = f"a {derivation.quantity} needs a column of the table, got {derivation.column!r}"
        raise UsageError(msg)
    cells = frame[derivation.column].dropna()
    if derivation.quantity == "levels":
        return _one(Fraction(cells.nunique()))
    if cells.empty:
        msg = f"no value is left in column {derivation.column!r}"
        raise DataError(msg)
    if not pd.api.types.is_numeric_dtype(cells):
        msg = f"a range needs numbers in column {derivation.column!r}"
        raise UsageError(msg)
    low, high = (Fraction(str(cells.agg(end))) for end in ("min", "max"))
    return Recomputed((low, high), f"{decimal_text(low)}{RANGE_DASH}{decimal_text(high)}")
