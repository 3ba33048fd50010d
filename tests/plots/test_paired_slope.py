import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Page

import biomarker_stats as bs
from biomarker_stats.methods.analyse import AnalysisResults, run_analyses
from biomarker_stats.plots import Labels, paired_slope
from biomarker_stats.plots.captions_paired import slope_words
from biomarker_stats.plots.labels import labels_of
from biomarker_stats.plots.slope_chart import MOST_NAMES, NAME_MM, slope_chart
from biomarker_stats.plots.units import PairedUnit, constant_offsets
from biomarker_stats.study.manifest import ScaleSpec

Tidy = Callable[[Axes], None]

# Table 1 of Carracedo et al. (2008), scored 0, 1, 2 with B's mixed cell 1 and G's 2.
PATIENTS = [
    ("A", 0, 2, "Weekly"),
    ("B", 1, 2, "Weekly"),
    ("C", 1, 2, "Weekly"),
    ("D", 0, 2, "Weekly"),
    ("E", 0, 0, "Daily"),
    ("F", 2, 2, "Daily"),
    ("G", 1, 2, "Daily"),
    ("H", 0, 0, "Daily"),
    ("I", 1, 1, "Daily"),
    ("J", 1, 1, "Daily"),
]
PRINTED = [("–", "++")] * 6 + [("+", "+/++")] + [("–", "–")] * 3

units = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 4)).map(lambda u: PairedUnit("x", u[0], u[1], u[2])),
    min_size=1,
    max_size=60,
)


@given(units)
def test_offsets_are_distinct_within_the_band_and_ordered_by_arm_then_change(given_units: list[PairedUnit]) -> None:
    offsets = constant_offsets(given_units)
    assert len(set(offsets)) == len(given_units)
    assert all(-0.5 - 1e-12 <= offset <= 0.5 + 1e-12 for offset in offsets)
    from_top = sorted(range(len(offsets)), key=lambda k: -offsets[k])
    keys = [(given_units[k].arm, -given_units[k].change) for k in from_top]
    assert keys == sorted(keys)


