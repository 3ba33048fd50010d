"""The figures of a study's experiments: which there are, what they are called, that they say SIMULATED."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.plots import Figure
from biomarker_stats.plots.estimation_chart import marks_of
from biomarker_stats.plots.preclinical import preclinical_figures


@pytest.fixture(scope="module")
def study() -> bs.Study:
    return bs.load_study("combination_simulated")


@pytest.fixture(scope="module")
def results(study: bs.Study) -> tuple[ExperimentResults, ...]:
    return bs.run_experiments(study)


@pytest.fixture(scope="module")
def figures(study: bs.Study, results: tuple[ExperimentResults, ...]) -> tuple[Figure, ...]:
    return preclinical_figures(results, study=study)


def test_every_kind_of_experiment_has_its_figures(figures: tuple[Figure, ...]) -> None:
    assert [figure.name for figure in figures] == [
        "xenograft-growth-curves",
        "xenograft-growth-rates",
        "xenograft-time-to-volume",
        "xenograft-diagnostics",
        "weights-weights",
        "ki67-percentages",
        "tunel-percentages",
        "brdu-percentages",
        "growth_in_vitro-curves",
        "growth_in_vitro-rates",
        "blots-ratios",
        "qpcr-fold-change",
    ]
    assert {figure.width_mm for figure in figures} == {89, 183}


def test_simulated_stands_on_every_face_and_in_every_word(figures: tuple[Figure, ...]) -> None:
    for figure in figures:
        assert figure.caption.startswith("SIMULATED DATA. ")
        assert figure.alt_text.startswith("Simulated data. ")


def test_a_simulated_table_says_so_without_its_study(
    results: tuple[ExperimentResults, ...], figures: tuple[Figure, ...]
) -> None:
    (alone,) = preclinical_figures([found for found in results if found.id == "blots"])
    assert alone.svg == next(figure for figure in figures if figure.name == alone.name).svg
    bare = [replace(found, frame=found.frame.drop(columns="data")) for found in results if found.id == "blots"]
    (unmarked,) = preclinical_figures(bare)
    assert "SIMULATED" not in unmarked.caption
    assert unmarked.svg != alone.svg


def test_bytes_do_not_change(
    study: bs.Study, results: tuple[ExperimentResults, ...], figures: tuple[Figure, ...]
) -> None:
    some = [found for found in results if found.id in {"ki67", "growth_in_vitro", "qpcr"}]
    again = preclinical_figures(some, study=study)
    assert again == tuple(figure for figure in figures if figure.name in {each.name for each in again})


def test_every_figure_is_small_and_well_formed(figures: tuple[Figure, ...]) -> None:
    for figure in figures:
        ET.fromstring(figure.svg)  # noqa: S314 - our own bytes
        assert len(figure.svg) < 150_000
        assert figure.png.startswith(b"\x89PNG")
        assert "\n" not in figure.caption


def test_a_design_without_readings_has_no_figure(results: tuple[ExperimentResults, ...]) -> None:
    first = results[0]
    design = replace(first, growth=None, combination=None, pairwise=None, symbols=None, frame=pd.DataFrame())
    assert preclinical_figures([design]) == ()
    assert preclinical_figures([]) == ()


def test_an_arm_has_one_mark_whatever_else_is_drawn() -> None:
    order = ("vehicle", "A", "B", "A + B")
    assert marks_of(["B", "vehicle"], order) == (marks_of(order)[2], marks_of(order)[0])
