"""The interval for a mean difference that belongs to the permutation test of the raw scores, in closed form.

Moving the data by a shift moves every rearrangement by a multiple of it, so whether a rearrangement is as extreme as
the data changes at one shift only, a ratio of two whole numbers. Sorting these ratios gives the p value at every shift.
References: Hartigan JA (1969), JASA 64:1303-1317 (typical values); Tritchler D (1984), JASA 79:200-207.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.bounds import FLOAT_COUNTS
from biomarker_stats.exact.convolution import convolve
from biomarker_stats.exact.distribution import ExactDistribution, FloatArray, IntArray
from biomarker_stats.exact.linear import BoolArray
from biomarker_stats.exact.reference import Question
from biomarker_stats.exact.shift_interval import Interval, rejects
from biomarker_stats.exact.subsets import Subsets, subsets
from biomarker_stats.terms import Alternative, TwoSided

_INT64 = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Rearrangements:
    """How every rearrangement changes the statistic of data moved by a shift: by ``shift·sizes − sums``.

    ``excess`` and ``slope`` give the statistic less its expectation: excess − slope·shift.
    """

    sizes: IntArray
    sums: IntArray
    counts: FloatArray
    excess: Fraction
    slope: Fraction

    def mirrored(self) -> "Rearrangements":
        """Return the rearrangements of the data with every sign changed."""
        return Rearrangements(self.sizes, -self.sums, self.counts, -self.excess, self.slope)


def flips(differences: IntArray) -> Rearrangements:
    """Return the sign flips of paired differences; the statistic is the sum of the positive ones."""
    _check_counts(len(differences))
    every = subsets(differences)
    n, total = len(differences), int(differences.sum())
    return Rearrangements(every.sizes, every.sums, every.counts, Fraction(total, 2), Fraction(n, 2))


def swaps(outcome: IntArray, first: BoolArray, stratum: IntArray) -> Rearrangements:
    """Return the swaps between the first arm (the one that is shifted) and the second, within strata."""
    insides = [stratum == code for code in np.unique(stratum)]
    both = [inside for inside in insides if (inside & first).any() and (inside & ~first).any()]
    excess, slope = Fraction(0), Fraction(0)
    parts = []
    for inside in both:
        one, two = outcome[inside & first], outcome[inside & ~first]
        n = len(one) + len(two)
        _check_counts(n)
        excess += Fraction(int(one.sum()) * len(two) - int(two.sum()) * len(one), n)
        slope += Fraction(len(one) * len(two), n)
        parts.append(_exchange(subsets(one), subsets(two)))
    low, high = (sum(int(pick(part.sums)) for part in parts) for pick in (np.min, np.max))
    base = high - low + 1
    _check_fits(base * (len(outcome) + 1))
    whole = convolve([_packed(part.sizes * base + part.sums, part.counts) for part in parts])
    sizes, sums = np.divmod(whole.values - low, base)
    return Rearrangements(sizes, sums + low, whole.weights, excess, slope)


def _check_counts(units: int) -> None:
    """Refuse so many units that the number of their rearrangements is more than a float holds.

    Raises:
        ExactTooLarge: there are too many.
    """
    if units > FLOAT_COUNTS:
        msg = f"the rearrangements of {units:,} units, above {FLOAT_COUNTS:,}, are more than a float can count"
        raise ExactTooLarge(msg)


def _check_fits(size: int) -> None:
    """Refuse whole numbers that would not fit into 64 bits, instead of letting them wrap round.

    Raises:
        ExactTooLarge: they would not.
    """
    if size >= _INT64:
        msg = "the values have too many digits to be counted exactly — round them to what was measured"
        raise ExactTooLarge(msg)


def _packed(values: IntArray, counts: FloatArray) -> ExactDistribution:
    order = np.argsort(values)
    return ExactDistribution(values[order], counts[order], mean=Fraction(0))


def _exchange(one: Subsets, two: Subsets) -> Subsets:
    """Pair every subset of the first arm with those of the second that have its size."""
    parts = []
    for size in range(min(int(one.sizes.max()), int(two.sizes.max())) + 1):
        a, b = one.sizes == size, two.sizes == size
        joint = convolve([_packed(one.sums[a], one.counts[a]), _packed(-two.sums[b], two.counts[b])])
        parts.append((np.full(len(joint.values), size), joint.values, joint.weights))
    return Subsets(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def mean_interval(moves: Rearrangements, scale: int, alpha: float, question: Question) -> Interval:
    """Return the shifts that the permutation test does not reject; ``scale`` is the integers' common denominator."""
    alternative, two_sided = question.alternative, question.two_sided
    low, high = -math.inf, math.inf
    if alternative != "less":
        low = _lowest(moves, alpha, alternative, two_sided)
    if alternative != "greater":
        high = -_lowest(moves.mirrored(), alpha, alternative, two_sided)
    matched = alternative != "two-sided" or two_sided in {"absolute", "central"}
    notes = () if matched else (f"the interval follows the central rule, the p value the {two_sided} rule",)
    method = "inversion of the exact permutation test"
    return Interval(low=low / scale, high=high / scale, method=method, notes=notes, inverts_exact=matched)


def _lowest(moves: Rearrangements, alpha: float, alternative: Alternative, two_sided: TwoSided) -> float:
    """Return the lowest shift at which the test of a larger first arm, or the two-sided one, does not reject."""
    total = float(moves.counts.sum())
    still, moved = moves.sizes == 0, moves.sizes > 0
    starts, gained = moves.sums[moved] / moves.sizes[moved], moves.counts[moved]
    base, ends, lost = float(moves.counts[still].sum()), np.zeros(0), np.zeros(0)
    factor = 1.0
    if alternative == "two-sided" and two_sided == "absolute":
        base_far, far_starts, far_gained, ends, lost = _far_tail(moves)
        base += base_far
        starts, gained = np.concatenate([starts, far_starts]), np.concatenate([gained, far_gained])
    elif alternative == "two-sided":
        factor = 2.0
    if not rejects(factor * base / total, alpha):
        return -math.inf
    places = np.concatenate([starts, ends])
    order = np.argsort(places, kind="stable")
    closed = np.concatenate([gained, np.zeros(len(ends))])[order]
    after = np.concatenate([np.zeros(len(starts)), lost])[order]
    levels, first = np.unique(places[order], return_index=True)
    gain, loss = np.add.reduceat(closed, first), np.add.reduceat(after, first)
    at = base + np.cumsum(gain) - np.concatenate([[0.0], np.cumsum(loss)[:-1]])
    left = factor * at / total > alpha * (1 + 1e-10)
    return float(levels[int(np.argmax(left))])


def _far_tail(moves: Rearrangements) -> tuple[float, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return when rearrangements are as extreme on the other side: always, from a shift on, or up to a shift."""
    scale = moves.excess.denominator * moves.slope.denominator
    _check_fits(2 * scale * max(int(np.abs(moves.sums).max()), abs(int(moves.excess)) + 1))
    numerator = scale * moves.sums - int(2 * scale * moves.excess)
    slope = scale * moves.sizes - int(2 * scale * moves.slope)
    rising, falling, level = slope < 0, slope > 0, slope == 0
    always = float(moves.counts[level & (numerator >= 0)].sum())
    ends, lost = numerator[falling] / slope[falling], moves.counts[falling]
    return (
        always + float(lost.sum()),
        numerator[rising] / slope[rising],
        moves.counts[rising],
        ends,
        lost,
    )
