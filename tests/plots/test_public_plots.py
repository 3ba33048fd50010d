"""``bs.plots``: each figure from what a notebook has at hand, on a page of its own or in axes that are given."""

import inspect
import subprocess
import sys
from collections.abc import Callable

import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Page

import biomarker_stats as bs
from biomarker_stats.methods.analyse import AnalysisResults, run_analyses
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.plots.figure import page_of
from biomarker_stats.study.manifest import ScaleSpec

Maker = Callable[..., AnalysisResults]
Tidy = Callable[[Axes], None]
Draw = Callable[..., Axes]

CLINICAL = ("paired_slope", "alluvial", "waterfall", "percent_activated", "forest", "null_distribution")
EXPERIMENTS = {  # each, and the experiment of the simulated study that it shows
    "growth_curves": "xenograft",
    "slope_contrast": "xenograft",
    "time_to_volume": "xenograft",
    "growth_diagnostics": "xenograft",
    "harvest_weights": "weights",
    "estimation": "brdu",
    "in_vitro_curves": "growth_in_vitro",
    "in_vitro_rates": "growth_in_vitro",
    "blot_ratios": "blots",
    "qpcr_fold": "qpcr",
}
ONE_PANEL = {"time_to_volume", "in_vitro_curves", "dose_response_curves"}
FIGURES = (*CLINICAL, "specification_curve", *EXPERIMENTS, "dose_response_curves")


def public(name: str) -> Draw:
    found: Draw = getattr(bs.plots, name)
    return found


def words_of(ax: Axes) -> str:
    return " ".join(text.get_text() for each in (ax, *page_of(ax).axes) for text in each.texts)


@pytest.fixture(scope="module")
def analyses(seed_study: bs.Study) -> dict[str, AnalysisResults]:
    return {found.analysis.id: found for found in run_analyses(seed_study)}


@pytest.fixture(scope="module")
def experiments() -> dict[str, ExperimentResults]:
    return {found.id: found for found in bs.run_experiments(bs.load_study("combination_simulated"))}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_a_public_function_of_a_source_and_axes(name: str) -> None:
    assert name in bs.plots.__all__
    first, second, *options = inspect.signature(public(name)).parameters.values()
    assert (first.name, second.name, second.default) == ("source", "ax", None)
    assert all(option.kind is inspect.Parameter.KEYWORD_ONLY for option in options)
    assert "Raises:" in (inspect.getdoc(public(name)) or "")


@pytest.mark.parametrize("name", [*CLINICAL, "specification_curve"])
def test_a_study_is_drawn_on_a_page_of_its_own(name: str, seed_study: bs.Study, assert_tidy: Tidy) -> None:
    ax = public(name)(seed_study)
    assert round(page_of(ax).get_figwidth() * 25.4) in (89, 183)
    assert_tidy(ax)


@pytest.mark.parametrize("name", CLINICAL)
def test_a_study_is_drawn_into_axes_that_are_given(name: str, seed_study: bs.Study) -> None:
    page = Page(figsize=(12, 5))
    ax = page.subfigures(1, 2)[1].add_subplot()
    assert public(name)(seed_study, ax) is ax
    assert ax.has_data() or ax.child_axes
    assert page.axes == [ax]


def test_the_study_may_be_named_and_an_analysis_chosen(seed_study: bs.Study) -> None:
    everyone, weekly = bs.plots.waterfall("carracedo2008"), bs.plots.waterfall(seed_study, analysis="change_weekly")
    assert [len(ax.patches) for ax in (everyone, weekly)] == [5, 4]  # Table 1: who changed, of all and of weekly
    p = words_of(bs.plots.paired_slope(seed_study, analysis="change_weekly"))
    assert "p = 0.125" in p  # four of four rise: 2 / 2**4
    with pytest.raises(bs.UsageError, match="did you mean 'change_all'"):
        bs.plots.paired_slope(seed_study, analysis="chang_all")


def test_analyses_are_drawn_as_they_are(analyses: dict[str, AnalysisResults], seed_study: bs.Study) -> None:
    change = analyses["change_all"]
    assert len(bs.plots.waterfall(change).patches) == 5
    scale = seed_study.manifest.scales[change.scale or ""]
    written = [text.get_text() for text in bs.plots.alluvial(change, scale=scale).texts]
    assert "3†" in written  # B, C and G go from + to ++; the cells of B and G are mixed
    shares = [analyses["increased_weekly"], analyses["increased_daily"]]
    assert "1/6" in words_of(bs.plots.percent_activated(shares))
    assert len(bs.plots.forest([*shares, analyses["increased_by_schedule"]]).child_axes) == 3
    assert len(bs.plots.forest(shares[0]).child_axes) == 1
    for source in (change, change.main):
        assert bs.plots.null_distribution(source).get_xlabel() == change.main.statistic_name


