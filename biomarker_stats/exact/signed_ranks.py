"""Signed ranks of paired differences, and the interval for their pseudo-median."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from biomarker_stats.exact.distribution import IntArray
from biomarker_stats.exact.inversion import ShiftTest
from biomarker_stats.exact.linear import SignFlips
from biomarker_stats.exact.packed import sign_flip_count
from biomarker_stats.exact.reference import Question, exact_p, normal_p, normal_tail
from biomarker_stats.exact.scores import doubled_midranks, doubled_midranks_within
from biomarker_stats.terms import Zeros

_SMALL = 64  # up to so many pairs counting in whole numbers is quicker than arrays


def signed_ranks(change: IntArray, stratum: IntArray, zeros: Zeros) -> IntArray:
    """Return twice the midrank of each |difference| with the difference's sign, shape (n,); zeros get 0.

    >>> signed_ranks(np.array([0, 3, -3, 5]), np.zeros(4, int), "drop")
    array([ 0,  3, -3,  6])
    >>> signed_ranks(np.array([0, 3, -3, 5]), np.zeros(4, int), "pratt")
    array([ 0,  5, -5,  8])
    """
    split = bool(stratum.any())
    if len(change) <= _SMALL and not split:
        return _few_signed_ranks(change.tolist(), zeros)
    size = np.abs(change)
    kept = size > 0 if zeros == "drop" else np.ones(len(size), dtype=bool)
    ranks = np.zeros(len(size), dtype=np.int64)
    if split:
        ranks[kept] = doubled_midranks_within(size[kept], stratum[kept])
    else:
        ranks[kept] = doubled_midranks(size[kept])
    return np.asarray(ranks * np.sign(change))


def _few_signed_ranks(change: list[int], zeros: Zeros) -> IntArray:
    rank: dict[int, int] = {}
    for place, size in enumerate(sorted([abs(d) for d in change if d or zeros == "pratt"])):
        rank[size] = rank.get(size, 2 * place + 1) + 1
    return np.array([rank[d] if d > 0 else -rank[-d] if d else 0 for d in change], dtype=np.int64)


def walsh_sums(change: IntArray, stratum: IntArray) -> IntArray:
    """Return the sums of all pairs of differences of a stratum, each difference with itself too; unsorted.

    >>> walsh_sums(np.array([0, 1, 3]), np.zeros(3, int))
    array([0, 1, 3, 2, 4, 6])
    """
    if not stratum.any():
        return _sums(change)
    return np.concatenate([_sums(change[stratum == code]) for code in np.unique(stratum)])


def _sums(change: IntArray) -> IntArray:
    rows, columns = _pairs(len(change)) if len(change) <= _SMALL else np.triu_indices(len(change))
    return np.asarray(change[rows] + change[columns])


@cache
def _pairs(n: int) -> tuple[IntArray, IntArray]:
    return np.triu_indices(n)


def shifted_signed_ranks(
    change: IntArray, stratum: IntArray, scale: int, zeros: Zeros, question: Question
) -> ShiftTest:
    """Return the signed-rank test of the differences moved by any shift; ``scale`` is their denominator.

    Sign flips have a symmetric distribution: of the two-sided rules only ``minlike`` differs from twice the tail.
    """
    jumps = np.unique(walsh_sums(change, stratum))
    packed = len(change) <= _SMALL and question.two_sided != "minlike" and not stratum.any()
    if packed:
        levels, counts = np.unique(4 * change, return_counts=True)
        pairs = _FewPairs(levels.tolist(), counts.tolist(), zeros, question)
        return ShiftTest(jumps, 2 * scale, pairs.exact_p, pairs.normal_p, quick=True)

    def moved(twice_shift: int) -> SignFlips:
        return SignFlips(signed_ranks(4 * change - twice_shift, stratum, zeros))

    return ShiftTest(
        jumps,
        2 * scale,
        lambda shift: exact_p(moved(shift), question),
        lambda shift: normal_p(moved(shift), question),
        quick=False,
        wavering=question.alternative == "two-sided" and question.two_sided == "minlike",
    )


@dataclass(frozen=True, slots=True)
class _FewPairs:
    """The signed-rank test of few pairs, in whole numbers; ``levels`` are the distinct differences, four times."""

    levels: list[int]
    counts: list[int]
    zeros: Zeros
    question: Question

    def ranked(self, shift: int) -> tuple[int, list[tuple[int, int]]]:
        """Return the doubled sum of positive ranks and, for each doubled midrank, how many pairs have it."""
        counted = zip(self.levels, self.counts, strict=True)
        moved = [(abs(level - shift), level > shift, count) for level, count in counted]
        moved.sort()
        positive, below, place, ranks = 0, 0, 0, []
        while place < len(moved):
            size, upward, here = moved[place]
            up = here if upward else 0
            if place + 1 < len(moved) and moved[place + 1][0] == size:
                place += 1
                here, up = here + moved[place][2], up + moved[place][2]
            place += 1
            rank = 2 * below + here + 1
            if size:
                positive += rank * up
                ranks.append((rank, here))
            if size or self.zeros == "pratt":
                below += here
        return positive, ranks

    def exact_p(self, shift: int) -> float:
        """Return the exact p value of the differences moved by a quarter of ``shift``."""
        positive, ranks = self.ranked(shift)
        magnitudes = [rank for rank, count in ranks for _ in range(count)]
        negative, arrangements = sum(magnitudes) - positive, 1 << len(magnitudes)
        if self.question.alternative == "two-sided":
            count = 2 * sign_flip_count(magnitudes, min(positive, negative))
        else:
            count = sign_flip_count(magnitudes, negative if self.question.alternative == "greater" else positive)
        return min(count, arrangements) / arrangements

    def normal_p(self, shift: int) -> float:
        """Return the p value of its normal approximation."""
        positive, ranks = self.ranked(shift)
        total = sum([rank * count for rank, count in ranks])
        squares = sum([rank * rank * count for rank, count in ranks])
        return normal_tail(positive - total / 2, squares / 4, self.question.alternative)
