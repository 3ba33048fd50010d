"""Drawing at a distance in mm from a place in the data."""

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation, Transform, blended_transform_factory

from biomarker_stats.plots.figure import page_of
from biomarker_stats.plots.lettering import line_mm
from biomarker_stats.plots.style import INK, MM_PER_INCH, MM_PER_POINT, SIZE

TURNED: Final[dict[str, Any]] = {"rotation": 90, "ha": "center", "va": "center"}
"""How the name of a vertical axis is written."""


def shifted(ax: Axes, transform: Transform, dx_mm: float, dy_mm: float) -> Transform:
    """Return ``transform`` moved by mm on the page."""
    return transform + ScaledTranslation(dx_mm / MM_PER_INCH, dy_mm / MM_PER_INCH, page_of(ax).dpi_scale_trans)


def write(
    ax: Axes, place: tuple[float, float], text: str, *, shift_mm: tuple[float, float] = (0, 0), **kind: Any
) -> Text:
    """Write ``text`` at ``place`` in the data, moved by ``shift_mm``. Other keywords are those of a matplotlib Text."""
    transform = shifted(ax, kind.pop("transform", ax.transData), *shift_mm)
    return ax.text(*place, text, transform=transform, clip_on=False, **{"size": SIZE, **kind})


def write_lines(
    ax: Axes, place: tuple[float, float], lines: Sequence[str], *, shift_mm: tuple[float, float] = (0, 0), **kind: Any
) -> None:
    """Write lines one below the other; the first starts at ``place``, moved by ``shift_mm``."""
    height = line_mm(float(kind.get("size", SIZE)))
    for k, line in enumerate(lines):
        write(ax, place, line, shift_mm=(shift_mm[0], shift_mm[1] - k * height), va="top", **kind)


def under_axis(ax: Axes) -> Transform:
    """Return the transform with x in the data and y = 0 at the lower, 1 at the upper edge of the axes."""
    return blended_transform_factory(ax.transData, ax.transAxes)


def bracket(ax: Axes, ends: tuple[float, float], lines: Sequence[str]) -> None:
    """Draw a bracket above ``ax`` from one x to the other, and over it the lines of text."""
    line: dict[str, Any] = {"color": INK, "linewidth": 0.8, "clip_on": False}
    ax.plot(ends, [1.0, 1.0], transform=shifted(ax, under_axis(ax), 0.0, 2.4), solid_capstyle="projecting", **line)
    for end in ends:
        foot = shifted(ax, under_axis(ax), 0.0, 1.9)
        ax.plot([end], [1.0], marker="|", markersize=1.0 / MM_PER_POINT, transform=foot, **line)
    first = 3.0 + line_mm() * len(lines)
    write_lines(ax, (sum(ends) / 2, 1.0), lines, shift_mm=(0.0, first), transform=under_axis(ax), ha="center")
