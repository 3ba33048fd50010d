"""Tail counts of small problems in whole numbers: a polynomial is one Python integer, a coefficient a field of bits.

The intervals of rank tests ask for many tails of small distributions; here multiplying by 1 + x^r is one shift and one
addition, and adding up coefficients one remainder (fields add up modulo 2^bits − 1). Counts are exact at any size.
"""

from collections.abc import Sequence

import numpy as np

from biomarker_stats.exact.distribution import FloatArray

FEW = 60  # up to so many units a count fits into the 64 bits of a field


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
    polynomial, fields = _choices(scores, m, bits), (1 << bits) - 1
    lower = (polynomial & ((1 << bits * (at_most + 1)) - 1)) % fields if at_most >= 0 else 0
    return lower, (polynomial >> bits * max(at_least, 0)) % fields


def subset_weights(scores: Sequence[int], m: int, span: int) -> FloatArray:
    """Return how many choices of m of at most 60 ``scores`` (integers ≥ 0) add up to 0, 1, …, span − 1.

    >>> subset_weights([0, 1, 2, 3], 2, 6)
    array([0., 1., 1., 2., 1., 1.])
    """
    return _fields(_choices(scores, m, 64), span)


def sign_flip_weights(magnitudes: Sequence[int], span: int) -> FloatArray:
    """Return how many subsets of at most 60 ``magnitudes`` (integers ≥ 1) add up to 0, 1, …, span − 1.

    >>> sign_flip_weights([1, 2], 4)
    array([1., 1., 1., 1.])
    """
    polynomial = 1
    for magnitude in magnitudes:
        polynomial += polynomial << 64 * magnitude
    return _fields(polynomial, span)


def _choices(scores: Sequence[int], m: int, bits: int) -> int:
    rows = [1] + [0] * m
    n = len(scores)
    for taken, score in enumerate(sorted(scores)):
        for k in range(min(taken, m - 1), max(-1, m - 2 - (n - taken - 1)), -1):
            rows[k + 1] += rows[k] << bits * score
    return rows[m]


def _fields(polynomial: int, span: int) -> FloatArray:
    return np.frombuffer(polynomial.to_bytes(8 * span, "little"), dtype="<u8").astype(np.float64)
