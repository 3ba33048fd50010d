"""Several axes on one page, placed in mm from the upper left corner of the drawing."""

from matplotlib.axes import Axes

from biomarker_stats.plots.figure import size_mm
from biomarker_stats.plots.page import PageAxes


def axes_at(whole: Axes, place_mm: tuple[float, float], size: tuple[float, float]) -> Axes:
    """Return new axes of ``size`` mm whose upper left corner is at ``place_mm`` (right, down) in ``whole``."""
    box, (wide, tall) = whole.get_position(), size_mm(whole)
    x_scale, y_scale = box.width / wide, box.height / tall
    left, top = place_mm
    lower = box.y1 - (top + size[1]) * y_scale
    place = (box.x0 + left * x_scale, lower, size[0] * x_scale, size[1] * y_scale)
    return whole.figure.add_axes(place, axes_class=PageAxes)
