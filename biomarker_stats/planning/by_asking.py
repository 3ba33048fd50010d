"""Power of the methods that have no enumeration of their own: the catalogue is asked about every outcome, one by one.

This is slow, a thousand outcomes a second or so, and bounded; but whatever the catalogue tests can be planned with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product
from math import isnan, prod
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.errors import ExactTooLarge, MethodMismatch
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.methods.entry import compare, paired, table
from biomarker_stats.methods.result import Result
from biomarker_stats.planning.enumeration import Outcomes, at_most, composition_count, compositions, multinomial
from biomarker_stats.planning.planned_test import PlannedTest
from biomarker_stats.planning.scenarios import (
    OrdinalArms,
    OrdinalChange,
    Scenario,
    StratifiedArms,
    StratifiedChanges,
    TwoProportions,
)

_RANKS = ("normal-scores", "savage", "log-rank", "ansari-bradley", "klotz", "mood", "squared-ranks")
_ANY_DIFFERENCE = ("kruskal-wallis", "one-way-permutation")
_TABLES = ("freeman-halton", "pearson-exact", "likelihood-ratio-exact")
ASKED: dict[type, tuple[str, ...]] = {
    TwoProportions: ("berger-boos", "pearson-exact", "likelihood-ratio-exact"),
    OrdinalChange: ("marginal-homogeneity",),
    StratifiedChanges: ("mcnemar",),
    OrdinalArms: (*_RANKS, "brunner-munzel", *_ANY_DIFFERENCE, *_TABLES),
    StratifiedArms: ("permutation", *_RANKS, *_ANY_DIFFERENCE),
}
_MOST_QUESTIONS = 5_000

Counts = tuple[int, ...]
Cells = tuple[Any, ...]  # what an outcome of a group can be: events, levels, changes


@dataclass(frozen=True, slots=True)
class _Groups:
    """Units that fall into cells, group by group; a group is an arm, a stratum of pairs, or an arm of a stratum."""

    sizes: Counts
    cells: tuple[Cells, ...]
    shares: tuple[tuple[float, ...], ...]


def asked_outcomes(scenario: Scenario, sizes: int | Counts, test: PlannedTest) -> Outcomes:
    """Return every outcome, shape (ways,), with P as the catalogue gives it; without a P it is not rejected.

    Raises:
        ExactTooLarge: more than 5,000 outcomes, or one for which the catalogue's P would not be exact.
        MethodMismatch: the method does not fit these changes, or has no direction.
    """
    groups = _groups(scenario, (sizes,) if isinstance(sizes, int) else sizes, test)
    ways = prod(composition_count(n, len(cells)) for n, cells in zip(groups.sizes, groups.cells, strict=True))
    if ways > _MOST_QUESTIONS:
        msg = (
            f"method {test.method!r} would be asked about {ways:,} outcomes of {sum(groups.sizes)} units, more than "
            f"the bound of {_MOST_QUESTIONS:,} — plan with fewer units or levels, or with a method that is enumerated "
            "faster"
        )
        raise ExactTooLarge(msg)
    p = _p_values(type(scenario).__name__, groups.sizes, groups.cells, test)
    parts = [
        multinomial(compositions(n, len(shares)), np.array(shares))
        for n, shares in zip(groups.sizes, groups.shares, strict=True)
    ]
    return Outcomes(at_most(p, test.alpha), reduce(lambda a, b: np.outer(a, b).ravel(), parts), float(p.min()))


def _groups(scenario: Scenario, sizes: Counts, test: PlannedTest) -> _Groups:
    if isinstance(scenario, TwoProportions):
        shares = tuple((p, 1 - p) for p in (scenario.p1, scenario.p2))
        return _Groups(sizes, (("event", "none"),) * 2, shares)
    if isinstance(scenario, OrdinalArms):
        return _arms(sizes, [scenario.first, scenario.second])
    if isinstance(scenario, StratifiedArms):
        pairs = zip(scenario.first, scenario.second, strict=True)
        return _arms(sizes, [arm for pair in pairs for arm in pair])
    if isinstance(scenario, OrdinalChange | StratifiedChanges):
        strata = (scenario,) if isinstance(scenario, OrdinalChange) else scenario.scenarios
        cells = tuple((0, *(sign * size for size in one.magnitudes for sign in (1, -1))) for one in strata)
        if test.method == "mcnemar" and any({*kinds} - {0, 1, -1} for kinds in cells):
            msg = "method 'mcnemar' is for changes of -1, 0 and 1, of a yes/no endpoint — use 'sign'"
            raise MethodMismatch(msg)
        chances = tuple(
            tuple(one.changes.get(kind, 0.0) for kind in kinds) for one, kinds in zip(strata, cells, strict=True)
        )
        return _Groups(sizes, cells, chances)
    msg = f"no method is asked about {type(scenario).__name__}"
    raise MethodMismatch(msg)


def _arms(sizes: Counts, arms: list[Sequence[float]]) -> _Groups:
    return _Groups(sizes, tuple(tuple(range(len(arm))) for arm in arms), tuple(tuple(arm) for arm in arms))


@lru_cache(maxsize=256)
def _p_values(kind: str, sizes: Counts, cells: tuple[Cells, ...], test: PlannedTest) -> FloatArray:
    options: dict[str, Any] = {"method": test.method, "alternative": test.alternative, "interval": "none"}
    if test.two_sided is not None:
        options["two_sided"] = test.two_sided
    ask = _QUESTIONS[kind]
    found = []
    for each in product(*(compositions(n, len(kinds)).tolist() for n, kinds in zip(sizes, cells, strict=True))):
        result = ask(each, cells, options)
        if result.reference == "monte-carlo":
            msg = f"method {test.method!r} has no exact P at {' + '.join(map(str, sizes))} units — plan with fewer"
            raise ExactTooLarge(msg)
        p = result.p_value
        found.append(1.0 if p is None or isnan(p) else p)
    return np.array(found)


def _spread(counts: list[int], kinds: Cells) -> list[Any]:
    return [kind for kind, count in zip(kinds, counts, strict=True) for _ in range(count)]


def _ask_table(counts: tuple[list[int], ...], _: tuple[Cells, ...], options: dict[str, Any]) -> Result:
    return table([*counts], **options)


def _ask_arms(counts: tuple[list[int], ...], cells: tuple[Cells, ...], options: dict[str, Any]) -> Result:
    rows = [
        (value, ("first", "second")[place % 2], place // 2)
        for place, (each, kinds) in enumerate(zip(counts, cells, strict=True))
        for value in _spread(each, kinds)
    ]
    frame = pd.DataFrame(rows, columns=["outcome", "arm", "stratum"])
    strata = "stratum" if len(counts) > 2 else None
    return compare(frame, outcome="outcome", arm="arm", arms=("first", "second"), strata=strata, **options)


def _ask_pairs(counts: tuple[list[int], ...], cells: tuple[Cells, ...], options: dict[str, Any]) -> Result:
    rows = [
        (max(0, -change), max(0, change), stratum)
        for stratum, (each, kinds) in enumerate(zip(counts, cells, strict=True))
        for change in _spread(each, kinds)
    ]
    frame = pd.DataFrame(rows, columns=["before", "after", "stratum"])
    if options["method"] == "marginal-homogeneity":  # with equal steps, P is of the changes, wherever they are
        levels = range(int(frame[["before", "after"]].to_numpy().max()) + 2)
        square = pd.crosstab(frame["before"], frame["after"]).reindex(index=levels, columns=levels, fill_value=0)
        return table(square.to_numpy(), paired=True, **options)
    strata = "stratum" if len(counts) > 1 else None
    return paired(frame, before="before", after="after", strata=strata, **options)


_QUESTIONS: dict[str, Callable[[tuple[list[int], ...], tuple[Cells, ...], dict[str, Any]], Result]] = {
    "TwoProportions": _ask_table,
    "OrdinalArms": _ask_arms,
    "StratifiedArms": _ask_arms,
    "OrdinalChange": _ask_pairs,
    "StratifiedChanges": _ask_pairs,
}
