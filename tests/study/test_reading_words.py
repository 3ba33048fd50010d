"""What two readings are called: before and after only where their columns say so."""

from dataclasses import replace

import pytest

import biomarker_stats as bs
from biomarker_stats.methods.analyse import run_analyses
from biomarker_stats.study.manifest import Column
from biomarker_stats.study.reading_words import ReadingWords, reading_words


def renamed(study: bs.Study, before: str, after: str) -> bs.Study:
    table = study.manifest.tables["trial"]
    columns = {
        **table.columns,
        "perk_pre": table.columns["perk_pre"].model_copy(update={"title": before}),
        "perk_post": table.columns["perk_post"].model_copy(update={"title": after}),
    }
    tables = {**study.manifest.tables, "trial": table.model_copy(update={"columns": columns})}
    return replace(study, manifest=study.manifest.model_copy(update={"tables": tables}))


def test_before_and_after_where_names_or_titles_say_so(seed_study: bs.Study) -> None:
    for before, after in (("p-ERK before", "p-ERK after"), ("", ""), ("Baseline", "Follow-up"), ("One", "Two")):
        assert reading_words(renamed(seed_study, before, after).manifest, "change") == ReadingWords()
    assert reading_words(bs.load_study("azt_antigen_1988").manifest, "change").in_time


def test_a_yes_or_no_has_no_two_readings(seed_study: bs.Study) -> None:
    assert reading_words(seed_study.manifest, "increased") == ReadingWords()


@pytest.mark.parametrize(
    ("endpoint", "before", "after"),
    [
        ("laevo_over_dextro", "1 (dextro)", "2 (laevo)"),
        ("dextro_gain", "without hypnotic", "1 (dextro)"),  # the remark in its title is left out
    ],
)
def test_two_drugs_in_the_same_patients_go_by_their_names(endpoint: str, before: str, after: str) -> None:
    words = reading_words(bs.load_study("student1908_sleep").manifest, endpoint)
    assert (words.before, words.after, words.in_time) == (before, after, False)
    assert words.higher == f"{after} higher than {before}"


def test_titles_alike_but_for_a_remark_are_kept_whole() -> None:
    manifest = bs.load_study("student1908_sleep").manifest
    table = manifest.tables["sleep"]
    columns = {
        **table.columns,
        "dextro": Column(type="number", title="Gain (first drug)"),
        "laevo": Column(type="number", title="Gain (second drug)"),
    }
    tables = {"sleep": table.model_copy(update={"columns": columns})}
    words = reading_words(manifest.model_copy(update={"tables": tables}), "laevo_over_dextro")
    assert (words.before, words.after) == ("gain (first drug)", "gain (second drug)")


def test_estimands_in_the_words_of_the_readings() -> None:
    words = ReadingWords("placebo", "drug", in_time=False)
    assert words.told("pseudo-median of after − before") == "pseudo-median of drug − placebo"
    changed = words.told("probability that a reading that changes increases")
    assert changed == "probability that drug is higher than placebo where they differ"
    assert ReadingWords().told("mean of after − before") == "mean of after − before"


def test_results_of_an_analysis_speak_of_the_columns() -> None:
    analysis = run_analyses(bs.load_study("student1908_sleep"))[0]
    assert analysis.main.estimand == "mean of 2 (laevo) − 1 (dextro)"
    assert analysis.main.statistic_name == "sum of 2 (laevo) − 1 (dextro)"
    assert analysis.main.estimate == pytest.approx(1.58)  # Student 1908, p. 20: mean of the differences, +1.58
