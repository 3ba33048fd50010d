"""No IC50 from noise: the F test against a constant by hand and by scipy, its limits, and notes that name the curve."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import curve_fit
from scipy.stats import f

import biomarker_stats as bs
from biomarker_stats import wording

DOSES = [0.0, 0.03, 0.1, 0.3, 1, 3, 10, 30]


def noise(unit: int, curve: str) -> pd.DataFrame:
    response = 100 + np.arange(len(DOSES) * 2) % 3
    return pd.DataFrame({"dose": DOSES * 2, "response": response, "unit": unit, "curve": curve})


def test_responses_that_do_not_change_give_no_ic50() -> None:
    table = pd.concat([noise(unit, curve) for curve in ("rapa", "pd") for unit in (1, 2)])
    found = bs.dose_response(table, curve="curve", unit="unit")
    for result in found.results:
        assert (result.estimate, result.conf_low, result.conf_high) == (None, None, None)
    first = found.results[0].notes
    assert first[0].startswith("rapa: unit 1: no IC50: the response does not change with dose (F(3, 12)")
    assert all(note.startswith("pd: unit ") for note in found.results[1].notes)
    assert found.fits["ic50"].isna().all()


def test_the_f_test_by_hand() -> None:
    response = np.array([100.0, 97, 103, 99, 96, 101, 95, 98])
    found = bs.dose_response(pd.DataFrame({"dose": DOSES, "response": response}))
    (fit,) = found.fits.to_dict("records")
    left = fit["residual_sd"] ** 2 * 4
    gained = float(((response - response.mean()) ** 2).sum()) - left
    ratio = (gained / 3) / (left / 4)
    said = (
        f"F(3, 4) of the curve against a constant = {wording.number(ratio)}, p = {wording.p_value(f.sf(ratio, 3, 4))}"
    )
    assert said in fit["status"]


def test_a_curve_is_fitted_where_the_f_test_rejects_a_constant() -> None:
    response = np.array([101.0, 99, 96, 88, 66, 39, 18, 9])
    found = bs.dose_response(pd.DataFrame({"dose": DOSES, "response": response}))
    start = [5.0, 100.0, 0.2, 1.0]
    best, _ = curve_fit(
        lambda d, low, top, e, s: low + (top - low) / (1 + (d / 10**e) ** s), np.array(DOSES), response, p0=start
    )
    assert found.results[0].estimate == pytest.approx(10 ** best[2], rel=1e-4)
    assert found.fits["status"].tolist() == ["fitted"]


def test_five_doses_have_one_degree_of_freedom_and_are_not_asked() -> None:
    # F(3, 1) has its 95% point at 215.7: it would refuse curves anybody would fit
    found = bs.dose_response(pd.DataFrame({"dose": [0.1, 1, 3, 10, 100], "response": [99.0, 78, 52, 20, 4]}))
    assert found.results[0].estimate is not None


def test_an_ic50_that_the_doses_do_not_place_is_none() -> None:
    doses, response = [0, 0.1, 0.3, 1, 3, 10, 30, 100], [99.4, 98.3, 99.2, 100.6, 98.8, 99.1, 97.9, 93.8]

    def curve(d: np.ndarray, low: float, top: float, e: float, s: float) -> np.ndarray:
        return low + (top - low) / (1 + (d / 10**e) ** s)

    _, covariance = curve_fit(curve, np.array(doses), response, p0=[80.0, 99.3, 2.0, 2.0], maxfev=20_000)
    assert 2 * np.sqrt(covariance[2, 2]) > 3  # the doses span three decades
    found = bs.dose_response(pd.DataFrame({"dose": doses, "response": response}))
    assert found.results[0].estimate is None
    assert (
        "one standard error of its logarithm either way is wider than the range of doses" in found.results[0].notes[0]
    )
