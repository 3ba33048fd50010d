"""Kaplan–Meier curves of the time to a volume, with the numbers at risk below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from biomarker_stats import wording
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.units import plural
from biomarker_stats.plots.axis_ticks import set_ticks
from biomarker_stats.plots.estimation_chart import marks_of
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.legend import Entry, draw_legend, legend_mm, point_entry
from biomarker_stats.plots.lettering import cut, cut_all, line_mm, widest_mm
from biomarker_stats.plots.naming import worded
from biomarker_stats.plots.placing import TURNED, write
from biomarker_stats.plots.risk_row import at_risk, draw_risk, risk_days
from biomarker_stats.plots.style import INK, QUIET, SIZE, SMALL, WIDTH_SINGLE_MM, Mark, style

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.growth_analysis import GrowthAnalysis

_TALL_MM: Final = 44.0
_AXIS_MM: Final = 8.2
_NAMES_MM: Final = 22.0


class Steps(NamedTuple):
    """One arm: its curve as (day, share still below), its censored days, and n at risk on every day of the curve."""

    arm: str
    mark: Mark
    curve: tuple[tuple[float, float], ...]
    censored: tuple[tuple[float, float], ...]
    at_risk: tuple[tuple[float, int], ...]
    n: int


def time_to_volume(growth: "GrowthAnalysis", *, order: Sequence[str] = (), ax: Axes | None = None) -> Axes:
    """Draw one Kaplan–Meier curve an arm: the share of mice whose tumour is still below the volume, by day.

    A tick stands where a mouse left without reaching the volume. Curves of several arms that coincide are drawn a
    hairline apart. Below stand the numbers at risk, arm by arm.

    Args:
        growth: what ``bs.growth`` returned with a ``threshold``.
        order: the arms of the study in order, which fixes the mark of each.
        ax: where to draw; without it, a page of its own, 89 mm wide.

    Raises:
        UsageError: the analysis has no time to a volume.

    """
    if growth.time_to_volume is None:
        msg = "the analysis has no time to a volume — give bs.growth a threshold="
        raise UsageError(msg)
    arms = steps_of(growth, order)
    entries = _entries(arms)
    names = cut_all([arm.arm for arm in arms], _NAMES_MM, SMALL)
    with style():
        left = max(2.0 + line_mm() + 9.0, widest_mm([*names, "n at risk"], SMALL) + 4.5)
        rows = (len(arms) + 1) * line_mm(SMALL)
        key = legend_mm(entries, WIDTH_SINGLE_MM - left - 3.0)
        margins = Margins(left, 3.0, 2.5, _AXIS_MM + rows + key + 4.5)
        ax = canvas(WIDTH_SINGLE_MM, _TALL_MM, margins) if ax is None else ax
        last = max(day for arm in arms for day, _ in arm.curve) or 1.0
        ax.set_xlim(-0.03 * last, 1.03 * last)
        ax.set_ylim(-0.02, 1.04)
        for k, arm in enumerate(arms):
            _draw(ax, arm, (k - (len(arms) - 1) / 2) * 0.006)
        _name_axes(ax, growth)
        _draw_risks(ax, arms, names)
        draw_legend(ax, entries, below_mm=_AXIS_MM + rows + 2.5)
    return ax


def _entries(arms: Sequence[Steps]) -> list[Entry]:
    entries = []
    for arm in arms:
        line = Line2D([], [], color=arm.mark.colour, linestyle=arm.mark.dash, linewidth=1.3)
        entries.append(Entry(line, f"{arm.arm} (n = {arm.n})"))
    if any(arm.censored for arm in arms):
        entries.append(point_entry("left without reaching it", marker="|", markersize=5, color=INK))
    return entries


def _name_axes(ax: Axes, growth: "GrowthAnalysis") -> None:
    threshold = 0.0 if growth.time_to_volume is None else growth.time_to_volume.threshold
    ax.yaxis.set_ticks([0.0, 0.25, 0.5, 0.75, 1.0], labels=["0", "25", "50", "75", "100"])
    ax.set_xlabel("days since the first reading", size=SMALL, labelpad=1.5)
    many = plural(worded(str(growth.mice.columns[0])))
    text = cut(f"below {wording.number(threshold)} mm³ (% of {many})", _TALL_MM, SIZE)
    write(ax, (0.0, 0.5), text, shift_mm=(-9.0 - line_mm() / 2, 0), transform=ax.transAxes, **TURNED)


def _draw_risks(ax: Axes, arms: Sequence[Steps], names: Sequence[str]) -> None:
    """Label the days and write the numbers at risk below, arm by arm."""
    days = risk_days([0.0, *(day for arm in arms for day, _ in arm.curve)], ax.get_xlim(), size_mm(ax)[0])
    set_ticks(ax.xaxis, days)
    quiet: dict[str, Any] = {"transform": ax.transAxes, "va": "top", "ha": "right", "size": SMALL, "color": QUIET}
    write(ax, (0.0, 0.0), "n at risk", shift_mm=(-2.0, -_AXIS_MM), **quiet)
    for k, (arm, name) in enumerate(zip(arms, names, strict=True)):
        draw_risk(ax, days, [at_risk(arm.at_risk, day) for day in days], name=name, row=k + 1)


def steps_of(growth: "GrowthAnalysis", order: Sequence[str] = ()) -> tuple[Steps, ...]:
    """Return the curves as the analysis has them, from day 0 and a share of 1."""
    times = growth.time_to_volume
    if times is None:
        return ()
    names = [str(name) for name in growth.arms["arm"]]
    found = []
    for name, mark in zip(names, marks_of(names, order), strict=True):
        rows = times.curves[times.curves["arm"] == name].to_dict("records")
        curve = [(0.0, 1.0), *((float(row["day"]), float(row["share_below"])) for row in rows)]
        censored = [(float(row["day"]), float(row["share_below"])) for row in rows if row["censored"]]
        risk = [(float(row["day"]), int(row["at_risk"])) for row in rows]
        found.append(Steps(name, mark, tuple(curve), tuple(censored), tuple(risk), int(growth.n[name])))
    return tuple(found)


def _draw(ax: Axes, arm: Steps, lift: float) -> None:
    days = [day for day, _ in arm.curve]
    shares = [share + lift for _, share in arm.curve]
    line: dict[str, Any] = {"color": arm.mark.colour, "linestyle": arm.mark.dash, "linewidth": 1.3}
    ax.plot(days, shares, drawstyle="steps-post", zorder=3, clip_on=False, label="curve", **line)
    if arm.censored:
        at, where = [day for day, _ in arm.censored], [share + lift for _, share in arm.censored]
        ax.plot(at, where, linestyle="none", marker="|", markersize=5, color=arm.mark.colour, zorder=4, clip_on=False)
