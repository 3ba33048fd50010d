"""bs.screen against one test at a time, against enumeration, and against bs.adjust and bs.westfall_young."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs


def wide(
    m: int, n: int, *, seed: int, decimals: int = 1, gaps: float = 0.0
) -> tuple[pd.DataFrame, list[str], list[str]]:
    rng = np.random.default_rng(seed)
    readings = rng.normal(size=(n, 2 * m)).round(decimals)
    if gaps:
        readings[rng.random(readings.shape) < gaps] = np.nan
    before, after = [f"g{k}_pre" for k in range(m)], [f"g{k}_post" for k in range(m)]
    return pd.DataFrame(readings, columns=[*before, *after]), before, after


@pytest.mark.parametrize("method", ["signed-rank", "sign", "permutation"])
@pytest.mark.parametrize("gaps", [0.0, 0.15])
def test_every_pair_of_columns_gives_what_bs_paired_gives(method: str, gaps: float) -> None:
    frame, before, after = wide(170, 9, seed=7, gaps=gaps)
    found = bs.screen(frame, before=before, after=after, method=method, maxt=False)
    for k, (b, a) in enumerate(zip(before, after, strict=True)):
        one = bs.paired(frame, before=b, after=a, method=method, missing="drop", interval="none")
        assert (found.p_value[k], found.p_min[k]) == (one.p_value, one.p_min_attainable)
        assert found.estimate[k] == pytest.approx(np.nan if one.estimate is None else one.estimate, nan_ok=True)
        assert found.n_used[k] == one.n["pairs"]


def test_a_thousand_markers_in_strata_and_one_sided() -> None:
    frame, before, after = wide(1000, 10, seed=11)
    frame["centre"] = list("aabbbaabab")
    found = bs.screen(frame, before=before, after=after, strata="centre", alternative="greater", maxt=False)
    options: dict[str, Any] = {"strata": "centre", "alternative": "greater", "interval": "none"}
    one = [bs.paired(frame, before=b, after=a, **options) for b, a in zip(before, after, strict=True)]
    assert found.p_value.tolist() == [each.p_value for each in one]
    assert found.estimate.tolist() == [each.estimate for each in one]


@pytest.mark.parametrize("method", ["rank-sum", "permutation"])
@pytest.mark.parametrize("strata", [None, "centre"])
@pytest.mark.parametrize("alternative", ["two-sided", "less"])
def test_every_outcome_gives_what_bs_compare_gives(method: str, strata: str | None, alternative: str) -> None:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.normal(size=(11, 60)).round(1), columns=[f"g{k}" for k in range(60)])
    outcomes = list(frame.columns)
    frame = frame.mask(rng.random(frame.shape) < 0.08)
    frame["arm"], frame["centre"] = list("xxyyxyxxyyy"), list("aaaaabbbbbb")
    asked: dict[str, Any] = {"arm": "arm", "strata": strata, "alternative": alternative, "method": method}
    found = bs.screen(frame, outcomes=outcomes, maxt=False, **asked)
    for k, outcome in enumerate(outcomes):
        one = bs.compare(frame, outcome=outcome, arms=["x", "y"], missing="drop", interval="none", **asked)
        assert (found.p_value[k], found.p_min[k]) == (one.p_value, one.p_min_attainable), outcome
        assert found.estimate[k] == pytest.approx(one.estimate)


def test_step_down_is_that_of_westfall_young_on_complete_units() -> None:
    frame, before, after = wide(40, 7, seed=3)
    found = bs.screen(frame, before=before, after=after)
    adjusted = bs.westfall_young(frame, before=before, after=after, scores="ranks")
    assert found.p_maxt.tolist() == list(adjusted.adjusted)
    assert found.least_maxt == adjusted.p_min_attainable
    arms = frame.assign(arm=list("xxxyyyy"))
    two = bs.screen(arms, outcomes=before, arm="arm")
    assert two.p_maxt.tolist() == list(bs.westfall_young(arms, outcomes=before, arm="arm", scores="ranks").adjusted)


def test_step_down_with_missing_pairs_by_enumeration_of_all_sign_flips() -> None:
    frame, before, after = wide(6, 6, seed=23, gaps=0.15)
    change = (frame[after].to_numpy() - frame[before].to_numpy()).T.round(1)
    found = bs.screen(frame, before=before, after=after)
    scores = np.array([_signed_midranks(row) for row in change])
    signs = 1 - 2 * ((np.arange(64)[:, np.newaxis] >> np.arange(6)) & 1)
    statistic = (signs @ scores.T) ** 2 / (scores**2).sum(axis=1)
    order = np.argsort(-statistic[0], kind="stable")
    largest, expected = 0.0, np.empty(6)
    for place, k in enumerate(order):
        rest = statistic[:, order[place:]].max(axis=1)
        largest = max(largest, float((rest >= statistic[0, k] - 1e-9).mean()))
        expected[k] = largest
    np.testing.assert_array_equal(found.p_maxt, expected)


def _signed_midranks(change: np.ndarray) -> np.ndarray:
    ranks = pd.Series(np.abs(change)).where(change != 0).rank()
    return (ranks * np.sign(change)).fillna(0.0).to_numpy()


def test_discrete_columns_are_those_of_bs_adjust() -> None:
    frame, before, after = wide(60, 8, seed=2, gaps=0.1)
    found = bs.screen(frame, before=before, after=after, maxt=False)
    one = [
        bs.paired(frame, before=b, after=a, missing="drop", interval="none") for b, a in zip(before, after, strict=True)
    ]
    np.testing.assert_allclose(found.p_tarone, bs.adjust(one, method="tarone").adjusted, rtol=1e-12)
    np.testing.assert_allclose(found.q_discrete, bs.adjust(one, method="dbh").adjusted, rtol=1e-12)


def test_intervals_are_those_of_the_same_test_and_are_left_out_of_large_panels_with_a_note() -> None:
    frame, before, after = wide(60, 8, seed=2)
    few = bs.screen(frame, before=before[:3], after=after[:3])
    one = bs.paired(frame, before=before[1], after=after[1])
    assert (few.conf_low[1], few.conf_high[1]) == (one.conf_low, one.conf_high)
    many = bs.screen(frame, before=before, after=after)
    assert np.isnan(many.conf_low).all()
    assert "intervals are left out unless asked for" in many.notes


def test_long_wide_and_one_row_a_marker_are_one_panel() -> None:
    frame, before, after = wide(12, 7, seed=9, gaps=0.1)
    found = bs.screen(frame, before=before, after=after)
    parts = [
        pd.DataFrame({"patient": range(7), "marker": b[:-4], "pre": frame[b], "post": frame[a]})
        for b, a in zip(before, after, strict=True)
    ]
    long = pd.concat(parts).sample(frac=1, random_state=1).dropna()
    from_long = bs.screen(long, unit="patient", marker="marker", before="pre", after="post")
    pre, post = [f"pre{k}" for k in range(7)], [f"post{k}" for k in range(7)]
    rows = pd.DataFrame(np.hstack([frame[before].T, frame[after].T]), columns=[*pre, *post])
    rows.insert(0, "marker", [name[:-4] for name in before])
    from_rows = bs.screen(rows, marker="marker", before=pre, after=post)
    table = found.to_frame().set_index("marker")
    pd.testing.assert_frame_equal(from_rows.to_frame().set_index("marker"), table)
    pd.testing.assert_frame_equal(from_long.to_frame().set_index("marker").loc[table.index], table)


def test_values_with_more_digits_than_integers_hold_are_ranked_in_their_true_order() -> None:
    # 0.3 − 0.1 and 0.2 − 0 are one decimal apart from nothing: a tie that binary subtraction would break
    readings = {"b": [0.1, 0.0, 1 / 3, 0.0], "a": [0.3, 0.2, 2 / 3, -0.7]}
    found = bs.screen(pd.DataFrame(readings), before=["b"], after=["a"])
    # signed doubled midranks 3, 3, 6, −8: of 16 sign patterns 14 have |sum| ≥ 4
    sums = [sum(s * r for s, r in zip(signs, (3, 3, 6, 8), strict=True)) for signs in _signs(4)]
    assert found.p_value[0] == sum(abs(total) >= 4 for total in sums) / 16


@pytest.mark.parametrize("method", ["signed-rank", "sign", "permutation"])
def test_computed_readings_give_what_one_at_a_time_gives(method: str) -> None:
    rng = np.random.default_rng(8)
    m, n = 40, 9
    linear = rng.integers(1, 30, (m, n)) / 10
    pre, post = np.log2(linear), np.log2(linear * rng.choice([0.5, 1, 2, 3], (m, n)))  # many true ties
    before, after = [f"p{k}_a" for k in range(n)], [f"p{k}_b" for k in range(n)]
    frame = pd.DataFrame(np.hstack([pre, post]), columns=[*before, *after]).assign(gene=[f"g{k}" for k in range(m)])
    found = bs.screen(frame, marker="gene", before=before, after=after, method=method)
    assert found.notes[0].startswith("40 markers with readings of more than 15 significant digits, so computed")
    for k in range(m):
        one = bs.paired(pd.DataFrame({"before": pre[k], "after": post[k]}), method=method)
        assert (found.p_value[k], found.conf_low[k], found.conf_high[k]) == (one.p_value, one.conf_low, one.conf_high)
        if one.estimate is not None:
            assert found.estimate[k] == one.estimate
        assert found.n_changed[k] == np.count_nonzero(np.abs(post[k] - pre[k]) > 1e-9)


@pytest.mark.parametrize("strata", [None, "centre"])
@pytest.mark.parametrize("method", ["rank-sum", "permutation"])
def test_computed_outcomes_in_arms_give_what_one_at_a_time_gives(method: str, strata: str | None) -> None:
    rng = np.random.default_rng(9)
    frame = pd.DataFrame(np.log10(rng.integers(1, 40, (14, 25)) / 7), columns=[f"g{k}" for k in range(25)])
    frame = frame.mask(rng.random(frame.shape) < 0.05).assign(arm=list("xyxxyyx") * 2, centre=list("aaaabbbbbbaabb"))
    asked = {"arm": "arm", "strata": strata, "method": method}
    found = bs.screen(frame, outcomes=[f"g{k}" for k in range(25)], **asked)
    for k in range(25):
        one = bs.compare(frame, outcome=f"g{k}", missing="drop", **asked)
        ours = (found.p_value[k], found.estimate[k], found.conf_low[k], found.conf_high[k])
        assert ours == (one.p_value, one.estimate, one.conf_low, one.conf_high)


def _signs(n: int) -> list[tuple[int, ...]]:
    return [tuple(1 - 2 * ((k >> j) & 1) for j in range(n)) for k in range(2**n)]
