"""The estimation plot of tumour growth: each mouse's growth rate by arm, and beside it Bliss's and other contrasts."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from biomarker_stats import wording
from biomarker_stats.plots.comparison_rows import level_text, limits_text, mean_interval, result_row, short_p
from biomarker_stats.plots.estimation import draw_estimation
from biomarker_stats.plots.estimation_chart import Arm, Chart, Contrast, Panel, marks_of, units_by_arm
from biomarker_stats.plots.estimation_key import hollow_entry, margin_entry, unit_entries
from biomarker_stats.plots.legend import Entry
from biomarker_stats.plots.naming import worded
from biomarker_stats.plots.style import style

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.combination_analysis import CombinationAnalysis
    from biomarker_stats.methods.preclinical.growth_analysis import GrowthAnalysis, GrowthContrast
    from biomarker_stats.methods.result import Result

MIXED = "mixed-model-kenward-roger"


def slope_contrast(
    growth: "GrowthAnalysis", combination: "CombinationAnalysis | None" = None, *, order: Sequence[str] = ()
) -> Axes:
    """Draw each mouse's growth rate by arm, arm means with t intervals, and beside them the contrasts of the arms.

    The first contrasts are Bliss's (0: effects add on log growth) and that with the highest single agent; below, pairs
    of arms. A hollow mark is the mixed model's answer to the same question. With a combination analysis the
    combination index stands below on an axis of its own, over the equivalence margin where one was stated.

    Args:
        growth: what ``bs.growth`` returned.
        combination: what ``bs.combination`` returned for the same table.
        order: the arms of the study in order, which fixes the mark of each.

    """
    with style():
        return draw_estimation(slope_chart_of(growth, combination, order=order))


def slope_chart_of(
    growth: "GrowthAnalysis", combination: "CombinationAnalysis | None" = None, *, order: Sequence[str] = ()
) -> Chart:
    """Return the chart of growth rates and their contrasts."""
    level = growth.contrasts[0].welch.conf_level
    unit = str(growth.mice.columns[0])
    names = [str(name) for name in growth.arms["arm"]]
    mice = growth.mice
    units = units_by_arm(names, list(mice[unit]), list(mice["arm"]), list(mice["growth_rate"]))
    arms = []
    for row, mark in zip(growth.arms.to_dict("records"), marks_of(names, order), strict=True):
        mean, sd = float(row["growth_rate_mean"]), float(row["growth_rate_sd"])
        low, high = mean_interval(mean, sd, int(row["n_slopes"]), level)
        arms.append(Arm(row["arm"], mark, units[row["arm"]], mean if math.isfinite(mean) else None, low, high))
    panels = [_rate_panel(growth, combination)]
    entries = list(
        unit_entries(f"one {worded(unit)}", f"mean and {level_text(growth.contrasts[0].welch)} interval of the arm")
    )
    if any(row.hollow for row in panels[0].rows):
        entries.append(hollow_entry("mixed model"))
    if combination is not None:
        panels.append(_index_panel(combination))
        entries += _margin(combination)
    return Chart(
        arms=tuple(arms),
        axis="growth rate, log volume per day",
        panels=tuple(panels),
        reference=0.0 if _reaches_zero(growth) else None,
        entries=tuple(entries),
    )


def _reaches_zero(growth: "GrowthAnalysis") -> bool:
    rates = growth.mice["growth_rate"].dropna()
    return bool(len(rates) and rates.min() <= 0.35 * rates.max())


def main_of(contrast: "GrowthContrast", combination: "CombinationAnalysis | None") -> "Result":
    """Return the answer to a question by the way the combination analysis took; Welch's without one."""
    method = "" if combination is None else combination.bliss.method
    return next((result for result in contrast.results if result.method == method), contrast.welch)


def _rate_panel(growth: "GrowthAnalysis", combination: "CombinationAnalysis | None") -> Panel:
    rows: list[Contrast] = []
    interaction = growth.interaction
    if interaction is not None:
        main = main_of(interaction, combination) if combination is None else combination.bliss
        rows.append(result_row(f"Bliss: {interaction.name}", main))
        if interaction.mixed is not None and main.method != MIXED:
            rows.append(result_row("Bliss, mixed model", interaction.mixed, hollow=True))
    if combination is not None:
        rows.append(result_row("highest single agent (one-sided)", combination.highest_single_agent))
    pairs = [contrast for contrast in growth.contrasts if contrast is not interaction]
    for contrast in pairs:
        rows.append(result_row(contrast.name, main_of(contrast, combination)))
        if interaction is None and contrast.mixed is not None:
            rows.append(result_row(f"{contrast.name}, mixed model", contrast.mixed, hollow=True))
    level = level_text(growth.contrasts[0].welch)
    return Panel("contrast of growth rates, per day", (f"estimate ({level} CI)", "p", "floor"), tuple(rows), 0.0)


def _index_panel(combination: "CombinationAnalysis") -> Panel:
    """Return the combination index with its interval, and that of the equivalence test where a margin was stated."""
    index, equal = combination.index, combination.equivalence
    found = limits_text(index.estimate, index.conf_low, index.conf_high)
    name = f"index on day {wording.number(index.day)}"
    rows = [
        Contrast(name, index.estimate, index.conf_low, index.conf_high, (found, short_p(combination.bliss.p_value)))
    ]
    band = None
    if equal is not None:
        band = (1 / equal.margin, equal.margin)
        text = limits_text(index.estimate, equal.conf_low, equal.conf_high)
        name = f"equivalence, {wording.percent(equal.conf_level)} CI"
        texts = (text, short_p(equal.p_value))
        rows.append(Contrast(name, index.estimate, equal.conf_low, equal.conf_high, texts))
    level = wording.percent(index.conf_level)
    axis = "combination index (log scale)"
    return Panel(axis, (f"estimate ({level} CI)", "p"), tuple(rows), 1.0, "log", band)


def _margin(combination: "CombinationAnalysis") -> list[Entry]:
    equal = combination.equivalence
    if equal is None:
        return []
    ends = wording.interval(1 / equal.margin, equal.margin, 3)
    return [margin_entry(f"equivalence margin, {ends}")]
