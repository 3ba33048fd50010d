"""Reference cases for integrity checks: published values, peers and enumeration, through the public calls.

The cases stand in ``tests/reference/claims.json``, each with its source; another file of the same form can be named by
the environment variable CLAIMS_CASES.
"""

import json
import math
import os
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.claims.integrity import value_verdict

CASES_FILE = Path(os.environ.get("CLAIMS_CASES") or Path(__file__).parent / "reference" / "claims.json")
CASES = json.loads(CASES_FILE.read_text(encoding="utf-8"))["cases"]

Inputs = dict[str, Any]


def scale_of(inputs: Inputs) -> tuple[int, int] | None:
    if "scale" in inputs:
        low, high = inputs["scale"]
        return low, high
    return (inputs["min"], inputs["max"]) if "min" in inputs else None


def rounding_of(inputs: Inputs) -> str:
    return str(inputs.get("rounding", "up_or_down"))


def grim(inputs: Inputs, expected: bool) -> None:
    options = {name: inputs[name] for name in ("items", "percent") if name in inputs}
    assert bool(bs.grim(inputs["x"], inputs["n"], rounding=rounding_of(inputs), **options)) is expected


def grimmer(inputs: Inputs, expected: bool) -> None:
    options = {"items": inputs["items"]} if "items" in inputs else {}
    found = bs.grimmer(
        inputs["x"], inputs["sd"], inputs["n"], scale=scale_of(inputs), rounding=rounding_of(inputs), **options
    )
    assert bool(found) is expected


def debit(inputs: Inputs, expected: bool) -> None:
    assert bool(bs.debit(inputs["x"], inputs["sd"], inputs["n"], rounding=rounding_of(inputs))) is expected


def number_of_samples(inputs: Inputs, expected: int) -> None:
    mean = inputs["mean"] if "mean" in inputs else inputs["x"]
    scale = scale_of(inputs)
    assert scale is not None
    arguments = (mean, inputs["sd"], inputs["n"])
    counted = bs.closure(*arguments, scale=scale, rounding=rounding_of(inputs))
    shown = bs.sprite(*arguments, scale=scale, rounding=rounding_of(inputs), most=10_000)
    assert counted.count == shown.count == expected
    assert bool(counted) is bool(shown) is (expected > 0)
    assert len(set(shown.samples)) == min(expected, 10_000)


def two_decimals(low: int, high: int) -> list[str]:
    return [f"{hundredths // 100}.{hundredths % 100:02d}" for hundredths in range(low, high + 1)]


def pairs_that_pass(inputs: Inputs, expected: dict[str, int]) -> None:
    """Ask for every mean that whole numbers can have, and every SD to 2.20, on the grid of hundredths."""
    n, (low, high) = inputs["n"], inputs["scale"]
    means = [mean for mean in two_decimals(100 * low, 100 * high) if bs.grim(mean, n)]
    sds = two_decimals(0, 220)
    assert len(means) * len(sds) == inputs["grid_points"]
    assert sum(bool(bs.grimmer(m, sd, n, scale=(low, high))) for m in means for sd in sds) == expected["attainable"]


def printed_half_up(value_squared: Fraction, decimals: int) -> str:
    """Return the square root of an exact number as it prints."""
    scaled = value_squared * 100**decimals
    whole = math.isqrt(math.floor(scaled))
    whole += 4 * scaled >= (2 * whole + 1) ** 2
    return f"{whole // 10**decimals}.{whole % 10**decimals:0{decimals}d}"


def attainable_pairs(n: int, low: int, high: int, decimals: tuple[int, int]) -> Iterator[tuple[str, str]]:
    """Go through every sample and print its mean and SD, halves up."""
    sums = {(sum(s), sum(v * v for v in s)) for s in combinations_with_replacement(range(low, high + 1), n)}
    for total, squares in sums:
        variance = Fraction(n * squares - total * total, n * (n - 1))
        yield printed_half_up(Fraction(total, n) ** 2, decimals[0]), printed_half_up(variance, decimals[1])


def false_alarms(inputs: Inputs, expected: int) -> None:
    low, high = inputs["scale"]
    pairs = set(attainable_pairs(inputs["n"], low, high, (inputs["mean_dp"], inputs["sd_dp"])))
    assert len(pairs) == inputs["attainable_pairs"]
    alarms = [pair for pair in pairs if not bs.grimmer(*pair, inputs["n"], scale=(low, high))]
    assert len(alarms) == expected


