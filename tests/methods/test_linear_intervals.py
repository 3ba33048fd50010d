"""Intervals of the paired and two-arm tests: the shifts their own exact test does not reject, and no others."""

import itertools
import math
from collections.abc import Callable, Iterable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from biomarker_stats.design import Arms, Pairs, exact_scores
from biomarker_stats.exact import rank_sums, signed_ranks
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.paired import permutation as paired_permutation
from biomarker_stats.methods.paired import sign, signed_rank
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.two_arms import permutation, rank_sum, van_elteren

LEVELS = (Fraction(19, 20), Fraction(9, 10), Fraction(4, 5))


def make_pairs(changes: Iterable[Fraction]) -> Pairs:
    changes = list(changes)
    both = exact_scores([*changes, *([Fraction(0)] * len(changes))])
    n = len(changes)
    return Pairs(before=both.take(slice(n, None)), after=both.take(slice(n)), stratum=np.zeros(n, dtype=np.int64))


def make_arms(first: Iterable[Fraction], second: Iterable[Fraction], strata: list[int] | None = None) -> Arms:
    one, two = list(first), list(second)
    n = len(one) + len(two)
    return Arms(
        outcome=exact_scores([*one, *two]),
        arm=np.repeat([0, 1], [len(one), len(two)]),
        arm_names=("x", "y"),
        stratum=np.array(strata or [0] * n, dtype=np.int64),
    )


def disagreements(results: Iterable[tuple[Result, Fraction, object]]) -> list[object]:
    """Return the data for which the interval holds a rejected null value, or excludes an accepted one."""
    wrong = []
    for result, confidence, data in results:
        assert result.conf_low is not None
        assert result.conf_high is not None
        holds = result.conf_low <= (result.null_value or 0.0) <= result.conf_high
        rejected = Fraction(result.p_value or 0.0).limit_denominator(10**9) <= 1 - confidence
        if holds == rejected or result.conf_low > result.conf_high:
            wrong.append(data)
    return wrong


@pytest.mark.parametrize("run", [sign, signed_rank, paired_permutation])
@pytest.mark.parametrize("zeros", ["drop", "pratt"])
def test_paired_interval_and_test_agree_on_every_small_data_set(run: Callable[..., Result], zeros: str) -> None:
    def results() -> Iterable[tuple[Result, Fraction, object]]:
        for n, side, confidence in itertools.product(range(1, 6), ("two-sided", "greater", "less"), LEVELS):
            options = Options(alternative=side, zeros=zeros, confidence=float(confidence))  # type: ignore[arg-type]  # words
            for changes in itertools.combinations_with_replacement(range(-2, 3), n):
                yield run(make_pairs(map(Fraction, changes)), options), confidence, (changes, side, confidence)

    assert disagreements(results()) == []


@pytest.mark.parametrize("run", [rank_sum, permutation])
@pytest.mark.parametrize("rule", ["absolute", "central"])
def test_two_arm_interval_and_test_agree_on_every_small_data_set(run: Callable[..., Result], rule: str) -> None:
    def results() -> Iterable[tuple[Result, Fraction, object]]:
        sizes = itertools.product(range(1, 4), range(1, 4), ("two-sided", "greater"), LEVELS)
        for m, n, side, confidence in sizes:
            options = Options(alternative=side, two_sided=rule, confidence=float(confidence))  # type: ignore[arg-type]
            for first in itertools.combinations_with_replacement(range(3), m):
                for second in itertools.combinations_with_replacement(range(3), n):
                    problem = make_arms(map(Fraction, first), map(Fraction, second))
                    yield run(problem, options), confidence, (first, second, side, confidence)

    assert disagreements(results()) == []


