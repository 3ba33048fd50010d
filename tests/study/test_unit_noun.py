"""What a row is called: the same noun in sentences, tables and figures."""

import pytest

import biomarker_stats as bs
from biomarker_stats.methods.analyse import run_analyses
from biomarker_stats.plots import labels_of, report_figures
from biomarker_stats.study.manifest import Column, TableSpec
from biomarker_stats.study.unit_noun import unit_noun


@pytest.mark.parametrize(
    ("column", "title", "noun"),
    [
        ("patient", "Patient", "patient"),
        ("USUBJID", "", "subject"),
        ("subject", "USUBJID", "subject"),
        ("usubjid", "Unique Subject Identifier", "subject"),
        ("mouse_id", "Mouse ID", "mouse"),
        ("animal_no", "", "animal"),
        ("id", "", "unit"),
        ("ID", "Id", "unit"),
        ("place", "Place in the article", "place"),
        ("Gel", "", "gel"),
        ("PDX", "", "PDX"),
    ],
)
def test_the_noun_of_a_row(column: str, title: str, noun: str) -> None:
    assert unit_noun(TableSpec(file="t.csv", unit=column, columns={column: Column(type="id", title=title)})) == noun


def test_figures_of_subjects_speak_of_subjects() -> None:
    study = bs.load_study("adam_bds_simulated")
    results = run_analyses(study)
    assert labels_of(study, results[0]).unit == "subject"
    for figure in report_figures(study, results):
        assert "USUBJID" not in f"{figure.title} {figure.caption} {figure.alt_text}"
