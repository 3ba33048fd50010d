"""Volumes of 0, which have no logarithm: what leaving them out does to growth rates, and a detection limit for them."""

import math
from dataclasses import dataclass, replace

import numpy as np

from biomarker_stats import wording
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.growth_notes import LEFT_OUT
from biomarker_stats.methods.preclinical.growth_table import GrowthTable
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.preclinical.slopes import fit_lines, slopes_by_arm

_USUAL_LIMIT = 1.0  # mm³, as in the log(V + 1) of the adjusted AUC
_SIGNS = (1.0, -1.0, -1.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rated:
    """The table that growth rates are taken from, the warnings on its zeros, and another limit to try them at.

    ``other_limit`` (mm³) is None where no volume is 0. ``replaced`` says that the zeros of ``table`` stand at a
    detection limit, because an arm has no growth rates without them; elsewhere growth rates leave them out.
    """

    table: GrowthTable
    other_limit: float | None
    replaced: bool
    warnings: tuple[str, ...]


def check_limit(detection_limit: float | None) -> None:
    """Refuse a detection limit that is no volume.

    Raises:
        UsageError: it is not a finite volume above 0.
    """
    if detection_limit is not None and not 0 < detection_limit < math.inf:
        msg = f"detection_limit must be a volume above 0 mm³, got {detection_limit!r}"
        raise UsageError(msg)


def at_limit(table: GrowthTable, limit: float) -> GrowthTable:
    """Return the table with every volume of 0 at ``limit`` mm³."""
    return replace(table, volume=np.where(table.volume > 0, table.volume, limit))


def rated_table(table: GrowthTable, detection_limit: float | None = None) -> Rated:
    """Return the table of growth rates: zeros left out, or at a limit where an arm has no growth rates without them.

    The limit is ``detection_limit``, else 1 mm³ or, where that is smaller, the smallest volume above 0. Where the zeros
    stand at it, the other limit to try is the smallest volume above 0: what was read could be detected.
    """
    if table.positive.all() or not table.positive.any():
        return Rated(table=table, other_limit=None, replaced=False, warnings=())
    smallest = float(table.volume[table.positive].min())
    limit = min(_USUAL_LIMIT, smallest) if detection_limit is None else float(detection_limit)
    moved = at_limit(table, limit)
    left_out = slopes_by_arm(table, fit_lines(table).slope)
    kept = slopes_by_arm(moved, fit_lines(moved).slope)
    few = [name for name, rates in zip(table.arm_names, left_out, strict=True) if len(rates) < 2]
    if few and all(len(rates) > 1 for rates in kept):
        said = (
            f"{zeros_by_arm(table)}: without them {wording.listing(few)} has fewer than two growth rates, so that "
            f"growth rates and the mixed model take every volume of 0 as {wording.number(limit)} mm³ and rest on that "
            "limit — read mRECIST and the time to a volume, which need no logarithm"
        )
        notes = tuple(note.replace(LEFT_OUT, f"taken as {wording.number(limit)} mm³ in") for note in table.notes)
        moved = replace(moved, notes=notes)
        return Rated(table=moved, other_limit=max(smallest, limit), replaced=True, warnings=(said,))
    said = f"{zeros_by_arm(table)} have no logarithm and are left out of growth rates{_shift(table, left_out, kept)}"
    said += f" (against zeros at {wording.number(limit)} mm³)"
    return Rated(table=table, other_limit=limit, replaced=False, warnings=(said,))


def zeros_by_arm(table: GrowthTable) -> str:
    """Return how many readings of 0 each arm has, and of how many mice."""
    zero, found = table.volume == 0, []
    for code, name in enumerate(table.arm_names):
        here = zero & (table.role_of[table.mouse] == code)
        if here.any():
            mice = len(np.unique(table.mouse[here]))
            found.append(f"{name}: {int(here.sum())}, in {mice} of {wording.count(table.n[name], 'mouse', 'mice')}")
    return f"volumes of 0 ({'; '.join(found)})"


def _shift(table: GrowthTable, left_out: list[FloatArray], kept: list[FloatArray]) -> str:
    """Return in which direction leaving the zeros out moves each arm's mean growth rate, and the interaction."""
    moves = [float(a.mean() - b.mean()) if len(a) and len(b) else 0.0 for a, b in zip(left_out, kept, strict=True)]
    text = ""
    for word, sign in (("high", 1.0), ("low", -1.0)):
        arms = [name for name, move in zip(table.arm_names, moves, strict=True) if sign * move > 0]
        text += f", so that growth of {wording.listing(arms)} comes out too {word}" if arms else ""
    total = sum(sign * move for sign, move in zip(_SIGNS, moves, strict=False)) if len(moves) == 4 else 0.0
    if not total:
        return text
    return f"{text}; this moves the interaction towards {'antagonism' if total > 0 else 'synergy'}"
