"""Methods on tables and proportions: published values, agreement of p and interval, what is recorded, and errors."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import biomarker_stats as bs
from biomarker_stats.design.problem import Proportion, Table
from biomarker_stats.errors import ExactTooLarge, MethodMismatch, UsageError
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result

BY_NAME = {(m.takes, m.name): m for m in CATALOGUE}
TABLES = ("table", "paired-table", "strata-of-tables")


def run(name: str, counts: Any, **options: Any) -> Result:
    array = np.array(counts)
    table = Table(counts=array[None] if array.ndim == 2 else array)
    method = next(BY_NAME[takes, name] for takes in TABLES if (takes, name) in BY_NAME)
    return method.run(replace(table, paired=method.takes == "paired-table"), Options(**options))


def proportion(name: str, k: int, n: int, null: float = 0.5, **options: Any) -> Result:
    return BY_NAME["proportion", name].run(Proportion(successes=k, n=n, null_value=null), Options(**options))


@pytest.mark.parametrize(
    ("table", "p"),
    [([[4, 0], [1, 5]], 1 / 21), ([[4, 0], [1, 3]], 1 / 7), ([[4, 0], [0, 6]], 1 / 210)],
    ids=["by schedule", "breast only", "tumour cells only"],
)
def test_fisher_of_the_seed_study(table: list[list[int]], p: float) -> None:
    """Counted by hand: 12 of 252, 10 of 70 and 1 of 210 arrangements."""
    assert run("fisher", table).p_value == pytest.approx(p, rel=1e-14)


def test_fisher_interval_of_the_seed_study() -> None:
    """Central lower limit 1.0248 by R 4.2 fisher.test; the minlike one solves 6(1 + OR⁴) = .05 Σ (rational check)."""
    central, minlike = run("fisher", [[4, 0], [1, 5]], two_sided="central"), run("fisher", [[4, 0], [1, 5]])
    assert central.conf_low == pytest.approx(1.0248, abs=1e-4)
    assert minlike.conf_low is not None
    odds = minlike.conf_low
    total = 6 + 60 * odds + 120 * odds**2 + 60 * odds**3 + 6 * odds**4
    assert (6 + 6 * odds**4) / total == pytest.approx(0.05, abs=1e-12)
    assert central.conf_high == minlike.conf_high == math.inf


def test_gap_in_the_confidence_set_is_left_out_and_named() -> None:
    """Fay MP (2010), R Journal 2(1):53-58: 7/262 v 30/494, minlike p = .04996, matching interval .177 to .993."""
    result = run("fisher", [[7, 255], [30, 464]])
    assert result.p_value == pytest.approx(0.04996, abs=1e-5)
    assert (result.conf_low, result.conf_high) == (pytest.approx(0.177, abs=1e-3), pytest.approx(0.993, abs=1e-3))
    assert "gap" in result.notes[0]
    central = run("fisher", [[7, 255], [30, 464]], two_sided="central")
    assert central.p_value == pytest.approx(0.0518, abs=1e-4)  # Fay 2010: central p = .052, interval .155 to 1.006
    assert central.conf_high == pytest.approx(1.006, abs=1e-3)


cells = st.tuples(*[st.integers(0, 12)] * 4)
RULES = st.sampled_from(["minlike", "central", "blaker"])
SIDES = st.sampled_from(["two-sided", "greater", "less"])


def agrees(result: Result) -> bool:
    assert result.p_value is not None
    assert result.conf_low is not None
    assert result.conf_high is not None
    assert result.null_value is not None
    rejected = result.p_value <= (1 - result.conf_level) * (1 + 1e-9)
    return rejected != (result.conf_low <= result.null_value <= result.conf_high)


@given(cells, RULES, SIDES, st.sampled_from([0.8, 0.9, 0.95]))
@settings(max_examples=300, deadline=None)
def test_fisher_interval_excludes_one_exactly_when_it_rejects(
    table: tuple[int, int, int, int], rule: str, side: str, confidence: float
) -> None:
    a, b, c, d = table
    options = {"two_sided": rule, "alternative": side, "confidence": confidence}
    assert agrees(run("fisher", [[a, b], [c, d]], **options))
    assert agrees(run("cmh", [[[a, b], [c, d]], [[1, 2], [2, 1]]], **options))
    if a + b and c + d and (rule == "central" or side != "two-sided"):
        assert agrees(run("fisher", [[a, b], [c, d]], interval="melded-difference", **options))


@given(st.integers(0, 12), st.integers(0, 12), st.sampled_from([0.1, 0.25, 0.3, 0.5, 0.9]), RULES, SIDES)
@settings(max_examples=200, deadline=None)
def test_proportion_interval_excludes_the_null_exactly_when_it_rejects(
    k: int, more: int, null: float, rule: str, side: str
) -> None:
    if k + more:
        assert agrees(proportion("clopper-pearson", k, k + more, null, two_sided=rule, alternative=side))
        assert agrees(proportion("mid-p", k, k + more, null, alternative=side))
        assert agrees(proportion("blaker", k, k + more, null, alternative=side))


@given(cells, SIDES)
@settings(max_examples=100, deadline=None)
def test_mcnemar_interval_excludes_one_exactly_when_it_rejects(table: tuple[int, int, int, int], side: str) -> None:
    a, b, c, d = table
    assert agrees(run("mcnemar", [[a, b], [c, d]], alternative=side))


@given(st.tuples(*[st.integers(0, 5)] * 4), SIDES, st.sampled_from(["boschloo", "z-pooled", "santner-snell"]))
@settings(max_examples=30, deadline=None)
def test_unconditional_interval_excludes_zero_exactly_when_its_test_rejects(
    table: tuple[int, int, int, int], side: str, name: str
) -> None:
    a, b, c, d = table
    if a + b and c + d:
        assert agrees(run(name, [[a, b], [c, d]], alternative=side, two_sided="central"))


@given(cells)
@settings(max_examples=50, deadline=None)
def test_exchanging_arms_mirrors_everything(table: tuple[int, int, int, int]) -> None:
    a, b, c, d = table
    for name, options in (("fisher", {}), ("boschloo", {"interval": "none"}), ("cmh", {})):
        one = run(name, [[a, b], [c, d]], alternative="greater", **options)
        two = run(name, [[c, d], [a, b]], alternative="less", **options)
        assert one.p_value == pytest.approx(two.p_value, rel=1e-9)
        if one.conf_low:
            assert two.conf_high == pytest.approx(1 / one.conf_low, rel=1e-9)


def test_melded_intervals_are_those_of_exact2x2() -> None:
    """exact2x2 binomMeld.test(2, 10, 7, 10): difference −.03109 to .83190, ratio .93292 to 29.2104 (tolerance .002)."""
    difference = run("fisher", [[2, 8], [7, 3]], two_sided="central", interval="melded-difference")
    assert (difference.conf_low, difference.conf_high) == (
        pytest.approx(-0.0310853774, abs=2e-3),
        pytest.approx(0.8318981049, abs=2e-3),
    )
    assert difference.estimate == pytest.approx(0.5)
    ratio = run("fisher", [[0, 5], [3, 2]], two_sided="central", interval="melded-ratio")
    assert ratio.conf_high == math.inf


def test_clopper_pearson_blaker_and_the_others() -> None:
    """R 4.2 binom.test; Blaker and mid-p by exactci; Wilson and Jeffreys by statsmodels 0.14 proportion_confint."""
    expected = {
        "clopper-pearson": (0.1870860, 0.8129140),
        "blaker": (0.2224, 0.7776),
        "wilson": (0.2365931, 0.7634069),
        "jeffreys": (0.2235287, 0.7764713),
    }
    for name, limits in expected.items():
        result = proportion(name, 5, 10)
        assert (result.conf_low, result.conf_high) == (
            pytest.approx(limits[0], abs=2e-4),
            pytest.approx(limits[1], abs=2e-4),
        )
    assert proportion("jeffreys", 0, 4).conf_low == 0.0
    assert proportion("jeffreys", 5, 10).p_value is None


def test_large_samples_of_proportions_still_run() -> None:
    result = proportion("clopper-pearson", 93, 32_574, 0.003)
    assert result.p_value is not None
    assert 0.5 < result.p_value < 1


def test_mcnemar_orientation_and_no_change() -> None:
    """Ten pairs, six turn positive, none negative: 2/64; without any change p = 1 and a note says why."""
    result = run("mcnemar", [[2, 6], [0, 2]])
    assert (result.p_value, result.estimate, result.n_used, result.n_zero) == (2 / 64, math.inf, 6, 4)
    assert run("mcnemar", [[2, 6], [0, 2]], alternative="greater").p_value == 1 / 64
    same = run("mcnemar", [[4, 0], [0, 6]])
    assert (same.p_value, same.estimate, same.conf_low, same.conf_high) == (1.0, None, 0.0, math.inf)
    assert "no pair changed" in same.notes[0]


def test_stuart_maxwell_and_bhapkar_of_the_distance_vision_data() -> None:
    """Stuart A (1955), Biometrika 42:412-416: chi-square 11.96 on 3 df; Agresti 2002, table 10.11."""
    eyes = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]
    stuart = run("stuart-maxwell", eyes, reference="asymptotic")
    assert stuart.statistic == pytest.approx(11.96, abs=5e-3)
    sampled = run("stuart-maxwell", eyes, seed=1, n_resamples=2_000)
    assert sampled.reference == "monte-carlo"
    assert "auto" in sampled.notes[0]
    bhapkar = run("bhapkar", eyes, reference="asymptotic")
    assert bhapkar.statistic == pytest.approx(11.98, abs=5e-3)


def test_monte_carlo_agrees_with_exact_and_keeps_its_seed() -> None:
    table = [[4, 1, 0], [1, 3, 2], [0, 1, 4]]
    for name in ("freeman-halton", "pearson-exact", "likelihood-ratio-exact", "kruskal-wallis", "jonckheere-terpstra"):
        exact = run(name, table)
        sampled = run(name, table, reference="monte-carlo", n_resamples=20_000, seed=11)
        assert sampled.p_value == pytest.approx(exact.p_value, abs=0.01)
        assert (sampled.seed, sampled.n_resamples) == (11, 20_000)
        assert sampled.p_value == run(name, table, reference="monte-carlo", n_resamples=20_000, seed=11).p_value


def test_large_sample_references_are_those_of_r() -> None:
    """R 4.2: chisq.test(correct = FALSE and TRUE), mantelhaen.test(correct = FALSE) of the penicillin rabbits."""
    assert run("chi2", [[7, 8], [12, 3]]).p_value == pytest.approx(0.0581801501, abs=1e-9)
    assert run("chi2-corrected", [[7, 8], [12, 3]]).p_value == pytest.approx(0.1296533054, abs=1e-9)
    assert run("pearson-exact", [[7, 8], [12, 3]], reference="asymptotic").p_value == pytest.approx(
        0.0581801501, abs=1e-9
    )
    rabbits = [[[0, 6], [0, 5]], [[3, 3], [0, 6]], [[6, 0], [2, 4]], [[5, 1], [6, 0]], [[2, 0], [5, 0]]]
    assert run("cmh", rabbits, reference="asymptotic").p_value == pytest.approx(0.01738442035, abs=1e-9)
    assert "2 of 5 strata" in "; ".join(run("cmh", rabbits).notes)


@pytest.mark.parametrize("name", ["fisher", "boschloo", "z-pooled", "freeman-halton", "pearson-exact", "cmh", "chi2"])
@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[3, 0], [4, 0]], [[0, 0], [2, 3]], [[1, 0], [0, 0]]])
def test_empty_margins_have_an_answer(name: str, counts: list[list[int]]) -> None:
    result = run(name, counts)
    assert result.p_value == 1.0
    assert result.notes


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: run("fisher", [[1, 2, 3], [3, 2, 1]]), MethodMismatch, "use method 'freeman-halton'"),
        (lambda: run("fisher", [[[1, 2], [3, 4]], [[1, 2], [3, 4]]]), MethodMismatch, "use method 'cmh'"),
        (lambda: run("cmh", [[1, 2, 3], [3, 2, 1]]), MethodMismatch, "linear-by-linear"),
        (lambda: run("fisher", [[1, 2], [3, 4]], interval="wald"), UsageError, "choose one of 'odds-ratio'"),
        (lambda: run("boschloo", [[1, 2], [3, 4]], reference="monte-carlo"), UsageError, "choose one of 'auto'"),
        (lambda: run("z-pooled", [[1, 2], [3, 4]], two_sided="blaker"), UsageError, "choose one of absolute, central"),
        (lambda: run("boschloo", [[600, 2], [3, 4]]), ExactTooLarge, "use method 'fisher'"),
        (lambda: run("zelen", [[1, 2], [3, 4]], alternative="greater"), MethodMismatch, "no direction"),
        (lambda: run("stuart-maxwell", [[1, 2, 3], [3, 2, 1]]), MethodMismatch, "square table"),
        (lambda: run("freeman-halton", [[1, 2], [3, 4]], alternative="less"), MethodMismatch, "one-sided"),
    ],
)
def test_errors_name_the_remedy(call: Callable[[], Result], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    "method", ["pearson-exact", "likelihood-ratio-exact", "freeman-halton", "kruskal-wallis", "chi2"]
)
def test_equal_rows_give_an_asymptotic_p_of_one(method: str) -> None:
    # the statistic is 0, which rounding may leave just below it
    options = {} if method == "chi2" else {"reference": "asymptotic"}
    assert bs.table([[4, 2], [4, 2]], method=method, **options).p_value == pytest.approx(1.0, abs=1e-6)
