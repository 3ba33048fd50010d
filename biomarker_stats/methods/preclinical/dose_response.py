"""Dose response: a four-parameter log-logistic curve and its IC50, failures named."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.exact.shift_interval import level
from biomarker_stats.methods.preclinical.analysis import Analysis, Comparison
from biomarker_stats.methods.preclinical.log_logistic import Fit, fit_log_logistic
from biomarker_stats.methods.preclinical.readings import Readings, check_confidence
from biomarker_stats.methods.result import Result


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class DoseResponse(Analysis):
    """IC50s, one comparison a curve. ``fits`` has one row a fitted curve with its parameters and its status."""

    fits: pd.DataFrame


def dose_response(
    frame: pd.DataFrame,
    *,
    dose: str = "dose",
    response: str = "response",
    curve: str | None = None,
    unit: str | None = None,
    confidence: float = 0.95,
) -> DoseResponse:
    """Fit response = bottom + (top − bottom) / (1 + (dose / IC50)^slope) to each curve; give its IC50 with interval.

    H0: none is tested. Estimand: the IC50, the dose at which the response is halfway between its value without drug
    (top) and its value at an unlimited dose (bottom); it is the relative IC50, not the dose that gives 50%. With
    ``unit`` each unit (experiment) is fitted by itself, and the interval is Student's t on the log IC50s of units; else
    readings are averaged by dose only in so far as least squares does, taken as independent, and that is noted.

    Args:
        frame: one row a reading.
        dose: the column of doses, 0 or more.
        response: the column of responses.
        curve: the column that names curves (agents, arms); without it there is one.
        unit: the column of independent experiments.
        confidence: the level of the interval.

    Raises:
        UsageError: no such column.
        DataError: a dose below 0, missing or malformed cells; every one is listed. A curve that cannot be fitted, or
            whose response does not change with dose (F test of the curve against a constant), is no error: its result
            has no estimate, and a note says why.

    References: Ritz C et al. (2015), PLoS One 10:e0146021; Sebaugh JL (2011), Pharm Stat 10:128-134.

    >>> doses = [0, 0.1, 0.3, 1, 3, 10, 30]
    >>> table = pd.DataFrame({"dose": doses, "response": [round(100 / (1 + d / 2), 3) for d in doses]})
    >>> round(dose_response(table).results[0].estimate, 2)
    2.0
    """
    check_confidence(confidence)
    readings = Readings(frame, [dose, response, curve, unit])
    x = readings.numbers(dose, wrong=lambda d: d < 0, message="is below 0", remedy="give the dose, not its logarithm")
    y = readings.numbers(response)
    names = readings.labels(curve) if curve else ["all"] * len(x)
    units = readings.labels(unit) if unit else [""] * len(x)
    readings.stop()
    table = pd.DataFrame({"curve": names, "unit": units, "dose": x, "response": y})
    rows, comparisons = [], []
    for name, own in table.groupby("curve", sort=False):
        fits: dict[str, Fit] = {}
        for key, readings_of_unit in own.groupby("unit", sort=False):
            doses, responses = (readings_of_unit[c].to_numpy(np.float64) for c in ("dose", "response"))
            fits[str(key)] = fit_log_logistic(doses, responses)
        rows += [{"curve": name, "unit": key, **fit.row()} for key, fit in fits.items()]
        combine = _between_units if unit else _within_curve
        result = combine(fits, confidence)
        if curve:
            result = replace(result, notes=tuple(f"{name}: {note}" for note in result.notes))
        comparisons.append(Comparison(name=str(name), results=(result,)))
    return DoseResponse(
        title="dose response: four-parameter log-logistic curves",
        unit=unit or "reading",
        comparisons=tuple(comparisons),
        units=table,
        arms=pd.DataFrame(),
        fits=pd.DataFrame(rows),
    )


def _within_curve(fits: dict[str, Fit], confidence: float) -> Result:
    """Return the IC50 of one fit, its interval from the curvature of the least-squares fit on the log dose."""
    (fit,) = fits.values()
    limits = (None, None) if fit.error is None else _t_limits(fit.log_ic50, fit.error, fit.freedom, confidence)
    notes = [fit.status] if fit.status != "fitted" else []
    if fit.log_ic50 is not None:
        notes.append("readings are taken as independent: where several come from one experiment, give unit=")
    how = "t interval on log IC50, from the fit" if limits[0] is not None else ""
    return _result(fit.log_ic50, limits, {"readings": fit.n}, notes, confidence=confidence, how=how)


def _between_units(fits: dict[str, Fit], confidence: float) -> Result:
    """Return the geometric mean of the units' IC50s with its t interval."""
    found = np.array([fit.log_ic50 for fit in fits.values() if fit.log_ic50 is not None])
    notes = [f"unit {name}: {fit.status}" for name, fit in fits.items() if fit.status != "fitted"]
    n = {"units": len(found)}
    if len(found) == 0:
        return _result(None, (None, None), n, notes, confidence=confidence, how="")
    if len(found) == 1:
        notes.append("one unit only: the spread between units is not known")
        return _result(float(found[0]), (None, None), n, notes, confidence=confidence, how="")
    error = float(found.std(ddof=1)) / len(found) ** 0.5
    limits = _t_limits(float(found.mean()), error, len(found) - 1, confidence)
    return _result(float(found.mean()), limits, n, notes, confidence=confidence, how="t interval on units' log IC50")


def _t_limits(centre: float | None, error: float, freedom: int, confidence: float) -> tuple[float | None, float | None]:
    from scipy.special import stdtrit

    if centre is None:
        return None, None
    reach = -float(stdtrit(freedom, level(confidence) / 2)) * error
    return centre - reach, centre + reach


def _result(
    log_ic50: float | None,
    limits: tuple[float | None, float | None],
    n: dict[str, int],
    notes: list[str],
    *,
    confidence: float,
    how: str,
) -> Result:
    low, high = (None if limit is None else _power(limit) for limit in limits)
    facts: dict[str, Any] = {"n": n, "n_used": sum(n.values()), "notes": tuple(notes)}
    return Result(
        method="log-logistic",
        title="four-parameter log-logistic fit",
        estimand="IC50 (relative)",
        p_value=None,
        alternative="two-sided",
        reference="parametric",
        estimate=None if log_ic50 is None else _power(log_ic50),
        conf_low=low,
        conf_high=high,
        conf_level=confidence,
        conf_method=how,
        **facts,
    )


def _power(exponent: float) -> float:
    """Return 10 to the power of ``exponent``; infinity and 0 rather than an overflow.

    >>> _power(2.0), _power(1e9)
    (100.0, inf)
    """
    return float(np.float64(10.0) ** np.clip(exponent, -400, 400)) if abs(exponent) < 300 else _end(exponent)


def _end(exponent: float) -> float:
    return float("inf") if exponent > 0 else 0.0
