"""Bad and hostile input is refused at once, with a message that says what to give."""

from collections.abc import Callable
from time import process_time
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.claims.integrity import interval_agrees, percent_of_count, subtotal, value_verdict
from biomarker_stats.errors import BiomarkerStatsError, UsageError

LONG = "9" * 1_000_000
NUMBERS = [LONG, "1." + LONG, "nan", "NaN", "inf", "-inf", "", " ", "1e999", "1e-999", "0x10", "١", "1,,5", "1 2", True,
           False, None, 1.5, float("nan"), float("inf"), b"1", [1], 10**400]  # fmt: skip
SIZES = [0, -1, 10**30, 10**400, True, 2.0, "6", None, float("nan"), [6]]
RULES = ["", "up_and_down", LONG, None, 5]


def refused(call: Callable[[], Any]) -> None:
    start = process_time()
    with pytest.raises(UsageError) as caught:
        call()
    assert process_time() - start < 1
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("number", NUMBERS, ids=[repr(x)[:12] for x in NUMBERS])
def test_numbers_that_are_none(number: Any) -> None:
    refused(lambda: bs.grim(number, 6))
    refused(lambda: bs.grimmer("1.0", number, 6))
    refused(lambda: bs.debit(number, "0.5", 6))
    refused(lambda: bs.closure("1.0", number, 6, scale=(1, 5)))
    refused(lambda: bs.p_from_statistic("t", number, df=5, p="0.05"))
    refused(lambda: bs.p_from_summaries([number, "1"], ["1", "1"], [5, 5]))
    refused(lambda: interval_agrees("1.0", "0.5", number))
    refused(lambda: percent_of_count(number, 3, 6))
    refused(lambda: value_verdict(0.5, number))
    if number is not None:  # no P was printed
        refused(lambda: bs.two_by_two([[1, 2], [3, 4]], number if number is not True else "True"))
    refused(lambda: bs.attainable(number if number is not False else "False", method="sign", n=5))


@pytest.mark.parametrize("size", SIZES, ids=[repr(x)[:12] for x in SIZES])
def test_sizes_that_are_none(size: Any) -> None:
    refused(lambda: bs.grim("0.5", size))
    refused(lambda: bs.grim("0.5", 5, items=size))
    refused(lambda: bs.grimmer("0.5", "0.5", size))
    refused(lambda: bs.debit("0.5", "0.5", size))
    refused(lambda: bs.sprite("0.5", "0.5", size, scale=(0, 1)))
    refused(lambda: bs.p_from_summaries(["1", "1"], ["1", "1"], [5, size]))
    refused(lambda: bs.attainable("0.05", method="sign", n=size))
    if size != 0:
        refused(lambda: bs.two_by_two([[1, 2], [3, size]]))
        refused(lambda: subtotal([1, 2], size))


@pytest.mark.parametrize("rule", RULES, ids=[repr(x)[:12] for x in RULES])
def test_rules_that_are_none(rule: Any) -> None:
    refused(lambda: bs.grim("0.5", 5, rounding=rule))
    refused(lambda: bs.p_from_statistic("t", "2.0", df=5, rounding=rule))


def test_the_nearest_rule_is_named() -> None:
    with pytest.raises(UsageError, match="did you mean 'half_up'"):
        bs.grim("0.5", 5, rounding="halfup")


@pytest.mark.parametrize("scale", [(5, 1), (1,), (1, 2, 3), (1.5, 2), "15", None, (0, 10**9), (True, 5), 7])
def test_scales_that_are_none(scale: Any) -> None:
    refused(lambda: bs.closure("1.0", "0.5", 5, scale=scale))


@pytest.mark.parametrize("df", [None, 0, -1, "x", (1, 2), float("nan"), float("inf"), True, "9" * 10**6, 1e300])
def test_degrees_of_freedom_that_are_none(df: Any) -> None:
    refused(lambda: bs.p_from_statistic("t", "2.0", df=df))


@pytest.mark.parametrize(
    "table", [[], [[1, 2]], [[1, 2, 3], [4, 5, 6]], "1234", [[1, -2], [3, 4]], [[1, 2.5], [3, 4]], None]
)
def test_tables_that_are_none(table: Any) -> None:
    refused(lambda: bs.two_by_two(table))


@pytest.mark.parametrize(
    "text",
    [LONG, "t(" * 500_000, "t(28) = " + "1" * 19_000, "t(28)=" + " " * 1_000_000, "F(" + "1," * 9_000 + ")",
     "t" * 20_000, "t(1)=1," * 2_500, "(" * 20_000, "chi2(" * 4_000, "−" * 20_000, "x " * 10_000],
    ids=lambda text: f"{text[:8]}…{len(text)}",
)  # fmt: skip
def test_hostile_texts_cost_no_more_than_others(text: str) -> None:
    refused(lambda: bs.p_from_statistic(text))


def test_large_but_honest_sizes_are_answered_or_refused_at_once() -> None:
    start = process_time()
    assert bs.grim("0.16", 10**9)
    assert bs.debit("0.34", "0.47", 10**9)
    assert bs.grimmer("3.14", "5.32", 40_000)
    assert bs.grimmer("50.31", "20.17", 300, scale=(0, 100))
    for call in (
        lambda: bs.grimmer("3", "1", 10**9),
        lambda: bs.closure("500.5", "288.1", 5_000, scale=(0, 1_000)),
        lambda: bs.sprite("3.0", "1.0", 10**6, scale=(1, 5)),
        lambda: bs.sprite("3.0", "99999999", 10),
        lambda: bs.grimmer("0", "10000000", 3),
        lambda: bs.two_by_two([[10**8, 1], [1, 10**8]]),
    ):
        with pytest.raises(BiomarkerStatsError) as caught:
            call()
        assert len(str(caught.value)) < 300
    assert process_time() - start < 8
