"""The percentage of units with a 'yes', in all and in each arm, with the interval of each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from matplotlib.axes import Axes

from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.lettering import cut, cut_all, line_mm, wrap
from biomarker_stats.plots.placing import TURNED, under_axis, write, write_lines
from biomarker_stats.plots.proportions import Share, percent_text, shares
from biomarker_stats.plots.style import INK, SMALL, WIDTH_DOUBLE_MM, WIDTH_SINGLE_MM, style

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults

_LEFT_MM: Final = 14.0
_SIDE_MM: Final = 2.0
_TALL_MM: Final = 50.0
_MOST_SINGLE: Final = 5
_WIDEST_BAR_MM: Final = 12.0


def percent_activated(
    results: Sequence["AnalysisResults"], *, labels: Labels | None = None, ax: Axes | None = None
) -> Axes:
    """Draw one bar a population, as tall as its percentage, with its interval as a whisker and k/n below.

    Args:
        results: proportion analyses of one endpoint, one a population, in the order of the bars.
        labels: what things are called; a population that is one arm is drawn with the arm's colour and hatch.
        ax: where to draw; without it, a page of its own, 89 mm wide, or 183 mm where there are more than 5 bars.

    """
    labels = labels or Labels()
    rows = shares(results, labels)
    with style():
        ax = _page(rows) if ax is None else ax
        wide, tall = size_mm(ax)
        slot = wide / max(len(rows), 3)
        middle = (len(rows) - 1) / 2
        ax.set_xlim(middle - wide / slot / 2, middle + wide / slot / 2)
        _draw_scale(ax)
        middle_top: dict[str, Any] = {"shift_mm": (0, -1.5), "transform": under_axis(ax), "ha": "center", "size": SMALL}
        for k, (row, lines) in enumerate(zip(rows, _lines(rows, slot), strict=True)):
            _draw_bar(ax, k, row, min(0.62, _WIDEST_BAR_MM / slot))
            write_lines(ax, (k, 0.0), lines, **middle_top)
        if rows:
            text = cut(_measured(rows[0].endpoint, labels), tall)
            write(ax, (0, 0.5), text, shift_mm=(-11.5, 0), transform=ax.transAxes, **TURNED)
    return ax


def _measured(endpoint: str, labels: Labels) -> str:
    yes = labels.yes.get(endpoint, "yes")
    word = labels.endpoint(endpoint) if yes == "yes" else yes
    return f"{word[:1].upper()}{word[1:]} (%)"


def _lines(rows: Sequence[Share], slot: float) -> tuple[tuple[str, ...], ...]:
    """Return what is written under each bar: its name in up to three lines, k/n and the percentage."""
    names = cut_all([row.name for row in rows], 2.4 * slot, SMALL)
    return tuple(_lines_of(name, row, slot) for name, row in zip(names, rows, strict=True))


def _lines_of(name: str, row: Share, slot: float) -> tuple[str, ...]:
    return (
        *wrap(name, slot - 1.0, SMALL, lines=3),
        *wrap(f"{row.counts} ({percent_text(row.estimate)})", slot - 1.0, SMALL),
    )


def _page(rows: tuple[Share, ...]) -> Axes:
    page = WIDTH_SINGLE_MM if len(rows) <= _MOST_SINGLE else WIDTH_DOUBLE_MM
    slot = (page - _LEFT_MM - _SIDE_MM) / max(len(rows), 3)
    lines = max(map(len, _lines(rows, slot)), default=1)
    return canvas(page, _TALL_MM, Margins(_LEFT_MM, _SIDE_MM, 3.0, 2.5 + lines * line_mm(SMALL)))


def _draw_scale(ax: Axes) -> None:
    ax.set_ylim(0, 100)
    ax.set_yticks([0, 25, 50, 75, 100], labels=["0", "25", "50", "75", "100"])
    ax.set_xticks([])
    ax.grid(axis="y", color="#e4e4e4", linewidth=0.5)


def _draw_bar(ax: Axes, place: int, row: Share, width: float) -> None:
    m = row.mark
    ax.bar(
        place,
        100 * row.estimate,
        width,
        facecolor=m.tint,
        edgecolor=m.colour,
        hatch=m.hatch,
        linewidth=0.8,
        zorder=2,
        clip_on=False,
    )
    ends = [100 * row.low, 100 * row.high]
    ax.plot([place, place], ends, color=INK, linewidth=1.1, zorder=4, clip_on=False)
    ax.plot([place, place], ends, color=INK, linestyle="none", marker="_", markersize=7, zorder=4, clip_on=False)
