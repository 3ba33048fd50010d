"""Fisher, McNemar and binomial engines against enumeration in rational arithmetic."""

import math
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biomarker_stats.exact.binomial import binomial_distribution
from biomarker_stats.exact.hypergeometric import first_cell_distribution, hypergeometric_counts, odds_ratio_family
from biomarker_stats.exact.integer_distribution import IntegerDistribution, distribution_of
from biomarker_stats.exact.tilted import TiltedFamily, log_weights

RULES = ("minlike", "central", "blaker", "absolute")


def enumerated_p(weights: dict[int, Fraction], observed: int, alternative: str, rule: str) -> Fraction:
    """The p value by its definition, in rational arithmetic."""
    total = sum(weights.values())
    lower = {y: sum(w for z, w in weights.items() if z <= y) for y in weights}
    upper = {y: sum(w for z, w in weights.items() if z >= y) for y in weights}
    if alternative == "less":
        return lower[observed] / total
    if alternative == "greater":
        return upper[observed] / total
    if rule == "central":
        return min(Fraction(1), 2 * min(lower[observed], upper[observed]) / total)
    mean = sum(y * w for y, w in weights.items()) / total
    key = {
        "minlike": weights,
        "blaker": {y: min(lower[y], upper[y]) for y in weights},
        "absolute": {y: -abs(y - mean) for y in weights},
    }[rule]
    return Fraction(sum(w for y, w in weights.items() if key[y] <= key[observed])) / total


def hypergeometric(n1: int, n2: int, k: int) -> dict[int, Fraction]:
    return {a: Fraction(comb(n1, a) * comb(n2, k - a)) for a in range(max(0, k - n2), min(n1, k) + 1)}


margins = st.tuples(st.integers(0, 9), st.integers(0, 9)).flatmap(
    lambda n: st.tuples(st.just(n[0]), st.just(n[1]), st.integers(0, n[0] + n[1]))
)


@given(margins, st.data())
@settings(max_examples=150, deadline=None)
def test_every_fisher_p_equals_enumeration(margin: tuple[int, int, int], data: st.DataObject) -> None:
    weights = hypergeometric(*margin)
    first, counts = hypergeometric_counts(*margin)
    assert {first + i: c for i, c in enumerate(counts)} == weights
    observed = data.draw(st.sampled_from(sorted(weights)))
    small = first_cell_distribution(first, counts)
    values = np.array(sorted(weights))
    large = IntegerDistribution(values, np.array([float(weights[y]) for y in values]), counts=tuple(counts))
    for alternative, rule in [("less", "central"), ("greater", "central"), *(("two-sided", r) for r in RULES)]:
        expected = float(enumerated_p(weights, observed, alternative, rule))
        assert small.p_value(observed, alternative, rule) == pytest.approx(expected, rel=1e-14)
        assert large.p_value(observed, alternative, rule) == expected
        assert large.mid_p_value(observed, alternative, rule) == pytest.approx(
            small.mid_p_value(observed, alternative, rule), rel=1e-14
        )


@pytest.mark.parametrize("rule", RULES)
def test_p_is_valid_at_every_attainable_level(rule: str) -> None:
    for n1, n2 in [(4, 4), (3, 6), (5, 8)]:
        for k in range(n1 + n2 + 1):
            distribution = first_cell_distribution(*hypergeometric_counts(n1, n2, k))
            p = distribution.all_p("two-sided", rule)
            for alpha in p:
                assert distribution.probabilities[p <= alpha + 1e-15].sum() <= alpha + 1e-12


def tilted_weights(weights: dict[int, Fraction], odds: Fraction) -> dict[int, Fraction]:
    return {y: w * odds**y for y, w in weights.items()}


