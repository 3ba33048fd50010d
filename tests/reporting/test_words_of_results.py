"""What the report says in words: of how many P values, of strata, of who is in an estimate, and of two arms."""

from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pandas as pd
import pytest
from small_study import SmallStudy

import biomarker_stats as bs
from biomarker_stats.claims.choices import multiverse
from biomarker_stats.methods.analyse import run_analyses
from biomarker_stats.methods.preclinical.study_run import run_experiments
from biomarker_stats.reporting import report
from biomarker_stats.reporting.experiment_sentences import experiment_limits
from biomarker_stats.terms import SentenceStyle

if TYPE_CHECKING:
    from biomarker_stats.reporting.context import ReportContext

STRATIFIED = """
[[analyses]]
id = "by-arm"
title = "Change by arm"
type = "compare"
endpoint = "change"
by = "arm"
arms = ["high", "low"]
strata = "site"
role = "primary"
methods = ["rank-sum", "van-elteren", { method = "rank-sum", ranks = "overall" }]
"""


def stratified(folder: Path) -> Path:
    return SmallStudy(
        units="ABCDEFGH",
        sites=["skin", "liver"] * 4,
        arms=["high"] * 4 + ["low"] * 4,
        doses=[1] * 8,
        before=["–"] * 8,
        after=["++", "++", "++", "+", "+", "–", "–", "–"],
        analyses=STRATIFIED,
    ).write(folder)


def markdown(folder: Path, out: Path) -> str:
    return report(folder, out=out, formats=["md"]).joinpath("report.md").read_text(encoding="utf-8")


def test_p_values_are_counted_with_the_analyses_that_have_one(tmp_path: Path) -> None:
    """Of the three analyses of the small study one is a proportion; the others have two tests and one."""
    text = markdown(SmallStudy().write(tmp_path / "s"), tmp_path / "out")
    assert text.count("3 P values of 2 declared analyses are shown; none is adjusted. The section Sensitivity") == 2


def test_the_smallest_p_of_experiments_is_the_smallest_of_both_tests() -> None:
    """Three blots against three: 1 of 20 arrangements, two-sided 0.1; paired, 2 of 8 sign flips, 0.25."""
    study = bs.load_study("carracedo2008")
    context = cast("ReportContext", SimpleNamespace(experiments=run_experiments(study)))
    line = next(line for line in experiment_limits(context) if "no exact test could have reached 0.05" in line)
    assert "MEFs (smallest p 0.1)" in line
    assert "0.25" not in line


def test_a_stratified_test_is_called_one_wherever_it_stands(tmp_path: Path) -> None:
    text = markdown(stratified(tmp_path / "s"), tmp_path / "out")
    assert (
        "Change by arm is stratified by site (skin and liver): the labels of the arms are exchanged only between "
        "patients of one stratum; ranks are given within each stratum, and the rank sums are added up "
        "(Wilcoxon–Mann–Whitney rank-sum test); the rank sums of the strata are added up, each weighted by "
        "1 / (its units + 1) (van Elteren"
    ) in text
    assert "ranks are given over all strata together" in text
    assert "rank-sum test within strata of site, exact, two-sided" in text
    assert "| Wilcoxon–Mann–Whitney rank-sum test, within 2 strata |" in text
    assert "rank-sum test within 2 strata (n = 8" in text  # the caption of the null distribution


def test_every_style_of_sentence_names_the_strata(tmp_path: Path) -> None:
    result = run_analyses(bs.load_study(stratified(tmp_path / "s")))[0].main
    for told in (result.sentence(), *(result.sentence(style) for style in ("sampl", "apa", "jama"))):
        assert "within 2 strata" in told


def test_the_multiverse_says_that_it_keeps_no_strata_apart(tmp_path: Path) -> None:
    notes = multiverse(bs.load_study(stratified(tmp_path / "s"))).notes
    assert "the declared comparison keeps strata of Site apart; here labels are exchanged between all patients" in notes


@pytest.mark.parametrize("style", ["sampl", "apa", "jama"])
def test_sentences_count_the_pairs_with_equal_readings(style: SentenceStyle) -> None:
    pairs = pd.DataFrame({"before": [0, 0, 0, 1, 1], "after": [1, 2, 1, 1, 1]})
    assert "5 pairs, 2 with equal readings" in bs.paired(pairs, method="signed-rank").sentence(style)
    assert "pairs 5 (used 3): pseudo-median" in bs.paired(pairs, method="signed-rank").sentence()
    assert "equal readings" not in bs.paired(pairs, method="paired-t").sentence(style)  # uses all five


def test_the_estimate_of_a_signed_rank_test_names_whom_it_is_of(tmp_path: Path) -> None:
    """Of A to D (– to +, – to ++, + to +, + to ++) three changed; with zeros kept, all four are in the estimate."""
    methods = 'methods = ["signed-rank", { method = "signed-rank", zeros = "pratt" }]'
    study = SmallStudy()
    analyses = study.analyses.replace(
        'methods = ["signed-rank", { method = "paired-t", role = "as-published" }]', methods
    )
    text = markdown(SmallStudy(analyses=analyses).write(tmp_path / "s"), tmp_path / "out")
    assert text.count("pseudo-median of after − before of the 3 that changed:") == 1
    assert text.count("pseudo-median of after − before:") == 1


