"""The estimation plot of proportions (BrdU, Ki-67, TUNEL): percentages of units, and ratios of odds beside them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from biomarker_stats.methods.preclinical.percentages import back_to_percent
from biomarker_stats.plots.comparison_rows import comparison_panel, level_text, mean_interval
from biomarker_stats.plots.estimation import draw_estimation
from biomarker_stats.plots.estimation_chart import Arm, Chart, Unit, marks_of
from biomarker_stats.plots.estimation_key import unit_entries
from biomarker_stats.plots.naming import worded
from biomarker_stats.plots.style import style
from biomarker_stats.plots.words import upper_first

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.counts import UnitProportions
    from biomarker_stats.methods.preclinical.symbols import SignificanceSymbols


class Parts(NamedTuple):
    """Readings below the unit (fields): what one is called, and the percentages of each unit by arm and name."""

    noun: str
    percent: Mapping[tuple[str, str], tuple[float, ...]]


def parts_of(
    frame: pd.DataFrame,
    *,
    unit: str,
    arm: str,
    positive: str | None = None,
    total: str | None = None,
    percent: str | None = None,
    part: str = "field",
) -> Parts:
    """Return the percentage of every row of the table that ``unit_proportions`` analysed, by arm and unit."""
    if percent is None:
        values = 100 * frame[str(positive)].astype(float) / frame[str(total)].astype(float)
    else:
        values = frame[percent].astype(float)
    found: dict[tuple[str, str], tuple[float, ...]] = {}
    for name, group, value in zip(frame[unit], frame[arm], values, strict=True):
        key = (str(group), str(name))
        found[key] = (*found.get(key, ()), float(value))
    return Parts(part, found)


def unit_percentages(
    analysis: "UnitProportions",
    *,
    outcome: str = "positive",
    parts: Parts | None = None,
    symbols: "SignificanceSymbols | None" = None,
    order: Sequence[str] = (),
) -> Axes:
    """Draw one dot a unit by arm, arm means with intervals, and beside them the comparisons; return the units' axes.

    Fields are faint marks beside their unit's dot. Means and intervals are those of the transformed proportions, back
    on the percentage scale. Symbols stand over the arms; their legend belongs into the caption.

    Args:
        analysis: what ``bs.unit_proportions`` returned.
        outcome: what is counted, on the axis.
        parts: the readings below the unit, from ``parts_of``.
        symbols: what ``bs.significance_symbols`` returned for the same arms.
        order: the arms of the study in order, which fixes the mark of each.

    """
    with style():
        return draw_estimation(proportions_chart(analysis, outcome, parts=parts, symbols=symbols, order=order))


def proportions_chart(
    analysis: "UnitProportions",
    outcome: str,
    *,
    parts: Parts | None = None,
    symbols: "SignificanceSymbols | None" = None,
    order: Sequence[str] = (),
) -> Chart:
    """Return the chart of unit-level proportions."""
    ratio = analysis.transform == "logit"
    axis = "ratio of the odds (log scale)" if ratio else "difference of arcsine square roots (radians)"
    panel = comparison_panel(analysis, axis, scale="log" if ratio else "linear", null=1.0 if ratio else 0.0)
    centre = f"mean and {level_text(analysis.comparisons[0].main)} interval of the arm"
    return Chart(
        arms=_arms(analysis, parts, symbols, order),
        axis=f"{upper_first(outcome)} (%)",
        panels=(panel,),
        floor=0.0 if float(analysis.units["percent"].min()) < 15.0 else None,
        entries=unit_entries(f"one {worded(analysis.unit)}", centre, part="" if parts is None else parts.noun),
    )


def _arms(
    analysis: "UnitProportions",
    parts: Parts | None,
    symbols: "SignificanceSymbols | None",
    order: Sequence[str],
) -> tuple[Arm, ...]:
    how, level = analysis.transform, analysis.comparisons[0].main.conf_level
    names = [str(name) for name in analysis.arms["arm"]]
    known = set() if symbols is None else {*symbols.marks["arm"], *symbols.marks["reference"]}
    found = []
    for row, mark in zip(analysis.arms.to_dict("records"), marks_of(names, order), strict=True):
        name = str(row["arm"])
        ends = mean_interval(row[f"mean_{how}"], row[f"sd_{how}"], int(row["n"]), level)
        low, high = (None if end is None else back_to_percent(end, how, analysis.offset) for end in ends)
        mine = analysis.units[analysis.units["arm"] == name]
        units = tuple(
            Unit(str(u), float(p), _parts(parts, name, str(u)))
            for u, p in zip(mine["unit"], mine["percent"], strict=True)
        )
        symbol = symbols.text(name) if symbols is not None and name in known else ""
        found.append(Arm(name, mark, units, float(row["percent_from_mean"]), low, high, symbol))
    return tuple(found)


def _parts(parts: Parts | None, arm: str, unit: str) -> tuple[float, ...]:
    """Return the readings of a unit; where unit names start anew in each arm the analysis names it ``arm unit``."""
    if parts is None:
        return ()
    found = parts.percent.get((arm, unit)) or parts.percent.get((arm, unit.removeprefix(f"{arm} "))) or ()
    return found if len(found) > 1 else ()
