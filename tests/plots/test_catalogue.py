from dataclasses import replace

import pytest

import biomarker_stats as bs
from biomarker_stats.methods.analyse import AnalysisResults, run_analyses
from biomarker_stats.plots import Figure, report_figures


@pytest.fixture(scope="module")
def analyses(seed_study: bs.Study) -> tuple[AnalysisResults, ...]:
    return run_analyses(seed_study)


@pytest.fixture(scope="module")
def figures(seed_study: bs.Study, analyses: tuple[AnalysisResults, ...]) -> tuple[Figure, ...]:
    return report_figures(seed_study, analyses)


def test_the_seed_study_gets_every_figure(figures: tuple[Figure, ...]) -> None:
    names = [figure.name for figure in figures]
    assert names == ["paired-slope", "alluvial", "waterfall", "percent-activated", "forest", "null-distribution"]


def test_figures_are_reproducible_and_small(
    seed_study: bs.Study, analyses: tuple[AnalysisResults, ...], figures: tuple[Figure, ...]
) -> None:
    assert report_figures(seed_study, analyses) == figures
    assert all(len(figure.svg) < 150_000 and len(figure.png) < 200_000 for figure in figures)
    assert {figure.width_mm for figure in figures} <= {89, 183}


def test_captions_name_test_n_and_p(figures: tuple[Figure, ...]) -> None:
    expected = {  # reference values of the seed study: exact signed-rank 0.0625; Fisher by schedule 0.047619
        "paired-slope": ("signed-rank", "n = 10", "p = 0.0625", "5 up, 5 equal, 0 down", "patient"),
        "alluvial": ("signed-rank", "n = 10", "p = 0.0625", "schedule", "† mixed cell: B ++/– (scored 1)"),
        "waterfall": (
            "signed-rank",
            "n = 10",
            "p = 0.0625",
            "unable to increase: F.",
            "† mixed cell: B ++/– (scored 1)",
        ),
        "percent-activated": ("Fisher", "n = 10", "p = 0.047619", "Clopper–Pearson"),
        "forest": ("Fisher", "n = 8", "p = 0.142857", "p = 0.004762", "95% interval", "Newcombe"),
        "null-distribution": ("signed-rank", "n = 10, 5 of them used", "p = 0.0625", "H0"),
    }
    for figure in figures:
        for word in expected[figure.name]:
            assert word in figure.caption, (figure.name, word)
        assert figure.alt_text
        assert "RECIST" not in figure.caption


def test_percentages_are_of_all_and_of_each_arm_once(figures: tuple[Figure, ...]) -> None:
    alt_text = next(figure.alt_text for figure in figures if figure.name == "percent-activated")
    assert alt_text.endswith(
        "All patients 5/10, 50% (18.7 to 81.3); Weekly 4/4, 100% (39.8 to 100); Daily 1/6, 16.7% (0.4 to 64.1)."
    )


def test_simulated_data_say_so(seed_study: bs.Study, analyses: tuple[AnalysisResults, ...]) -> None:
    simulated = replace(seed_study, manifest=seed_study.manifest.model_copy(update={"simulated": True}))
    for figure in report_figures(simulated, analyses):
        assert figure.caption.startswith("SIMULATED DATA.")


@pytest.mark.parametrize(
    ("kept", "names"),
    [
        ((), []),
        (("change_all",), ["paired-slope", "alluvial", "waterfall", "null-distribution"]),
        (("increased_all", "increased_daily"), ["percent-activated", "forest", "null-distribution"]),
        (("change_by_schedule",), ["outcome-by-arm", "null-distribution"]),
    ],
)
def test_only_what_the_analyses_support(
    seed_study: bs.Study, analyses: tuple[AnalysisResults, ...], kept: tuple[str, ...], names: list[str]
) -> None:
    some = tuple(found for found in analyses if found.analysis.id in kept)
    assert [figure.name for figure in report_figures(seed_study, some)] == names
