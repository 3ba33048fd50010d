"""Synchronised permutations against brute force, their floors, their exactness; power of the interaction."""

from itertools import combinations, permutations, product
from math import comb

import numpy as np
import pytest
from numpy.typing import NDArray

import biomarker_stats as bs
from biomarker_stats.errors import MethodMismatch, UsageError
from biomarker_stats.methods.preclinical.synchronised import synchronised_floor, synchronised_test

Array = NDArray[np.float64]
NAMES = ("C", "A", "B", "AB")


def contrast(c: Array, a: Array, b: Array, both: Array) -> float:
    return float(c.mean() - a.mean() - b.mean() + both.mean())


def exchanged(first: Array, second: Array, out: tuple[int, ...], into: tuple[int, ...]) -> tuple[Array, Array]:
    one, two = first.copy(), second.copy()
    one[list(out)], two[list(into)] = second[list(into)], first[list(out)]
    return one, two


def brute_force(values: list[Array], *, constrained: bool) -> float:
    """Every exchange of ν units in both blocks, the contrast of means computed anew each time."""
    n, m = len(values[0]), len(values[1])
    observed, extreme, total = abs(contrast(*values)), 0, 0
    for moved in range(min(n, m) + 1):
        ways = [(out, into) for out in combinations(range(n), moved) for into in combinations(range(m), moved)]
        for one in ways:
            for two in [one] if constrained else ways:
                first, second = exchanged(values[0], values[1], *one)
                third, fourth = exchanged(values[2], values[3], *two)
                extreme += abs(contrast(first, second, third, fourth)) >= observed - 1e-9
                total += 1
    return extreme / total


@pytest.mark.parametrize("sizes", [(3, 3, 3, 3), (4, 3, 4, 3), (2, 3, 2, 3)])
@pytest.mark.parametrize("seed", range(4))
def test_against_brute_force(sizes: tuple[int, ...], seed: int) -> None:
    generator = np.random.default_rng(seed)
    values = [generator.integers(0, 9, size).astype(float) for size in sizes]  # small whole numbers: with ties
    found = synchronised_test(values, NAMES, kind="unconstrained")
    assert found.p_value == pytest.approx(brute_force(values, constrained=False))
    assert found.reference == "approximate"
    chosen = np.random.default_rng(7)
    placed = [chosen.permutation(v) for v in values]
    assert synchronised_test(values, NAMES, seed=7).p_value == pytest.approx(brute_force(placed, constrained=True))


def test_floors_are_counts_of_arrangements() -> None:
    # constrained: Σ C(n,ν)² = C(2n, n); unconstrained: Σ C(n,ν)⁴; two of them are as far out as can be
    for n in range(2, 7):
        assert synchronised_floor(n, n) == pytest.approx(2 / comb(2 * n, n))
        total = sum(comb(n, v) ** 4 for v in range(n + 1))
        assert synchronised_floor(n, n, "unconstrained") == pytest.approx(2 / total)
    far = [np.arange(4.0), np.arange(4.0), np.arange(4.0), np.arange(4.0) + 100]
    far[0] = far[0] + 100
    for kind in ("constrained", "unconstrained"):
        found = synchronised_test(far, NAMES, kind=kind)  # type: ignore[arg-type]  # a word
        assert found.p_value == pytest.approx(found.p_min_attainable)


def test_main_effects_change_nothing() -> None:
    generator = np.random.default_rng(11)
    values = [generator.integers(0, 64, 4) / 8 for _ in range(4)]
    shifted = [values[0], values[1] + 5, values[2] - 3, values[3] + 5 - 3]
    for kind, seed in (("unconstrained", 0), *(("constrained", seed) for seed in range(5))):
        plain, moved = (synchronised_test(v, NAMES, kind=kind, seed=seed).p_value for v in (values, shifted))  # type: ignore[arg-type]  # words
        assert plain == moved


