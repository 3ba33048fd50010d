"""Dose-response curves on a log dose axis: readings, the fitted curve of every unit, and the IC50 with its interval."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from biomarker_stats.methods.preclinical.log_logistic import log_logistic
from biomarker_stats.plots.axis_ticks import scale_ticks, set_ticks, tick_text
from biomarker_stats.plots.comparison_rows import level_text, limits_text
from biomarker_stats.plots.estimation_chart import Contrast, limits_of, marks_of
from biomarker_stats.plots.estimation_marks import draw_interval
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.legend import draw_legend, legend_mm, line_entry
from biomarker_stats.plots.lettering import cut, line_mm, widest_mm
from biomarker_stats.plots.placing import TURNED, write
from biomarker_stats.plots.style import SMALL, WIDTH_SINGLE_MM, Mark, style

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.dose_response import DoseResponse

_TALL_MM: Final = 44.0
_AXIS_MM: Final = 8.5
_ROW_MM: Final = 3.4
_POINTS: Final = 120


class Axis(NamedTuple):
    """The dose axis: its limits, and the place that stands for a dose of 0 (None where there is none)."""

    limits: tuple[float, float]
    zero: float | None


def dose_response_curves(
    analysis: "DoseResponse",
    *,
    dose: str = "dose",
    response: str = "response",
    order: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw every reading, the fitted curve of every unit, and above them the IC50s with their intervals.

    A dose of 0 has no logarithm: it stands at the left end, labelled 0. A curve that could not be fitted has readings
    and no line.

    Args:
        analysis: what ``bs.dose_response`` returned.
        dose: what the doses are called, with their unit.
        response: what the responses are called.
        order: the names of curves in order, which fixes the mark of each.
        ax: where to draw; without it, a page of its own, 89 mm wide.

    """
    names = [comparison.name for comparison in analysis.comparisons]
    marks = marks_of(names, order)
    entries = [line_entry(m, _entry(analysis, name)) for m, name in zip(marks, names, strict=True)]
    axis = dose_axis(analysis)
    limits = limits_of([0.0, *analysis.units["response"]], "linear")
    rows = (len(names) + 1) * _ROW_MM
    with style():
        ticks = scale_ticks(limits, "linear")
        left = 2.0 + line_mm() + 1.0 + widest_mm([tick_text(tick) for tick in ticks], SMALL) + 1.5
        title = f"Top: IC50 and {level_text(analysis.results[0])} interval"
        key = legend_mm(entries, WIDTH_SINGLE_MM - left - 3.0, title=title)
        margins = Margins(left, 3.0, 2.0, _AXIS_MM + key + 3.0)
        ax = canvas(WIDTH_SINGLE_MM, _TALL_MM + rows, margins) if ax is None else ax
        ax.set_xscale("log")
        ax.set_xlim(*axis.limits)
        ax.set_ylim(limits[0], limits[0] + (limits[1] - limits[0]) * (_TALL_MM + rows) / _TALL_MM)
        set_ticks(ax.yaxis, ticks)
        _set_doses(ax, axis, dose)
        for name, m in zip(names, marks, strict=True):
            _draw_curve(ax, analysis, name, m, axis)
        _draw_ic50(ax, analysis, marks)
        text = cut(response, size_mm(ax)[1])
        away = (-left + 2.0 + line_mm() / 2, 0.0)
        write(ax, (0.0, 0.5), text, shift_mm=away, transform=ax.transAxes, **TURNED)
        draw_legend(ax, entries, below_mm=_AXIS_MM + 1.0, title=title)
    return ax


def dose_axis(analysis: "DoseResponse") -> Axis:
    """Return the limits of the dose axis, round all doses and IC50s, and the place of a dose of 0."""
    doses = sorted({float(d) for d in analysis.units["dose"] if d > 0}) or [1.0]
    found = [result.estimate for result in analysis.results if result.estimate and math.isfinite(result.estimate)]
    low, high = min([doses[0], *found]), max([doses[-1], *found])
    zero = low / 4 if bool((analysis.units["dose"] == 0).any()) else None
    return Axis(limits_of([zero or low, high], "log"), zero)


def _set_doses(ax: Axes, axis: Axis, dose: str) -> None:
    inside = (axis.limits[0] if axis.zero is None else axis.zero * 2, axis.limits[1])
    ticks = scale_ticks(inside, "log", most=6)
    set_ticks(ax.xaxis, ticks)
    if axis.zero is not None:
        ax.xaxis.set_ticks([axis.zero, *ticks], labels=["0", *(tick_text(tick) for tick in ticks)])
    ax.set_xlabel(cut(f"{dose} (log scale)", size_mm(ax)[0], SMALL), size=SMALL, labelpad=1.5)


def _entry(analysis: "DoseResponse", name: str) -> str:
    result = next(c.main for c in analysis.comparisons if c.name == name)
    return f"{name}: IC50 {limits_text(result.estimate, result.conf_low, result.conf_high)}"


def _draw_curve(ax: Axes, analysis: "DoseResponse", name: str, m: Mark, axis: Axis) -> None:
    """Draw one curve: its readings, and the fitted line of each unit over the doses tested."""
    mine = analysis.units[analysis.units["curve"] == name]
    doses = mine["dose"].to_numpy(float)
    places = np.where(doses > 0, doses, axis.zero or np.nan)
    dot: dict[str, Any] = {"markersize": 3.4, "markeredgecolor": "white", "markeredgewidth": 0.3, "linestyle": "none"}
    ax.plot(places, mine["response"], marker=m.marker, color=m.colour, zorder=3, label="readings", **dot)
    fits = analysis.fits[(analysis.fits["curve"] == name) & analysis.fits["ic50"].notna()]
    positive = doses[doses > 0]
    if not len(positive):
        return
    x = np.geomspace(positive.min(), positive.max(), _POINTS)
    for fit in fits.to_dict("records"):
        y = log_logistic(x, *(float(fit[k]) for k in ("bottom", "top", "log10_ic50", "slope")))
        ax.plot(x, y, color=m.colour, linestyle=m.dash, linewidth=0.8 if len(fits) > 1 else 1.3, label="fit")


def _draw_ic50(ax: Axes, analysis: "DoseResponse", marks: Sequence[Mark]) -> None:
    """Draw the IC50s in rows at the top, the first curve uppermost."""
    low, high = ax.get_ylim()
    per_mm = (high - low) / size_mm(ax)[1]
    for k, (comparison, m) in enumerate(zip(analysis.comparisons, marks, strict=True)):
        result = comparison.main
        row = Contrast(comparison.name, result.estimate, result.conf_low, result.conf_high, (), m)
        draw_interval(ax, high - (k + 0.7) * _ROW_MM * per_mm, row, ax.get_xlim())
