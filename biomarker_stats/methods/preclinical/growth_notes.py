"""What a reader of growth results must know about the readings behind them."""

import math

import numpy as np

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.growth_table import GrowthTable

LEFT_OUT = "left out of"
_LEAP = 300.0  # readings of one mouse that differ by this factor look like mm³ beside cm³


def reading_notes(table: GrowthTable) -> tuple[str, ...]:
    """Return notes on units that look mixed, on days without a control, and on volumes of 0."""
    return (*unit_notes(table), *day_notes(table), *zero_notes(table))


def unit_notes(table: GrowthTable) -> list[str]:
    """Name readings that leap by a factor of hundreds from the one before, as mm³ beside cm³ would."""
    size = np.where(table.volume > 0, table.volume, np.nan)
    ratio = size[1:] / size[:-1]
    leaps = (table.mouse[1:] == table.mouse[:-1]) & ((ratio > _LEAP) | (ratio < 1 / _LEAP))
    return [
        f"row {table.row[k + 1]} ({table.unit} {table.mice[table.mouse[k]]}): volume {wording.number(size[k + 1])} "
        f"follows {wording.number(size[k])} — are mm³ and cm³ mixed? give all in one unit"
        for k in np.flatnonzero(leaps).tolist()
    ]


def day_notes(table: GrowthTable) -> list[str]:
    """Name days on which the control has no reading while another arm has, and mice without the first day."""
    control = np.unique(table.day[table.role_of[table.mouse] == 0])
    absent = np.setdiff1d(np.unique(table.day), control)
    notes = []
    if len(absent):
        listed = wording.listing([wording.number(float(day)) for day in absent])
        notes.append(f"the control ({table.arm_names[0]}) has no reading on day {listed}: no comparison with it there")
    without = [name for name, size in zip(table.mice, table.baseline, strict=True) if math.isnan(size)]
    if without:
        day = wording.number(float(table.day.min()))
        notes.append(
            f"no reading on the first day ({day}) of {table.unit} {wording.listing(without)}: left out of "
            "measures relative to baseline"
        )
    return notes


def zero_notes(table: GrowthTable) -> list[str]:
    """Name volumes of 0, which growth rates leave out."""
    rows = table.row[table.volume == 0].tolist()
    if not rows:
        return []
    listed = ", ".join(map(str, rows[:10])) + (" …" if len(rows) > 10 else "")
    return [
        f"{wording.count(len(rows), 'volume')} of 0 (row {listed}) have no logarithm: {LEFT_OUT} growth rates "
        "and the mixed model, kept in volumes and response"
    ]
