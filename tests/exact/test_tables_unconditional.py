"""Unconditional tests: orderings in rational arithmetic, suprema against dense grids, coverage by exhaustion."""

from fractions import Fraction
from math import comb, inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact import bernstein
from biomarker_stats.exact.orderings import Ordering
from biomarker_stats.exact.paired_difference import exact_difference
from biomarker_stats.exact.paired_unconditional import unconditional_change
from biomarker_stats.exact.two_binomials import conditional_shares, exact_fisher_p, fisher_p_values
from biomarker_stats.exact.unconditional import (
    check_size,
    difference_limits,
    largest_probability,
    rejection_region,
    supremum,
    unconditional_p,
)

GRID = np.linspace(0.0, 1.0, 20_001)
ALTERNATIVES = ("two-sided", "greater", "less")
arms = st.tuples(st.integers(1, 7), st.integers(1, 7))


def statistic(name: str, a: int, n1: int, b: int, n2: int) -> tuple[float | Fraction, int]:
    """The signed square of a z statistic as a fraction (infinite where the variance is 0)."""
    difference = Fraction(a, n1) - Fraction(b, n2)
    if name == "difference":
        variance = Fraction(1)
    elif name == "z-pooled":
        pooled = Fraction(a + b, n1 + n2)
        variance = pooled * (1 - pooled) * (Fraction(1, n1) + Fraction(1, n2))
    else:
        variance = Fraction(a * (n1 - a), n1**3) + Fraction(b * (n2 - b), n2**3)
    sign = (difference > 0) - (difference < 0)
    if variance == 0:
        return (sign * inf if sign else Fraction(0)), sign
    return sign * difference**2 / variance, sign


def extremeness(name: str, table: tuple[int, int], n: tuple[int, int], alternative: str) -> float | Fraction:
    value, _ = statistic(name, table[0], n[0], table[1], n[1])
    return {"two-sided": abs(value), "greater": value, "less": -value}[alternative]


@given(arms, st.sampled_from(["difference", "z-pooled", "z-unpooled"]), st.sampled_from(ALTERNATIVES), st.data())
@settings(max_examples=120, deadline=None)
def test_orderings_agree_with_rational_arithmetic(
    n: tuple[int, int], name: str, alternative: str, data: st.DataObject
) -> None:
    table = (data.draw(st.integers(0, n[0])), data.draw(st.integers(0, n[1])))
    at_least, equal = Ordering(*n, name, alternative).at_least(table)
    own = extremeness(name, table, n, alternative)
    for a in range(n[0] + 1):
        for b in range(n[1] + 1):
            other = extremeness(name, (a, b), n, alternative)
            assert at_least[a, b] == (other >= own)
            assert equal[a, b] == (other == own)


@given(
    arms,
    st.sampled_from(["two-sided", "greater"]),
    st.sampled_from(["minlike", "central", "blaker", "absolute"]),
    st.booleans(),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_fisher_orderings_agree_with_rational_arithmetic(
    n: tuple[int, int], alternative: str, rule: str, mid: bool, data: st.DataObject
) -> None:
    p = {
        (a, b): exact_fisher_p(*n, (a, b), alternative, rule, mid=mid) for a in range(n[0] + 1) for b in range(n[1] + 1)
    }
    floats = fisher_p_values(*n, alternative, rule, mid=mid)
    assert all(floats[table] == pytest.approx(float(value), rel=1e-13) for table, value in p.items())
    table = data.draw(st.sampled_from(sorted(p)))
    name = "fisher-mid-p" if mid else "fisher"
    at_least, equal = Ordering(*n, name, alternative, rule).at_least(table)
    for other, value in p.items():
        assert at_least[other] == (value <= p[table])
        assert equal[other] == (value == p[table])


def polynomial(shares: np.ndarray, proportions: np.ndarray) -> np.ndarray:
    return np.asarray(bernstein.binomial_matrix(len(shares) - 1, proportions) @ shares)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=40))
