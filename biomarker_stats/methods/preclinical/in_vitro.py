"""Growth in vitro: log-linear rates of wells, the combination contrast, and growth relative to the first day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from biomarker_stats.errors import UsageError
from biomarker_stats.methods.entry import compare
from biomarker_stats.methods.preclinical.analysis import Analysis, Comparison, noted
from biomarker_stats.methods.preclinical.between import Scale, compare_pairs
from biomarker_stats.methods.preclinical.in_vitro_agents import over_agents, over_agents_line, rate_pairs
from biomarker_stats.methods.preclinical.in_vitro_wells import Roles, read_wells, relative_growth
from biomarker_stats.methods.preclinical.rates import slopes, welch_contrast, without_spread
from biomarker_stats.methods.preclinical.readings import check_confidence
from biomarker_stats.methods.preclinical.units import floor_note, sizes, two_sample_floor
from biomarker_stats.methods.result import Result
from biomarker_stats.wording import count

_RATE = "difference of growth rates, per day"
_CONTRAST = "control − A − B + combination of growth rates, per day (0: additive on log growth)"
CONTRAST = "combination contrast"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class InVitroGrowth(Analysis):
    """Growth rates compared between arms. ``relative`` is growth relative to the first day by arm and day.

    ``highest_single_agent`` asks whether the combination grows slower than both agents (None without a combination, or
    with fewer than two experiments).
    """

    relative: pd.DataFrame
    highest_single_agent: Result | None = None

    def lines(self) -> list[str]:
        """Return the test of the highest single agent as a line, where there is one."""
        return [] if self.highest_single_agent is None else [over_agents_line(self.highest_single_agent)]


def in_vitro_growth(
    frame: pd.DataFrame,
    *,
    control: Any,
    agent_a: Any = None,
    agent_b: Any = None,
    combination: Any = None,
    others: Sequence[Any] = (),
    well: str = "well",
    day: str = "day",
    absorbance: str = "absorbance",
    arm: str = "arm",
    experiment: str | None = None,
    unit: Literal["experiment", "well"] = "experiment",
    blank: float = 0.0,
    confidence: float = 0.95,
) -> InVitroGrowth:
    """Compare growth rates in vitro between arms, and test the combination contrast control − A − B + combination.

    A well's rate is the least-squares slope of log absorbance on day. H0: the arms' mean rates are equal; for the
    contrast, that the agents' effects on the growth rate add up. Estimand: the difference or contrast of mean rates,
    per day; a contrast below 0 means that the combination slows growth by more than both agents' effects added. The
    combination is also compared with each agent, and with the slower-growing one (highest single agent).

    Wells of one experiment are technical replicates: by default they are averaged, arms are compared within
    experiments (paired t, exact sign flips), and n counts experiments; with one experiment there are estimates and no
    test. Where every well was treated on its own and is so declared (``unit="well"``), rates of wells are tested by
    Welch's contrast, experiments being blocks.

    Args:
        frame: one row a well and day.
        control: the control arm; arms are declared, never guessed from their names.
        agent_a: the arm of the first agent.
        agent_b: the arm of the second agent.
        combination: the arm of both agents; the contrast needs all four arms.
        others: further arms, such as doses.
        well: the column that names wells, once in the table or once in each experiment.
        day: the column of days.
        absorbance: the column of absorbances.
        arm: the column of arms.
        experiment: the column of independent experiments (or plates).
        unit: the experimental unit.
        blank: the absorbance of an empty well, subtracted from every reading.
        confidence: the level of intervals.

    Raises:
        UsageError: no such column; one arm in two roles; ``unit="experiment"`` without the column.
        DataError: a well in two arms, a repeated day, an absorbance not above the blank, a well without the first day
            or with one day only, an undeclared arm, missing cells; every one is listed.

    References: Bliss CI (1939), Ann Appl Biol 26:585-615; Hurlbert SH (1984), Ecol Monogr 54:187-211.

    >>> rows = [(w, d, a, round(0.1 * 2.718281828 ** (r * d), 6)) for w, a, r in [
    ...     (1, "vehicle", 0.5), (2, "vehicle", 0.52), (3, "drug", 0.3), (4, "drug", 0.31)] for d in (0, 1, 2)]
    >>> wells = pd.DataFrame(rows, columns=["well", "day", "arm", "absorbance"])
    >>> round(in_vitro_growth(wells, control="vehicle", agent_a="drug", unit="well").results[0].estimate, 3)
    -0.205
    """
    check_confidence(confidence)
    roles = Roles.of(control, agent_a, agent_b, combination, others)
    if unit not in {"experiment", "well"}:
        msg = f"unit must be 'experiment' or 'well', got {unit!r}"
        raise UsageError(msg)
    if unit == "experiment" and experiment is None:
        msg = (
            "wells of one experiment are technical replicates — name the column of experiments (experiment=), or "
            "declare unit='well' where every well was treated on its own"
        )
        raise UsageError(msg)
    columns = (well, day, absorbance, arm, experiment)
    wells = read_wells(frame, columns, roles, blank=blank, wells_are_units=unit == "well")
    table = wells.units.assign(rate=slopes(wells.day, wells.log_value, wells.well))
    if unit == "well":
        comparisons, units = _by_well(table, roles, confidence), table
        notes: tuple[str, ...] = ()
    else:
        units = table.groupby(["experiment", "arm"], sort=False)["rate"].mean().reset_index()
        comparisons = _by_experiment(units, roles, confidence)
        notes = (f"{count(len(table), 'well')} averaged to {count(len(units), 'mean')}, one an arm and experiment",)
    return InVitroGrowth(
        title=f"growth in vitro: log-linear rates by {unit}",
        unit=unit,
        comparisons=comparisons,
        units=units,
        arms=_arm_table(units, roles.arms),
        excluded=wells.excluded,
        notes=notes,
        relative=relative_growth(wells, roles.arms),
        highest_single_agent=over_agents(units, roles, confidence, by_well=unit == "well"),
    )


def _arm_table(units: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    grouped = units.groupby("arm", sort=False)["rate"]
    table = pd.DataFrame({"n": grouped.size(), "mean_rate": grouped.mean(), "sd_rate": grouped.std(ddof=1)})
    return table.loc[list(arms)].rename_axis("arm").reset_index()


def _by_well(table: pd.DataFrame, roles: Roles, confidence: float) -> tuple[Comparison, ...]:
    rate, arm, block = table["rate"].to_numpy(np.float64), table["arm"].tolist(), table["experiment"].tolist()
    found = []
    if roles.weights:
        result = welch_contrast(rate, arm, block, roles.weights, estimand=_CONTRAST, confidence=confidence)
        found.append(Comparison(name=CONTRAST, results=(result,)))
    several = len(set(block)) > 1
    for name, reference in rate_pairs(roles):
        weights = {name: 1.0, reference: -1.0}
        result = welch_contrast(rate, arm, block, weights, estimand=_RATE, confidence=confidence)
        frame = table[table["arm"].isin(weights)]
        options: dict[str, Any] = {"arms": [name, reference], "interval": "none", "seed": 0}
        options["strata"] = "experiment" if several else None
        exact = compare(frame, outcome="rate", method="permutation", confidence=confidence, **options)
        exact = Scale(name="rate", estimand=_RATE).rescale(exact)
        floor = exact.p_min_attainable
        if not several:
            floor = two_sample_floor(*result.n.values())
            result = noted(result, floor_note(floor, sizes(list(result.n.values()), "well")))
        found.append(Comparison(name=f"{name} v {reference}", results=(result, exact), floor=floor))
    return tuple(found)


def _by_experiment(units: pd.DataFrame, roles: Roles, confidence: float) -> tuple[Comparison, ...]:
    wide = units.pivot(index="experiment", columns="arm", values="rate")
    questions: list[tuple[str, str, dict[str, float]]] = []
    if roles.weights:
        questions.append((CONTRAST, _CONTRAST, roles.weights))
    pairs = rate_pairs(roles)
    questions += [(f"{name} v {reference}", _RATE, {name: 1.0, reference: -1.0}) for name, reference in pairs]
    found = []
    for name, estimand, weights in questions:
        complete = wide[list(weights)].dropna()
        values = complete.to_numpy(np.float64) @ np.array(list(weights.values()))
        if len(values) < 2:
            reason = "fewer than two experiments hold every arm: the spread between experiments is not known"
            mean = float(values.mean()) if len(values) else float("nan")
            results = (without_spread(mean, estimand, {"experiments": len(values)}, reason),)
            found.append(Comparison(name=name, results=results))
            continue
        scale = Scale(name="rate", estimand=estimand)
        zero = np.zeros(len(values))
        found.append(compare_pairs(values, zero, scale, name=name, unit="experiment", confidence=confidence))
    return tuple(found)
