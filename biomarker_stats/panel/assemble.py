"""From the tests of all markers to a screen: adjustments, intervals, notes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.errors import BiomarkerStatsError
from biomarker_stats.methods.entry import compare, paired
from biomarker_stats.methods.result import Result
from biomarker_stats.panel.adjusting import MaxT, discrete_fdr, step_down, tarone
from biomarker_stats.panel.layout import Layout, refuse_twice
from biomarker_stats.panel.numbers import BoolArray
from biomarker_stats.panel.plan import BlockResult, Plan
from biomarker_stats.panel.result import Screen

if TYPE_CHECKING:
    from biomarker_stats.panel.screen import Choices

_MOST_NAMED = 20
_MOST_SHOWN = 40  # markers whose readings are kept for figures
_TITLES = {
    "signed-rank": ("Wilcoxon signed-rank tests", "pseudo-median of after − before"),
    "sign": ("exact sign tests", "probability that a reading that changes increases"),
    "rank-sum": ("Wilcoxon–Mann–Whitney rank-sum tests", "shift of the first arm against the second (Hodges–Lehmann)"),
}
_PERMUTATION = {True: "mean of after − before", False: "difference of means, first arm − second"}


def assembled(found: BlockResult, layout: Layout, choices: "Choices", *, wanted: bool) -> Screen:
    """Return the screen of all markers; ``wanted``: with an interval each."""
    refuse_twice(found.names)
    plan = layout.plan
    is_tested = ~np.isnan(found.p)
    notes = [*layout.notes, *_panel_notes(found, plan)]
    maxt, joint = _maxt(found, is_tested, plan, choices)
    notes += joint.notes if joint else ()
    by_tarone, q = _discrete(found, is_tested, notes)
    low, high, without = _limits(layout, choices, notes, found, wanted=wanted)
    title, estimand = _TITLES.get(plan.method, ("permutation tests", _PERMUTATION[plan.paired]))
    result = Screen(
        method=plan.method,
        title=f"{title}, step-down maxT" if joint else title,
        estimand=estimand,
        alternative=plan.alternative,
        reference=_reference(joint),
        n=_sizes(plan),
        markers=tuple(found.names),
        n_used=found.n_used,
        n_changed=found.n_changed,
        estimate=found.estimate,
        conf_low=low,
        conf_high=high,
        conf_level=choices.confidence,
        p_value=found.p,
        p_min=found.p_min,
        p_maxt=maxt,
        p_tarone=by_tarone,
        q_discrete=q,
        n_tested=int(is_tested.sum()),
        least_maxt=joint.p_min_attainable if joint else None,
        least_tarone=_least_tarone(found.p_min[is_tested]),
        n_arrangements=joint.n_arrangements if joint else None,
        n_resamples=joint.n_resamples if joint else None,
        seed=joint.seed if joint else None,
        strata=plan.stratum_names,
        excluded=layout.excluded,
        marker_notes=_marker_notes(found, plan, without),
        notes=tuple(notes),
        units=plan.units,
        unit_arms=_arms_of_units(plan),
    )
    return _with_readings(result, layout)


def _maxt(found: BlockResult, is_tested: BoolArray, plan: Plan, choices: "Choices") -> tuple[FloatArray, MaxT | None]:
    """Return step-down maxT p values, NaN for markers that are not tested, and how they were found."""
    adjusted = np.full(len(found.p), np.nan)
    if not choices.maxt or not is_tested.any():
        return adjusted, None
    choices.progress("step-down maxT")
    joint = step_down(
        found.scores if is_tested.all() else found.scores[is_tested],
        plan,
        reference=choices.reference,
        n_resamples=choices.n_resamples,
        seed=choices.seed,
        spread=choices.spread,
    )
    adjusted[is_tested] = np.maximum(joint.adjusted, found.p[is_tested])
    return adjusted, joint


def _sizes(plan: Plan) -> dict[str, int]:
    n, in_first = len(plan.units), int(plan.first.sum())
    return {"pairs": n} if plan.paired else {plan.arm_names[0]: in_first, plan.arm_names[1]: n - in_first}


def _arms_of_units(plan: Plan) -> tuple[str, ...]:
    return () if plan.paired else tuple(plan.arm_names[0 if first else 1] for first in plan.first)


def _with_readings(result: Screen, layout: Layout) -> Screen:
    """Return the screen with the readings of its strongest markers, where they are at hand."""
    block = layout.block
    if not block.names:
        return result
    shown = result.order()[:_MOST_SHOWN]
    values = block.readings[shown] if block.after is None else block.after[shown] - block.readings[shown]
    return replace(result, shown=tuple(shown.tolist()), shown_values=values)


def _reference(joint: MaxT | None) -> str:
    if joint is None:
        return "not asked for"
    return "exact" if joint.seed is None else "monte-carlo"


def _discrete(found: BlockResult, is_tested: BoolArray, notes: list[str]) -> tuple[FloatArray, FloatArray]:
    by_tarone, q = np.full(len(found.p), np.nan), np.full(len(found.p), np.nan)
    by_tarone[is_tested] = tarone(found.p[is_tested], found.p_min[is_tested])
    if found.supports:
        q[is_tested] = discrete_fdr(found.p[is_tested], found.support[is_tested], found.supports)
    elif is_tested.any():
        notes.append(
            "q_discrete is left out: so many markers, each with attainable p values of its own, are too many — "
            "use a test of ranks for it"
        )
    return by_tarone, q


def _least_tarone(p_min: FloatArray) -> float | None:
    """Return the smallest Tarone-adjusted p value that the panel could have given."""
    if not len(p_min):
        return None
    return float(tarone(p_min, p_min).min())


def _marker_notes(found: BlockResult, plan: Plan, without: Mapping[str, str]) -> Mapping[str, str]:
    """Say what is odd about single markers; ``without`` says why some have no interval."""
    notes: dict[str, list[str]] = {}
    n = len(plan.units)
    for k in np.flatnonzero(found.n_used == 0).tolist():
        notes.setdefault(found.names[k], []).append("no unit has a complete reading: not tested")
    for k in np.flatnonzero((found.n_used > 0) & (found.n_changed == 0)).tolist():
        why = "no reading changed" if plan.paired else "all readings are the same within strata"
        notes.setdefault(found.names[k], []).append(f"{why}: there is nothing to test and p = 1")
    for k in np.flatnonzero((found.n_changed > 0) & (found.p_min >= 1)).tolist():
        notes.setdefault(found.names[k], []).append("too few units that can differ: every outcome gives p = 1")
    for k in np.flatnonzero((found.n_used > 0) & (found.n_used < n)).tolist():
        notes.setdefault(found.names[k], []).append(f"{n - found.n_used[k]} of {n} units missing")
    for k, other in _same(found):
        notes.setdefault(found.names[k], []).append(f"same readings as {found.names[other]}")
    for name, why in without.items():
        notes.setdefault(name, []).append(f"no interval: {why}")
    return {name: "; ".join(texts) for name, texts in notes.items()}


def _same(found: BlockResult) -> list[tuple[int, int]]:
    """Return each marker whose readings an earlier one has, with the first such one; untested markers aside."""
    _, first, which = np.unique(found.digest, return_index=True, return_inverse=True)
    earlier = first[which]
    repeated = np.flatnonzero((earlier < np.arange(len(earlier))) & (found.n_used > 0))
    return [(int(k), int(earlier[k])) for k in repeated]


def _panel_notes(found: BlockResult, plan: Plan) -> list[str]:
    n = len(plan.units)
    notes = []
    if n == 1:
        notes.append("there is one unit: no test can tell a change from chance")
    empty = np.flatnonzero(found.n_used == 0)
    if len(empty):
        notes.append(f"{_markers(len(empty))} without a complete unit, not tested: {_named(found, empty)}")
    still = np.flatnonzero((found.n_used > 0) & (found.n_changed == 0))
    if len(still):
        notes.append(f"{_markers(len(still))} without variation, so p = 1: {_named(found, still)}")
    partly = np.flatnonzero((found.n_used > 0) & (found.n_used < n))
    if len(partly):
        missing = f"{_markers(len(partly))} with missing readings, tested on their own complete units"
        how = "" if plan.paired else "; maxT takes readings to be missing alike in both arms"
        notes.append(f"{missing}: {_named(found, partly)}{how}")
    computed = int(np.count_nonzero(found.computed & (found.n_used > 0)))
    if computed:
        whose = "readings of more than 15 significant digits, so computed: compared at 12 digits of the largest"
        notes.append(f"{_markers(computed)} with {whose}")
    same = _same(found)
    if same:
        pairs = ", ".join(f"{found.names[k]} (as {found.names[other]})" for k, other in same[:_MOST_NAMED])
        more = ", …" if len(same) > _MOST_NAMED else ""
        notes.append(f"{_markers(len(same))} with the readings of another, each a hypothesis of its own: {pairs}{more}")
    return notes


def _named(found: BlockResult, places: IntArray) -> str:
    names = ", ".join(found.names[k] for k in places[:_MOST_NAMED])
    return f"{names}, …" if len(places) > _MOST_NAMED else names


def _limits(
    layout: Layout, choices: "Choices", notes: list[str], found: BlockResult, *, wanted: bool
) -> tuple[FloatArray, FloatArray, dict[str, str]]:
    """Return the interval of each marker from the test that gave its p value, or NaN and why there is none."""
    size = len(found.p)
    low, high, without = np.full(size, np.nan), np.full(size, np.nan), dict[str, str]()
    if not wanted:
        notes.append("intervals are left out unless asked for")
        return low, high, without
    for k in np.flatnonzero(found.n_used > 0).tolist():
        try:
            one = _one_marker(layout, choices, k)
        except BiomarkerStatsError as error:  # one arm alone, or values of too many digits for exact limits
            without[found.names[k]] = str(error)
            continue
        low[k] = np.nan if one.conf_low is None else one.conf_low
        high[k] = np.nan if one.conf_high is None else one.conf_high
    if without:
        notes.append(f"{_markers(len(without))} without an interval, each with the reason in its note")
    return low, high, without


def _one_marker(layout: Layout, choices: "Choices", k: int) -> Result:
    """Return the test of one marker as ``bs.paired`` or ``bs.compare`` gives it."""
    block, plan = layout.block, layout.plan
    readings: dict[str, Any] = {"before": block.readings[k], "stratum": plan.stratum}
    options: dict[str, Any] = {"alternative": plan.alternative, "confidence": choices.confidence, "missing": "drop"}
    options |= {"method": plan.method, "strata": "stratum" if plan.stratum_names else None}
    if block.after is not None:
        return paired(pd.DataFrame(readings | {"after": block.after[k]}), **options)
    frame = pd.DataFrame(readings | {"arm": _arms_of_units(plan)})
    return compare(frame, outcome="before", arms=plan.arm_names, **options)


def _markers(n: int) -> str:
    return f"{n:,} {'marker' if n == 1 else 'markers'}"
