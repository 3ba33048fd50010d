"""The formulas on the page of methods give the statistics that the package prints, computed here by NumPy and SciPy."""

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, rankdata

import biomarker_stats as bs

Y = np.array([1, 4, 2, 7, 9, 3, 8, 8, 11.0])
N = len(Y)
FIRST = np.array([True] * 4 + [False] * 5)
R = rankdata(Y)
TIMES, EVENT = np.array([3, 5, 5, 8, 9, 2, 7, 7, 12.0]), np.array([1, 1, 0, 1, 1, 1, 0, 1, 1])
STRATUM = np.array([0, 0, 1, 1, 0, 1, 0, 1, 1])
DOSE, BLOCK = np.repeat([0, 1, 2], 3), np.tile([0, 1, 2], 3)
HIGH = (Y > 5).astype(int)
FRAME = pd.DataFrame(
    {"outcome": Y, "arm": np.where(FIRST, "a", "b"), "dose": DOSE, "block": BLOCK, "stratum": STRATUM, "event": EVENT}
)


def averaged(scores: Any) -> Any:
    """Give units their scores by rank, averaged over ties, and keep those of the first arm."""
    own = np.asarray(scores, dtype=float)[np.argsort(np.argsort(Y, kind="stable"), kind="stable")]
    return np.array([own[value == Y].mean() for value in Y])[FIRST]


RANK = np.arange(1, N + 1)
DISTANCE = np.abs(Y - np.where(FIRST, Y[FIRST].mean(), Y[~FIRST].mean()))
V1, V2 = (np.var(R[arm] - rankdata(Y[arm]), ddof=1) for arm in (FIRST, ~FIRST))


def hazard(time: float) -> float:
    past = np.unique(TIMES[time >= TIMES])
    return float(sum(((at == TIMES) & (EVENT == 1)).sum() / (at <= TIMES).sum() for at in past))


TWO_ARMS = {
    "rank-sum": R[FIRST].sum(),
    "permutation": Y[FIRST].sum(),
    "normal-scores": averaged(norm.ppf(RANK / (N + 1))).sum(),
    "savage": averaged([sum(1 / (N - j + 1) for j in range(1, k + 1)) - 1 for k in RANK]).sum(),
    "ansari-bradley": averaged(np.minimum(RANK, N + 1 - RANK)).sum(),
    "klotz": averaged(norm.ppf(RANK / (N + 1)) ** 2).sum(),
    "mood": averaged((RANK - (N + 1) / 2) ** 2).sum(),
    "squared-ranks": (rankdata(DISTANCE) ** 2)[FIRST].sum(),
    "brunner-munzel": (R[FIRST].mean() - R[~FIRST].mean()) / (N * math.sqrt(V1 / (4 * 5**2) + V2 / (5 * 4**2))),
}


@pytest.mark.parametrize("method", TWO_ARMS)
def test_two_arms(method: str) -> None:
    assert bs.compare(FRAME, method=method, arms=["a", "b"]).statistic == pytest.approx(TWO_ARMS[method], abs=1e-9)


def test_strata_and_times() -> None:
    weighted = sum(rankdata(Y[s])[FIRST[s]].sum() / (s.sum() + 1) for s in (STRATUM == 0, STRATUM == 1))
    found = bs.compare(FRAME, method="van-elteren", arms=["a", "b"], strata="stratum")
    assert found.statistic == pytest.approx(weighted, abs=1e-12)
    log_rank = sum(hazard(t) - e for t, e in zip(TIMES[FIRST], EVENT[FIRST], strict=True))
    times = bs.compare(FRAME.assign(outcome=TIMES), method="log-rank", arms=["a", "b"], event="event")
    assert times.statistic == pytest.approx(log_rank, abs=1e-12)


def test_several_arms() -> None:
    ties = 1 - sum(k**3 - k for k in np.unique(Y, return_counts=True)[1]) / (N**3 - N)
    h = 12 / (N * (N + 1)) * sum(3 * (R[k == DOSE].mean() - (N + 1) / 2) ** 2 for k in range(3)) / ties
    between = (N - 1) * sum(3 * (Y[k == DOSE].mean() - Y.mean()) ** 2 for k in range(3)) / ((Y - Y.mean()) ** 2).sum()
    arms = FRAME.assign(arm=DOSE)
    assert bs.compare(arms, method="kruskal-wallis").statistic == pytest.approx(h, abs=1e-12)
    assert bs.compare(arms, method="one-way-permutation").statistic == pytest.approx(between, abs=1e-12)


