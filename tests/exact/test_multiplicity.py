"""Discrete adjustments against their definitions, written out in rational arithmetic and as level-by-level tests."""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biomarker_stats.exact.multiplicity import (
    discrete_benjamini_hochberg,
    discrete_benjamini_liu,
    mid_p,
    tarone,
    tarone_holm,
)

SIXTEENTHS = st.sets(st.integers(1, 15), max_size=4).map(lambda found: [*sorted(found), 16])


@st.composite
def discrete_tests(draw: st.DrawFn) -> tuple[list[int], list[list[int]]]:
    """Draw one to five tests: their attainable p values in sixteenths, exact in binary, and one of them as p."""
    supports = draw(st.lists(SIXTEENTHS, min_size=1, max_size=5))
    return [draw(st.sampled_from(support)) for support in supports], supports


def arrays(p: list[int], supports: list[list[int]]) -> tuple[np.ndarray, list[np.ndarray]]:
    return np.array(p) / 16, [np.array(support) / 16 for support in supports]


def reached(support: list[int], threshold: int) -> Fraction:
    """F_j(t): the largest attainable p value up to t, or 0."""
    return Fraction(max((s for s in support if s <= threshold), default=0), 16)


def tarone_rejects(p: list[int], supports: list[list[int]], level: Fraction) -> list[bool]:
    """Tarone 1990, page 517: K is the smallest k with at most k tests that can reach level/k; reject p_i <= level/K."""
    m = len(p)
    k = next(k for k in range(1, m + 1) if sum(Fraction(s[0], 16) <= level / k for s in supports) <= k)
    return [Fraction(value, 16) <= level / k for value in p]


@given(discrete_tests())
@settings(max_examples=150, deadline=None)
def test_tarone_is_the_smallest_level_at_which_the_procedure_of_1990_rejects(
    drawn: tuple[list[int], list[list[int]]],
) -> None:
    p, supports = drawn
    adjusted = tarone(*arrays(p, supports))
    levels = sorted({Fraction(k * value, 16) for value in p for k in range(1, len(p) + 1)})
    for i in range(len(p)):
        smallest = min(level for level in levels if tarone_rejects(p, supports, level)[i])
        assert adjusted[i] == float(min(smallest, Fraction(1)))


def local_tarone(members: tuple[int, ...], p: list[int], supports: list[list[int]]) -> Fraction:
    """The p value of the intersection of ``members``: the smallest of their single-step adjusted p values."""
    return min(Fraction(p[i], 16) * sum(supports[j][0] <= p[i] for j in members) for i in members)


@given(discrete_tests())
@settings(max_examples=150, deadline=None)
def test_tarone_holm_is_the_closure_of_tarone(drawn: tuple[list[int], list[list[int]]]) -> None:
    p, supports = drawn
    m = len(p)
    subsets = [s for size in range(1, m + 1) for s in combinations(range(m), size)]
    adjusted = tarone_holm(*arrays(p, supports))
    for i in range(m):
        closed = max(local_tarone(members, p, supports) for members in subsets if i in members)
        assert adjusted[i] == float(min(closed, Fraction(1)))


@given(discrete_tests())
@settings(max_examples=150, deadline=None)
def test_dbh_and_dbl_agree_with_their_definitions_in_rational_arithmetic(
    drawn: tuple[list[int], list[list[int]]],
) -> None:
    """Heller & Gur 2011: DBH section 2.1, DBL section 2.2."""
    p, supports = drawn
    m = len(p)
    order = sorted(range(m), key=lambda i: p[i])
    expected = [sum(reached(s, p[i]) for s in supports) / k for k, i in enumerate(order, start=1)]
    dbh = [min(Fraction(1), *expected[k:]) for k in range(m)]
    steps = []
    for k, i in enumerate(order):
        none = Fraction(1)
        for j in order[k:]:
            none *= 1 - reached(supports[j], p[i])
        steps.append(Fraction(m - k, m) * (1 - none))
    dbl = [max(steps[: k + 1]) for k in range(m)]
    found_dbh, found_dbl = (f(*arrays(p, supports)) for f in (discrete_benjamini_hochberg, discrete_benjamini_liu))
    assert found_dbh[order] == pytest.approx([float(x) for x in dbh], abs=1e-13)
    assert found_dbl[order] == pytest.approx([float(x) for x in dbl], abs=1e-13)


