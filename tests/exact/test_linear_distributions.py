"""Sign flips, relabellings and their sums over strata against counting every arrangement."""

import itertools
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact import relabelling, sign_flips
from biomarker_stats.exact.convolution import convolve
from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.exact.packed import sign_flip_count, subset_counts
from biomarker_stats.exact.relabelling import relabelling_distribution, subset_sums
from biomarker_stats.exact.sign_flips import sign_flip_distribution
from biomarker_stats.exact.subsets import subsets
from biomarker_stats.exact.tails import attained_level, tails

SCORES = st.lists(st.integers(-4, 9), min_size=1, max_size=8)
FACTORS = st.sampled_from([1, 3, 1_000, 10**9 + 7])


def counted(sums: Iterable[int]) -> dict[int, int]:
    return dict(Counter(sums))


def found(distribution: ExactDistribution) -> dict[int, float]:
    return dict(zip(distribution.values.tolist(), distribution.weights.tolist(), strict=True))


@given(st.lists(st.integers(1, 9), max_size=8), FACTORS)
def test_sign_flips_count_every_pattern(magnitudes: list[int], factor: int) -> None:
    scaled = [factor * magnitude for magnitude in magnitudes]
    patterns = itertools.product((0, 1), repeat=len(scaled))
    expected = counted(sum(m for m, up in zip(scaled, signs, strict=True) if up) for signs in patterns)
    assert found(sign_flip_distribution(np.array(scaled, dtype=np.int64))) == expected


@given(SCORES, FACTORS, st.data())
def test_subset_sums_count_every_choice(scores: list[int], factor: int, data: st.DataObject) -> None:
    m = data.draw(st.integers(0, len(scores)))
    scaled = [factor * score for score in scores]
    expected = counted(sum(chosen) for chosen in itertools.combinations(scaled, m))
    assert found(subset_sums(np.array(scaled), m)) == expected


@settings(max_examples=60)
@given(SCORES, st.data())
def test_the_three_ways_to_count_subsets_agree(scores: list[int], data: st.DataObject) -> None:
    m = data.draw(st.integers(1, len(scores)))
    levels, counts = np.unique(np.array(scores) - min(scores), return_counts=True)
    if len(levels) == 1 or m == len(scores):
        return
    expected = counted(sum(chosen) - m * min(scores) for chosen in itertools.combinations(scores, m))
    plan = relabelling._Plan(np.repeat(levels, counts), m)
    for values, weights in (relabelling._count_units(plan), relabelling._count_classes(levels, counts, m)):
        assert dict(zip(values.tolist(), weights.tolist(), strict=True)) == expected


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.integers(-2, 40))
def test_packed_sign_flips_count_a_tail(magnitudes: list[int], at_most: int) -> None:
    patterns = itertools.product((0, 1), repeat=len(magnitudes))
    sums = [sum(m for m, up in zip(magnitudes, signs, strict=True) if up) for signs in patterns]
    assert sign_flip_count(magnitudes, at_most) == sum(total <= at_most for total in sums)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(-2, 40), st.integers(-2, 40), st.data())
def test_packed_subsets_count_both_tails(scores: list[int], low: int, high: int, data: st.DataObject) -> None:
    m = data.draw(st.integers(0, len(scores)))
    sums = [sum(chosen) for chosen in itertools.combinations(scores, m)]
    expected = sum(total <= low for total in sums), sum(total >= high for total in sums)
    assert subset_counts(scores, m, low, high) == expected


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(-3, 5), min_size=1, max_size=4), min_size=1, max_size=3), FACTORS, st.data())
def test_strata_multiply(strata: list[list[int]], factor: int, data: st.DataObject) -> None:
    scaled = [[factor * score for score in scores] for scores in strata]
    chosen = [data.draw(st.integers(0, len(scores))) for scores in scaled]
    choices = [[sum(c) for c in itertools.combinations(s, m)] for s, m in zip(scaled, chosen, strict=True)]
    expected = counted(sum(row) for row in itertools.product(*choices))
    stratum = np.repeat(np.arange(len(strata)), [len(scores) for scores in strata])
    distribution = relabelling_distribution(np.concatenate(scaled), np.array(chosen), stratum)
    assert found(distribution) == expected
    weighted = sum(value * count for value, count in expected.items())
    assert distribution.expectation == Fraction(weighted, sum(expected.values()))


