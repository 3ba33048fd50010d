"""The five lines on a combination: Bliss, combination index, highest single agent, response additivity, equivalence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.contrast import (
    FREEDOM,
    STANDARD_ERROR,
    Estimated,
    contrast_result,
    uncertainty,
)
from biomarker_stats.methods.preclinical.growth_contrasts import exact_floor
from biomarker_stats.methods.preclinical.growth_table import GrowthTable
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.preclinical.response import adjusted_auc
from biomarker_stats.methods.preclinical.slopes import slopes_by_arm
from biomarker_stats.methods.result import Effect, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinationIndex:
    """exp(L·t): the combination's tumour over what Bliss on log growth expects, t days after the first; below 1, less.

    ``day`` is the stated day, ``days`` is t.
    """

    estimate: float
    conf_low: float
    conf_high: float
    conf_level: float
    day: float
    days: float

    def sentence(self) -> str:
        """Return the index in words."""
        limits = wording.interval(self.conf_low, self.conf_high)
        level = wording.percent(self.conf_level)
        return f"combination index on day {wording.number(self.day)} {wording.number(self.estimate)} ({level} {limits})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalence:
    """Two one-sided tests of the combination index against 1/margin and margin; p is the larger of theirs.

    ``conf_low`` and ``conf_high`` are the limits of the index that both tests invert, at 1 − 2·level.
    """

    margin: float
    p_above_lower: float
    p_below_upper: float
    conf_low: float
    conf_high: float
    conf_level: float

    @property
    def p_value(self) -> float:
        """The p value of H0: the index lies outside the margin."""
        return max(self.p_above_lower, self.p_below_upper)

    def sentence(self) -> str:
        """Return the test in words."""
        ends = wording.interval(1 / self.margin, self.margin)
        limits = wording.interval(self.conf_low, self.conf_high)
        level = wording.percent(self.conf_level)
        return f"index within {ends}: two one-sided tests, {wording.p_phrase(self.p_value)} ({level} {limits})"


def estimated(result: Result) -> Estimated:
    """Return the estimate, standard error and degrees of freedom that a Result carries as effects."""
    held = {effect.name: effect.estimate for effect in result.effects}
    freedom = held[FREEDOM]
    return Estimated(
        estimate=float(result.estimate or 0.0),
        standard_error=float(held[STANDARD_ERROR] or 0.0),
        freedom=math.inf if freedom is None else float(freedom),
    )


def combination_index(bliss: Result, day: float, days: float) -> CombinationIndex:
    """Return exp(L·t) with the Bliss contrast's interval, ``days`` = t days after the first."""
    ends = [-math.inf if bliss.conf_low is None else bliss.conf_low, bliss.conf_high or 0.0]
    with np.errstate(over="ignore"):
        low, high = np.exp(np.array(ends) * days).tolist()
    return CombinationIndex(
        estimate=math.exp(min(float(bliss.estimate or 0.0) * days, 700.0)),
        conf_low=low,
        conf_high=high,
        conf_level=bliss.conf_level,
        day=day,
        days=days,
    )


def equivalence(bliss: Result, days: float, margin: float, level: float) -> Equivalence:
    """Test whether exp(L·t) lies between 1/margin and margin. H0: it does not.

    Estimand: the combination index. References: Schuirmann DJ (1987), J Pharmacokinet Biopharm 15:657-680.
    """
    found, limit = estimated(bliss), math.log(margin) / days
    above = Estimated(estimate=found.estimate + limit, standard_error=found.standard_error, freedom=found.freedom)
    below = Estimated(estimate=found.estimate - limit, standard_error=found.standard_error, freedom=found.freedom)
    low, high = found.interval(1 - 2 * level)
    with np.errstate(over="ignore"):
        ends = np.exp(np.array([low, high]) * days).tolist()
    return Equivalence(
        margin=margin,
        p_above_lower=above.p_value("greater"),
        p_below_upper=below.p_value("less"),
        conf_low=ends[0],
        conf_high=ends[1],
        conf_level=1 - 2 * level,
    )


