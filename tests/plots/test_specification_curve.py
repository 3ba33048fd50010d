"""The specification curve shows every P value once, in order, with the choices that led there."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.axes import Axes

import biomarker_stats as bs
from biomarker_stats.claims.choices import Multiverse, multiverse
from biomarker_stats.plots import curve_figure, specification_curve
from biomarker_stats.plots.captions_multiverse import curve_words
from biomarker_stats.plots.figure import page_of
from biomarker_stats.plots.specification_rows import MOST_ROWS, curve_of
from biomarker_stats.study.multiverse_spec import MultiverseSpec

Tidy = Callable[[Axes], None]
HOSTILE = "$\\frac{1}{0}$ <script>alert(1)</script> 日本 \u202eabc"


@pytest.fixture(scope="module")
def found(seed_study: bs.Study) -> Multiverse:
    return multiverse(seed_study)


def declared(study: bs.Study, **choices: object) -> bs.Study:
    return replace(study, manifest=study.manifest.model_copy(update={"multiverse": MultiverseSpec(**choices)}))


def panels(ax: Axes) -> list[Axes]:
    """P values, effects and grid of each question, in the order drawn; the page itself comes first."""
    return list(page_of(ax).axes)[1:]


def points(ax: Axes, marker: str) -> np.ndarray:
    return np.concatenate([np.column_stack(line.get_data()) for line in ax.lines if line.get_marker() == marker])


def test_every_p_value_is_drawn_once_in_order(found: Multiverse) -> None:
    axes = panels(specification_curve(found))
    assert len(axes) == 6
    for question, ax in zip(found.questions, axes[::3], strict=True):
        drawn = points(ax, "o")
        drawn = drawn[np.argsort(drawn[:, 0])]
        assert ax.get_yscale() == "log"
        assert drawn[:, 0].tolist() == list(range(len(question.choices)))
        assert drawn[:, 1].tolist() == sorted(row["p_value"] for row in question.rows)


def test_filled_below_alpha_and_hollow_above(found: Multiverse) -> None:
    for question, ax in zip(found.questions, panels(specification_curve(found))[::3], strict=True):
        circles = [line for line in ax.lines if line.get_marker() == "o"]
        filled, hollow = circles
        assert len(filled.get_xdata()) == question.inference.below
        assert all(np.asarray(filled.get_ydata()) < question.alpha)
        assert all(np.asarray(hollow.get_ydata()) >= question.alpha)
        assert hollow.get_markerfacecolor() == "white"
        dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
        assert [line.get_ydata()[0] for line in dashed] == [question.alpha]


def test_the_published_specification_is_a_diamond_over_its_own_choices(found: Multiverse) -> None:
    axes = panels(specification_curve(found))
    ((place, p),) = points(axes[0], "D")
    assert p == pytest.approx(0.024846, abs=1e-6)  # the paired t test that recomputes the printed 0.025
    curve = curve_of(found.questions[0], {})
    chosen = {row.name for row in curve.rows if place in row.places}
    assert chosen == {"++/– = 1", "+/++ = 2", "score", "all", "paired-t"}
    assert len(points(axes[3], "D")) == 0  # no printed P value compares the schedules


def test_each_specification_makes_one_choice_of_each_group(found: Multiverse) -> None:
    for question in found.questions:
        curve = curve_of(question, {})
        for group in {row.group for row in curve.rows} - {"ceiling"}:
            places = sorted(place for row in curve.rows if row.group == group for place in row.places)
            uncoded = [k for k, index in enumerate(curve.order) if not question.choices[index].coding]
            expected = set(range(len(curve.order))) - (set(uncoded) if group.startswith("score of") else set())
            assert places == sorted(expected), group
        assert curve.left_out == ()


def test_effects_stand_below_their_p_values(found: Multiverse) -> None:
    question = found.questions[0]
    curve = curve_of(question, {})
    ax = panels(specification_curve(found))[1]
    steps = next(line for line in ax.lines if np.isnan(np.asarray(line.get_xdata(), dtype=float)).any())
    across, along = (np.asarray(data, dtype=float) for data in steps.get_data())
    for place, index in enumerate(curve.order):
        here = np.flatnonzero((across[::3] <= place) & (across[1::3] >= place))
        one_kind = question.choices[index].outcome == "score"  # the share of a sign test is no fraction of the scale
        effect = question.rows[index]["effect_scaled"] if one_kind else np.nan
        assert along[::3][here[0]] == pytest.approx(effect, nan_ok=True)


def test_caption_and_alternative_text_come_from_the_multiverse(found: Multiverse, seed_study: bs.Study) -> None:
    figure = curve_figure(found, seed_study)
    assert figure is not None
    for words in (
        "252 specifications",
        "276 specifications",
        "adjusted for the search p = 0.0625 (smallest attainable: 0.0625)",
        "adjusted for the search p = 0.004762",
        "all 1,024 sign flips",
        "42 below 0.05",
        "the published p-all",
        "it is no vote",
    ):
        assert words in figure.caption
    assert "p from 0.015217 to 0.25" in figure.alt_text
    assert (figure.name, figure.width_mm) == ("specification-curve", 183)


def test_bytes_are_reproducible_and_bounded(found: Multiverse, seed_study: bs.Study) -> None:
    first, second = (curve_figure(each, seed_study) for each in (found, multiverse(seed_study)))
    assert first == second
    assert first is not None
    assert len(first.svg) < 250_000
    assert len(first.png) < 250_000
    ET.fromstring(first.svg)  # noqa: S314 - our own bytes


def test_simulated_data_say_so(found: Multiverse, seed_study: bs.Study) -> None:
    figure = curve_figure(replace(found, simulated=True), seed_study)
    assert figure is not None
    assert figure.caption.startswith("SIMULATED DATA.")


def test_tidy_with_all_choices(found: Multiverse, assert_tidy: Tidy) -> None:
    assert_tidy(specification_curve(found))


@pytest.mark.parametrize(
    "spec",
    [
        {"codings": ("midpoint",), "paired": ({"method": "sign"},), "between": (), "populations": ("all",)},
        {"codings": ("midpoint",), "paired": (), "between": ({"method": "fisher"},), "also": ()},
        {"cuts": ("+", "++"), "populations": ("all", "breast", "weekly", "daily")},
    ],
)
def test_tidy_with_few_or_many_choices(seed_study: bs.Study, spec: dict[str, object], assert_tidy: Tidy) -> None:
    assert_tidy(specification_curve(multiverse(declared(seed_study, **spec))))


def test_hostile_and_long_names_are_only_text(found: Multiverse, seed_study: bs.Study, assert_tidy: Tidy) -> None:
    populations = {
        name: each.model_copy(update={"title": f"{HOSTILE} {name} " * 4})
        for name, each in seed_study.manifest.populations.items()
    }
    study = replace(seed_study, manifest=seed_study.manifest.model_copy(update={"populations": populations}))
    figure = curve_figure(found, study)
    assert figure is not None
    ET.fromstring(figure.svg)  # noqa: S314 - our own bytes
    assert b"script" not in figure.svg
    assert_tidy(specification_curve(found, titles={"breast": HOSTILE * 5}))


def test_more_choices_than_fit_are_left_out_by_name(seed_study: bs.Study) -> None:
    scale = seed_study.manifest.scales["perk"]
    many = tuple(k / 25 for k in range(51))
    crowded = scale.model_copy(update={"mixed": {**scale.mixed, "++/–": many}})
    manifest = seed_study.manifest.model_copy(update={"scales": {"perk": crowded}})
    spec = MultiverseSpec(paired=({"method": "sign"},), between=(), populations=("all",))
    study = replace(seed_study, manifest=manifest.model_copy(update={"multiverse": spec}))
    found = multiverse(study)
    assert len(curve_of(found.questions[0], {}).rows) <= MOST_ROWS
    assert "Not drawn, for want of room: score of ++/–." in curve_words(found, {})[0]


def test_what_gives_no_p_value_is_a_cross(seed_study: bs.Study) -> None:
    table = seed_study.tables["trial"]
    flat = table.assign(perk_pre=["–"] * 10, perk_post=["++"] * 4 + ["–"] * 6)  # each arm without spread
    study = replace(declared(seed_study, between=("student-t", "fisher"), also=()), tables={"trial": flat})
    ax = panels(specification_curve(multiverse(study)))[3]
    assert len(points(ax, "x")) == 2  # the t test in all patients and in breast tumours
    assert "no p value" in [text.get_text() for text in page_of(ax).axes[0].get_legend().get_texts()]