@given(st.lists(st.integers(-5, 9), max_size=7))
def test_subsets_count_by_size_and_sum(scores: list[int]) -> None:
    expected = counted_pairs(scores)
    every = subsets(np.array(scores, dtype=np.int64))
    sizes, sums, counts = every.sizes.tolist(), every.sums.tolist(), every.counts.tolist()
    assert dict(zip(zip(sizes, sums, strict=True), counts, strict=True)) == expected


def counted_pairs(scores: list[int]) -> dict[tuple[int, int], int]:
    every = [c for size in range(len(scores) + 1) for c in itertools.combinations(scores, size)]
    return dict(Counter((len(c), sum(c)) for c in every))


@settings(max_examples=80)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=7), st.data())
def test_the_tails_of_one_outcome_are_those_of_the_distribution(scores: list[int], data: st.DataObject) -> None:
    distribution = subset_sums(np.array(scores), data.draw(st.integers(0, len(scores))))
    for alternative, rule in itertools.product(
        ("two-sided", "greater", "less"), ("absolute", "central", "minlike", "blaker")
    ):
        every = distribution.all_p(alternative, rule)
        for place, value in enumerate(distribution.values.tolist()):
            mid_p = distribution.mid_p_value(value, alternative, rule)
            expected = every[place], mid_p, every.min()
            assert tails(distribution, value, alternative, rule) == pytest.approx(expected, rel=1e-14)
        for alpha in (0.05, 0.2, 0.5):
            size = attained_level(distribution, alternative, rule, alpha)
            if rule != "central":
                assert size == pytest.approx(every[every <= alpha * (1 + 1e-10)].max(initial=0.0), rel=1e-14)


def test_weights_of_many_units_are_relative_but_right(monkeypatch: pytest.MonkeyPatch) -> None:
    # The bound on counts is lowered, so that 30 units are counted relatively and can be compared with exact counts.
    magnitudes = np.arange(1, 61)
    scores = np.concatenate([np.arange(60), np.arange(0, 60, 7)])
    exact = sign_flip_distribution(magnitudes), subset_sums(scores, 31)
    monkeypatch.setattr(sign_flips, "FLOAT_COUNTS", 20)
    monkeypatch.setattr(relabelling, "FLOAT_COUNTS", 20)
    relative = sign_flip_distribution(magnitudes), subset_sums(scores, 31)
    for one, other in zip(exact, relative, strict=True):
        assert np.array_equal(one.values, other.values)
        assert np.allclose(one.probabilities, other.probabilities, rtol=1e-10, atol=0)
        assert other.total > 2.0**53


def test_events_among_many_units_are_quick_whichever_arm_is_first() -> None:
    # 93 events among 32,574 units, as a rank sum; the distribution is hypergeometric (recursion from its mode).
    n, events, m = 32_574, 93, 16_000
    doubled = np.repeat([n - events + 1, 2 * n - events + 1], [n - events, events])
    one, other = subset_sums(doubled, m), subset_sums(doubled, n - m)
    assert len(one.values) == len(other.values) == events + 1
    ratio = one.weights[41] / one.weights[40]  # P(k + 1) / P(k) = (K − k)(m − k) / ((k + 1)(N − K − m + k + 1))
    k = 40
    expected = (events - k) * (m - k) / ((k + 1) * (n - events - m + k + 1))
    assert ratio == pytest.approx(expected, rel=1e-10)
    assert other.probabilities == pytest.approx(one.probabilities[::-1], rel=1e-9)


def test_many_large_differences_are_too_large_and_the_remedy_is_named() -> None:
    differences = np.random.default_rng(1).integers(10**9, 10**10, 40)
    with pytest.raises(ExactTooLarge, match="monte-carlo"):
        sign_flip_distribution(differences)
    with pytest.raises(ExactTooLarge, match="monte-carlo"):
        subset_sums(differences, 20)


def test_the_counts_of_50_against_50_are_the_binomial_coefficient() -> None:
    doubled = 2 * np.arange(1, 101)
    assert subset_sums(doubled, 50).total == pytest.approx(comb(100, 50), rel=1e-12)


def test_convolving_nothing_but_constants() -> None:
    one = ExactDistribution(np.array([3]), np.ones(1))
    assert found(convolve([one, one])) == {6: 1.0}
