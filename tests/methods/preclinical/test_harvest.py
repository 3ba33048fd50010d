"""Tumour weights at harvest, against scipy's Welch test on logs and by hand."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import mannwhitneyu, ttest_ind

import biomarker_stats as bs

WEIGHTS = {"C": [1.2, 1.5, 0.9, 1.1], "A": [0.8, 0.7, 0.9], "B": [0.6, 0.9, 0.7], "AB": [0.2, 0.3, 0.25, 0.4]}
ARMS = {"control": "C", "agent_a": "A", "agent_b": "B", "combination": "AB"}
FRAME = pd.DataFrame(
    [{"mouse": f"{a}{k}", "arm": a, "weight": w} for a, ws in WEIGHTS.items() for k, w in enumerate(ws)]
)


def test_pairs_are_welch_tests_of_log_weight() -> None:
    found = bs.harvest(FRAME, arms=ARMS)
    pair = next(r for r in found.contrasts if r.estimand == "log weight, AB − C")
    expected = ttest_ind(np.log(WEIGHTS["AB"]), np.log(WEIGHTS["C"]), equal_var=False)
    assert pair.p_value == pytest.approx(expected.pvalue)
    limits = expected.confidence_interval(0.95)
    assert [pair.conf_low, pair.conf_high] == pytest.approx([limits.low, limits.high])
    ratio = pair.effects[0]
    assert ratio.conf_low == pytest.approx(math.exp(limits.low))
    assert ratio.estimate == pytest.approx(math.exp(np.log(WEIGHTS["AB"]).mean() - np.log(WEIGHTS["C"]).mean()))


def test_interaction_by_hand() -> None:
    found = bs.harvest(FRAME, arms=ARMS).contrasts[0]
    logs = {arm: np.log(values) for arm, values in WEIGHTS.items()}
    expected = logs["C"].mean() - logs["A"].mean() - logs["B"].mean() + logs["AB"].mean()
    assert found.estimate == pytest.approx(expected)
    assert found.n == {"C": 4, "A": 3, "B": 3, "AB": 4}


def test_faults_and_zeros() -> None:
    bad = pd.concat([FRAME, FRAME.iloc[[0]]], ignore_index=True)
    bad.loc[1, "weight"] = -1.0
    with pytest.raises(bs.DataError) as caught:
        bs.harvest(bad, arms=ARMS)
    text = str(caught.value)
    assert "is negative" in text
    assert "repeats row 1: mouse C0 — keep one reading a mouse" in text
    none = FRAME.copy()
    none.loc[13, "weight"] = 0.0
    found = bs.harvest(none, arms=ARMS)
    assert found.notes[0].startswith("1 weight of 0 (row 14) have no logarithm: left out (AB 1), so that the mean log")
    assert found.excluded == {"weights of 0, without a logarithm": 1}
    json.dumps(found.to_dict(), allow_nan=False)
    assert len(found.to_frame()) == 6 + 3  # six contrasts, and a rank-sum test of AB against each other arm
    assert "tumour weight at harvest" in found.summary()


def zeroed(*rows: int) -> pd.DataFrame:
    frame = FRAME.copy()
    frame.loc[[row - 1 for row in rows], "weight"] = 0.0
    return frame


def test_pairs_with_a_zero_get_the_rank_sum_test_of_the_weights() -> None:
    found = bs.harvest(zeroed(14), arms=ARMS)
    weights = {**WEIGHTS, "AB": [*WEIGHTS["AB"][:3], 0.0]}
    assert [result.estimand for result in found.beside] == ["weight, AB − C", "weight, AB − A", "weight, AB − B"]
    for result, other in zip(found.beside, "CAB", strict=True):
        expected = mannwhitneyu(weights["AB"], weights[other], method="exact").pvalue
        assert result.p_value == pytest.approx(expected)
        assert f"weight, AB − {other}, 0 as the smallest: exact rank-sum test" in " ".join(found.notes)
    assert bs.harvest(FRAME, arms=ARMS).beside == ()
    assert bs.harvest(FRAME, arms=ARMS).excluded == {}
    three = {role: level for role, level in ARMS.items() if role != "agent_b"}
    assert bs.harvest(FRAME, arms=three).excluded == {"readings of other arms": 3}


def test_an_arm_without_two_weights_above_0_has_no_contrast_of_logs_and_its_ranks_speak() -> None:
    found = bs.harvest(zeroed(11, 12, 13, 14), arms=ARMS)
    assert [result.estimand for result in found.contrasts] == ["log weight, A − C", "log weight, B − C"]
    assert "AB: fewer than two weights above 0, so that no contrast of log weight is made with it" in found.notes
    assert found.beside[0].p_value == pytest.approx(2 / math.comb(8, 4))  # all of AB below all of C, 4 v 4
    assert found.arms.set_index("arm").loc["AB", "mean"] == 0
    json.dumps(found.to_dict(), allow_nan=False)
    assert "weight, AB − C" in found.summary()


def test_too_few_weights_above_0_name_the_arm_and_the_rows() -> None:
    with pytest.raises(bs.DataError) as caught:
        bs.harvest(zeroed(1, 2, 3), arms={"control": "C", "agent_a": "A", "agent_b": "B"})
    assert "column arm: 'C' has fewer than two weights above 0 (0 in row 1, 2, 3)" in str(caught.value)
    assert "method='rank-sum'" in str(caught.value)
