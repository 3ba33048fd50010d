"""A panel as one row a unit and marker."""

from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.errors import DataError, Violation, shorten
from biomarker_stats.panel.cells import Place, matrix, require_columns
from biomarker_stats.panel.layout import Columns, Layout, labelled_plan
from biomarker_stats.panel.plan import Block

_FEW = 4


def from_long(frame: pd.DataFrame, columns: Columns) -> Layout:
    """Return the plan and the block of a long table; a unit without a row for a marker lacks it.

    Raises:
        UsageError: no such column.
        DataError: two rows of one unit and marker, a unit in two arms or strata, cells that are no numbers.
    """
    roles = [columns.before, columns.after] if columns.paired else [columns.outcomes]
    labels = [name for name in (columns.arm, columns.strata) if isinstance(name, str)]
    require_columns(frame, [str(columns.unit), str(columns.marker), *roles, *labels])
    _refuse_gaps(frame, [str(columns.unit), str(columns.marker)])
    numbers = matrix(frame, roles, columns.scale, place=_place(frame, columns))
    unit, units = pd.factorize(frame[columns.unit])
    marker, markers = pd.factorize(frame[columns.marker])
    _refuse_repeats(frame, unit * max(len(markers), 1) + marker, columns)
    arm = _of_unit(frame, unit, units, columns.arm)
    strata = _of_unit(frame, unit, units, columns.strata)
    plan, kept, excluded = labelled_plan([str(name) for name in units], arm, strata, columns)
    readings = np.full((len(roles), len(markers), len(units)), np.nan)
    for k in range(len(roles)):
        readings[k, marker, unit] = numbers[:, k]
    readings = np.ascontiguousarray(readings[:, :, kept])
    names = [str(name) for name in markers]
    block = Block(names=names, readings=readings[0], after=readings[1] if columns.paired else None)
    gaps = len(markers) * len(units) - len(frame)
    notes = (f"{gaps:,} pairs of unit and marker have no row and count as missing",) if gaps else ()
    return Layout(plan=plan, block=block, excluded=excluded, notes=notes)


def _place(frame: pd.DataFrame, columns: Columns) -> Place:
    """Return what says where a row of the frame stands, and whose reading of what it is."""
    units, markers = frame[columns.unit], frame[columns.marker]
    return lambda row: (row + 1, f"unit {units.iloc[row]}, marker {markers.iloc[row]}")


def _refuse_gaps(frame: pd.DataFrame, names: list[str]) -> None:
    remedy = "say whose reading it is, or leave the row out"
    wrong = [
        Violation(message="is missing", remedy=remedy, row=int(row) + 1, column=name)
        for name in names
        for row in np.flatnonzero(frame[name].isna().to_numpy())
    ]
    if wrong:
        raise DataError(wrong[:50])


def _refuse_repeats(frame: pd.DataFrame, key: Any, columns: Columns) -> None:
    again = np.flatnonzero(pd.Series(key).duplicated().to_numpy())
    wrong = [
        Violation(
            message=f"is a second reading of marker {frame[columns.marker].iloc[row]}",
            remedy="keep one row a unit and marker, or average replicates first",
            row=int(row) + 1,
            label=f"unit {frame[columns.unit].iloc[row]}",
        )
        for row in again[:50]
    ]
    if wrong:
        raise DataError(wrong)


def _of_unit(frame: pd.DataFrame, unit: Any, units: Any, name: Any) -> list[Any]:
    """Return the label of each unit, which must be the same in all its rows."""
    if not isinstance(name, str):
        return [None] * len(units)
    found = frame[name].groupby(unit)
    several = found.nunique(dropna=False)
    wrong = [
        Violation(
            message=f"differs between the rows of this unit: {_listed(frame[name][unit == code])}",
            remedy="a unit has one: fix its rows",
            row=int(np.flatnonzero(unit == code)[0]) + 1,
            label=f"unit {units[code]}",
            column=name,
        )
        for code in several.index[several > 1]
    ]
    if wrong:
        raise DataError(wrong[:50])
    return list(frame[name].iloc[np.unique(unit, return_index=True)[1]])


def _listed(cells: "pd.Series[Any]") -> str:
    """Return the first few different values."""
    found = [("a missing value" if pd.isna(value) else shorten(str(value), 20)) for value in cells.unique().tolist()]
    return ", ".join(found[:_FEW]) + (", …" if len(found) > _FEW else "")
