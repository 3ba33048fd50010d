"""Results as long rows, one statistic a row: the analysis results data of the R package cards."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from biomarker_stats.errors import BiomarkerStatsError, UsageError
from biomarker_stats.methods.analyse import AnalysisResults, run_analysis
from biomarker_stats.methods.ard_rows import COLUMNS, Place, Row, error_row, result_rows
from biomarker_stats.methods.result import Result
from biomarker_stats.study import Study
from biomarker_stats.study.manifest import Analysis, MethodChoice

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults

_FLOOR = "Smallest two-sided P value an exact test of this design can give"


def ard(results: Any, *, variable: str | None = None, group: str | None = None) -> pd.DataFrame:
    """Return analysis results data: one row a statistic, every value at full precision.

    The columns are those of R's cards, without the formatting functions:

    ``group1``, ``group1_level``
        the column of arms, and the arm a row is about; the level is missing where a row compares the arms, both where
        there are none.
    ``variable``
        what was measured: the endpoint of a study's analysis, the kind of an experiment, or ``variable``.
    ``context``
        what the row belongs to: the id of a study's analysis, ``experiment: comparison``, or the name of the method.
    ``stat_name``, ``stat_label``
        the statistic: a name for programs, such as ``p_value`` or ``conf_low``, and one for readers, which for an
        estimate names the estimand. A statistic a method does not define has no row. Further effect sizes are
        ``effect_1_estimate``, ``effect_1_conf_low`` and so on.
    ``stat``
        the value: a number as computed (never rounded, infinite where an interval is open), or text.
    ``warning``
        the notes of the Result, joined by semicolons; missing where there are none.
    ``error``
        why nothing could be computed, on a row without a value; missing otherwise.
    ``method``
        the test, with every choice that tells it from its neighbours.

    Args:
        results: a Result, the results of an analysis or experiment, a Study (its analyses and experiments are run; one
            that fails becomes a row with its error), or an iterable of any of these.
        variable: the name of what was measured, for a Result on its own.
        group: the name of the column of arms, for a Result on its own; ``arm`` when left out.

    Raises:
        UsageError: ``results`` holds something else.

    References:
        Sjoberg DD et al. cards: Analysis Results Data. R package. CDISC Analysis Results Standard v1.0 (2024).

    >>> import biomarker_stats as bs
    >>> rows = ard(bs.table([[4, 0], [1, 5]]), variable="responders")
    >>> rows.loc[rows["stat_name"] == "p_value", ["context", "stat_label", "stat"]].values.tolist()
    [['fisher', 'P value', 0.047619047619047616]]
    """
    rows = list(_rows(results, Place(group=group or "arm", variable=variable)))
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in COLUMNS})


def _rows(results: Any, place: Place) -> Iterator[Row]:
    from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults

    if isinstance(results, Result):
        yield from result_rows(results, replace(place, context=results.method, method=results.title))
    elif isinstance(results, AnalysisResults):
        pairs = zip(results.analysis.methods, results.results, strict=True)
        yield from _analysis_rows(results.analysis, list(pairs))
    elif isinstance(results, ExperimentResults):
        yield from _experiment_rows(results)
    elif isinstance(results, Study):
        yield from _study_rows(results)
    elif hasattr(results, "comparisons"):
        yield from _comparison_rows(results.comparisons, place, "")
    elif isinstance(results, Iterable) and not isinstance(results, str | bytes | dict | pd.DataFrame):
        for each in results:
            yield from _rows(each, place)
    else:
        msg = f"ard takes a Result, the results of a study, or several of them, got {type(results).__name__}"
        raise UsageError(msg)


def _study_rows(study: Study) -> Iterator[Row]:
    from biomarker_stats.methods.preclinical.study_run import run_experiments

    for analysis in study.manifest.analyses:
        found: list[tuple[MethodChoice, Result | BiomarkerStatsError]] = []
        for choice in analysis.methods:
            try:
                alone = run_analysis(study, analysis.model_copy(update={"methods": (choice,)}))
                found.append((choice, alone.main))
            except BiomarkerStatsError as error:
                found.append((choice, error))
        yield from _analysis_rows(analysis, found)
    try:
        for experiment in run_experiments(study):
            yield from _experiment_rows(experiment)
    except BiomarkerStatsError as error:
        yield error_row(Place(context="experiments"), error)


def _analysis_rows(
    analysis: Analysis, found: Iterable[tuple[MethodChoice, Result | BiomarkerStatsError]]
) -> Iterator[Row]:
    place = Place(group=analysis.by, variable=analysis.endpoint, context=analysis.id)
    for choice, result in found:
        if isinstance(result, Result):
            yield from result_rows(result, replace(place, method=_named(result.title, choice)))
        else:
            yield error_row(replace(place, method=_named(choice.method, choice)), result)


def _named(title: str, choice: MethodChoice) -> str:
    """Return a test with the choices that are not the usual ones."""
    usual = MethodChoice(method=choice.method)
    names = ("alternative", "two_sided", "zeros", "ranks", "interval", "coding", "role")
    told = [(name, getattr(choice, name)) for name in names]
    given = [f"{name} {value}" for name, value in told if value != getattr(usual, name)]
    return ", ".join([title, *given])


def _experiment_rows(experiment: "ExperimentResults") -> Iterator[Row]:
    columns = experiment.experiment.columns
    arm = None if columns is None else columns.arm
    for name, part in experiment.parts.items():
        place = Place(group=arm or "arm", variable=experiment.experiment.kind, context=experiment.id)
        if hasattr(part, "comparisons"):
            yield from _comparison_rows(part.comparisons, place, f"{experiment.id}: {name}, ")
        else:
            for result in part.results:
                context = f"{experiment.id}: {name}, {' v '.join(result.n)}"
                yield from result_rows(result, replace(place, context=context, method=result.title))


def _comparison_rows(comparisons: Iterable[Any], place: Place, before: str) -> Iterator[Row]:
    for comparison in comparisons:
        for place_in, result in enumerate(comparison.results):
            here = replace(place, context=f"{before}{comparison.name}", method=result.title)
            adjusted = comparison.adjusted[place_in] if comparison.adjusted else None
            more = {"p_adjusted": ("P value, adjusted", adjusted), "p_floor": (_FLOOR, comparison.floor)}
            yield from result_rows(result, here, more)
