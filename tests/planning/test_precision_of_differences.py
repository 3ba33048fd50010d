"""The expected width is the width of the catalogue's own interval, averaged over every outcome one at a time."""

import itertools
import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

import biomarker_stats as bs

PLAN = bs.plan


def binomial(n: int, k: int, p: float) -> float:
    return math.comb(n, k) * p**k * (1 - p) ** (n - k)


def limits(result: bs.Result, method: str) -> tuple[float, float]:
    """Return the interval of a difference; that of Newcombe stands beside the result of Fisher's test."""
    if method == "newcombe":
        (effect,) = [one for one in result.effects if one.name.startswith("risk difference")]
        assert effect.conf_low is not None
        assert effect.conf_high is not None
        return effect.conf_low, effect.conf_high
    assert result.conf_low is not None
    assert result.conf_high is not None
    return result.conf_low, result.conf_high


@pytest.mark.parametrize(
    ("method", "n", "call"),
    [
        ("melded-difference", 7, {"method": "fisher", "interval": "melded-difference"}),
        ("newcombe", 7, {"method": "fisher", "interval": "odds-ratio"}),
        ("boschloo", 5, {"method": "boschloo", "interval": "difference"}),
    ],
)
@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_two_arms_against_every_table(method: str, n: int, call: dict[str, Any], confidence: float) -> None:
    p1, p2, expected = 0.2, 0.7, 0.0
    for a, b in itertools.product(range(n + 1), repeat=2):
        low, high = limits(bs.table([[a, n - a], [b, n - b]], confidence=confidence, **call), method)
        expected += binomial(n, a, p1) * binomial(n, b, p2) * (high - low)
    found = PLAN.precision(PLAN.TwoProportions(p1, p2), width=1.0, method=method, confidence=confidence, up_to=n)
    assert found.expected_widths[-1] == pytest.approx(expected, abs=1e-8)
    assert (found.method, found.per, found.p) == (method, "per arm", None)


def changes(n: int) -> Iterator[tuple[int, int]]:
    return ((b, c) for b in range(n + 1) for c in range(n + 1 - b))


@pytest.mark.parametrize("method", ["exact-difference", "tango"])
@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_pairs_against_every_table(method: str, confidence: float) -> None:
    n, up, down, expected = 6, 0.5, 0.15, 0.0
    for b, c in changes(n):
        table = [[n - b - c, b], [c, 0]]
        result = bs.table(table, paired=True, method="mcnemar", interval=method, confidence=confidence)
        ways = math.factorial(n) / (math.factorial(b) * math.factorial(c) * math.factorial(n - b - c))
        low, high = limits(result, method)
        expected += ways * up**b * down**c * (1 - up - down) ** (n - b - c) * (high - low)
    found = PLAN.precision(PLAN.PairedChanges(up, down), width=1.0, method=method, confidence=confidence, up_to=n)
    assert found.expected_widths[-1] == pytest.approx(expected, abs=1e-8)
    assert (found.method, found.per, found.p) == (method, "pairs", None)


@pytest.mark.parametrize(
    ("truth", "method", "width"),
    [
        (PLAN.TwoProportions(0.2, 0.6), "melded-difference", 0.85),
        (PLAN.TwoProportions(0.2, 0.6), "newcombe", 0.4),
        (PLAN.PairedChanges(0.5, 0.1), "tango", 0.5),
    ],
)
def test_from_n_on_the_width_stays(truth: Any, method: str, width: float) -> None:
    found = PLAN.precision(truth, width=width, method=method, up_to=14 if method == "melded-difference" else 40)
    assert found.n is not None
    assert max(found.expected_widths[found.n - 1 :]) <= width < found.expected_widths[found.n - 2]


def test_usual_intervals_are_the_exact_ones_and_their_records_say_so() -> None:
    arms = PLAN.precision(PLAN.TwoProportions(0.2, 0.6), width=0.5, up_to=4)
    assert (arms.method, arms.n, arms.scenario) == ("melded-difference", None, "p1 = 0.2, p2 = 0.6")
    assert "melded-difference for the difference of two arms, 95%, at most 0.5 wide on average" in arms.summary()
    assert "none up to 4 per arm; there it is" in arms.summary()
    pairs = PLAN.precision(PLAN.PairedChanges(0.5, 0.1), width=1.5, up_to=4)
    assert pairs.method == "exact-difference"
    assert f"{pairs.n} pairs, expected width" in pairs.summary()
    assert json.loads(json.dumps(pairs.to_dict()))["per"] == "pairs"
    assert list(pairs.to_frame()["n"]) == [1, 2, 3, 4]
    one = PLAN.precision(0.5, width=0.4)
    assert (one.method, one.up_to, one.p, one.scenario, one.per) == ("clopper-pearson", 500, 0.5, "p = 0.5", "")


@pytest.mark.parametrize(
    ("truth", "options", "message"),
    [
        (PLAN.TwoProportions(0.2, 0.6), {"method": "odds-ratio"}, "infinite expected width at every n — use one of"),
        (PLAN.TwoProportions(0.2, 0.6), {"method": "tango"}, "two arms has no interval method 'tango'"),
        (PLAN.PairedChanges(0.2, 0.6), {"width": 2.0}, "0 < width < 2"),
        (PLAN.PairedChanges(0.2, 0.6), {"up_to": 0}, "1 ≤ up_to"),
        (PLAN.OrdinalArms([0.5, 0.5], [0.1, 0.9]), {}, "TwoProportions or PairedChanges, got OrdinalArms"),
        ("half", {}, "must be a probability"),
        (True, {}, "must be a probability"),
    ],
)
def test_bad_input_is_refused(truth: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(bs.UsageError, match=message):
        PLAN.precision(truth, **{"width": 0.5, **options})


@pytest.mark.parametrize(
    ("truth", "method", "message"),
    [
        (PLAN.PairedChanges(0.2, 0.6), "exact-difference", "up to 20 pairs, got up_to=300 — .* method='tango'"),
        (PLAN.TwoProportions(0.2, 0.6), "boschloo", "up to 20 per arm, got up_to=300 — .* method='newcombe'"),
        (PLAN.TwoProportions(0.2, 0.6), "newcombe", "up to 200 per arm, got up_to=300 — lower up_to$"),
    ],
)
def test_what_would_take_too_long_is_refused_with_the_remedy(truth: Any, method: str, message: str) -> None:
    with pytest.raises(bs.ExactTooLarge, match=message):
        PLAN.precision(truth, width=0.5, method=method, up_to=300)
