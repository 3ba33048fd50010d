"""The null distribution of an exact test: what could have come out, what did, and which p values there are."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from biomarker_stats import wording
from biomarker_stats.errors import UsageError
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.legend import Entry, area_entry, draw_legend, legend_mm, point_entry
from biomarker_stats.plots.lettering import cut
from biomarker_stats.plots.placing import TURNED, write
from biomarker_stats.plots.style import INK, NEUTRAL, QUIET, SMALL, WIDTH_SINGLE_MM, mark, style
from biomarker_stats.plots.ticks import round_ticks

if TYPE_CHECKING:
    from biomarker_stats.methods.result import Result

_LEFT_MM: Final = 14.0
_SIDE_MM: Final = 3.0
_TALL_MM: Final = 46.0
_RUG_MM: Final = 5.0
_AXIS_MM: Final = 9.0
_MOST_BARS: Final = 120
_MOST_OUTLINED: Final = 60
_MOST_TICKS: Final = 400
_EXTREME: Final = mark(1)


def null_distribution(result: "Result", *, ax: Axes | None = None) -> Axes:
    """Draw P(value) under H0 for every value of the statistic; those as extreme as the observed one are marked.

    Below, on a log scale, is every p value this test could have given at this n, and the one it gave. Where there
    are more than 120 values, neighbouring ones share a bar, in which the extreme values stand below the others.

    Args:
        result: the result of an exact test.
        ax: where to draw; without it, a page of its own, 89 mm wide.

    Raises:
        UsageError: the result holds no exact distribution with the observed statistic in it.

    """
    null = null_of(result)
    if null is None:
        msg = f"the result of {result.title!r} has no exact null distribution to draw — use reference='exact'"
        raise UsageError(msg)
    with style():
        entries = _entries(null)
        ax = _page(entries) if ax is None else ax
        _draw_bars(ax, null, result)
        tall = size_mm(ax)[1]
        _draw_rug(ax.inset_axes((0.0, -(_AXIS_MM + 2.5 + _RUG_MM) / tall, 1.0, _RUG_MM / tall)), null)
        draw_legend(ax, entries, below_mm=2 * _AXIS_MM + _RUG_MM + 3.5)
    return ax


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """The bars of a statistic, their probabilities, what of each is as extreme as the observed one, and all p values.

    ``extreme`` marks bars that hold any extreme value, ``extreme_part`` (as long) is the probability of those in it.
    ``observed`` is the place of the bar that holds ``value``, the observed one.
    """

    support: FloatArray
    probabilities: FloatArray
    extreme: "np.ndarray[Any, np.dtype[np.bool_]]"
    extreme_part: FloatArray
    observed: int
    value: float
    attainable: FloatArray
    p_value: float
    values_a_bar: int = 1


def null_of(result: "Result") -> Null | None:
    """Return what there is to draw, or None when the result holds no distribution that gives its p value."""
    distribution, observed = result.distribution, result.statistic
    if distribution is None or observed is None or result.p_value is None or len(distribution.values) == 0:
        return None
    support = distribution.support
    place = int(np.abs(support - observed).argmin())
    every_p = distribution.all_p(result.alternative, result.two_sided or "absolute")
    same = np.isclose(support[place], observed, rtol=1e-9, atol=1e-9)
    if not same or not np.isclose(every_p[place], result.p_value, rtol=1e-6):
        return None
    extreme = every_p <= every_p[place] * (1 + 1e-9)
    attainable = distribution.attainable_p(result.alternative, result.two_sided or "absolute")
    probabilities = distribution.probabilities
    null = Null(
        support=support,
        probabilities=probabilities,
        extreme=extreme,
        extreme_part=np.where(extreme, probabilities, 0.0),
        observed=place,
        value=float(support[place]),
        attainable=attainable,
        p_value=result.p_value,
    )
    return null if len(support) <= _MOST_BARS else _binned(null)


def _binned(null: Null) -> Null:
    """Return ``null`` with neighbours added up, the extreme values and the others of each bar apart."""
    size = -(-len(null.support) // _MOST_BARS)
    starts = np.arange(0, len(null.support), size)
    middles = np.array([null.support[k : k + size].mean() for k in starts])
    return replace(
        null,
        support=middles,
        probabilities=np.add.reduceat(null.probabilities, starts),
        extreme=np.logical_or.reduceat(null.extreme, starts),
        extreme_part=np.add.reduceat(null.extreme_part, starts),
        observed=null.observed // size,
        values_a_bar=size,
    )


def _entries(null: Null) -> tuple[Entry, ...]:
    name = f"observed ({wording.p_phrase(null.p_value)})"
    observed = point_entry(name, marker="v", markersize=5, color=INK)
    filled = len(null.support) > _MOST_OUTLINED
    less, extreme = (
        area_entry(NEUTRAL, "less extreme", filled=filled),
        area_entry(_EXTREME, "as extreme or more", filled=filled),
    )
    return (observed, extreme, less) if (null.probabilities > null.extreme_part).any() else (observed, extreme)


def _page(entries: tuple[Entry, ...]) -> Axes:
    wide = WIDTH_SINGLE_MM - _LEFT_MM - _SIDE_MM
    below = 2 * _AXIS_MM + _RUG_MM + 3.5 + legend_mm(entries, wide) + 1.0
    return canvas(WIDTH_SINGLE_MM, _TALL_MM, Margins(_LEFT_MM, _SIDE_MM, 2.0, below))


def _draw_bars(ax: Axes, null: Null, result: "Result") -> None:
    steps = np.diff(null.support)
    width = 0.8 * float(steps.min()) if len(steps) else 0.8
    few = len(null.support) <= _MOST_OUTLINED
    rest = null.probabilities - null.extreme_part
    none = np.zeros_like(rest)
    drawn_bars = (
        (null.extreme, null.extreme_part, none, _EXTREME),
        ((rest > 0) | ~null.extreme, rest, null.extreme_part, NEUTRAL),
    )
    for chosen, heights, bottoms, m in drawn_bars:
        if chosen.any():
            drawn: dict[str, Any] = {
                "facecolor": m.tint if few else m.colour,
                "edgecolor": m.colour,
                "hatch": m.hatch if few else "",
                "linewidth": 0.7 if few else 0,
            }
            ax.bar(null.support[chosen], heights[chosen], width, bottoms[chosen], **drawn)
    tallest = float(null.probabilities.max())
    ax.set_ylim(0.0, 1.16 * tallest)
    room = max(float(np.ptp(null.support)) * 0.03, width)
    ax.set_xlim(null.support[0] - room, null.support[-1] + room)
    place, height = null.value, null.probabilities[null.observed]
    ax.plot([place], [height + 0.05 * tallest], marker="v", markersize=5, color=INK, linestyle="none", clip_on=False)
    for limits, set_ticks in ((ax.get_xlim(), ax.set_xticks), (ax.get_ylim(), ax.set_yticks)):
        ticks = round_ticks(limits, whole=set_ticks == ax.set_xticks and _whole(null))
        set_ticks(ticks, labels=[wording.number(tick) for tick in ticks])
    wide, tall = size_mm(ax)
    ax.set_xlabel(cut(result.named(result.statistic_name) or "statistic", wide), size=SMALL, labelpad=1.5)
    text = cut("probability under H0", tall)
    write(ax, (0, 0.5), text, shift_mm=(-11.8, 0), transform=ax.transAxes, **TURNED)


def _whole(null: Null) -> bool:
    return null.values_a_bar == 1 and bool(np.all(null.support == np.round(null.support)))


def _draw_rug(ax: Axes, null: Null) -> None:
    """Draw one tick an attainable p, on a log scale that ends at 1; the observed one has the mark of the bars."""
    smallest = max(float(null.attainable[null.attainable > 0].min(initial=1.0)), 1e-12)
    low = min(smallest / 1.25, 0.01 if smallest >= 0.01 else smallest / 1.25)
    ax.set_xscale("log")
    ax.set_xlim(low, 1.1)
    ax.set_ylim(0, 1)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    shown = null.attainable[:: -(-len(null.attainable) // _MOST_TICKS)]
    ax.vlines(shown, 0.0, 0.55, color=QUIET, linewidth=0.8)
    ax.vlines([null.p_value], 0.0, 0.75, color=INK, linewidth=1.4)
    ax.plot([max(null.p_value, low)], [0.95], marker="v", markersize=5, color=INK, linestyle="none", clip_on=False)
    ticks = _log_ticks(low)
    ax.set_xticks(ticks, labels=[_tick_name(tick) for tick in ticks], size=SMALL)
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlabel("p values this test can give (log scale)", size=SMALL, labelpad=1.5)


def _tick_name(p: float) -> str:
    """Return a tick's p as a decimal or, where that is long, a power of ten."""
    if p >= 0.001:
        return wording.p_value(p)
    digits = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(round(-math.log10(p))))
    return f"10⁻{digits}"


def _log_ticks(low: float) -> list[float]:
    """Return a handful of round p values from ``low`` to 1."""
    decades = range(int(np.floor(np.log10(low))), 1)
    steps = (1, 2, 5) if len(decades) <= 3 else (1, 5) if len(decades) == 4 else (1,)
    every = max(1, len(decades) // 6)
    ticks = [step * 10.0**k for k in decades if k % every == 0 for step in steps]
    return [float(f"{tick:.0e}") for tick in ticks if low <= tick <= 1.0]
