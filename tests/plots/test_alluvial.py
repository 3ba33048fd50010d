"""The alluvial chart: every patient counted once, ribbons as thick as their counts, and the words that say so."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Page
from matplotlib.patches import PathPatch, Rectangle

import biomarker_stats as bs
from biomarker_stats.methods.analyse import AnalysisResults, run_analyses
from biomarker_stats.plots import Figure, Labels, make_figure, report_figures
from biomarker_stats.plots.alluvial import alluvial
from biomarker_stats.plots.alluvial_chart import AlluvialChart, Ribbon, alluvial_chart
from biomarker_stats.plots.captions_alluvial import alluvial_words
from biomarker_stats.study.manifest import ScaleSpec

Maker = Callable[..., AnalysisResults]
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
WITHOUT_ARMS = [(*patient[:3], None) for patient in PATIENTS]
WEEKLY, DAILY = 0, 1
# counted by hand: (level before, level after, arm, patients)
COUNTED = {(0, 0, DAILY): 2, (0, 2, WEEKLY): 2, (1, 1, DAILY): 2, (1, 2, WEEKLY): 2, (1, 2, DAILY): 1, (2, 2, DAILY): 1}


def ends(ax: Axes) -> list[tuple[float, float, float, float]]:
    """Return, of each ribbon drawn, the lower and upper edge where it leaves and where it arrives."""
    found = []
    for patch in ax.patches:
        if isinstance(patch, PathPatch):
            x, y = np.asarray(patch.get_path().vertices).T
            left, right = y[x == x.min()], y[x == x.max()]
            found.append((left.min(), left.max(), right.min(), right.max()))
    return found


def bars(ax: Axes) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Return lower edge and height of the bars drawn on the left, and of those on the right."""
    drawn = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    middle = sum(ax.get_xlim()) / 2
    left = [(bar.get_y(), bar.get_height()) for bar in drawn if bar.get_x() < middle]
    return left, [(bar.get_y(), bar.get_height()) for bar in drawn if bar.get_x() > middle]


def check(chart: AlluvialChart) -> None:
    """Fail unless the ribbons tile both ends of every node: as many as its count, without gap or overlap."""
    for after in (False, True):
        for k, (node, edge) in enumerate(zip(chart.nodes, chart.lower_edges(after=after), strict=True)):
            mine = [b for b in chart.bands() if (b.ribbon.after if after else b.ribbon.before) == k]
            assert sum(band.ribbon.n for band in mine) == node.counts[after]
            height = edge
            for start, thick in sorted((b.end if after else b.start, b.ribbon.n) for b in mine):
                assert start == pytest.approx(height)
                height = start + thick


def test_ribbons_are_as_thick_as_their_counts(paired: Maker, scale: ScaleSpec, labels: Labels) -> None:
    chart = alluvial_chart(paired(PATIENTS), scale, labels)
    assert {ribbon[:3]: ribbon.n for ribbon in chart.ribbons} == COUNTED
    drawn = ends(alluvial(paired(PATIENTS), scale=scale, labels=labels))
    thick = Counter(round(upper - lower, 9) for lower, upper, _, _ in drawn)
    assert thick == Counter(round(upper - lower, 9) for _, _, lower, upper in drawn) == Counter(COUNTED.values())


def test_ribbons_add_up_to_the_height_of_their_nodes(paired: Maker, scale: ScaleSpec, labels: Labels) -> None:
    check(alluvial_chart(paired(PATIENTS), scale, labels))
    ax = alluvial(paired(PATIENTS), scale=scale, labels=labels)
    before, after = bars(ax)
    assert [height for _, height in before] == [4, 5, 1]  # – + ++ before, by hand
    assert [height for _, height in after] == [2, 2, 6]
    for nodes, sides in ((before, slice(0, 2)), (after, slice(2, 4))):
        for edge, height in nodes:
            inside = [e[sides] for e in ends(ax) if e[sides][0] >= edge - 1e-9 and e[sides][1] <= edge + height + 1e-9]
            assert sum(upper - lower for lower, upper in inside) == pytest.approx(height)


