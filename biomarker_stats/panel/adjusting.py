"""Adjusted p values of a whole panel: exact step-down maxT, Tarone, and the discrete false discovery rate.

The p values of a panel take few distinct values, and its tests few distinct sets of attainable ones; both are counted
rather than looped over, so that a million markers are no more than a sort.
"""

from dataclasses import dataclass

import numpy as np

from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.engine import Spread
from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.arrangements import (
    AllRelabellings,
    AllSignFlips,
    Arrangements,
    RandomRelabellings,
    RandomSignFlips,
)
from biomarker_stats.exact.bounds import LARGEST_WORK
from biomarker_stats.exact.endpoint_scores import arm_scores, paired_scores
from biomarker_stats.exact.multiplicity import TIE
from biomarker_stats.exact.reference import chosen_seed
from biomarker_stats.exact.shared_statistics import shared_statistics
from biomarker_stats.exact.westfall_young import adjust_by_maximum
from biomarker_stats.panel.plan import Plan

MOST_ARRANGEMENTS = 2**24
_SENT = 2**23  # bytes of scores that go with every range of arrangements


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MaxT:
    """Step-down maxT p values, the smallest the panel could have given (exact only), and how they were found."""

    adjusted: FloatArray
    p_min_attainable: float | None
    n_arrangements: int
    n_resamples: int | None
    seed: int | None
    notes: tuple[str, ...]


def step_down(
    scores: IntArray, plan: Plan, *, reference: str, n_resamples: int, seed: int | None, spread: Spread = map
) -> MaxT:
    """Return the step-down maxT p values of markers that share their units.

    ``spread`` counts ranges of arrangements elsewhere, unless the markers are too many to be worth sending there.

    Raises:
        ExactTooLarge: more arrangements than fit and ``reference="exact"``; the message names the remedy.
    """
    m, n = scores.shape
    two_sided = plan.alternative == "two-sided"
    oriented = -scores.astype(np.int64) if plan.alternative == "less" else scores.astype(np.int64)
    every: Arrangements
    if plan.paired:
        every, count = AllSignFlips(n, halved=two_sided), 2**n
        numbers, variance = paired_scores(oriented, ranks=False)
    else:
        every = AllRelabellings(plan.first, plan.stratum)
        count = every.count
        numbers, variance = arm_scores(oriented, plan.first, plan.stratum, ranks=False)
    del oriented
    too_large = every.count > MOST_ARRANGEMENTS or m * every.count > LARGEST_WORK
    if too_large and reference == "exact":
        msg = f"{m:,} markers under {count:.3g} arrangements are more than are enumerated — "
        raise ExactTooLarge(msg + "ask for reference='monte-carlo' with a seed, or for maxt=False")
    notes: tuple[str, ...] = ()
    used = None
    if too_large or reference == "monte-carlo":
        used = chosen_seed(seed)
        random_pairs = RandomSignFlips(n, n_resamples, used)
        every = random_pairs if plan.paired else RandomRelabellings(plan.first, plan.stratum, n_resamples, used)
        chose = "reference='auto' chose Monte Carlo for maxT: " if too_large and reference == "auto" else "maxT by "
        notes = (f"{chose}{n_resamples:,} random arrangements, seed {used}, and the observed one",)
    statistics = shared_statistics(numbers, variance, kind="t", signed=not two_sided)
    if not statistics.decides_ties_exactly:
        notes = (*notes, "maxT: values of too many digits, statistics closer than rounding count as equal")
    del numbers
    found = adjust_by_maximum(statistics, every, spread if statistics.scores.nbytes <= _SENT else map)
    return MaxT(
        adjusted=found.step_down,
        p_min_attainable=found.p_min_attainable if used is None else None,
        n_arrangements=count,
        n_resamples=None if used is None else n_resamples,
        seed=used,
        notes=notes,
    )


def tarone(p: FloatArray, p_min: FloatArray) -> FloatArray:
    """Return Tarone's adjusted p values: p times the number of markers that could reach p.

    >>> tarone(np.array([0.02, 0.5]), np.array([0.02, 0.5]))
    array([0.02, 1.  ])
    """
    return np.minimum(p * np.searchsorted(np.sort(p_min), p * (1 + TIE), "right"), 1.0)


def discrete_fdr(p: FloatArray, support: IntArray, supports: list[FloatArray]) -> FloatArray:
    """Return discrete Benjamini–Hochberg adjusted p values; ``support`` says which attainable p values are whose.

    >>> discrete_fdr(np.array([0.02, 0.5]), np.array([0, 1]), [np.array([0.02, 1.0]), np.array([0.5, 1.0])])
    array([0.02, 0.26])
    """
    if not len(p):
        return p.copy()
    distinct, which = np.unique(p, return_inverse=True)
    reached = np.cumsum(np.bincount(which))  # how many p values are at most each distinct one
    thresholds, expected = distinct * (1 + TIE), np.zeros(len(distinct))
    counts = np.bincount(support, minlength=len(supports))
    for place in sorted(range(len(supports)), key=lambda k: supports[k].tobytes()):  # one order of adding, always
        attainable, markers = supports[place], int(counts[place])
        if markers:
            steps = np.concatenate([[0.0], attainable])
            expected += markers * steps[np.searchsorted(attainable, thresholds, "right")]
    rates = np.minimum.accumulate((expected / reached)[::-1])[::-1]
    return np.minimum(rates, 1.0)[which]
