"""Error rates of the adjusted p values in seeded simulations of correlated, tied, incomplete panels."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

import biomarker_stats as bs

LEVEL, PANELS, MARKERS, UNITS = 0.1, 400, 30, 8


def one_panel(rng: np.random.Generator, moved: int) -> pd.DataFrame:
    """Return changes of correlated markers, the first ``moved`` of them shifted; decimals so that ties occur."""
    shared = rng.normal(size=(UNITS, 1))
    change = 0.6 * shared + 0.8 * rng.normal(size=(UNITS, MARKERS))
    change[:, :moved] += 1.6
    change = change.round(1)
    change[rng.random(change.shape) < 0.05] = np.nan
    readings = np.hstack([np.zeros_like(change), change])
    return pd.DataFrame(
        readings, columns=[*(f"g{k}_pre" for k in range(MARKERS)), *(f"g{k}_post" for k in range(MARKERS))]
    )


def rates(moved: int) -> tuple[float, float, float]:
    """Return how often maxT and Tarone reject a true H0, and the mean false discovery proportion of q."""
    rng = np.random.default_rng(20261125 + moved)
    by_maxt = by_tarone = 0
    proportions = []
    for _ in range(PANELS):
        frame = one_panel(rng, moved)
        names = list(frame.columns)
        found = bs.screen(frame, before=names[:MARKERS], after=names[MARKERS:], intervals=False)
        by_maxt += bool((found.p_maxt[moved:] <= LEVEL).any())
        by_tarone += bool((found.p_tarone[moved:] <= LEVEL).any())
        rejected = found.q_discrete <= LEVEL
        proportions.append(rejected[moved:].sum() / max(rejected.sum(), 1))
    return by_maxt / PANELS, by_tarone / PANELS, float(np.mean(proportions))


def test_family_wise_error_and_false_discovery_rate_hold_where_nothing_moves_and_where_some_markers_do() -> None:
    # three standard errors of a proportion 0.1 in 400 panels are 0.045
    for moved in (0, 10):
        by_maxt, by_tarone, false = rates(moved)
        assert max(by_maxt, by_tarone, false) <= LEVEL + 0.045, moved
        assert moved or by_maxt > 0  # the simulation can tell: maxT does reject now and then


def smallest_p_never_falls_below_its_level_too_often(smallest: list[float]) -> bool:
    """Whether, over all equally likely arrangements, P(smallest adjusted p ≤ α) ≤ α at every α it can take."""
    found = np.array(smallest)
    return all(np.mean(found <= level) <= level + 1e-12 for level in np.unique(found))


def test_family_wise_error_of_maxt_is_exact_over_all_sign_flips_of_an_incomplete_panel() -> None:
    rng = np.random.default_rng(41)
    change = rng.normal(size=(6, 5)).round(1)
    change[0, 1] = change[3, 4] = np.nan
    names = [f"g{k}" for k in range(10)]
    for alternative in ("two-sided", "greater"):
        smallest = []
        for pattern in range(64):
            signs = np.array([1 - 2 * ((pattern >> unit) & 1) for unit in range(6)])[:, np.newaxis]
            frame = pd.DataFrame(np.hstack([np.zeros((6, 5)), signs * change]), columns=names)
            asked: dict[str, Any] = {
                "before": names[:5],
                "after": names[5:],
                "alternative": alternative,
                "intervals": False,
            }
            smallest.append(float(np.min(bs.screen(frame, **asked).p_maxt)))
        assert smallest_p_never_falls_below_its_level_too_often(smallest)


def test_family_wise_error_of_maxt_is_exact_over_all_relabellings_of_an_incomplete_panel() -> None:
    rng = np.random.default_rng(43)
    readings = rng.normal(size=(7, 5)).round(1)
    readings[0, 1] = readings[3, 4] = readings[5, 4] = np.nan
    frame = pd.DataFrame(readings, columns=[f"g{k}" for k in range(5)])
    for method in ("rank-sum", "permutation"):
        smallest = []
        for chosen in combinations(range(7), 3):
            arm = ["x" if unit in chosen else "y" for unit in range(7)]
            asked: dict[str, Any] = {
                "outcomes": list(frame.columns),
                "arm": "arm",
                "arms": ["x", "y"],
                "method": method,
            }
            found = bs.screen(frame.assign(arm=arm), **asked, intervals=False)
            smallest.append(float(np.min(found.p_maxt)))
        assert smallest_p_never_falls_below_its_level_too_often(smallest)


def test_swapping_the_arms_turns_the_estimate_round_and_leaves_every_p() -> None:
    frame = one_panel(np.random.default_rng(47), 3)
    outcomes = list(frame.columns[MARKERS:])
    frame["arm"] = list("xxxyyyyy")
    there, back = (bs.screen(frame, outcomes=outcomes, arm="arm", arms=arms) for arms in (["x", "y"], ["y", "x"]))
    for column in ("p_value", "p_min", "p_maxt", "p_tarone", "q_discrete"):
        np.testing.assert_array_equal(getattr(there, column), getattr(back, column))
    np.testing.assert_array_equal(there.estimate, -back.estimate)