@pytest.mark.parametrize("n", [1, 7, 60, 300])
@pytest.mark.parametrize("arms", [(None,), ("Weekly", "Daily", "Other")])
def test_any_study_is_counted_once(
    n: int, arms: tuple[str | None, ...], paired: Maker, scale: ScaleSpec, labels: Labels
) -> None:
    chance = random.Random(n)  # noqa: S311 - made-up data, nothing secret
    units = [(f"p{k}", chance.randrange(3), chance.randrange(3), chance.choice(arms)) for k in range(n)]
    chart = alluvial_chart(paired(units), scale, labels)
    check(chart)
    moves = Counter((u[1], u[2]) for u in units)
    found: Counter[tuple[int, int]] = Counter()
    for ribbon in chart.ribbons:
        found[ribbon.before, ribbon.after] += ribbon.n
    assert found == moves


def test_without_arms_ribbons_are_of_one_direction(paired: Maker, scale: ScaleSpec, labels: Labels) -> None:
    chart = alluvial_chart(paired(WITHOUT_ARMS), scale, labels)
    assert chart.groups == ("up", "equal", "down")
    assert {ribbon[:2]: chart.groups[ribbon.group] for ribbon in chart.ribbons} == {
        (0, 0): "equal",
        (0, 2): "up",
        (1, 1): "equal",
        (1, 2): "up",
        (2, 2): "equal",
    }
    assert len({mark.hatch for mark in chart.marks}) == len({mark.colour for mark in chart.marks}) == 3
    assert "Colour and hatch: direction of change." in alluvial_words(paired(WITHOUT_ARMS), scale, labels)[0]
    key = alluvial(paired(WITHOUT_ARMS), scale=scale, labels=labels).get_legend()
    assert key is not None
    assert [text.get_text() for text in key.get_texts()] == ["up (n = 5)", "equal (n = 5)"]


def test_a_mixed_cell_counts_on_its_coded_level_with_a_dagger(paired: Maker, scale: ScaleSpec, labels: Labels) -> None:
    results = paired(PATIENTS, printed=PRINTED)
    chart = alluvial_chart(results, scale, labels)
    assert [ribbon for ribbon in chart.ribbons if ribbon.mixed] == [Ribbon(1, 2, DAILY, 1, 1)]  # G, scored 2
    written = [text.get_text() for text in alluvial(results, scale=scale, labels=labels).texts]
    assert written.count("1†") == 1
    assert "† mixed cell: G +/++ (scored 2), coding as-published." in alluvial_words(results, scale, labels)[0]


def test_a_cell_scored_between_two_levels_has_a_node_there(paired: Maker, scale: ScaleSpec, labels: Labels) -> None:
    between = [(*p[:2], 1.5, p[3]) if p[0] == "G" else p for p in PATIENTS]
    results = paired(between, printed=PRINTED)
    chart = alluvial_chart(results, scale, labels)
    check(chart)
    assert [(node.score, node.before, node.after) for node in chart.nodes] == [
        (0.0, 4, 2),
        (1.0, 5, 2),
        (1.5, 0, 1),
        (2.0, 1, 5),
    ]
    written = [text.get_text() for text in alluvial(results, scale=scale, labels=labels).texts]
    assert written.count("+/++†") == 2  # beside its node, before and after
    assert "scored 1.5" in written


