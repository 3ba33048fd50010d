"""Signed ranks of paired differences, and the interval for their pseudo-median."""

import numpy as np

from biomarker_stats.exact.distribution import IntArray
from biomarker_stats.exact.inversion import invert
from biomarker_stats.exact.linear import SignFlips
from biomarker_stats.exact.reference import Question
from biomarker_stats.exact.scores import doubled_midranks, doubled_midranks_within
from biomarker_stats.exact.shift_interval import Interval
from biomarker_stats.terms import Zeros


def signed_ranks(change: IntArray, stratum: IntArray, zeros: Zeros) -> IntArray:
    """Return twice the midrank of each |difference| with the difference's sign, shape (n,); zeros get 0.

    >>> signed_ranks(np.array([0, 3, -3, 5]), np.zeros(4, int), "drop")
    array([ 0,  3, -3,  6])
    >>> signed_ranks(np.array([0, 3, -3, 5]), np.zeros(4, int), "pratt")
    array([ 0,  5, -5,  8])
    """
    size = np.abs(change)
    kept = size > 0 if zeros == "drop" else np.ones(len(size), dtype=bool)
    ranks = np.zeros(len(size), dtype=np.int64)
    if stratum.any():
        ranks[kept] = doubled_midranks_within(size[kept], stratum[kept])
    else:
        ranks[kept] = doubled_midranks(size[kept])
    return np.asarray(ranks * np.sign(change))


def walsh_sums(change: IntArray, stratum: IntArray) -> IntArray:
    """Return the sums of all pairs of differences of a stratum, each difference with itself too; unsorted.

    >>> walsh_sums(np.array([0, 1, 3]), np.zeros(3, int))
    array([0, 1, 3, 2, 4, 6])
    """
    parts = [change[stratum == code] for code in np.unique(stratum)] if stratum.any() else [change]
    return np.concatenate([(part[:, None] + part)[np.triu_indices(len(part))] for part in parts])


def signed_rank_interval(
    change: IntArray, stratum: IntArray, scale: int, zeros: Zeros, question: Question, confidence: float
) -> Interval:
    """Return the shifts of the differences that the signed-rank test does not reject."""
    jumps = np.unique(walsh_sums(change, stratum))

    def moved(twice_shift: int) -> SignFlips:
        return SignFlips(signed_ranks(4 * change - twice_shift, stratum, zeros))

    return invert(jumps, moved, 2 * scale, question, confidence)
