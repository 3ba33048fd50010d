"""What the things on a figure are called, read from the study file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from biomarker_stats.study.manifest import TableSpec

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults
    from biomarker_stats.study import Study


def _none() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words of a figure. ``arms`` is the order of the arms; it fixes the mark of each on every figure of a study.

    ``populations`` maps the name of a population, and ``endpoints`` that of an endpoint, to what a reader sees.
    ``measure`` is what both
    readings are measured on. ``arm_of`` maps a population to the one arm all its units are in, where that is so.
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
        unit=_unit(table),
        group="" if by is None else column_title(table, by),
        arms=tuple(arms),
        before="before" if endpoint.before is None else column_title(table, endpoint.before),
        after="after" if endpoint.after is None else column_title(table, endpoint.after),
        outcome=endpoint.title,
        measure=_measure(study, table, endpoint.before),
        populations={"all": "All", **{name: population.title for name, population in manifest.populations.items()}},
        endpoints={name: known.title for name, known in manifest.endpoints.items()},
        yes={name: known.yes for name, known in manifest.endpoints.items()},
        arm_of={} if by is None else _arm_of(study, endpoint.table, by, arms),
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


def _unit(table: TableSpec) -> str:
    """Return the noun for one row: the title of the unit column, in lower case unless it is an acronym."""
    word = column_title(table, table.unit)
    return word if word[:2].isupper() else word[:1].lower() + word[1:]


def _arm_of(study: "Study", table: str, by: str, arms: Sequence[str]) -> dict[str, str]:
    """Return the arm of each population that is exactly one arm: all of its units and no others."""
    everyone = study.population("all", table)
    members = {arm: frozenset(everyone.index[everyone[by].astype(str) == arm]) for arm in arms}
    found: dict[str, str] = {}
    for name in study.manifest.populations:
        try:
            units = frozenset(study.population(name, table).index)
        except (KeyError, ValueError):  # the conditions are about another table's columns
            continue
        arm = next((arm for arm, known in members.items() if units and units == known), None)
        if arm is not None:
            found[name] = arm
    return found
