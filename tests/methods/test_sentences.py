"""Sentences in the style of a manual. The numbers themselves are checked in the reference tests; here only how they are
written is tested, against the rules that the manuals state (chapter or section beside each).
"""

import re
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import biomarker_stats as bs
from biomarker_stats import wording
from biomarker_stats.terms import SentenceStyle

STYLES: tuple[SentenceStyle, ...] = ("sampl", "apa", "jama")


@pytest.fixture(scope="module")
def table() -> bs.Result:
    return bs.table([[4, 0], [1, 5]])


@pytest.mark.parametrize(
    ("style", "sentence"),
    [
        (
            "sampl",
            "Odds ratio (row 1 against row 2) ∞ (95% CI 1.19 to ∞); Fisher's exact test, two-sided, n = 10 (row 1 4, "
            "row 2 6): P = 0.048 (smallest attainable 0.048).",
        ),
        (
            "apa",
            "Fisher's exact test, two-sided, N = 10 (row 1 4, row 2 6): first cell (row 1, column 1) = 4, p = .048, "
            "odds ratio (row 1 against row 2) = ∞, 95% CI [1.19, ∞].",
        ),
        (
            "jama",
            "Odds ratio (row 1 against row 2), ∞ (95% CI, 1.19 to ∞); P = .048 (2-sided Fisher exact test; n = 10 "
            "[row 1 4, row 2 6]).",
        ),
    ],
)
def test_a_two_by_two_table(table: bs.Result, style: SentenceStyle, sentence: str) -> None:
    assert table.sentence(style) == sentence


def test_the_default_sentence_is_as_it_was(table: bs.Result) -> None:
    assert table.sentence() == (
        "Fisher's exact test, n: row 1 4, row 2 6: odds ratio (row 1 against row 2) ∞ (95% interval 1.189 to ∞); "
        "two-sided p = 0.047619; the smallest attainable p is 0.047619."
    )


def test_what_cannot_exceed_one_loses_its_zero_in_apa_and_keeps_it_elsewhere() -> None:
    """APA 7, section 6.36: no zero before the point of a proportion; AMA 11, chapter 18: only of P, alpha and beta."""
    result = bs.proportion(5, 10)
    assert "proportion of successes = .50, 95% CI [.19, .81]" in result.sentence("apa")
    assert "0.5 (95% CI, 0.187-0.813)" in result.sentence("jama")
    assert "0.5 (95% CI 0.187 to 0.813)" in result.sentence("sampl")


def test_a_negative_limit_is_joined_by_to_and_never_by_a_hyphen() -> None:
    frame = pd.DataFrame({"outcome": [1.0, 2.5, 3.0, 4.0, 2.0, 3.5], "arm": list("aaabbb")})
    sentence = bs.compare(frame, method="welch-t").sentence("jama")
    assert re.search(r"95% CI, −[\d.]+ to [\d.]+\)", sentence)
    assert re.search(r"P = \.\d\d \(2-sided Welch t test; n = 6 \[a 3, b 3\]\)\.$", sentence)


def test_a_statistic_comes_with_two_decimals_and_a_count_with_none() -> None:
    frame = pd.DataFrame({"outcome": [1.0, 2.5, 3.0, 4.0, 2.0, 3.5], "arm": list("aaabbb")})
    assert re.search(r": t\([\d.]+\) = −\d\.\d\d, p = ", bs.compare(frame, method="welch-t").sentence("apa"))
    assert "rank sum of a = 8, " in bs.compare(frame).sentence("apa")  # ranks 1, 3 and 4


def test_where_the_p_value_is_from_is_said_once(table: bs.Result) -> None:
    for style in STYLES:
        assert replace(table, reference="asymptotic").sentence(style).count("asymptotic") == 1
        assert table.sentence(style).count("exact") == 1
        assert "(greater)" in replace(table, alternative="greater").sentence(style)


def test_no_estimate_no_interval_and_no_p_leave_no_gap(table: bs.Result) -> None:
    bare = replace(table, estimate=None, statistic=None, conf_low=None, conf_high=None)
    assert bare.sentence("jama") == "P = .048 (2-sided Fisher exact test; n = 10 [row 1 4, row 2 6])."
    assert bare.sentence("apa") == "Fisher's exact test, two-sided, N = 10 (row 1 4, row 2 6): p = .048."
    without = replace(bare, p_value=None)
    assert without.sentence("sampl") == "Fisher's exact test, two-sided, n = 10 (row 1 4, row 2 6)."
    assert without.sentence("jama") == "2-sided Fisher exact test; n = 10 [row 1 4, row 2 6]."


@pytest.mark.parametrize(
    ("p", "sampl", "apa", "jama"),
    [
        (1.0, "P = 1", "p > .999", "P > .99"),
        (0.996, "P > 0.99", "p = .996", "P > .99"),
        (0.99, "P = 0.99", "p = .990", "P = .99"),
        (0.0625, "P = 0.06", "p = .063", "P = .06"),
        (0.05, "P = 0.05", "p = .050", "P = .05"),
        (0.0501, "P = 0.0501", "p = .0501", "P = .0501"),
        (0.0499, "P = 0.0499", "p = .0499", "P = .0499"),
        (0.049, "P = 0.049", "p = .049", "P = .049"),
        (0.01, "P = 0.01", "p = .010", "P = .01"),
        (0.0099, "P = 0.010", "p = .010", "P = .010"),
        (0.001, "P = 0.001", "p = .001", "P = .001"),
        (0.000999, "P < 0.001", "p < .001", "P < .001"),
        (0.0, "P < 0.001", "p < .001", "P < .001"),
        (5e-324, "P < 0.001", "p < .001", "P < .001"),
    ],
)
def test_p_values_as_the_manuals_write_them(p: float, sampl: str, apa: str, jama: str) -> None:
    """AMA 11, chapter 19: two digits, three below .01 or where two would cross .05, < .001 and > .99 at the ends;
    APA 7, section 6.36: two or three decimals, < .001; SAMPL: P as an equality, < 0.001 the smallest."""
    assert [wording.p_in_style(p, style) for style in STYLES] == [sampl, apa, jama]


@given(st.floats(0, 1))
def test_no_p_value_prints_as_zero_or_crosses_the_usual_level(p: float) -> None:
    for style in STYLES:
        text = wording.p_in_style(p, style)
        digits = Decimal(text.lstrip("Pp =<>"))
        assert digits > 0
        if "=" in text:
            assert abs(digits - Decimal(p)) <= Decimal("0.005")
            assert (digits < Decimal("0.05")) == (Decimal(p) < Decimal("0.05")) or abs(p - 0.05) < 1e-12
        assert style == "sampl" or " ." in text


def test_an_unknown_style_names_the_nearest(table: bs.Result) -> None:
    with pytest.raises(bs.UsageError, match=r"there is no style 'amma' — .*known: sampl, apa, jama"):
        table.sentence("amma")  # type: ignore[arg-type]