@given(margins, st.sampled_from(["minlike", "central", "blaker"]), st.sampled_from([0.8, 0.95]), st.data())
@settings(max_examples=200, deadline=None)
def test_limits_bound_exactly_what_the_test_does_not_reject(
    margin: tuple[int, int, int], rule: str, confidence: float, data: st.DataObject
) -> None:
    """Rational odds ratios just outside the limits are rejected, just inside one of them is not."""
    weights = hypergeometric(*margin)
    if len(weights) < 2:
        return
    first, counts = hypergeometric_counts(*margin)
    observed = data.draw(st.sampled_from(sorted(weights)))
    low, high = odds_ratio_family(first, counts).limits(observed, confidence, rule=rule)
    alpha = 1 - Fraction(str(confidence))

    def p(psi: float) -> Fraction:
        return enumerated_p(tilted_weights(weights, Fraction(math.exp(psi))), observed, "two-sided", rule)

    for limit, outwards in ((low, -1), (high, 1)):
        if math.isinf(limit):
            assert observed == (first if outwards < 0 else first + len(counts) - 1)
            continue
        for distance in (1e-7, 0.01, 0.1, 1.0, 3.0):
            assert p(limit + outwards * distance) <= alpha
        assert p(limit - outwards * 1e-7) > alpha or p(limit) > alpha or abs(p(limit - outwards * 1e-7) - alpha) < 1e-6


def test_limits_are_those_of_exact2x2() -> None:
    """Perondi 2004 (Fagerland et al. 2015), minlike: exact2x2 1.6 prints 1.0 to 195.4921; the lower end is a jump."""
    low, high = odds_ratio_family(*hypergeometric_counts(34, 34, 8)).limits(7, 0.95, rule="minlike")
    assert low == 0.0
    assert math.exp(high) == pytest.approx(195.4921, abs=1e-3)


def test_central_limit_beats_a_loose_root_finder() -> None:
    """Tea tasting: R 4.2 fisher.test prints 621.9338 (tolerance 1.2e-4 on 1/OR); uniroot, tol=1e-12, gives 626.2435."""
    upper = math.exp(odds_ratio_family(*hypergeometric_counts(4, 4, 4)).limits(3, 0.95)[1])
    assert upper == pytest.approx(626.243530589, abs=1e-6)

    def tail(odds: Fraction) -> Fraction:
        weights = tilted_weights(hypergeometric(4, 4, 4), odds)
        return sum(w for y, w in weights.items() if y <= 3) / sum(weights.values())

    assert abs(tail(Fraction(upper)) - Fraction(1, 40)) < Fraction(1, 10**12)
    assert abs(tail(Fraction("621.933750545417")) - Fraction(1, 40)) > Fraction(1, 10**5)


def test_conditional_estimate_solves_its_equation() -> None:
    family = odds_ratio_family(*hypergeometric_counts(4, 4, 4))
    estimate = math.exp(family.estimate(3))
    assert estimate == pytest.approx(6.408309, abs=2e-5)  # R 4.2 fisher.test(tea)$estimate, found with tolerance 1.2e-4
    weights = tilted_weights(hypergeometric(4, 4, 4), Fraction(estimate))
    assert abs(sum(y * w for y, w in weights.items()) / sum(weights.values()) - 3) < Fraction(1, 10**12)
    assert family.estimate(0) == -math.inf
    with pytest.raises(ValueError, match="single point"):
        TiltedFamily(3, np.zeros(1)).estimate(3)


def test_93_events_among_32574_whichever_group_comes_first() -> None:
    """The p value is the same with the arms exchanged, and both are exact: the total exceeds every float."""
    one = distribution_of(*hypergeometric_counts(16_000, 16_574, 93))
    two = distribution_of(*hypergeometric_counts(16_574, 16_000, 93))
    assert isinstance(one, IntegerDistribution)
    assert one.p_value(60, "two-sided", "minlike") == two.p_value(33, "two-sided", "minlike")


def test_log_weights_of_huge_integers() -> None:
    assert log_weights([10**400])[0] == pytest.approx(400 * math.log(10))


def test_binomials_beyond_integers_agree_with_integers() -> None:
    """93 of 32,574 at a proportion of .003: the lower tail by a rational sum (Python's Fraction)."""
    p = Fraction(3, 1000)
    term = (1 - p) ** 32_574
    term_float = math.exp(32_574 * math.log1p(-0.003))
    assert float(term) == pytest.approx(term_float, rel=1e-10)
    total, term = 0.0, float(term)
    for k in range(94):
        total += term
        term *= (32_574 - k) / (k + 1) * 3 / 997
    assert binomial_distribution(32_574, p).p_value(93, "less") == pytest.approx(total, rel=1e-9)
    small = binomial_distribution(300, Fraction(1, 3))
    assert small.p_value(80, "less") == pytest.approx(
        float(sum(Fraction(comb(300, k) * 2 ** (300 - k), 3**300) for k in range(81))), rel=1e-13
    )
