"""Joint inference over all specifications: the same arrangement for every one, and how often it beats the observed.

References: Westfall PH, Young SS (1993), Resampling-Based Multiple Testing, section 2.3 (the minimum of P values);
Simonsohn U, Simmons JP, Nelson LD (2020), Nature Human Behaviour 4:1208-1214 (median effect and share of a
specification curve); Phipson B, Smyth GK (2010), Stat Appl Genet Mol Biol 9:39 (adding one).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.claims.choices.evaluate import Evaluated
from biomarker_stats.design.scores import FloatArray

_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """One statistic of all specifications: what was observed, its P value, and the smallest that P could have been."""

    observed: float
    p_value: float
    floor: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Inference:
    """The three joint tests of a question, and the P value of each specification adjusted for the search (m,).

    ``own_floor`` (m,) is the smallest P value a specification gives under any arrangement.
    """

    smallest: Joint
    median: Joint
    share: Joint
    below: int
    adjusted: FloatArray
    own_floor: FloatArray


def infer(found: Evaluated, alpha: float) -> Inference:
    """Return the joint inference; row 0 of ``found`` is the observed arrangement and is counted with the others.

    A P value that is not defined counts as 1. Ties count as extreme. The median effect is two-sided: at least as far
    from no effect; the share is of P values strictly below ``alpha``.
    """
    p_values = np.where(np.isnan(found.p_values), 1.0, found.p_values)
    smallest = p_values.min(axis=1)
    medians = np.abs(np.nan_to_num(_median(found.effects)))
    below = (p_values < alpha * (1 - _SAME)).sum(axis=1)
    number = len(p_values)
    reached = np.sort(smallest)
    at_most = np.searchsorted(reached, p_values[0] * (1 + _SAME), side="right") / number
    own_floor = p_values.min(axis=0)
    undefined = np.isnan(found.p_values[0])
    median = float(np.nan_to_num(_median(found.effects[:1])[0]))
    return Inference(
        smallest=_low(smallest),
        median=_high(medians, median),
        share=_high(below / p_values.shape[1], float(below[0] / p_values.shape[1])),
        below=int(below[0]),
        adjusted=np.where(undefined, np.nan, at_most),
        own_floor=np.where(undefined, np.nan, own_floor),
    )


def _median(effects: FloatArray) -> FloatArray:
    """Return the median of each row over the effects that are defined; NaN where none is."""
    ordered = np.sort(effects, axis=1)  # NaN sorts last
    sizes = (~np.isnan(effects)).sum(axis=1)
    rows = np.arange(len(effects))
    low, high = (
        ordered[rows, np.maximum(sizes - 1, 0) // 2],
        ordered[rows, np.minimum(sizes // 2, effects.shape[1] - 1)],
    )
    return np.where(sizes > 0, (low + high) / 2, np.nan)


def _low(values: FloatArray) -> Joint:
    """Return the test that rejects for small values; the first is the observed one."""
    return Joint(
        observed=float(values[0]),
        p_value=_fraction(values <= values[0] * (1 + _SAME)),
        floor=_fraction(values <= values.min() * (1 + _SAME)),
    )


def _high(values: FloatArray, observed: float) -> Joint:
    """Return the test that rejects for large values; the first is the observed one."""
    slack = _SAME * max(1.0, float(values.max()))
    return Joint(
        observed=observed,
        p_value=_fraction(values >= values[0] - slack),
        floor=_fraction(values >= values.max() - slack),
    )


def _fraction(hits: NDArray[np.bool_]) -> float:
    return float(np.count_nonzero(hits) / len(hits))
