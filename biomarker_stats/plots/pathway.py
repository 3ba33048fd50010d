"""A signed pathway, drawn like one: which way every node goes under an intervention."""

from collections.abc import Sequence
from math import hypot
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from biomarker_stats.pathways.feedback import Feedback, load_feedback
from biomarker_stats.pathways.feedback_spec import Edge
from biomarker_stats.pathways.signed_graph import Prediction
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.lettering import cut, line_mm, wrap
from biomarker_stats.plots.placing import write, write_lines
from biomarker_stats.plots.source import finish
from biomarker_stats.plots.style import INK, SIZE, SMALL, WIDTH_SINGLE_MM

Point = tuple[float, float]

_HALF: Final = (0.76, 0.31)  # of a box, in the units of `at`
_GAP: Final = 0.07
_UNIT_MM: Final = 13.0
_CUT: Final = "#b5b5b5"
_LOOKS: Final = {  # face, edge, hatch and sign: never told apart by colour alone
    "up": ("#f5d7bf", "#D55E00", "", "▲ up"),
    "down": ("#bfdcec", "#0072B2", "", "▼ down"),
    "ambiguous": ("white", "#4d4d4d", "//////", "▲▼ ambiguous"),
    "unchanged": ("white", "#a0a0a0", "", "– unchanged"),
}
_KEY: Final = (
    "→ raises   ⊣ lowers   thick frame: held by the intervention",
    "grey, dashed: cut, since the node is held",
)


def pathway(
    treatment: Sequence[str] = (),
    ax: Axes | None = None,
    *,
    versus: Sequence[str] = (),
    model: Feedback | None = None,
) -> Axes:
    """Draw a feedback model as a pathway: which way each node goes under ``treatment`` against ``versus``.

    Args:
        treatment: interventions of the model, such as ``["rapamycin", "UO126"]``.
        ax: axes to draw into; without it, a page of its own, 89 mm wide.
        versus: what it is compared with; nothing is the untreated state.
        model: ``bs.pathways.load_feedback(folder)``; without it the bundled one of Figure 8.

    Raises:
        UsageError: an unknown intervention, or a comparison that signs cannot make.

    >>> import biomarker_stats as bs
    >>> len(bs.plots.pathway(["rapamycin"]).patches)  # one box a node
    14
    """
    chosen = load_feedback() if model is None else model
    found = chosen.predict(treatment, versus=versus)
    return finish(lambda: _draw(chosen, found, _title(chosen, treatment, versus), ax), ax=ax, simulated=False)


def _title(model: Feedback, treatment: Sequence[str], versus: Sequence[str]) -> list[str]:
    titles = {name: each.title for name, each in model.graph.interventions.items()}
    given = " + ".join(titles[name] for name in treatment) or "no intervention"
    against = " + ".join(titles[name] for name in versus) or "untreated"
    sentences = [given, f"against {against}"] if treatment else [given]
    return [line for text in sentences for line in wrap(text, WIDTH_SINGLE_MM - 5.0)]


def _draw(model: Feedback, found: dict[str, Prediction], title: list[str], ax: Axes | None) -> Axes:
    points = [node.at for node in model.graph.nodes.values()]
    low = [min(p[k] for p in points) - _HALF[k] - _GAP for k in (0, 1)]
    high = [max(p[k] for p in points) + _HALF[k] + _GAP for k in (0, 1)]
    if ax is None:
        margins = Margins(left=1.5, right=1.5, top=3.0 + line_mm() * len(title), bottom=9.0)
        ax = canvas(WIDTH_SINGLE_MM, _UNIT_MM * (high[1] - low[1]), margins)
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    ax.set_axis_off()
    for edge in model.graph.edges:
        _edge(ax, edge, model, held=found[edge.child].held)
    room = size_mm(ax)[0] / (high[0] - low[0]) * 2 * _HALF[0] - 1.0
    for name, node in model.graph.nodes.items():
        words = cut(node.title, room, SMALL, bold=True)
        _box(ax, (float(node.at[0]), float(node.at[1])), words, found[name])
    write_lines(ax, (0.0, 1.0), title, shift_mm=(0.5, 1.0 + line_mm() * len(title)), transform=ax.transAxes, size=SIZE)
    write_lines(ax, (0.0, 0.0), _KEY, shift_mm=(0.5, -1.5), transform=ax.transAxes, size=SMALL)
    return ax


def _box(ax: Axes, at: Point, title: str, prediction: Prediction) -> None:
    face, frame, hatch, sign = _LOOKS[prediction.direction]
    corner = (at[0] - _HALF[0] + 0.1, at[1] - _HALF[1] + 0.1)
    size = (2 * (_HALF[0] - 0.1), 2 * (_HALF[1] - 0.1))
    look: dict[str, Any] = {"facecolor": face, "edgecolor": frame, "linewidth": 2.2 if prediction.held else 0.8}
    ax.add_patch(FancyBboxPatch(corner, *size, boxstyle="round,pad=0.1", hatch=hatch, zorder=3, clip_on=False, **look))
    behind = {"facecolor": face, "edgecolor": "none", "boxstyle": "square,pad=0.1"} if hatch else None
    words: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 4, "bbox": behind}
    write(ax, (at[0], at[1] + 0.12), title, size=SMALL, weight="bold", **words)
    write(ax, (at[0], at[1] - 0.13), sign, size=SMALL - 0.5, **words)


def _edge(ax: Axes, edge: Edge, model: Feedback, *, held: bool) -> None:
    """Draw one edge from box to box: an arrow where it raises, a bar where it lowers."""
    ends = [model.graph.nodes[name].at for name in (edge.parent, edge.child)]
    line = [(float(x), float(y)) for x, y in (ends[0], *edge.via, ends[1])]
    line[0], line[-1] = _border(line[0], line[1]), _border(line[-1], line[-2])
    look: dict[str, Any] = {"color": _CUT if held else INK, "linewidth": 0.9, "linestyle": "--" if held else "-"}
    ax.plot(*zip(*line, strict=True), zorder=1, clip_on=False, solid_joinstyle="round", **look)
    style = "-|>,head_length=0.45,head_width=0.2" if edge.sign == "+" else "|-|,widthA=0,widthB=0.36"
    tip: dict[str, Any] = {"arrowstyle": style, "color": look["color"], "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0}
    near = _towards(line[-1], line[-2], 0.1)
    ax.annotate("", xy=line[-1], xytext=near, arrowprops={**tip, "mutation_scale": 9}, annotation_clip=False, zorder=5)


def _border(centre: Point, towards: Point) -> Point:
    """Return where the line from the middle of a box leaves it, with a small gap."""
    dx, dy = towards[0] - centre[0], towards[1] - centre[1]
    wide, tall = _HALF[0] + _GAP, _HALF[1] + _GAP
    scale = min(wide / abs(dx) if dx else float("inf"), tall / abs(dy) if dy else float("inf"), 1.0)
    return centre[0] + dx * scale, centre[1] + dy * scale


def _towards(start: Point, end: Point, length: float) -> Point:
    """Return the point ``length`` from ``start`` on the way to ``end``."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    share = length / (hypot(dx, dy) or 1.0)
    return start[0] + dx * share, start[1] + dy * share
