"""The page that a figure is drawn on: it shows itself as the value of a notebook cell, without pyplot."""

import io

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from biomarker_stats.plots.style import style

_SCREEN = 130  # pixels of a screen to an inch of the printed figure

Png = tuple[bytes, dict[str, int]]


class Page(Figure):
    """A matplotlib Figure that a notebook shows as PNG although no pyplot has been imported."""

    def _repr_png_(self) -> Png:
        buffer = io.BytesIO()
        with style():
            self.savefig(buffer, format="png", metadata={"Software": None})
        wide, tall = (round(float(inches) * _SCREEN) for inches in self.get_size_inches())
        return buffer.getvalue(), {"width": wide, "height": tall}


class PageAxes(Axes):
    """Axes on a Page; as the value of a notebook cell they show the whole page."""

    def _repr_png_(self) -> Png | None:
        page = self.figure
        return page._repr_png_() if isinstance(page, Page) else None
