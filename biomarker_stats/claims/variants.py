"""Every way the catalogue can turn one small data set into a P value: method × sidedness × ties × reference × mid-p.

Which choices a method knows is found by trying them on fixed examples, never on the data in hand, so that the list is
the same for every study and a method added to the catalogue joins by itself.
"""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, get_args

import numpy as np

from biomarker_stats.design.problem import Arms, Pairs, Table
from biomarker_stats.design.scores import exact_scores
from biomarker_stats.errors import BiomarkerStatsError
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.method import Method, Takes
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.scale_tests import SCALE_TESTS
from biomarker_stats.terms import Alternative, Reference, TwoSided, Zeros

LEFT_OUT: dict[str, str] = {
    **{method.name: "compares spread, not level" for method in SCALE_TESTS},
    "van-elteren": "without strata it is the rank-sum test",
    "log-rank": "is for times to an event",
    "savage": "is for times to an event",
}
"""Methods of the catalogue that are no reading of a claim about level, and why."""

_SHAPES: tuple[Takes, ...] = ("pairs", "paired-table", "arms", "table")
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Data:
    """One small data set in canonical form: ``values`` are whole numbers, so that equal data are equal keys.

    ``pairs``: the sorted differences; ``arms``: the sorted outcomes of the first and of the second arm; ``table`` and
    ``paired-table``: the rows of counts.
    """

    takes: Takes
    values: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A method of the catalogue with every choice made, the data aside."""

    method: str
    takes: Takes
    alternative: Alternative = "two-sided"
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"
    reference: Reference = "auto"
    continuity: bool = False
    mid_p: bool = False

    @property
    def words(self) -> str:
        """The variant as a reader names it."""
        extra = [
            self.alternative if self.alternative == "two-sided" else f"one-sided ({self.alternative})",
            f"{self.two_sided} rule" if self.two_sided else "",
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


def _distinct(method: Method) -> list[Variant]:
    """Return the variants of one method that give different P values on the examples."""
    kept: dict[tuple[float | None, ...], Variant] = {}
    for variant in _candidates(method):
        try:
            results = [_run(variant, problem_of(data)) for data in _EXAMPLES[method.takes]]
        except BiomarkerStatsError:
            continue
        if variant.mid_p and any(result.mid_p_value is None for result in results):
            continue
        chosen = results[0].reference
        exact = replace(variant, reference="exact") if variant.reference == "auto" and chosen == "exact" else variant
        kept.setdefault((*(_p_of(result, variant) for result in results), variant.mid_p), exact)
    return list(kept.values())


def _candidates(method: Method) -> list[Variant]:
    base = Variant(method=method.name, takes=method.takes)
    plain = [
        replace(base, alternative=alternative, two_sided=rule, zeros=zeros, reference=reference, continuity=continuity)
        for reference, continuity in (("auto", False), ("asymptotic", False), ("asymptotic", True))
        for zeros in get_args(Zeros)
        for rule in (None, "central")
        for alternative in get_args(Alternative)
        if rule is None or alternative == "two-sided"
    ]
    return [*plain, *(replace(variant, mid_p=True) for variant in plain if variant.reference == "auto")]


def p_of(variant: Variant, data: Data) -> float:
    """Return the P value of one variant on one small data set, NaN where the method refuses them."""
    both = _both(variant if not variant.mid_p else replace(variant, mid_p=False), data)
    return both[variant.mid_p]


@lru_cache(maxsize=400_000)
def _both(variant: Variant, data: Data) -> tuple[float, float]:
    """Return P and mid-p; remembered, because small data sets recur among codings, populations and decoys."""
    try:
        result = _run(variant, problem_of(data))
    except BiomarkerStatsError:
        return np.nan, np.nan
    return (
        np.nan if result.p_value is None else result.p_value,
        np.nan if result.mid_p_value is None else result.mid_p_value,
    )


def _p_of(result: Result, variant: Variant) -> float | None:
    value = result.mid_p_value if variant.mid_p else result.p_value
    return None if value is None else float(round(value / _SAME) * _SAME)


def _run(variant: Variant, problem: Any) -> Result:
    options = Options(
        alternative=variant.alternative,
        two_sided=variant.two_sided,
        zeros=variant.zeros,
        reference=variant.reference,
        continuity=variant.continuity,
        interval="none",
    )
    return _method(variant.method, variant.takes).run(problem, options)


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
        first, second = data.values
        outcome = np.array([*first, *second], dtype=np.int64)
        return Arms(
            outcome=exact_scores(outcome),
            arm=np.repeat([0, 1], [len(first), len(second)]),
            arm_names=("first", "second"),
            stratum=np.zeros(len(outcome), dtype=np.int64),
        )
    counts = np.array(data.values, dtype=np.int64)
    columns = exact_scores(np.arange(counts.shape[1])[::-1] if counts.shape[1] == 2 else np.arange(counts.shape[1]))
    paired = data.takes == "paired-table"
    return Table(counts=counts[np.newaxis], paired=paired, column_scores=None if paired else columns)


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