def test_constrained_is_exact_under_exchangeability() -> None:
    """Over the whole group the share of relabellings with p ≤ α is at most α, at every α."""
    generator = np.random.default_rng(2)
    blocks = generator.normal(size=(2, 6))
    p_values = []
    for labels in combinations(range(6), 3):
        rest = [k for k in range(6) if k not in labels]
        values = [blocks[0, list(labels)], blocks[0, rest], blocks[1, list(labels)], blocks[1, rest]]
        observed = abs(contrast(*values))
        far = []
        for other in combinations(range(6), 3):
            left = [k for k in range(6) if k not in other]
            moved = contrast(blocks[0, list(other)], blocks[0, left], blocks[1, list(other)], blocks[1, left])
            far.append(abs(moved) >= observed - 1e-12)
        p_values.append(np.mean(far))
        assert brute_force(values, constrained=True) == pytest.approx(p_values[-1])
    for level in p_values:
        assert np.mean(np.array(p_values) <= level + 1e-12) <= level + 1e-12


def test_unequal_blocks_are_paired_the_other_way_or_refused() -> None:
    generator = np.random.default_rng(0)
    values = [
        generator.normal(size=size) for size in (3, 3, 4, 4)
    ]  # control, A | B, both differ; control, B | A, both fit
    assert synchronised_test(values, NAMES).n_used == 14
    with pytest.raises(MethodMismatch, match="C 3, A 4, B 5, AB 6 — use the Welch contrast"):
        synchronised_test([generator.normal(size=size) for size in (3, 4, 5, 6)], NAMES)
    with pytest.raises(UsageError, match="constrained"):
        synchronised_test(values, NAMES, kind="free")  # type: ignore[arg-type]  # that is the point


def test_power_by_two_ways_and_the_rule_of_three_sds() -> None:
    found = bs.interaction_power(n=4, effect=3.0, n_simulations=20_000, seed=1)
    # R 4.2.2: 1 - pt(qt(.975, 12), 12, 3) + pt(-qt(.975, 12), 12, 3)
    assert found.analytic == pytest.approx(0.7862876836, abs=1e-9)
    assert found.simulated == pytest.approx(found.analytic, abs=0.04)  # Welch pays for not pooling
    null = bs.interaction_power(n=4, effect=0.0, n_simulations=20_000, seed=1)
    assert null.analytic == pytest.approx(0.05)
    assert null.simulated <= 0.05 + 3 * null.monte_carlo_error
    assert bs.interaction_power(n=8, effect=3.0).analytic > found.analytic
    with pytest.raises(bs.UsageError, match="n ≥ 2"):
        bs.interaction_power(n=1, effect=1.0)


@pytest.mark.parametrize("sizes", [(3, 3, 3, 3), (2, 3, 2, 3)])
def test_many_draws_are_twice_the_median_over_every_order_of_every_arm(sizes: tuple[int, ...]) -> None:
    generator = np.random.default_rng(5)
    values = [generator.integers(0, 9, size).astype(float) for size in sizes]
    orders = [list(permutations(v)) for v in values[2:]]  # how the blocks fall together is all that matters
    every = [
        brute_force([values[0], values[1], np.array(b), np.array(both)], constrained=True)
        for b, both in product(*orders)
    ]
    found = synchronised_test(values, NAMES, draws="many", seed=3)
    assert found.p_value == pytest.approx(min(1.0, 2 * np.median(every)))
    effects = [effect.estimate for effect in found.effects]
    assert effects == pytest.approx([np.median(every), min(every), max(every)])
    assert f"over all {len(every)} draws" in found.notes[0]
    assert found.seed is None  # nothing was left to chance
    assert found.p_min_attainable == pytest.approx(min(1.0, 2 * synchronised_floor(*sizes[:2])))


