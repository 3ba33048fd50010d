"""The key below a drawing: as many columns as fit, measured before it is drawn."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from biomarker_stats.plots.figure import size_mm
from biomarker_stats.plots.lettering import cut, line_mm, width_mm
from biomarker_stats.plots.style import SMALL, Mark

_HANDLE_MM: Final = 6.0  # the handle and the gap after it, at SMALL
_BETWEEN_MM: Final = 3.8
_ROW_MM: Final = line_mm(SMALL) * 1.25


class Entry(NamedTuple):
    """One line of a key: what is drawn and what it means."""

    handle: Line2D | Patch
    text: str


def line_entry(mark: Mark, text: str) -> Entry:
    """Return an entry for a line with points."""
    line = Line2D([], [], color=mark.colour, marker=mark.marker, linestyle=mark.dash, markersize=4.2, linewidth=1.1)
    return Entry(line, text)


def area_entry(mark: Mark, text: str, *, filled: bool = False) -> Entry:
    """Return an entry for an area: tinted and hatched, or filled with the colour where areas are too thin for that."""
    if filled:
        return Entry(Patch(facecolor=mark.colour, linewidth=0), text)
    return Entry(Patch(facecolor=mark.tint, edgecolor=mark.colour, hatch=mark.hatch, linewidth=0.7), text)


def point_entry(text: str, **drawn: Any) -> Entry:
    """Return an entry for a lone point, drawn as the Line2D properties say."""
    return Entry(Line2D([], [], linestyle="none", **drawn), text)


def _columns(texts: Sequence[str], wide_mm: float) -> int:
    each = max(_HANDLE_MM + width_mm(text, SMALL) for text in texts) + _BETWEEN_MM
    return max(1, min(len(texts), int((wide_mm + _BETWEEN_MM) / each)))


def _texts(entries: Sequence[Entry], wide_mm: float) -> list[str]:
    return [cut(entry.text, wide_mm - _HANDLE_MM, SMALL) for entry in entries]


def legend_mm(entries: Sequence[Entry], wide_mm: float, *, title: str = "") -> float:
    """Return the height in mm that ``draw_legend`` will need; 0 when there is nothing to explain."""
    if not entries:
        return 0.0
    rows = -(-len(entries) // _columns(_texts(entries, wide_mm), wide_mm))
    return rows * _ROW_MM + (_ROW_MM if title else 0.0)


def draw_legend(ax: Axes, entries: Sequence[Entry], *, below_mm: float, title: str = "") -> None:
    """Draw the key below ``ax``, starting ``below_mm`` under its lower edge."""
    if not entries:
        return
    wide, tall = size_mm(ax)
    texts = _texts(entries, wide)
    key = ax.legend(
        [entry.handle for entry in entries],
        [str(k) for k in range(len(entries))],  # matplotlib drops a label that starts with "_": set below instead
        title=cut(title, wide, SMALL, bold=True) or None,
        alignment="left",
        loc="upper left",
        bbox_to_anchor=(0.0, -below_mm / tall),
        borderaxespad=0.0,
        ncols=_columns(texts, wide),
        fontsize=SMALL,
        title_fontproperties={"size": SMALL, "weight": "bold"},
        handlelength=2.2,
        handletextpad=0.6,
        columnspacing=_BETWEEN_MM / (SMALL * 25.4 / 72),
        labelspacing=0.45,
    )
    for drawn, text in zip(key.get_texts(), texts, strict=True):
        drawn.set_text(text)
    key.set_in_layout(True)