@settings(max_examples=100, deadline=None)
def test_no_grid_point_exceeds_the_certified_maximum(coefficients: list[float]) -> None:
    shares = np.array(coefficients)
    found = bernstein.maximum(shares)
    assert found.bound - found.value <= 1e-9
    assert polynomial(shares, GRID).max() <= found.value + 1e-10
    assert polynomial(shares, np.array([found.place]))[0] == pytest.approx(found.value, abs=1e-12)


@pytest.mark.parametrize("name", ["fisher", "fisher-mid-p", "z-pooled", "z-unpooled", "difference"])
@pytest.mark.parametrize("n", [(3, 4), (5, 5), (2, 6)])
def test_p_is_valid_for_every_common_proportion(name: str, n: tuple[int, int]) -> None:
    """P(p <= alpha) <= alpha at every attainable alpha and every proportion of a grid."""
    proportions = np.linspace(0, 1, 201)
    ways = np.array([[comb(n[0], a) * comb(n[1], b) for b in range(n[1] + 1)] for a in range(n[0] + 1)], dtype=float)
    a, b = np.indices(ways.shape)
    for alternative in ALTERNATIVES:
        ordering = Ordering(*n, name, alternative, "minlike" if name == "fisher" else "central")
        if name == "fisher-mid-p" and alternative == "two-sided":
            continue
        p = np.array([[unconditional_p(ordering, (i, j)).value for j in range(n[1] + 1)] for i in range(n[0] + 1)])
        for alpha in np.unique(p):
            for pi in proportions:
                size = (ways * (p <= alpha + 1e-12) * pi ** (a + b) * (1 - pi) ** (sum(n) - a - b)).sum()
                assert size <= alpha + 1e-9


def test_supremum_is_found_between_grid_points() -> None:
    """Perondi 2004, Boschloo: Exact, exact2x2 and scipy agree on .038464; the place is no round number."""
    found = unconditional_p(Ordering(34, 34, "fisher", "two-sided", "minlike"), (7, 1))
    assert found.value == pytest.approx(0.038463922122743334, abs=1e-9)
    assert found.bound - found.value <= 1e-9


def test_boschloo_is_never_larger_than_fisher() -> None:
    """Boschloo RD (1970): the size of Fisher's test bounds it, uniformly."""
    fisher = fisher_p_values(6, 5, "two-sided", "minlike")
    for table in np.ndindex(7, 6):
        assert unconditional_p(Ordering(6, 5, "fisher", "two-sided", "minlike"), table).value <= fisher[table] + 1e-12


def test_rejection_region_is_the_set_of_small_p() -> None:
    for ordering in (Ordering(6, 5, "z-pooled", "two-sided"), Ordering(5, 5, "fisher", "greater")):
        region = rejection_region(ordering, 0.1)
        for table in np.ndindex(*region.shape):
            assert region[table] == (unconditional_p(ordering, table).value <= 0.1)


def test_interval_of_exact2x2() -> None:
    """exact2x2 uncondExact2x2(2, 10, 7, 10): FisherAdj, p2 − p1: 0.01793 to 0.81463, p = 0.04138."""
    ordering = Ordering(10, 10, "fisher-mid-p", "two-sided", "central")
    low, high = difference_limits(ordering, (7, 2), 0.025, "two-sided")
    assert (low, high) == (pytest.approx(0.01793, abs=2e-3), pytest.approx(0.81463, abs=2e-3))
    one_sided = Ordering(10, 10, "fisher-mid-p", "greater", "central")
    assert 2 * unconditional_p(one_sided, (7, 2)).value == pytest.approx(0.04138, abs=1e-4)


@pytest.mark.parametrize("name", ["fisher", "fisher-mid-p", "z-pooled", "difference"])
def test_interval_covers_by_exhaustion(name: str) -> None:
    n1, n2 = 4, 3
    ordering = Ordering(n1, n2, name, "two-sided", "central")
    limits = {t: difference_limits(ordering, t, 0.05, "two-sided") for t in np.ndindex(n1 + 1, n2 + 1)}
    for p1 in np.linspace(0, 1, 21):
        for p2 in np.linspace(0, 1, 21):
            covered = sum(
                comb(n1, a) * p1**a * (1 - p1) ** (n1 - a) * comb(n2, b) * p2**b * (1 - p2) ** (n2 - b)
                for (a, b), (low, high) in limits.items()
                if low - 1e-7 <= p1 - p2 <= high + 1e-7
            )
            assert covered >= 0.9 - 1e-9


