"""The null distribution of the sum of an arm's scores when the arm labels of each stratum are shuffled.

The number of ways to choose m units whose scores add up to s is the coefficient of x^s y^m in ∏(1 + y·x^score): the
two-dimensional shift algorithm. References: Streitberg B, Röhmel J (1986), Stat Software Newsletter 12:10-17;
Mehta CR, Patel NR, Wei LJ (1988), Biometrika 75:295-302.
"""

from fractions import Fraction
from math import comb

import numpy as np

from biomarker_stats.exact.bounds import (
    FLOAT_COUNTS,
    LARGEST_ARRAY,
    LARGEST_WORK,
    RELATIVE_TOTAL,
    SPARSE_ATOMS,
    too_large,
)
from biomarker_stats.exact.convolution import convolve
from biomarker_stats.exact.distribution import ExactDistribution, FloatArray, IntArray
from biomarker_stats.exact.packed import FEW, subset_weights
from biomarker_stats.exact.sign_flips import merge

_TINY = float(np.finfo(float).tiny)
_PACKED_WORK = 1_000_000  # counts moved: beyond this arrays are quicker than whole numbers
_INT64 = 2**62
_NOTHING: FloatArray = np.zeros(0)


def relabelling_distribution(
    scores: IntArray,
    chosen: IntArray,
    stratum: IntArray,
    *,
    unit: Fraction = Fraction(1),
    offset: Fraction = Fraction(0),
) -> ExactDistribution:
    """Return the distribution of the sum of the scores in an arm, labels permuted within strata.

    Args:
        scores: integers, shape (n,).
        chosen: the number of units of the arm in each stratum, shape (strata,).
        stratum: codes 0 … strata−1, shape (n,).
        unit: what one step of the sum is on the reader's scale.
        offset: the reader's value of a sum of 0.

    Raises:
        ExactTooLarge: more sums than fit; the message names the remedy.

    >>> relabelling_distribution(np.array([1, 2, 3, 4]), np.array([2]), np.zeros(4, int)).values
    array([3, 4, 5, 6, 7])
    """
    if len(chosen) == 1:
        return convolve([subset_sums(scores, int(chosen[0]))], unit=unit, offset=offset)
    parts = [subset_sums(scores[stratum == h], m) for h, m in enumerate(chosen.tolist())]
    return convolve(parts, unit=unit, offset=offset)


