"""Decimals are decimals: exact_scores against the decimal module."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from biomarker_stats.design.scores import exact_scores


@given(st.lists(st.decimals(min_value=-999, max_value=999, places=2), min_size=1, max_size=20))
def test_floats_read_from_decimals_are_those_decimals(printed: list[Decimal]) -> None:
    scores = exact_scores([float(x) for x in printed])
    assert scores.integers is not None
    assert [Fraction(int(k), scores.denominator) for k in scores.integers] == [Fraction(x) for x in printed]


@given(st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=1, max_size=8))
def test_any_float_is_the_decimal_it_prints_as_or_no_integer_at_all(values: list[float]) -> None:
    scores = exact_scores(np.array(values))
    if scores.integers is not None:
        found = [Fraction(int(k), scores.denominator) for k in scores.integers]
        assert found == [Fraction(repr(x)) for x in values]


def test_one_tenth_and_two_tenths_are_three_tenths() -> None:
    scores = exact_scores([0.1, 0.2, 0.3])
    assert scores.integers is not None
    assert scores.integers[0] + scores.integers[1] == scores.integers[2]


def test_fractions_and_decimals_share_one_denominator() -> None:
    scores = exact_scores([Fraction(1, 3), Decimal("0.5"), 2])
    assert scores.integers is not None
    assert (scores.integers.tolist(), scores.denominator) == ([2, 3, 12], 6)


def test_numbers_too_wide_for_integers_keep_their_floats() -> None:
    scores = exact_scores([1e300, 1e-300])
    assert scores.integers is None
    assert scores.values.tolist() == [1e300, 1e-300]