def test_numbers_off_a_scale_are_refused_by_the_alluvial_alone() -> None:
    study = bs.load_study("student1908_sleep")
    assert bs.plots.paired_slope(study).lines
    with pytest.raises(bs.UsageError, match=r"bs\.plots\.alluvial needs an ordinal scale — give the Study, or scale="):
        bs.plots.alluvial(study)


def test_pairs_without_readings_are_refused(paired: Maker, scale: ScaleSpec) -> None:
    empty = paired([("A", float("nan"), 1, None)])
    for draw in (bs.plots.paired_slope, bs.plots.alluvial, bs.plots.waterfall):
        with pytest.raises(bs.UsageError, match="no unit with both readings"):
            draw(empty, scale=scale)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("wrong", [3, [1], {"p": 0.05}])
def test_what_cannot_be_drawn_is_refused_with_what_can(name: str, wrong: object) -> None:
    with pytest.raises(
        bs.UsageError, match=rf"bs\.plots\.{name} cannot draw an? {type(wrong).__name__} — give .*Study"
    ):
        public(name)(wrong)


@pytest.mark.parametrize("name", [*EXPERIMENTS, "dose_response_curves"])
def test_a_study_without_such_an_experiment_is_refused(name: str, seed_study: bs.Study) -> None:
    with pytest.raises(bs.UsageError, match=rf"study 'carracedo2008' has no experiment that bs\.plots\.{name} draws"):
        public(name)(seed_study)


@pytest.mark.parametrize(("name", "experiment"), EXPERIMENTS.items())
def test_an_experiment_is_drawn_on_a_page_or_in_an_area(
    name: str, experiment: str, experiments: dict[str, ExperimentResults]
) -> None:
    own = public(name)(experiments[experiment])
    assert "SIMULATED DATA" in [text.get_text() for text in page_of(own).texts]  # a column of the table says so
    page = Page(figsize=(9, 7))
    area = page.add_axes((0.0, 0.0, 1.0, 1.0))
    drawn = public(name)(experiments[experiment], ax=area)
    assert (drawn is area) == (name in ONE_PANEL)
    assert drawn in page.axes
    assert [spine for spine in ("top", "right") if drawn.spines[spine].get_visible()] == []
    assert "SIMULATED DATA" in [text.get_text() for text in area.texts]
    if name not in ONE_PANEL:
        sizes = [
            tuple(size * ax.get_position().size) for size, ax in ((page_size(own), own), (page_size(drawn), drawn))
        ]
        assert sizes[0] == pytest.approx(sizes[1])  # at its printed size


def page_size(ax: Axes) -> float:
    return page_of(ax).get_size_inches()


def test_axes_too_small_for_several_panels_are_refused(experiments: dict[str, ExperimentResults]) -> None:
    ax = Page(figsize=(4, 3)).add_subplot()
    with pytest.raises(
        bs.UsageError, match=r"the figure is 183 mm wide .* the axes given are \d+ by \d+ mm — give larger"
    ):
        bs.plots.estimation(experiments["brdu"], ax)
    assert ax.axison


def test_an_experiment_of_a_study_is_chosen_by_name() -> None:
    with pytest.raises(bs.UsageError, match=r"no experiment named 'xenograf' .* choose experiment= from 'xenograft'"):
        bs.plots.growth_curves("combination_simulated", experiment="xenograf")


def test_an_analysis_is_drawn_as_it_is(experiments: dict[str, ExperimentResults]) -> None:
    growth = experiments["xenograft"].growth
    assert growth is not None
    curves = bs.plots.growth_curves(growth)
    assert len([line for line in curves.lines if line.get_label() == "mouse"]) == experiments["xenograft"].n["vehicle"]
    assert bs.plots.slope_contrast(growth).lines
    assert bs.plots.estimation(experiments["brdu"].analysis).lines


def test_a_notebook_shows_the_axes_and_their_figure(seed_study: bs.Study) -> None:
    ax = bs.plots.paired_slope(seed_study)
    for shown in (ax, ax.figure):
        data, about = DisplayFormatter().format(shown)
        assert data["image/png"].startswith(b"\x89PNG")
        assert about["image/png"]["width"] == round(89 / 25.4 * 130)


def test_plots_are_there_without_an_import_of_their_own_and_without_pyplot() -> None:
    code = (
        "import sys, biomarker_stats as bs; before = 'matplotlib' in sys.modules;"
        "study = bs.load_study('carracedo2008'); lazy = 'matplotlib' in sys.modules;"
        f"[getattr(bs.plots, name)(study) for name in {(*CLINICAL, 'specification_curve')}];"
        "import biomarker_stats.plots.estimation, biomarker_stats.plots.alluvial;"
        "print(before, lazy, callable(bs.plots.estimation), callable(bs.plots.alluvial),"
        " sorted({'matplotlib.pyplot', 'seaborn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False True True []"