def subset_sums(scores: IntArray, m: int) -> ExactDistribution:
    """Return the distribution of the sum of m of the scores, every choice of m equally likely.

    >>> subset_sums(np.array([0, 0, 1]), 2).weights
    array([1., 2.])
    """
    n, total = len(scores), int(scores.sum())
    mean = Fraction(m * total, n) if n else Fraction(0)
    if 2 * m > n:
        other = subset_sums(scores, n - m)
        return ExactDistribution(total - other.values[::-1], other.weights[::-1], mean=mean)
    levels, counts = np.unique(scores, return_counts=True)
    if m == 0 or len(levels) == 1:
        only = np.array([m * int(scores[0]) if n else 0])
        return ExactDistribution(only, class_choices(n, m, m), mean=mean)
    divisor = int(np.gcd.reduce(np.diff(levels)))
    values, weights = _count((levels - levels[0]) // divisor, counts, m)
    return ExactDistribution(m * int(levels[0]) + values * divisor, weights, mean=mean)


def _count(levels: IntArray, counts: IntArray, m: int) -> tuple[IntArray, FloatArray]:
    """Return the attainable sums of m units and their counts; ``levels`` start at 0 and have no common divisor."""
    n = int(counts.sum())
    span = m * int(levels[-1]) + 1
    if n <= FEW and span * m * n <= _PACKED_WORK:
        return _relative(subset_weights(np.repeat(levels, counts).tolist(), m, span), 0, relative=False)
    choices = np.sort(np.minimum(counts, m) + 1.0)
    atoms = float(np.prod(choices[:-1]))
    plan = _Plan(np.repeat(levels, counts), m)
    if atoms <= SPARSE_ATOMS and 16 * atoms < plan.work:
        return _count_classes(levels, counts, m)
    if plan.work <= LARGEST_WORK and plan.largest <= LARGEST_ARRAY:
        return _count_units(plan)
    if atoms <= SPARSE_ATOMS:
        return _count_classes(levels, counts, m)
    raise too_large(f"relabelling {n} units, {m} of them in the smaller arm", min(atoms, plan.work))


class _Plan:
    """The order in which units are taken in, and the box of (units chosen, sum) that is reachable after each.

    Scores are centred and taken from the middle outwards, so that the boxes stay small; a number of chosen units from
    which m can no longer be reached is left out.
    """

    def __init__(self, scores: IntArray, m: int) -> None:
        n = len(scores)
        self.m = m
        self.centre = round(int(scores.sum()) / n)
        centred = scores - self.centre
        self.steps = centred[np.argsort(np.abs(centred), kind="stable")]
        taken = np.arange(1, n + 1)
        self.fewest, self.most = np.maximum(m - (n - taken), 0), np.minimum(m, taken)
        self.low = -_largest_sums(np.maximum(-self.steps, 0), m)
        self.high = _largest_sums(np.maximum(self.steps, 0), m)
        boxes = (self.most - self.fewest + 1.0) * (self.high - self.low + 1.0)
        self.work, self.largest = float(boxes.sum()), float(boxes.max())


def _largest_sums(steps: IntArray, m: int) -> IntArray:
    """Return, after each of the steps (≥ 0; the positive ones increasing), the sum of the m largest so far."""
    positive = steps > 0
    sums = np.concatenate([[0], np.cumsum(steps[positive])])
    seen = np.cumsum(positive)
    return np.asarray(sums[seen] - sums[np.maximum(seen - m, 0)])


def _count_units(plan: _Plan) -> tuple[IntArray, FloatArray]:
    """Take in one unit after the other; row k counts, for every sum, the ways to have chosen k.

    A row is allotted once, as wide as it will be when it is last needed, and given back after that.
    """
    n, m = len(plan.steps), plan.m
    half = 0.5 if n > FLOAT_COUNTS else 1.0
    rows, origin = _empty_rows(plan)
    rows[0][origin[0]] = 1.0
    low, high, most = 0, 0, 0
    boxes = zip(plan.fewest.tolist(), plan.most.tolist(), plan.low.tolist(), plan.high.tolist(), strict=True)
    for step, (fewest, new_most, new_low, new_high) in zip(plan.steps.tolist(), boxes, strict=True):
        left, right = max(low, new_low - step), min(high, new_high - step) + 1
        for k in range(min(most, m - 1), max(fewest - 2, -1), -1):
            target, start = rows[k + 1], origin[k + 1] + step
            part = target[start + left : start + right]
            np.add(part, rows[k][origin[k] + left : origin[k] + right], out=part)
            if half != 1.0:
                target *= half
        if fewest:
            rows[fewest - 1] = _NOTHING
        elif half != 1.0:
            rows[0] *= half
        low, high, most = new_low, new_high, new_most
    return _relative(rows[m], m * plan.centre - origin[m], relative=half != 1.0)


def _empty_rows(plan: _Plan) -> tuple[list[FloatArray], list[int]]:
    """Return a row for each number of chosen units and, for each, the place of the sum 0."""
    n, m = len(plan.steps), plan.m
    last_use = np.minimum(np.arange(m + 1) + n - m, n - 1)
    low, high = plan.low[last_use].tolist(), plan.high[last_use].tolist()
    return [np.zeros(b - a + 1) for a, b in zip(low, high, strict=True)], [-a for a in low]


def _relative(weights: FloatArray, lowest: int, *, relative: bool) -> tuple[IntArray, FloatArray]:
    """Return the attainable sums and their weights, scaled where they are no counts any more."""
    if relative:
        scale = RELATIVE_TOTAL / float(weights.sum())
        weights = np.where(weights > 0, np.maximum(weights * scale, _TINY), 0.0)
    places = np.flatnonzero(weights)
    return places + lowest, weights[places]


def _count_classes(levels: IntArray, counts: IntArray, m: int) -> tuple[IntArray, FloatArray]:
    """Take in whole classes of tied units, the largest last: few sums, however many units."""
    order = np.argsort(counts, kind="stable")
    base = int(levels[-1]) * m + 1  # a state is chosen * base + sum
    if (m + 1 + int(counts.max())) * (base + int(levels[-1])) >= _INT64:
        return _count_long_classes(levels, counts, m)
    states, weights = np.zeros(1, np.int64), np.ones(1)
    for place in order[:-1].tolist():
        level, size = int(levels[place]), int(counts[place])
        taken = np.arange(min(size, m) + 1)
        ways = class_choices(size, 0, len(taken) - 1)
        states, weights = merge((states[:, None] + taken * (base + level)).ravel(), (weights[:, None] * ways).ravel())
        keep = states < (m + 1) * base
        states, weights = states[keep], _bounded(weights[keep])
    last = int(order[-1])
    chosen, sums = np.divmod(states, base)
    rest = m - chosen
    possible = rest <= counts[last]
    rest, sums, weights = rest[possible], sums[possible], weights[possible]
    low = int(rest.min())
    ways = class_choices(int(counts[last]), low, int(rest.max()))
    return merge(sums + rest * int(levels[last]), np.maximum(weights * ways[rest - low], _TINY))


def _count_long_classes(levels: IntArray, counts: IntArray, m: int) -> tuple[IntArray, FloatArray]:
    """Do the same where a state does not fit into one number: sums are kept apart by how many units are chosen."""
    states = {0: (np.zeros(1, np.int64), np.ones(1))}
    for level, size in zip(levels.tolist(), counts.tolist(), strict=True):
        ways = class_choices(size, 0, min(size, m)).tolist()
        grown: dict[int, list[tuple[IntArray, FloatArray]]] = {}
        for chosen, (sums, weights) in states.items():
            for taken in range(min(size, m - chosen) + 1):
                grown.setdefault(chosen + taken, []).append((sums + taken * level, weights * ways[taken]))
        joined = {k: merge(*(np.concatenate(part) for part in zip(*parts, strict=True))) for k, parts in grown.items()}
        largest = max(float(weights.max()) for _, weights in joined.values())
        down = min(0, -int(np.frexp(largest / RELATIVE_TOTAL)[1]))  # as in _bounded, one power of two for all
        states = {k: (sums, np.maximum(np.ldexp(weights, down), _TINY)) for k, (sums, weights) in joined.items()}
    return states[m]


def class_choices(size: int, low: int, high: int) -> FloatArray:
    """Return the number of ways to choose low, …, high of ``size`` units; relative to the most where that overflows.

    >>> class_choices(5, 1, 4)
    array([ 5., 10., 10.,  5.])
    """
    if size <= FLOAT_COUNTS:
        return _bounded(np.array([float(comb(size, k)) for k in range(low, high + 1)]))
    k = np.arange(low, high)
    up = np.concatenate([[0.0], np.cumsum(np.log((size - k) / (k + 1.0)))])
    return np.asarray(np.exp(up - up.max()) * RELATIVE_TOTAL)


def _bounded(weights: FloatArray) -> FloatArray:
    """Scale weights that are no longer exact counts by a power of two, so that products of them stay floats."""
    largest = float(weights.max())
    if largest < RELATIVE_TOTAL:
        return weights
    return np.asarray(np.ldexp(weights, -int(np.frexp(largest / RELATIVE_TOTAL)[1])) * 2.0)
