"""Response measures, growth curves and time to a volume, by hand and against scipy and R."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import least_squares

import biomarker_stats as bs
from biomarker_stats.methods.preclinical.examples import ARMS, XENOGRAFT
from biomarker_stats.methods.preclinical.ratio_interval import ratio_of_means
from biomarker_stats.methods.preclinical.recist import categorise
from biomarker_stats.methods.preclinical.response import log_cell_kill

PAIR = {"control": "C", "agent_a": "T"}


def frame_of(curves: dict[str, list[list[float]]], days: list[float]) -> pd.DataFrame:
    rows = [
        {"mouse": f"{arm}{k}", "arm": arm, "day": day, "volume": volume}
        for arm, mice in curves.items()
        for k, volumes in enumerate(mice)
        for day, volume in zip(days, volumes, strict=False)
    ]
    return pd.DataFrame(rows)


def test_t_over_c_and_tgi_by_hand() -> None:
    # ΔC = mean(300, 500) = 400, ΔT = mean(100, 140) = 120; V/V₀ − 1: C mean(3, 5) = 4, T mean(1, 1.4) = 1.2
    frame = frame_of({"C": [[100, 400], [100, 600]], "T": [[100, 200], [100, 240]]}, [0, 10])
    found = bs.growth(frame, arms=PAIR, at_day=10).response.iloc[0]
    assert found["t_over_c"] == pytest.approx(220 / 500)
    assert found["t_over_c_geometric"] == pytest.approx(math.sqrt(200 * 240) / math.sqrt(400 * 600))
    assert found["tgi_absolute"] == pytest.approx(1 - 120 / 400)
    assert found["tgi_relative"] == pytest.approx(1 - 1.2 / 4)


def test_tgi_is_finite_where_baselines_match() -> None:
    frame = frame_of({"C": [[100, 300], [100, 310]], "T": [[100, 100], [100, 100]]}, [0, 10])
    found = bs.growth(frame, arms=PAIR, at_day=10).response.iloc[0]
    assert found["tgi_absolute"] == found["tgi_relative"] == 1.0


def test_adjusted_auc_of_exponential_growth_is_its_rate() -> None:
    # large volumes, so that log(V + 1) is log V: the trapezoid of a line is exact
    frame = frame_of({"C": [[1e9 * math.exp(0.1 * d) for d in (0, 3, 10)]] * 2, "T": [[1e9, 1e9, 1e9]] * 2}, [0, 3, 10])
    found = bs.growth(frame, arms=PAIR).arms.set_index("arm")["adjusted_auc_mean"]
    assert found["C"] == pytest.approx(0.1, abs=1e-9)
    assert found["T"] == pytest.approx(0.0, abs=1e-12)


def test_mrecist_by_hand() -> None:
    days = [0.0, 5, 10, 15]
    curves = {"C": [[100, 150, 200, 300], [100, 100, 110, 130]], "T": [[100, 20, 10, 4], [100, 60, 45, 60]]}
    found = bs.growth(frame_of(curves, days), arms=PAIR).mice
    assert found["mrecist"].tolist() == ["PD", "SD", "CR", "PR"]
    # mouse T0: ΔV 0, −80, −90, −96; best −96; running means at day 10 and 15: −56.7, −66.5
    assert found["best_response"].tolist()[2] == pytest.approx(-96)
    assert found["best_average_response"].tolist()[2] == pytest.approx(-66.5)
    assert found["best_average_response"].tolist()[0] == pytest.approx(50)  # least running mean from day 10 on


def test_mrecist_thresholds() -> None:
    # Gao and others (2015), Methods: CR < −95 and < −40; PR < −50 and < −20; SD < 35 and < 30
    assert [categorise(-96, -41), categorise(-96, -40), categorise(-50, -30)] == ["CR", "PR", "SD"]
    assert [categorise(34.9, 29.9), categorise(35, 0), categorise(0, 30)] == ["SD", "PD", "PD"]


def test_log_cell_kill_by_hand() -> None:
    # control doubling time 2 days; (T − C) = 6.64 days = 2·log₂10: one log
    value, why = log_cell_kill(10 + 2 * math.log2(10), 10.0, np.full(3, math.log(2) / 2))
    assert value == pytest.approx(1.0)
    assert why == ""
    assert log_cell_kill(None, 10.0, np.ones(2))[1].startswith("fewer than half of the treated")
    assert log_cell_kill(10.0, 5.0, -np.ones(2))[1] == "the control did not grow"


def test_time_to_a_volume_and_its_exact_test() -> None:
    days = [0.0, 5, 10, 15]
    curves = {
        "C": [[100, 600, 900, 1000], [100, 300, 700, 900], [100, 510, 600, 700]],
        "T": [[100, 150, 200, 300], [100, 150, 200, 501], [100, 100, 100, 100]],
    }
    found = bs.growth(frame_of(curves, days), arms=PAIR, threshold=500)
    times = found.time_to_volume
    assert times is not None
    assert times.time.tolist() == [5, 10, 5, 15, 15, 15]
    assert times.event.tolist() == [True, True, True, False, True, False]
    assert times.medians == {"C": 5.0, "T": None}
    # all three controls before all treated: the most extreme of C(6,3) = 20 labellings; its mirror is not as extreme
    # in log-rank scores, and the enumeration of the engine says so
    expected = bs.compare(
        pd.DataFrame({"outcome": times.time, "event": times.event.astype(int), "arm": list("TTTTTT")}).assign(
            arm=["C", "C", "C", "T", "T", "T"]
        ),
        method="log-rank",
        event="event",
        arms=["T", "C"],
    )
    assert times.tests[0].p_value == expected.p_value
    assert times.tests[0].p_value == pytest.approx(0.1)  # 2 of 20: scores' sum is symmetric enough at 3 v 3
    curve = times.curves[times.curves["arm"] == "C"]
    assert curve["share_below"].tolist() == pytest.approx([1 / 3, 0.0])
    assert "log cell kill of T" in found.notes[-1]


def test_fixed_days_after_a_loss_warn_and_say_who_is_gone() -> None:
    frame = XENOGRAFT[~((XENOGRAFT["mouse"] == "vehicle3") & (XENOGRAFT["day"] > 4))]
    found = bs.growth(frame, arms=ARMS, at_day=12)
    assert "by day 12 animals are gone (vehicle 1 of 3)" in found.warnings[0]
    assert "animals were lost (vehicle from day 8)" in found.warnings[1]
    assert bs.growth(frame, arms=ARMS).at_day == 4  # the last day with everyone
    assert bs.growth(XENOGRAFT, arms=ARMS).warnings == ()
    risk = found.days[found.days["arm"] == "vehicle"]
    assert risk["n_at_risk"].tolist() == [3, 3, 2, 2]


def test_baseline_balance() -> None:
    frame = frame_of({"C": [[100, 200], [400, 800]], "T": [[200, 300], [800, 900]]}, [0, 5])
    found = bs.growth(frame, arms=PAIR).baseline.set_index("arm")
    assert found.loc["C", "geometric_mean"] == pytest.approx(200)
    # means of log differ by log 2; each arm's log SD is log(4)/√2
    assert found.loc["T", "standardised_difference"] == pytest.approx(math.log(2) / (math.log(4) / math.sqrt(2)))


def test_gompertz_fits_are_scipys() -> None:
    generator = np.random.default_rng(3)
    days = np.array([0.0, 3, 6, 9, 12, 15, 18])

    def curve(rate: float, decay: float) -> list[float]:
        logs = 5 + rate / decay * (1 - np.exp(-decay * days)) + generator.normal(0, 0.02, len(days))
        return np.exp(logs).tolist()

    curves = {"C": [curve(0.35, 0.1), curve(0.3, 0.08)], "T": [curve(0.25, 0.15), curve(0.2, 0.3)]}
    found = bs.growth(frame_of(curves, days.tolist()), arms=PAIR).mice
    for row, volumes in zip(found.itertuples(), [*curves["C"], *curves["T"]], strict=True):

        def residual(x: np.ndarray, y: np.ndarray) -> np.ndarray:
            return x[0] + x[1] / x[2] * (1 - np.exp(-x[2] * days)) - y

        fit = least_squares(residual, [5, 0.3, 0.1], args=(np.log(volumes),), xtol=1e-14, ftol=1e-14, gtol=1e-14)
        assert row.gompertz_failure == ""
        assert [row.gompertz_rate, row.gompertz_decay] == pytest.approx(fit.x[1:].tolist(), rel=1e-5)


def test_gompertz_failures_are_named() -> None:
    days = [0.0, 2, 4, 6, 8]
    exponential = [100 * math.exp(0.1 * d + 0.005 * d * d) for d in days]
    frame = frame_of({"C": [exponential, exponential], "T": [[100, 120, 130], [100, 300, 300, 300, 300]]}, days)
    found = bs.growth(frame, arms=PAIR).mice["gompertz_failure"].tolist()
    assert found[0].startswith("growth does not slow")
    assert found[2].startswith("fewer than 4")
    assert found[3].startswith("growth stops within the first interval")


def test_fieller_limits_are_the_ratios_that_welch_does_not_reject() -> None:
    generator = np.random.default_rng(8)
    above, below = generator.normal(2, 0.3, 5), generator.normal(4, 0.4, 6)
    found = ratio_of_means(above, below)
    va, vb = above.var(ddof=1) / 5, below.var(ddof=1) / 6
    at = found.estimate
    freedom = (va + at**2 * vb) ** 2 / (va**2 / 4 + (at**2 * vb) ** 2 / 5)
    from scipy.stats import t

    for limit in (found.conf_low, found.conf_high):
        assert limit is not None
        statistic = (above.mean() - limit * below.mean()) / math.sqrt(va + limit**2 * vb)
        assert abs(statistic) == pytest.approx(t.ppf(0.975, freedom), rel=1e-9)
    unknown = ratio_of_means(above, np.array([-1.0, 1.0, 0.1]))
    assert unknown.conf_low is None
    assert "could be 0" in unknown.why


def test_diagnostics_are_the_residuals_of_each_mouses_line() -> None:
    found = bs.growth(XENOGRAFT, arms=ARMS)
    for mouse, part in found.readings.groupby("mouse"):
        slope, intercept = np.polyfit(part["day"], part["log_volume"], 1)
        row = found.mice.set_index("mouse").loc[mouse]
        assert row["growth_rate"] == pytest.approx(slope)
        assert part["fitted"].tolist() == pytest.approx((intercept + slope * part["day"]).tolist())
        assert part["residual"].sum() == pytest.approx(0, abs=1e-12)


def test_standardised_residuals_are_the_studentised_ones_of_one_regression() -> None:
    # a line a mouse with one variance: residual / (s·√(1 − h)), as R's rstandard and statsmodels give it
    from statsmodels.api import OLS

    frame = XENOGRAFT[~((XENOGRAFT["mouse"] == "B1") & (XENOGRAFT["day"] > 4))]  # B1's line goes through both readings
    readings = bs.growth(frame, arms=ARMS).readings
    dummies = pd.get_dummies(readings["mouse"]).to_numpy(float)
    design = np.hstack([dummies, dummies * readings[["day"]].to_numpy(float)])
    two = (readings["mouse"] == "B1").to_numpy()
    fitted = OLS(readings["log_volume"].to_numpy(float), design).fit()
    with np.errstate(all="ignore"):
        expected = fitted.get_influence().resid_studentized_internal
    found = readings["standardised_residual"].to_numpy(float)
    assert np.isnan(found[two]).all()
    assert found[~two] == pytest.approx(expected[~two])


def test_outputs_carry_everything() -> None:
    import json

    found = bs.growth(XENOGRAFT, arms=ARMS, threshold=300)
    text = found.summary()
    assert "vehicle − A − B + A+B" in text
    assert "Kenward–Roger" in text
    assert "(exact floor 0.1)" in text
    assert "note: the fit is singular" in text
    row = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert row["contrasts"][0]["results"][0]["method"] == "slope-contrast-welch"
    assert len(row["mice"]) == 12
    frame = found.to_frame()
    assert frame["method"].unique().tolist() == [
        "slope-contrast-welch",
        "slope-contrast-pooled",
        "mixed-model-kenward-roger",
    ]
    assert (frame["smallest_p_of_an_exact_test_of_this_design"] == 0.1).all()  # 3 v 3 and, synchronised, 3 an arm


def test_cages_read_on_alternate_days_lose_nobody() -> None:
    rows = [
        (f"{arm}{k}", arm, day, 100.0 * (1 + 0.1 * k) * 1.05**day)
        for arm in ("control", "drug")
        for k in range(4)
        for day in range(k % 2, 16, 3)  # mice 0 and 2 on days 0, 3 … 15, mice 1 and 3 on days 1, 4 … 13
    ]
    frame = pd.DataFrame(rows, columns=["mouse", "arm", "day", "volume"])
    shared = frame[frame["day"] == 0].assign(day=1)  # a first day that all share
    frame = pd.concat([frame, shared], ignore_index=True)
    arms = {"control": "control", "agent_a": "drug"}
    assert bs.growth(frame, arms=arms).lost == {}
    # and mouse drug2, which has no reading after day 9, is lost: its own interval of three days would have fitted in
    short = frame[~((frame["mouse"] == "drug2") & (frame["day"] > 9))]
    found = bs.growth(short, arms=arms)
    assert set(found.lost) == {"drug"}
    assert found.mice.set_index("mouse")["lost"].to_dict()["drug2"]