def test_ordered_arms() -> None:
    pairs = list(itertools.combinations(range(N), 2))
    expected = {
        "jonckheere-terpstra": sum((Y[i] < Y[k]) + (Y[i] == Y[k]) / 2 for i, k in pairs if DOSE[i] < DOSE[k]),
        "linear-by-linear": (DOSE * Y).sum(),
        "spearman": (rankdata(DOSE) * R).sum(),
        "kendall": sum(np.sign(DOSE[i] - DOSE[k]) * np.sign(Y[i] - Y[k]) for i, k in pairs),
    }
    assert {name: bs.trend(FRAME, method=name).statistic for name in expected} == pytest.approx(expected)
    events = bs.trend(FRAME.assign(outcome=HIGH), method="cochran-armitage")
    assert events.statistic == (DOSE * HIGH).sum()


def test_blocks() -> None:
    cells = Y.reshape(3, 3).T  # a row a block, a column an arm
    sums = np.array([rankdata(row) for row in cells]).sum(axis=0)
    events = HIGH.reshape(3, 3).T
    g, block = events.sum(axis=0), events.sum(axis=1)
    q = 2 * (3 * (g**2).sum() - g.sum() ** 2) / (3 * block.sum() - (block**2).sum())
    arms = FRAME.assign(arm=DOSE)
    friedman = bs.compare(arms, method="friedman", strata="block").statistic
    assert friedman == pytest.approx(12 / (3 * 3 * 4) * (sums**2).sum() - 3 * 3 * 4)  # no ties within a block
    assert bs.trend(FRAME, method="page", strata="block").statistic == (np.arange(1, 4) * sums).sum()
    found = bs.compare(arms.assign(outcome=HIGH), method="cochran-q", strata="block").statistic
    assert found == pytest.approx(q)


def test_tables_of_pairs() -> None:
    counts = np.array([[2, 6, 1], [0, 2, 3], [1, 0, 4]])
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    moved = sum((k - j) * counts[j, k] for j in range(3) for k in range(3))
    d = (rows - columns)[:2]
    v = -(counts + counts.T)[:2, :2].astype(float)
    np.fill_diagonal(v, (rows + columns - 2 * np.diag(counts))[:2])
    s = d @ np.linalg.inv(v) @ d
    expected = {"marginal-homogeneity": moved, "stuart-maxwell": s, "bhapkar": s / (1 - s / counts.sum())}
    found = {name: bs.table(counts, method=name, paired=True).statistic for name in expected}
    assert found == pytest.approx(expected)
    z = {"mcnemar": 6, "mcnemar-chi2": 5 / 7**0.5, "mcnemar-chi2-corrected": 4 / 7**0.5}
    z["mcnemar-unconditional"] = 5 / 7**0.5
    assert {name: bs.table([[2, 6], [1, 2]], method=name, paired=True).statistic for name in z} == pytest.approx(z)


def test_tables_of_counts() -> None:
    pooled, unpooled = (0.5 / math.sqrt(v) for v in (0.45 * 0.55 * 0.2, 0.7 * 0.3 / 10 + 0.2 * 0.8 / 10))
    corrected = 2 * (2.5 - 0.5) ** 2 * (1 / 4.5 + 1 / 5.5)  # counts 7 3 / 2 8, expected 4.5 5.5 in both rows
    expected = {"z-pooled": pooled, "z-unpooled": unpooled, "santner-snell": 0.5, "fisher": 7}
    expected |= {"chi2": pooled**2, "chi2-corrected": corrected}
    found = {name: bs.table([[7, 3], [2, 8]], method=name).statistic for name in expected}
    assert found == pytest.approx(expected)

    counts = np.array([[2, 1, 0], [1, 3, 2], [0, 1, 4]])
    e = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    g2 = 2 * sum(n * math.log(n / m) for n, m in zip(counts.ravel(), e.ravel(), strict=True) if n)
    larger = {"pearson-exact": ((counts - e) ** 2 / e).sum(), "likelihood-ratio-exact": g2}
    assert {name: bs.table(counts, method=name).statistic for name in larger} == pytest.approx(larger)
    assert bs.table([[[3, 1], [1, 4]], [[2, 1], [2, 3]]], method="cmh").statistic == 5
    assert bs.proportion(3, 10, method="wilson").statistic == pytest.approx((3 - 5) / math.sqrt(10 / 4))
