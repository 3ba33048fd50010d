"""The statistic of each of many endpoints under arrangements they share, so scaled that ties stay ties.

The paired t statistic of n differences is an increasing function of S²/Q, S their sum and Q the sum of their squares,
which no sign flip changes; Student's t of two arms likewise of S²/V, S the first arm's sum of centred scores and V
its permutation variance. S, Q and V are integers here, S²/Q is rounded once, and equal fractions round to equal
numbers. Where S²·Q stays below 2^52 unequal ones also round apart; beyond that two statistics that agree to one part
in 2^50 count as equal, and for scores that are no decimals of 15 digits, to n²/10^12. Either can only raise a p value.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from biomarker_stats.exact.distribution import EXACT_FLOAT, FloatArray, IntArray

Kind = Literal["t", "sum"]

_APART = 2.0**52  # below it, unequal fractions are more than one rounding apart
_ROUNDINGS = 2.0**-50  # three roundings in each of two statistics
_FLOAT_TIE = 1e-12


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SharedStatistics:
    """Scores whose sums under each arrangement are the statistics of m endpoints.

    ``scores`` has shape (m, n): an arrangement, shape (n,), gives the sums ``scores @ arrangement``. The statistic is
    sum²/``scale``, or the sum itself where ``scale`` is None; with its sign where ``signed``, else its size.
    """

    scores: FloatArray
    scale: FloatArray | None
    signed: bool
    absolute_tie: float = 0.0
    relative_tie: float = 0.0

    @property
    def decides_ties_exactly(self) -> bool:
        """Whether two statistics are told apart whenever they differ."""
        return self.absolute_tie == self.relative_tie == 0

    def take(self, rows: IntArray | slice) -> "SharedStatistics":
        """Return the endpoints ``rows``."""
        scale = None if self.scale is None else self.scale[rows]
        return replace(self, scores=self.scores[rows], scale=scale)

    def values(self, arrangements: FloatArray) -> FloatArray:
        """Return the statistics under ``arrangements``, shape (n, k), as an array of shape (m, k)."""
        sums = self.scores @ arrangements
        if self.scale is None:
            return sums if self.signed else np.abs(sums, out=sums)
        squares = np.multiply(sums, sums, out=None if self.signed else sums)
        squares /= self.scale[:, np.newaxis]
        return np.copysign(squares, sums, out=squares) if self.signed else squares

    def thresholds(self, values: FloatArray) -> FloatArray:
        """Return what another statistic must reach to be at least as extreme as each of ``values``."""
        if self.decides_ties_exactly:
            return values
        return values - (self.absolute_tie + self.relative_tie * np.abs(values))


def shared_statistics(
    scores: IntArray | FloatArray, variance: IntArray | FloatArray, *, kind: Kind, signed: bool
) -> SharedStatistics:
    """Return the statistics of m endpoints; integers are compared as integers.

    Args:
        scores: centred scores, shape (m, n), integers wherever the data allow it.
        variance: what S² is divided by for ``kind="t"``, shape (m,), of the same type as ``scores``.
        kind: ``"t"`` compares endpoints on the scale of the t statistic, ``"sum"`` on the scale of the scores.
        signed: whether only large positive values are extreme.

    >>> statistics = shared_statistics(np.array([[1, -1, 3]]), np.array([11]), kind="t", signed=False)
    >>> statistics.values(np.ones((3, 1))), statistics.decides_ties_exactly
    (array([[0.81818182]]), True)
    """
    n = scores.shape[1]
    largest = float(np.abs(scores).sum(axis=1, dtype=np.float64).max(initial=0.0))
    whole = scores.dtype.kind in "iu" and variance.dtype.kind in "iu" and largest < EXACT_FLOAT
    absolute = relative = 0.0
    if kind == "sum":
        absolute = 0.0 if whole else _FLOAT_TIE * largest
    elif not whole:
        absolute = _FLOAT_TIE * n * n
    elif largest**2 * float(variance.max(initial=0)) >= _APART:
        relative = _ROUNDINGS
    scale = np.where(variance == 0, 1, variance).astype(np.float64)
    return SharedStatistics(
        scores=np.ascontiguousarray(scores, dtype=np.float64),
        scale=scale if kind == "t" else None,
        signed=signed,
        absolute_tie=absolute,
        relative_tie=relative,
    )
