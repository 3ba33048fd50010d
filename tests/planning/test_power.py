"""Power is the probability of the outcomes that the catalogue's own test rejects, counted here one at a time."""

import itertools
import json
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.planning.plan import (
    DoseTrend,
    OrdinalArms,
    OrdinalChange,
    PairedChanges,
    StratifiedProportions,
    TwoProportions,
)

PLAN = bs.plan
CASES = json.loads((Path(__file__).parent.parent / "reference" / "exact.json").read_text(encoding="utf-8"))["cases"]


def reference(name: str) -> dict[str, Any]:
    return next(case for case in CASES if case["id"] == name)


def binomial(n: int, k: int, p: float) -> float:
    return math.comb(n, k) * p**k * (1 - p) ** (n - k)


def counts(n: int, cells: int) -> Iterator[tuple[int, ...]]:
    return (each for each in itertools.product(range(n + 1), repeat=cells) if sum(each) == n)


def multinomial(each: tuple[int, ...], p: list[float]) -> float:
    ways = math.factorial(sum(each)) / math.prod(map(math.factorial, each))
    return float(ways * math.prod(q**k for q, k in zip(p, each, strict=True)))


# R: exact2x2::power2x2, Exact::power.exact.test, exact2x2::powerPaired2x2; the versions stand in exact.json.
@pytest.mark.parametrize(
    ("name", "scenario", "method"),
    [
        ("power_fisher_.2_.6_n20", TwoProportions(0.2, 0.6), "fisher"),
        ("power_zpooled_.2_.6_n20", TwoProportions(0.2, 0.6), "z-pooled"),
        ("power_mcnemar_.5_.1_n20", PairedChanges(0.5, 0.1), "mcnemar"),
    ],
)
def test_the_reference_cases_of_power(name: str, scenario: Any, method: str) -> None:
    case = reference(name)
    assert PLAN.power(scenario, 20, method=method).power == pytest.approx(case["expected"], abs=case["tolerance"])


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize(
    ("method", "two_sided"),
    [
        ("fisher", None),
        ("fisher", "central"),
        ("boschloo", None),
        ("boschloo", "central"),
        ("boschloo-mid-p", None),
        ("z-pooled", None),
        ("z-unpooled", None),
        ("santner-snell", None),
        ("chi2", None),
        ("chi2-corrected", None),
    ],
)
def test_two_proportions_against_every_table(method: str, two_sided: Any, alternative: Any) -> None:
    n1, n2, p1, p2, alpha = 6, 5, 0.9, 0.2, 0.1
    options = {"alternative": alternative} | ({} if two_sided is None else {"two_sided": two_sided})
    if method.startswith("chi2") and alternative != "two-sided":
        with pytest.raises(bs.UsageError, match="has no direction"):
            PLAN.power(TwoProportions(p1, p2), (n1, n2), method=method, alternative=alternative)
        return
    if two_sided is not None and alternative != "two-sided":
        with pytest.raises(bs.UsageError, match="two_sided='central' does not apply to alternative"):
            PLAN.power(TwoProportions(p1, p2), (n1, n2), method=method, **options)
        return
    expected = 0.0
    for a, b in itertools.product(range(n1 + 1), range(n2 + 1)):
        p = bs.table([[a, n1 - a], [b, n2 - b]], method=method, interval="none", **options).p_value
        if p is not None and p <= alpha * (1 + 1e-9):
            expected += binomial(n1, a, p1) * binomial(n2, b, p2)
    found = PLAN.power(TwoProportions(p1, p2), (n1, n2), method=method, alpha=alpha, **options)
    assert found.power == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("alternative", "two_sided"), [("two-sided", None), ("two-sided", "central"), ("greater", None)]
)
def test_strata_against_every_set_of_tables(alternative: Any, two_sided: Any) -> None:
    n, p1, p2 = (3, 2, 2, 3), (0.9, 0.8), (0.1, 0.3)
    options = {"alternative": alternative} | ({} if two_sided is None else {"two_sided": two_sided})
    expected = 0.0
    for a, b, c, d in itertools.product(*(range(size + 1) for size in n)):
        tables = [[[a, n[0] - a], [b, n[1] - b]], [[c, n[2] - c], [d, n[3] - d]]]
        p = bs.table(tables, method="cmh", **options).p_value
        if p is not None and p <= 0.1 * (1 + 1e-9):
            chances = zip(n, (a, b, c, d), (p1[0], p2[0], p1[1], p2[1]), strict=True)
            expected += math.prod(binomial(size, k, q) for size, k, q in chances)
    found = PLAN.power(StratifiedProportions(p1, p2), n, alpha=0.1, **options)
    assert expected > 0.1
    assert found.power == pytest.approx(expected, abs=1e-12)


