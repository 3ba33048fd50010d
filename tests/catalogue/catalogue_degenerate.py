"""Data that leave a test nothing to do, for every method of the catalogue: constant, empty, or one unit."""

from typing import Any

import pytest
from catalogue_data import (
    BINARY_BLOCKS,
    BINARY_DOSES,
    BLOCKS,
    CROSSED,
    FOURFOLD,
    KINDS,
    ORDERED,
    ORDERED_BLOCKS,
    PAIRED_FOURFOLD,
    PAIRS,
    PLAIN_ARMS,
    PLAIN_PAIRS,
    PROPORTION,
    SQUARE,
    STRATA,
    THREE_ARMS,
    TWO_ARMS,
    Data,
    Kind,
)

from biomarker_stats.methods.catalogue import CATALOGUE

_SAME_READINGS = [(1, 1, 0), (2, 2, 0), (0, 0, 0)]
_SAME_ARMS = [(1, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 0), (1, 0, 0)]
_SAME_THREE = [(1, 0, 0), (1, 1, 0), (1, 2, 0), (1, 0, 1), (1, 1, 1)]
_ARMS_APART = [(1, 0, 0), (0, 0, 0), (0, 1, 1), (1, 1, 1), (1, 2, 2), (0, 2, 2)]
_SAME_SUBJECTS = [(1, arm, subject) for arm in range(3) for subject in range(2)]
_EMPTY, _NO_ROW, _NO_COLUMN, _ONE = [[0, 0], [0, 0]], [[0, 0], [2, 3]], [[2, 0], [3, 0]], [[1, 0], [0, 0]]
_WIDE = ([[0] * 3] * 3, [[0] * 3, [1, 2, 3], [0] * 3], [[2, 0, 0], [3, 0, 0], [1, 0, 0]], [[1, 0, 0], [0] * 3, [0] * 3])

NOTHING_TO_TEST: tuple[tuple[Kind, tuple[Data, ...]], ...] = (
    (PAIRS, (_SAME_READINGS, [(1, 1, 0)], [(1, 1, 0), (2, 2, 1)])),
    (PLAIN_PAIRS, (_SAME_READINGS, [(1, 1, 0)])),
    (TWO_ARMS, (_SAME_ARMS, [(1, 0, 0), (1, 1, 0)], [row for row in _ARMS_APART if row[1] < 2])),
    (PLAIN_ARMS, (_SAME_ARMS,)),
    (THREE_ARMS, (_SAME_THREE, _ARMS_APART)),
    (ORDERED, (_SAME_THREE, _ARMS_APART)),
    (BINARY_DOSES, (_SAME_THREE, _ARMS_APART)),
    (BLOCKS, (_SAME_SUBJECTS, [(1, 0, 0), (1, 1, 0), (1, 2, 0)])),
    (BINARY_BLOCKS, (_SAME_SUBJECTS,)),
    (ORDERED_BLOCKS, (_SAME_SUBJECTS,)),
    (FOURFOLD, (_EMPTY, _NO_ROW, _NO_COLUMN, _ONE)),
    (CROSSED, _WIDE),
    (PAIRED_FOURFOLD, (_EMPTY, [[3, 0], [0, 2]], _ONE)),
    (SQUARE, ([[0] * 3] * 3, [[3, 0, 0], [0, 2, 0], [0, 0, 1]])),
    (STRATA, ([_EMPTY], [_NO_ROW, _NO_COLUMN], [_ONE, _EMPTY])),
)
SMALLEST: tuple[tuple[Kind, tuple[Data, ...]], ...] = (
    (PAIRS, ([(0, 1, 0)],)),
    (PLAIN_PAIRS, ([(0, 1, 0)],)),
    (TWO_ARMS, ([(0, 0, 0), (1, 1, 0)],)),
    (PLAIN_ARMS, ([(0, 0, 0), (1, 1, 0)], [(0, 0, 0), (3, 0, 0), (1, 1, 0)])),
    (THREE_ARMS, ([(0, 0, 0), (1, 1, 0), (2, 2, 0)],)),
    (ORDERED, ([(0, 0, 0), (1, 1, 0), (2, 2, 0)],)),
    (BINARY_DOSES, ([(0, 0, 0), (1, 1, 0), (1, 2, 0)],)),
    (BLOCKS, ([(0, 0, 0), (1, 1, 0), (2, 2, 0)],)),
    (BINARY_BLOCKS, ([(0, 0, 0), (1, 1, 0), (1, 2, 0)],)),
    (ORDERED_BLOCKS, ([(0, 0, 0), (1, 1, 0), (2, 2, 0)],)),
    (FOURFOLD, ([[1, 0], [0, 1]], [[0, 1], [2, 0]])),
    (CROSSED, ([[1, 0, 0], [0, 1, 0], [0, 0, 0]],)),
    (PAIRED_FOURFOLD, ([[0, 1], [0, 0]],)),
    (SQUARE, ([[0, 1, 0], [0, 0, 0], [0, 0, 0]],)),
    (STRATA, ([[[1, 0], [0, 1]]],)),
    (PROPORTION, ((0, 1, 0.5), (1, 1, 0.5), (1, 1, 0.3))),
)


def _by_method(data: tuple[tuple[Kind, tuple[Data, ...]], ...]) -> list[Any]:
    return [
        pytest.param(method, cases, id=f"{method.takes} {method.name}")
        for method in CATALOGUE
        for kind, cases in data
        if KINDS[method.takes, method.name] is kind and (method.name != "brunner-munzel" or data is NOTHING_TO_TEST)
    ]


CANNOT_VARY = _by_method(NOTHING_TO_TEST)
ONE_UNIT = _by_method(SMALLEST)
