"""P from printed statistics, summaries, tables and intervals, against R 4.2."""

import math
from fractions import Fraction
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.claims.integrity import interval_agrees, percent_of_count, subtotal, value_verdict
from biomarker_stats.claims.integrity.apa import reported_in
from biomarker_stats.errors import UsageError

BY_R = [
    ("t(28) = 2.20, p = .036", 0.0362254847788378),  # 2*pt(-2.2, 28)
    ("F(1.43, 27.2) = 3.80, p = .048", 0.0480424266911221),  # pf(3.80, 1.43, 27.2, lower.tail = FALSE)
    ("chi2(28) = 22.20, p = .77", 0.771948704032936),  # pchisq(22.2, 28, lower.tail = FALSE)
    (" z = 2.20, p = .03", 0.0278068950269972),  # 2*pnorm(-2.2)
    ("r(28) = .22, p = .24", 0.242738987912712),  # 2*pt(-.22*sqrt(28/(1-.22^2)), 28)
    ("Q(2) = 5.20, p = .07", 0.0742735782143339),  # pchisq(5.2, 2, lower.tail = FALSE)
    ("t(28) = 22.20, p < .001", 2.58235745534099e-19),  # 2*pt(-22.2, 28)
]


@pytest.mark.parametrize(("text", "p"), BY_R)
def test_p_of_a_statistic(text: str, p: float) -> None:
    found = bs.p_from_statistic(text)
    assert found
    assert found.p_value == pytest.approx(p, rel=1e-12)
    assert found.decision_error is False


def test_both_ends_of_the_rounding_interval() -> None:
    """R: 2*pt(-2.205, 28), 2*pt(-2.195, 28)."""
    found = bs.p_from_statistic("t", "2.20", df=28)
    assert (found.p_low, found.p_high) == pytest.approx((0.0358356592035663, 0.0366191154726233), rel=1e-12)
    cut_off = bs.p_from_statistic("t", "2.20", df=28, rounding="trunc")
    assert cut_off.p_high == found.p_value
    around_zero = bs.p_from_statistic("t", "0.00", df=28)
    assert around_zero.p_high == 1.0


@pytest.mark.parametrize(
    ("p", "consistent", "decision"),
    [
        ("0.036", True, False), ("0.037", True, False), ("0.03", False, False), ("0.06", False, True),
        ("< .05", True, False), ("< .01", False, False), ("> .05", False, True), ("ns", False, True),
        ("<= 0.04", True, False), (">= 0.03", True, False), ("~ 0.04", True, False), ("P = 0.04", True, False),
        ("0.000", False, False), ("< 0", False, False),
    ],
)  # fmt: skip
def test_what_can_be_printed_beside_t_of_2_20_on_28_df(p: str, consistent: bool, decision: bool) -> None:
    """P lies between 0.03584 and 0.03662: printed to three decimals 0.036 or 0.037."""
    found = bs.p_from_statistic("t", "2.20", df=28, p=p)
    assert (bool(found), found.decision_error) == (consistent, decision)


def test_one_sided() -> None:
    text = "t(28) = 2.20, p = .018, one-tailed"
    assert not bs.p_from_statistic(text)
    found = bs.p_from_statistic(text, sided="as-stated")
    assert found
    assert found.p_value == pytest.approx(0.0362254847788378 / 2, rel=1e-12)
    assert bs.p_from_statistic("t", "2.20", df=28, p=".018", sided="one-sided")
    assert not bs.p_from_statistic("F", "2.20", df=(2, 28), p=".065", sided="one-sided")  # no direction with 2 df


@pytest.mark.parametrize(
    "text",
    [
        "χ²(1, N = 11,455) = 16.78, p <.001", "chi2 ( 1 ) = 16.78 , p < .001", "X2(1)=16.78,p<.001",
        "χ2(1, n = 81) = 16.78, ns.", "x^2(1) = 16.78, p = .00004",
    ],
)  # fmt: skip
def test_spellings_of_chi_square(text: str) -> None:
    (found,) = reported_in(f"The effect was clear, {text}.")
    assert (found.kind, found.df, found.statistic) == ("chi2", ("1",), "16.78")