@given(discrete_tests())
@settings(max_examples=100, deadline=None)
def test_what_a_test_cannot_attain_only_helps(drawn: tuple[list[int], list[list[int]]]) -> None:
    p, supports = arrays(*drawn)
    single, down = tarone(p, supports), tarone_holm(p, supports)
    assert (p <= down).all()
    assert (down <= single).all()
    assert (single <= np.minimum(len(p) * p, 1)).all()
    assert (mid_p(p, supports) <= p).all()


SUPPORTS = ([[1, 4, 16], [2, 16], [1, 3, 8, 16]], [[4, 16], [1, 16], [1, 16]], [[2, 5, 16], [2, 5, 16], [2, 5, 16]])


def outcomes(supports: list[list[int]]) -> list[tuple[list[int], Fraction]]:
    """All outcomes of independent tests under H0, each with its probability."""
    found = []
    for p in product(*supports):
        probability = Fraction(1)
        for value, support in zip(p, supports, strict=True):
            below = max((s for s in support if s < value), default=0)
            probability *= Fraction(value - below, 16)
        found.append((list(p), probability))
    return found


@pytest.mark.parametrize("supports", SUPPORTS)
@pytest.mark.parametrize("procedure", [tarone, tarone_holm, discrete_benjamini_liu])
def test_error_rates_hold_by_exhaustion_whichever_hypotheses_are_true(
    procedure: Callable[..., np.ndarray], supports: list[list[int]]
) -> None:
    """Family-wise error (Tarone) or false discovery rate (DBL), independent tests; false H0 give their smallest p."""
    m = len(supports)
    for true in (s for size in range(1, m + 1) for s in combinations(range(m), size)):
        spaces = [supports[i] if i in true else supports[i][:1] for i in range(m)]
        levels, rates = set(), []
        for p, _ in outcomes(spaces):
            probability = Fraction(1)
            for i in true:
                probability *= Fraction(p[i] - max((s for s in supports[i] if s < p[i]), default=0), 16)
            adjusted = procedure(*arrays(p, supports))
            levels |= set(adjusted.tolist())
            rates.append((adjusted, probability))
        for level in levels:
            error = 0.0
            for adjusted, probability in rates:
                rejected = adjusted <= level + 1e-12
                wrong = sum(rejected[i] for i in true)
                share = wrong / rejected.sum() if procedure is discrete_benjamini_liu and wrong else wrong > 0
                error += share * float(probability)
            assert error <= level + 1e-9


@pytest.mark.parametrize("supports", SUPPORTS)
def test_tarone_controls_the_family_wise_error_of_fully_dependent_tests(supports: list[list[int]]) -> None:
    """All p values are read off one uniform number u in sixteenths: the smallest attainable value at least u."""
    draws = [[min(s for s in support if s >= u) for support in supports] for u in range(1, 17)]
    smallest = np.array([tarone_holm(*arrays(p, supports)).min() for p in draws])
    for level in smallest:
        assert np.mean(smallest <= level) <= level


def test_mid_p_is_halfway_to_the_next_smaller_attainable_value() -> None:
    """By hand: (4 + 1)/2 sixteenths, and 2/2 sixteenths where nothing smaller is attainable."""
    assert mid_p(*arrays([4, 2], [[1, 4, 16], [2, 16]])).tolist() == [2.5 / 16, 1 / 16]


def test_rounding_between_tests_loses_no_tie() -> None:
    """1 − 0.9 is not 0.1 in binary; both tests can reach 0.1, so both are counted."""
    p = np.array([0.1, 1 - 0.9])
    supports = [np.array([0.1, 1.0]), np.array([1 - 0.9, 1.0])]
    assert tarone(p, supports) == pytest.approx([0.2, 0.2])
    assert discrete_benjamini_hochberg(p, supports) == pytest.approx([0.1, 0.1])
