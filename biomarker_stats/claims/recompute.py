"""Recompute a claim from the tables of its study."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from biomarker_stats.claims import summaries
from biomarker_stats.claims.ratios import p_ratio
from biomarker_stats.design.specification import Specification
from biomarker_stats.errors import DataError, UsageError
from biomarker_stats.exact.ratios import ratio_of
from biomarker_stats.methods.analyse import run_specification
from biomarker_stats.methods.entry import proportion
from biomarker_stats.methods.result import Result
from biomarker_stats.study.claim import Derivation
from biomarker_stats.wording import decimal_text

if TYPE_CHECKING:
    from biomarker_stats.study import Study

KnownP = dict[Specification, Fraction]
RANGE_DASH = "–"
_MOST_VALUES = 100
_SMALLEST_SHOWN = Fraction(1, 1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """A recomputed value: the numbers to compare (two for a range or interval) and the text that shows them.

    An infinite end of an interval is None. ``words`` holds what a text claim is compared with; ``null`` the value of
    the estimand under H0, where there is one; ``share`` says that the numbers are proportions, which may be printed
    as percentages.
    """

    text: str
    numbers: tuple[Fraction | None, ...] = ()
    words: tuple[str, ...] = ()
    null: Fraction | None = None
    share: bool = False


def recompute(study: "Study", derivation: Derivation, known: KnownP | None = None) -> Recomputed:
    """Return the value of a claim's derivation; ``known`` holds P values that need not be computed again.

    Raises:
        UsageError: the derivation names something the study does not have, or a method that gives no such number.
        DataError: it selects no unit, or too few.

    >>> import biomarker_stats as bs
    >>> derivation = Derivation(quantity="sd", column="dose_mg", population="weekly", ddof=0)
    >>> recompute(bs.load_study("carracedo2008"), derivation).text  # 50, 70, 70, 50
    '10'
    """
    quantity = derivation.quantity
    if quantity == "p":
        return p_recomputed(adjusted_p(study, derivation, known=known))
    if quantity in {"statistic", "estimate", "interval"}:
        return _of_test(study, derivation)
    if quantity in {"range", "levels", "values"}:
        return _of_column(study, derivation)
    if quantity == "percent":
        return _one(summaries.percent(study, derivation))
    if quantity == "count":
        units = summaries.yes_or_all(study, derivation)
        return _one(Fraction(int(units["yes"].sum()) if derivation.endpoint else len(units)))
    return _summary(study, derivation)


def specification_of(derivation: Derivation) -> Specification:
    """Return the test a derivation names."""
    if derivation.method is None or derivation.endpoint is None:
        msg = f"the derivation of a {derivation.quantity} needs a method and an endpoint"
        raise UsageError(msg)
    if derivation.type == "proportion":
        msg = f"one proportion has an estimate and an interval, no {derivation.quantity}"
        raise UsageError(msg)
    return Specification(
        type=derivation.type,
        endpoint=derivation.endpoint,
        method=derivation.method,
        population=derivation.population,
        by=derivation.by,
        arms=derivation.arms,
        strata=derivation.strata,
        coding=derivation.coding,
        alternative=derivation.alternative,
        two_sided=derivation.two_sided,
        zeros=derivation.zeros,
        ranks=derivation.ranks,
        reference=derivation.reference,
        continuity=derivation.continuity,
        mid_p=derivation.mid_p,
        interval=derivation.interval,
        confidence=derivation.confidence,
    )


def p_value(study: "Study", specification: Specification) -> Fraction:
    """Return the P value (or mid-p) of one specification as a ratio of whole numbers."""
    result = run_specification(study, replace(specification, interval="none"))
    p = p_ratio(result, mid_p=specification.mid_p)
    if p is None:
        msg = f"method {specification.method!r} gives no {'mid-p' if specification.mid_p else 'P'} value"
        raise UsageError(msg)
    return p


def adjusted_p(
    study: "Study", derivation: Derivation, method: str | None = "as declared", *, known: KnownP | None = None
) -> Fraction:
    """Return a derivation's P value, adjusted as it declares, or by another ``method`` (None: not at all)."""
    adjustment = derivation.adjustment
    own = specification_of(derivation)
    found = {} if known is None else known
    if own not in found:
        found[own] = p_value(study, own)
    if adjustment is None or method is None:
        return found[own]
    chosen = adjustment.method if method == "as declared" else method
    if not adjustment.claims:
        return min(Fraction(1), found[own] * (adjustment.size or 1))
    by_id = {claim.id: claim.derivation for claim in study.claims}
    derivations = [by_id.get(name) for name in adjustment.claims]
    family = [specification_of(member) for member in derivations if member is not None]
    if own not in family or len(family) < len(derivations):
        msg = "the family of an adjusted P value must name claims with a P value, this one among them"
        raise UsageError(msg)
    for each in family:
        if each not in found:
            found[each] = p_value(study, each)
    return _adjust([found[each] for each in family], chosen)[family.index(own)]


