"""Diagnostics of tumour growth on the log scale: residuals against fitted values, and their normal quantiles."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.axes import Axes
from scipy.special import ndtri

from biomarker_stats.plots.axis_ticks import scale_ticks, set_ticks, tick_text
from biomarker_stats.plots.estimation_chart import limits_of, marks_of
from biomarker_stats.plots.figure import Margins, canvas
from biomarker_stats.plots.legend import draw_legend, legend_mm, point_entry
from biomarker_stats.plots.lettering import cut, line_mm, widest_mm
from biomarker_stats.plots.panels import axes_at
from biomarker_stats.plots.placing import TURNED, write
from biomarker_stats.plots.style import QUIET, SIZE, SMALL, WIDTH_SINGLE_MM, style

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.growth_analysis import GrowthAnalysis

_TALL_MM: Final = 34.0
_AXIS_MM: Final = 8.5
_BETWEEN_MM: Final = 4.0
_EDGE_MM: Final = 2.0
_POINT: Final = 2.6


def growth_diagnostics(growth: "GrowthAnalysis", *, order: Sequence[str] = ()) -> Axes:
    """Draw the residuals of log volume against fitted values, and against normal quantiles; return the first axes.

    Residuals are of each mouse's own line, over s·√(1 − leverage), as the analysis reports them: a bend in the left
    panel is growth that is not exponential, points off the line in the right one are outliers or tails.

    Args:
        growth: what ``bs.growth`` returned.
        order: the arms of the study in order, which fixes the mark of each.

    """
    table = growth.readings.dropna(subset=["standardised_residual", "fitted"])
    names = [str(name) for name in growth.arms["arm"]]
    marks = marks_of(names, order)
    shape: dict[str, Any] = {"markersize": _POINT + 0.6, "markeredgewidth": 0}
    entries = [point_entry(n, marker=m.marker, color=m.colour, **shape) for n, m in zip(names, marks, strict=True)]
    residuals = table["standardised_residual"].to_numpy(float)
    limits = limits_of([-2.0, 2.0, *residuals], "linear")
    ticks = scale_ticks(limits, "linear", most=6)
    with style():
        whole, axes, left = _page(ticks, legend_mm(entries, WIDTH_SINGLE_MM - 2 * _EDGE_MM))
        for ax, x in zip(axes, (table["fitted"].to_numpy(float), normal_quantiles(residuals)), strict=True):
            ax.set_ylim(*limits)
            ax.set_xlim(*limits_of(x, "linear"))
            set_ticks(ax.yaxis, ticks)
            set_ticks(ax.xaxis, scale_ticks(ax.get_xlim(), "linear", most=5))
            for name, m in zip(names, marks, strict=True):
                mine = (table["arm"] == name).to_numpy()
                dot: dict[str, Any] = {"marker": m.marker, "markersize": _POINT, "markeredgewidth": 0}
                ax.plot(x[mine], residuals[mine], linestyle="none", color=m.colour, alpha=0.8, zorder=3, **dot)
        _name_axes(axes, left)
        draw_legend(whole, entries, below_mm=1.5)
    return axes[0]


def _page(ticks: Sequence[float], key_mm: float) -> tuple[Axes, list[Axes], float]:
    """Return the whole page, the two panels, and how far from the left the first begins."""
    left = line_mm() + 1.0 + widest_mm([tick_text(tick) for tick in ticks], SMALL) + 1.5
    each = (WIDTH_SINGLE_MM - 2 * _EDGE_MM - left - _BETWEEN_MM - 1.0) / 2
    margins = Margins(_EDGE_MM, _EDGE_MM, _EDGE_MM, 3.5 + key_mm)
    whole = canvas(WIDTH_SINGLE_MM, _TALL_MM + _AXIS_MM, margins)
    whole.set_axis_off()
    return whole, [axes_at(whole, (left + k * (each + _BETWEEN_MM), 0.0), (each, _TALL_MM)) for k in (0, 1)], left


def _name_axes(axes: Sequence[Axes], left: float) -> None:
    """Name the axes, and draw 0 in the first panel and equality in the second."""
    dashed: dict[str, Any] = {"color": QUIET, "linewidth": 0.7, "linestyle": (0, (2, 2)), "zorder": 1}
    axes[0].axhline(0.0, **dashed)
    ends = axes[1].get_xlim()
    axes[1].plot(ends, ends, **dashed)
    axes[1].set_xlim(*ends)
    axes[1].set_yticklabels([])
    for ax, label in zip(axes, ("fitted log volume", "normal quantile"), strict=True):
        ax.set_xlabel(label, size=SMALL, labelpad=1.5)
    text = cut("standardised residual", _TALL_MM, SIZE)
    write(axes[0], (0.0, 0.5), text, shift_mm=(-left + line_mm() / 2, 0), transform=axes[0].transAxes, **TURNED)


def normal_quantiles(values: "np.typing.NDArray[np.float64]") -> "np.typing.NDArray[np.float64]":
    """Return the normal quantile of each value's rank, Φ⁻¹((rank − 3/8)/(n + 1/4)); ties in the order they come.

    References: Blom G (1958), Statistical Estimates and Transformed Beta-Variables, p. 71.

    >>> normal_quantiles(np.array([3.0, 1.0, 2.0])).round(3).tolist()
    [0.869, -0.869, 0.0]
    """
    rank = np.empty(len(values))
    rank[np.argsort(values, kind="stable")] = np.arange(1, len(values) + 1)
    return np.asarray(ndtri((rank - 0.375) / (len(values) + 0.25)), dtype=np.float64)
