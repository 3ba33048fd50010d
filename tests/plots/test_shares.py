import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.plots import Labels, percent_activated
from biomarker_stats.plots.captions_shares import forest_words, percent_words
from biomarker_stats.plots.forest import forest
from biomarker_stats.plots.forest_rows import panels_of
from biomarker_stats.plots.proportions import shares

Maker = Callable[..., AnalysisResults]


def test_rows_are_the_results(share: Maker, labels: Labels) -> None:
    rows = shares([share(5, 10), share(4, 4, "weekly"), share(1, 6, "daily")], labels)
    assert [row.counts for row in rows] == ["5/10", "4/4", "1/6"]
    # Clopper–Pearson 95 %: scipy 1.17, in the seed study's reference values
    limits = [(round(row.low, 4), round(row.high, 4)) for row in rows]
    assert limits == [(0.1871, 0.8129), (0.3976, 1.0), (0.0042, 0.6412)]
    assert len({row.mark.hatch for row in rows[1:]}) == 2


def test_bars_and_whiskers_are_drawn_from_the_results(share: Maker, labels: Labels) -> None:
    ax = percent_activated([share(5, 10), share(1, 6, "daily")], labels=labels)
    assert [bar.get_height() for bar in ax.patches] == [50.0, pytest.approx(100 / 6)]
    whiskers = [line.get_ydata() for line in ax.get_lines() if line.get_linestyle() == "-"]
    assert [[round(float(end), 2) for end in whisker] for whisker in whiskers] == [[18.71, 81.29], [0.42, 64.12]]
    written = [text.get_text() for text in ax.texts]
    assert "5/10 (50%)" in written
    assert "1/6 (16.7%)" in written  # not 16 %, as it was printed


def test_an_infinite_odds_ratio_has_an_arrow_and_no_point(share: Maker, effect: Maker, labels: Labels) -> None:
    ax = forest([share(5, 10)], [effect((4, 4), (1, 6))], labels=labels)
    ratio = ax.child_axes[1]
    assert ratio.get_xscale() == "log"
    markers = [line.get_marker() for line in ratio.get_lines() if line.get_linestyle() == "None"]
    assert ">" in markers
    assert "o" not in markers
    assert "0.047619" in [text.get_text() for text in ratio.texts]


def test_limits_beyond_the_axis_point_outwards(effect: Maker, labels: Labels) -> None:
    ax = forest([], [effect((0, 4), (4, 4))], labels=labels)
    markers = [line.get_marker() for line in ax.child_axes[0].get_lines() if line.get_linestyle() == "None"]
    assert markers.count("<") == 1
    assert markers.count(">") == 0


def test_panels(share: Maker, effect: Maker, labels: Labels) -> None:
    panels = panels_of([share(5, 10), share(1, 2, endpoint="other")], [effect((4, 4), (1, 6))], labels)
    assert [panel.kind for panel in panels] == ["percent", "ratio", "difference"]
    assert [row.name for row in panels[0].rows] == ["p-ERK increased", "All patients", "other", "All patients"]
    ratio = panels[1].rows[1]
    assert ratio.estimate == math.inf
    assert ratio.high == math.inf
    difference = panels[2].rows[1]
    assert difference.estimate == pytest.approx(5 / 6)  # 4/4 − 1/6


def test_points_have_one_size(share: Maker, labels: Labels) -> None:
    ax = forest([share(5, 10), share(40, 80, "weekly")], labels=labels)
    sizes = {line.get_markersize() for line in ax.child_axes[0].get_lines() if line.get_marker() in {"o", "s"}}
    assert len(sizes) == 1


def test_captions_name_test_n_unit_and_interval(share: Maker, effect: Maker, labels: Labels) -> None:
    proportions, effects = [share(5, 10), share(4, 4, "weekly")], [effect((4, 4), (1, 6))]
    for caption in (percent_words(proportions, labels, effects[0])[0], forest_words(proportions, effects, labels)[0]):
        for word in ("Fisher's exact test", "p = 0.047619", "n = 10", "patient", "95% interval", "Clopper–Pearson"):
            assert word in caption
    assert "which does not invert the test" in forest_words(proportions, effects, labels)[0]
    assert "Weekly 4/4, 100% (39.8 to 100)" in forest_words(proportions, effects, labels)[1]


def test_a_forest_of_nothing_is_an_empty_page(labels: Labels) -> None:
    assert not forest([], [], labels=labels).child_axes


def test_the_axis_of_an_effect_names_both_arms_however_long(share: Maker, effect: Maker, labels: Labels) -> None:
    found = effect((4, 4), (1, 6))
    long = "Everolimus 10 mg by mouth once daily, continuously, until progression"
    result = replace(found.main, n={long: 4, "Placebo": 6})
    named = forest([share(5, 10)], [replace(found, results=(result,))], labels=labels)
    for panel, what in zip(named.child_axes[1:], ("odds ratio (log scale)", "risk difference"), strict=True):
        first, second = panel.get_xlabel().split("\n")
        assert first == what
        assert second.startswith("Everolimus 10 mg by mouth")
        assert second.endswith("… against Placebo")
    short = forest([share(5, 10)], [found], labels=labels)
    assert short.child_axes[1].get_xlabel() == f"odds ratio (log scale), {' against '.join(found.main.n)}"
