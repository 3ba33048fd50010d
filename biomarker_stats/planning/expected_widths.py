"""How wide each interval is at everything that can come out, and how probable that is.

Arrays over outcomes: 0 … n events of one proportion, shape (n + 1,); events in both arms of n units, shape (n + 1,
n + 1); changes up and down of n pairs, the same shape, where more than n of both have probability 0 and width 0.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import betaincinv, ndtri

from biomarker_stats.exact.bernstein import binomial_matrix
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.exact.melded import melded_difference
from biomarker_stats.exact.orderings import Ordering
from biomarker_stats.exact.paired_difference import exact_difference
from biomarker_stats.exact.paired_proportions import tango
from biomarker_stats.exact.score_intervals import newcombe_difference
from biomarker_stats.exact.shift_interval import level
from biomarker_stats.exact.unconditional import difference_limits
from biomarker_stats.planning.paired_regions import change_probabilities
from biomarker_stats.planning.scenarios import PairedChanges, TwoProportions

Limits = Callable[[int, int, int, float], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WidthMethod:
    """An interval: up to which n it is usually looked at, up to which it can be, and its widths at (n, confidence)."""

    usual_up_to: int
    largest: int
    widths: Callable[[int, float], FloatArray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """What an interval is of; the first method is the usual one. ``range`` is as wide as an interval can be."""

    words: str
    per: str
    range: float
    methods: Mapping[str, WidthMethod]
    probabilities: Callable[[Any, int], FloatArray]


def expected_width(what: Estimated, truth: Any, n: int, method: str, confidence: float) -> float:
    """Return the width of an interval averaged over all outcomes, with their probabilities if ``truth`` holds."""
    return float((what.probabilities(truth, n) * what.methods[method].widths(n, confidence)).sum())


def _one_proportion(p: float, n: int) -> FloatArray:
    return np.asarray(binomial_matrix(n, np.array([p]))[0])


def _two_proportions(truth: TwoProportions, n: int) -> FloatArray:
    return np.outer(_one_proportion(truth.p1, n), _one_proportion(truth.p2, n))


def _wilson(n: int, confidence: float) -> FloatArray:
    k, z = np.arange(n + 1.0), float(-ndtri((1 - confidence) / 2))
    return np.asarray(2 * z * np.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z))


def _beta(extra: float, after: float) -> Callable[[int, float], FloatArray]:
    """Return the widths of an interval between beta quantiles: Clopper–Pearson's, or Jeffreys's."""

    def widths(n: int, confidence: float) -> FloatArray:
        alpha, k = 1 - confidence, np.arange(n + 1.0)
        low, high = np.zeros(n + 1), np.ones(n + 1)
        low[1:] = betaincinv(k[1:] + extra, n - k[1:] + after, alpha / 2)
        high[:-1] = betaincinv(k[:-1] + after, n - k[:-1] + extra, 1 - alpha / 2)
        return np.asarray(high - low)

    return widths


def _of_two_arms(limits: Limits) -> Callable[[int, float], FloatArray]:
    """Return the widths of an interval for a difference of two arms, the same with arms or with yes and no swapped."""

    @lru_cache(maxsize=256)
    def widths(n: int, confidence: float) -> FloatArray:
        found = np.zeros((n + 1, n + 1))
        for a in range(n + 1):
            for b in range(min(a, n - a) + 1):
                low, high = limits(n, a, b, confidence)
                for first, second in ((a, b), (b, a), (n - a, n - b), (n - b, n - a)):
                    found[first, second] = high - low
        found.setflags(write=False)
        return found

    return widths


def _of_pairs(limits: Limits) -> Callable[[int, float], FloatArray]:
    """Return the widths of an interval for a difference of paired proportions, the same with up and down swapped."""

    @lru_cache(maxsize=256)
    def widths(n: int, confidence: float) -> FloatArray:
        found = np.zeros((n + 1, n + 1))
        for b in range(n + 1):
            for c in range(min(b, n - b) + 1):
                low, high = limits(n, b, c, confidence)
                found[b, c] = found[c, b] = high - low
        found.setflags(write=False)
        return found

    return widths


def _melded(n: int, a: int, b: int, confidence: float) -> tuple[float, float]:
    return melded_difference((a, n), (b, n), confidence)


def _boschloo(n: int, a: int, b: int, confidence: float) -> tuple[float, float]:
    ordering = Ordering(n, n, "fisher", "two-sided", "central")
    found = difference_limits(ordering, (a, b), level(confidence) / 2, "two-sided")
    return (-1.0, 1.0) if found is None else found


def _newcombe(n: int, a: int, b: int, confidence: float) -> tuple[float, float]:
    return newcombe_difference((a, n), (b, n), confidence)


def _exact_paired(n: int, b: int, c: int, confidence: float) -> tuple[float, float]:
    return exact_difference(n, b, c, level(confidence) / 2)


def _tango(n: int, b: int, c: int, confidence: float) -> tuple[float, float]:
    return tango((n - b - c, b, c, 0), confidence)


ONE_PROPORTION = Estimated(
    words="one proportion",
    per="",
    range=1.0,
    methods={
        "clopper-pearson": WidthMethod(usual_up_to=500, largest=5000, widths=_beta(0.0, 1.0)),
        "wilson": WidthMethod(usual_up_to=500, largest=5000, widths=_wilson),
        "jeffreys": WidthMethod(usual_up_to=500, largest=5000, widths=_beta(0.5, 0.5)),
    },
    probabilities=_one_proportion,
)
TWO_ARMS = Estimated(
    words="the difference of two arms",
    per="per arm",
    range=2.0,
    methods={
        "melded-difference": WidthMethod(usual_up_to=30, largest=60, widths=_of_two_arms(_melded)),
        "boschloo": WidthMethod(usual_up_to=12, largest=20, widths=_of_two_arms(_boschloo)),
        "newcombe": WidthMethod(usual_up_to=100, largest=200, widths=_of_two_arms(_newcombe)),
    },
    probabilities=_two_proportions,
)
PAIRS = Estimated(
    words="the difference of paired proportions",
    per="pairs",
    range=2.0,
    methods={
        "exact-difference": WidthMethod(usual_up_to=15, largest=20, widths=_of_pairs(_exact_paired)),
        "tango": WidthMethod(usual_up_to=60, largest=200, widths=_of_pairs(_tango)),
    },
    probabilities=change_probabilities,
)
ESTIMATED: Mapping[type, Estimated] = {TwoProportions: TWO_ARMS, PairedChanges: PAIRS}
