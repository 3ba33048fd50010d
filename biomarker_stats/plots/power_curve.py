"""The power of exact tests over the sample size, with its saw-teeth."""

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from biomarker_stats.errors import UsageError
from biomarker_stats.planning.results import PowerCurve, SampleSize, size_words
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.legend import Entry, draw_legend, legend_mm, point_entry
from biomarker_stats.plots.lettering import cut
from biomarker_stats.plots.placing import TURNED, write
from biomarker_stats.plots.style import INK, QUIET, SMALL, WIDTH_SINGLE_MM, mark, style
from biomarker_stats.plots.ticks import round_ticks

_LEFT_MM: Final = 13.0
_SIDE_MM: Final = 3.0
_TALL_MM: Final = 50.0
_AXIS_MM: Final = 9.5
_MOST_CURVES: Final = 7
_MOST_MARKERS: Final = 31
_RING: Final = {"marker": "o", "markersize": 5.5, "markerfacecolor": "none", "markeredgewidth": 0.7}
_TRIANGLE: Final = {"marker": "^", "markersize": 6.0}
_NEAR: Final = 0.04  # of power: marks that are closer touch
_WIDER: Final = 3.0
_STEPS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def power_curve(
    curves: PowerCurve | SampleSize | Sequence[PowerCurve | SampleSize], ax: Axes | None = None, *, target: float = 0.8
) -> Axes:
    """Draw the exact power at every size; a ring marks each size at which one unit more has lost power.

    Curves differ by colour and dash; up to 31 sizes have a dot each. The thin line is the target. A sample size has a
    triangle on its curve at the n from which power stays there.

    Args:
        curves: one or several of ``bs.plan.power_curve`` or ``bs.plan.sample_size``, up to seven.
        ax: axes to draw into; without it, a page of its own, 89 mm wide.
        target: the power wanted; that of the first sample size where one is given.

    Raises:
        UsageError: nothing to draw, more than seven curves, or arms of unequal sizes.

    >>> import biomarker_stats as bs
    >>> found = bs.plan.sample_size(bs.plan.PairedChanges(0.6, 0.0), up_to=20)
    >>> bs.plots.power_curve(found).get_ylabel()
    ''
    """
    given = (curves,) if isinstance(curves, PowerCurve | SampleSize) else tuple(curves)
    drawn = [each.curve if isinstance(each, SampleSize) else each for each in given]
    _check(drawn)
    sizes = [each for each in given if isinstance(each, SampleSize)]
    wanted = sizes[0].target if sizes else target
    with style():
        entries = _entries(drawn, sizes)
        ax = _page(entries) if ax is None else ax
        ax.axhline(wanted, color=QUIET, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
        for place, curve in enumerate(drawn):
            line = mark(place)
            ax.plot(_whole(curve), curve.power, color=line.colour, linestyle=line.dash, clip_on=False, **_dots(curve))
        _draw_marks(ax, _falls(drawn), _RING)
        _draw_marks(ax, [[(each.n, each.power)] if isinstance(each, SampleSize) else [] for each in given], _TRIANGLE)
        _draw_axes(ax, drawn, sizes)
        draw_legend(ax, entries, below_mm=_AXIS_MM)
    return ax


def _check(curves: list[PowerCurve]) -> None:
    if not 1 <= len(curves) <= _MOST_CURVES or not all(isinstance(curve, PowerCurve) for curve in curves):
        msg = f"power_curve draws 1 to {_MOST_CURVES} power curves or sample sizes of bs.plan, got {len(curves)}"
        raise UsageError(msg)
    uneven = [n for curve in curves for n in curve.sizes if not isinstance(n, int)]
    if uneven:
        msg = f"power_curve needs one size for all arms, got {size_words(uneven[0])} — draw the curve of equal arms"
        raise UsageError(msg)


def _whole(curve: PowerCurve) -> list[int]:
    return [n for n in curve.sizes if isinstance(n, int)]


def _falls(curves: list[PowerCurve]) -> list[list[tuple[Any, Any]]]:
    return [[(n, curve.power[curve.sizes.index(n)]) for n in curve.drops()] for curve in curves]


def _draw_marks(ax: Axes, points: list[list[tuple[Any, Any]]], shape: dict[str, Any]) -> None:
    """Draw the marks of every curve; one on top of another's is smaller, so that both are seen."""
    before: list[tuple[float, float]] = []
    for place, each in enumerate(points):
        for n, power in each:
            if n is None:
                continue
            under = sum(n == other and abs(power - level) < _NEAR for other, level in before)
            size = shape["markersize"] + _WIDER * under
            ax.plot(
                [n],
                [power],
                linestyle="none",
                color=mark(place).colour,
                zorder=3 - under / 10,
                **shape | {"markersize": size},
            )
            before.append((n, power))


def _dots(curve: PowerCurve) -> dict[str, Any]:
    """Return the dots of a curve, none where there are many sizes; shapes are kept for what is marked on it."""
    return {"marker": "o" if len(curve.sizes) <= _MOST_MARKERS else "", "markersize": 2.0, "linewidth": 1.0}


def _entries(curves: list[PowerCurve], sizes: list[SampleSize]) -> tuple[Entry, ...]:
    truths = {curve.scenario for curve in curves}
    names = [curve.method if len(truths) == 1 else f"{curve.method} ({curve.scenario})" for curve in curves]
    entries = [_line(curve, place, name) for place, (curve, name) in enumerate(zip(curves, names, strict=True))]
    if any(curve.drops() for curve in curves):
        entries.append(point_entry("power falls", color=INK, **_RING))
    if any(each.n is not None for each in sizes):
        entries.append(point_entry("stays at the target from here", color=INK, **_TRIANGLE))
    return tuple(entries)


def _line(curve: PowerCurve, place: int, name: str) -> Entry:
    drawn = mark(place)
    return Entry(Line2D([], [], color=drawn.colour, linestyle=drawn.dash, **_dots(curve)), name)


def _page(entries: tuple[Entry, ...]) -> Axes:
    wide = WIDTH_SINGLE_MM - _LEFT_MM - _SIDE_MM
    below = _AXIS_MM + legend_mm(entries, wide) + 1.0
    return canvas(WIDTH_SINGLE_MM, _TALL_MM, Margins(_LEFT_MM, _SIDE_MM, 3.0, below))


def _draw_axes(ax: Axes, curves: list[PowerCurve], sizes: list[SampleSize]) -> None:
    every = [n for curve in curves for n in _whole(curve)]
    low, high = min(every), max(every)
    room = max(0.02 * (high - low), 0.5)
    ax.set_xlim(low - room, high + room)
    ax.set_ylim(0.0, 1.0)
    ticks = round_ticks((low, high), whole=True) or [float(low)]
    ax.set_xticks(ticks, labels=[f"{tick:.0f}" for tick in ticks])
    ax.set_yticks(_STEPS, labels=[f"{100 * step:.0f}%" for step in _STEPS])
    wide, tall = size_mm(ax)
    per = f" ({sizes[0].per})" if sizes else ""
    ax.set_xlabel(cut(f"n{per}", wide), size=SMALL, labelpad=1.5)
    levels = sorted({curve.alpha for curve in curves})
    text = f"exact power, level {', '.join(f'{level:g}' for level in levels)}"
    write(ax, (0, 0.5), cut(text, tall), shift_mm=(-11.0, 0), transform=ax.transAxes, **TURNED)
