"""All 2 × 2 tables with given row totals: how many ways there are to each, and Fisher's p value of each.

Arrays over tables have shape (n1 + 1, n2 + 1) and are indexed by the events a and b of the two arms.
"""

from fractions import Fraction
from functools import lru_cache
from math import comb

import numpy as np

from biomarker_stats.exact.binomial import binomial_coefficients
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.hypergeometric import first_cell_distribution, hypergeometric_counts
from biomarker_stats.terms import Alternative, TwoSided

NEAR = 1e-11  # relative: closer than this, two quotients are compared as integers
_CACHED = 32


def relative_binomials(n: int) -> FloatArray:
    """Return C(n, k) relative to the largest of them.

    >>> relative_binomials(2)
    array([0.5, 1. , 0.5])
    """
    counts = binomial_coefficients(n)
    largest = max(counts)
    return np.array([count / largest for count in counts])


def events(n1: int, n2: int) -> tuple[IntArray, IntArray]:
    """Return the events of both arms as a column and a row, which broadcast to all tables."""
    return np.arange(n1 + 1)[:, None], np.arange(n2 + 1)[None, :]


def conditional_shares(included: FloatArray) -> FloatArray:
    """Return, for k = 0 … n1 + n2 events in all, the conditional probability of a set of tables.

    Args:
        included: 1 for tables in the set, 0 for the others, or a share between; shape (n1 + 1, n2 + 1).

    >>> conditional_shares(np.array([[0.0, 1.0], [0.0, 0.0]]))
    array([0. , 0.5, 0. ])
    """
    n1, n2 = included.shape[0] - 1, included.shape[1] - 1
    ways = relative_binomials(n1)[:, None] * relative_binomials(n2)[None, :]
    a, b = events(n1, n2)
    total = (a + b).ravel()
    inside = np.bincount(total, weights=(ways * included).ravel())
    return np.asarray(np.minimum(inside / np.bincount(total, weights=ways.ravel()), 1.0))


@lru_cache(maxsize=_CACHED)
def fisher_p_values(n1: int, n2: int, alternative: Alternative, rule: TwoSided, *, mid: bool = False) -> FloatArray:
    """Return Fisher's p value of every table; ties of table probabilities are settled in integers.

    Args:
        n1: units in the first arm.
        n2: units in the second arm.
        alternative: greater means more events in the first arm.
        rule: what "as extreme" means in a two-sided test.
        mid: whether to leave out half the probability of the outcomes exactly as extreme.

    >>> fisher_p_values(4, 6, "two-sided", "minlike")[4, 1].round(6)
    np.float64(0.047619)
    """
    if alternative == "two-sided" and rule in {"blaker", "absolute"}:
        p = _by_distribution(n1, n2, rule, mid=mid)
    else:
        p = _by_diagonal(n1, n2, alternative, rule, mid=mid)
    p.setflags(write=False)
    return p


def _by_diagonal(n1: int, n2: int, alternative: Alternative, rule: TwoSided, *, mid: bool) -> FloatArray:
    """Lay the tables out with k events in row k, so that tails are running sums along rows."""
    k, a = np.arange(n1 + n2 + 1)[:, None], np.arange(n1 + 1)[None, :]
    b = k - a
    valid = (b >= 0) & (b <= n2)
    weights = np.where(valid, relative_binomials(n1)[a] * relative_binomials(n2)[np.clip(b, 0, n2)], 0.0)
    weights /= weights.sum(axis=1, keepdims=True)
    lower = np.cumsum(weights, axis=1) - (weights / 2 if mid else 0)
    upper = np.cumsum(weights[:, ::-1], axis=1)[:, ::-1] - (weights / 2 if mid else 0)
    if alternative == "two-sided":
        tails = 2 * np.minimum(lower, upper) if rule == "central" else _minlike(weights, valid, n1, n2, mid=mid)
    else:
        tails = upper if alternative == "greater" else lower
    first, second = events(n1, n2)
    return np.asarray(np.minimum(tails, 1.0)[first + second, first])


