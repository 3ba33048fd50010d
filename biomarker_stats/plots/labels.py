"""What the things on a figure are called, read from the study file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from biomarker_stats.study.manifest import TableSpec
from biomarker_stats.study.unit_noun import unit_noun

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults
    from biomarker_stats.study import Study


def _none() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words of a figure. ``arms`` is the order of the arms; it fixes the mark of each on every figure of a study.

    ``populations`` and ``endpoints`` map a name in the study file to what a reader sees; ``yes`` and ``notes`` hold
    what a 'yes' is called and what else is said of an endpoint. ``measure`` is what both readings are measured on.
    ``arm_of`` maps a population to the one arm that all its units are in, where there is one.
    """

    unit: str = "unit"
    group: str = ""
    arms: tuple[str, ...] = ()
    before: str = "before"
    after: str = "after"
    outcome: str = "outcome"
    measure: str = ""
    populations: Mapping[str, str] = field(default_factory=_none)
    endpoints: Mapping[str, str] = field(default_factory=_none)
    yes: Mapping[str, str] = field(default_factory=_none)
    notes: Mapping[str, str] = field(default_factory=_none)
    arm_of: Mapping[str, str] = field(default_factory=_none)

    def population(self, name: str) -> str:
        """Return what population ``name`` is called."""
        return self.populations.get(name) or name.replace("_", " ")

    def endpoint(self, name: str) -> str:
        """Return what endpoint ``name`` is called."""
        return self.endpoints.get(name) or name.replace("_", " ")


def labels_of(study: "Study", results: "AnalysisResults", *, by: str | None = None, arms: Sequence[str] = ()) -> Labels:
    """Return the words for figures of ``results``; ``by`` names the column of the arms, ``arms`` their order."""
    manifest = study.manifest
    endpoint = manifest.endpoints[results.analysis.endpoint]
    table = manifest.tables[endpoint.table]
    return Labels(
        unit=unit_noun(table),
        group="" if by is None else column_title(table, by),
        arms=tuple(arms),
        before="before" if endpoint.before is None else column_title(table, endpoint.before),
        after="after" if endpoint.after is None else column_title(table, endpoint.after),
        outcome=endpoint.title,
        measure=_measure(study, table, endpoint.before or endpoint.column),
        populations={"all": "All", **{name: population.title for name, population in manifest.populations.items()}},
        endpoints={name: known.title for name, known in manifest.endpoints.items()},
        yes={name: known.yes for name, known in manifest.endpoints.items()},
        notes={name: known.note for name, known in manifest.endpoints.items() if known.note},
        arm_of={} if by is None else _arm_of(study, endpoint.table, by),
    )


def column_title(table: TableSpec, column: str) -> str:
    """Return what a column is called, with its unit of measurement."""
    spec = table.columns.get(column)
    if spec is None:
        return column.replace("_", " ")
    title = spec.title or column.replace("_", " ")
    return f"{title} ({spec.unit})" if spec.unit and f"({spec.unit})" not in title else title


def _measure(study: "Study", table: TableSpec, column: str | None) -> str:
    """Return what a column is measured on: the title of its scale, or its unit of measurement."""
    spec = None if column is None else table.columns.get(column)
    if spec is None:
        return ""
    return spec.unit if spec.scale is None else study.manifest.scales[spec.scale].title


def _arm_of(study: "Study", table: str, by: str) -> dict[str, str]:
    """Return the arm of each population of this table whose units are all in one."""
    found: dict[str, str] = {}
    for name, population in study.manifest.populations.items():
        if all(condition.column in study.manifest.tables[table].columns for condition in population.where):
            arms = set(study.population(name, table)[by].dropna().astype(str))
            if len(arms) == 1:
                found[name] = arms.pop()
    return found
