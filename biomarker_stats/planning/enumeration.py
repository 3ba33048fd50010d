"""All outcomes of a small study: their counts, their probabilities, and the exact conditional p value of each."""

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.terms import Alternative

BoolArray = NDArray[np.bool_]

MOST_OUTCOMES = 3_000_000
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """Everything that can come out: whether the test rejects it, how probable it is, and the smallest p there is.

    ``rejected`` and ``probability`` have one shape. ``p_min`` is over the outcomes that H0 allows.
    """

    rejected: BoolArray
    probability: FloatArray
    p_min: float

    @property
    def power(self) -> float:
        """The probability that the test rejects."""
        return float(min(1.0, self.probability[self.rejected].sum()))


def refuse_too_many(count: int, what: str, most: int = MOST_OUTCOMES) -> None:
    """Raise ExactTooLarge when there are more outcomes than bounded work allows."""
    if count > most:
        msg = (
            f"{what} can come out in {count:,} ways, more than the bound of {most:,} — "
            "plan with fewer units, or merge levels of the scale"
        )
        raise ExactTooLarge(msg)


def composition_count(n: int, cells: int) -> int:
    """Return how many ways ``n`` units fall into ``cells`` cells."""
    return comb(n + cells - 1, cells - 1)


def compositions(n: int, cells: int) -> IntArray:
    """Return every way to put ``n`` units into ``cells`` cells, shape (ways, cells).

    >>> compositions(2, 2).tolist()
    [[0, 2], [1, 1], [2, 0]]
    """
    rows, left = np.zeros((1, 0), np.int64), np.array([n])
    for _ in range(cells - 1):
        choices = left + 1
        place = np.repeat(np.arange(len(left)), choices)
        value = np.arange(choices.sum()) - np.repeat(np.cumsum(choices) - choices, choices)
        rows, left = np.column_stack([rows[place], value]), left[place] - value
    return np.column_stack([rows, left])


def multinomial(counts: IntArray, probabilities: FloatArray) -> FloatArray:
    """Return the probability of each row of counts, shape (ways,).

    >>> multinomial(np.array([[1, 1], [2, 0]]), np.array([0.5, 0.5])).round(9).tolist()
    [0.5, 0.25]
    """
    n = counts.sum(axis=1)
    logs = gammaln(n + 1) - gammaln(counts + 1).sum(axis=1) + xlogy(counts, probabilities).sum(axis=1)
    return np.asarray(np.exp(logs))


def directed(statistic: IntArray, alternative: Alternative) -> IntArray:
    """Return how extreme each value of a centred statistic is in the direction of the alternative."""
    if alternative == "two-sided":
        return np.abs(statistic)
    return statistic if alternative == "greater" else -statistic


def conditional_p(group: IntArray, extremeness: IntArray, weight: FloatArray) -> FloatArray:
    """Return the p value of each outcome given its group: the share of the group's weight as extreme or more.

    Args:
        group: what H0 conditions on, a code for each outcome, shape (ways,).
        extremeness: whole numbers, so that ties are ties.
        weight: relative probability of the outcome in its group under H0.

    >>> conditional_p(np.array([0, 0, 0]), np.array([1, 0, 1]), np.array([1.0, 2.0, 1.0])).tolist()
    [0.5, 1.0, 0.5]
    """
    order = _sorted(group, extremeness)
    grouped, level = group[order], extremeness[order]
    starts = np.concatenate([[True], grouped[1:] != grouped[:-1]])
    runs = np.flatnonzero(starts | np.concatenate([[True], level[1:] != level[:-1]]))
    inside = np.add.reduceat(weight[order], runs)
    first = np.flatnonzero(starts[runs])
    totals = np.add.reduceat(inside, first)
    sizes = np.diff(np.append(first, len(runs)))
    running = np.cumsum((inside / np.repeat(totals, sizes)).astype(np.longdouble))
    before = np.concatenate([[0], running])[first]
    tail = (running - np.repeat(before, sizes)).astype(np.float64)
    p = np.empty(len(group))
    p[order] = np.repeat(np.minimum(tail, 1.0), np.diff(np.append(runs, len(group))))
    return p


def _sorted(group: IntArray, extremeness: IntArray) -> IntArray:
    """Return the order by group, the most extreme first; by one number of both where that is small enough."""
    low, high = int(extremeness.min()), int(extremeness.max())
    if (int(group.max()) + 1) * (high - low + 1) < 2**62:
        return np.asarray(np.argsort(group * (high - low + 1) + (high - extremeness)))
    return np.lexsort((-extremeness, group))


def at_most(p: FloatArray, alpha: float) -> BoolArray:
    """Return which p values are at most ``alpha``; one that equals it but for rounding is."""
    return np.asarray(p <= alpha * (1 + _CLOSE))


def codes(rows: IntArray) -> IntArray:
    """Return one whole number a row, equal where the rows are."""
    found = np.zeros(len(rows), np.int64)
    for column in rows.T:
        found = found * (int(column.max()) + 1) + column
    return found
