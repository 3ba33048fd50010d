"""An exact distribution whose counts outgrow 2^53: every tail and every tie decided in Python integers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from biomarker_stats.exact.distribution import EXACT_FLOAT, ExactDistribution, FloatArray
from biomarker_stats.terms import Alternative, TwoSided

_FLOAT_TOTAL = 2.0**60


@dataclass(frozen=True)
class IntegerDistribution(ExactDistribution):
    """An ExactDistribution that keeps its counts as integers of any size; ``weights`` are their rounded shares."""

    counts: tuple[int, ...] = field(default=(), repr=False)

    def all_p(self, alternative: Alternative, two_sided: TwoSided = "absolute") -> FloatArray:
        """Return the correctly rounded p value of every attainable outcome, shape of ``values``."""
        return self._all(alternative, two_sided, mid=False)

    def all_mid_p(self, alternative: Alternative, two_sided: TwoSided = "absolute") -> FloatArray:
        """Return the correctly rounded mid-p value of every attainable outcome, shape of ``values``."""
        return self._all(alternative, two_sided, mid=True)

    def _all(self, alternative: Alternative, rule: TwoSided, *, mid: bool) -> FloatArray:
        """Sum doubled counts, so that half an atom is an integer too."""
        counts, half = self.counts, int(mid)
        lower = [2 * tail - half * count for tail, count in zip(accumulate(counts), counts, strict=True)]
        upper = [2 * tail - half * count for tail, count in zip(accumulate(counts[::-1]), counts[::-1], strict=True)]
        upper.reverse()
        total = 2 * sum(counts)
        if alternative == "less":
            tails = lower
        elif alternative == "greater":
            tails = upper
        elif rule == "central":
            tails = [2 * min(pair) for pair in zip(lower, upper, strict=True)]
        else:
            tails = self._tails_by(self._likeness(rule), mid=mid)
        return np.array([min(tail, total) / total for tail in tails])

    def _likeness(self, rule: TwoSided) -> Sequence[int]:
        """Return one integer an outcome: the smaller, the more extreme."""
        if rule == "minlike":
            return self.counts
        if rule == "blaker":
            upper = list(accumulate(self.counts[::-1]))[::-1]
            return [min(pair) for pair in zip(accumulate(self.counts), upper, strict=True)]
        values = [int(v) for v in self.values]
        total = sum(self.counts)
        first_moment = sum(v * count for v, count in zip(values, self.counts, strict=True))
        return [-abs(v * total - first_moment) for v in values]

    def _tails_by(self, likeness: Sequence[int], *, mid: bool) -> list[int]:
        atoms: dict[int, int] = {}
        for key, count in zip(likeness, self.counts, strict=True):
            atoms[key] = atoms.get(key, 0) + count
        tails, running = {}, 0
        for key in sorted(atoms):
            running += atoms[key]
            tails[key] = 2 * running - (atoms[key] if mid else 0)
        return [tails[key] for key in likeness]


def distribution_of(first: int, counts: Sequence[int]) -> ExactDistribution:
    """Return the distribution with ``counts[i]`` arrangements at the value ``first + i``; outcomes without any leave.

    Args:
        first: the smallest value.
        counts: non-negative integers of any size, at least one of them positive.

    >>> distribution_of(0, [1, 16, 36, 16, 1]).p_value(3, "two-sided", "minlike")
    0.4857142857142857
    """
    kept = [i for i, count in enumerate(counts) if count]
    values = np.array(kept, dtype=np.int64) + first
    positive = tuple(counts[i] for i in kept)
    total = sum(positive)
    if total < EXACT_FLOAT:
        return ExactDistribution(values, np.array(positive, dtype=np.float64))
    shares = np.array([count / total for count in positive]) * _FLOAT_TOTAL
    return IntegerDistribution(values, shares, counts=positive)