def hull(jumps: Iterable[Fraction], p_at: Callable[[Fraction], float | None], alpha: Fraction) -> tuple[float, float]:
    """Return the lowest and highest shift that is not rejected: every jump and every stretch between two is tried."""
    points = sorted(set(jumps))
    places = [points[0] - 1, *points, points[-1] + 1]
    middles = [(a + b) / 2 for a, b in itertools.pairwise(places)]
    cells = sorted([*points, *middles])
    left = [k for k, shift in enumerate(cells) if Fraction(p_at(shift) or 0.0).limit_denominator(10**9) > alpha]
    low = -math.inf if left[0] == 0 else float(points[(left[0] - 1) // 2])
    high = math.inf if left[-1] == len(cells) - 1 else float(points[left[-1] // 2])
    return low, high


CHANGES = st.lists(st.integers(-3, 6), min_size=1, max_size=7)


RULES = st.sampled_from(["absolute", "central", "minlike", "blaker"])


@settings(max_examples=60, deadline=None)
@given(CHANGES, st.sampled_from(["drop", "pratt"]), RULES, st.sampled_from(LEVELS))
@example(changes=[0, 2, 3, 0, 1, 0, 4, 1], zeros="pratt", rule="minlike", level=Fraction(19, 20))  # p(4) = 0.078
def test_signed_rank_interval_is_the_hull_of_accepted_shifts(
    changes: list[int], zeros: str, rule: str, level: Fraction
) -> None:
    kept = [Fraction(d) for d in changes if d or zeros == "pratt"] or [Fraction(0)] * len(changes)
    walsh = [(a + b) / 2 for a, b in itertools.combinations_with_replacement(kept, 2)]
    options = Options(zeros=zeros, two_sided=rule, confidence=float(level))  # type: ignore[arg-type]  # words

    def p_at(shift: Fraction) -> float | None:
        return signed_rank(make_pairs(d - shift for d in kept), options).p_value

    result = signed_rank(make_pairs(map(Fraction, changes)), options)
    assert (result.conf_low, result.conf_high) == pytest.approx(hull(walsh, p_at, 1 - level), abs=1e-300)
    assert result.estimate == float(np.median([float(w) for w in walsh]))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=4),
    st.lists(st.integers(0, 6), min_size=1, max_size=4),
    RULES,
    st.sampled_from(["two-sided", "greater", "less"]),
    st.sampled_from(LEVELS),
)
def test_rank_sum_interval_is_the_hull_of_accepted_shifts(
    first: list[int], second: list[int], rule: str, side: str, level: Fraction
) -> None:
    gaps = [Fraction(a - b) for a in first for b in second]
    options = Options(two_sided=rule, alternative=side, confidence=float(level))  # type: ignore[arg-type]  # words

    def p_at(shift: Fraction) -> float | None:
        return rank_sum(make_arms([a - shift for a in first], map(Fraction, second)), options).p_value

    result = rank_sum(make_arms(map(Fraction, first), map(Fraction, second)), options)
    assert (result.conf_low, result.conf_high) == pytest.approx(hull(gaps, p_at, 1 - level), abs=1e-300)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1)), min_size=4, max_size=7), st.booleans())
def test_stratified_intervals_are_the_hull_of_accepted_shifts(rows: list[tuple[int, int]], weighted: bool) -> None:
    values, strata = [Fraction(v) for v, _ in rows], [s for _, s in rows]
    half = len(rows) // 2
    gaps = [
        a - b
        for a, s in zip(values[:half], strata, strict=False)
        for b, t in zip(values[half:], strata[half:], strict=True)
        if s == t
    ]
    if not gaps or set(strata) != {0, 1}:
        return
    run = van_elteren if weighted else rank_sum
    options = Options(confidence=0.8)

    def p_at(shift: Fraction) -> float | None:
        return run(make_arms([a - shift for a in values[:half]], values[half:], strata), options).p_value

    result = run(make_arms(values[:half], values[half:], strata), options)
    assert (result.conf_low, result.conf_high) == pytest.approx(hull(gaps, p_at, Fraction(1, 5)), abs=1e-300)


def subset_means(changes: list[int]) -> list[Fraction]:
    subsets = [c for size in range(1, len(changes) + 1) for c in itertools.combinations(changes, size)]
    return [Fraction(sum(c), len(c)) for c in subsets]


