"""Tail counts of small problems in whole numbers: a polynomial is one Python integer, a coefficient a field of bits.

The intervals of rank tests ask for many tails of small distributions; here multiplying by 1 + x^r is one shift and one
addition, and adding up coefficients one remainder (fields add up modulo 2^bits − 1). Counts are exact at any size.
"""

from collections.abc import Sequence


def sign_flip_count(magnitudes: Sequence[int], at_most: int) -> int:
    """Return how many of the 2^n subsets of ``magnitudes`` (integers ≥ 1) add up to ``at_most`` or less.

    >>> sign_flip_count([1, 2, 3], 2)
    3
    """
    if at_most < 0:
        return 0
    bits = len(magnitudes) + 2
    kept = (1 << bits * (at_most + 1)) - 1
    polynomial = 1
    for magnitude in sorted(magnitudes):
        polynomial = (polynomial + (polynomial << bits * magnitude)) & kept
    return polynomial % ((1 << bits) - 1)


def subset_counts(scores: Sequence[int], m: int, at_most: int, at_least: int) -> tuple[int, int]:
    """Return how many choices of m of the ``scores`` (integers ≥ 0) add up to ≤ ``at_most``, and to ≥ ``at_least``.

    >>> subset_counts([0, 1, 2, 3], 2, 2, 5)
    (2, 1)
    """
    bits = len(scores) + 2
    rows = [1] + [0] * m
    for taken, score in enumerate(sorted(scores)):
        for k in range(min(taken, m - 1), max(-1, m - 2 - (len(scores) - taken - 1)), -1):
            rows[k + 1] += rows[k] << bits * score
    fields = (1 << bits) - 1
    lower = (rows[m] & ((1 << bits * (at_most + 1)) - 1)) % fields if at_most >= 0 else 0
    upper = (rows[m] >> bits * max(at_least, 0)) % fields
    return lower, upper
