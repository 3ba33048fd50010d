"""A contrast of arm means with its t distribution, as a Result."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtr, stdtrit

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.result import Effect, Result
from biomarker_stats.terms import Alternative


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """An estimate with its standard error and degrees of freedom."""

    estimate: float
    standard_error: float
    freedom: float

    @property
    def t(self) -> float | None:
        """Estimate over standard error; None without spread."""
        return self.estimate / self.standard_error if self.standard_error > 0 else None

    def p_value(self, alternative: Alternative = "two-sided") -> float:
        """Return Student's p value for H0: the estimand is 0; without spread 1 where the estimate is 0, else 0."""
        if self.t is None:
            agrees = self.estimate != 0 and (
                alternative == "two-sided" or (self.estimate > 0) == (alternative == "greater")
            )
            return 0.0 if agrees else 1.0
        if alternative == "two-sided":
            return float(2 * stdtr(self.freedom, -abs(self.t)))
        return float(stdtr(self.freedom, -self.t if alternative == "greater" else self.t))

    def interval(self, confidence: float, alternative: Alternative = "two-sided") -> tuple[float, float]:
        """Return the interval that inverts the test."""
        outside = (1 - confidence) / (2 if alternative == "two-sided" else 1)
        reach = -float(stdtrit(self.freedom, outside)) * self.standard_error if self.standard_error > 0 else 0.0
        low = -math.inf if alternative == "less" else self.estimate - reach
        high = math.inf if alternative == "greater" else self.estimate + reach
        return low, high


def welch(groups: Sequence[FloatArray], weights: Sequence[float]) -> Estimated:
    """Return Σ wₖ·mean(groupₖ), a variance for each group, with Satterthwaite's degrees of freedom.

    References: Welch BL (1938), Biometrika 29:350-362; Satterthwaite FE (1946), Biometrics Bull 2:110-114.

    >>> found = welch([np.array([1.0, 3.0]), np.array([2.0, 6.0])], [1, -1])
    >>> found.estimate, round(found.standard_error, 4), round(found.freedom, 4)
    (-2.0, 2.2361, 1.4706)
    """
    means = [float(g.mean()) for g in groups]
    parts = [w**2 * float(g.var(ddof=1)) / len(g) for g, w in zip(groups, weights, strict=True)]
    total = sum(parts)
    below = sum(part**2 / (len(g) - 1) for part, g in zip(parts, groups, strict=True))
    freedom = total**2 / below if below > 0 else math.inf
    estimate = sum(w * m for w, m in zip(weights, means, strict=True))
    return Estimated(estimate=estimate, standard_error=math.sqrt(total), freedom=freedom)


def pooled(groups: Sequence[FloatArray], weights: Sequence[float]) -> Estimated:
    """Return Σ wₖ·mean(groupₖ) with one variance for all groups, on Σ(nₖ − 1) degrees of freedom.

    >>> found = pooled([np.array([1.0, 3.0]), np.array([2.0, 6.0])], [1, -1])
    >>> found.estimate, round(found.standard_error, 4), found.freedom
    (-2.0, 2.2361, 2.0)
    """
    freedom = sum(len(g) - 1 for g in groups)
    variance = sum(float(((g - g.mean()) ** 2).sum()) for g in groups) / freedom
    scale = sum(w**2 / len(g) for g, w in zip(groups, weights, strict=True))
    estimate = sum(w * float(g.mean()) for g, w in zip(groups, weights, strict=True))
    return Estimated(estimate=estimate, standard_error=math.sqrt(variance * scale), freedom=float(freedom))


def contrast_result(
    found: Estimated,
    facts: Mapping[str, Any],
    *,
    confidence: float = 0.95,
    alternative: Alternative = "two-sided",
    floor: float | None = None,
    conf_method: str = "t interval",
) -> Result:
    """Return an estimate as a Result; ``facts`` name method, title, estimand, n and n_used.

    ``floor`` is the smallest p value an exact test of the same design could give; it stands beside the parametric p.
    """
    low, high = found.interval(confidence, alternative)
    effects = tuple(facts.get("effects", ()))
    if floor is not None:
        effects += (Effect(name=FLOOR, estimate=floor, conf_method="counted"),)
    notes = tuple(facts.get("notes", ()))
    if found.t is None:
        notes += ("the variance is 0: p is 0 or 1 by the estimate alone",)
    return Result(
        **{k: v for k, v in facts.items() if k not in {"effects", "notes"}},
        p_value=found.p_value(alternative),
        alternative=alternative,
        reference="parametric",
        estimate=found.estimate,
        null_value=0.0,
        conf_low=low,
        conf_high=high,
        conf_level=confidence,
        conf_method=conf_method,
        statistic=found.t,
        statistic_name=f"t({wording.number(found.freedom)})",
        effects=effects,
        notes=notes,
    )


FLOOR = "smallest p of an exact test of this design"
FLOOR_START = "smallest p"
STANDARD_ERROR = "standard error"
FREEDOM = "degrees of freedom"


def uncertainty(found: Estimated) -> tuple[Effect, ...]:
    """Return standard error and degrees of freedom as effects, for whoever needs them at full precision."""
    return (
        Effect(name=STANDARD_ERROR, estimate=found.standard_error),
        Effect(name=FREEDOM, estimate=found.freedom if np.isfinite(found.freedom) else None),
    )


def floor_text(result: Result) -> str:
    """Return `` (exact floor 0.1)``, the smallest p of an exact test of the design, or nothing where none is known.

    It is what an exact test could at best have said: a parametric p below it rests on the model.
    """
    floor = known_floor(result)
    return "" if floor is None else f" (exact floor {wording.p_value(floor)})"


def known_floor(result: Result) -> float | None:
    """Return the smallest p of an exact test of the design, or None where none is known."""
    known = [effect.estimate for effect in result.effects if effect.name.startswith(FLOOR_START)]
    return known[0] if known else result.p_min_attainable
