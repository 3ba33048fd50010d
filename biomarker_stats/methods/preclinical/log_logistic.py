"""One four-parameter log-logistic curve by bounded least squares."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from biomarker_stats import wording
from biomarker_stats.design.scores import FloatArray

_SLOPES = (0.05, 20.0)
_DECADES_BEYOND = 2.0
_NEAR = 1e-3
_NO_CHANGE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A fitted curve, or why there is none (``status``). ``log_ic50`` and its standard error are to base 10."""

    n: int
    status: str
    freedom: int = 0
    log_ic50: float | None = None
    error: float | None = None
    slope: float | None = None
    top: float | None = None
    bottom: float | None = None
    residual_sd: float | None = None

    def row(self) -> dict[str, Any]:
        """Return the fit as one row of a table."""
        ic50 = None if self.log_ic50 is None else 10.0**self.log_ic50
        row = {"n": self.n, "ic50": ic50, "log10_ic50": self.log_ic50, "se_log10_ic50": self.error}
        row |= {"slope": self.slope, "top": self.top, "bottom": self.bottom, "residual_sd": self.residual_sd}
        return row | {"status": self.status}


def log_logistic(dose: FloatArray, bottom: float, top: float, log_ic50: float, slope: float) -> FloatArray:
    """Return the curve at ``dose`` (0 or more): ``top`` at dose 0, ``bottom`` far above the IC50.

    >>> log_logistic(np.array([0.0, 1.0]), 0.0, 100.0, 0.0, 1.0).tolist()
    [100.0, 50.0]
    """
    with np.errstate(divide="ignore", over="ignore"):
        exponent = slope * (np.log(dose) - log_ic50 * np.log(10))
        curve: FloatArray = bottom + (top - bottom) / (1 + np.exp(exponent))
    return curve


def fit_log_logistic(dose: FloatArray, response: FloatArray) -> Fit:
    """Return the least-squares curve, the slope within 0.05 … 20 and the IC50 within two decades of the doses.

    A curve that ends at one of these bounds, does not converge, or has fewer than five different doses is returned
    without an IC50, its status saying why; so is one whose responses do not change with dose (the F test of the curve
    against a constant gives p above 0.05; not asked of a single degree of freedom, where it could hardly say anything
    else), and one whose log IC50 has a standard error of more than half the range of log doses. An IC50 outside the
    doses tested is returned, its status says so.

    Args:
        dose: 0 or more, shape (n,).
        response: shape (n,).

    >>> fit_log_logistic(np.array([0.0, 1, 2]), np.array([3.0, 2, 1])).status
    'not fitted: 3 different doses, a curve of four parameters needs 5'
    """
    n = len(dose)
    positive = np.unique(dose[dose > 0])
    refusal = _refusal(dose, response)
    if refusal:
        return Fit(n=n, status=f"not fitted: {refusal}")
    low, high = np.log10(positive[0]) - _DECADES_BEYOND, np.log10(positive[-1]) + _DECADES_BEYOND
    found = _least_squares(dose, response, (float(low), float(high)))
    if isinstance(found, str):
        return Fit(n=n, status=f"not fitted: {found}")
    parameters, covariance = found
    bottom, top, log_ic50, slope = (float(value) for value in parameters)
    residuals = response - log_logistic(dose, bottom, top, log_ic50, slope)
    freedom, error = n - 4, float(np.sqrt(covariance[2, 2]))
    shape: dict[str, Any] = {"slope": slope, "top": top, "bottom": bottom}
    shape["residual_sd"] = float(np.sqrt((residuals**2).sum() / freedom))
    status = "fitted"
    flat = _no_change(response, residuals)
    if flat:
        status = f"no IC50: {flat}"
    elif not low + _NEAR < log_ic50 < high - _NEAR:
        status = "no IC50: it lies more than 100-fold outside the doses tested"
    elif not _SLOPES[0] + _NEAR < slope < _SLOPES[1] - _NEAR:
        status = "no IC50: the slope is at its bound, so the doses do not show the curve's shape"
    elif not np.isfinite(error):
        status = "no IC50: its standard error is not defined"
    elif 2 * error > np.log10(positive[-1] / positive[0]):
        status = "no IC50: one standard error of its logarithm either way is wider than the range of doses"
    elif not positive[0] <= 10.0**log_ic50 <= positive[-1]:
        status = "the IC50 lies outside the doses tested: it is extrapolated"
    if status.startswith("no IC50"):
        return Fit(n=n, status=status, **shape)
    return Fit(n=n, status=status, freedom=freedom, log_ic50=log_ic50, error=error, **shape)


def _refusal(dose: FloatArray, response: FloatArray) -> str:
    """Return why no curve can be fitted to these readings, or nothing."""
    different = len(np.unique(dose))
    if different < 5:
        return f"{different} different doses, a curve of four parameters needs 5"
    return "every response is the same" if np.ptp(response) == 0 else ""


def _no_change(response: FloatArray, residuals: FloatArray) -> str:
    """Return that the response does not change with dose, where the curve fits no better than a constant, or nothing.

    >>> _no_change(np.array([1.0, 2, 1, 2, 1, 2]), np.array([0.5, -0.5, 0.5, -0.5, 0.5, -0.5]))
    'the response does not change with dose (F(3, 2) of the curve against a constant = 0, p = 1)'
    """
    from scipy.special import fdtrc

    freedom, left = len(response) - 4, float((residuals**2).sum())
    gained = max(float(((response - response.mean()) ** 2).sum()) - left, 0.0)
    if freedom < 2 or left == 0:
        return ""
    f = (gained / 3) / (left / freedom)
    p = float(fdtrc(3, freedom, f))
    if p <= _NO_CHANGE:
        return ""
    said = f"F(3, {freedom}) of the curve against a constant = {wording.number(f)}, {wording.p_phrase(p)}"
    return f"the response does not change with dose ({said})"


def _least_squares(
    dose: FloatArray, response: FloatArray, log_range: tuple[float, float]
) -> tuple[FloatArray, FloatArray] | str:
    """Return parameters and covariance of the best of three starts, or why there are none."""
    from scipy.optimize import OptimizeWarning, curve_fit

    order = np.argsort(dose, kind="stable")
    first, last = float(response[order[0]]), float(response[order[-1]])
    spread = float(np.ptp(response))
    bounds = ([-np.inf, -np.inf, log_range[0], _SLOPES[0]], [np.inf, np.inf, log_range[1], _SLOPES[1]])
    middle = float(np.median(np.log10(dose[dose > 0])))
    best: tuple[float, FloatArray, FloatArray] | None = None
    for start in (middle, (middle + log_range[0] + 2) / 2, (middle + log_range[1] - 2) / 2):
        guess = [last, first if first != last else first + spread, start, 1.0]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OptimizeWarning)  # an undefined covariance is reported as a status
            try:
                found, covariance = curve_fit(
                    log_logistic, dose, response, p0=guess, bounds=bounds, x_scale=[spread, spread, 1, 1], max_nfev=2000
                )
            except RuntimeError:
                continue
        squares = float(((response - log_logistic(dose, *found)) ** 2).sum())
        if best is None or squares < best[0]:
            best = squares, found, covariance
    return "least squares did not converge" if best is None else (best[1], best[2])