def test_words_name_every_count(paired: Maker, scale: ScaleSpec, labels: Labels) -> None:
    caption, alt = alluvial_words(paired(PATIENTS, printed=PRINTED), scale, labels)
    for words in (
        "– to – 2 (Daily)",
        "– to ++ 2 (Weekly)",
        "+ to + 2 (Daily)",
        "+ to ++ 2 (Weekly)",
        "+ to ++ 1† (Daily)",
        "++ to ++ 1 (Daily)",
        "p-ERK before: – 4, + 5 and ++ 1",
        "p-ERK after: – 2, + 2 and ++ 6",
        "5 up, 5 equal, 0 down",
        "p = 0.0625",
    ):
        assert words in alt, words
    for words in ("Wilcoxon signed-rank test", "n = 10", "smallest attainable: 0.0625", "schedule"):
        assert words in caption, words


def test_patients_without_a_reading_are_counted_not_drawn(paired: Maker, scale: ScaleSpec, labels: Labels) -> None:
    results = paired([*PATIENTS, ("K", float("nan"), 1, "Daily")])
    assert len(alluvial_chart(results, scale, labels).units) == 10
    assert "Not drawn for want of a reading: 1 patient." in alluvial_words(results, scale, labels)[0]


def test_a_ribbon_too_thin_for_its_count_is_said_so(paired: Maker, scale: ScaleSpec, labels: Labels) -> None:
    many = paired([(f"p{k}", 0, 0, None) for k in range(200)] + [("x", 0, 1, None), ("y", 1, 2, None)])
    caption, alt = alluvial_words(many, scale, labels)
    assert "Counts are left out of ribbons of 1 or fewer." in caption
    assert "– to + 1 (up)" in alt
    counts = [t.get_text() for t in alluvial(many, scale=scale, labels=labels).texts if t.get_zorder() == 5]
    assert counts == ["200"]


def test_bytes_do_not_change(paired: Maker, scale: ScaleSpec, labels: Labels) -> None:
    def make() -> Figure:
        draw: Callable[[], Axes] = lambda: alluvial(paired(PATIENTS), scale=scale, labels=labels)  # noqa: E731
        return make_figure(draw, name="x", title="X", caption="Caption.", alt_text="Alt.")

    first = make()
    assert first == make()
    assert first.width_mm == 89
    assert len(first.svg) < 60_000


@pytest.mark.parametrize("n", [1, 2, 15, 60])
@pytest.mark.parametrize("levels", [("–", "+", "++"), ("no staining at all anywhere", "weak incomplete staining")])
def test_no_text_touches_another(
    n: int, levels: tuple[str, ...], paired: Maker, labels: Labels, assert_tidy: Tidy
) -> None:
    chance = random.Random(n)  # noqa: S311 - made-up data, nothing secret
    most = len(levels)
    units = [(f"p{k}", chance.randrange(most), chance.randrange(most), ("Weekly", "Daily")[k % 2]) for k in range(n)]
    scale = ScaleSpec(title="score", levels=levels, labels={level: f"means {level}" for level in levels})
    assert_tidy(alluvial(paired(units), scale=scale, labels=labels))


def test_draws_into_axes_that_are_given(paired: Maker, scale: ScaleSpec, labels: Labels) -> None:
    ax = Page().add_subplot(1, 2, 2)
    assert alluvial(paired(PATIENTS), scale=scale, labels=labels, ax=ax) is ax
    assert len(ends(ax)) == len(COUNTED)


def test_only_ordinal_scales_have_one_after_the_slope_chart(seed_study: bs.Study) -> None:
    names = [figure.name for figure in report_figures(seed_study, run_analyses(seed_study))]
    assert names[names.index("paired-slope") + 1] == "alluvial"
    numbers = bs.load_study("student1908_sleep")
    assert "alluvial" not in [figure.name for figure in report_figures(numbers, run_analyses(numbers))]


def test_the_figure_of_a_simulated_study_says_so(seed_study: bs.Study) -> None:
    simulated = replace(seed_study, manifest=seed_study.manifest.model_copy(update={"simulated": True}))
    found = {figure.name: figure for figure in report_figures(simulated, run_analyses(simulated)[:1])}
    assert found["alluvial"].caption.startswith("SIMULATED DATA.")
