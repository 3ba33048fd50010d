"""Ranks of two arms, and the interval for the shift between them."""

import numpy as np

from biomarker_stats.exact.distribution import IntArray
from biomarker_stats.exact.inversion import invert
from biomarker_stats.exact.linear import BoolArray, Relabelling
from biomarker_stats.exact.reference import Question
from biomarker_stats.exact.scores import doubled_midranks, doubled_midranks_within
from biomarker_stats.exact.shift_interval import Interval
from biomarker_stats.terms import Ranks


def rank_scores(outcome: IntArray, stratum: IntArray, ranks: Ranks) -> IntArray:
    """Return twice the midrank of each outcome, within its stratum or over all strata, shape (n,)."""
    if ranks == "within" and stratum.any():
        return doubled_midranks_within(outcome, stratum)
    return doubled_midranks(outcome)


def arm_differences(outcome: IntArray, first: BoolArray, stratum: IntArray) -> IntArray:
    """Return every difference first arm − second arm between units of one stratum; unsorted.

    >>> arm_differences(np.array([5, 7, 1]), np.array([True, True, False]), np.zeros(3, int))
    array([4, 6])
    """
    parts = []
    for code in np.unique(stratum):
        inside = stratum == code
        parts.append((outcome[inside & first][:, None] - outcome[inside & ~first]).ravel())
    return np.concatenate(parts)


def rank_sum_interval(
    outcome: IntArray,
    first: BoolArray,
    stratum: IntArray,
    scale: int,
    ranks: Ranks,
    question: Question,
    *,
    confidence: float,
) -> Interval:
    """Return the shifts of the first arm against the second that the rank-sum test does not reject."""
    across = stratum if ranks == "within" else np.zeros_like(stratum)
    jumps = np.unique(arm_differences(outcome, first, across))

    def moved(twice_shift: int) -> Relabelling:
        return Relabelling(rank_scores(2 * outcome - twice_shift * first, stratum, ranks), first, stratum)

    return invert(jumps, moved, scale, question, confidence)