def test_probability_at_a_limit_is_the_tail() -> None:
    ordering = Ordering(12, 9, "z-pooled", "greater")
    low = difference_limits(ordering, (9, 2), 0.025, "greater")[0]
    region = ordering.at_least((9, 2))[0]
    assert largest_probability(region, low) == pytest.approx(0.025, abs=1e-7)
    grid = np.linspace(0, 1 - low, 4001)
    first = bernstein.binomial_matrix(12, grid + low)
    assert ((first @ region) * bernstein.binomial_matrix(9, grid)).sum(axis=1).max() <= 0.025 + 1e-7


@given(st.integers(2, 9), st.data(), st.sampled_from(ALTERNATIVES))
@settings(max_examples=50, deadline=None)
def test_paired_supremum_bounds_every_grid_point(n: int, data: st.DataObject, alternative: str) -> None:
    """Trinomial enumeration with p12 = p21 = π/2, tables compared in rational arithmetic."""
    b = data.draw(st.integers(0, n))
    c = data.draw(st.integers(0, n - b))

    def z(x: int, y: int) -> Fraction:
        value = Fraction((x - y) * abs(x - y), x + y) if x + y else Fraction(0)
        return {"two-sided": abs(value), "greater": value, "less": -value}[alternative]

    found = unconditional_change(n, b, c, alternative)
    for pi in np.linspace(0, 1, 41):
        total = sum(
            comb(n, x) * comb(n - x, y) * (pi / 2) ** (x + y) * (1 - pi) ** (n - x - y)
            for x in range(n + 1)
            for y in range(n - x + 1)
            if z(x, y) >= z(b, c)
        )
        assert total <= found.value + 1e-9


def test_shares_are_conditional_probabilities() -> None:
    included = np.zeros((3, 3))
    included[2, 0] = 1
    assert conditional_shares(included).tolist() == [0, 0, pytest.approx(1 / 6), 0, 0]
    assert supremum(np.ones((3, 3))).value == 1.0


def test_huge_arms_are_refused_with_the_remedy() -> None:
    with pytest.raises(ExactTooLarge, match="use method 'fisher'"):
        check_size(501, 10)


def test_exact_paired_difference_is_that_of_exactcidiff() -> None:
    """ExactCIdiff::PairedCI(6, 13, 1): −0.02538 to 0.50241 (Wang 2012; R Journal 7(2):62-70)."""
    low, high = exact_difference(20, 6, 1, 0.025)
    assert (low, high) == (pytest.approx(-0.02538, abs=1e-4), pytest.approx(0.50241, abs=1e-4))
    assert exact_difference(20, 1, 6, 0.025) == (pytest.approx(-high, abs=1e-9), pytest.approx(-low, abs=1e-9))


@pytest.mark.parametrize("n", [1, 2, 4])
def test_exact_paired_difference_covers_by_exhaustion(n: int) -> None:
    outcomes = [(b, c) for b in range(n + 1) for c in range(n + 1 - b)]
    limits = {outcome: exact_difference(n, *outcome, 0.05) for outcome in outcomes}
    for up in np.linspace(0, 1, 21):
        for down in np.linspace(0, 1 - up, 11):
            covered = sum(
                comb(n, b) * comb(n - b, c) * up**b * down**c * max(1 - up - down, 0.0) ** (n - b - c)
                for (b, c), (low, high) in limits.items()
                if low - 1e-7 <= up - down <= high + 1e-7
            )
            assert covered >= 0.9 - 1e-7


def test_exact_paired_difference_refuses_many_pairs() -> None:
    with pytest.raises(ExactTooLarge, match="interval='tango'"):
        exact_difference(41, 1, 1, 0.025)