def test_one_stratum_is_fisher_and_many_are_refused() -> None:
    one = PLAN.power_curve(StratifiedProportions([0.2], [0.6]), [5, 9, 14])
    assert one.power == pytest.approx(PLAN.power_curve(TwoProportions(0.2, 0.6), [5, 9, 14]).power, abs=1e-12)
    with pytest.raises(bs.ExactTooLarge, match="fewer strata"):
        PLAN.power(StratifiedProportions([0.2] * 6, [0.6] * 6), 10)
    with pytest.raises(bs.UsageError, match="one probability a stratum"):
        StratifiedProportions([0.2], [0.6, 0.7])


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize(
    "method", ["mcnemar", "mcnemar-mid-p", "mcnemar-unconditional", "mcnemar-chi2", "mcnemar-chi2-corrected"]
)
def test_paired_proportions_against_every_table(method: str, alternative: Any) -> None:
    n, up, down = 7, 0.7, 0.1
    expected = 0.0
    for b in range(n + 1):
        for c in range(n + 1 - b):
            test = bs.table(
                [[n - b - c, b], [c, 0]],
                paired=True,
                method=method.removesuffix("-mid-p"),
                alternative=alternative,
                interval="none",
            )
            p = test.mid_p_value if method.endswith("-mid-p") else test.p_value
            if p is not None and p <= 0.05 * (1 + 1e-9):
                expected += multinomial((b, c, n - b - c), [up, down, 1 - up - down])
    found = PLAN.power(PairedChanges(up, down), n, method=method, alternative=alternative)
    assert found.power == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("alternative", ["two-sided", "greater"])
@pytest.mark.parametrize(
    ("method", "zeros"), [("signed-rank", "drop"), ("signed-rank", "pratt"), ("sign", "drop"), ("permutation", "drop")]
)
def test_ordinal_change_against_every_sample(method: str, zeros: Any, alternative: Any) -> None:
    levels, p = [-1, 0, 1, 2], [0.1, 0.2, 0.4, 0.3]
    options = {"zeros": zeros} if zeros == "pratt" else {}
    n, alpha, expected = 6, 0.1, 0.0
    for each in counts(n, len(levels)):
        change = np.repeat(levels, each)
        frame = pd.DataFrame({"before": np.zeros(n, int), "after": change})
        test = bs.paired(
            frame, before="before", after="after", method=method, alternative=alternative, interval="none", **options
        )
        if test.p_value is not None and test.p_value <= alpha * (1 + 1e-9):
            expected += multinomial(each, p)
    scenario = OrdinalChange(dict(zip(levels, p, strict=True)))
    found = PLAN.power(scenario, n, method=method, alternative=alternative, alpha=alpha, **options)
    assert found.power == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("method", "alternative"), [("rank-sum", "two-sided"), ("permutation", "greater")])
def test_ordinal_arms_against_every_pair_of_samples(method: str, alternative: Any) -> None:
    first, second, n1, n2, expected = [0.1, 0.2, 0.7], [0.6, 0.3, 0.1], 4, 3, 0.0
    for a, b in itertools.product(counts(n1, 3), counts(n2, 3)):
        outcome = np.concatenate([np.repeat(range(3), a), np.repeat(range(3), b)])
        frame = pd.DataFrame({"outcome": outcome, "arm": ["first"] * n1 + ["second"] * n2})
        test = bs.compare(
            frame,
            outcome="outcome",
            arm="arm",
            arms=["first", "second"],
            method=method,
            alternative=alternative,
            interval="none",
        )
        if test.p_value is not None and test.p_value <= 0.1 * (1 + 1e-9):
            expected += multinomial(a, first) * multinomial(b, second)
    found = PLAN.power(OrdinalArms(first, second), (n1, n2), method=method, alternative=alternative, alpha=0.1)
    assert found.power == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("alternative", ["two-sided", "greater"])