def test_an_interval_of_one_value_is_explained(tmp_path: Path) -> None:
    study = SmallStudy(
        units="ABCDEFGH", sites=["skin"] * 8, arms=["high"] * 8, doses=[1] * 8, before=["–"] * 8, after=["+"] * 8
    )
    analyses = study.analyses[: study.analyses.index('[[analyses]]\nid = "by-arm"')]
    folder = SmallStudy(**{name: getattr(study, name) for name in study.__dataclass_fields__} | {"analyses": analyses})
    text = markdown(folder.write(tmp_path / "s"), tmp_path / "out")
    assert "1 (95% 1 to 1" in text
    assert "the interval is a single value because most differences are tied" in text


def test_two_arms_get_a_plain_answer_with_arms_and_unit(tmp_path: Path) -> None:
    """The medians, and the shift as the median of all 30 differences, are taken here from change.csv."""
    folder = bs.load_study("adam_bds_simulated").folder
    table = pd.read_csv(folder / "change.csv")
    change = (table["SUMDIAM_after"] - table["SUMDIAM_before"]).round(1)
    active, placebo = (change[table["TRT01P"] == arm].dropna().tolist() for arm in ("Active", "Placebo"))
    shift = median(one - other for one in active for other in placebo)
    told = markdown(folder, tmp_path / "out").split("## Objectives")[0]
    assert "fell under Active and rose under Placebo" in told
    middles = [f"{value:g}".replace("-", "−") for value in (round(median(active), 2), median(placebo), round(shift, 1))]
    assert f"median {middles[0]} mm in 6 subjects under Active; median {middles[1]} mm in 5 subjects under" in told
    assert f"shift of Active against Placebo (Hodges–Lehmann) {middles[2]} mm" in told
    assert "n: Active" not in told


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (["++", "++", "+", "+"], "rose more under high than under low"),
        (["+", "+", "++", "++"], "rose less under high than under low"),
        (["++", "++", "–", "–"], "higher under high than under low"),
    ],
)
def test_the_direction_between_arms(tmp_path: Path, after: list[str], words: str) -> None:
    analyses = STRATIFIED.replace('strata = "site"\n', "").replace('"van-elteren", ', "")
    study = SmallStudy(before=["–"] * 4, after=after, analyses=analyses)
    assert words in markdown(study.write(tmp_path / "s"), tmp_path / "out").split("## Objectives")[0]


def test_a_yes_no_by_arm_is_told_in_counts(tmp_path: Path) -> None:
    analyses = STRATIFIED.replace('strata = "site"\n', "").replace('"change"', '"rose"')
    analyses = analyses[: analyses.index("methods")] + 'methods = ["fisher"]\n'
    study = SmallStudy(before=["–"] * 4, after=["++", "+", "+", "+"], analyses=analyses)
    told = markdown(study.write(tmp_path / "s"), tmp_path / "out").split("## Objectives")[0]
    assert "Ends high: 1 of 2 patients under high; 0 of 2 patients under low; odds ratio (high against low)" in told


def test_letters_of_a_fourfold_table_say_what_they_count() -> None:
    told = bs.table([[2, 5], [0, 3]], paired=True).sentence("apa")
    assert "b (pairs that changed one way) = 5" in told
    assert "odds ratio b / c (pairs that changed one way to those the other) = ∞" in told
    assert "first cell (row 1, column 1) = 4" in bs.table([[4, 0], [1, 5]]).sentence("apa")


def test_the_arms_are_named_and_not_first_and_second() -> None:
    frame = pd.DataFrame({"outcome": [1.0, 2.5, 3.0, 4.0, 2.0, 3.5], "arm": ["drug"] * 3 + ["placebo"] * 3})
    result = bs.compare(frame)
    for told in (result.sentence(), result.sentence("apa"), result.summary()):
        assert "shift of drug against placebo" in told
        assert "first arm" not in told
    assert result.estimand == "shift of the first arm against the second (Hodges–Lehmann)"  # the field stays general


def test_tables_of_the_multiverse_show_titles_and_no_ids(tmp_path: Path) -> None:
    text = markdown(
        SmallStudy(before=("–", "–", "+", "++"), after=("+", "++", "++", "++")).write(tmp_path / "s"), tmp_path / "out"
    )
    part = text[text.index("## Sensitivity") : text.index("Every defensible choice.**")]
    rows = [line for line in part.splitlines() if line.startswith("| ") and "smallest" not in line.lower()]
    assert any("Paired Student t test" in row for row in rows)
    assert not any("| paired-t" in row or "| rank-sum" in row for row in rows)
