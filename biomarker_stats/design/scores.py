"""Outcome values as exact integers: a decimal stays the decimal that was printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

_LARGEST = 2**53
_MOST_DECIMALS = 22  # 10**22 is the largest power of ten that a double holds exactly
_INT64 = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Numbers in two forms: ``values`` as floats, and ``integers / denominator`` exactly.

    ``integers`` is None when the values, as printed, do not fit into 62 bits; exact methods then refuse and the
    parametric ones still run.
    """

    values: FloatArray
    integers: IntArray | None
    denominator: int

    def __len__(self) -> int:
        return len(self.values)

    def take(self, index: Any) -> "Scores":
        """Return the scores at ``index`` (an integer or boolean array)."""
        return Scores(self.values[index], None if self.integers is None else self.integers[index], self.denominator)


def exact_scores(values: Iterable[Any]) -> Scores:
    """Return ``values`` as Scores: every number is the decimal (or fraction) it prints as, not its binary neighbour.

    A float ``x`` stands for the shortest decimal that reads back as ``x``; so 0.1 + 0.2 computed elsewhere stays
    0.30000000000000004, but 0.1 and 0.2 read from a table add up to exactly 0.3 here.

    Args:
        values: finite numbers: int, float, bool, numpy scalars, ``Decimal`` or ``Fraction``; shape (n,).

    >>> exact_scores([0.1, 0.25, 3]).integers, exact_scores([0.1, 0.25, 3]).denominator
    (array([ 10,  25, 300]), 100)
    """
    array = np.asarray(values if isinstance(values, np.ndarray) else list(values))
    if array.dtype.kind in "iub":
        whole = array.astype(np.int64)
        return Scores(whole.astype(np.float64), whole if _fits(whole) else None, 1)
    if array.dtype.kind == "f":
        floats = array.astype(np.float64)
        scaled = as_decimals(floats)
        if scaled is not None:
            return Scores(floats, *scaled)
        return _from_fractions([Fraction(repr(float(x))) for x in floats], floats)
    fractions = [_fraction(x) for x in array.tolist()]
    return _from_fractions(fractions, np.array([float(f) for f in fractions]))


def _fits(whole: IntArray) -> bool:
    return whole.size == 0 or max(abs(int(whole.min())), abs(int(whole.max()))) * max(whole.size, 1) < _INT64


def _fraction(value: Any) -> Fraction:
    if isinstance(value, Fraction | Decimal | int):
        return Fraction(value)
    return Fraction(str(value))


def as_decimals(floats: FloatArray) -> tuple[IntArray, int] | None:
    """Find the fewest decimals at which every float is its own decimal: whole arrays at once, no string made.

    ``rint(x·10^k) / 10^k == x`` proves it: below 2^53 the division of two exact integers is correctly rounded.
    """
    for decimals in range(_MOST_DECIMALS + 1):
        power = 10.0**decimals
        whole = np.rint(floats * power)
        if whole.size and float(np.abs(whole).max()) >= _LARGEST:
            return None
        if np.array_equal(whole / power, floats):
            integers = whole.astype(np.int64)
            return (integers, int(10**decimals)) if _fits(integers) else None
    return None


def _from_fractions(fractions: list[Fraction], floats: FloatArray) -> Scores:
    denominator = lcm(*(f.denominator for f in fractions)) if fractions else 1
    whole = [f.numerator * (denominator // f.denominator) for f in fractions]
    fits = not whole or max(map(abs, whole)) * len(whole) < _INT64
    return Scores(floats, np.array(whole, dtype=np.int64) if fits else None, denominator)