@pytest.mark.parametrize(
    "text",
    [
        "Fisher's exact test, p = .0047", "t = 2.20, p = .03", "t(28) = 2.20 p = .03", "p < .05", "",
        "F(2) = 3.1, p = .1",
        "r(28) = 1.20, p = .03", "t(28) = 2.20, p = 1.30", "t(0) = 2.20, p = .03", "amount(28) = 2.20, p = .03",
        "t(28) = 2.20, p = .03; t(28) = 2.30, p = .03",
    ],
)  # fmt: skip
def test_what_is_no_single_result_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        bs.p_from_statistic(text)


def test_p_from_summaries() -> None:
    """R: Student's and Welch's t from means 1.2 and 2.9, SDs 0.7 and 1.1, n 5 and 8; ends at the corners."""
    found = bs.p_from_summaries(["1.2", "2.9"], ["0.7", "1.1"], [5, 8], p="0.011")
    assert (found.p_value, found.p_low, found.p_high) == pytest.approx(
        (0.0108056203815592, 0.00578208575363463, 0.0190943921093825), rel=1e-12
    )
    assert found
    welch = bs.p_from_summaries(["1.2", "2.9"], ["0.7", "1.1"], [5, 8], variances="unequal")
    assert welch.p_value == pytest.approx(0.00590637088373351, rel=1e-12)
    assert welch.p_low is not None
    assert welch.p_high is not None
    assert welch.p_low < 0.00590637088373351 < welch.p_high
    assert "outer bounds" in welch.notes[0]


def test_the_ends_hold_every_corner_and_point_between() -> None:
    found = bs.p_from_summaries(["2.1", "2.4"], ["0.3", "0.2"], [4, 7])
    assert found.p_low is not None
    assert found.p_high is not None
    grid = [Fraction(k, 200) for k in range(-10, 11, 5)]
    for first in grid:
        for second in grid:
            texts = [f"{float(Fraction(21, 10) + first):.4f}", f"{float(Fraction(24, 10) + second):.4f}"]
            sds = [f"{float(Fraction(3, 10) + second):.4f}", f"{float(Fraction(2, 10) + first):.4f}"]
            p = bs.p_from_summaries(texts, sds, [4, 7]).p_value
            assert p is not None
            assert found.p_low - 1e-12 <= p <= found.p_high + 1e-12


def test_nine_conventions_of_a_two_by_two_table() -> None:
    """[[12, 13], [4, 16]]: fisher.test and chisq.test of R; the others by their formulas."""
    found = bs.two_by_two([[12, 13], [4, 16]], "0.066")
    a, b, c, d = 12, 13, 4, 16
    pearson = 45 * (a * d - b * c) ** 2 / (25 * 20 * 16 * 29)
    own = math.comb(25, 12) * math.comb(20, 4) / math.comb(45, 16)
    upper = sum(math.comb(25, k) * math.comb(20, 16 - k) for k in range(12, 17)) / math.comb(45, 16)
    expected = {
        "fisher": 0.0661056676645939,
        "pearson": 0.0511998362745389,
        "yates": 0.101747498319112,
        "n1_chisq": math.erfc(math.sqrt(pearson * 44 / 45 / 2)),
        "fisher_central": 2 * upper,
        "fisher_midp": 2 * upper - own,
        "fisher_midp_sas": 0.0661056676645939 - own / 2,
    }
    assert {name: found.values[name] for name in expected} == pytest.approx(expected, rel=1e-10)
    assert found.matching == ("fisher",)
    assert set(found.values) == set(bs.two_by_two([[0, 0], [3, 4]]).values)
    assert set(bs.two_by_two([[0, 0], [3, 4]]).values.values()) == {1.0}
    assert not bs.two_by_two([[12, 13], [4, 16]], "0.5")


