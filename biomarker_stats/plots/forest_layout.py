"""Where the rows and columns of a forest plot are, in mm."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from biomarker_stats.plots.forest_rows import Panel, Row
from biomarker_stats.plots.lettering import cut, cut_all, line_mm, plain, widest_mm, width_mm, wrap
from biomarker_stats.plots.style import SMALL, WIDTH_DOUBLE_MM, WIDTH_SINGLE_MM

AXIS_MM: Final = 9.0  # ticks and the name of the axis
HEADER_MM: Final = 4.6
BETWEEN_MM: Final = 3.0  # from one panel to the next
EDGE_MM: Final = 2.0
GAP_MM: Final = 2.5  # between columns
_AGAINST: Final = " against "
_ROW_MM: Final = 4.6
_LONGEST_NAME_MM: Final = 34.0
_NARROWEST_PLOT_MM: Final = 22.0
_GOOD_PLOT_MM: Final = 25.0


class Columns(NamedTuple):
    """How wide the names, the plot and the texts to its right are, in mm; a gap lies between them."""

    names: float
    plot: float
    texts: float

    @property
    def all(self) -> float:
        """The three columns and the gaps between them."""
        return self.names + self.plot + self.texts + 2 * GAP_MM


class Placed(NamedTuple):
    """A row, its name in lines that fit, and where its middle is, in mm below the top of its panel."""

    row: Row
    lines: tuple[str, ...]
    middle: float
    tall: float


def page_width(panels: Sequence[Panel]) -> int:
    """Return 89 mm where the texts, and names of two lines, fit beside a plot that can be read; else 183 mm."""
    needed = _two_line_names_mm(panels) + _texts_mm(panels) + _NARROWEST_PLOT_MM + 2 * GAP_MM
    return WIDTH_SINGLE_MM if needed <= WIDTH_SINGLE_MM - 2 * EDGE_MM else WIDTH_DOUBLE_MM


def columns_of(panels: Sequence[Panel], wide: float) -> Columns:
    """Return the columns in a space of ``wide`` mm."""
    texts = _texts_mm(panels)
    room = max(wide - texts - 2 * GAP_MM, 20.0)
    names = min(widest_mm(_names(panels), SMALL), _LONGEST_NAME_MM)
    if names + _GOOD_PLOT_MM > room:
        names = min(_two_line_names_mm(panels), room - 10.0)
    return Columns(names, max(wide - texts - names - 2 * GAP_MM, 5.0), texts)


def place_rows(panels: Sequence[Panel], columns: Columns) -> list[tuple[Placed, ...]]:
    """Return the rows of each panel; one population has one name in all of them."""
    names = _names(panels)
    lines = {name: wrap(name, columns.names, SMALL) for name in names}
    if _is_cut(lines.values()):
        fitting = cut_all(names, 1.7 * columns.names, SMALL)
        lines = {name: wrap(short, columns.names, SMALL) for name, short in zip(names, fitting, strict=True)}
    return [_place(panel.rows, lines, columns) for panel in panels]


def panel_mm(rows: Sequence[Placed]) -> float:
    """Return how tall the rows of a panel are together."""
    return sum(placed.tall for placed in rows)


def axis_lines(panel: Panel, columns: Columns) -> tuple[str, ...]:
    """Return what stands under an axis: on a second line, where they do not fit on one, the arms, both of them."""
    room = columns.plot + 2 * GAP_MM + 2 * min(columns.names, columns.texts)
    if len(panel.arms) != 2:
        return (cut(panel.axis, room, SMALL),)
    whole = f"{panel.axis}, {_AGAINST.join(panel.arms)}"
    if width_mm(plain(whole), SMALL) <= room:
        return (plain(whole),)
    space = room - width_mm(_AGAINST, SMALL)
    shorter = min(space / 2, *(width_mm(plain(arm), SMALL) for arm in panel.arms))
    arms = [cut(arm, max(space / 2, space - shorter), SMALL) for arm in panel.arms]
    return cut(panel.axis, room, SMALL), _AGAINST.join(arms)


def axis_mm(panel: Panel, columns: Columns) -> float:
    """Return how tall an axis is with its ticks and what stands under it."""
    return AXIS_MM + (len(axis_lines(panel, columns)) - 1) * line_mm(SMALL)


def page_mm(panels: Sequence[Panel], columns: Columns) -> float:
    """Return how tall all panels are, with their headers, their axes and what lies between them."""
    placed = zip(panels, place_rows(panels, columns), strict=True)
    each = [HEADER_MM + panel_mm(rows) + axis_mm(panel, columns) for panel, rows in placed]
    return max(sum(each) + BETWEEN_MM * (len(each) - 1), HEADER_MM)


def _place(rows: Sequence[Row], lines: dict[str, tuple[str, ...]], columns: Columns) -> tuple[Placed, ...]:
    placed: list[Placed] = []
    top = 0.0
    for row in rows:
        name = (cut(row.name, columns.all, SMALL, bold=True),) if row.heading else lines[plain(row.name)]
        tall = _ROW_MM + line_mm(SMALL) * (len(name) - 1)
        placed.append(Placed(row, name, top + tall / 2, tall))
        top += tall
    return tuple(placed)


def _texts_mm(panels: Sequence[Panel]) -> float:
    """Return how wide the two columns of text are in the panel where they are widest."""
    widths = [
        [widest_mm(texts, SMALL) for texts in zip(panel.columns, *(row.texts for row in panel.rows), strict=True)]
        for panel in panels
    ]
    return max((sum(each) + (GAP_MM if all(each) else 0.0) for each in widths), default=0.0)


def _names(panels: Sequence[Panel]) -> list[str]:
    return list(dict.fromkeys(plain(row.name) for panel in panels for row in panel.rows if not row.heading))


def _two_line_names_mm(panels: Sequence[Panel]) -> float:
    """Return the narrowest column in which every name fits on two lines, up to a limit."""
    names, width = _names(panels), 12.0
    while width < _LONGEST_NAME_MM and _is_cut(wrap(name, width, SMALL) for name in names):
        width += 1.0
    return width


def _is_cut(names: Iterable[tuple[str, ...]]) -> bool:
    return any(line.endswith("…") for lines in names for line in lines)