def statcheck(inputs: Inputs, expected: dict[str, Any]) -> None:
    option = inputs.get("option", "")
    sided = "one-sided" if "OneTailedTests" in option else "as-stated" if "OneTailedTxt" in option else "two-sided"
    alpha = re.search(r"alpha\s*=\s*(0?\.[0-9]+)", option)
    try:
        found = bs.p_from_statistic(inputs["text"], sided=sided, alpha=float(alpha[1]) if alpha else 0.05)
    except bs.UsageError:
        assert expected["extracted"] is False
        return
    assert expected["extracted"] is True
    assert found.p_value == pytest.approx(expected["computed_p"], rel=1e-9)
    assert (not found, found.decision_error) == (expected["error"], expected["decision_error"])


def two_by_two(inputs: Inputs, expected: dict[str, float]) -> None:
    reported, decimals = inputs.get("reported_p"), inputs.get("p_dp")
    printed = None if reported is None else str(reported) if decimals is None else f"{float(reported):.{decimals}f}"
    found = bs.two_by_two(inputs["table"], printed)
    assert dict(found.values) == pytest.approx(expected, rel=1e-9)
    if printed is not None:
        half = Fraction(1, 2 * 10 ** len(printed.partition(".")[2]))
        fitting = {name for name, p in expected.items() if abs(Fraction(p) - Fraction(printed)) <= half}
        assert set(found.matching) == fitting
        assert bool(found) is bool(fitting)


def interval_t(inputs: Inputs, expected: dict[str, Any]) -> None:
    means, sds = ([f"{Decimal(str(x)):.{inputs['dp']}f}" for x in inputs[name]] for name in ("m", "sd"))
    reported = inputs.get("reported_p")
    found = bs.p_from_summaries(means, sds, inputs["n"], p=None if reported is None else str(reported))
    assert found.p_value == pytest.approx(expected["point_p"], abs=6e-5)
    assert found.p_low == pytest.approx(expected["min_p"], rel=2e-3)
    assert found.p_high == pytest.approx(expected["max_p"], rel=2e-3)
    assert bool(found) is expected["consistent"]


def on_the_lattice(inputs: Inputs, expected: bool) -> None:
    method = str(inputs["test"]).replace("_", "-")
    n = inputs["n"] if "n" in inputs else (inputs["n1"], inputs["n2"])
    options = {"events": inputs["events"]} if "events" in inputs else {}
    found = bs.attainable(
        inputs["p"], method=method, n=n, zero_or_tied=bool(inputs.get("zero_or_tied")),
        rounding=rounding_of(inputs), **options,
    )  # fmt: skip
    assert bool(found) is expected


def verdict(inputs: Inputs, expected: str) -> None:
    assert value_verdict(inputs["recomputed"], inputs["printed"]) == expected.replace("_only_by_", "_by_")


RUN: dict[str, Callable[[Inputs, Any], None]] = {
    "GRIM": grim,
    "GRIMMER": grimmer,
    "GRIMMER-power": pairs_that_pass,
    "GRIMMER-falsealarm": false_alarms,
    "DEBIT": debit,
    "SPRITE": number_of_samples,
    "ENUM": number_of_samples,
    "CLOSURE": number_of_samples,
    "STATCHECK": statcheck,
    "TABLE2x2": two_by_two,
    "INTERVAL-T": interval_t,
    "P-LATTICE": on_the_lattice,
    "VERDICT": verdict,
}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_public_call_gives_the_reference_answer(case: dict[str, Any]) -> None:
    RUN[case["family"]](case["inputs"], case["expected"])


def test_peers_err_where_the_cases_say_so() -> None:
    """The file is of use only as long as it holds cases on which a peer errs."""
    own = json.loads((Path(__file__).parent / "reference" / "claims.json").read_text(encoding="utf-8"))["cases"]
    plain = [case for case in own if isinstance(case["expected"], bool) and case.get("peer_result") is not None]
    assert sum(case["peer_result"] != case["expected"] for case in plain) == 5
    assert len(own) == 92
