"""Trend tests speak in the reader's units: doses and outcomes as they were given, not as whole numbers."""

import itertools
from fractions import Fraction

import pandas as pd
import pytest

import biomarker_stats as bs

DOSES, EVENTS = ["0.1", "0.1", "0.2", "0.3", "0.25"], [0, 1, 0, 1, 1]
FRAME = pd.DataFrame({"outcome": EVENTS, "dose": [float(d) for d in DOSES]})


def by_enumeration(x: list[Fraction], y: list[Fraction]) -> tuple[Fraction, Fraction]:
    """Return Σ x·y and the share of the permutations of y whose sum is as far from the mean."""
    sums = [sum(a * b for a, b in zip(x, order, strict=True)) for order in itertools.permutations(y)]
    mean = Fraction(sum(sums), len(sums))
    return sums[0], Fraction(sum(abs(s - mean) >= abs(sums[0] - mean) for s in sums), len(sums))


@pytest.mark.parametrize("method", ["cochran-armitage", "linear-by-linear"])
def test_statistic_and_p_by_enumeration(method: str) -> None:
    statistic, p = by_enumeration([Fraction(d) for d in DOSES], [Fraction(e) for e in EVENTS])
    result = bs.trend(FRAME, method=method)
    assert (result.statistic, result.p_value) == (float(statistic), pytest.approx(float(p)))
    assert result.statistic == 0.65  # 0.1 + 0.3 + 0.25, the doses of the events


def test_outcomes_with_decimals() -> None:
    outcome = ["0.5", "1.25", "2", "0.75"]
    statistic, p = by_enumeration([Fraction(d) for d in DOSES[:4]], [Fraction(y) for y in outcome])
    frame = FRAME[:4].assign(outcome=[float(y) for y in outcome])
    result = bs.trend(frame, method="linear-by-linear")
    assert (result.statistic, result.p_value) == (float(statistic), pytest.approx(float(p)))


@pytest.mark.parametrize("levels", [(0, 1), (1, 2), (-0.5, 7)])
def test_the_event_is_the_larger_of_two_outcomes_however_written(levels: tuple[float, float]) -> None:
    result = bs.trend(FRAME.assign(outcome=[levels[e] for e in EVENTS]), method="cochran-armitage")
    assert (result.statistic, result.statistic_name) == (0.65, "sum of dose scores of the events")


def test_attainable_sums_are_in_the_same_units() -> None:
    distribution = bs.trend(FRAME, method="cochran-armitage").distribution
    assert distribution is not None
    sums = {sum(c) for c in itertools.combinations([Fraction(d) for d in DOSES], 3)}
    assert distribution.support.tolist() == sorted(map(float, sums))


def test_of_a_table_the_scores_given_are_used() -> None:
    result = bs.table([[1, 3], [2, 2], [4, 0]], method="cochran-armitage", row_scores=[0.1, 0.2, 0.4])
    assert result.statistic == pytest.approx(0.1 + 2 * 0.2 + 4 * 0.4)  # events stand in the first column
