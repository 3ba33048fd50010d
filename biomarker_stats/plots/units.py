"""The units of a paired analysis as a figure needs them: who, which arm, from where to where."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from biomarker_stats.plots.labels import Labels
from biomarker_stats.study.manifest import ScaleSpec

if TYPE_CHECKING:
    import pandas as pd

    from biomarker_stats.methods.analyse import AnalysisResults

ARM_GAP: Final = 1.4  # slots from the last unit of one arm to the first of the next


class PairedUnit(NamedTuple):
    """One unit: ``arm`` is a position among the arms; ``mixed`` holds each mixed cell as printed, with its score."""

    name: str
    arm: int
    before: float
    after: float
    mixed: tuple[tuple[str, float], ...] = ()

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before


class Changes(NamedTuple):
    """How many units went up, stayed equal and went down."""

    up: int
    equal: int
    down: int

    def __str__(self) -> str:
        return f"{self.up} up, {self.equal} equal, {self.down} down"


def drawn_frame(results: "AnalysisResults") -> "pd.DataFrame":
    """Return the rows that can be drawn: those with both readings."""
    return results.frame.dropna(subset=["before", "after"])


def arm_names(results: "AnalysisResults", labels: Labels) -> tuple[str, ...]:
    """Return the arms in the order of ``labels``, then any other as it appears; none when the frame has no arm."""
    if "arm" not in results.frame.columns:
        return ()
    present = list(dict.fromkeys(drawn_frame(results)["arm"].astype(str)))
    return tuple([arm for arm in labels.arms if arm in present] + [arm for arm in present if arm not in labels.arms])


def mark_positions(arms: Sequence[str], labels: Labels) -> tuple[int, ...]:
    """Return the position of each arm in the study's order, which fixes its mark on every figure."""
    order = [*labels.arms, *(arm for arm in arms if arm not in labels.arms)]
    return tuple(order.index(arm) for arm in arms)


def paired_units(results: "AnalysisResults", labels: Labels, scale: ScaleSpec | None = None) -> tuple[PairedUnit, ...]:
    """Return the units with both readings, in the order of the table."""
    frame = drawn_frame(results)
    arms = arm_names(results, labels)
    mixed = frozenset() if scale is None else frozenset(scale.mixed)
    codes = [arms.index(str(arm)) for arm in frame["arm"]] if arms else [0] * len(frame)
    found = []
    for arm, row in zip(codes, frame.to_dict("records"), strict=True):
        cells = [(str(row.get(f"{role}_printed", "")), float(row[role])) for role in ("before", "after")]
        mixed_cells = tuple(cell for cell in cells if cell[0] in mixed)
        found.append(PairedUnit(str(row["unit"]), arm, cells[0][1], cells[1][1], mixed_cells))
    return tuple(found)


def count_changes(units: Sequence[PairedUnit]) -> Changes:
    """Return how many units went up, stayed equal and went down."""
    up = sum(unit.after > unit.before for unit in units)
    down = sum(unit.after < unit.before for unit in units)
    return Changes(up, len(units) - up - down, down)


def constant_offsets(units: Sequence[PairedUnit]) -> tuple[float, ...]:
    """Return one offset a unit, all distinct, between −½ and ½: the first arm on top, in it the largest change on top.

    A unit keeps its offset at both readings, so an unchanged one is drawn level; sorted by change, lines that leave
    one level fan out without crossing.

    >>> constant_offsets([PairedUnit("A", 0, 0, 2), PairedUnit("B", 0, 0, 0), PairedUnit("C", 0, 0, 1)])
    (0.5, -0.5, 0.0)
    """
    order = sorted(range(len(units)), key=lambda k: (units[k].arm, -units[k].change, k))
    heights = [0.0] * len(units)
    height, arm = 0.0, None
    for k in order:
        if arm is not None:
            height += 1.0 if units[k].arm == arm else ARM_GAP
        heights[k], arm = height, units[k].arm
    return tuple(0.5 - place / height if height else 0.0 for place in heights)


def unit_name(unit: PairedUnit) -> str:
    """Return the unit's name, with † when one of its cells is mixed."""
    return f"{unit.name}†" if unit.mixed else unit.name
