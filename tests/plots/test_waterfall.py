import random
from collections.abc import Callable

import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.plots import Labels, waterfall
from biomarker_stats.plots.captions_paired import waterfall_words
from biomarker_stats.plots.units import PairedUnit
from biomarker_stats.plots.waterfall import ordered_units
from biomarker_stats.study.manifest import ScaleSpec

UNITS = [
    ("A", 0, 2, "Daily"),
    ("B", 1, 1, "Daily"),
    ("C", 2, 0, "Weekly"),
    ("D", 1, 1, "Weekly"),
    ("E", 0, 2, "Weekly"),
    ("F", 2, 2, "Daily"),
]


def diamonds(ax: Axes) -> list[PathCollection]:
    return [drawn for drawn in ax.collections if isinstance(drawn, PathCollection)]


def test_order_is_change_then_arm_then_table(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    ax = waterfall(paired(UNITS), scale=scale, labels=labels)
    names = [text.get_text() for text in ax.texts if len(text.get_text()) == 1]
    assert names == ["E", "A", "D", "B", "F", "C"]  # +2 weekly, +2 daily, 0 weekly, 0 daily in order of the table, −2


def test_order_of_distinct_keys_does_not_hang_on_the_table() -> None:
    units = [PairedUnit(f"{arm}{change}", arm, 0, change) for arm in (0, 1) for change in (-1, 0, 1, 2)]
    expected = ordered_units(tuple(units))
    random.Random(1).shuffle(units)  # noqa: S311 - made-up order, nothing secret
    assert ordered_units(tuple(units)) == expected


def test_no_change_is_a_diamond_and_has_no_bar(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    ax = waterfall(paired(UNITS), scale=scale, labels=labels)
    assert len(ax.patches) == 3
    assert sorted(bar.get_height() for bar in ax.patches) == [-2.0, 2.0, 2.0]
    points = diamonds(ax)
    assert len(points) == 3
    assert all(tuple(point.get_offsets()[0])[1] == 0.0 for point in points)
    square = points[0].get_paths()[0].vertices
    assert len(square) == 5  # a square standing on its corner


def test_arms_differ_by_hatch(paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels) -> None:
    ax = waterfall(paired(UNITS), scale=scale, labels=labels)
    weekly, daily = ax.patches[0], ax.patches[1]
    assert weekly.get_hatch() != daily.get_hatch()
    assert weekly.get_facecolor() != daily.get_facecolor()


@pytest.mark.parametrize("after", [0, 2])
def test_words(paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels, after: int) -> None:
    caption, alt_text = waterfall_words(paired([*UNITS, ("G", 1, after, "Daily")]), scale, labels)
    assert "RECIST" not in caption + alt_text
    for word in ("Wilcoxon signed-rank test", "p = 0.0625", "n = 7", "A diamond means no change (3 of 7)", "schedule"):
        assert word in caption


def test_a_unit_at_the_end_of_the_scale_is_named(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    up = paired([("A", 0, 2, None), ("B", 2, 2, None), ("C", 0, 0, None)])
    assert "unable to increase: B." in waterfall_words(up, scale, labels)[0]
    down = paired([("A", 2, 0, None), ("B", 2, 2, None), ("C", 0, 0, None)])
    assert "unable to decrease: C." in waterfall_words(down, scale, labels)[0]
