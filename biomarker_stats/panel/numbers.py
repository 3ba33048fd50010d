"""The readings of many markers as integers, each marker with a denominator of its own.

The rules are those of :mod:`biomarker_stats.design.scores`, for all markers at once: a decimal stays the decimal that
was printed, and a marker with computed values is compared at 12 significant digits of its largest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.design.scores import FloatArray, IntArray, as_decimals, at_few_digits, exact_scores, is_recorded
from biomarker_stats.errors import DataError, Violation

BoolArray = NDArray[np.bool_]

_DECIMALS = 22
_LARGEST = 2.0**53
_AT_ONCE = 2**21  # readings looked at together


@dataclass(frozen=True, slots=True, eq=False)
class WholeRows:
    """``values / denominator`` are the numbers, row by row; ``computed`` rows were rounded to 12 significant digits."""

    values: IntArray
    denominator: FloatArray
    computed: BoolArray


def whole_rows(numbers: FloatArray, names: list[str]) -> WholeRows:
    """Return each row as integers over a denominator.

    Raises:
        DataError: the recorded values of a marker have no common denominator that fits; every such marker is named.

    >>> rows = whole_rows(np.array([[0.1, 2.0], [1.0, 3.0], [0.1 + 0.2, 0.0]]), ["a", "b", "c"])
    >>> rows.values.tolist(), rows.denominator.tolist(), rows.computed.tolist()
    ([[1, 20], [1, 3], [3, 0]], [10.0, 1.0, 10.0], [False, False, True])
    """
    m = len(numbers)
    together = as_decimals(numbers)
    if together is not None:
        return WholeRows(together[0], np.full(m, float(together[1])), np.zeros(m, dtype=bool))
    found = WholeRows(np.zeros(numbers.shape, dtype=np.int64), np.ones(m), np.zeros(m, dtype=bool))
    left = _decimals(numbers, found)
    recorded = np.zeros(len(left), dtype=bool)
    step = max(1, _AT_ONCE // max(numbers.shape[1], 1))
    for start in range(0, len(left), step):
        recorded[start : start + step] = is_recorded(numbers[left[start : start + step]]).all(axis=1)
        rows = left[start : start + step][~recorded[start : start + step]]
        _few_digits(numbers, rows, found)
    for k in left[recorded].tolist():
        scores = exact_scores(numbers[k])
        found.denominator[k] = 0 if scores.integers is None else scores.denominator
        if scores.integers is not None:
            found.values[k] = scores.integers
    _refuse([names[k] for k in np.flatnonzero(found.denominator == 0).tolist()])
    return found


def _decimals(numbers: FloatArray, found: WholeRows) -> IntArray:
    """Fill in the rows that are decimals of few enough digits, and return the others."""
    left = np.arange(len(numbers))
    for decimals in range(_DECIMALS + 1):
        power = 10.0**decimals
        part = numbers[left]
        whole = np.rint(part * power)
        large = np.abs(whole).max(axis=1, initial=0.0)
        fits = (whole / power == part).all(axis=1) & (large < _LARGEST)
        rows = left[fits]
        found.values[rows], found.denominator[rows] = whole[fits], power
        left = left[~fits]
        if not len(left) or not (large[~fits] < _LARGEST).any():
            break
    return left


def _few_digits(numbers: FloatArray, rows: IntArray, found: WholeRows) -> None:
    """Fill in rows of computed values, freed of common factors; a denominator of 0 where no grid suits them."""
    whole, decimals, merged = at_few_digits(numbers[rows])
    values = np.where(merged[:, np.newaxis], 0.0, whole).astype(np.int64)
    twos_and_fives = np.minimum(decimals, 18)  # the powers of ten that fit into 62 bits
    common = np.gcd(np.gcd.reduce(values, axis=1), 10**twos_and_fives)
    found.values[rows] = values // common[:, np.newaxis]
    found.denominator[rows] = np.where(merged, 0.0, 10.0**decimals / common)
    found.computed[rows] = True


def _refuse(names: list[str]) -> None:
    """Refuse markers without a denominator."""
    remedy = "give it in other units, or leave out the reading that is so much smaller than the others"
    why = "has recorded values so far apart in size that no exact arithmetic holds them"
    if names:
        raise DataError([Violation(message=f"marker {name!r} {why}", remedy=remedy) for name in names])
