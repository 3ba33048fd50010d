"""Westfall–Young adjustments against enumeration in rational arithmetic, and their error rates by exhaustion."""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biomarker_stats.exact.arrangements import (
    AllRelabellings,
    AllSignFlips,
    Arrangements,
    RandomRelabellings,
    RandomSignFlips,
    subsets,
)
from biomarker_stats.exact.endpoint_scores import arm_scores, paired_scores
from biomarker_stats.exact.shared_statistics import shared_statistics
from biomarker_stats.exact.westfall_young import Adjustment, adjust_by_maximum, adjust_by_minimum_p

Matrix = list[list[int]]
Statistics = list[Fraction]

INFINITE = Fraction(10**12)


@st.composite
def matrices(draw: st.DrawFn, most_units: int = 6) -> Matrix:
    n = draw(st.integers(2, most_units))
    return draw(st.lists(st.lists(st.integers(-3, 3), min_size=n, max_size=n), min_size=1, max_size=4))


def enumerate_adjustment(
    statistics: Callable[[tuple[int, ...]], Statistics], observed: tuple[int, ...], every: list[tuple[int, ...]]
) -> tuple[list[Fraction], list[Fraction], list[Fraction]]:
    """Raw, single-step and step-down p values by definition (Westfall & Young 1993, algorithms 2.8 and 4.1)."""
    seen, table = statistics(observed), [statistics(one) for one in every]
    m, total = len(seen), len(every)
    raw = [Fraction(sum(row[i] >= seen[i] for row in table), total) for i in range(m)]
    single = [Fraction(sum(max(row) >= seen[i] for row in table), total) for i in range(m)]
    order = sorted(range(m), key=lambda i: -seen[i])
    down, running = [Fraction(0)] * m, Fraction(0)
    for place, i in enumerate(order):
        rest = order[place:]
        running = max(running, Fraction(sum(max(row[j] for j in rest) >= seen[i] for row in table), total))
        down[i] = running
    return raw, single, down


def check(found: Adjustment, expected: tuple[list[Fraction], ...]) -> None:
    for p, exact in zip((found.raw, found.single_step, found.step_down), expected, strict=True):
        assert p.tolist() == [float(x) for x in exact]


def signs(n: int) -> list[tuple[int, ...]]:
    return list(product((1, -1), repeat=n))


def paired_t(differences: Matrix, signed: bool) -> Callable[[tuple[int, ...]], Statistics]:
    """The squared paired t statistic, (n − 1)·S²/(n·Q − S²), with its sign where asked for."""

    def statistics(flips: tuple[int, ...]) -> Statistics:
        found = []
        for row in differences:
            n, total, squares = len(row), sum(d * s for d, s in zip(row, flips, strict=True)), sum(d * d for d in row)
            spread = n * squares - total * total
            size = Fraction((n - 1) * total * total, spread) if spread else INFINITE * (total != 0)
            found.append(-size if signed and total < 0 else size)
        return found

    return statistics


