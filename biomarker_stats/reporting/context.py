"""Everything a section may draw on, computed once before the first section is written."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from biomarker_stats.design.confounding import Confounding, confounding
from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.methods.result import Result
from biomarker_stats.reporting.nodes import Block, image
from biomarker_stats.reporting.words import capital
from biomarker_stats.study.manifest import Column, Endpoint, StudyManifest
from biomarker_stats.study.unit_noun import nouns, unit_noun
from biomarker_stats.wording import count

if TYPE_CHECKING:
    import pandas as pd

    from biomarker_stats.claims import VerdictTable
    from biomarker_stats.claims.choices import Multiverse
    from biomarker_stats.claims.tracing import Trace
    from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
    from biomarker_stats.plots import Figure
    from biomarker_stats.study import Study

LEVEL = 0.05
"""The level against which the report says that a design cannot reach it; no result is called significant."""

_COMPARABLE = {"category", "ordinal", "integer", "number"}


@dataclass(frozen=True, eq=False, kw_only=True)
class ReportContext:
    """A study with its results, verdicts and figures.

    ``codings`` holds the analyses under the codings not chosen; ``trace`` and ``multiverse`` are None where the study
    has no P claim to trace, or nothing to vary
    (``no_multiverse`` says why).
    """

    study: "Study"
    analyses: tuple[AnalysisResults, ...]
    codings: tuple[AnalysisResults, ...]
    verdicts: "VerdictTable"
    figures: tuple["Figure", ...]
    version: str
    trace: "Trace | None" = None
    multiverse: "Multiverse | None" = None
    no_multiverse: str = ""
    experiments: tuple["ExperimentResults", ...] = ()

    @property
    def manifest(self) -> StudyManifest:
        """What the study file says."""
        return self.study.manifest

    @property
    def only_experiments(self) -> bool:
        """Whether the study consists of pre-clinical experiments and declares no analysis beside them."""
        return bool(self.experiments) and not self.analyses

    @property
    def primary(self) -> AnalysisResults | None:
        """The analysis that is declared primary, else the first one, else None."""
        declared = [each for each in self.analyses if each.analysis.role == "primary"]
        return next(iter([*declared, *self.analyses]), None)

    @property
    def others(self) -> tuple[AnalysisResults, ...]:
        """Every analysis but the primary one."""
        return tuple(each for each in self.analyses if each is not self.primary)

    @property
    def tests(self) -> tuple[Result, ...]:
        """Every result of the declared analyses whose P value is shown."""
        return tuple(result for each in self.asked for result in each.results if result.p_value is not None)

    @property
    def asked(self) -> tuple[AnalysisResults, ...]:
        """The analyses that test something; of a proportion the report shows the interval only."""
        return tuple(each for each in self.analyses if each.analysis.type != "proportion")

    @property
    def table(self) -> str:
        """The table the primary analysis rests on; the first one where there is no analysis."""
        primary = self.primary
        return self.endpoint(primary).table if primary is not None else next(iter(self.manifest.tables))

    @property
    def frame(self) -> "pd.DataFrame":
        """The units of that table."""
        return self.study.population("all", self.table)

    @property
    def arm(self) -> str | None:
        """The column of arms: that of the first analysis on this table that compares arms."""
        compared = (each.analysis for each in self.analyses if self.endpoint(each).table == self.table)
        return next((analysis.by for analysis in compared if analysis.by is not None), None)

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms, in the order the study file declares them, else in that of the table."""
        if self.arm is None:
            return ()
        present = [str(cell) for cell in self.frame[self.arm].dropna().unique()]
        declared = self.manifest.tables[self.table].columns[self.arm].levels
        compared = [arm for each in self.analyses if each.analysis.by == self.arm for arm in each.analysis.arms]
        return tuple(sorted(present, key=lambda arm: _place(arm, [*compared, *declared, *present])))

    @property
    def data_hash(self) -> str:
        """One SHA-256 over the names and hashes of all files of the study."""
        lines = "".join(f"{name} {digest}\n" for name, digest in sorted(self.study.hashes.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    def endpoint(self, results: AnalysisResults) -> Endpoint:
        """Return what an analysis measures."""
        return self.manifest.endpoints[results.analysis.endpoint]

    def measured_in(self, results: AnalysisResults) -> str:
        """Return the unit of measurement of an endpoint: that of its column of numbers, else an empty string."""
        endpoint = self.endpoint(results)
        name = endpoint.after or endpoint.column
        return "" if name is None else self.manifest.tables[endpoint.table].columns[name].unit

    def population_title(self, results: AnalysisResults) -> str:
        """Return the name of the units an analysis is about."""
        declared = self.manifest.populations.get(results.analysis.population)
        return declared.title if declared is not None else f"All {self.units()}"

    def column(self, name: str) -> Column:
        """Return the declaration of a column of ``table``."""
        return self.manifest.tables[self.table].columns[name]

    def column_title(self, name: str) -> str:
        """Return what a column of ``table`` is called, without its unit of measurement."""
        return self.column(name).title or capital(name.replace("_", " "))

    @property
    def unit(self) -> str:
        """What one row is called: ``patient``."""
        return unit_noun(self.manifest.tables[self.table])

    def units(self, number: int | None = None) -> str:
        """Return ``patients``, or ``10 patients`` with a number."""
        plural = nouns(self.unit)
        return plural if number is None else count(number, self.unit, plural)

    @cached_property
    def confounders(self) -> tuple[Confounding, ...]:
        """How the columns that describe units, and are no outcome, line up with the arms."""
        if self.arm is None:
            return ()
        outcomes = {name for endpoint in self.manifest.endpoints.values() for name in _outcome_columns(endpoint)}
        columns = self.manifest.tables[self.table].columns
        describing = [name for name, column in columns.items() if column.type in _COMPARABLE and name not in outcomes]
        found = confounding(self.frame, arm=self.arm, columns=describing)
        return tuple(each for each in found if each.complete or columns[each.column].type == "category")

    def figures_of(self, experiment: str) -> list[str]:
        """Return the names of an experiment's figures, which begin with its id; with another's id, they are not its."""
        longer = [f"{each.id}-" for each in self.experiments if each.id.startswith(f"{experiment}-")]
        own = [figure.name for figure in self.figures if figure.name.startswith(f"{experiment}-")]
        return [name for name in own if not name.startswith(tuple(longer))]

    @property
    def of_experiments(self) -> set[str]:
        """The names of all figures of experiments."""
        return {name for each in self.experiments for name in self.figures_of(each.id)}

    def images(self, *names: str) -> list[Block]:
        """Return the figures of these names, in this order, that the study got."""
        chosen = (figure for name in names for figure in self.figures if figure.name == name)
        return [image(each.name, each.title, each.caption, each.alt_text, each.width_mm) for each in chosen]


def _place(arm: str, order: list[str]) -> int:
    return order.index(arm)


def _outcome_columns(endpoint: Endpoint) -> list[str]:
    named = [endpoint.after, endpoint.column, *(condition.column for condition in endpoint.when)]
    return [name for name in named if name is not None]