@settings(max_examples=40, deadline=None)
@given(CHANGES, st.sampled_from(["two-sided", "greater", "less"]), st.sampled_from(LEVELS))
def test_paired_permutation_interval_is_the_hull_of_accepted_shifts(
    changes: list[int], side: str, level: Fraction
) -> None:
    options = Options(alternative=side, confidence=float(level))  # type: ignore[arg-type]  # words

    def p_at(shift: Fraction) -> float | None:
        return paired_permutation(make_pairs(d - shift for d in changes), options).p_value

    result = paired_permutation(make_pairs(map(Fraction, changes)), options)
    expected = hull(subset_means(changes), p_at, 1 - level)
    assert (result.conf_low, result.conf_high) == pytest.approx(expected, rel=1e-12, abs=1e-300)
    assert result.estimate == pytest.approx(sum(changes) / len(changes), rel=1e-15)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=3),
    st.lists(st.integers(0, 5), min_size=1, max_size=4),
    st.sampled_from(["absolute", "central"]),
    st.sampled_from(LEVELS),
)
def test_permutation_interval_is_the_hull_of_accepted_shifts(
    first: list[int], second: list[int], rule: str, level: Fraction
) -> None:
    # The test can only change its mind where a rearrangement ties with the data, on this side or the other.
    options = Options(two_sided=rule, confidence=float(level))  # type: ignore[arg-type]  # words
    m, n = len(first), len(second)
    gap = Fraction(sum(first), m) - Fraction(sum(second), n)
    jumps = {gap}
    for size in range(1, min(m, n) + 1):
        for a in itertools.combinations(first, size):
            for b in itertools.combinations(second, size):
                move = sum(a) - sum(b)
                jumps.add(Fraction(move, size))
                reach = Fraction(size * (m + n), m * n)
                if reach != 2:
                    jumps.add((Fraction(move * (m + n), m * n) - 2 * gap) / (reach - 2))

    def p_at(shift: Fraction) -> float | None:
        return permutation(make_arms([a - shift for a in first], map(Fraction, second)), options).p_value

    result = permutation(make_arms(map(Fraction, first), map(Fraction, second)), options)
    expected = hull(jumps, p_at, 1 - level)
    assert (result.conf_low, result.conf_high) == pytest.approx(expected, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("side", ["two-sided", "greater", "less"])
def test_counting_in_whole_numbers_and_in_arrays_give_one_interval(side: str, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(3)
    options = Options(alternative=side)  # type: ignore[arg-type]  # words
    data = [[Fraction(int(k), 10) for k in generator.integers(0, high, 24)] for high in (5, 60, 4_000)]
    quick = [(signed_rank(make_pairs(d), options), rank_sum(make_arms(d[:10], d[10:]), options)) for d in data]
    monkeypatch.setattr(signed_ranks, "_SMALL", 0)
    monkeypatch.setattr(rank_sums, "_SMALL", 0)
    slow = [(signed_rank(make_pairs(d), options), rank_sum(make_arms(d[:10], d[10:]), options)) for d in data]
    for one, other in zip(itertools.chain(*quick), itertools.chain(*slow), strict=True):
        assert (one.conf_low, one.conf_high) == (other.conf_low, other.conf_high)


def test_a_rule_by_probability_says_how_far_it_looked() -> None:
    changes = [Fraction(k * k % 997, 7) for k in range(40)]  # 780 or so Walsh averages: more cells than are all tried
    result = signed_rank(make_pairs(changes), Options(two_sided="minlike"))
    assert any("400 next possible limits were tried" in note for note in result.notes)
    assert not any("were tried" in note for note in signed_rank(make_pairs(changes[:15]), Options()).notes)


def test_an_interval_that_cannot_reach_its_level_is_unbounded_and_says_what_it_attains() -> None:
    # Five differences: the smallest two-sided p is 2/32 = 0.0625, so no shift is rejected at 5 %, but some are at 10 %.
    changes = [Fraction(k) for k in (1, 2, 4, 7, 11)]
    result = signed_rank(make_pairs(changes), Options())
    assert (result.conf_low, result.conf_high, result.conf_attained) == (-math.inf, math.inf, 1.0)
    result = signed_rank(make_pairs(changes), Options(confidence=0.9))
    assert (result.conf_low, result.conf_high, result.conf_attained) == (1.0, 11.0, 0.9375)


def test_large_problems_get_a_normal_interval_and_say_so() -> None:
    generator = np.random.default_rng(5)
    changes = [Fraction(int(k)) for k in generator.integers(-(10**8), 3 * 10**8, 40)]
    result = paired_permutation(make_pairs(changes), Options(seed=1, n_resamples=999))
    assert result.reference == "monte-carlo"
    assert "normal approximation" in result.conf_method
    assert any("interval is approximate" in note for note in result.notes)
    mean, sd = (float(f([float(d) for d in changes])) for f in (np.mean, np.std))
    reach = 1.959964 * sd / math.sqrt(40 - 1.959964**2)  # (x̄ − d)² = z² (s² + (x̄ − d)²) / n, solved for d
    assert (result.conf_low, result.conf_high) == pytest.approx((mean - reach, mean + reach), rel=1e-5)