def test_dose_trend_against_every_table(alternative: Any) -> None:
    n, p, doses, expected = [3, 4, 3], [0.1, 0.4, 0.9], [0, 0.5, 2], 0.0
    for events in itertools.product(*(range(size + 1) for size in n)):
        outcome = [int(k < a) for a, size in zip(events, n, strict=True) for k in range(size)]
        frame = pd.DataFrame({"outcome": outcome, "dose": np.repeat(doses, n)})
        test = bs.trend(frame, outcome="outcome", dose="dose", method="cochran-armitage", alternative=alternative)
        if test.p_value is not None and test.p_value <= 0.05 * (1 + 1e-9):
            expected += math.prod(binomial(size, a, q) for size, a, q in zip(n, events, p, strict=True))
    found = PLAN.power(DoseTrend(p, doses), tuple(n), alternative=alternative)
    assert found.power == pytest.approx(expected, abs=1e-12)


def test_the_size_of_an_exact_test_never_exceeds_its_level() -> None:
    # Under H0 power is the type I error; P(p <= alpha) <= alpha is what "exact" means.
    for n, p in itertools.product((4, 9, 15), (0.05, 0.3, 0.5)):
        for method in ("fisher", "boschloo", "z-pooled"):
            assert PLAN.power(TwoProportions(p, p), n, method=method).power <= 0.05 + 1e-12
        assert PLAN.power(PairedChanges(p, p), n, method="mcnemar-unconditional").power <= 0.05 + 1e-12
        assert PLAN.power(OrdinalChange({-2: 0.1, -1: 0.2, 0: 0.4, 1: 0.2, 2: 0.1}), n).power <= 0.05 + 1e-12


def test_a_curve_has_saw_teeth_and_a_sample_size_stays_above_them() -> None:
    # Brute force: McNemar's exact P of b out of m changes is a binomial tail.
    found = PLAN.sample_size(PairedChanges(0.5, 0.1), target=0.8, up_to=60)
    by_hand = {n: mcnemar_power(n, 0.5, 0.1) for n in range(1, 61)}
    assert list(found.curve.power) == pytest.approx(list(by_hand.values()), abs=1e-12)
    assert found.n == max(n for n, p in by_hand.items() if p < 0.8) + 1
    fisher = PLAN.power_curve(TwoProportions(0.2, 0.6), range(10, 31))
    assert fisher.drops() == tuple(n for n in range(11, 31) if fisher_power(n) < fisher_power(n - 1) - 1e-12)
    assert fisher.drops()


def mcnemar_power(n: int, up: float, down: float) -> float:
    total = 0.0
    for b in range(n + 1):
        for c in range(n + 1 - b):
            m, most = b + c, max(b, c)
            p = min(1.0, 2 * sum(math.comb(m, k) for k in range(most, m + 1)) / 2**m)
            total += multinomial((b, c, n - m), [up, down, 1 - up - down]) if p <= 0.05 else 0.0
    return total


def fisher_power(n: int) -> float:
    total = 0.0
    for k in range(2 * n + 1):
        ways = {a: math.comb(n, a) * math.comb(n, k - a) for a in range(max(0, k - n), min(n, k) + 1)}
        for a, own in ways.items():
            if sum(w for w in ways.values() if w <= own) * 20 <= sum(ways.values()):
                total += binomial(n, a, 0.2) * binomial(n, k - a, 0.6)
    return total


def test_a_saw_tooth_is_named_and_a_target_out_of_reach_is_said() -> None:
    teeth = PLAN.sample_size(TwoProportions(0.2, 0.6), target=0.65, up_to=40)
    reached = [n for n in range(1, 41) if fisher_power(n) >= 0.65]
    assert (teeth.first_n, teeth.n) == (reached[0], max(n for n in range(1, 41) if fisher_power(n) < 0.65) + 1)
    assert teeth.per == "per arm"
    never = PLAN.sample_size(PairedChanges(0.2, 0.1), up_to=10)
    assert (never.n, never.power, never.first_n) == (None, None, None)
    assert "does not stay at 80% at any n up to 10 pairs" in never.summary()


