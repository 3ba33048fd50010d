"""Other numbers that the same test, or another, prints as its statistic, estimate or interval.

Programs differ in what they call the statistic of a rank test (the rank sum W, or Mann and Whitney's U of either arm),
in the direction of a difference and in the level of an interval; none of it changes the P value.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from biomarker_stats.claims import summaries
from biomarker_stats.claims.recompute import Recomputed, recompute, result_of
from biomarker_stats.claims.specification_words import level_in_words
from biomarker_stats.claims.variants import variants
from biomarker_stats.errors import BiomarkerStatsError
from biomarker_stats.exact.ratios import ratio_of
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.method import Takes
from biomarker_stats.methods.result import Result
from biomarker_stats.study.claim import Derivation
from biomarker_stats.wording import decimal_text

if TYPE_CHECKING:
    from biomarker_stats.study import Study

MOST_UNITS = 200
"""With more units only the derivation's own test is looked at: intervals by inversion take long."""

_LEVELS = (0.9, 0.95, 0.99)
_TAKES: dict[str, tuple[Takes, ...]] = {
    "paired": ("pairs", "paired-table"), "compare": ("arms", "table"), "proportion": ("proportion",),
}  # fmt: skip
Named = tuple[str, Derivation, Recomputed]


def other_numbers(study: "Study", derivation: Derivation) -> tuple[tuple[Named, ...], str]:
    """Return what else could have been printed: its words, the derivation and the number; and what was left out."""
    units = len(summaries.rows(study, derivation))
    others = list(_others(derivation)) if units <= MOST_UNITS else []
    left_out = "" if units <= MOST_UNITS else f"other tests and levels of {units:,} units — name one in the derivation"
    found = list(_conventions(study, derivation))
    for words, other in others:
        value = _recomputed(study, other)
        if value is not None:
            found.append((words, other, value))
    found += [
        (f"{words}, the other way round", other, _reversed(value))
        for words, other, value in found
        if _turns(other, value)
    ]
    own = _recomputed(study, derivation)
    if own is not None and _turns(derivation, own):
        found.insert(0, (f"{derivation.method}, the other way round", derivation, _reversed(own)))
    return tuple(found), left_out


def _others(derivation: Derivation) -> Iterator[tuple[str, Derivation]]:
    """Yield other levels of an interval, and other methods."""
    if derivation.quantity == "interval":
        for level in _LEVELS:
            if level != derivation.confidence:
                words = f"{derivation.method} at {level_in_words(level)}"
                yield words, derivation.model_copy(update={"confidence": level})
    for name in _methods(derivation):
        if name != derivation.method:
            plain = {"method": name, "two_sided": None, "continuity": False, "interval": None, "reference": "auto"}
            yield name, derivation.model_copy(update=plain)


def _methods(derivation: Derivation) -> dict[str, None]:
    if derivation.type == "proportion":
        return dict.fromkeys(method.name for method in CATALOGUE if method.takes in _TAKES["proportion"])
    return dict.fromkeys(variant.method for takes in _TAKES[derivation.type] for variant in variants(takes))


def _recomputed(study: "Study", derivation: Derivation) -> Recomputed | None:
    try:
        return recompute(study, derivation)
    except BiomarkerStatsError:  # a method that gives no such number, or refuses the data
        return None


def _turns(derivation: Derivation, value: Recomputed) -> bool:
    """Return whether a number changes its sign when the difference is taken the other way round."""
    if derivation.quantity == "statistic":
        return str(derivation.method).endswith("-t")
    return value.null == 0 and not value.share


def _reversed(value: Recomputed) -> Recomputed:
    ends = tuple(None if end is None else -end for end in reversed(value.numbers))
    return replace(value, numbers=ends, text=" to ".join("∞" if end is None else decimal_text(end) for end in ends))


def _conventions(study: "Study", derivation: Derivation) -> Iterator[Named]:
    """Yield the other statistics of a rank test without strata."""
    if derivation.quantity != "statistic" or derivation.strata is not None:
        return
    named = {"rank-sum": _of_rank_sum, "signed-rank": _of_signed_rank}.get(str(derivation.method))
    if named is not None:
        for words, number in named(result_of(study, derivation)):
            yield words, derivation, Recomputed(text=decimal_text(number), numbers=(number,))


def _of_rank_sum(result: Result) -> Iterator[tuple[str, Fraction]]:
    """Yield Mann and Whitney's U of either arm and the rank sum of the second, from the rank sum of the first."""
    if result.statistic is None or len(result.n) != 2:
        return
    (first, m), (second, n) = result.n.items()
    u = ratio_of(result.statistic) - Fraction(m * (m + 1), 2)
    yield f"Mann–Whitney's U of {first}", u
    yield f"Mann–Whitney's U of {second}", m * n - u
    yield f"rank sum of {second}", m * n - u + Fraction(n * (n + 1), 2)


def _of_signed_rank(result: Result) -> Iterator[tuple[str, Fraction]]:
    """Yield the sum of the negative ranks and the sum of all signed ranks, from the sum of the positive ones."""
    if result.statistic is None or result.distribution is None:
        return
    support = result.distribution
    largest = support.offset + int(support.values[-1]) * support.unit
    positive = ratio_of(result.statistic)
    yield "sum of the negative ranks", largest - positive
    yield "sum of the signed ranks", 2 * positive - largest
    yield "sum of the signed ranks, the other way round", largest - 2 * positive
