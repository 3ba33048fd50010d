"""Every specification of a question under every arrangement: P values and effects."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from biomarker_stats.claims.choices.canonical import Distinct, distinct
from biomarker_stats.claims.choices.choice import Choice
from biomarker_stats.claims.choices.exchange import Arrangements
from biomarker_stats.claims.choices.method_choice import MethodChoice, p_of
from biomarker_stats.claims.choices.series import Series
from biomarker_stats.claims.variants import Data
from biomarker_stats.design.scores import FloatArray, IntArray

MOST_WORK = 60_000
MOST_CELLS = 30_000_000
"""Bounds on the tests run (one a method and distinct data set, those of many units counted as several), and on
specifications × arrangements or units × arrangements."""
_FEW_UNITS = 15


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Evaluated:
    """P values and effects, shape (G, m): a row an arrangement (the first is the observed one), a column a choice.

    A P value is NaN where the method refuses the data. Effects are fractions of the scale. ``sizes`` (m,) counts the
    units, ``distinct`` the different pairs of test and data behind the observed P values.
    """

    choices: tuple[Choice, ...]
    p_values: FloatArray
    effects: FloatArray
    raw: FloatArray
    sizes: IntArray
    distinct: int


def evaluate(series: Sequence[Series], arrangements: Arrangements, *, most: int = MOST_WORK) -> Evaluated | None:
    """Return every specification under every arrangement, or None where that is more work than the bounds allow."""
    columns = sum(len(each.answers) for each in series)
    if max(columns, arrangements.rows.shape[1]) * len(arrangements.rows) > MOST_CELLS:
        return None
    found: list[Distinct] = []
    needed: set[tuple[MethodChoice, Data]] = set()
    work = 0.0
    for each in series:
        one = distinct(each, arrangements)
        found.append(one)
        new = {(a.test, data) for a in each.answers for data in one.data(a) if data is not None} - needed
        work += sum(_work(data) for _, data in new)
        if work > most:
            return None
        needed |= new
    return _filled(series, found, columns)


def _work(data: Data) -> float:
    """Return how many tests of a few units a test of these data is as long as; tables are counted, not sorted."""
    if data.takes in {"table", "paired-table"}:
        return 1.0
    return max(1.0, (sum(map(len, data.values)) / _FEW_UNITS) ** 2)


def _filled(series: Sequence[Series], found: Sequence[Distinct], columns: int) -> Evaluated:
    rows = len(found[0].which) if found else 0
    p_values, effects = np.empty((rows, columns)), np.empty((rows, columns))
    raw, sizes = np.empty(columns), np.empty(columns, dtype=np.int64)
    observed: set[tuple[MethodChoice, Data | None]] = set()
    column = 0
    for each, one in zip(series, found, strict=True):
        for answer in each.answers:
            data = one.data(answer)
            p = np.array([np.nan if values is None else p_of(answer.test, values) for values in data])
            effect = one.effects(answer) * each.unit
            p_values[:, column], effects[:, column] = p[one.which], (effect / each.span)[one.which]
            raw[column] = effect[one.which[0]]
            sizes[column] = sum(map(len, one.groups[one.which[0]]))
            observed.add((answer.test, data[one.which[0]]))
            column += 1
    choices = tuple(choice for each in series for choice in each.choices)
    return Evaluated(choices=choices, p_values=p_values, effects=effects, raw=raw, sizes=sizes, distinct=len(observed))