@pytest.mark.parametrize(
    ("claim", "agreeing"),
    [
        # of the 20 ways to choose 3 of 6 units, one gives this table and one its mirror: 2/20; mid-p 2/20 − 1/20
        ("<= 0.1", {"fisher", "fisher_central"}),
        ("< 0.1", set()),
        ("<= 0.05", {"fisher_midp"}),
        ("< 0.05", set()),
        ("= 0.075", {"fisher_midp_sas"}),
    ],
)
def test_fisher_is_compared_as_a_fraction(claim: str, agreeing: set[str]) -> None:
    """A float would lie on the wrong side: float(1/20) is above 1/20."""
    below = {"<= 0.1": {"fisher_midp", "fisher_midp_sas"}, "< 0.1": {"fisher_midp", "fisher_midp_sas"}}.get(
        claim, set()
    )
    found = {name for name in bs.two_by_two([[3, 0], [0, 3]], claim).matching if name.startswith("fisher")}
    assert found == agreeing | below


@pytest.mark.parametrize("table", [[[4, 0], [0, 6]], [[0, 3], [3, 0]], [[10_000, 0], [0, 10_000]]])
def test_wald_z_of_no_variance_is_not_defined_and_no_p_is_zero(table: list[list[int]]) -> None:
    """Both observed proportions are 0 or 1, so that z divides by 0."""
    found = bs.two_by_two(table, "< 0.0000000001")
    assert math.isnan(found.values["wald_z"])
    assert found.to_dict()["values"]["wald_z"] is None
    assert "wald_z" not in found.matching
    assert any("wald_z is not defined" in note for note in found.notes)
    assert all(math.isnan(p) or p > 0 for p in found.values.values())
    assert "P from 0 " not in bs.two_by_two(table).explanation
    assert not bs.two_by_two(table, "0.000")


def test_an_interval_against_its_estimate_and_p() -> None:
    """R t.test(c(1.2, 0.4, 2.2, 1.9, 0.1)): 1.16, interval 0.02675 to 2.29325, t = 2.842, df = 4, p = 0.04677."""
    found = interval_agrees("1.16", "0.0267", "2.2933", p="0.0468", df=4)
    assert found
    assert found.p_value == pytest.approx(0.0467739, abs=3e-5)
    assert not interval_agrees("1.16", "0.0267", "2.2933", p="0.0509", df=4)
    crossing = interval_agrees("1.5", "0.9", "2.4", p="0.02", ratio=True)
    assert (bool(crossing), crossing.decision_error) == (False, True)
    outside = interval_agrees("1.5", "1.1", "2.4", p="> 0.05", ratio=True)
    assert (bool(outside), outside.decision_error) == (False, True)
    assert not interval_agrees("2.6", "0.9", "2.4", ratio=True)
    with pytest.raises(UsageError, match="above 0"):
        interval_agrees("1.5", "-0.9", "2.4", ratio=True)


def test_counts() -> None:
    """15 of 38 is 39.47 %, 5 of 10 is 50 %, by division."""
    assert not percent_of_count("40", 15, 38)
    assert percent_of_count("39", 15, 38)
    assert percent_of_count("50%", 5, 10).count == 1
    assert subtotal([4, 6], 10)
    assert not subtotal([4, 6, 1], 10)


@pytest.mark.parametrize(
    ("recomputed", "printed", "word"),
    [
        (0.363217, "0.4", "reproduced"), (Fraction(1, 8), "0.12", "reproduced"), (Fraction(1, 8), "0.13", "reproduced"),
        (Fraction(50, 3), "16", "reproduced_by_truncation"), ("39.4737", "40", "reproduced_by_ceiling"),
        (0.704, "0.62", "contradicted"),
    ],
)  # fmt: skip
def test_the_verdict_on_a_value(recomputed: Any, printed: str, word: str) -> None:
    assert value_verdict(recomputed, printed) == word
