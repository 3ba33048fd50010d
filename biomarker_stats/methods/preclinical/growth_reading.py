"""From a long table of tumour volumes, one row a reading, to validated arrays."""

import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.growth_notes import reading_notes
from biomarker_stats.methods.preclinical.growth_table import OTHERS, ROLES, GrowthTable, IntArray, Role
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.preclinical.readings import LARGEST, Readings, float_of
from biomarker_stats.terms import nearest

VOLUME_UNITS: Mapping[str, float] = {"mm3": 1.0, "cm3": 1000.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    """What the caller declared: column names, the level of each role, the unit of volume."""

    unit: str
    arm: str
    day: str | None
    value: str
    levels: Mapping[Role, str]
    others: tuple[str, ...]
    volume_unit: str

    @property
    def arms(self) -> tuple[str, ...]:
        """Every arm, those with a role first."""
        return (*self.levels.values(), *self.others)


def read_growth(
    frame: pd.DataFrame,
    *,
    unit: str,
    arm: str,
    day: str,
    volume: str,
    arms: Mapping[str, Any],
    volume_unit: str = "mm3",
    missing: str = "error",
) -> GrowthTable:
    """Validate a table of volumes, one row a reading; see ``bs.growth`` for the arguments.

    Raises:
        UsageError: a column, role or level that is not there, or another option that cannot be right.
        DataError: every cell, mouse or arm that cannot be analysed, each with its row and the remedy.
    """
    for name, value, known in (("volume_unit", volume_unit, VOLUME_UNITS), ("missing", missing, ("error", "drop"))):
        if value not in known:
            msg = f"{name} must be one of {', '.join(known)}, got {value!r}"
            raise UsageError(msg)
    levels, others = _levels(arms)
    declared = _Declared(
        unit=unit, arm=arm, day=day, value=volume, levels=levels, others=others, volume_unit=volume_unit
    )
    table = _read(frame, declared, missing)
    return replace(table, notes=(*table.notes, *reading_notes(table)))


def read_weights(frame: pd.DataFrame, *, unit: str, arm: str, weight: str, arms: Mapping[str, Any]) -> GrowthTable:
    """Validate a table of one weight a mouse, as readings of one day; see ``bs.harvest`` for the arguments.

    Raises:
        UsageError: a column, role or level that is not there.
        DataError: every cell, mouse or arm that cannot be analysed, each with its row and the remedy.
    """
    levels, others = _levels(arms)
    declared = _Declared(unit=unit, arm=arm, day=None, value=weight, levels=levels, others=others, volume_unit="mm3")
    return _read(frame, declared, "error")


def _read(frame: pd.DataFrame, declared: _Declared, missing: str) -> GrowthTable:
    reader = Readings(frame, [declared.unit, declared.arm, declared.day, declared.value])
    excluded: dict[str, int] = {}
    kept = np.ones(len(frame), dtype=bool)
    if missing == "drop":
        kept = ~frame[declared.value].isna().to_numpy()
        excluded["no reading"] = int((~kept).sum())
    mice, named = reader.labels(declared.unit), reader.labels(declared.arm)
    _known_levels(declared, named)
    others = np.array([level not in declared.arms for level in named])
    excluded["readings of other arms"] = int((others & kept).sum())
    kept &= ~others
    used = np.flatnonzero(kept)
    days = np.zeros(len(frame))
    if declared.day is not None:
        days = _numbers(frame[declared.day].to_numpy(), used, reader, declared.day)
    volumes = _sizes(frame, declared.value, used, reader)
    _structure(reader, used, (mice, named), days, declared)
    reader.stop()
    return _table(declared, used, (mice, named), (days, volumes * VOLUME_UNITS[declared.volume_unit]), excluded)


def _levels(arms: Any) -> tuple[dict[Role, str], tuple[str, ...]]:
    """Return the level of each role, and the further arms."""
    if not isinstance(arms, Mapping):
        msg = f"arms must be a mapping from role to level, such as {{'control': 'Vehicle', …}}, got {arms!r}"
        raise UsageError(msg)
    wrong = [role for role in arms if role not in {*ROLES, OTHERS}]
    if wrong:
        msg = f"no arm has the role {wrong[0]!r}{nearest(str(wrong[0]), [*ROLES, OTHERS])}"
        raise UsageError(msg)
    found = {role: str(arms[role]).strip() for role in ROLES if role in arms}
    further = arms.get(OTHERS, ())
    if isinstance(further, str):
        msg = f"arms['others'] must be a list of levels, got {further!r}"
        raise UsageError(msg)
    others = tuple(str(level).strip() for level in further)
    if "control" not in found or len(found) + len(others) < 2:
        known = ", ".join([*ROLES[1:], OTHERS])
        msg = f"arms must name the control and at least one other of {known}, got {sorted(arms)}"
        raise UsageError(msg)
    if len({*found.values(), *others}) < len(found) + len(others):
        msg = f"arms must be distinct levels, got {dict(arms)}"
        raise UsageError(msg)
    return found, others


def _known_levels(declared: _Declared, named: list[str]) -> None:
    present = dict.fromkeys(named)
    given = [*declared.levels.items(), *((OTHERS, level) for level in declared.others)]
    absent = [f"arms[{role!r}] is {level!r}{nearest(level, present)}" for role, level in given if level not in present]
    if absent:
        raise UsageError("\n".join(absent))


def _numbers(cells: NDArray[Any], used: IntArray, reader: Readings, column: str) -> FloatArray:
    found = np.full(len(cells), math.nan)
    for row in used.tolist():
        cell = cells[row]
        if cell is None or bool(pd.isna(cell)):
            remedy = "fill it, leave the row out, or say missing='drop' for readings that were not taken"
            reader.add("is missing", remedy, row=row, column=column)
        elif isinstance(cell, bool | np.bool_) or not isinstance(cell, numbers.Real):
            reader.add("is not a number", "give a finite number", row=row, column=column, value=cell)
        elif not math.isfinite(value := float_of(cell)):
            reader.add("is not finite", "give a finite number", row=row, column=column, value=cell)
        elif abs(value) > LARGEST:
            reader.add("is too large to be squared", "choose a larger unit", row=row, column=column, value=cell)
        else:
            found[row] = value
    return found


def _sizes(frame: pd.DataFrame, column: str, used: IntArray, reader: Readings) -> FloatArray:
    found = _numbers(frame[column].to_numpy(), used, reader, column)
    for row in used[found[used] < 0].tolist():
        remedy = "a size is 0 (no tumour) or more: correct the reading"
        reader.add("is negative", remedy, row=row, column=column, value=f"{found[row]:g}")
    return found


def _structure(
    reader: Readings,
    used: IntArray,
    labels: tuple[list[str], list[str]],
    days: FloatArray,
    declared: _Declared,
) -> None:
    """Record mice in two arms, repeated days, and arms with one mouse."""
    unit, arm, day = declared.unit, declared.arm, declared.day
    first: dict[str, tuple[int, str]] = {}
    seen: dict[tuple[str, float], int] = {}
    for row in used.tolist():
        mouse, level = labels[0][row], labels[1][row]
        before, known = first.setdefault(mouse, (row, level))
        if known != level:
            message = f"is in arm {level!r} here and in arm {known!r} in row {before + 1}"
            reader.add(
                message,
                f"give each {unit} one arm, and numbers that no other arm uses",
                row=row,
                column=unit,
                value=mouse,
            )
        key = (mouse, float(days[row]))
        if key in seen and math.isfinite(key[1]):
            where = "" if day is None else f" on day {days[row]:g}"
            message = f"repeats row {seen[key] + 1}: {unit} {mouse}{where}"
            remedy = f"keep one reading a {'day' if day else unit}, or average them first"
            reader.add(message, remedy, row=row, column=day or unit)
        seen.setdefault(key, row)
    by_arm: dict[str, set[str]] = {level: set() for level in declared.arms}
    for row in used.tolist():
        by_arm[labels[1][row]].add(labels[0][row])
    for level in [level for level, mice in by_arm.items() if not mice]:
        remedy = "give its readings, or leave the arm out of arms="
        reader.add(f"has no {declared.value} left", remedy, column=arm, value=level)
    reader.enough_units({level: len(mice) for level, mice in by_arm.items()}, unit, arm)
    if day is not None and len(used) and len(np.unique(days[used])) < 2:
        reader.add("has one day only: growth needs two", "give the readings of at least two days", column=day)


def _table(
    declared: _Declared,
    used: IntArray,
    labels: tuple[list[str], list[str]],
    numbers: tuple[FloatArray, FloatArray],
    excluded: dict[str, int],
) -> GrowthTable:
    days, volumes = numbers
    codes = {level: code for code, level in enumerate(declared.arms)}
    role_of_name = {labels[0][row]: codes[labels[1][row]] for row in used.tolist()}
    mice = sorted(role_of_name, key=lambda name: role_of_name[name])
    place = {name: k for k, name in enumerate(mice)}
    mouse = np.array([place[labels[0][row]] for row in used.tolist()], dtype=np.int64)
    order = np.lexsort((days[used], mouse))
    table = GrowthTable(
        unit=declared.unit,
        mice=tuple(mice),
        roles=(*declared.levels, *(OTHERS for _ in declared.others)),
        arm_names=declared.arms,
        role_of=np.array([role_of_name[name] for name in mice], dtype=np.int64),
        mouse=mouse[order],
        day=days[used][order],
        volume=volumes[used][order],
        row=used[order].astype(np.int64) + 1,
        excluded={reason: k for reason, k in excluded.items() if k},
        notes=(),
    )
    if declared.volume_unit == "cm3":
        return replace(table, notes=("volumes given in cm³, converted to mm³ (× 1000)",))
    return table
