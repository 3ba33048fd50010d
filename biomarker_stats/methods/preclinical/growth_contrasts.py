"""Which contrasts a growth study asks, and their answers by each way of estimating them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from biomarker_stats import wording
from biomarker_stats.errors import DataError, MethodMismatch, Violation
from biomarker_stats.methods.preclinical.contrast import (
    Estimated,
    contrast_result,
    pooled,
    uncertainty,
    welch,
)
from biomarker_stats.methods.preclinical.growth_table import ROLES, GrowthTable
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.preclinical.mixed_model import MixedContrast, MixedModel
from biomarker_stats.methods.preclinical.synchronised import blocks_of, synchronised_floor
from biomarker_stats.methods.preclinical.units import two_sample_floor
from biomarker_stats.methods.result import Effect, Result

INTERACTION = (1.0, -1.0, -1.0, 1.0)
_UNEQUAL = 2.0
_ONE_VARIANCE = (
    "one variance is assumed for all arms: where variances differ a 95% interval covers less (93% at 4 mice an arm "
    "with SDs of 1:1:2:4); Welch–Satterthwaite is the default"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A contrast of arms: its name and a weight for each role in the table."""

    name: str
    weights: tuple[float, ...]

    @property
    def roles(self) -> list[int]:
        """The codes of the arms that take part."""
        return [k for k, weight in enumerate(self.weights) if weight]


def questions(table: GrowthTable) -> tuple[Question, ...]:
    """Return what is asked: the interaction (four roles), arms v control, combination v agents, further arms v others.

    The interaction comes first, and every pair of arms once.
    """
    k, names = len(table.roles), table.arm_names
    with_role = sum(role in ROLES for role in table.roles)
    found = []
    if with_role == len(ROLES):
        weights = (*INTERACTION, *[0.0] * (k - with_role))
        found.append(Question(name=f"{names[0]} − {names[1]} − {names[2]} + {names[3]}", weights=weights))
    pairs = [(code, 0) for code in range(1, k)]
    if "combination" in table.roles:
        pairs += [(with_role - 1, code) for code in range(1, with_role - 1)]
    pairs += [(code, other) for code in range(with_role, k) for other in range(1, code)]
    for first, second in pairs:
        pair = [0.0] * k
        pair[first], pair[second] = 1.0, -1.0
        found.append(Question(name=f"{names[first]} − {names[second]}", weights=tuple(pair)))
    return tuple(found)


def exact_floor(groups: Sequence[FloatArray]) -> float | None:
    """Return the smallest p of an exact test of the design: two samples, or a 2 × 2 interaction where it has one."""
    n = [len(g) for g in groups]
    if len(n) == 2:
        return two_sample_floor(*n)
    try:
        blocks = blocks_of(groups, [""] * len(n))
    except MethodMismatch:
        return None
    return synchronised_floor(len(blocks.values[0]), len(blocks.values[1]))


def by_slopes(
    table: GrowthTable, groups: Sequence[FloatArray], question: Question, *, equal: bool, confidence: float
) -> Result:
    """Return a contrast of mean growth rates: Welch–Satterthwaite, or one variance for all arms that take part.

    H0: the contrast of mean slopes of log volume is 0. Estimand: that contrast, per day.

    Raises:
        DataError: an arm has fewer than two mice with a slope.
    """
    chosen = [groups[k] for k in question.roles]
    weights = [question.weights[k] for k in question.roles]
    few = [table.arm_names[k] for k in question.roles if len(groups[k]) < 2]
    if few:
        message = "has fewer than two mice with readings above 0 on two days: its growth rates have no spread"
        raise DataError([Violation(message=message, remedy="give more mice or days", label=name) for name in few])
    found = (pooled if equal else welch)(chosen, weights)
    facts = _facts(table, question, [len(g) for g in chosen])
    facts |= {
        "method": "slope-contrast-pooled" if equal else "slope-contrast-welch",
        "title": "contrast of mean growth rates, " + ("one variance" if equal else "Welch–Satterthwaite"),
        "effects": uncertainty(found),
        "notes": (_ONE_VARIANCE,) if equal else (),
    }
    return contrast_result(found, facts, confidence=confidence, floor=exact_floor(chosen))


def by_mixed_model(
    table: GrowthTable, model: MixedModel, groups: Sequence[FloatArray], question: Question, *, confidence: float
) -> Result:
    """Return a contrast of arm:day by Kenward and Roger, the degrees of freedom at most mice − arms."""
    weights = {f"{table.arm_names[k]}:day": question.weights[k] for k in question.roles}
    found = model.contrast(weights, confidence=confidence)
    n = [int((table.role_of == k).sum()) for k in question.roles]
    facts = _facts(table, question, n)
    facts |= {
        "method": "mixed-model-kenward-roger",
        "title": f"linear mixed model on log volume, random {model.random}, Kenward–Roger",
        "effects": _mixed_effects(found),
        "notes": (*model.notes, *_limit_note(found, model), *_spread_note(groups)),
    }
    estimated = Estimated(estimate=found.estimate, standard_error=found.standard_error, freedom=found.df)
    floor = exact_floor([groups[k] for k in question.roles])
    return contrast_result(estimated, facts, confidence=confidence, floor=floor)


def _mixed_effects(found: MixedContrast) -> tuple[Effect, ...]:
    estimated = Estimated(estimate=found.estimate, standard_error=found.standard_error, freedom=found.df)
    return (
        *uncertainty(estimated),
        Effect(name="Kenward–Roger degrees of freedom, without limit", estimate=found.df_kenward_roger),
        Effect(name="p on those degrees of freedom", estimate=found.p_kenward_roger),
    )


def _limit_note(found: MixedContrast, model: MixedModel) -> tuple[str, ...]:
    if not found.limited:
        return ()
    return (
        f"Kenward–Roger gives {wording.number(found.df_kenward_roger)} degrees of freedom "
        f"({wording.p_phrase(found.p_kenward_roger)}), more than mice − arms; {model.df_limit} are used",
    )


def _spread_note(groups: Sequence[FloatArray]) -> tuple[str, ...]:
    """Warn where growth rates spread unlike between arms: the model has one variance of slopes for all."""
    spreads = [float(g.std(ddof=1)) for g in groups if len(g) > 1]
    if not spreads or max(spreads) < _UNEQUAL * min(spreads):
        return ()
    ratio = "very much" if min(spreads) == 0 else f"by a factor of {wording.number(max(spreads) / min(spreads), 2)}"
    return (
        f"the SDs of the arms' growth rates differ {ratio}; the model has one for all, and where that is wrong "
        "its 95% intervals cover less (with SDs of 1:1:2:4 and 4 mice an arm 93% for the interaction, 88% for a pair): "
        "read the Welch contrast beside it",
    )


def _facts(table: GrowthTable, question: Question, n: Sequence[int]) -> dict[str, Any]:
    sizes = dict(zip([table.arm_names[k] for k in question.roles], n, strict=True))
    return {
        "estimand": f"growth rate of log volume per day, {question.name}",
        "n": sizes,
        "n_used": sum(n),
        "excluded": {reason: count for reason, count in table.excluded.items() if count},
    }
