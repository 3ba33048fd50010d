"""Blots: R's paired t on the log ratio, the level by simulation, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtr

import biomarker_stats as bs
from biomarker_stats.errors import DataError, UsageError

LANES = pd.DataFrame(
    {
        "gel": [1, 1, 1, 2, 2, 2, 3, 3, 3],
        "arm": ["vehicle", "A", "B"] * 3,
        "phospho": [10, 21, 6, 8, 15, 7, 12, 27, 5],
        "total": [10, 10, 9, 9, 9, 10, 11, 12, 8],
    }
)


def analyse(frame: pd.DataFrame = LANES, **options: object) -> "bs.methods.preclinical.blots.Blots":
    return bs.blots(frame, **{"phospho": "phospho", "total": "total", **options})


def test_paired_t_on_the_log_ratio_against_r() -> None:
    # R 4.2.2: t.test(log(A's phospho / total), log(vehicle's), paired = TRUE), estimate and interval exponentiated
    result = analyse().comparison("A v vehicle").main
    found = (result.estimate, result.conf_low, result.conf_high, result.p_value, result.statistic)
    expected = (2.01004065411201, 1.72784261324977, 2.33832838720421, 0.00252665659676781, 19.8564995389335)
    assert found == pytest.approx(expected, rel=1e-9)
    assert result.null_value == 1


def test_the_sign_flip_test_has_its_floor_and_the_note_says_so() -> None:
    # three gels: 2 of 2³ sign patterns are as extreme as the most extreme one
    comparison = analyse().comparison("A v vehicle")
    assert comparison.by_method("permutation").p_value == 0.25
    assert comparison.floor == 0.25
    assert "no exact two-sided test of 3 paired gels can give p below 0.25" in comparison.main.notes


def test_the_control_keeps_its_spread() -> None:
    table = analyse().arms.set_index("arm")
    expected = np.std(np.log([10 / 10, 8 / 9, 12 / 11]), ddof=1)
    assert table.loc["vehicle", "sd_log"] == pytest.approx(expected)
    assert expected > 0


def test_a_control_set_to_one_before_is_noted_and_does_no_harm_to_paired_ratios() -> None:
    ratio = LANES["phospho"] / LANES["total"]
    base = ratio[LANES["arm"] == "vehicle"].repeat(3).to_numpy()
    found = analyse(LANES.assign(phospho=ratio / base, total=1.0))
    assert "its spread is lost" in found.notes[0]
    assert found.results[0].p_value == pytest.approx(analyse().results[0].p_value)


def test_exposure_of_a_gel_does_not_matter() -> None:
    brighter = LANES.assign(phospho=LANES["phospho"] * LANES["gel"].map({1: 1.0, 2: 7.0, 3: 0.3}))
    ours, plain = analyse(brighter), analyse()
    assert [r.p_value for r in ours.results] == pytest.approx([r.p_value for r in plain.results])
    assert [r.estimate for r in ours.results] == pytest.approx([r.estimate for r in plain.results])


def test_loading_controls() -> None:
    loaded = LANES.assign(actin=range(1, 10), actin_total=range(11, 20))
    same = analyse(loaded, loading="actin")
    assert same.results[0].estimate == pytest.approx(analyse().results[0].estimate)
    assert "cancels" in same.notes[0]
    without_total = bs.blots(loaded, phospho="phospho", loading="actin")
    by_hand = [math.log((21 / 2) / (10 / 1)), math.log((15 / 5) / (8 / 4)), math.log((27 / 8) / (12 / 7))]
    assert without_total.results[0].estimate == pytest.approx(math.exp(sum(by_hand) / 3))
    both = analyse(loaded, loading="actin", total_loading="actin_total")
    by_hand = [
        math.log((21 / 2) / (10 / 12)) - math.log((10 / 1) / (10 / 11)),
        math.log((15 / 5) / (9 / 15)) - math.log((8 / 4) / (9 / 14)),
        math.log((27 / 8) / (12 / 18)) - math.log((12 / 7) / (11 / 17)),
    ]
    assert both.results[0].estimate == pytest.approx(math.exp(sum(by_hand) / 3))
    with pytest.raises(UsageError, match="nothing to divide by"):
        bs.blots(LANES, phospho="phospho")


def simulated(n_experiments: int) -> np.ndarray:
    """Return log ratios under H0, shape (experiments, 3 gels, 2 lanes): gels SD 0.5, lanes SD 0.25."""
    random = np.random.default_rng(20080901)
    gels = random.normal(0, 0.5, (n_experiments, 3, 1))
    return gels + random.normal(0, 0.25, (n_experiments, 3, 2))


def one_sample_p(values: np.ndarray, freedom: int) -> np.ndarray:
    t = values.mean(axis=1) / (values.std(axis=1, ddof=1) / math.sqrt(3))
    return 2 * stdtr(freedom, -np.abs(t))


def test_the_vectorised_p_value_is_that_of_blots() -> None:
    logs = simulated(3)
    expected = one_sample_p(logs[:, :, 1] - logs[:, :, 0], 2)
    for lanes, p in zip(logs, expected, strict=True):
        frame = pd.DataFrame({"gel": [1, 1, 2, 2, 3, 3], "arm": ["c", "t"] * 3, "phospho": np.exp(lanes).ravel()})
        result = bs.blots(frame.assign(total=1.0), phospho="phospho", total="total").results[0]
        assert result.p_value == pytest.approx(p, rel=1e-6)


def test_levels_at_three_gels_paired_log_unpaired_log_and_control_set_to_one() -> None:
    logs = simulated(100_000)
    control, treated = logs[:, :, 0], logs[:, :, 1]
    error = math.sqrt(0.05 * 0.95 / len(logs))
    paired = (one_sample_p(treated - control, 2) < 0.05).mean()
    assert paired == pytest.approx(0.05, abs=4 * error)

    pooled = np.sqrt((treated.var(axis=1, ddof=1) + control.var(axis=1, ddof=1)) / 2)
    unpaired = 2 * stdtr(4, -np.abs((treated.mean(axis=1) - control.mean(axis=1)) / (pooled * math.sqrt(2 / 3))))
    assert (unpaired < 0.05).mean() < 0.015  # the gels' spread hides everything

    # The control set to 1 on every gel: Student's two-sample t of ratios against 1, 1, 1 has the statistic of a
    # one-sample t on 2 df but is read on 4, so P(|t₂| > 2.776) = 0.109 where the logs are near normal.
    ratio = np.exp(treated - control)
    naive = (ratio.mean(axis=1) - 1) / (ratio.std(axis=1, ddof=1) / math.sqrt(2) * math.sqrt(2 / 3))
    level = (2 * stdtr(4, -np.abs(naive)) < 0.05).mean()
    assert level == pytest.approx(0.11, abs=0.01)


def test_every_fault_at_once() -> None:
    frame = pd.DataFrame(
        {
            "gel": [1, 1, 1, 2, 3, 3],
            "arm": ["vehicle", "A", "A", "A", "vehicle", "C"],
            "phospho": [10, 0, 12, 8, -1, 4],
            "total": [10, 10, 9, None, 11, 12],
        }
    )
    with pytest.raises(DataError) as error:
        analyse(frame, arms=["vehicle", "A"])
    said = [str(violation) for violation in error.value.violations]
    assert said[0].startswith("row 6, column arm: 'C' is not a declared arm")
    assert any(line.startswith("row 2, column phospho: '0' is not above 0") for line in said)
    assert any(line.startswith("row 5, column phospho: '-1' is not above 0") for line in said)
    assert any(line.startswith("row 4, column total: is missing") for line in said)
    assert any(line.startswith("row 3: repeats row 2: gel and arm 1, A") for line in said)
    assert any("column gel: '2' has no lane of the control 'vehicle'" in line for line in said)
    assert len(said) == 6


def test_a_missing_treated_lane_is_counted() -> None:
    frame = LANES.drop(index=8)
    found = analyse(frame, against="control")
    assert found.excluded == {"gel without both B and vehicle": 1}
    assert found.comparison("B v vehicle").main.n == {"pairs": 2}


def test_one_gel_is_refused() -> None:
    with pytest.raises(DataError, match="has 1 gel: the spread between units cannot be known"):
        analyse(LANES[LANES["gel"] == 1])
