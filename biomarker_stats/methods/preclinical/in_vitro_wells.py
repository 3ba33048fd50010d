"""From absorbances to wells: roles of arms, checks, and growth relative to the first day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.readings import Readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Which arm is which. ``weights`` is the combination contrast, or empty where there is no combination."""

    control: str
    arms: tuple[str, ...]
    weights: dict[str, float]

    @classmethod
    def of(cls, control: Any, agent_a: Any, agent_b: Any, combination: Any, others: Sequence[Any] = ()) -> "Roles":
        """Return the roles as declared; ``others`` are further arms, such as doses.

        Raises:
            UsageError: one arm has two roles, or there is one arm only.

        >>> Roles.of("vehicle", "A", "B", "A + B").weights
        {'vehicle': 1.0, 'A': -1.0, 'B': -1.0, 'A + B': 1.0}
        """
        with_role = [str(arm) for arm in (control, agent_a, agent_b, combination) if arm is not None]
        arms = (*with_role, *map(str, others))
        if len(set(arms)) != len(arms) or len(arms) < 2:
            msg = f"each role takes an arm of its own, and two arms are needed, got {', '.join(arms)}"
            raise UsageError(msg)
        weights = dict(zip(with_role, (1.0, -1.0, -1.0, 1.0), strict=True)) if len(with_role) == 4 else {}
        return cls(control=arms[0], arms=arms, weights=weights)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GrowthWells:
    """Readings as arrays, shape (n,), with the code of each reading's well; ``units`` has one row a well."""

    day: FloatArray
    log_value: FloatArray
    well: IntArray
    units: pd.DataFrame
    excluded: Mapping[str, int] = field(default_factory=dict)


def read_wells(
    frame: pd.DataFrame,
    columns: tuple[str, str, str, str, str | None],
    roles: Roles,
    *,
    blank: float,
    wells_are_units: bool,
) -> GrowthWells:
    """Return the readings of the declared arms.

    Raises:
        UsageError: no such column, or a blank that is no absorbance.
        DataError: see ``in_vitro_growth``.
    """
    well, day, absorbance, arm, experiment = columns
    if not 0 <= blank < np.inf:
        msg = f"blank must be an absorbance of 0 or more, got {blank!r}"
        raise UsageError(msg)
    readings = Readings(frame, list(columns))
    names, (arm_of, _) = readings.labels(well), readings.arms(arm, roles.arms)
    block = readings.labels(experiment) if experiment else [""] * len(names)
    days = readings.numbers(day, wrong=lambda d: d < 0, message="is below 0", remedy="count days from 0")
    message, remedy = (
        f"is not above the blank, {blank:g}",
        "it has no logarithm: check the blank, or leave the well out",
    )
    value = readings.numbers(absorbance, wrong=lambda a: a <= blank, message=message, remedy=remedy)
    labels = [f"{b} · {w}" if b else w for b, w in zip(block, names, strict=True)]
    readings.one_arm_each(labels, arm_of, well, "correct the arm; wells of several plates need experiment=")
    keys = list(zip(labels, days.tolist(), strict=True))
    readings.no_repeats(
        [(w, f"day {d:g}") if d == d else (w, f"row {k}") for k, (w, d) in enumerate(keys)],  # noqa: PLR0124  # NaN
        f"{well} and {day}",
        "average repeated readings of one well first",
    )
    _first_days(readings, labels, days, well)
    if wells_are_units:
        _enough_wells(readings, labels, arm_of, block, arm)
    readings.stop()
    codes, found = pd.factorize(np.array(labels, dtype=object))
    first = [labels.index(str(name)) for name in found]
    units = pd.DataFrame({"unit": found, "arm": [arm_of[k] for k in first], "experiment": [block[k] for k in first]})
    return GrowthWells(day=days, log_value=np.log(value - blank), well=codes.astype(np.int64), units=units)


def _first_days(readings: Readings, labels: list[str], days: FloatArray, well: str) -> None:
    """Record wells that lack the first day, or have that day only."""
    if np.isnan(days).all():
        return
    start = float(np.nanmin(days))
    seen: dict[str, list[float]] = {}
    for name, day in zip(labels, days.tolist(), strict=True):
        seen.setdefault(name, []).append(day)
    for name, own in seen.items():
        row = labels.index(name)
        if start not in own:
            message = f"has no reading on day {start:g}, which growth is relative to"
            readings.add(message, "add the reading, or leave the well out", row=row, column=well, value=name)
        elif len(set(own)) < 2:
            readings.add("has one day only: no rate", "leave the well out", row=row, column=well, value=name)


def _enough_wells(readings: Readings, labels: list[str], arm_of: list[str], block: list[str], arm: str) -> None:
    """Record arms with fewer than two wells in an experiment."""
    table = pd.DataFrame({"well": labels, "arm": arm_of, "block": block})
    counts = table.groupby(["block", "arm"], sort=False)["well"].nunique()
    for name in dict.fromkeys(block):
        for key in dict.fromkeys(arm_of):
            count = int(counts.get((name, key), 0))
            if count < 2:
                where = f" in experiment {name}" if name else ""
                message = f"has {count} wells{where}: the spread between wells is not known"
                readings.add(message, "give at least 2, or leave the experiment or arm out", column=arm, value=key)


def relative_growth(wells: GrowthWells, arms: tuple[str, ...]) -> pd.DataFrame:
    """Return absorbance relative to that of the same well on the first day: by arm and day the mean and SD of wells.

    The SD is between wells of all experiments, as figures print it; it is not the spread that tests use.
    """
    start = float(wells.day.min())
    base = np.full(len(wells.units), np.nan)
    at_start = wells.day == start
    base[wells.well[at_start]] = wells.log_value[at_start]
    relative = np.exp(wells.log_value - base[wells.well])
    table = pd.DataFrame(
        {"arm": wells.units["arm"].to_numpy()[wells.well], "day": wells.day, "relative": relative},
    )
    grouped = table.groupby(["arm", "day"])["relative"]
    found = pd.DataFrame({"n_wells": grouped.size(), "mean_relative": grouped.mean(), "sd_wells": grouped.std(ddof=1)})
    return found.reset_index().sort_values(
        ["arm", "day"], key=lambda c: c.map(list(arms).index) if c.name == "arm" else c, ignore_index=True
    )