def test_a_patient_keeps_one_offset_at_both_readings(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    ax = paired_slope(paired(PATIENTS), scale=scale, labels=labels)
    chart = slope_chart(paired(PATIENTS), scale, labels)
    for (_, before, after, _), (start, end) in zip(PATIENTS, chart.heights, strict=True):
        assert start - before == pytest.approx(end - after)
        assert abs(start - before) < 0.45  # inside the band of its level
    drawn = [
        tuple(line.get_ydata()) for line in ax.get_lines() if line.get_zorder() == 2 and len(line.get_xdata()) == 2
    ]
    assert sorted(pair for pair in drawn if pair in chart.heights) == sorted(chart.heights)
    level = [pair for pair in chart.heights if pair[0] == pair[1]]
    assert len(level) == 5  # E, F, H, I, J


def test_without_a_scale_the_readings_are_drawn_as_they_are(
    paired: Callable[..., AnalysisResults], labels: Labels
) -> None:
    chart = slope_chart(paired([("a", 41.5, 38.0, None), ("b", 12.25, 12.25, None)]), None, labels)
    assert chart.heights == ((41.5, 38.0), (12.25, 12.25))


def test_arms_differ_by_more_than_colour(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    first, second = slope_chart(paired(PATIENTS), scale, labels).marks
    assert first.marker != second.marker
    assert first.dash != second.dash
    assert first.hatch != second.hatch


def test_medians_are_those_of_each_arm(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    chart = slope_chart(paired(PATIENTS), scale, labels)
    # by hand: weekly before 0 0 1 1, after 2 2 2 2; daily before 0 0 1 1 1 2, after 0 0 1 1 2 2
    assert chart.medians(after=False) == (0.5, 1.0)
    assert chart.medians(after=True) == (2.0, 1.0)


def test_bracket_names_the_test_the_p_and_the_counts(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    ax = paired_slope(paired(PATIENTS), scale=scale, labels=labels)
    written = " ".join(text.get_text() for text in ax.texts)
    assert "Wilcoxon signed-rank test" in written
    assert "p = 0.0625" in written
    assert "5 up, 5 equal, 0 down; n = 10" in written


def test_caption_explains_every_mark(paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels) -> None:
    caption, alt_text = slope_words(paired(PATIENTS, printed=PRINTED), scale, labels)
    for word in ("Wilcoxon signed-rank test", "n = 10", "p = 0.0625", "grey band", "medi", "schedule", "Bracket"):
        assert word in caption
    assert "† mixed cell: G +/++ (scored 2), coding as-published" in caption
    assert "Weekly: 4 up, 0 equal, 0 down" in alt_text


def test_a_mixed_cell_is_marked(paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels) -> None:
    names = slope_chart(paired(PATIENTS, printed=PRINTED), scale, labels).names
    assert names == ("A", "B", "C", "D", "E", "F", "G†", "H", "I", "J")


def test_units_without_a_reading_are_counted_not_drawn(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    found = paired([*PATIENTS, ("K", float("nan"), 1, "Daily")])
    assert len(slope_chart(found, scale, labels).units) == 10
    assert "1 patient" in slope_words(found, scale, labels)[0]


def test_too_many_names_are_left_out_and_said_so(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    many = paired([(f"p{k}", k % 3, (k + 1) % 3, None) for k in range(MOST_NAMES + 1)])
    assert slope_chart(many, scale, labels).names == ()
    assert re.search(r"Names are left out above \d+ lines", slope_words(many, scale, labels)[0])


def test_draws_into_axes_that_are_given(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    ax = Page().add_subplot(1, 2, 2)
    assert paired_slope(paired(PATIENTS), scale=scale, labels=labels, ax=ax) is ax
    assert ax.texts


@pytest.fixture(scope="module")
def antigen() -> tuple[AnalysisResults, Labels]:
    study = bs.load_study("azt_antigen_1988")
    results = run_analyses(study)[0]
    return results, labels_of(study, results)


def test_close_readings_share_a_line_of_names(antigen: tuple[AnalysisResults, Labels]) -> None:
    chart = slope_chart(antigen[0], None, antigen[1])
    assert chart.crowded
    for side in (0, 1):
        found = chart.name_lines(side, chart.tall_mm)
        heights = [height for _, together in found for height in together]
        assert heights == sorted(pair[side] for pair in chart.heights)  # every reading once
        room = NAME_MM * (chart.span[1] - chart.span[0]) / chart.tall_mm
        assert all(together[-1] - together[0] < room for _, together in found)
    before, after = (dict(chart.name_lines(side, chart.tall_mm)) for side in (0, 1))
    assert before["20"] == (2600.0,)
    assert before["16, 17"] == (500.0, 554.0)
    assert after["4"] == (385.0,)
    assert len(after["n = 16"]) == 16


def test_names_stay_near_their_readings(antigen: tuple[AnalysisResults, Labels], assert_tidy: Tidy) -> None:
    results, labels = antigen
    ax = paired_slope(results, labels=labels)
    assert_tidy(ax)
    names = [text for text in ax.texts if text.get_text() in {"16, 17", "9, 18", "n = 8", "n = 16", "4"}]
    assert len(names) == 5
    assert all(text.get_position()[1] < 600 for text in names)  # the second highest reading is 554


def test_the_unit_stands_once(antigen: tuple[AnalysisResults, Labels]) -> None:
    results, labels = antigen
    written = [text.get_text() for text in paired_slope(results, labels=labels).texts]
    assert [text for text in written if "pg/ml" in text] == ["pg/ml"]
    assert "share a line of names" in slope_words(results, None, labels)[0]


def test_few_readings_keep_a_line_each() -> None:
    study = bs.load_study("student1908_sleep")
    results = run_analyses(study)[0]
    chart = slope_chart(results, None, labels_of(study, results))
    assert not chart.crowded
    assert len(chart.name_lines(0, chart.tall_mm)) == 10
