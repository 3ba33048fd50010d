"""The readings of many markers as integers, each marker with a denominator of its own.

A decimal stays the decimal that was printed (see :mod:`biomarker_stats.design.scores`), so that ties stay ties. A
marker whose values have too many digits for that, such as a computed logarithm, is handled by order alone where the
order of its values is beyond the reach of rounding, and by exact fractions otherwise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.design.scores import FloatArray, IntArray, as_decimals, exact_scores
from biomarker_stats.errors import DataError, Violation

BoolArray = NDArray[np.bool_]

_DECIMALS = 16
_LARGEST = 2.0**52
_ROUNDING = 2.0**-49  # of the largest reading: more than the readings and their difference can be off


@dataclass(frozen=True, slots=True, eq=False)
class WholeRows:
    """``values / denominator`` are the numbers, row by row; rows that are not ``exact`` hold floats over 1."""

    values: FloatArray
    denominator: FloatArray
    exact: BoolArray


def whole_rows(numbers: FloatArray) -> WholeRows:
    """Return each row times the smallest power of ten that makes it whole, where there is one.

    >>> rows = whole_rows(np.array([[0.1, 2.0], [1.0, 3.0], [0.1 + 0.2, 0.0]]))
    >>> rows.values[:2].tolist(), rows.denominator.tolist(), rows.exact.tolist()
    ([[1.0, 20.0], [1.0, 3.0]], [10.0, 1.0, 1.0], [True, True, False])
    """
    m = len(numbers)
    together = as_decimals(numbers)
    if together is not None and float(np.abs(together[0]).max(initial=0)) < _LARGEST:
        whole, denominator = together
        return WholeRows(whole.astype(np.float64), np.full(m, float(denominator)), np.ones(m, dtype=bool))
    values, denominators, exact = numbers.copy(), np.ones(m), np.zeros(m, dtype=bool)
    left = np.arange(m)
    for decimals in range(_DECIMALS + 1):
        power = 10.0**decimals
        part = numbers[left]
        whole = np.rint(part * power)
        fits = (whole / power == part).all(axis=1) & (np.abs(whole).max(axis=1, initial=0.0) < _LARGEST)
        rows = left[fits]
        values[rows], denominators[rows], exact[rows] = whole[fits], power, True
        left = left[~fits]
        if not len(left):
            break
    return WholeRows(values, denominators, exact)


def exact_integers(rows: WholeRows, raw: FloatArray, names: list[str]) -> tuple[IntArray, FloatArray]:
    """Return every row as integers with its denominator, through fractions where decimals are too long.

    Raises:
        DataError: the values of a marker do not fit into 62 bits; every such marker is named.
    """
    whole, denominators = (
        np.where(rows.exact[:, np.newaxis], rows.values, 0.0).astype(np.int64),
        rows.denominator.copy(),
    )
    wrong = []
    for k in np.flatnonzero(~rows.exact).tolist():
        scores = exact_scores(raw[k])
        if scores.integers is None:
            remedy = "round the values to fewer digits, or use a test of ranks"
            wrong.append(Violation(message="has values too long for an exact test", remedy=remedy, column=names[k]))
            continue
        whole[k], denominators[k] = scores.integers, scores.denominator
    if wrong:
        raise DataError(wrong)
    return whole, denominators


def ordered_beyond_doubt(sizes: FloatArray, largest: FloatArray) -> BoolArray:
    """Whether the order of each row's values cannot have been changed by rounding; ``largest`` reading of each row.

    >>> ordered_beyond_doubt(np.array([[0.0, 0.3, 0.5], [0.3, 0.3 + 1e-16, 0.5]]), np.array([1.0, 1.0]))
    array([ True, False])
    """
    gaps = np.diff(np.sort(sizes, axis=1), axis=1)
    return np.asarray((gaps > _ROUNDING * largest[:, np.newaxis]).all(axis=1))
