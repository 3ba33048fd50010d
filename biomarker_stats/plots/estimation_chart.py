"""What an estimation plot shows: the units of every arm, and beside them contrasts of arms with their intervals."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from biomarker_stats.plots.legend import Entry
from biomarker_stats.plots.lettering import plain
from biomarker_stats.plots.style import NEUTRAL, Mark, mark

Scale = Literal["linear", "log", "log2"]


class Unit(NamedTuple):
    """One experimental unit. ``block`` names the gel or experiment it shares with units of other arms."""

    name: str
    value: float
    parts: tuple[float, ...] = ()
    block: str = ""


class Arm(NamedTuple):
    """One column of units, with the arm's centre and its interval where those are shown, and the symbol over it."""

    name: str
    mark: Mark
    units: tuple[Unit, ...]
    centre: float | None = None
    low: float | None = None
    high: float | None = None
    symbol: str = ""


class Contrast(NamedTuple):
    """One row: an estimate with its limits, and the texts beside it. A hollow one stands beside the main result."""

    name: str
    estimate: float | None
    low: float | None
    high: float | None
    texts: tuple[str, ...]
    mark: Mark = NEUTRAL
    hollow: bool = False


class Panel(NamedTuple):
    """Contrasts that share an axis; ``null`` is no effect, ``band`` the equivalence margin where one was stated."""

    axis: str
    columns: tuple[str, ...]
    rows: tuple[Contrast, ...]
    null: float
    scale: Scale = "linear"
    band: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything an estimation plot draws. ``joined`` draws a line through the units of each block."""

    arms: tuple[Arm, ...]
    axis: str
    panels: tuple[Panel, ...]
    scale: Scale = "linear"
    floor: float | None = None
    reference: float | None = None
    joined: bool = False
    entries: tuple[Entry, ...] = ()

    @property
    def values(self) -> tuple[float, ...]:
        """Every finite number that the units' axis must hold."""
        found = [value for arm in self.arms for unit in arm.units for value in (unit.value, *unit.parts)]
        found += [value for arm in self.arms for value in (arm.centre, arm.low, arm.high) if value is not None]
        found += [] if self.reference is None else [self.reference]
        return tuple(value for value in found if math.isfinite(value) and (self.scale == "linear" or value > 0))


def drawable(chart: Chart) -> Chart:
    """Return the chart with every name as text that the figures' font can draw."""
    panels = tuple(
        panel._replace(axis=plain(panel.axis), rows=tuple(row._replace(name=plain(row.name)) for row in panel.rows))
        for panel in chart.panels
    )
    arms = tuple(arm._replace(name=plain(arm.name)) for arm in chart.arms)
    return replace(chart, arms=arms, axis=plain(chart.axis), panels=panels)


def marks_of(arms: Sequence[str], order: Sequence[str] = ()) -> tuple[Mark, ...]:
    """Return the mark of each arm: its place in ``order``, the study's order, fixes it on every figure.

    >>> [each.marker for each in marks_of(["B", "A"], ["A", "B"])]
    ['s', 'o']
    """
    everyone = [*order, *(arm for arm in arms if arm not in order)]
    return tuple(mark(everyone.index(arm)) for arm in arms)


def limits_of(values: Iterable[float], scale: Scale, *, room: float = 0.06) -> tuple[float, float]:
    """Return limits a little beyond all ``values``; on a log scale the room is a share of the logarithms' range.

    >>> limits_of([1.0, 100.0], "log", room=0.5)
    (0.1, 1000.0)
    """
    found = list(values) or [1.0]
    if scale == "linear":
        low, high = min(found), max(found)
        extra = room * (high - low) or abs(high) * 0.1 or 1.0
        return low - extra, high + extra
    low, high = math.log10(min(found)), math.log10(max(found))
    extra = max(room * (high - low), 0.04)
    return float(10 ** (low - extra)), float(10 ** (high + extra))


def panel_limits(panel: Panel) -> tuple[float, float]:
    """Return the limits of a panel's axis: all estimates, no effect, and as much of the intervals as can be read.

    An interval that reaches further than six times the largest effect, or a hundredfold beyond the ratios, ends in
    an arrow.
    """
    logs = panel.scale != "linear"
    points = [row.estimate for row in panel.rows if _drawable(row.estimate, logs=logs)] + [panel.null]
    points += list(panel.band or ())
    low, high = min(float(p or 0.0) for p in points), max(float(p or 0.0) for p in points)
    if logs:
        least, most = low / 100, high * 100
    else:
        reach = 6 * (high - low) or math.inf
        least, most = low - reach, high + reach
    ends = [end for row in panel.rows for end in (row.low, row.high) if _drawable(end, logs=logs)]
    inside = [min(max(float(end or 0.0), least), most) for end in ends]
    return limits_of([low, high, *inside], panel.scale, room=0.08)


def _drawable(value: float | None, *, logs: bool) -> bool:
    return value is not None and math.isfinite(value) and (value > 0 or not logs)


def units_by_arm(
    arms: Sequence[str], names: Sequence[str], arm_of: Sequence[str], values: Sequence[float]
) -> Mapping[str, tuple[Unit, ...]]:
    """Return the units of each arm that have a value, in the order of the table."""
    rows = list(zip(map(str, names), map(str, arm_of), map(float, values), strict=True))
    return {arm: tuple(Unit(n, v) for n, a, v in rows if a == arm and math.isfinite(v)) for arm in arms}
