"""Proportions onto a scale without ends: logit or arcsine, and what is done about 0 % and 100 %."""

from dataclasses import dataclass
from math import exp, pi
from typing import Literal

import numpy as np

from biomarker_stats.design.scores import FloatArray
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.between import Scale, ratio_scale

Transform = Literal["logit", "arcsine"]

ODDS_RATIO = ratio_scale("logit scale", "ratio of the odds", "units")
ARCSINE = Scale(name="arcsine scale", estimand="difference of mean arcsine square roots, in radians")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Transformed:
    """Proportions on the scale they are analysed on, and what had to be done to get them there."""

    values: FloatArray
    scale: Scale
    notes: tuple[str, ...]


def transform(
    proportion: FloatArray, how: Transform, *, positive: FloatArray | None = None, total: FloatArray | None = None
) -> Transformed:
    """Return the proportions of units as logits or arcsine square roots.

    A logit is infinite at 0 and 1. Where a unit has such a proportion, every unit (not that one alone) is moved a
    little: with counts to (x + ½)/(n + 1), Haldane and Anscombe's adjustment; without denominators to
    (p·(k − 1) + ½)/k with k the number of units, Smithson and Verkuilen's. Either is noted. The arcsine needs none.

    Args:
        proportion: one a unit, 0 … 1, shape (k,).
        how: ``logit`` or ``arcsine``.
        positive: the count behind each proportion, where known, shape (k,).
        total: its denominator, shape (k,).

    Raises:
        UsageError: ``how`` is neither.

    References: Anscombe FJ (1956), Biometrika 43:461-464; Smithson M, Verkuilen J (2006), Psychol Methods 11:54-71.

    >>> transform(np.array([0.5, 0.25]), "logit").values.round(4).tolist()
    [0.0, -1.0986]
    >>> transform(np.array([0.0, 1.0]), "logit", positive=np.array([0.0, 4]), total=np.array([4.0, 4])).notes
    ('some units are at 0% or 100%: every unit was moved to (x + 1/2)/(n + 1) for the logit',)
    """
    if how not in {"logit", "arcsine"}:
        msg = f"transform must be 'logit' or 'arcsine', got {how!r}"
        raise UsageError(msg)
    if how == "arcsine":
        return Transformed(values=np.arcsin(np.sqrt(proportion)), scale=ARCSINE, notes=())
    inside, notes = proportion, ()
    if ((proportion <= 0) | (proportion >= 1)).any():
        at_an_end = "some units are at 0% or 100%: every unit was moved to"
        if positive is not None and total is not None:
            inside, notes = (positive + 0.5) / (total + 1), (f"{at_an_end} (x + 1/2)/(n + 1) for the logit",)  # type: ignore[assignment]
        else:
            k = len(proportion)
            inside = (proportion * (k - 1) + 0.5) / k
            notes = (f"{at_an_end} (p·(k − 1) + 1/2)/k, k = {k} units, for the logit; see also the rank-sum test",)  # type: ignore[assignment]
    return Transformed(values=np.log(inside / (1 - inside)), scale=ODDS_RATIO, notes=notes)


def back_to_percent(value: float, how: Transform) -> float:
    """Return the percentage a mean on the transformed scale stands for.

    >>> back_to_percent(0.0, "logit"), round(back_to_percent(np.pi / 4, "arcsine"), 6)
    (50.0, 50.0)
    """
    if how == "arcsine":
        return float(100 * np.sin(min(max(value, 0.0), pi / 2)) ** 2)
    return 100 / (1 + exp(-value))
