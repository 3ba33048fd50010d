"""Outcome values as exact integers: a decimal stays the decimal that was printed.

A number of more than 15 significant digits was not printed but computed (a logarithm, a difference of binary
fractions), and its last digits are rounding errors. Where an outcome has such numbers all are compared at 12
significant digits of the largest, so that rounding errors break no ties.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

_LARGEST = 2**53
_MOST_DECIMALS = 22  # 10**22 is the largest power of ten that a double holds exactly
_INT64 = 2**62
_RECORDED = 15  # significant digits: every decimal of so many reads back from a double
_COMPARED = 12  # significant digits at which computed values are compared
_MOST_PLACES = 300


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Numbers in two forms: ``values`` as floats, and ``integers / denominator`` exactly.

    ``integers`` is None when the values, as printed, do not fit into 62 bits; exact methods then refuse and the
    parametric ones still run. ``rounded`` says that the integers are computed values at 12 significant digits.
    """

    values: FloatArray
    integers: IntArray | None
    denominator: int
    rounded: bool = False

    def __len__(self) -> int:
        return len(self.values)

    def take(self, index: Any) -> "Scores":
        """Return the scores at ``index`` (an integer or boolean array)."""
        integers = None if self.integers is None else self.integers[index]
        return Scores(self.values[index], integers, self.denominator, self.rounded)


def exact_scores(values: Iterable[Any]) -> Scores:
    """Return ``values`` as Scores: every number is the decimal (or fraction) it prints as, not its binary neighbour.

    A float ``x`` stands for the shortest decimal that reads back as ``x``; floats of more than 15 significant digits
    are taken for computed ones, so that 0.1 + 0.2 computed elsewhere ties with 0.3.

    Args:
        values: finite numbers: int, float, bool, numpy scalars, ``Decimal`` or ``Fraction``; shape (n,).

    >>> exact_scores([0.1, 0.25, 3]).integers, exact_scores([0.1, 0.25, 3]).denominator
    (array([ 10,  25, 300]), 100)
    >>> exact_scores([0.1 + 0.2, 0.3, 1.5]).integers, exact_scores([0.1 + 0.2, 0.3, 1.5]).rounded
    (array([ 3,  3, 15]), True)
    """
    array = np.asarray(values if isinstance(values, np.ndarray) else list(values))
    if array.dtype.kind in "iub":
        if array.dtype.kind == "u" and array.size and int(array.max()) >= _INT64:
            return Scores(array.astype(np.float64), None, 1)
        whole = array.astype(np.int64)
        return Scores(whole.astype(np.float64), whole if _fits(whole) else None, 1)
    if array.dtype.kind == "f":
        return _from_floats(as_doubles(array))
    fractions = [_fraction(x) for x in array.tolist()]
    return _from_fractions(fractions, np.array([float(f) for f in fractions]))


def _from_floats(floats: FloatArray) -> Scores:
    """Return recorded values exactly, computed ones at 12 significant digits of the largest."""
    scaled = as_decimals(floats)
    if scaled is not None:
        return Scores(floats, *scaled)
    if is_recorded(floats).all():
        return _from_fractions([Fraction(repr(float(x))) for x in floats], floats)
    made, decimals, merged = at_few_digits(floats[np.newaxis])
    if merged[0]:
        return Scores(floats, None, 1)
    integers, power = made[0].astype(np.int64), int(10 ** int(decimals[0]))
    common = gcd(power, int(np.gcd.reduce(integers)))
    return Scores(floats, integers // common, power // common, rounded=True)


def as_doubles(numbers: NDArray[Any]) -> FloatArray:
    """Return numbers as doubles: a single- or half-precision float as the decimal it prints as, not its binary value.

    >>> as_doubles(np.array([0.1, 2.5], dtype=np.float32)).tolist()
    [0.1, 2.5]
    """
    short = numbers.dtype.kind == "f" and numbers.dtype.itemsize < 8
    return (numbers.astype(str) if short else numbers).astype(np.float64)


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


def is_recorded(floats: FloatArray) -> NDArray[np.bool_]:
    """Return which floats have at most 15 significant digits, as what somebody wrote down has; others were computed.

    >>> is_recorded(np.array([0.3, 0.1 + 0.2, 1234.5, np.log2(3)])).tolist()
    [True, False, True, False]
    """
    sizes = np.abs(floats)
    with np.errstate(divide="ignore"):
        places = _RECORDED - 1 - np.floor(np.log10(sizes))
    plain = (sizes > 0) & (np.abs(places) <= _MOST_DECIMALS)
    power = 10.0 ** np.abs(np.where(plain, places, 0.0))
    raised = places > 0
    whole = np.rint(np.where(raised, floats * power, floats / power))
    back = np.where(raised, whole / power, whole * power)
    found = np.asarray((back == floats) | (sizes == 0))
    for index in np.flatnonzero(~plain & (sizes > 0)).tolist():
        found.flat[index] = len(Decimal(repr(float(floats.flat[index]))).normalize().as_tuple().digits) <= _RECORDED
    return found


def at_few_digits(rows: FloatArray) -> tuple[FloatArray, IntArray, NDArray[np.bool_]]:
    """Return each row times 10^decimals, rounded to 12 significant digits of its largest value, and the decimals.

    The last array says which rows hold recorded values that this would make equal, or 0: no common grid suits them.

    >>> at_few_digits(np.array([[np.log2(6) - np.log2(3), 1.0, 0.1 + 0.2]]))
    (array([[1.e+11, 1.e+11, 3.e+10]]), array([11]), array([False]))
    """
    largest = np.abs(rows).max(axis=1, initial=0.0)
    with np.errstate(divide="ignore"):
        decimals = _COMPARED - 1 - np.floor(np.log10(largest))
    decimals = np.clip(np.where(largest > 0, decimals, 0.0), 0, _MOST_PLACES).astype(np.int64)
    first = np.minimum(decimals, _MOST_DECIMALS)  # two steps: 10^decimals alone may be more than a float holds
    whole = np.rint(rows * (10.0**first)[:, np.newaxis] * (10.0 ** (decimals - first))[:, np.newaxis])
    size = np.abs(whole).max(axis=1, initial=0.0)
    unfit = (size >= _INT64 / max(rows.shape[1], 1)) | ((size == 0) & (largest > 0))
    return whole, decimals, _merges(rows, whole) | unfit


def _merges(rows: FloatArray, whole: FloatArray) -> NDArray[np.bool_]:
    """Return in which rows two different recorded values, or one and 0, become the same whole number."""
    recorded = is_recorded(rows) & (rows != 0)
    values, places = np.where(recorded, rows, np.nan), np.where(recorded, whole, np.nan)
    values.sort(axis=1)
    places.sort(axis=1)  # rounding keeps the order, so that the same pairs stay side by side
    alike = (np.diff(values, axis=1) > 0) & (np.diff(places, axis=1) == 0)
    return np.asarray(alike.any(axis=1) | (places == 0).any(axis=1))


def _from_fractions(fractions: list[Fraction], floats: FloatArray) -> Scores:
    denominator = lcm(*(f.denominator for f in fractions)) if fractions else 1
    whole = [f.numerator * (denominator // f.denominator) for f in fractions]
    fits = not whole or max(map(abs, whole)) * len(whole) < _INT64
    return Scores(floats, np.array(whole, dtype=np.int64) if fits else None, denominator)