def test_one_draw_says_that_it_is_one() -> None:
    values = [np.array(v) for v in ([1.0, 4, 2, 8], [3.0, 5, 7, 6], [2.0, 9, 4, 1], [8.0, 2, 11, 12])]
    found = synchronised_test(values, NAMES, seed=4)
    assert found.seed == 4
    assert "a randomised test: positions were drawn once (seed 4), and another draw gives another p" in found.notes[0]
    assert len({synchronised_test(values, NAMES, seed=seed).p_value for seed in range(12)}) > 1
    assert len({synchronised_test(values, NAMES, draws="many", seed=seed).p_value for seed in range(12)}) == 1
    with pytest.raises(UsageError, match="draws must be 'one', or 'many' of kind 'constrained'"):
        synchronised_test(values, NAMES, draws="many", kind="unconstrained")


def test_larger_arms_take_draws_at_random_and_agree_between_seeds() -> None:
    generator = np.random.default_rng(8)
    values = [generator.normal(size=6) for _ in range(3)] + [generator.normal(1.5, 1, 6)]
    found = [synchronised_test(values, NAMES, draws="many", seed=seed) for seed in (0, 1)]
    assert [each.seed for each in found] == [0, 1]
    assert "over 999 draws of the positions (seed 1)" in found[1].notes[0]
    # p of one draw, seed by seed, is what the draws are made of
    singles = [synchronised_test(values, NAMES, seed=seed).p_value for seed in range(200)]
    for each in found:
        median, least, greatest = (effect.estimate for effect in each.effects)
        assert median == pytest.approx(np.median(singles), rel=0.2)
        assert least <= np.quantile(singles, 0.1)
        assert greatest >= np.quantile(singles, 0.9)


def test_many_draws_keep_the_level_over_every_relabelling() -> None:
    """Exchangeable blocks, all 20 × 20 labellings: the share with p ≤ α is at most α, at every p that occurs."""
    generator = np.random.default_rng(6)
    blocks = generator.normal(size=(2, 6)).round(2)
    p_values = []
    for one, two in product(combinations(range(6), 3), repeat=2):
        rest = [[k for k in range(6) if k not in labels] for labels in (one, two)]
        values = [blocks[0, list(one)], blocks[0, rest[0]], blocks[1, list(two)], blocks[1, rest[1]]]
        p_values.append(synchronised_test(values, NAMES, draws="many").p_value)
    found = np.array(p_values)
    for level in np.unique(found):
        assert np.mean(found <= level + 1e-12) <= level + 1e-12


def test_decimals_tie_as_the_whole_numbers_they_are_tenths_of() -> None:
    tenths = [np.array(v) for v in ([0.1, 0.2, 0.3], [0.3, 0.4, 0.6], [0.2, 0.3, 0.4], [0.7, 0.9, 1.0])]
    whole = [np.rint(v * 10) for v in tenths]
    assert brute_force(whole, constrained=False) == pytest.approx(9 / 82)  # enumerated: 18 of 164
    for kind, seed in (("unconstrained", 0), *(("constrained", seed) for seed in range(6))):
        one, other = (synchronised_test(v, NAMES, kind=kind, seed=seed).p_value for v in (tenths, whole))  # type: ignore[arg-type]  # words
        assert one == other
    assert synchronised_test(tenths, NAMES, kind="unconstrained").p_value == pytest.approx(9 / 82)
    computed = [np.log(2 ** (v * 10)) for v in tenths]  # computed values: their last digits are rounding errors
    assert synchronised_test(computed, NAMES, kind="unconstrained").p_value == pytest.approx(9 / 82)


def test_numbers_far_apart_are_counted_at_12_digits_and_do_not_overflow() -> None:
    values = [np.array(v) for v in ([1e15 + 1, 3.0, 0.125], [1.0, 2, 4], [5.0, 1e-9, 2], [7.0, 8, 9])]
    found = synchronised_test(values, NAMES, seed=1)
    chosen = np.random.default_rng(1)
    assert found.p_value == pytest.approx(brute_force([chosen.permutation(v) for v in values], constrained=True))
