"""Volumes of 0, which have no logarithm: what leaving them out does to growth rates, and a detection limit for them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from biomarker_stats import wording
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.growth_notes import LEFT_OUT
from biomarker_stats.methods.preclinical.growth_table import ROLES, GrowthTable
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.preclinical.slopes import fit_lines, slopes_by_arm

_USUAL_LIMIT = 1.0  # mm³, as in the log(V + 1) of the adjusted AUC
_SIGNS = (1.0, -1.0, -1.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rated:
    """The table that growth rates are taken from, the warnings on its zeros, and other limits to try them at.

    ``trials`` are limits in mm³ by arm, those with a volume of 0 only; empty where no volume is 0. ``replaced`` says
    that the zeros of ``table`` stand at a detection limit, because an arm has no growth rates without them; elsewhere
    growth rates leave them out.
    """

    table: GrowthTable
    trials: tuple[Mapping[str, float], ...]
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


def at_limits(table: GrowthTable, limits: Mapping[str, float]) -> GrowthTable:
    """Return the table with the volumes of 0 of each arm at its limit, mm³.

    A mouse that never had a tumour has no growth whatever the limit: its volumes stay 0, and growth rates do without.
    """
    by_role = np.array([limits.get(name, 0.0) for name in table.arm_names])
    bearing = np.zeros(len(table.mice), dtype=bool)
    bearing[table.mouse[table.positive]] = True
    moved = ~table.positive & bearing[table.mouse]
    return replace(table, volume=np.where(moved, by_role[table.role_of[table.mouse]], table.volume))


def rated_table(table: GrowthTable, detection_limit: float | None = None) -> Rated:
    """Return the table of growth rates: zeros left out, or at a limit where an arm has no growth rates without them.

    The limit is ``detection_limit``, else 1 mm³ or, where that is smaller, the smallest volume above 0: what was read
    could be detected. Zeros that were left out are tried at the limit, zeros at the limit at the smallest volume above
    0. A volume of 0 is only known to lie below a limit: where arms that raise the interaction and arms that lower it
    both have zeros, these are also tried at opposite ends, so that no floor that both have reached passes for a result.
    """
    if table.positive.all() or not table.positive.any():
        return Rated(table=table, trials=(), replaced=False, warnings=())
    smallest = float(table.volume[table.positive].min())
    limit = min(_USUAL_LIMIT, smallest) if detection_limit is None else float(detection_limit)
    zeros = [name for name, count in _zeros(table).items() if count]
    moved = at_limits(table, dict.fromkeys(zeros, limit))
    ends = limit, max(smallest, limit)
    left_out = slopes_by_arm(table, fit_lines(table).slope)
    kept = slopes_by_arm(moved, fit_lines(moved).slope)
    few = [name for name, rates in zip(table.arm_names, left_out, strict=True) if len(rates) < 2]
    if few and all(len(rates) > 1 for rates in kept):
        said = (
            f"{zeros_by_arm(table)}: without them fewer than two growth rates are left in {wording.listing(few)}, so "
            f"that growth rates and the mixed model take every volume of 0 as {wording.number(limit)} mm³ and rest on "
            "that limit — read mRECIST and the time to a volume, which need no logarithm"
        )
        notes = tuple(note.replace(LEFT_OUT, f"taken as {wording.number(limit)} mm³ in") for note in table.notes)
        moved = replace(moved, notes=notes)
        trials = (dict.fromkeys(zeros, ends[1]), *_opposite(table, zeros, ends))
        return Rated(table=moved, trials=trials, replaced=True, warnings=(said,))
    shift = _shift(table, left_out, kept)
    against = f"{shift} (against zeros at {wording.number(limit)} mm³)" if shift else ""
    said = f"{zeros_by_arm(table)} have no logarithm and are left out of growth rates{against}"
    trials = (dict.fromkeys(zeros, ends[0]), *_opposite(table, zeros, ends))
    return Rated(table=table, trials=trials, replaced=False, warnings=(said,))


def _opposite(table: GrowthTable, zeros: list[str], ends: tuple[float, float]) -> tuple[dict[str, float], ...]:
    """Return the limits with arms that raise the interaction at one end and arms that lower it at the other."""
    signs = dict(zip(table.arm_names, _SIGNS, strict=False)) if _all_roles(table) else {}
    if len({signs[name] for name in zeros if name in signs}) < 2:
        return ()
    low, high = ends
    return tuple({name: low if signs.get(name, first) == first else high for name in zeros} for first in (1.0, -1.0))


def _all_roles(table: GrowthTable) -> bool:
    """Whether control, both agents and the combination are there; they come before all other arms."""
    return set(ROLES) <= set(table.roles)


def _zeros(table: GrowthTable) -> dict[str, int]:
    counted = np.bincount(table.role_of[table.mouse[table.volume == 0]], minlength=len(table.roles)).tolist()
    return dict(zip(table.arm_names, counted, strict=True))


def zeros_by_arm(table: GrowthTable) -> str:
    """Return how many readings of 0 each arm has, and of how many mice."""
    zero, found = table.volume == 0, []
    for code, (name, count) in enumerate(_zeros(table).items()):
        mice = len(np.unique(table.mouse[zero & (table.role_of[table.mouse] == code)]))
        if count:
            found.append(f"{name}: {count}, in {mice} of {wording.count(table.n[name], 'mouse', 'mice')}")
    return f"volumes of 0 ({'; '.join(found)})"


def _shift(table: GrowthTable, left_out: list[FloatArray], kept: list[FloatArray]) -> str:
    """Return in which direction leaving the zeros out moves each arm's mean growth rate, and the interaction."""
    moves = [float(a.mean() - b.mean()) if len(a) and len(b) else 0.0 for a, b in zip(left_out, kept, strict=True)]
    text = ""
    for word, sign in (("high", 1.0), ("low", -1.0)):
        arms = [name for name, move in zip(table.arm_names, moves, strict=True) if sign * move > 0]
        text += f", so that growth of {wording.listing(arms)} comes out too {word}" if arms else ""
    total = sum(sign * move for sign, move in zip(_SIGNS, moves, strict=False)) if _all_roles(table) else 0.0
    if not total:
        return text
    return f"{text}; this moves the interaction towards {'antagonism' if total > 0 else 'synergy'}"
