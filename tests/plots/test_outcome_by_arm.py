"""Dots by arm: every unit, no other, each arm's median, and words from the same Result."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import monotonic

import pandas as pd
import pytest
from matplotlib.axes import Axes

import biomarker_stats as bs
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.analyse import AnalysisResults, run_analyses
from biomarker_stats.plots import Labels, outcome_by_arm, report_figures
from biomarker_stats.plots.captions_outcome import outcome_words
from biomarker_stats.plots.outcome_by_arm import outcome_by_arm as draw
from biomarker_stats.study.manifest import Analysis, ScaleSpec

Tidy = Callable[[Axes], None]


def compared(
    values: dict[str, list[float | None]], outcome: str = "value", scale: str | None = None
) -> AnalysisResults:
    rows = [(f"{arm}{k}", value, arm) for arm, cells in values.items() for k, value in enumerate(cells)]
    frame = pd.DataFrame(rows, columns=["unit", outcome, "arm"])
    arms = list(values)
    result = bs.compare(frame, outcome=outcome, arm="arm", arms=arms, method="rank-sum", missing="drop")
    analysis = Analysis(
        id="a", title="A", type="compare", endpoint="e", by="arm", arms=tuple(arms), methods=("rank-sum",)
    )
    return AnalysisResults(analysis=analysis, frame=frame, scale=scale, coding=None, results=(result,))


def drawn(ax: Axes, what: str) -> list[list[float]]:
    return [[float(y) for y in line.get_ydata()] for line in ax.get_lines() if line.get_label() == what]


def test_every_unit_is_a_dot_and_the_lines_are_the_medians() -> None:
    values: dict[str, list[float | None]] = {"A": [1.0, 4.0, 2.0, None], "B": [3.0, 3.0, 9.0, 5.0]}
    ax = draw(compared(values))
    assert drawn(ax, "units") == [[1.0, 4.0, 2.0], [3.0, 3.0, 9.0, 5.0]]
    assert drawn(ax, "median") == [[2.0, 2.0], [4.0, 4.0]]  # of 1 2 4, and of 3 3 5 9
    low, high = ax.get_ylim()
    assert low < 1.0
    assert high > 9.0


def test_equal_outcomes_do_not_hide_each_other() -> None:
    ax = draw(compared({"A": [1.0] * 9, "B": [1.0, 2.0]}))
    places = sorted(float(x) for x in ax.get_lines()[0].get_xdata())
    wide = ax.get_position().width * ax.figure.get_size_inches()[0] * 25.4 / 2  # of one column, in mm
    gaps = [wide * (right - left) for left, right in pairwise(places)]
    assert min(gaps) >= 0.95 * 4.2 * 25.4 / 72  # a dot is 4.2 points across
    assert all(-0.5 < place < 0.5 for place in places)


def test_thousands_of_equal_outcomes_are_drawn_in_no_time() -> None:
    results = compared({"A": [1.0, 2.0], "B": [1.0, 2.0]})
    many = pd.DataFrame({"unit": range(6000), "value": [1.0, 2.0, 2.0] * 2000, "arm": ["A", "B"] * 3000})
    before = monotonic()
    ax = draw(AnalysisResults(analysis=results.analysis, frame=many, scale=None, coding=None, results=results.results))
    assert sum(map(len, drawn(ax, "units"))) == 6000
    assert monotonic() - before < 5


def test_the_levels_of_a_scale_are_the_ticks() -> None:
    scale = ScaleSpec(levels=("–", "+", "++"), scores=(0, 1, 2))
    ax = draw(compared({"A": [0.0, 1.0], "B": [2.0, 2.0]}, scale="s"), scale=scale)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["–", "+", "++"]


def test_caption_and_alternative_text_say_what_the_result_says() -> None:
    results = compared({"A": [1.0, 4.0, 2.0, None], "B": [3.0, 3.0, 9.0, 5.0]}, outcome="change")
    caption, alt = outcome_words(results, Labels(unit="mouse", group="Treatment", outcome="Change in weight"))
    assert "Change in weight by treatment: one dot per mouse (A n = 3 and B n = 4)" in caption
    assert "Not drawn for want of a reading: 1 mouse." in caption
    assert "the median (A 2 and B 4)" in caption
    assert "Dashed: no change." in caption
    assert f"exact two-sided {bs.wording.p_phrase(results.main.p_value)}" in caption
    assert f"Shift of A against B (Hodges–Lehmann) {bs.wording.number(results.main.estimate)}" in caption
    assert "A: median 2, from 1 to 4, n = 3; B: median 4, from 3 to 9, n = 4" in alt


def test_the_report_of_a_comparison_shows_its_data(assert_tidy: Tidy) -> None:
    study = bs.load_study("adam_bds_simulated")
    figures = {figure.name: figure for figure in report_figures(study, run_analyses(study))}
    assert next(iter(figures)) == "outcome-by-arm"
    assert "SIMULATED" in figures["outcome-by-arm"].caption
    ax = outcome_by_arm(study)
    assert_tidy(ax)
    table = pd.read_csv(Path(study.folder) / "change.csv")
    change = (table["SUMDIAM_after"] - table["SUMDIAM_before"]).round(1)
    assert drawn(ax, "units") == [change[table["TRT01P"] == arm].dropna().tolist() for arm in ("Active", "Placebo")]
    assert drawn(ax, "median")[0][0] == pytest.approx(median(change[table["TRT01P"] == "Active"]))


def test_long_names_of_arms_stay_apart(assert_tidy: Tidy) -> None:
    arms = ("Everolimus 10 mg by mouth once daily, continuously", "Everolimus 10 mg by mouth once weekly")
    assert_tidy(draw(compared({arms[0]: [1.0, 2.0], arms[1]: [2.0, 5.0]})))


def test_what_compares_no_numbers_is_refused(seed_study: bs.Study) -> None:
    yes_no = next(a.id for a in seed_study.manifest.analyses if a.type == "compare" and a.endpoint == "increased")
    with pytest.raises(UsageError, match="give a Study that compares arms on a change or a value"):
        outcome_by_arm(seed_study, analysis=yes_no)
