"""Validated tumour volumes: one reading a row, mice nested in declared arms."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.methods.preclinical.mixed_layout import FloatArray

IntArray = NDArray[np.int64]
Role = Literal["control", "agent_a", "agent_b", "combination"]
ROLES: tuple[Role, ...] = ("control", "agent_a", "agent_b", "combination")
OTHERS: Literal["others"] = "others"
"""Further arms, such as doses, which have no role in a combination."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GrowthTable:
    """Readings sorted by mouse and day. ``mouse`` and ``role`` are codes, ``arm_names[role]`` the level as declared.

    ``volume`` is in mm³, shape (n,); ``row`` counts the table's data rows from 1; ``role_of`` is the role of each
    mouse, shape (m,).
    """

    unit: str
    mice: tuple[str, ...]
    roles: tuple[Role | Literal["others"], ...]
    arm_names: tuple[str, ...]
    role_of: IntArray
    mouse: IntArray
    day: FloatArray
    volume: FloatArray
    row: IntArray
    excluded: Mapping[str, int]
    notes: tuple[str, ...]

    def of_roles(self) -> "GrowthTable":
        """Return the table of the arms that have a role in a combination."""
        codes = [code for code, role in enumerate(self.roles) if role != OTHERS]
        if len(codes) == len(self.roles):
            return self
        mice = np.flatnonzero(np.isin(self.role_of, codes))  # arms with a role come first: their codes stay
        kept = np.isin(self.mouse, mice)
        return replace(
            self,
            mice=tuple(self.mice[k] for k in mice.tolist()),
            roles=tuple(self.roles[code] for code in codes),
            arm_names=tuple(self.arm_names[code] for code in codes),
            role_of=self.role_of[mice],
            mouse=np.searchsorted(mice, self.mouse[kept]),
            day=self.day[kept],
            volume=self.volume[kept],
            row=self.row[kept],
        )

    @property
    def n(self) -> dict[str, int]:
        """Mice by arm, in the order of the roles."""
        counts = np.bincount(self.role_of, minlength=len(self.roles)).tolist()
        return dict(zip(self.arm_names, counts, strict=True))

    @property
    def positive(self) -> NDArray[np.bool_]:
        """Readings that have a logarithm."""
        return self.volume > 0

    @property
    def last_day(self) -> FloatArray:
        """The last day each mouse was read, shape (m,)."""
        last = np.full(len(self.mice), -math.inf)
        np.maximum.at(last, self.mouse, self.day)
        return last

    @property
    def gone(self) -> NDArray[np.bool_]:
        """Which mice left before their arm's last day, shape (m,).

        A mouse that is read every few days is gone only where one more of its own intervals would have fitted in, so
        that cages read on alternate days do not count as losses.
        """
        arm_last = np.array([self.last_day[self.role_of == code].max() for code in range(len(self.arm_names))])
        same = self.mouse[1:] == self.mouse[:-1]  # readings are sorted by mouse and day
        interval = np.full(len(self.mice), math.inf)
        np.minimum.at(interval, self.mouse[1:][same], np.diff(self.day)[same])
        interval[np.isinf(interval)] = 0.0  # read once: any later day of the arm was missed
        missed = arm_last[self.role_of] - self.last_day
        return np.asarray((missed > 0) & (missed >= interval))

    @property
    def lost(self) -> dict[str, float]:
        """Arms that lost an animal before the arm's own last day, with the first day on which one was missing."""
        found = {}
        for code, name in enumerate(self.arm_names):
            left = self.last_day[(self.role_of == code) & self.gone]
            if len(left):
                days = np.unique(self.day[self.role_of[self.mouse] == code])
                found[name] = float(days[days > left.min()][0])
        return found

    @property
    def common_day(self) -> float:
        """The last day on which every mouse of every arm was still read."""
        days = np.unique(self.day)
        alive = days[days <= self.last_day.min()]
        return float(alive[-1] if len(alive) else days[0])

    def at(self, day: float) -> FloatArray:
        """Return each mouse's volume on one day, NaN where it was not read, shape (m,)."""
        found = np.full(len(self.mice), math.nan)
        here = self.day == day
        found[self.mouse[here]] = self.volume[here]
        return found

    @property
    def baseline(self) -> FloatArray:
        """Each mouse's volume on the first day of the table, NaN where it was not read."""
        return self.at(float(self.day.min()))