def highest_single_agent(
    against: Sequence[tuple[str, Result]], groups: Sequence[FloatArray], *, confidence: float
) -> Result:
    """Test that the combination grows slower than both agents. H0: than at least one of them it does not.

    Estimand: the combination's growth rate less that of the slower-growing agent. An intersection–union test: p is the
    larger of the two one-sided p values, and the upper limit the larger of the two one-sided limits; no adjustment is
    needed. References: Berger RL (1982), Technometrics 24:295-300; Laska EM, Meisner MJ (1989), Biometrics
    45:1139-1151.

    Args:
        against: each agent's name and the contrast combination − agent.
        groups: growth rates in control, A, B and combination.
        confidence: of the one-sided limit.
    """
    each = [(name, estimated(result)) for name, result in against]
    p_values = [found.p_value("less") for _, found in each]
    worst = max(range(len(each)), key=lambda k: each[k][1].estimate)
    upper = max(found.interval(confidence, "less")[1] for _, found in each)
    floors = [exact_floor([groups[3], groups[k]]) for k in (1, 2)]
    one_sided = max(1 / math.comb(len(groups[3]) + len(groups[k]), len(groups[3])) for k in (1, 2))
    effects = [
        Effect(name=f"p, slower than {name} (one-sided)", estimate=p)
        for (name, _), p in zip(each, p_values, strict=True)
    ]
    if None not in floors:
        effects.append(
            Effect(
                name="smallest p of an exact test of this design, one-sided", estimate=one_sided, conf_method="counted"
            )
        )
    first = against[0][1]
    return Result(
        method="highest-single-agent",
        title="highest single agent, intersection–union of two one-sided tests",
        estimand=f"growth rate of log volume per day, combination − {each[worst][0]} (the slower-growing agent)",
        p_value=max(p_values),
        alternative="less",
        reference="parametric",
        n={**dict(first.n), **{k: v for _, result in against for k, v in result.n.items()}},
        n_used=sum({**dict(first.n), **{k: v for _, result in against for k, v in result.n.items()}}.values()),
        estimate=each[worst][1].estimate,
        null_value=0.0,
        conf_low=-math.inf,
        conf_high=upper,
        conf_level=confidence,
        conf_method="the larger of the two one-sided t limits",
        effects=tuple(effects),
        excluded=first.excluded,
    )


def response_additivity(table: GrowthTable, days: float, *, confidence: float) -> Result:
    """Compare the combination with the sum of the agents' effects on the raw scale, ``days`` = t after the first.

    H0: the score is 0. With r the mean adjusted AUC of an arm (2∫(log(V + 1) − log(V₀ + 1))dt/T², each mouse to its own
    last day; ``response.adjusted_auc``), s = exp((r − r_control)·t) is the arm's tumour as a share of the control's and
    1 − s its effect. Additive effects expect 1 − s = (1 − s_A) + (1 − s_B), so

        score = 100·[(s_A + s_B − 1) − s_combination], in percentage points of the control's tumour,

    positive where the combination does more. (A peer codes the expectation as (1 − s_A) + (1 − s_B), an effect where a
    share belongs.) Interval and p by the delta method, Satterthwaite's degrees of freedom. References: Mao B, Guo S
    (2023), Cancer Res Commun 3:2146-2157.
    """
    groups = slopes_by_arm(table, adjusted_auc(table))
    found = additivity_score(groups, days)
    sizes = [len(g) for g in groups]
    facts = {
        "method": "response-additivity",
        "title": "response additivity on the raw scale, delta method",
        "estimand": f"expected less observed share of the control's tumour after {wording.number(days)} days, "
        "percentage points",
        "n": dict(zip(table.arm_names, sizes, strict=True)),
        "n_used": sum(sizes),
        "excluded": table.excluded,
        "effects": uncertainty(found),
    }
    return contrast_result(
        found, facts, confidence=confidence, floor=exact_floor(groups), conf_method="t interval, delta method"
    )


def additivity_score(groups: Sequence[FloatArray], days: float) -> Estimated:
    """Return the score of :func:`response_additivity` from adjusted AUCs in control, A, B and combination.

    >>> same = np.array([0.1, 0.1])
    >>> additivity_score([same, same, same, same], 21.0).estimate  # no agent does anything
    0.0
    """
    means = np.array([float(g.mean()) for g in groups])
    share_a, share_b, share_both = np.exp(np.minimum((means[1:] - means[0]) * days, 600.0)).tolist()
    score = 100 * (share_a + share_b - 1 - share_both)
    slope = 100 * days * np.array([share_both - share_a - share_b, share_a, share_b, -share_both])
    parts = np.array([g.var(ddof=1) / len(g) for g in groups]) * slope**2
    total = float(parts.sum())
    below = float((parts**2 / np.array([len(g) - 1 for g in groups])).sum())
    return Estimated(
        estimate=score,
        standard_error=math.sqrt(total),
        freedom=total**2 / below if below > 0 else math.inf,
    )
