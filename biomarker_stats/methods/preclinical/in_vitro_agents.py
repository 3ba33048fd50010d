"""A combination in vitro against each agent by itself: the pairs, and the highest single agent."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.contrast import Estimated
from biomarker_stats.methods.preclinical.in_vitro_wells import Roles
from biomarker_stats.methods.preclinical.rates import welch_estimate
from biomarker_stats.methods.result import Effect, Result


def rate_pairs(roles: Roles) -> list[tuple[str, str]]:
    """Return each arm against the control, then the combination against each agent.

    >>> rate_pairs(Roles.of("v", "a", "b", "c"))
    [('a', 'v'), ('b', 'v'), ('c', 'v'), ('c', 'a'), ('c', 'b')]
    """
    found = [(name, roles.control) for name in roles.arms[1:]]
    if roles.weights:
        found += [(roles.arms[3], agent) for agent in roles.arms[1:3]]
    return found


def over_agents(units: pd.DataFrame, roles: Roles, confidence: float, *, by_well: bool) -> Result | None:
    """Test that the combination grows slower than both agents. H0: than at least one of them it does not.

    Estimand: the combination's growth rate less that of the slower-growing agent. An intersection–union test: p is the
    larger of the two one-sided p values, the upper limit the larger of the two one-sided limits. Rates of wells are
    compared by Welch–Satterthwaite, means of experiments within experiments by the paired t test. None where there is
    no combination, fewer than two experiments, or no spread.

    References: Berger RL (1982), Technometrics 24:295-300; Laska EM, Meisner MJ (1989), Biometrics 45:1139-1151.
    """
    if not roles.weights:
        return None
    both, agents = roles.arms[3], roles.arms[1:3]
    found = [(_of_wells if by_well else _of_experiments)(units, both, agent) for agent in agents]
    known = [each for each in found if each is not None and each.t is not None]
    if len(known) < 2:
        return None
    n = _sizes(units, (both, *agents), by_well=by_well)
    return _intersection_union(known, agents, both, n, confidence)


def _of_wells(units: pd.DataFrame, both: str, agent: str) -> Estimated:
    arms, blocks = units["arm"].tolist(), units["experiment"].tolist()
    return welch_estimate(units["rate"].to_numpy(np.float64), arms, blocks, {both: 1.0, agent: -1.0})


def _of_experiments(units: pd.DataFrame, both: str, agent: str) -> Estimated | None:
    wide = units.pivot(index="experiment", columns="arm", values="rate")[[both, agent]].dropna()
    if len(wide) < 2:
        return None
    values = (wide[both] - wide[agent]).to_numpy(np.float64)
    error = float(values.std(ddof=1)) / math.sqrt(len(values))
    return Estimated(estimate=float(values.mean()), standard_error=error, freedom=len(values) - 1.0)


def _sizes(units: pd.DataFrame, arms: Sequence[str], *, by_well: bool) -> dict[str, int]:
    counted = units["arm"].value_counts()
    if by_well:
        return {name: int(counted[name]) for name in arms}
    wide = units.pivot(index="experiment", columns="arm", values="rate")[list(arms)].dropna()
    return {"experiments": len(wide)}


def _intersection_union(
    found: Sequence[Estimated], agents: Sequence[str], both: str, n: dict[str, int], confidence: float
) -> Result:
    p_values = [each.p_value("less") for each in found]
    worst = max(range(len(found)), key=lambda k: found[k].estimate)
    return Result(
        method="highest-single-agent",
        title="highest single agent, intersection–union of two one-sided tests",
        estimand=f"growth rate per day, {both} − {agents[worst]} (the slower-growing agent)",
        p_value=max(p_values),
        alternative="less",
        reference="parametric",
        n=n,
        n_used=sum(n.values()),
        estimate=found[worst].estimate,
        null_value=0.0,
        conf_low=-math.inf,
        conf_high=max(each.interval(confidence, "less")[1] for each in found),
        conf_level=confidence,
        conf_method="the larger of the two one-sided t limits",
        effects=tuple(
            Effect(name=f"p, slower than {agent} (one-sided)", estimate=p)
            for agent, p in zip(agents, p_values, strict=True)
        ),
    )


def over_agents_line(result: Result) -> str:
    """Return the test of the highest single agent as a line."""
    limits = wording.interval(result.conf_low, result.conf_high)
    each = "; ".join(f"{effect.name}: {wording.p_value(effect.estimate)}" for effect in result.effects)
    return (
        f"highest single agent: {result.estimand} {wording.number(result.estimate)} "
        f"({wording.percent(result.conf_level)} {limits}), {wording.p_phrase(result.p_value)} ({each})"
    )
