"""Sums of squares and their neighbours without overflow or underflow: t does not know the unit of measurement."""

import math
from fractions import Fraction

import numpy as np

from biomarker_stats.design.scores import FloatArray, IntArray


def sums_of_squares(*samples: FloatArray) -> tuple[list[float], int]:
    """Return the sum of squares of each sample about its mean in units of 4^power, and the power.

    Only powers of two are divided out, so that no digit changes; exactly 0 where all values of a sample are the same.

    >>> sums_of_squares(np.array([1.0, 3.0])), sums_of_squares(np.array([2.0**-700, 3 * 2.0**-700]))
    (([0.5], 1), ([0.5], -699))
    """
    power = power_of_two(*samples)
    centred = [_centred(np.ldexp(x, -power)) for x in samples]
    finer = power_of_two(*centred)
    return [float((np.ldexp(x, -finer) ** 2).sum()) for x in centred], power + finer


def power_of_two(*samples: FloatArray) -> int:
    """Return the power of two just above the largest absolute value, as an exponent; 0 where all are 0.

    >>> power_of_two(np.array([0.3, -5.0])), power_of_two(np.zeros(2))
    (3, 0)
    """
    return math.frexp(max(float(np.abs(x).max(initial=0.0)) for x in samples))[1]


def _centred(x: FloatArray) -> FloatArray:
    return np.zeros_like(x) if len(x) == 0 or (x == x[0]).all() else x - x.mean()


def times_power(value: float, power: int) -> float:
    """Return value·2^power; infinite where that is more than a float holds.

    >>> times_power(0.5, 3), times_power(-1.0, 2000)
    (4.0, -inf)
    """
    try:
        return math.ldexp(value, power)
    except OverflowError:
        return math.copysign(math.inf, value)


def as_float(value: Fraction) -> float:
    """Return a fraction as a float; infinite where it is more than a float holds."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def quotients(whole: IntArray, denominator: int) -> FloatArray:
    """Return whole numbers over a denominator, which may be larger than a float."""
    if denominator < 2**53:
        return np.asarray(whole / denominator)
    return np.array([number / denominator for number in whole.tolist()])
