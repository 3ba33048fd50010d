"""A series under every arrangement, as the few distinct small data sets that it becomes."""

from dataclasses import dataclass, field
from math import gcd

import numpy as np

from biomarker_stats.claims.choices.exchange import Arrangements
from biomarker_stats.claims.choices.methods import Answer
from biomarker_stats.claims.choices.series import Series
from biomarker_stats.claims.variants import Data
from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.methods.method import Takes

_ABSENT = np.iinfo(np.int64).max
"""Stands for a unit that is not there; it sorts last."""

Groups = tuple[tuple[int, ...], ...]
"""The outcomes of the units, sorted: one group of changes, or two arms."""


@dataclass(frozen=True, slots=True, eq=False)
class Distinct:
    """The distinct data sets of one series, and which of them (G,) each arrangement gives."""

    groups: tuple[Groups, ...]
    which: IntArray
    _forms: dict[tuple[Takes, bool], list[Data | None]] = field(default_factory=dict)

    def data(self, answer: Answer) -> list[Data | None]:
        """Return each data set in the form a method takes, None where a group is empty."""
        form = (answer.test.takes, answer.of_score)
        if form not in self._forms:
            self._forms[form] = [_data(groups, answer) for groups in self.groups]
        return self._forms[form]

    def effects(self, answer: Answer) -> FloatArray:
        """Return the effect of each, in units of the series: NaN where a group is empty."""
        return np.array([_effect(groups, answer) for groups in self.groups])


def distinct(series: Series, arrangements: Arrangements) -> Distinct:
    """Return the distinct data sets of a series under all arrangements; the first arrangement is the observed one."""
    rows, units, values = arrangements.rows, arrangements.units, series.values
    if series.question == "paired":
        inside = np.where(rows, series.member[1], series.member[0]) & units
        blocks = [np.where(inside, np.where(rows, -values, values), _ABSENT)]
    else:
        inside = np.broadcast_to(series.member[0] & units, rows.shape)
        blocks = [np.where(inside & arm, values, _ABSENT) for arm in (rows, ~rows)]
    ordered = np.concatenate([np.sort(block, axis=1) for block in blocks], axis=1)
    unique, which = np.unique(ordered, axis=0, return_inverse=True)
    groups = tuple(tuple(_present(part) for part in np.split(row, len(blocks))) for row in unique)
    return Distinct(groups, which.reshape(-1).astype(np.int64))


def _present(row: IntArray) -> tuple[int, ...]:
    return tuple(row[row != _ABSENT].tolist())


def _data(groups: Groups, answer: Answer) -> Data | None:
    if not all(groups):
        return None
    takes = answer.test.takes
    if answer.of_score:
        common = gcd(*(value for group in groups for value in group)) or 1
        return Data(takes, tuple(tuple(value // common for value in group) for group in groups))
    up = [sum(value > 0 for value in group) for group in groups]
    if takes == "table":
        return Data(takes, tuple((yes, len(group) - yes) for yes, group in zip(up, groups, strict=True)))
    down = sum(value < 0 for value in groups[0])
    same = len(groups[0]) - up[0] - down
    if takes == "pairs":
        return Data(takes, ((*[-1] * down, *[0] * same, *[1] * up[0]),))
    return Data(takes, ((same, up[0]), (down, 0)))


def _effect(groups: Groups, answer: Answer) -> float:
    if not all(groups):
        return float("nan")
    centres = [_centre(group, answer, paired=len(groups) == 1) for group in groups]
    return centres[0] if len(centres) == 1 else centres[0] - centres[1]


def _centre(group: tuple[int, ...], answer: Answer, *, paired: bool) -> float:
    """Return the mean or median outcome; of directions, how many more went up than down, or what share went up."""
    if answer.of_score:
        if answer.by_median:
            return (group[(len(group) - 1) // 2] + group[len(group) // 2]) / 2  # they are sorted
        return sum(group) / len(group)
    up = sum(value > 0 for value in group)
    return (up - sum(value < 0 for value in group) * paired) / len(group)
