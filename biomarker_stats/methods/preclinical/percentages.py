"""Proportions onto a scale without ends: logit or arcsine, and what is done about 0 % and 100 %."""

from dataclasses import dataclass
from math import exp, pi
from typing import Literal

import numpy as np

from biomarker_stats import wording
from biomarker_stats.design.scores import FloatArray
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.between import Scale, ratio_scale

Transform = Literal["logit", "arcsine"]

ODDS_RATIO = ratio_scale("logit scale", "ratio of the odds", "units")
ARCSINE = Scale(name="arcsine scale", estimand="difference of mean arcsine square roots, in radians")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Transformed:
    """Proportions on the scale they are analysed on, and what had to be done to get them there.

    ``offset`` is the share added to both p and 1 − p before the logit was taken.
    """

    values: FloatArray
    scale: Scale
    notes: tuple[str, ...]
    offset: float = 0.0


def transform(
    proportion: FloatArray, how: Transform, *, positive: FloatArray | None = None, total: FloatArray | None = None
) -> Transformed:
    """Return the proportions of units as logits or arcsine square roots.

    A logit is infinite at 0 and 1. Where a unit has such a proportion, every unit (not that one alone) is moved a
    little: with counts to (x + ½)/(n + 1), Haldane and Anscombe's adjustment; without denominators to
    log((p + ε)/(1 − p + ε)), ε half the smallest proportion that is not 0 (where units are at 1, half the smallest
    1 − p that is not 0; where they are at both ends, the smaller of the two), after Warton and Hui. Either is noted.
    The arcsine needs none.

    Args:
        proportion: one a unit, 0 … 1, shape (k,).
        how: ``logit`` or ``arcsine``.
        positive: the count behind each proportion, where known, shape (k,).
        total: its denominator, shape (k,).

    Raises:
        UsageError: ``how`` is neither.

    References: Anscombe FJ (1956), Biometrika 43:461-464; Warton DI, Hui FKC (2011), Ecology 92:3-10.

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
    inside, offset = proportion, 0.0
    notes: tuple[str, ...] = ()
    if ((proportion <= 0) | (proportion >= 1)).any():
        at_an_end = "some units are at 0% or 100%: every unit was moved to"
        if positive is not None and total is not None:
            inside, notes = (positive + 0.5) / (total + 1), (f"{at_an_end} (x + 1/2)/(n + 1) for the logit",)
        else:
            offset = offset_of(proportion)
            inside = (proportion + offset) / (1 + 2 * offset)
            percent = wording.number(100 * offset)
            notes = (
                f"{at_an_end} (p + ε)/(1 − p + ε) for the logit, ε = {percent} percentage points, half the smallest "
                "distance from that end; the ratio depends on ε, see also the rank-sum test",
            )
    return Transformed(values=np.log(inside / (1 - inside)), scale=ODDS_RATIO, notes=notes, offset=offset)


def offset_of(proportion: FloatArray) -> float:
    """Return half the smallest distance from an end of 0 … 1 that units lie on, of the units that do not lie on it.

    >>> offset_of(np.array([0.0, 0.25, 0.5])), offset_of(np.array([0.5, 0.75, 1.0])), offset_of(np.array([0.2, 0.5]))
    (0.125, 0.125, 0.0)
    """
    away: list[float] = []
    for distance in (proportion, 1 - proportion):
        if (distance <= 0).any():
            away += distance[distance > 0].tolist() or [1.0]
    return min(away) / 2 if away else 0.0


def back_to_percent(value: float, how: Transform, offset: float = 0.0) -> float:
    """Return the percentage a mean on the transformed scale stands for, ``offset`` taken off again.

    >>> back_to_percent(0.0, "logit"), round(back_to_percent(np.pi / 4, "arcsine"), 6)
    (50.0, 50.0)
    """
    if how == "arcsine":
        return float(100 * np.sin(min(max(value, 0.0), pi / 2)) ** 2)
    return min(max(100 * ((1 + 2 * offset) / (1 + exp(-value)) - offset), 0.0), 100.0)
