"""Analysis results data: the columns of R's cards, one statistic a row, nothing rounded and nothing lost."""

import math
from dataclasses import fields, replace

import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.methods import ard as ard_module

# the columns that print in R's cards 0.6, without its list of formatting functions; the last is ours
CARDS = [
    "group1",
    "group1_level",
    "variable",
    "context",
    "stat_name",
    "stat_label",
    "stat",
    "warning",
    "error",
    "method",
]
KEY = ["context", "method", "group1_level", "stat_name", "stat_label"]


@pytest.fixture(scope="module")
def arms() -> pd.DataFrame:
    return pd.DataFrame({"outcome": [2, 1, 1, 2, 0, 0, 1, 0, 0, 0], "arm": ["weekly"] * 4 + ["daily"] * 6})


def stats(rows: pd.DataFrame) -> dict[str, object]:
    compared = rows[rows["group1_level"].isna()]
    return dict(zip(compared["stat_name"], compared["stat"], strict=True))


def test_a_result_on_its_own_keeps_every_value_at_full_precision(arms: pd.DataFrame) -> None:
    result = bs.compare(arms)
    rows = bs.ard(result, variable="change", group="schedule")
    assert list(rows.columns) == CARDS
    found = stats(rows)
    for name in (
        "estimate",
        "conf_low",
        "conf_high",
        "statistic",
        "p_value",
        "mid_p_value",
        "p_min_attainable",
        "n_used",
    ):
        assert found[name] == getattr(result, name)
        assert isinstance(found[name], int | float)
    assert found["p_value"] == 3 / 210  # 3 of the 210 ways to choose 4 of 10 are as extreme: enumerated in test_cli
    assert set(rows["variable"]) == {"change"}
    sizes = rows[rows["stat_name"] == "n"]
    assert sizes[["group1", "group1_level", "stat"]].to_numpy().tolist() == [
        ["schedule", "weekly", 4],
        ["schedule", "daily", 6],
    ]


def test_what_a_method_does_not_define_has_no_row_and_what_it_does_has_one(arms: pd.DataFrame) -> None:
    for method in ("rank-sum", "welch-t", "kruskal-wallis"):
        result = bs.compare(arms, method=method)
        found = stats(bs.ard(result))
        counted = {"n", "excluded", "notes", "effects", "strata", "method", "title", "estimand", "statistic_name"}
        plain = {field.name for field in fields(result)} - counted - {"distribution", "conf_level", "conf_method"}
        defined = {name for name in plain if getattr(result, name) is not None}
        assert {name for name in found if name in plain} == defined
        assert ("conf_level" in found) == (result.conf_low is not None)


def test_effects_exclusions_and_notes_come_along() -> None:
    frame = pd.DataFrame({"before": [1, 2, 3, None], "after": [2, 4, 6, 1]})
    rows = bs.ard(bs.paired(frame, missing="drop", method="paired-t", effect_size="hedges"))
    assert rows.loc[rows["stat_name"] == "n_excluded_1", "stat"].tolist() == [1]
    assert rows["stat_name"].str.startswith("effect_1").any()
    noted = replace(bs.paired(frame, missing="drop"), notes=("first", "second"))
    assert set(bs.ard(noted)["warning"]) == {"first; second"}
    assert bs.ard(replace(noted, notes=()))["warning"].isna().all()


def test_an_open_interval_stays_infinite() -> None:
    found = stats(bs.ard(bs.table([[4, 0], [1, 5]])))
    assert found["conf_high"] == math.inf
    assert found["estimate"] == math.inf


def test_a_study_gives_every_result_of_every_analysis_once(seed_study: bs.Study) -> None:
    rows = bs.ard(seed_study)
    analyses = bs.run_analyses(seed_study)
    assert not rows.duplicated(subset=KEY).any()
    expected = [result.p_value for each in analyses for result in each.results]
    assert rows.loc[rows["stat_name"] == "p_value", "stat"].tolist() == expected
    assert list(dict.fromkeys(rows["context"]))[: len(analyses)] == [each.analysis.id for each in analyses]
    assert rows["error"].isna().all()
    assert bs.ard(analyses).equals(rows[rows["context"].isin([each.analysis.id for each in analyses])])
    schedule = rows[(rows["context"] == "change_by_schedule") & (rows["stat_name"] == "n")]
    assert set(schedule["group1"]) == {"schedule"}
    assert set(schedule["variable"]) == {"change"}


def test_what_cannot_be_computed_is_a_row_with_its_error(seed_study: bs.Study, monkeypatch: pytest.MonkeyPatch) -> None:
    real = ard_module.run_analysis

    def fails_for_sign(study: bs.Study, analysis: object) -> object:
        if analysis.methods[0].method == "sign":  # type: ignore[attr-defined]
            msg = "too many patterns — use reference='monte-carlo'"
            raise ExactTooLarge(msg)
        return real(study, analysis)  # type: ignore[arg-type]

    whole = bs.ard(seed_study)
    monkeypatch.setattr(ard_module, "run_analysis", fails_for_sign)
    rows = bs.ard(seed_study)
    failed = rows[rows["error"].notna()]
    assert set(failed["error"]) == {"too many patterns — use reference='monte-carlo'"}
    assert set(failed["method"]) == {"sign"}
    assert failed["stat"].isna().all()
    kept = rows[rows["error"].isna()]
    assert kept["stat"].tolist() == whole.loc[whole["method"] != "exact sign test", "stat"].tolist()


def test_a_pre_clinical_analysis_gives_its_comparisons() -> None:
    """Of the 6 ways to choose two mice of four, 2 put one arm wholly above the other: the exact floor is 2/6."""
    frame = pd.DataFrame({"mouse": list("abcd"), "weight": [1.0, 2.0, 5.0, 7.0], "arm": ["v", "v", "t", "t"]})
    found = bs.pairwise(frame, outcome="weight", unit="mouse")
    rows = bs.ard([found, bs.proportion(5, 10)])
    assert set(rows["context"]) == {comparison.name for comparison in found.comparisons} | {"clopper-pearson"}
    adjusted = rows.loc[rows["stat_name"] == "p_adjusted", "stat"].tolist()
    assert set(rows.loc[rows["stat_name"] == "p_floor", "stat"]) == {2 / 6}
    assert adjusted == [p for comparison in found.comparisons for p in comparison.adjusted if p is not None]


def test_the_experiments_of_a_study_come_along_and_no_two_rows_are_one() -> None:
    study = bs.load_study("combination_simulated")
    rows = bs.ard(study)
    assert rows["error"].isna().all()
    assert not rows.duplicated(subset=KEY).any()
    experiments = {experiment.id for experiment in study.manifest.experiments if not experiment.design_only}
    assert {context.split(":")[0] for context in rows["context"]} == experiments
    arm = rows[(rows["stat_name"] == "n") & rows["context"].str.startswith("xenograft: growth")]
    assert set(arm["group1_level"]) >= {"vehicle"}


def test_no_results_give_no_rows_and_other_things_are_refused() -> None:
    assert bs.ard([]).empty
    assert list(bs.ard([]).columns) == CARDS
    for wrong in (3, "carracedo2008", pd.DataFrame({"p": [1]}), [bs.proportion(5, 10), None]):
        with pytest.raises(bs.UsageError, match="ard takes a Result, the results of a study, or several of them, got"):
            bs.ard(wrong)