@given(matrices(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_paired_t_equals_enumeration(differences: Matrix, signed: bool) -> None:
    n = len(differences[0])
    statistics = shared_statistics(*paired_scores(np.array(differences), ranks=False), kind="t", signed=signed)
    assert statistics.decides_ties_exactly
    found = adjust_by_maximum(statistics, AllSignFlips(n, halved=not signed))
    check(found, enumerate_adjustment(paired_t(differences, signed), (1,) * n, signs(n)))


@given(matrices(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_sums_on_one_scale_equal_enumeration(differences: Matrix, signed: bool) -> None:
    n = len(differences[0])

    def sums(flips: tuple[int, ...]) -> Statistics:
        found = [sum(d * s for d, s in zip(row, flips, strict=True)) for row in differences]
        return [Fraction(total if signed else abs(total)) for total in found]

    scores = paired_scores(np.array(differences), ranks=False, one_scale=True)
    found = adjust_by_maximum(shared_statistics(*scores, kind="sum", signed=signed), AllSignFlips(n, not signed))
    check(found, enumerate_adjustment(sums, (1,) * n, signs(n)))


@given(matrices(most_units=5))
@settings(max_examples=40, deadline=None)
def test_minimum_p_equals_enumeration(differences: Matrix) -> None:
    """Each arrangement's statistic is minus its own permutation p value within the endpoint."""
    n = len(differences[0])
    every = signs(n)
    sizes = [[abs(sum(d * s for d, s in zip(row, flips, strict=True))) for flips in every] for row in differences]
    p_values = [[Fraction(sum(other >= size for other in row), len(every)) for size in row] for row in sizes]
    statistics = {flips: [-row[k] for row in p_values] for k, flips in enumerate(every)}
    scores = paired_scores(np.array(differences), ranks=False)
    found = adjust_by_minimum_p(shared_statistics(*scores, kind="sum", signed=False), AllSignFlips(n, halved=True))
    check(found, enumerate_adjustment(statistics.__getitem__, (1,) * n, every))


def relabellings(first: list[int], strata: list[int]) -> list[tuple[int, ...]]:
    """Every way to label the units of each stratum, with as many in the first arm as there are."""
    parts = []
    for code in sorted(set(strata)):
        members = [i for i, s in enumerate(strata) if s == code]
        parts.append(list(combinations(members, sum(first[i] for i in members))))
    chosen = [{i for part in choice for i in part} for choice in product(*parts)]
    return [tuple(int(i in inside) for i in range(len(first))) for inside in chosen]


def two_arm_t(outcomes: Matrix) -> Callable[[tuple[int, ...]], Statistics]:
    """Student's squared t statistic of two arms with pooled variance."""

    def statistics(labels: tuple[int, ...]) -> Statistics:
        found = []
        for row in outcomes:
            arms = [[x for x, label in zip(row, labels, strict=True) if label == own] for own in (1, 0)]
            means = [Fraction(sum(arm), len(arm)) for arm in arms]
            within = sum((x - mean) ** 2 for arm, mean in zip(arms, means, strict=True) for x in arm)
            gap = (means[0] - means[1]) ** 2
            scale = within / (len(row) - 2) * (Fraction(1, len(arms[0])) + Fraction(1, len(arms[1])))
            found.append(gap / scale if scale else INFINITE * (gap != 0))
        return found

    return statistics


@given(matrices(most_units=6).filter(lambda rows: len(rows[0]) > 2), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_two_arms_equal_enumeration(outcomes: Matrix, size: int) -> None:
    n = len(outcomes[0])
    labels = [int(i < min(size, n - 1)) for i in range(n)]
    first, stratum = np.array(labels, dtype=bool), np.zeros(n, dtype=np.int64)
    scores = arm_scores(np.array(outcomes), first, stratum, ranks=False)
    found = adjust_by_maximum(shared_statistics(*scores, kind="t", signed=False), AllRelabellings(first, stratum))
    check(found, enumerate_adjustment(two_arm_t(outcomes), tuple(labels), relabellings(labels, [0] * n)))


@given(st.lists(st.lists(st.integers(0, 4), min_size=7, max_size=7), min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_strata_equal_enumeration(outcomes: Matrix) -> None:
    """Sum of the first arm less its expectation, squared, over its permutation variance: rational by definition."""
    labels, strata = [1, 0, 0, 1, 1, 0, 0], [0, 0, 0, 1, 1, 1, 1]
    every = relabellings(labels, strata)

    def sums(one: tuple[int, ...]) -> list[int]:
        return [sum(x * label for x, label in zip(row, one, strict=True)) for row in outcomes]

    table = [sums(one) for one in every]
    means = [Fraction(sum(column), len(every)) for column in zip(*table, strict=True)]
    variances = [
        sum((x - mean) ** 2 for x in column) / len(every)
        for column, mean in zip(zip(*table, strict=True), means, strict=True)
    ]

    def statistics(one: tuple[int, ...]) -> Statistics:
        parts = zip(sums(one), means, variances, strict=True)
        return [(total - mean) ** 2 / variance if variance else Fraction(0) for total, mean, variance in parts]

    first, stratum = np.array(labels, dtype=bool), np.array(strata)
    scores = arm_scores(np.array(outcomes), first, stratum, ranks=False)
    shared = shared_statistics(*scores, kind="t", signed=False)
    check(
        adjust_by_maximum(shared, AllRelabellings(first, stratum)),
        enumerate_adjustment(statistics, tuple(labels), every),
    )


def test_signed_ranks_leave_zeros_out() -> None:
    """By hand: |d| = 3, 3, 5 rank 1.5, 1.5, 3; the scores are divided by 3, their common divisor once doubled."""
    scores, squares = paired_scores(np.array([[0, 3, -3, 5], [0, 0, 0, 0]]), ranks=True)
    assert scores.tolist() == [[0, 1, -1, 2], [0, 0, 0, 0]]
    assert squares.tolist() == [6, 0]


SIZES = np.array([[1, 2, 2, 3, 5], [1, 1, 0, 4, 2], [2, 3, 1, 1, 1]])


@pytest.mark.parametrize("adjust", [adjust_by_maximum, adjust_by_minimum_p])
@pytest.mark.parametrize("halved", [True, False])
def test_family_wise_error_by_exhaustion(adjust: Callable[..., Adjustment], halved: bool) -> None:
    """Over all sign patterns of the same sizes, P(smallest adjusted p ≤ α) = α at every value α it takes."""
    smallest = []
    for flips in signs(5):
        scores = paired_scores(SIZES * np.array(flips), ranks=False)
        shared = shared_statistics(*scores, kind="t", signed=not halved)
        found = adjust(shared, AllSignFlips(5, halved))
        assert (found.step_down <= found.single_step).all()
        assert (found.raw <= found.step_down).all()
        smallest.append(found.step_down.min())
        attainable = found.p_min_attainable
    for level in set(smallest):
        assert np.mean(np.array(smallest) <= level) == level
    assert min(smallest) == attainable


def test_family_wise_error_among_true_hypotheses_when_another_is_false() -> None:
    """Endpoint 0 rises whatever happens; endpoints 1 and 2 flip together: errors among them stay within α."""
    outcomes = []
    for flips in signs(5):
        differences = SIZES * np.array(flips)
        differences[0] = [9, 9, 8, 9, 9]
        shared = shared_statistics(*paired_scores(differences, ranks=False), kind="t", signed=False)
        outcomes.append(adjust_by_maximum(shared, AllSignFlips(5, halved=True)).step_down[1:].min())
    for level in set(outcomes):
        assert np.mean(np.array(outcomes) <= level) <= level


def test_step_down_follows_the_order_of_the_statistics() -> None:
    generator = np.random.default_rng(3)
    differences = generator.integers(-2, 4, size=(200, 8))
    shared = shared_statistics(*paired_scores(differences, ranks=False), kind="t", signed=False)
    found = adjust_by_maximum(shared, AllSignFlips(8, halved=True))
    order = np.argsort(-shared.values(np.ones((8, 1)))[:, 0])
    assert (np.diff(found.step_down[order]) >= 0).all()
    assert (np.diff(found.single_step[order]) >= 0).all()


def test_many_endpoints_in_several_tiles_equal_one_tile(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(4)
    shared = shared_statistics(
        *paired_scores(generator.integers(-2, 4, size=(300, 9)), ranks=False), kind="t", signed=False
    )
    at_once = adjust_by_maximum(shared, AllSignFlips(9, halved=True))
    monkeypatch.setattr("biomarker_stats.exact.westfall_young.PRODUCT", 7000)
    monkeypatch.setattr("biomarker_stats.exact.westfall_young._RANKED", 700)
    tiled = adjust_by_maximum(shared, AllSignFlips(9, halved=True))
    assert (at_once.step_down == tiled.step_down).all()
    assert (at_once.single_step == tiled.single_step).all()
    assert at_once.p_min_attainable == tiled.p_min_attainable


def test_one_decimal_data_lose_no_tie() -> None:
    """0.1 + 0.2 ties 0.3, within and between endpoints; the second endpoint is ten times the first."""
    shared_integers = shared_statistics(
        *paired_scores(np.array([[1, 2, -3], [10, 20, -30]]), ranks=False), kind="t", signed=False
    )
    floats = np.array([[0.1, 0.2, -0.3], [1.0, 2.0, -3.0]])
    shared_floats = shared_statistics(*paired_scores(floats, ranks=False), kind="t", signed=False)
    assert shared_integers.decides_ties_exactly
    assert not shared_floats.decides_ties_exactly
    for shared in (shared_integers, shared_floats):
        found = adjust_by_maximum(shared, AllSignFlips(3, halved=True))
        assert found.step_down.tolist() == [1.0, 1.0]


def test_integers_too_large_for_exact_quotients_are_tied_generously() -> None:
    """The second endpoint is the first with its units in another order: equal t, whatever the size of the numbers."""
    big = np.array([[100_000_007, 250_000_013, 399_999_989, -99_999_989]])
    shared = shared_statistics(*paired_scores(np.vstack([big, big[:, ::-1]]), ranks=False), kind="t", signed=False)
    assert shared.relative_tie > 0
    found = adjust_by_maximum(shared, AllSignFlips(4, halved=True))
    assert found.step_down[0] == found.step_down[1]
    assert found.raw.tolist() == [0.25, 0.25]  # by enumeration: 4 of 16 sign patterns reach |S| = 650 000 020


@pytest.mark.parametrize(
    ("every", "sample"),
    [
        (AllSignFlips(6, halved=True), RandomSignFlips(6, 4000, 11)),
        (
            AllRelabellings(np.array([1, 1, 1, 0, 0, 0], bool), np.array([0, 0, 1, 1, 0, 1])),
            RandomRelabellings(np.array([1, 1, 1, 0, 0, 0], bool), np.array([0, 0, 1, 1, 0, 1]), 4000, 11),
        ),
    ],
)
def test_monte_carlo_is_near_exact_and_adds_one(every: Arrangements, sample: Arrangements) -> None:
    scores = np.array([[3, 1, -2, 4, 2, 2], [0, 1, 1, -1, 0, 2], [5, 5, 4, 5, 4, 4]])
    shared = shared_statistics(scores, (scores**2).sum(axis=1), kind="t", signed=False)
    exact, drawn = adjust_by_maximum(shared, every), adjust_by_maximum(shared, sample)
    for name in ("raw", "single_step", "step_down"):
        expected, found = getattr(exact, name), getattr(drawn, name)
        assert found == pytest.approx(expected, abs=4.5 * 0.5 / np.sqrt(4000))
        assert (found * 4001) == pytest.approx(np.rint(found * 4001))
        assert found.min() >= 1 / 4001


@pytest.mark.parametrize(
    "sample",
    [RandomSignFlips(5, 100, 2), RandomRelabellings(np.array([1, 0, 1, 0, 0], bool), np.zeros(5, int), 100, 2)],
)
def test_random_arrangements_do_not_depend_on_the_block_width(sample: Arrangements) -> None:
    whole, parts = next(iter(sample.blocks(100))), np.concatenate(list(sample.blocks(7)), axis=1)
    assert (whole == parts).all()


def test_all_arrangements_are_distinct_and_complete() -> None:
    """C(5, 2) = 10 subsets; 2 strata of C(3, 1)·C(4, 2) = 18 relabellings; 2^4 sign patterns."""
    assert len({tuple(column) for column in subsets(5, 2, np.arange(10)).T}) == 10
    first, stratum = np.array([1, 0, 0, 1, 1, 0, 0], bool), np.array([0, 0, 0, 1, 1, 1, 1])
    labels = np.concatenate(list(AllRelabellings(first, stratum).blocks(5)), axis=1)
    assert {tuple(map(int, column)) for column in labels.T} == set(
        relabellings(first.astype(int).tolist(), stratum.tolist())
    )
    assert labels.shape[1] == 18
    flips = np.concatenate(list(AllSignFlips(4, halved=False).blocks(3)), axis=1)
    assert len({tuple(column) for column in flips.T}) == 16


LABELS = (np.array([True, False, True, False, False]), np.array([0, 0, 1, 1, 1]))


@pytest.mark.parametrize(
    "arrangements",
    [
        AllSignFlips(5, halved=True),
        AllSignFlips(4, halved=False),
        RandomSignFlips(5, 17, seed=3),
        AllRelabellings(*LABELS),
        RandomRelabellings(*LABELS, 17, seed=3),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_range_of_columns_is_that_part_of_all_of_them(arrangements: Arrangements) -> None:
    every = np.hstack(list(arrangements.blocks(100)))
    for columns in (range(2), range(2, 5), range(5, arrangements.count)):
        parts = list(arrangements.blocks(2, columns))
        np.testing.assert_array_equal(np.hstack([every[:, :0], *parts]), every[:, columns.start : columns.stop])
