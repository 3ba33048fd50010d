"""Every way the catalogue can turn one small data set into a P value: method × sidedness × ties × reference × mid-p.

Which choices a method knows is found by trying them on fixed examples, never on the data in hand, so that the list is
the same for every study and a method added to the catalogue joins by itself.
"""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal, get_args

import numpy as np

from biomarker_stats.design.problem import Arms, Pairs, Table
from biomarker_stats.design.scores import exact_scores
from biomarker_stats.errors import BiomarkerStatsError
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.conversions import SQUARE
from biomarker_stats.methods.method import Method, Takes
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.scale_tests import SCALE_TESTS
from biomarker_stats.terms import Alternative, Reference, TwoSided, Zeros

LEFT_OUT: dict[str, str] = {
    **{method.name: "compares spread, not level" for method in SCALE_TESTS},
    "jonckheere-terpstra": "between two arms it is the rank-sum test",
    "van-elteren": "without strata it is the rank-sum test",
    "log-rank": "is for times to an event",
    "savage": "is for times to an event",
}
"""Methods of the catalogue that are no reading of a claim about level, and why."""

Sidedness = Literal["two-sided", "one-sided"]
"""``one-sided`` looks in the direction of the effect seen, as a published one-sided P value does."""

FixedSide = Literal["greater", "less"]
"""One-sided in a direction laid down beforehand, so that an effect the other way has a P value near 1."""