def _minlike(weights: FloatArray, valid: np.ndarray, n1: int, n2: int, *, mid: bool) -> FloatArray:
    order = np.argsort(np.where(valid, weights, np.inf), axis=1, kind="stable")
    ordered = np.take_along_axis(weights, order, axis=1)
    running = np.cumsum(ordered, axis=1)
    tied = np.zeros(ordered.shape, dtype=bool)  # with the next one
    close = ordered[:, 1:] <= ordered[:, :-1] * (1 + NEAR)
    tied[:, :-1] = close & np.take_along_axis(valid, order, axis=1)[:, 1:]
    rows, places = np.nonzero(tied)
    first, second = order[rows, places], order[rows, places + 1]
    unproved = (first + second != rows) if n1 == n2 else np.ones(len(rows), dtype=bool)
    for row, place, a, other in zip(*(x[unproved].tolist() for x in (rows, places, first, second)), strict=True):
        tied[row, place] = comb(n1, a) * comb(n2, row - a) == comb(n1, other) * comb(n2, row - other)
    columns = np.arange(ordered.shape[1])
    last = np.minimum.accumulate(np.where(tied, len(columns), columns)[:, ::-1], axis=1)[:, ::-1]
    tails = np.take_along_axis(running, last, axis=1)
    if mid:
        starts = np.ones_like(tied)
        starts[:, 1:] = ~tied[:, :-1]
        opening = np.maximum.accumulate(np.where(starts, columns, 0), axis=1)
        below = np.take_along_axis(running, opening, axis=1) - np.take_along_axis(ordered, opening, axis=1)
        tails = (tails + below) / 2
    unordered = np.empty_like(tails)
    np.put_along_axis(unordered, order, tails, axis=1)
    return unordered


def _by_distribution(n1: int, n2: int, rule: TwoSided, *, mid: bool) -> FloatArray:
    p = np.empty((n1 + 1, n2 + 1))
    for k in range(n1 + n2 + 1):
        first, counts = hypergeometric_counts(n1, n2, k)
        distribution = first_cell_distribution(first, counts)
        a = distribution.values
        p[a, k - a] = distribution.all_mid_p("two-sided", rule) if mid else distribution.all_p("two-sided", rule)
    return p


def exact_fisher_p(
    n1: int, n2: int, table: tuple[int, int], alternative: Alternative, rule: TwoSided, *, mid: bool = False
) -> Fraction:
    """Return Fisher's p value of one table as a fraction, for comparisons across totals.

    >>> exact_fisher_p(4, 6, (4, 1), "two-sided", "minlike")
    Fraction(1, 21)
    """
    k = table[0] + table[1]
    first, counts = hypergeometric_counts(n1, n2, k)
    place = table[0] - first
    own, total = counts[place], sum(counts)
    lower, upper = sum(counts[: place + 1]), sum(counts[place:])
    half = Fraction(own, 2) if mid else Fraction(0)
    if alternative != "two-sided":
        return ((upper if alternative == "greater" else lower) - half) / total
    if rule == "central":
        return min(Fraction(1), 2 * (min(lower, upper) - half) / total)
    likeness = _likeness(first, counts, rule)
    atoms = sum(count for count, key in zip(counts, likeness, strict=True) if key == likeness[place])
    tail = sum(count for count, key in zip(counts, likeness, strict=True) if key <= likeness[place])
    return Fraction(tail) / total - (Fraction(atoms, 2 * total) if mid else 0)


def _likeness(first: int, counts: list[int], rule: TwoSided) -> list[int]:
    if rule == "minlike":
        return counts
    if rule == "blaker":
        return [min(sum(counts[: i + 1]), sum(counts[i:])) for i in range(len(counts))]
    total = sum(counts)
    moment = sum((first + i) * count for i, count in enumerate(counts))
    return [-abs((first + i) * total - moment) for i in range(len(counts))]
