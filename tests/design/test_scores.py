"""Decimals are decimals: exact_scores against the decimal module."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from biomarker_stats.design.scores import exact_scores, is_recorded


@given(st.lists(st.decimals(min_value=-999, max_value=999, places=2), min_size=1, max_size=20))
def test_floats_read_from_decimals_are_those_decimals(printed: list[Decimal]) -> None:
    scores = exact_scores([float(x) for x in printed])
    assert scores.integers is not None
    assert [Fraction(int(k), scores.denominator) for k in scores.integers] == [Fraction(x) for x in printed]


def digits(value: float) -> int:
    return len(Decimal(repr(value)).normalize().as_tuple().digits)


@given(st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=1, max_size=8))
def test_any_float_is_recorded_and_exact_or_computed_and_rounded_or_no_integer_at_all(values: list[float]) -> None:
    scores = exact_scores(np.array(values))
    if scores.integers is None:
        return
    found = [Fraction(int(k), scores.denominator) for k in scores.integers]
    exact = [Fraction(repr(x)) for x in values]
    if max(map(digits, values)) <= 15:
        assert (found, scores.rounded) == (exact, False)
    elif scores.rounded:  # at 12 significant digits of the largest
        largest = max(map(abs, exact))
        assert max(abs(one - other) for one, other in zip(found, exact, strict=True)) <= largest / 10**11
    else:
        assert found == exact


@given(st.lists(st.floats(min_value=-1e9, max_value=1e9), min_size=1, max_size=8))
def test_recorded_is_what_prints_with_at_most_15_digits(values: list[float]) -> None:
    found = is_recorded(np.array(values)).tolist()
    for value, recorded in zip(values, found, strict=True):
        if abs(value) < 1e-4 or not str(abs(value)).startswith("9"):  # next to a power of ten one digit less is asked
            assert recorded == (digits(value) <= 15 or value == 0)


def test_rounding_errors_of_computed_values_break_no_ties() -> None:
    x = np.arange(1, 11)
    tripled = np.log2(3 * x) - np.log2(x)  # log2(3), ten times, were there no rounding
    assert len(set(tripled.tolist())) > 1
    assert len(set(exact_scores(tripled).integers.tolist())) == 1  # type: ignore[union-attr]
    tenths = np.array([0.1 + 0.2, 0.3, 72.9 - 71.5, 1.4, 0.0])
    assert exact_scores(tenths).integers.tolist() == [3, 3, 14, 14, 0]  # type: ignore[union-attr]


def test_recorded_values_are_never_made_equal() -> None:
    computed = float(np.log2(3))
    assert exact_scores([computed * 1e9, 1e-6, 2e-6]).integers is None
    assert exact_scores([computed * 1e9, 1e-6]).integers is None  # would be 0
    assert exact_scores([computed * 1e9, 2.0, 3.0]).rounded


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
