"""Options that cannot be: a UsageError that names the option, never an error of NumPy, and exit code 2."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats import plan
from biomarker_stats.methods.preclinical.synchronised import synchronised_test

FRAME = pd.DataFrame(
    {"before": [1, 2, 3, 4, 6], "after": [2, 4, 7, 3, 9], "arm": list("xxyyy"), "dose": [1, 1, 2, 3, 3]}
)
CALLS: dict[str, Callable[..., Any]] = {
    "paired": lambda **options: bs.paired(FRAME, **options),
    "compare": lambda **options: bs.compare(FRAME, outcome="after", **options),
    "trend": lambda **options: bs.trend(FRAME, outcome="after", **options),
    "table": lambda **options: bs.table([[4, 1, 2], [1, 5, 3]], method="freeman-halton", **options),
    "westfall_young": lambda **options: bs.westfall_young(FRAME, before=["before"], after=["after"], **options),
}


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True, 2**63])
@pytest.mark.parametrize("reference", ["exact", "monte-carlo"])
@pytest.mark.parametrize("call", CALLS)
def test_a_seed_that_is_none_is_refused_whether_it_is_used_or_not(call: str, reference: str, seed: object) -> None:
    with pytest.raises(bs.UsageError, match=f"seed must be a whole number from 0 to .*, got {seed!r}"):
        CALLS[call](reference=reference, seed=seed)


@pytest.mark.parametrize("call", CALLS)
def test_a_seed_of_numpy_is_the_same_seed(call: str) -> None:
    plain, numpy = (CALLS[call](reference="monte-carlo", n_resamples=99, seed=seed) for seed in (0, np.int64(0)))
    assert plain.seed == 0
    assert type(numpy.seed) is int
    assert plain.to_dict() == numpy.to_dict() if hasattr(plain, "to_dict") else plain == numpy


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"n_resamples": 0}, "n_resamples must be between 1 and 100,000,000, got 0"),
        ({"n_resamples": 9.5}, "n_resamples must be between 1 and 100,000,000, got 9.5"),
        ({"confidence": 1.0}, "confidence must be at least 0.5 and below 1"),
        ({"confidence": "95%"}, "confidence must be at least 0.5 and below 1 .*, got '95%'"),
        ({"timeout": "soon"}, "timeout must be a positive number of seconds, got 'soon'"),
    ],
)
def test_numbers_out_of_range_or_that_are_none(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(bs.UsageError, match=message):
        bs.paired(FRAME, **asked)


def test_simulations_and_searches_refuse_such_seeds_too() -> None:
    arms = [np.array(v) for v in ([5.0, 6, 7], [1.0, 2, 3], [2.0, 3, 1], [20.0, 21, 22])]
    calls: tuple[Callable[[Any], object], ...] = (
        lambda seed: plan.interaction_power(n=4, effect=3.0, seed=seed),
        lambda seed: bs.trace("carracedo2008", seed=seed),
        lambda seed: synchronised_test(arms, ["C", "A", "B", "AB"], seed=seed),
    )
    for call in calls:
        with pytest.raises(bs.UsageError, match=r"seed must be a whole number from 0 to .*, got -1"):
            call(-1)
    for call in calls[:2]:
        with pytest.raises(bs.UsageError, match="seed"):
            call(None)


def test_commands_stop_with_exit_code_2(run: Callable[..., Any], tmp_path: Path) -> None:
    FRAME.to_csv(tmp_path / "trial.csv", index=False)
    trial = tmp_path / "trial.csv"
    for asked in (
        ("test", trial, "--before", "before", "--after", "after", "--reference", "monte-carlo"),
        ("table", "4,0;1,5"),
        ("screen", trial, "--outcomes", "after", "--arm", "arm"),
        ("plan", "interaction", "--n", 4, "--effect", 3),
    ):
        stopped = run(*asked, "--seed", -1)
        assert stopped.code == 2, asked
        assert stopped.err.startswith("seed must be a whole number from 0 to"), asked


def test_a_choice_without_bearing_is_said() -> None:
    frame = pd.DataFrame({"before": [1, 2, 3, 4], "after": [2, 2, 5, 7]})
    zeros = "zeros='pratt' has no bearing on this test and was not used"
    assert zeros in bs.paired(frame, method="sign", zeros="pratt").notes
    assert zeros not in bs.paired(frame, zeros="pratt").notes
    assert bs.paired(frame, zeros="pratt").p_value == 0.25
    idle = "two_sided='minlike' has no bearing on this test and was not used"
    assert idle in bs.paired(frame, alternative="greater", two_sided="minlike").notes
    assert idle in bs.table([[3, 1], [1, 4]], method="chi2", two_sided="minlike").notes
    assert idle not in bs.paired(frame, two_sided="minlike").notes