def p_recomputed(p: Fraction) -> Recomputed:
    """Return a P value with its text, which is never 0, not even where a tail is too thin for a float."""
    text = decimal_text(p) if p >= _SMALLEST_SHOWN else f"< {decimal_text(_SMALLEST_SHOWN)}"
    return Recomputed(text=text, numbers=(p,))


def _adjust(p_values: list[Fraction], method: str) -> list[Fraction]:
    """Adjust P values for their number in ratios: ``multiplicity.adjust``, without rounding."""
    m = len(p_values)
    if method == "bonferroni":
        return [min(Fraction(1), p * m) for p in p_values]
    order = sorted(range(m), key=lambda k: p_values[k])
    factors = [Fraction(m, k + 1) if method == "bh" else Fraction(m - k) for k in range(m)]
    stepped = [p_values[k] * factor for k, factor in zip(order, factors, strict=True)]
    down, up = list(accumulate(stepped, max)), list(accumulate(reversed(stepped), min))[::-1]
    stepped = down if method == "holm" else up
    adjusted = dict(zip(order, stepped, strict=True))
    return [min(Fraction(1), adjusted[k]) for k in range(m)]


def _of_test(study: "Study", derivation: Derivation) -> Recomputed:
    result = result_of(study, derivation)
    null = None if result.null_value is None else Fraction(str(result.null_value))
    share = derivation.type == "proportion"
    if derivation.quantity == "interval":
        if result.conf_low is None or result.conf_high is None:
            msg = f"method {derivation.method!r} gives no interval"
            raise UsageError(msg)
        ends = tuple(ratio_of(end) if math.isfinite(end) else None for end in (result.conf_low, result.conf_high))
        text = " to ".join(_end(end, low=k == 0) for k, end in enumerate(ends))
        return Recomputed(text=text, numbers=ends, null=null, share=share)
    value = result.statistic if derivation.quantity == "statistic" else result.estimate
    if value is None or not math.isfinite(value):
        msg = f"{result.title} has no finite {derivation.quantity} here"
        raise DataError(msg)
    number = ratio_of(value)
    null = Fraction(0) if derivation.quantity == "statistic" else null
    return Recomputed(text=decimal_text(number), numbers=(number,), null=null, share=share)


def _end(end: Fraction | None, *, low: bool) -> str:
    return ("−∞" if low else "∞") if end is None else decimal_text(end)


def result_of(study: "Study", derivation: Derivation) -> Result:
    """Return the Result of the test or the proportion that a derivation names."""
    if derivation.type != "proportion":
        interval = derivation.interval if derivation.quantity == "interval" else "none"
        return run_specification(study, replace(specification_of(derivation), interval=interval))
    units = summaries.yes_or_all(study, derivation)
    successes, method = int(units["yes"].sum()), str(derivation.method)
    alternative, confidence = derivation.alternative, derivation.confidence
    return proportion(successes, len(units), method=method, alternative=alternative, confidence=confidence)


def _summary(study: "Study", derivation: Derivation) -> Recomputed:
    if derivation.quantity == "difference":
        arms = derivation.arms or tuple(dict.fromkeys(summaries.rows(study, derivation)[derivation.by].map(str)))
        if len(arms) != 2:
            msg = f"a difference is between two arms; column {derivation.by!r} holds {', '.join(arms)} — name two"
            raise UsageError(msg)
        first, second = (summaries.mean(summaries.numbers(study, derivation, arm)) for arm in arms)
        return replace(_one(first - second), null=Fraction(0))
    values = summaries.numbers(study, derivation, derivation.arms[0] if derivation.arms else None)
    if derivation.quantity == "sd":
        return _one(summaries.standard_deviation(values, derivation.ddof))
    value = summaries.mean(values) if derivation.quantity == "mean" else summaries.median(values)
    return replace(_one(value), null=Fraction(0))


def _declared_order(study: "Study", derivation: Derivation) -> Callable[[str], int]:
    """Return a key that sorts levels as the column declares them; other texts stay in the order of the table."""
    levels = [
        level
        for table in study.manifest.tables.values()
        if derivation.column in table.columns
        for level in table.columns[derivation.column].levels
    ]
    return lambda word: levels.index(word) if word in levels else len(levels)


def _one(value: Fraction) -> Recomputed:
    return Recomputed(text=decimal_text(value), numbers=(value,))


def _of_column(study: "Study", derivation: Derivation) -> Recomputed:
    cells = summaries.column_cells(summaries.rows(study, derivation), derivation)
    if derivation.quantity == "levels":
        return _one(Fraction(cells.nunique()))
    if cells.empty:
        msg = f"no value is left in column {derivation.column!r}"
        raise DataError(msg)
    if derivation.quantity == "values":
        if cells.nunique() > _MOST_VALUES:
            msg = f"column {derivation.column!r} holds more than {_MOST_VALUES} values — narrow them with where"
            raise UsageError(msg)
        words = tuple(sorted(dict.fromkeys(map(str, cells)), key=_declared_order(study, derivation)))
        return Recomputed(text=", ".join(words), words=words)
    ends = summaries.numbers(study, derivation)
    low, high = min(ends), max(ends)
    return Recomputed(text=f"{decimal_text(low)}{RANGE_DASH}{decimal_text(high)}", numbers=(low, high))
