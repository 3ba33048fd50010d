"""Linear statistics: a sum of integer scores together with what H0 lets one exchange.

``SignFlips`` (paired designs) and ``Relabelling`` (two arms within strata) answer the same questions, so that
everything after them is written once. Reference: Hothorn T et al. (2006), Am Stat 60:257-263.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.exact.distribution import ExactDistribution, IntArray
from biomarker_stats.exact.relabelling import relabelling_distribution
from biomarker_stats.exact.sign_flips import sign_flip_distribution

BoolArray = NDArray[np.bool_]

_CHUNK = 2_000_000  # scores that are shuffled at once: 16 MB


def scaled(observed: int, unit: Fraction, offset: Fraction) -> float:
    """Return offset + observed·unit, rounded once.

    >>> scaled(5, Fraction(1, 2), Fraction(1))
    3.5
    """
    numerator = offset.numerator * unit.denominator + observed * unit.numerator * offset.denominator
    return numerator / (offset.denominator * unit.denominator)


class Statistic(Protocol):
    """An integer-valued statistic and its null distribution, counted or sampled."""

    @property
    def observed(self) -> int:
        """The statistic, in integer units."""
        ...

    def exact(self) -> ExactDistribution:
        """Return the exact null distribution; raise ExactTooLarge where it does not fit."""
        ...

    def resample(self, n_resamples: int, generator: np.random.Generator) -> IntArray:
        """Return random arrangements under H0, in integer units, shape (n_resamples,)."""
        ...


class LinearStatistic(Statistic, Protocol):
    """A sum of integer scores, whose null expectation and variance are known."""

    @property
    def value(self) -> float:
        """The sum as the reader knows it."""
        ...

    def moments(self) -> tuple[Fraction, Fraction]:
        """Return the exact null expectation and variance, in integer units."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class SignFlips:
    """The sum of the positive scores; under H0 each score keeps or changes its sign with probability 1/2.

    ``scores`` are signed integers, shape (n,); zeros change nothing. The reader's value is offset + sum·unit.
    """

    scores: IntArray
    unit: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)

    @property
    def observed(self) -> int:
        """The sum of the positive scores."""
        return int(self.scores[self.scores > 0].sum())

    @property
    def value(self) -> float:
        """The sum as the reader knows it."""
        return scaled(self.observed, self.unit, self.offset)

    def exact(self) -> ExactDistribution:
        """Return the exact null distribution; raise ExactTooLarge where it does not fit."""
        return sign_flip_distribution(np.abs(self.scores), unit=self.unit, offset=self.offset)

    def moments(self) -> tuple[Fraction, Fraction]:
        """Return the exact null expectation and variance, in integer units."""
        magnitudes = [abs(score) for score in self.scores.tolist()]
        return Fraction(sum(magnitudes), 2), Fraction(sum([score * score for score in magnitudes]), 4)

    def resample(self, n_resamples: int, generator: np.random.Generator) -> IntArray:
        """Flip signs at random; sums in integer units, shape (n_resamples,)."""
        magnitudes = np.abs(self.scores[self.scores != 0])
        rows = max(1, _CHUNK // max(1, len(magnitudes)))
        sums = [
            generator.integers(0, 2, size=(min(rows, n_resamples - done), len(magnitudes)), dtype=np.int64) @ magnitudes
            for done in range(0, n_resamples, rows)
        ]
        return np.concatenate(sums)


@dataclass(frozen=True, slots=True, eq=False)
class Relabelling:
    """The sum of the first arm's scores; under H0 the arm labels of each stratum may be permuted.

    ``scores`` are integers, ``first`` says who is in the first arm, ``stratum`` holds codes from 0; all shape (n,).
    The reader's value is offset + sum·unit.
    """

    scores: IntArray
    first: BoolArray
    stratum: IntArray
    unit: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)

    @property
    def observed(self) -> int:
        """The sum of the first arm's scores."""
        return int(self.scores[self.first].sum())

    @property
    def value(self) -> float:
        """The sum as the reader knows it."""
        return scaled(self.observed, self.unit, self.offset)

    def exact(self) -> ExactDistribution:
        """Return the exact null distribution; raise ExactTooLarge where it does not fit."""
        chosen = np.bincount(self.stratum[self.first], minlength=int(self.stratum.max(initial=0)) + 1)
        return relabelling_distribution(self.scores, chosen, self.stratum, unit=self.unit, offset=self.offset)

    def moments(self) -> tuple[Fraction, Fraction]:
        """Return the exact null expectation and variance, in integer units."""
        mean, variance = Fraction(0), Fraction(0)
        for scores, m in self._strata():
            n, total = len(scores), int(scores.sum())
            mean += Fraction(m * total, n)
            if n > 1:
                squares = sum(score * score for score in scores.tolist())
                variance += Fraction(m * (n - m) * (n * squares - total * total), n * n * (n - 1))
        return mean, variance

    def resample(self, n_resamples: int, generator: np.random.Generator) -> IntArray:
        """Shuffle labels within strata; sums in integer units, shape (n_resamples,)."""
        sums = np.zeros(n_resamples, dtype=np.int64)
        for scores, m in self._strata():
            rows = max(1, _CHUNK // len(scores))
            for done in range(0, n_resamples, rows):
                part = sums[done : done + rows]
                shuffled = generator.permuted(np.broadcast_to(scores, (len(part), len(scores))), axis=1)
                part += shuffled[:, :m].sum(axis=1)
        return sums

    def _strata(self) -> list[tuple[IntArray, int]]:
        members = [self.stratum == code for code in np.unique(self.stratum)]
        return [(self.scores[inside], int(np.count_nonzero(self.first & inside))) for inside in members]
