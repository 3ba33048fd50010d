"""From a study and a specification to a Result; what the report, the claims and the multiverse all call."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from biomarker_stats.design.measure import endpoint_of, measure, scale_of
from biomarker_stats.design.specification import Specification
from biomarker_stats.methods.entry import compare, paired, proportion
from biomarker_stats.methods.result import Result
from biomarker_stats.study.manifest import Analysis, MethodChoice
from biomarker_stats.study.reading_words import ReadingWords, reading_words

if TYPE_CHECKING:
    from biomarker_stats.study import Study


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AnalysisResults:
    """One declared analysis: the units it used (columns as ``measure`` names them) and one Result a method.

    ``readings`` are the words for before and after; the Results of a paired analysis speak of their estimands in them.
    """

    analysis: Analysis
    frame: pd.DataFrame
    scale: str | None
    coding: str | None
    results: tuple[Result, ...]
    readings: ReadingWords = field(default_factory=ReadingWords)

    @property
    def main(self) -> Result:
        """The result sentences report: that of the first method."""
        return self.results[0]

    def by_role(self, role: str) -> list[tuple[MethodChoice, Result]]:
        """Return the (choice, result) pairs whose method has this role."""
        pairs = zip(self.analysis.methods, self.results, strict=True)
        return [(choice, result) for choice, result in pairs if choice.role == role]


def run_specification(study: "Study", specification: Specification) -> Result:
    """Return the Result of one specification.

    Raises:
        UsageError: the study lacks something it names, or the method does not fit.

    >>> import biomarker_stats as bs
    >>> spec = Specification(type="paired", endpoint="change", method="signed-rank", population="weekly")
    >>> run_specification(bs.load_study("carracedo2008"), spec).p_value
    0.125
    """
    frame = measure(
        study,
        endpoint=specification.endpoint,
        population=specification.population,
        coding=specification.coding,
        by=specification.by,
        strata=specification.strata,
    )
    common: dict[str, Any] = {
        "method": specification.method,
        "alternative": specification.alternative,
        "two_sided": specification.two_sided,
        "reference": specification.reference,
        "continuity": specification.continuity,
        "interval": specification.interval,
        "confidence": specification.confidence,
        "missing": "drop",  # a study says of each column whether cells may be empty; the Result counts what is left out
        "strata": None if specification.strata is None else "stratum",
    }
    if specification.type == "paired":
        return paired(frame, before="before", after="after", zeros=specification.zeros, **common)
    outcome = {"change": "change", "binary": "yes", "value": "value"}[endpoint_of(study, specification.endpoint).type]
    return compare(
        frame, outcome=outcome, arm="arm", arms=specification.arms or None, ranks=specification.ranks, **common
    )


def run_analysis(study: "Study", analysis: Analysis, confidence: float = 0.95) -> AnalysisResults:
    """Return the results of one declared analysis, every method in the order declared."""
    words = reading_words(study.manifest, analysis.endpoint)
    results = tuple(_run_choice(study, analysis, choice, confidence) for choice in analysis.methods)
    if analysis.type == "paired":
        results = tuple(_in_words(result, words) for result in results)
    frame = measure(
        study,
        endpoint=analysis.endpoint,
        population=analysis.population,
        coding=analysis.coding,
        by=analysis.by,
        strata=analysis.strata,
    )
    scale = scale_of(study, analysis.endpoint)
    coding = analysis.coding or (None if scale is None else study.manifest.scales[scale].default_coding)
    return AnalysisResults(analysis=analysis, frame=frame, scale=scale, coding=coding, results=results, readings=words)


def run_analyses(study: "Study", confidence: float = 0.95) -> tuple[AnalysisResults, ...]:
    """Return the results of every analysis the study declares, in order."""
    return tuple(run_analysis(study, analysis, confidence) for analysis in study.manifest.analyses)


def _in_words(result: Result, words: ReadingWords) -> Result:
    return replace(result, estimand=words.told(result.estimand), statistic_name=words.told(result.statistic_name))


def _run_choice(study: "Study", analysis: Analysis, choice: MethodChoice, confidence: float) -> Result:
    if analysis.type == "proportion":
        yes = measure(study, endpoint=analysis.endpoint, population=analysis.population)["yes"]
        found = proportion(int(yes.sum()), int(yes.count()), method=choice.method, confidence=confidence)
        missing = int(yes.isna().sum())
        return replace(found, excluded={"missing yes": missing}) if missing else found
    specification = Specification(
        type=analysis.type,
        endpoint=analysis.endpoint,
        population=analysis.population,
        method=choice.method,
        by=analysis.by,
        arms=analysis.arms,
        strata=analysis.strata,
        coding=choice.coding or analysis.coding,
        alternative=choice.alternative,
        two_sided=choice.two_sided,
        zeros=choice.zeros,
        ranks=choice.ranks,
        interval=choice.interval,
        confidence=confidence,
    )
    return run_specification(study, specification)
