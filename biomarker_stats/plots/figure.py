"""A finished figure, and how a drawing becomes one: millimetres in, reproducible SVG and PNG bytes out."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

from biomarker_stats.errors import UsageError
from biomarker_stats.plots.lettering import REPLACEMENT
from biomarker_stats.plots.page import Page, PageAxes
from biomarker_stats.plots.style import MM_PER_INCH, style

DPI: Final = 200
SIMULATED: Final = "SIMULATED DATA"
_BOX: Final = {"facecolor": "#222222", "edgecolor": "none", "boxstyle": "square,pad=0.35"}
STRIP: Final[dict[str, Any]] = {"color": "white", "weight": "bold", "ha": "center", "bbox": _BOX}
_STAMP_MM: Final = 6.5
_COORDINATES: Final = re.compile(rb'\b(?:d|x|y)="[^"]*"')
_DECIMALS: Final = re.compile(rb"(\.\d{3})\d+")
_area: ContextVar[tuple[Axes, bool] | None] = ContextVar("axes whose area is drawn in", default=None)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as bytes, with the words that go beside it. ``name`` is the stem of its file.

    ``panels`` holds where each of its axes stands, in the order they were drawn.
    """

    name: str
    title: str
    svg: bytes
    png: bytes
    caption: str
    alt_text: str
    width_mm: int
    panels: tuple["Panel", ...] = ()


class Panel(NamedTuple):
    """The edges of a pair of axes, as fractions of the figure's width and height from its left and upper edge."""

    left: float
    top: float
    right: float
    bottom: float


class Margins(NamedTuple):
    """The white round a pair of axes, in mm; labels are drawn in it."""

    left: float
    right: float
    top: float
    bottom: float


def canvas(width_mm: float, height_mm: float, margins: Margins) -> Axes:
    """Return axes of ``height_mm`` inside ``margins`` on a page ``width_mm`` wide; pyplot is never involved.

    Inside ``drawn_in(ax)`` the page is the area of ``ax`` from its upper left corner.

    Raises:
        UsageError: that area is too small.

    """
    tall = height_mm + margins.top + margins.bottom
    area = _area.get()
    if area is not None:
        return _canvas_in(*area, (width_mm, tall), margins)
    page = Page(figsize=(width_mm / MM_PER_INCH, tall / MM_PER_INCH), dpi=DPI)
    wide = (width_mm - margins.left - margins.right) / width_mm
    place = (margins.left / width_mm, margins.bottom / tall, wide, height_mm / tall)
    return page.add_axes(place, axes_class=PageAxes)


@contextmanager
def drawn_in(ax: Axes | None, *, simulated: bool = False) -> Iterator[None]:
    """Draw what has several panels inside the area of ``ax``, at its printed size, instead of on a page of its own.

    Of simulated data, the uppermost strip of the area says so.
    """
    token = _area.set(None if ax is None else (ax, simulated))
    try:
        yield
    finally:
        _area.reset(token)


def _canvas_in(area: Axes, simulated: bool, size: tuple[float, float], margins: Margins) -> Axes:
    given = size_mm(area)
    if simulated:
        size, margins = (size[0], size[1] + _STAMP_MM), margins._replace(top=margins.top + _STAMP_MM)
    if given[0] < size[0] - 0.05 or given[1] < size[1] - 0.05:
        msg = (
            f"the figure is {size[0]:.0f} mm wide and {size[1]:.0f} mm tall, the axes given are {given[0]:.0f} by"
            f" {given[1]:.0f} mm — give larger axes, or leave ax out"
        )
        raise UsageError(msg)
    area.set_axis_off()
    if simulated:
        middle = 1 - _STAMP_MM / 2 / given[1]
        area.text(0.5, middle, SIMULATED, transform=area.transAxes, va="center", **STRIP)
    box = area.get_position()
    x, y = box.width / given[0], box.height / given[1]
    wide, tall = size[0] - margins.left - margins.right, size[1] - margins.top - margins.bottom
    place = (box.x0 + margins.left * x, box.y1 - (margins.top + tall) * y, wide * x, tall * y)
    return area.figure.add_axes(place)


