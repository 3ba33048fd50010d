"""The P values that an exact test can give at a size, as exact fractions."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.binomial import binomial_coefficients
from biomarker_stats.exact.hypergeometric import hypergeometric_counts
from biomarker_stats.exact.packed import sign_flip_weights, subset_weights
from biomarker_stats.terms import Alternative, TwoSided

MOST_PAIRS = {"sign": 2_000, "signed-rank": 200, "signed-rank with ties": 14}
MOST_UNITS = {"rank-sum with ties": 12, "fisher": 5_000, "fisher, any events": 600}
MOST_PRODUCT = 10_000  # n1 · n2 of a rank sum without ties


def tails(counts: Sequence[int], alternative: Alternative, rule: TwoSided) -> set[int]:
    """Return the number of arrangements as extreme as each outcome; ``counts`` are those of outcomes 0, 1, 2 ….

    >>> sorted(tails([1, 3, 3, 1], "two-sided", "absolute"))
    [2, 8]
    """
    total = sum(counts)
    lower = list(accumulate(counts))
    upper = [total - below + count for below, count in zip(lower, counts, strict=True)]
    here = [value for value, count in enumerate(counts) if count]
    if alternative != "two-sided":
        return {(upper if alternative == "greater" else lower)[value] for value in here}
    if rule == "central":
        return {min(2 * lower[value], 2 * upper[value], total) for value in here}
    if rule == "minlike":
        likeness = {value: counts[value] for value in here}
    elif rule == "blaker":
        likeness = {value: min(lower[value], upper[value]) for value in here}
    else:
        moment = sum(value * counts[value] for value in here)
        likeness = {value: -abs(value * total - moment) for value in here}
    atoms: dict[int, int] = {}
    for value in here:
        atoms[likeness[value]] = atoms.get(likeness[value], 0) + counts[value]
    return set(accumulate(atoms[key] for key in sorted(atoms)))


def _fractions(numerators: set[int], total: int) -> set[Fraction]:
    return {Fraction(count, total) for count in numerators}


def sign_lattice(n: int, alternative: Alternative, *, zeros: bool) -> set[Fraction]:
    """Return the P of the sign test of n differences without zeros, or with any number of them.

    Raises:
        ExactTooLarge: more than 2,000 pairs (200 with zeros).
    """
    _within(n, MOST_PAIRS["sign"] // (10 if zeros else 1), "pairs")
    found = set()
    for used in range(1 if zeros else n, n + 1):
        found |= _fractions(tails(binomial_coefficients(used), alternative, "absolute"), 2**used)
    return found


def signed_rank_lattice(n: int, alternative: Alternative, *, ties: bool) -> set[Fraction]:
    """Return the P of the signed-rank test of n untied differences, none of them 0.

    With ``ties``: of every pattern of ties and any number of zeros, zeros dropped or ranked (Pratt).

    Raises:
        ExactTooLarge: more than 200 pairs (14 with ties).
    """
    _within(n, MOST_PAIRS["signed-rank with ties" if ties else "signed-rank"], "pairs")
    if not ties:
        counts = [1]
        for rank in range(1, n + 1):
            counts = [low + high for low, high in zip(counts + [0] * rank, [0] * rank + counts, strict=True)]
        return _fractions(tails(counts, alternative, "absolute"), 2**n)
    found = set()
    for used in range(1, n + 1):
        numerators: set[int] = set()
        for ranks in _tied_ranks(used):
            for raised in {0, 2 * (n - used)}:
                numerators |= _sign_flip_tails([rank + raised for rank in ranks], alternative)
        found |= _fractions(numerators, 2**used)
    return found


def _sign_flip_tails(magnitudes: list[int], alternative: Alternative) -> set[int]:
    """Return the tails of a symmetric distribution; counts below 2^53 are exact as doubles."""
    weights = sign_flip_weights(magnitudes, sum(magnitudes) + 1)
    lower = np.cumsum(weights[weights > 0])
    both = np.minimum(2 * lower, lower[-1]) if alternative == "two-sided" else lower
    return {int(count) for count in both.tolist()}


def rank_sum_lattice(n: tuple[int, int], alternative: Alternative, rule: TwoSided, *, ties: bool) -> set[Fraction]:
    """Return the P of the rank-sum test of two untied arms, or of every pattern of ties.

    Raises:
        ExactTooLarge: n1 · n2 above 10,000 (with ties: more than 12 units).
    """
    first, total = min(n), sum(n)
    if not ties:
        _within(n[0] * n[1], MOST_PRODUCT, "pairs of units")
        counts = _gaussian_binomial(first, total - first)
        return _fractions(tails(counts, alternative, rule), sum(counts))
    _within(total, MOST_UNITS["rank-sum with ties"], "units")
    numerators: set[int] = set()
    for ranks in _tied_ranks(total):
        scores = [rank - ranks[0] for rank in ranks]
        weights = subset_weights(scores, n[0], sum(scores[total - n[0] :]) + 1)
        numerators |= tails([int(count) for count in weights.tolist()], alternative, rule)
    return _fractions(numerators, int(weights.sum()))


def _gaussian_binomial(first: int, second: int) -> list[int]:
    """Return the number of arrangements for each rank sum less its least: ∏ (1 − q^(second + i)) / (1 − q^i)."""
    size = first * second + 1
    counts = [1] + [0] * (size - 1)
    for i in range(1, first + 1):
        for place in range(size - 1, second + i - 1, -1):
            counts[place] -= counts[place - second - i]
        for place in range(i, size):
            counts[place] += counts[place - i]
    return counts


def fisher_lattice(n: tuple[int, int], events: int | None, alternative: Alternative, rule: TwoSided) -> set[Fraction]:
    """Return the P of Fisher's test of two arms with that many events in both together, or any number.

    Raises:
        ExactTooLarge: more than 5,000 units (600 for any number of events).
    """
    _within(sum(n), MOST_UNITS["fisher" if events is not None else "fisher, any events"], "units")
    found = set()
    for column in range(sum(n) + 1) if events is None else (events,):
        _, counts = hypergeometric_counts(n[0], n[1], column)
        found |= _fractions(tails(counts, alternative, rule), sum(counts))
    return found


def _tied_ranks(n: int) -> Iterator[list[int]]:
    """Yield twice the midranks of every pattern of ties among n units."""
    for cuts in range(2 ** (n - 1)):
        ranks: list[int] = []
        start = 0
        for place in range(n):
            if place == n - 1 or cuts >> place & 1:
                ranks += [start + place + 2] * (place + 1 - start)
                start = place + 1
        yield ranks


def _within(size: int, most: int, what: str) -> None:
    if size > most:
        shown = f"{size:,}" if size < 10**15 else "very many"
        msg = f"the attainable P of {shown} {what} are too many to list (at most {most:,}) — give a smaller n"
        raise ExactTooLarge(msg)
