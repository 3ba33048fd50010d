"""Integrity checks of numbers whose data were not published."""

from pathlib import Path

import pytest

import biomarker_stats as bs
from biomarker_stats.claims.claim_checks import claim_checks

MANIFEST = """
format = 1
id = "made-up"
title = "Made up for a test"
[tables.t]
file = "t.csv"
unit = "mouse"
[tables.t.columns]
mouse = { type = "id" }
"""


def claim(kind: str, printed: str, quote: str = "", **more: str) -> str:
    """Return one claim without a derivation; ``more`` holds further lines of TOML, values as TOML writes them."""
    lines = [f"{key} = {value}" for key, value in more.items()]
    return (
        f'[[claim]]\nid = "{kind}"\nquote = "{quote or printed}"\nlocation = "here"\nkind = "{kind}"\n'
        f'printed = "{printed}"\nwhy_not = "not published"\nexpected = {{ verdict = "not_derivable" }}\n'
    ) + "\n".join(lines)


def checks(folder: Path, *claims: str) -> list[tuple[tuple[str, ...], str, bool]]:
    (folder / "t.csv").write_text("mouse\na\nb\n", encoding="utf-8")
    (folder / "study.toml").write_text(MANIFEST, encoding="utf-8")
    (folder / "claims.toml").write_text("format = 1\n" + "\n".join(claims), encoding="utf-8")
    return [(each.claims, each.check.check, each.check.consistent) for each in claim_checks(bs.load_study(folder))]


@pytest.mark.parametrize(
    ("mean", "sd", "agree"),
    [
        ("6.00", "2.58", True),  # 3, 5, 7, 9: √(20/3) = 2.58
        ("6.00", "2.60", False),  # the sum of squares is 144 + 3·SD²: 164.20 to 164.36, no whole number
    ],
)
def test_a_mean_of_whole_numbers_and_its_sd(tmp_path: Path, mean: str, sd: str, agree: bool) -> None:
    both = claim("mean", mean, family='"f"', design="{ n = 4, step = 1 }"), claim("sd", sd, family='"f"')
    assert checks(tmp_path, *both) == [(("mean", "sd"), "grimmer", agree)]


def test_readings_of_no_known_step_and_sizes_that_differ_are_left_alone(tmp_path: Path) -> None:
    sd = claim("sd", "2.60", family='"f"', design="{ n = 5 }")
    assert checks(tmp_path, claim("mean", "6.00", family='"f"', design="{ n = 4, step = 1 }"), sd) == []
    without_n = claim("sd", "2.60", family='"f"')
    assert checks(tmp_path, claim("mean", "6.00", family='"f"', design="{ n = 4 }"), without_n) == []
    assert checks(tmp_path, claim("mean", "6.00", design="{ n = 4, step = 1 }"), claim("sd", "2.60")) == []


def test_half_steps_are_two_whole_items(tmp_path: Path) -> None:
    """0.5, 1, 2, 2.5: mean 1.5, SD √(2.5/3) = 0.913."""
    mean = claim("mean", "1.50", family='"f"', design="{ n = 4, step = 0.5 }")
    assert checks(tmp_path, mean, claim("sd", "0.91", family='"f"')) == [(("mean", "sd"), "grimmer", True)]


@pytest.mark.parametrize(
    ("share", "sd", "agree"),
    [("30%", "48.3%", True), ("30%", "46%", False), ("30", "48.3", True)],  # √(0.3 · 0.7 · 10/9) = 0.483
)
def test_a_percentage_and_its_sd(tmp_path: Path, share: str, sd: str, agree: bool) -> None:
    both = claim("percent", share, family='"f"', design="{ denominator = 10 }"), claim("sd", sd, family='"f"')
    assert checks(tmp_path, *both) == [(("percent", "sd"), "debit", agree)]


@pytest.mark.parametrize(
    ("p", "quote", "more", "found"),
    [
        # R 2 * pt(-2.20, 28) = 0.03622, one-sided half of it
        (".036", "t(28) = 2.20, p = .036", {}, [True]),
        (".36", "t(28) = 2.20, p = .36", {}, [False]),
        (".018", "t(28) = 2.20, p = .018", {}, [False]),
        (".018", "t(28) = 2.20, p = .018, one-tailed", {}, [True]),
        (".018", "t(28) = 2.20, p = .018", {"stated": '{ alternative = "greater" }'}, [True]),
        (".05", "t(28) = 2.20, p < .05", {"comparator": '"<"'}, [True]),
        (".036", "p = .036", {}, []),
        (".036", "t(28) = 2.20, p = .036; t(28) = 2.20, p = .036", {}, []),  # which of them?
        (".036", "t(28) = 3.20, p = .004", {}, []),  # another P value
    ],
)
def test_a_p_value_beside_its_statistic(
    tmp_path: Path, p: str, quote: str, more: dict[str, str], found: list[bool]
) -> None:
    assert [ok for _, _, ok in checks(tmp_path, claim("p", p, quote, **more))] == found


@pytest.mark.parametrize(
    ("printed", "quote", "found"),
    [
        # Altman and Bland (2011) BMJ 343:d2304: ratio 0.81, 0.70 to 0.94 gives P = 0.005
        ("0.70 to 0.94", "relative risk 0.81 (95% CI 0.70 to 0.94), P = 0.005", [True]),
        ("0.70 to 0.94", "HR 0.81 (95% CI 0.70 to 0.94; P=0.5)", [False]),
        ("0.70 to 0.94", "HR 0.61 (0.70 to 0.94)", [False]),  # the estimate lies outside
        ("0.9 to 2.4", "odds ratio 1.5 [0.9 to 2.4], p = 0.02", [False]),  # holds 1, P below 0.05
        ("-0.2 to 1.4", "mean difference 0.6 (-0.2 to 1.4), P = 0.02", [False]),  # holds 0, P below 0.05
        ("0.2 to 1.0", "mean difference 0.6 (0.2 to 1.0), P = 0.02", [True]),  # a t interval need not give z's P
        ("0.2 to 1.0", "median 0.6 (0.2 to 1.0), P = 0.2", [True]),  # against which value is not said
        ("0.2 to 1.0", "0.2 to 1.0", []),
        ("0.70 to 0.94", "from 0.70 to 0.94", []),
    ],
)
def test_an_interval_beside_its_estimate(tmp_path: Path, printed: str, quote: str, found: list[bool]) -> None:
    assert [ok for _, check, ok in checks(tmp_path, claim("ci", printed, quote)) if check == "interval"] == found
