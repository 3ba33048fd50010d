"""Orderings of all 2 × 2 tables with given row totals, for unconditional tests; every tie is settled in integers.

References: Suissa S, Shuster JJ (1985), J R Stat Soc A 148:317-327 (z); Santner TJ, Snell MK (1980), JASA 75:386-394
(difference); Boschloo RD (1970), Stat Neerl 24:1-35 (Fisher's p).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.two_binomials import NEAR, events, exact_fisher_p, fisher_p_values
from biomarker_stats.terms import Alternative, TwoSided

BoolArray = NDArray[np.bool_]
Statistic = Literal["difference", "z-pooled", "z-unpooled", "fisher", "fisher-mid-p"]


@dataclass(frozen=True, slots=True)
class Ordering:
    """The tables of two arms in the order in which a statistic finds them extreme."""

    n1: int
    n2: int
    statistic: Statistic
    alternative: Alternative
    two_sided: TwoSided = "absolute"

    def at_least(self, table: tuple[int, int]) -> tuple[BoolArray, BoolArray]:
        """Return which tables are at least as extreme as ``table`` (events in each arm), and which exactly as extreme.

        >>> [int(x.sum()) for x in Ordering(4, 4, "z-pooled", "two-sided").at_least((3, 1))]
        [12, 2]
        """
        extremeness = self.extremeness()
        observed = extremeness[table]
        with np.errstate(invalid="ignore"):
            near = np.abs(extremeness - observed) <= NEAR * (1 + np.abs(observed))
        near |= extremeness == observed
        if self.statistic == "fisher" and self.alternative == "two-sided" and observed <= NEAR:
            near[:] = False  # its p value is 1 and no table is less extreme
            return np.ones_like(near), extremeness <= NEAR
        exactly = self._exactly()
        equal, above = np.zeros_like(near), (extremeness > observed) & ~near
        for a, b in np.argwhere(near).tolist():
            order = exactly((a, b), table)
            equal[a, b], above[a, b] = order == 0, order > 0
        return above | equal, equal

    def extremeness(self) -> FloatArray:
        """Return the statistic of every table in floating point: the larger, the more extreme."""
        if self.statistic in {"fisher", "fisher-mid-p"}:
            mid = self.statistic == "fisher-mid-p"
            return -np.log(fisher_p_values(self.n1, self.n2, self.alternative, self.two_sided, mid=mid))
        numerator, denominator = self._quotient()
        with np.errstate(divide="ignore", invalid="ignore"):
            squares = numerator.astype(np.float64) / denominator.astype(np.float64)
        return np.asarray(np.where(numerator == 0, 0.0, squares))

    def most_extreme(self) -> tuple[int, int]:
        """Return a table that no other is more extreme than."""
        a, b = np.unravel_index(int(np.argmax(self.extremeness())), (self.n1 + 1, self.n2 + 1))
        return int(a), int(b)

    def _quotient(self) -> tuple[IntArray, IntArray]:
        """Return the signed square of the statistic as numerator and denominator, in integers, whatever their size."""
        exact = np.int64 if max(self.n1, self.n2) <= 200 else object
        a, b = (count.astype(exact) for count in events(self.n1, self.n2))
        n1, n2 = self.n1, self.n2
        difference = a * n2 - b * n1
        if self.statistic == "difference":
            denominator = np.ones_like(difference)
        elif self.statistic == "z-pooled":
            denominator = (a + b) * (n1 + n2 - a - b)
        else:
            denominator = a * (n1 - a) * n2**3 + b * (n2 - b) * n1**3
        square = difference * difference
        if self.alternative == "two-sided":
            return square, denominator
        upwards = difference > 0 if self.alternative == "greater" else difference < 0
        return np.where(upwards, square, -square), denominator

    def _exactly(self) -> Callable[[tuple[int, int], tuple[int, int]], int]:
        """Return a comparison of two tables: positive when the first is the more extreme."""
        if self.statistic in {"fisher", "fisher-mid-p"}:
            return self._compare_fisher
        numerator, denominator = self._quotient()

        def compare(table: tuple[int, int], other: tuple[int, int]) -> int:
            left = int(numerator[table]) * int(denominator[other])
            right = int(numerator[other]) * int(denominator[table])
            if denominator[table] == 0 or denominator[other] == 0:
                infinities = [int(np.sign(numerator[t])) * int(denominator[t] == 0) for t in (table, other)]
                if any(infinities):
                    return infinities[0] - infinities[1]
                left, right = int(numerator[table]), int(numerator[other])
            return (left > right) - (left < right)

        return compare

    def _compare_fisher(self, table: tuple[int, int], other: tuple[int, int]) -> int:
        mirrored = (self.n1 - other[0], self.n2 - other[1])
        if table == other or (self.alternative == "two-sided" and table == mirrored):
            return 0
        if self.n1 == self.n2 and table == mirrored[::-1]:
            return 0
        mid = self.statistic == "fisher-mid-p"
        p, q = (exact_fisher_p(self.n1, self.n2, t, self.alternative, self.two_sided, mid=mid) for t in (table, other))
        return (p < q) - (p > q)
