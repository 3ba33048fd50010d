"""bs.westfall_young: reference values, designs, references, records and refusals."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from biomarker_stats.errors import DataError, ExactTooLarge, UsageError
from biomarker_stats.methods.westfall_young import westfall_young

CASES_FILE = Path(__file__).resolve().parent.parent / "reference" / "exact.json"
CASES: dict[str, dict[str, Any]] = {
    case["id"]: case for case in json.loads(CASES_FILE.read_text(encoding="utf-8"))["cases"]
}


def frame_of(differences: list[list[float]]) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    m = len(differences)
    before = {f"marker{k}_before": np.zeros(len(differences[0])) for k in range(m)}
    after = {f"marker{k}_after": row for k, row in enumerate(differences)}
    return pd.DataFrame({**before, **after}), {"before": list(before), "after": list(after)}


FRAME, COLUMNS = frame_of(CASES["maxT_stepdown_12x10"]["input"]["D"])


def test_step_down_maxt_gives_the_reference_values() -> None:
    """R multtest::mt.maxT, complete 1024 sign flips."""
    found = westfall_young(FRAME, **COLUMNS)
    assert found.adjusted == pytest.approx(CASES["maxT_stepdown_12x10"]["expected"], abs=1e-9)
    assert found.p_values == pytest.approx(CASES["maxT_raw_12x10"]["expected"], abs=1e-9)
    assert (found.reference, found.n_arrangements, found.n_resamples) == ("exact", 1024, None)
    assert found.names[:2] == ("marker0", "marker1")
    assert found.p_min_attainable is not None
    assert 1 / 512 <= found.p_min_attainable <= min(found.adjusted)


def test_tenths_give_what_integers_give() -> None:
    """0.1 + 0.2 ties 0.3: the same differences in one-decimal units."""
    tenths = FRAME / 10
    assert westfall_young(tenths, **COLUMNS).adjusted == westfall_young(FRAME, **COLUMNS).adjusted


def test_one_sided_alternatives_mirror_each_other() -> None:
    swapped = {"before": COLUMNS["after"], "after": COLUMNS["before"]}
    up = westfall_young(FRAME, **COLUMNS, alternative="greater")
    down = westfall_young(FRAME, **swapped, alternative="less")
    assert up.adjusted == down.adjusted
    assert max(up.p_values) > 1 / 2 or min(up.p_values) < min(westfall_young(FRAME, **COLUMNS).p_values)


ARMS = pd.DataFrame(
    {
        "ki67": [3, 4, 4, 1, 0, 1, 2],
        "perk": [2, 0, 1, 2, 1, 0, 1],
        "arm": ["weekly", "weekly", "weekly", "daily", "daily", "daily", "daily"],
        "site": ["a", "a", "b", "a", "a", "b", "b"],
    }
)


def test_one_endpoint_needs_no_adjustment() -> None:
    """Rank-sum by hand: weekly holds the three largest values, one of C(7, 3) = 35 relabellings."""
    found = westfall_young(ARMS, outcomes=["ki67"], arm="arm", scores="ranks", alternative="greater")
    assert found.adjusted == (1 / 35,)
    assert found.p_values == (1 / 35,)
    assert found.n == {"weekly": 3, "daily": 4}


@pytest.mark.parametrize("statistic", ["t", "sum", "minp"])
@pytest.mark.parametrize("step", ["down", "single"])
def test_two_arms_swap_and_strata(statistic: Any, step: Any) -> None:
    options = {"outcomes": ["ki67", "perk"], "arm": "arm", "statistic": statistic, "step": step}
    plain = westfall_young(ARMS, **options, alternative="greater")
    swapped = westfall_young(ARMS, **options, alternative="less", arms=["daily", "weekly"])
    assert plain.adjusted == swapped.adjusted
    strata = westfall_young(ARMS, **options, strata="site")
    assert strata.n_arrangements == 18  # C(4, 2) · C(3, 1)
    assert strata.strata == ("a", "b")
    assert all(p <= q for p, q in zip(strata.p_values, strata.adjusted, strict=True))


def test_an_endpoint_named_twice_is_taken_twice() -> None:
    twice = westfall_young(ARMS, outcomes=["ki67", "ki67"], arm="arm")
    assert (
        set(twice.adjusted) == set(twice.p_values) == set(westfall_young(ARMS, outcomes=["ki67"], arm="arm").p_values)
    )
    pairs = westfall_young(FRAME, before=["marker0_before"] * 2, after=["marker5_after"] * 2)
    assert pairs.adjusted == (0.015625, 0.015625)  # raw p of marker 5, R multtest


def test_constant_endpoints_have_p_one() -> None:
    frame = ARMS.assign(flat=5)
    found = westfall_young(frame, outcomes=["flat", "ki67"], arm="arm")
    assert found.p_values[0] == found.adjusted[0] == 1.0
    alone, columns = frame_of([[0, 0, 0]])
    assert westfall_young(alone, **columns).adjusted == (1.0,)


def test_too_many_flips_name_monte_carlo_and_auto_takes_it() -> None:
    frame, columns = frame_of(np.random.default_rng(1).integers(-2, 4, size=(3, 26)).tolist())
    with pytest.raises(ExactTooLarge, match="reference='monte-carlo' with a seed"):
        westfall_young(frame, **columns, reference="exact")
    found = westfall_young(frame, **columns, n_resamples=999, seed=5)
    assert (found.reference, found.n_resamples, found.seed) == ("monte-carlo", 999, 5)
    assert found.notes[0].startswith("reference='auto' chose Monte Carlo")
    assert min(found.adjusted) >= 1 / 1000
    assert found == westfall_young(frame, **columns, n_resamples=999, seed=5)
    unseeded = westfall_young(frame, **columns, n_resamples=99, reference="monte-carlo")
    again = westfall_young(frame, **columns, n_resamples=99, reference="monte-carlo", seed=unseeded.seed)
    assert unseeded.adjusted == again.adjusted


def test_ordinal_text_needs_its_scale() -> None:
    """Four rises of four: 2 of 16 sign patterns are as extreme."""
    text = pd.DataFrame({"pre": ["–", "–", "+", "–"], "post": ["++", "+", "++", "++"]})
    found = westfall_young(text, before=["pre"], after=["post"], scale=["–", "+", "++"])
    assert found.adjusted == (0.125,)
    assert found.names == ("pre → post",)
    with pytest.raises(DataError, match="is not a number") as refused:
        westfall_young(text, before=["pre"], after=["post"])
    assert len(refused.value.violations) == 8


def test_missing_values_are_refused_or_counted() -> None:
    holes = FRAME.copy()
    holes.loc[2, "marker3_after"] = np.nan
    with pytest.raises(DataError, match="row 3, column marker3_after: is missing"):
        westfall_young(holes, **COLUMNS)
    found = westfall_young(holes, **COLUMNS, missing="drop")
    assert found.excluded == {"missing in at least one endpoint": 1}
    assert found.n == {"pairs": 9}


def test_values_of_many_digits_are_noted() -> None:
    frame, columns = frame_of(np.random.default_rng(2).normal(size=(4, 6)).tolist())
    assert "too many digits" in westfall_young(frame, **columns).notes[0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "columns of one design"),
        ({"before": ["ki67"], "after": ["perk"], "arm": "arm"}, "columns of one design"),
        ({"before": ["ki67"], "after": []}, "same number of columns"),
        ({"before": ["ki67"], "after": ["perk"], "strata": "site"}, "leave strata="),
        ({"outcomes": [], "arm": "arm"}, "at least one column"),
        ({"outcomes": "ki67", "arm": "arm"}, "give a list of column names"),
        ({"outcomes": ["ki76"], "arm": "arm"}, "did you mean 'ki67'"),
        ({"outcomes": ["ki67"], "arm": "perk"}, "holds 3 arms"),
        ({"outcomes": ["ki67"], "arm": "arm", "statistic": "maxT"}, "statistic must be one of t, sum, minp"),
        ({"outcomes": ["ki67"], "arm": "arm", "reference": "asymptotic"}, "reference must be one of"),
        ({"outcomes": ["ki67"], "arm": "arm", "n_resamples": 0}, "n_resamples must be between"),
        ({"outcomes": ["ki67"], "arm": "arm", "missing": "skip"}, "missing must be 'error' or 'drop'"),
    ],
)
def test_calls_that_cannot_be_right_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        westfall_young(ARMS, **options)


def test_no_frame_and_no_rows_are_refused() -> None:
    with pytest.raises(UsageError, match="expected a pandas DataFrame"):
        westfall_young({"a": [1]}, before=["a"], after=["a"])  # type: ignore[arg-type]  # the refusal is the point
    with pytest.raises(DataError, match="the table has no rows"):
        westfall_young(ARMS.iloc[:0], outcomes=["ki67"], arm="arm")