def page_of(ax: Axes) -> Canvas:
    """Return the page that ``ax`` is on."""
    page = ax.figure
    while not isinstance(page, Canvas):
        page = page.figure
    return page


def size_mm(ax: Axes) -> tuple[float, float]:
    """Return the width and height of ``ax`` in mm."""
    page, place = page_of(ax), ax.get_position()
    if ax.figure is not page:  # in a subfigure, whose positions are fractions of it
        return float(ax.bbox.width / page.dpi * MM_PER_INCH), float(ax.bbox.height / page.dpi * MM_PER_INCH)
    return float(place.width * page.get_figwidth() * MM_PER_INCH), float(
        place.height * page.get_figheight() * MM_PER_INCH
    )


def make_figure(
    draw: Callable[[], Axes], *, name: str, title: str, caption: str, alt_text: str, simulated: bool = False
) -> Figure:
    """Return what ``draw`` draws as a Figure; one whose data are simulated says so on its face and in its words.

    The bytes depend on the drawing and on the versions of matplotlib and FreeType alone: no date, no version, no
    random name is written.
    """
    with style():
        page = page_of(draw())
        caption = " ".join([caption, *_notes(page)])
        if simulated:
            stamp(page)
            caption, alt_text = f"SIMULATED DATA. {caption}", f"Simulated data. {alt_text}"
        svg = _compact(_bytes(page, "svg", {"Date": None, "Creator": None, "Format": None, "Type": None}))
        png = _bytes(page, "png", {"Software": None})
        width = round(page.get_figwidth() * MM_PER_INCH)
        panels = tuple(_panel(ax) for ax in page.axes)
    return Figure(name, title, svg, png, caption=caption, alt_text=alt_text, width_mm=width, panels=panels)


def _panel(ax: Axes) -> Panel:
    place = ax.get_position()
    return Panel(*(round(float(edge), 5) for edge in (place.x0, 1 - place.y1, place.x1, 1 - place.y0)))


def _notes(page: Canvas) -> list[str]:
    """Say what the signs mean that stand for text which could not be drawn."""
    drawn = "".join(text.get_text() for text in page.findobj(Text) if isinstance(text, Text))
    notes = {"…": "… marks a name cut to fit.", REPLACEMENT: "� stands for a character that the figure's font lacks."}
    return [note for sign, note in notes.items() if sign in drawn]


def _bytes(page: Canvas, kind: str, metadata: dict[str, None]) -> bytes:
    buffer = io.BytesIO()
    page.savefig(buffer, format=kind, dpi=DPI, metadata=metadata)
    return buffer.getvalue()


def _compact(svg: bytes) -> bytes:
    """Take out what a reader never sees and what doubles the size: document type, comments, line breaks, digits.

    Coordinates are in points, and a thousandth of one is enough.
    """
    bare = re.sub(rb"<!DOCTYPE[^>]*>|<!--.*?-->", b"", svg, flags=re.DOTALL)
    small = bare.replace(b"DejaVuSans-Bold-", b"b").replace(b"DejaVuSans-", b"r")  # the names of glyphs, in every word
    rounded = _COORDINATES.sub(lambda found: _DECIMALS.sub(rb"\1", found[0]), small)
    return b"".join(line.strip() for line in rounded.splitlines()) + b"\n"


def stamp(page: Canvas) -> None:
    """Make room above the drawing for a strip that no crop of the caption takes away."""
    tall = page.get_figheight() * MM_PER_INCH
    taller = tall + _STAMP_MM
    page.set_figheight(taller / MM_PER_INCH)
    for ax in page.axes:
        place = ax.get_position()
        ax.set_position((place.x0, place.y0 * tall / taller, place.width, place.height * tall / taller))
    middle = 1 - _STAMP_MM / 2 / taller
    page.text(0.5, middle, SIMULATED, va="center", **STRIP)
