"""Western blots: log ratios paired by gel, with the control's own spread kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.design.scores import FloatArray
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.analysis import Analysis
from biomarker_stats.methods.preclinical.between import Against, compare_pairs, pairs_of, ratio_scale
from biomarker_stats.methods.preclinical.readings import Readings, check_confidence, control_among

_SCALE = ratio_scale("log scale", "ratio of the arms", "gels")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Blots(Analysis):
    """Ratios between arms, gel by gel; ``measure`` says what was divided by what."""

    measure: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Lanes:
    gel: list[str]
    arm: list[str]
    arms: list[str]
    log_value: FloatArray


def blots(
    frame: pd.DataFrame,
    *,
    phospho: str,
    total: str | None = None,
    loading: str | None = None,
    total_loading: str | None = None,
    gel: str = "gel",
    arm: str = "arm",
    arms: Sequence[Any] | None = None,
    control: Any = None,
    against: Against = "all",
    confidence: float = 0.95,
) -> Blots:
    """Compare band intensities between arms, paired by gel, on the log scale.

    H0: within each gel the log ratios of two arms are exchangeable (paired t: their mean difference is 0). Estimand:
    the ratio of the arms' values, as a geometric mean over gels, its interval back-transformed from the log. The paired
    t is the main result; the exact sign-flip test stands beside it with its floor (0.25 at three gels). The control is
    never set to 1: its value varies from gel to gel like any other arm's, and a two-sample t test that takes it for a
    constant rejects a true H0 in about 11% of experiments of three gels.

    Args:
        frame: one row a lane.
        phospho: the column of band intensities of the protein in question, background subtracted, above 0.
        total: the column of the total protein it is divided by.
        loading: the column of the loading control of the same membrane. In phospho / total of one lane it cancels;
            without ``total`` it is the divisor.
        total_loading: the loading control of the membrane of ``total``, where that is another one.
        gel: the column that names the gel, the experimental unit.
        arm: the column of arms.
        arms: the arms declared, in order; without it, those found.
        control: the arm every gel must hold; without it, the first.
        against: ``"all"`` pairs of arms, or each arm against the ``"control"`` only.
        confidence: the level of intervals.

    Raises:
        UsageError: no such column or arm, or nothing to divide by.
        DataError: two lanes of one arm on one gel, a gel without control, an intensity that is not above 0, an arm on
            one gel only, an undeclared arm, missing cells; every one is listed.

    References: Degasperi A et al. (2014), PLoS One 9:e87293.

    >>> lanes = pd.DataFrame({
    ...     "gel": [1, 1, 2, 2, 3, 3], "arm": ["vehicle", "drug"] * 3,
    ...     "perk": [10, 21, 8, 15, 12, 27], "erk": [10, 10, 9, 9, 11, 12]})
    >>> found = blots(lanes, phospho="perk", total="erk")
    >>> round(found.results[0].estimate, 3), found.results[1].p_min_attainable
    (2.01, 0.25)
    """
    check_confidence(confidence)
    if total is None and loading is None:
        msg = "nothing to divide by: give total= (the total protein) or loading= (the loading control), or both"
        raise UsageError(msg)
    if total_loading is not None and (total is None or loading is None):
        msg = "total_loading= goes with total= and loading=: the loading controls of two membranes"
        raise UsageError(msg)
    lanes = _read(frame, (phospho, total, loading, total_loading), gel, arm, arms=arms, control=control)
    reference = control_among(control, lanes.arms)
    wide = _by_gel(lanes)
    excluded, comparisons = {}, []
    for first, second in pairs_of(lanes.arms, reference, against):
        both = wide[[first, second]].dropna()
        if len(both) < len(wide):
            excluded[f"gel without both {first} and {second}"] = len(wide) - len(both)
        values, others = both[first].to_numpy(np.float64), both[second].to_numpy(np.float64)
        name = f"{first} v {second}"
        comparisons.append(compare_pairs(values, others, _SCALE, name=name, unit="gel", confidence=confidence))
    measure = _measure(phospho, total, loading, total_loading)
    return Blots(
        title=f"blots: log({measure}), paired by {gel}",
        unit=gel,
        comparisons=tuple(comparisons),
        units=_unit_table(lanes),
        arms=_arm_table(wide),
        excluded=excluded,
        notes=_notes(wide[reference], reference, total, loading, total_loading),
        measure=measure,
    )


def _read(
    frame: pd.DataFrame,
    columns: tuple[str, str | None, str | None, str | None],
    gel: str,
    arm: str,
    *,
    arms: Sequence[Any] | None,
    control: Any,
) -> _Lanes:
    phospho, total, loading, total_loading = columns
    readings = Readings(frame, [*columns, gel, arm])
    gels, (arm_of, declared) = readings.labels(gel), readings.arms(arm, arms)
    remedy = "a band that is not above background has no logarithm: leave the lane out and say so, or re-quantify"
    logs = {
        name: _log(readings.numbers(name, wrong=lambda v: v <= 0, message="is not above 0", remedy=remedy))
        for name in columns
        if name is not None
    }
    once = "average technical repeats first, or name the gels apart"
    readings.no_repeats(list(zip(gels, arm_of, strict=True)), f"{gel} and {arm}", once)
    reference = control_among(control, declared)
    for name in dict.fromkeys(gels):
        if not any(g == name and a == reference for g, a in zip(gels, arm_of, strict=True)):
            message = f"has no lane of the control {reference!r}"
            readings.add(message, "a gel is compared within itself: leave it out", column=gel, value=name)
    counted = {a: len({g for g, b in zip(gels, arm_of, strict=True) if b == a}) for a in declared}
    readings.enough_units(counted, "gel", arm)
    readings.stop()
    value = logs[phospho]
    if total is None:
        value = value - logs[str(loading)]
    else:
        value = value - logs[total]
        if total_loading is not None:
            value = value - logs[str(loading)] + logs[total_loading]
    return _Lanes(gels, arm_of, declared, value)


def _log(values: FloatArray) -> FloatArray:
    return np.log(np.where(values > 0, values, np.nan))


def _measure(phospho: str, total: str | None, loading: str | None, total_loading: str | None) -> str:
    if total is None:
        return f"{phospho} / {loading}"
    if total_loading is not None:
        return f"({phospho} / {loading}) / ({total} / {total_loading})"
    return f"{phospho} / {total}"


def _by_gel(lanes: _Lanes) -> pd.DataFrame:
    """Return the log values, one row a gel and one column an arm; a lane that is not there is NaN."""
    long = pd.DataFrame({"gel": lanes.gel, "arm": lanes.arm, "value": lanes.log_value})
    return long.pivot(index="gel", columns="arm", values="value")[lanes.arms]


def _unit_table(lanes: _Lanes) -> pd.DataFrame:
    columns = {"unit": lanes.gel, "arm": lanes.arm, "log_value": lanes.log_value}
    return pd.DataFrame({**columns, "value": np.exp(lanes.log_value)})


def _arm_table(wide: pd.DataFrame) -> pd.DataFrame:
    """Return, for each arm, the geometric mean over gels and the SD of the logs; the control's is not 0."""
    return pd.DataFrame(
        {
            "arm": [str(name) for name in wide.columns],
            "n": wide.notna().sum().to_numpy(),
            "geometric_mean": np.exp(wide.mean().to_numpy(np.float64)),
            "sd_log": wide.std(ddof=1).to_numpy(np.float64),
        }
    )


def _notes(
    control: "pd.Series[float]", name: str, total: str | None, loading: str | None, total_loading: str | None
) -> tuple[str, ...]:
    notes = []
    if total is not None and loading is not None and total_loading is None:
        note = "the loading control of a lane cancels in phospho / total of that lane"
        notes.append(f"{note}; give total_loading= if the two were blotted on different membranes")
    if len(control) > 1 and float(control.max() - control.min()) == 0.0:
        note = f"{name} has the same value on every gel, as if it had been set to 1 before: its spread is lost"
        notes.append(f"{note}; paired ratios stay right, an unpaired comparison of these values would not be")
    return tuple(notes)