_MID_P_IN_USE = ("sign", "mcnemar", "fisher")
_DOUBLED_IN_USE = ("fisher", "rank-sum", "permutation")  # a two-sided P that is twice the smaller tail
_REFERENCES: tuple[tuple[Reference, bool], ...] = (  # and whether the approximation is corrected for continuity
    ("exact", False),
    ("auto", False),
    ("asymptotic", False),
    ("asymptotic", True),
)
_MOST_UNITS = {"brunner-munzel": 20}  # its exact distribution takes minutes beyond
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Data:
    """One small data set in canonical form: ``values`` are whole numbers, so that equal data are equal keys.

    ``pairs``: the sorted differences; ``arms``: the sorted outcomes of each arm; ``table`` and
    ``paired-table``: the rows of counts; of more than two levels a last row holds what the levels score, and it is
    empty where they were too many for a square table and the rows count ups and downs alone.
    """

    takes: Takes
    values: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A method of the catalogue with every choice made, the data aside."""

    method: str
    takes: Takes
    sided: Sidedness | FixedSide = "two-sided"
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"
    reference: Reference = "auto"
    continuity: bool = False
    mid_p: bool = False

    @property
    def words(self) -> str:
        """The variant as a reader names it."""
        extra = [
            f"one-sided, {self.sided} in every claim" if self.sided in get_args(FixedSide) else self.sided,
            "twice the smaller tail" if self.two_sided == "central" else "",
            "Pratt's zeros" if self.zeros == "pratt" else "",
            "normal or chi-square approximation" if self.reference == "asymptotic" else "",
            "continuity corrected" if self.continuity else "",
            "mid-p" if self.mid_p else "",
        ]
        return f"{self.method}, {', '.join(word for word in extra if word)}"


@cache
def variants(takes: Takes) -> tuple[Variant, ...]:
    """Return every distinct variant of the methods that take these data, in the order of the catalogue.

    >>> [variant.words for variant in variants("pairs") if variant.method == "paired-t"][0]
    'paired-t, two-sided'
    """
    found: list[Variant] = []
    for method in CATALOGUE:
        if method.takes == takes and method.name not in LEFT_OUT:
            found += _distinct(method)
    return tuple(found)


@cache
def variants_with_directions(takes: Takes) -> tuple[Variant, ...]:
    """Return every variant, and behind them each one-sided variant in either fixed direction.

    >>> [variant.words for variant in variants_with_directions("pairs") if variant.method == "paired-t"][-1]
    'paired-t, one-sided, less in every claim'
    """
    one_sided = [variant for variant in variants(takes) if variant.sided == "one-sided"]
    return (*variants(takes), *(replace(each, sided=side) for each in one_sided for side in get_args(FixedSide)))


def _distinct(method: Method) -> list[Variant]:
    """Return the variants of one method that give different P values on the examples."""
    kept: dict[tuple[int | bool, ...], Variant] = {}
    for variant in _candidates(method):
        example = tuple(p_of(variant, data) for data in _EXAMPLES[method.takes])
        if not np.isnan(example).any():
            kept.setdefault((*(round(p / _SAME) for p in example), variant.mid_p), variant)
    return list(kept.values())


def _candidates(method: Method) -> list[Variant]:
    base = Variant(method=method.name, takes=method.takes)
    plain = [
        replace(base, sided=sided, two_sided=rule, zeros=zeros, reference=reference, continuity=continuity)
        for reference, continuity in _REFERENCES
        for zeros in get_args(Zeros)
        for rule in (None, "central")
        for sided in get_args(Sidedness)
        if rule is None or (sided == "two-sided" and reference == "exact" and method.name in _DOUBLED_IN_USE)
    ]
    mid = [replace(variant, mid_p=True) for variant in plain if variant.reference == "exact" and not variant.two_sided]
    return [*plain, *(mid if method.name in _MID_P_IN_USE else ())]


def p_of(variant: Variant, data: Data) -> float:
    """Return the P value of one variant on one small data set, NaN where the method refuses them.

    The two one-sided P values of a test add up to at least 1, so that one of at most 1/2 is the smaller.
    """
    plain = replace(variant, mid_p=False) if variant.mid_p else variant
    if variant.sided == "two-sided":
        return _both(plain, "two-sided", data)[variant.mid_p]
    if variant.sided != "one-sided":
        return _both(replace(plain, sided="one-sided"), variant.sided, data)[variant.mid_p]
    p = _both(plain, "greater", data)[variant.mid_p]
    return p if p <= 0.5 or np.isnan(p) else min(p, _both(plain, "less", data)[variant.mid_p])


@lru_cache(maxsize=400_000)
def _both(variant: Variant, alternative: Alternative, data: Data) -> tuple[float, float]:
    """Return P and mid-p; remembered, because small data sets recur among codings, populations and decoys."""
    options = Options(
        alternative=alternative,
        two_sided=variant.two_sided,
        zeros=variant.zeros,
        reference=variant.reference,
        continuity=variant.continuity,
        interval="none",
    )
    if variant.reference == "exact" and sum(map(len, data.values)) > _MOST_UNITS.get(variant.method, 1_000_000):
        return np.nan, np.nan
    try:
        whole = variant.takes != "paired-table" or variant.method in SQUARE
        if whole and variant.takes == "paired-table" and not data.values[-1]:
            return np.nan, np.nan
        result = _method(variant.method, variant.takes).run(
            problem_of(data if whole else _ups_and_downs(data)), options
        )
    except BiomarkerStatsError:
        return np.nan, np.nan
    if variant.reference not in {"auto", result.reference}:  # a t test counts nothing, whatever it is asked
        return np.nan, np.nan
    return (
        np.nan if result.p_value is None else result.p_value,
        np.nan if result.mid_p_value is None else result.mid_p_value,
    )


@cache
def _method(name: str, takes: Takes) -> Method:
    return next(method for method in CATALOGUE if method.name == name and method.takes == takes)


@lru_cache(maxsize=50_000)
def problem_of(data: Data) -> Any:
    """Return the Problem that stands for one small data set."""
    if data.takes == "pairs":
        change = exact_scores(np.array(data.values[0], dtype=np.int64))
        n = len(change)
        zero = exact_scores(np.zeros(n, dtype=np.int64))
        return Pairs(before=zero, after=change, stratum=np.zeros(n, dtype=np.int64))
    if data.takes == "arms":
        outcome = np.array([value for arm in data.values for value in arm], dtype=np.int64)
        return Arms(
            outcome=exact_scores(outcome),
            arm=np.repeat(np.arange(len(data.values)), [len(arm) for arm in data.values]),
            arm_names=tuple(f"arm {k + 1}" for k in range(len(data.values))),
            stratum=np.zeros(len(outcome), dtype=np.int64),
        )
    rows = data.values[: len(data.values[0])] if data.takes == "paired-table" else data.values
    counts = np.array(rows, dtype=np.int64)
    columns = exact_scores(np.arange(counts.shape[1])[::-1] if counts.shape[1] == 2 else np.arange(counts.shape[1]))
    if data.takes != "paired-table":
        return Table(counts=counts[np.newaxis], column_scores=columns)
    levels = None if len(rows) == len(data.values) else exact_scores(np.array(data.values[-1], dtype=np.int64))
    return Table(counts=counts[np.newaxis], paired=True, row_scores=levels, column_scores=levels)


def _ups_and_downs(data: Data) -> Data:
    """Return a square table of pairs as the 2 × 2 table of those that rise, fall or stay, as McNemar's tests do."""
    rows = data.values[: len(data.values[0])]
    if len(rows) == 2:
        return Data("paired-table", rows)
    up = sum(count for i, row in enumerate(rows) for j, count in enumerate(row) if j > i)
    down = sum(count for i, row in enumerate(rows) for j, count in enumerate(row) if j < i)
    return Data("paired-table", ((sum(map(sum, rows)) - up - down, up), (down, 0)))


_EXAMPLES: dict[Takes, tuple[Data, ...]] = {
    "pairs": (
        Data("pairs", ((-3, -1, 0, 0, 1, 1, 2, 2, 4, 7),)),
        Data("pairs", ((-2, 0, 1, 1, 3),)),
        Data("pairs", ((-5, -4, -1, 0, 2, 3, 9),)),
    ),
    "arms": (
        Data("arms", ((0, 2, 2, 5), (-1, 0, 0, 1, 2, 3))),
        Data("arms", ((1, 4, 4, 9, 9), (0, 0, 1))),
        Data("arms", ((0, 0, 1, 6, 7), (2, 2, 3, 3, 8, 8, 9))),
    ),
    "table": (
        Data("table", ((4, 1), (1, 6))),
        Data("table", ((7, 2), (3, 9))),
        Data("table", ((2, 6), (5, 3))),
    ),
    "paired-table": (
        Data("paired-table", ((3, 5), (1, 2))),
        Data("paired-table", ((1, 7), (2, 4))),
        Data("paired-table", ((2, 1), (4, 6))),
    ),
}
"""Small examples, lopsided on purpose: what differs anywhere differs on one of them."""
