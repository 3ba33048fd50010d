"""Differences of numbers as printed: of two decimals, not of the binary numbers next to them."""

import math
from collections.abc import Iterable
from fractions import Fraction


def differences(after: Iterable[float], before: Iterable[float]) -> list[float]:
    """Return after − before, each as the decimal that it is on paper; NaN where a reading is missing.

    Two units whose readings fell by the same amount get the same number, so that they tie.

    >>> differences([58.9, 45.7], [72.9, 59.7]), 58.9 - 72.9 == 45.7 - 59.7
    ([-14.0, -14.0], False)
    """
    return [_difference(float(last), float(first)) for last, first in zip(after, before, strict=True)]


def _difference(last: float, first: float) -> float:
    if not (math.isfinite(last) and math.isfinite(first)):
        return last - first
    return float(Fraction(repr(last)) - Fraction(repr(first)))
