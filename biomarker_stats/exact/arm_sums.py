"""The sums of scores of several arms at once, and how far they lie from their expectations.

Kruskal–Wallis, the one-way permutation test, Friedman's test and Cochran's Q are this one statistic,
Σ (S − E)²/n over the arms, on ranks, on the outcomes, on ranks within blocks and on binary outcomes within blocks. Its
null distribution is counted over the joint distribution of the arms' sums, ties and strata included.
Reference: Mehta CR, Patel NR, Senchaudhuri P (1988), JASA 83:999-1005 (the same problem, by a network).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import comb, lcm, prod

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.bounds import FLOAT_COUNTS, too_large
from biomarker_stats.exact.distribution import ExactDistribution, FloatArray, IntArray
from biomarker_stats.exact.linear import BoolArray
from biomarker_stats.exact.merging import Packing, merged
from biomarker_stats.exact.sign_flips import merge

_BITS = 61
_FEW_LABELLINGS = 20_000  # so few are listed one by one where their numbers are too long to be packed
_CHUNK = 2_000_000


@dataclass(frozen=True, eq=False)
class ArmSums:
    """Σ (S − E)²/n over K arms, scaled so that its null expectation is K − 1; labels permuted within strata.

    ``scores`` are integers, ``arm`` codes 0 … K−1, none of them empty, and ``stratum`` codes from 0; shape (n,).
    """

    scores: IntArray
    arm: IntArray
    stratum: IntArray

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The number of units of each arm in strata with several arms (at least 1): elsewhere nothing can vary."""
        by_stratum = [np.bincount(self.arm[own], minlength=int(self.arm.max()) + 1) for own in self._strata()]
        shared = sum(counts * (np.count_nonzero(counts) > 1) for counts in by_stratum)
        return tuple(np.maximum(shared, 1).tolist())

    @cached_property
    def arm_moments(self) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
        """The exact null expectation and variance of each arm's sum."""
        arms = len(self.sizes)
        expected, variances = [Fraction(0)] * arms, [Fraction(0)] * arms
        for inside in self._strata():
            scores = self.scores[inside].tolist()
            n, total = len(scores), sum(scores)
            spread = sum(score * score for score in scores) - Fraction(total * total, n)
            for arm, m in enumerate(np.bincount(self.arm[inside], minlength=arms).tolist()):
                expected[arm] += Fraction(m * total, n)
                variances[arm] += spread * m * (n - m) / (n * (n - 1)) if n > 1 else 0
        return tuple(expected), tuple(variances)

    @cached_property
    def _scale(self) -> int:
        return lcm(*(value.denominator for value in self.arm_moments[0]))

    @cached_property
    def unit(self) -> Fraction:
        """What one integer unit is on the reader's scale."""
        mean = sum((v / size for v, size in zip(self.arm_moments[1], self.sizes, strict=True)), Fraction(0))
        step = Fraction(len(self.sizes) - 1, self._scale**2 * lcm(*self.sizes)) / mean if mean else Fraction(1)
        return step * int(2**self._cut)

    @cached_property
    def observed(self) -> int:
        """The statistic in integer units."""
        sums = [int(self.scores[self.arm == code].sum()) for code in range(len(self.sizes))]
        gaps = [int(self._scale * (s - e)) for s, e in zip(sums, self.arm_moments[0], strict=True)]
        common = lcm(*self.sizes)
        return sum(gap * gap * (common // size) for gap, size in zip(gaps, self.sizes, strict=True)) >> self._cut

    @cached_property
    def _cut(self) -> int:
        """How many bits are cut off the statistic so that it fits: nearer than 2^-60 of the largest is equal."""
        centre = max(abs(int(self._scale * value)) for value in self.arm_moments[0])
        largest = sum(map(abs, self.scores.tolist())) * self._scale + centre
        square: int = largest * largest * lcm(*self.sizes) * len(self.sizes)
        return max(0, square.bit_length() - _BITS)

    @property
    def value(self) -> float:
        """The statistic as the reader knows it."""
        return float(self.observed * self.unit)

    def exact(self) -> ExactDistribution:
        """Count the arrangements that give each value of the statistic.

        Raises:
            ExactTooLarge: there are too many rows of sums.
        """
        if len(self.scores) > FLOAT_COUNTS:
            raise too_large(f"the arm sums of {len(self.scores)} units", float(len(self.scores)) ** len(self.sizes))
        sums, weights = self._joint()
        values, weights = merge(self._forms(sums), weights)
        return ExactDistribution(values, weights, self.unit)

    def resample(self, n_resamples: int, generator: np.random.Generator) -> IntArray:
        """Shuffle labels within strata; the statistic in integer units, shape (n_resamples,)."""
        found = []
        rows = max(1, _CHUNK // max(1, len(self.scores)))
        for done in range(0, n_resamples, rows):
            sums = np.zeros((min(rows, n_resamples - done), len(self.sizes)), dtype=np.int64)
            for inside in self._strata():
                pool = np.broadcast_to(self.scores[inside], (len(sums), int(inside.sum())))
                shuffled = generator.permuted(pool, axis=1)
                for arm in np.unique(self.arm[inside]).tolist():
                    sums[:, arm] += shuffled[:, self.arm[inside] == arm].sum(axis=1)
            found.append(self._forms(sums))
        return np.concatenate(found)

    @cached_property
    def _balanced(self) -> bool:
        """Whether every stratum has as many units in each arm, so that arms may change places."""
        counts = [np.bincount(self.arm[own], minlength=len(self.sizes)) for own in self._strata()]
        return all(bool((row == row[0]).all()) for row in counts)

    def _strata(self) -> list[BoolArray]:
        return [self.stratum == code for code in np.unique(self.stratum)]

    def _forms(self, sums: IntArray) -> IntArray:
        """Return the statistic of rows of arm sums, in integer units, shape (rows,)."""
        centre = [int(self._scale * value) for value in self.arm_moments[0]]
        common = lcm(*self.sizes)
        factors = [common // size for size in self.sizes]
        if not self._cut:
            gaps = self._scale * sums - np.array(centre, dtype=np.int64)
            return np.asarray(gaps**2 @ np.array(factors, dtype=np.int64))
        long = self._scale * sums.astype(object) - np.array(centre, dtype=object)
        squares = (long * long) @ np.array(factors, dtype=object)
        return np.array([value >> self._cut for value in squares.tolist()], dtype=np.int64)

    def _joint(self) -> tuple[IntArray, FloatArray]:
        """Return every attainable row of arm sums, shape (rows, K), and its count; sorted rows if arms are alike."""
        try:
            return self._counted()
        except ExactTooLarge:
            if prod(_labellings(np.bincount(self.arm[own])) for own in self._strata()) > _FEW_LABELLINGS:
                raise
            return self._enumerated()

    def _counted(self) -> tuple[IntArray, FloatArray]:
        """Return the rows of arm sums by taking in tied units together, states packed into one number."""
        strata = self._strata()
        parts = [self._stratum_sums(inside, alike=self._balanced and len(strata) == 1) for inside in strata]
        if len(parts) == 1:
            return parts[0]
        lows = sum(rows.min(axis=0) for rows, _ in parts)
        highs = sum(rows.max(axis=0) for rows, _ in parts)
        packing = Packing(np.asarray(highs - lows).tolist())
        states, weights = np.zeros(1, np.int64), np.ones(1)
        for rows, counts in parts:
            steps = ((rows - rows.min(axis=0)) @ packing.places).tolist()
            reached = [states + step for step in steps]
            grown = [weights * count for count in counts.tolist()]
            if self._balanced:
                reached = [packing.sorted(states) for states in reached]
            states, weights = merged(reached, grown, f"the arm sums of {len(parts)} strata")
        return packing.unpack(states) + lows, weights

    def _enumerated(self) -> tuple[IntArray, FloatArray]:
        """Return the row of arm sums of every labelling, one by one."""
        rows = np.zeros((1, len(self.sizes)), dtype=np.int64)
        for inside in self._strata():
            scores, sizes = self.scores[inside], np.bincount(self.arm[inside], minlength=len(self.sizes))
            own = np.array([_arm_sums(scores, places) for places in _dealt(tuple(range(len(scores))), sizes.tolist())])
            rows = (rows[:, np.newaxis] + own).reshape(-1, len(self.sizes))
        return rows, np.ones(len(rows))

    def _stratum_sums(self, inside: BoolArray, *, alike: bool) -> tuple[IntArray, FloatArray]:
        """Return every attainable row of arm sums of one stratum, shape (rows, K), and its count.

        Tied units are dealt out to the arms together; a state is how many units each arm has got so far, and their
        sums, counted from the stratum's smallest score. Where arms are ``alike`` states are sorted.
        """
        sizes = np.bincount(self.arm[inside], minlength=len(self.sizes))
        scores = np.sort(self.scores[inside])
        lowest = int(scores[0])
        levels, counts = np.unique(scores - lowest, return_counts=True)
        base = max(int((scores - lowest)[len(scores) - size :].sum()) for size in sizes.tolist()) + 1
        packing = Packing([(size + 1) * base - 1 for size in sizes.tolist()])
        states, weights = np.zeros(1, np.int64), np.ones(1)
        for level, count in zip(levels.tolist(), counts.tolist(), strict=True):
            used = packing.unpack(states) // base
            reached, grown = [], []
            for deal in _deals(count, sizes.tolist()):
                fits = (used + deal <= sizes).all(axis=1)
                step = int(np.array([taken * (base + level) for taken in deal]) @ packing.places)
                reached.append(packing.sorted(states[fits] + step) if alike else states[fits] + step)
                grown.append(weights[fits] * _ways(deal))
            states, weights = merged(reached, grown, f"the sums of {len(sizes)} arms of {len(scores)} units")
        return packing.unpack(states) % base + lowest * sizes, weights


def _labellings(sizes: IntArray) -> int:
    """Return how many ways there are to give arms of such sizes their units.

    >>> _labellings(np.array([2, 1, 1]))
    12
    """
    left, ways = int(sizes.sum()), 1
    for size in sizes.tolist():
        ways, left = ways * comb(left, size), left - size
    return ways


def _dealt(units: tuple[int, ...], sizes: list[int]) -> Iterator[list[tuple[int, ...]]]:
    """Yield, for every labelling, the units of each arm.

    >>> list(_dealt((0, 1), [1, 1]))
    [[(0,), (1,)], [(1,), (0,)]]
    """
    if not sizes:
        yield []
        return
    for chosen in combinations(units, sizes[0]):
        rest = tuple(unit for unit in units if unit not in chosen)
        for others in _dealt(rest, sizes[1:]):
            yield [chosen, *others]


def _arm_sums(scores: IntArray, places: list[tuple[int, ...]]) -> list[int]:
    return [int(scores[list(own)].sum()) for own in places]


def _deals(count: int, sizes: list[int]) -> Iterator[tuple[int, ...]]:
    """Yield every way to deal ``count`` tied units out to arms of such sizes.

    >>> list(_deals(2, [1, 2]))
    [(0, 2), (1, 1)]
    """
    if len(sizes) == 1:
        if count <= sizes[0]:
            yield (count,)
        return
    for taken in range(min(count, sizes[0]) + 1):
        for rest in _deals(count - taken, sizes[1:]):
            yield (taken, *rest)


def _ways(deal: tuple[int, ...]) -> float:
    """Return how many ways there are to pick the units of each arm."""
    left, ways = sum(deal), 1
    for taken in deal:
        ways, left = ways * comb(left, taken), left - taken
    return float(ways)
