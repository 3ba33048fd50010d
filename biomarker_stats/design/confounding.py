"""Confounding by design: which other columns line up with the arms of a small study, so that no test can part them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Confounding:
    """How one column lines up with an arm column.

    ``complete`` is True when the arms share no value (numbers: when their ranges do not overlap, or when repeated
    values such as doses are never shared). ``by_arm`` gives each arm's values: the levels in order of appearance, or
    the smallest and the largest number. ``only_in`` lists the levels that occur in one arm only, with that arm.
    """

    arm: str
    column: str
    complete: bool
    numeric: bool
    by_arm: Mapping[str, tuple[Any, ...]]
    only_in: tuple[tuple[Any, str], ...]


def confounding(frame: pd.DataFrame, *, arm: str, columns: Sequence[str]) -> tuple[Confounding, ...]:
    """Return, for each of ``columns`` that lines up with the arms at all, how it does.

    Empty cells are left out. A column that names every unit differently (an identifier) says nothing about arms and
    is passed over, and so is every column when only one arm has units.

    Args:
        frame: one row per unit.
        arm: the column that holds the arms.
        columns: the columns to compare with it; a column of numeric type is compared by value, others by level.

    >>> frame = pd.DataFrame({"schedule": ["Weekly", "Weekly", "Daily", "Daily"], "dose": [50, 70, 5, 5],
    ...                       "tumour": ["Breast", "Breast", "Breast", "Colon"]})
    >>> [(found.column, found.complete, found.only_in) for found in
    ...  confounding(frame, arm="schedule", columns=["dose", "tumour"])]
    [('dose', True, ()), ('tumour', False, (('Colon', 'Daily'),))]
    """
    found = (_one(frame[[arm, column]].dropna(), arm, column) for column in columns if column != arm)
    return tuple(each for each in found if each is not None)


def _one(frame: pd.DataFrame, arm: str, column: str) -> Confounding | None:
    arms = [str(name) for name in frame[arm].unique()]
    values = {name: frame.loc[frame[arm].astype(str) == name, column].tolist() for name in arms}
    distinct = frame[column].nunique()
    numeric = pd.api.types.is_numeric_dtype(frame[column]) and not pd.api.types.is_bool_dtype(frame[column])
    if len(arms) < 2 or (distinct == len(frame) and not numeric):
        return None
    if numeric:
        repeated = distinct <= len(frame) / 2
        complete = _ranges_apart(values.values()) or (repeated and _nothing_shared(values.values()))
        by_arm: dict[str, tuple[Any, ...]] = {name: (min(cells), max(cells)) for name, cells in values.items()}
        only_in: tuple[tuple[Any, str], ...] = ()
    else:
        complete = _nothing_shared(values.values())
        by_arm = {name: tuple(dict.fromkeys(cells)) for name, cells in values.items()}
        only_in = () if complete else _only_in_one(by_arm)
    if not complete and not only_in:
        return None
    return Confounding(arm=arm, column=column, complete=complete, numeric=numeric, by_arm=by_arm, only_in=only_in)


def _ranges_apart(groups: Iterable[Sequence[Any]]) -> bool:
    spans = sorted((min(cells), max(cells)) for cells in groups)
    return all(low > high for (_, high), (low, _) in pairwise(spans))


def _nothing_shared(groups: Iterable[Sequence[Any]]) -> bool:
    return all(not set(first) & set(second) for first, second in combinations(groups, 2))


def _only_in_one(by_arm: Mapping[str, tuple[Any, ...]]) -> tuple[tuple[Any, str], ...]:
    homes: dict[Any, list[str]] = {}
    for name, levels in by_arm.items():
        for level in levels:
            homes.setdefault(level, []).append(name)
    return tuple((level, names[0]) for level, names in homes.items() if len(names) == 1)