def test_curves_are_quick() -> None:
    PLAN.power(TwoProportions(0.2, 0.6), 3)  # loads what it needs
    started = time.perf_counter()
    PLAN.power_curve(PairedChanges(0.5, 0.1), range(5, 61))
    assert time.perf_counter() - started < 1.0


def test_records_say_what_they_hold() -> None:
    found = PLAN.power(PairedChanges(1.0, 0.0), 5)
    assert (found.power, found.p_min_attainable, found.can_reject) == (0.0, 2 / 2**5, False)
    assert "no outcome of this design can reach P ≤ 0.05" in found.summary()
    assert found.to_dict()["null"] == "changes in either direction are equally likely"
    assert found.to_frame().loc[0, "n"] == 5
    curve = PLAN.power_curve(TwoProportions(0.1, 0.9), [4, (4, 5)])
    assert list(curve.to_frame()["n"]) == [4, "4 + 5"]
    size = PLAN.sample_size(TwoProportions(0.1, 0.9), up_to=10)
    assert json.loads(json.dumps(size.to_dict()))["curve"]["sizes"] == list(range(1, size.looked_to + 1))
    assert list(size.to_frame()["up_to"]) == [10]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: TwoProportions(20, 0.6), "p1 must be a probability between 0 and 1, got 20 — write 25% as 0.25"),
        (lambda: PairedChanges(0.6, 0.6), "at most 1"),
        (lambda: OrdinalChange({0: 0.5, 1: 0.4}), "add up to 1"),
        (lambda: OrdinalChange({0.5: 1.0}), "whole numbers of levels"),  # type: ignore[dict-item]
        (lambda: OrdinalArms([1.0], [1.0]), "two levels or more"),
        (lambda: DoseTrend([0.1, 0.2], [1, 1]), "not all equal"),
        (lambda: DoseTrend([0.1, float("nan")]), "probability between 0 and 1"),
        (lambda: PLAN.power(TwoProportions(0.1, 0.5), 0), "at least 1"),
        (lambda: PLAN.power(TwoProportions(0.1, 0.5), (4, 4, 4)), "2 of them"),
        (lambda: PLAN.power(TwoProportions(0.1, 0.5), 4.5), "whole numbers of at least 1, got 4.5"),  # type: ignore[arg-type]
        (lambda: PLAN.power(TwoProportions(0.1, 0.5), True), "whole numbers of at least 1, got True"),
        (lambda: PLAN.power_curve(TwoProportions(0.1, 0.5), range(1, 10**9)), "at most 500 sizes"),
        (lambda: PLAN.power(PairedChanges(0.1, 0.5), 5, method="fisher"), "no exact power of method 'fisher'"),
        (lambda: PLAN.power(PairedChanges(0.1, 0.5), 5, alpha=1.5, alternative="up"), "alternative must be.*alpha"),
        (lambda: PLAN.power("fisher", 5), "a scenario must be one of"),  # type: ignore[arg-type]
        (lambda: PLAN.power_curve(TwoProportions(0.1, 0.5), []), "at least one size"),
        (lambda: PLAN.sample_size(TwoProportions(0.1, 0.5), target=80), "0 < target < 1"),
    ],
)
def test_bad_input_is_refused_with_the_remedy(call: Any, message: str) -> None:
    with pytest.raises(bs.UsageError, match=message):
        call()


def test_sizes_of_numpy_and_a_truth_without_change() -> None:
    sizes = np.arange(5, 8)
    assert PLAN.power_curve(TwoProportions(0.1, 0.9), sizes).sizes == (5, 6, 7)
    never = PLAN.power(OrdinalChange({0: 1.0}), 8)
    assert (never.power, never.p_min_attainable) == (0.0, 1.0)


def test_what_would_not_end_is_refused() -> None:
    with pytest.raises(bs.ExactTooLarge, match="arms of up to 500"):
        PLAN.power(TwoProportions(0.1, 0.2), 501)
    with pytest.raises(bs.ExactTooLarge, match="plan with fewer units"):
        PLAN.power(PairedChanges(0.1, 0.2), 5000)
    with pytest.raises(bs.ExactTooLarge, match="plan with fewer units"):
        PLAN.power(OrdinalArms([0.2] * 5, [0.2] * 5), 60)
