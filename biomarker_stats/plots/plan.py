"""What a study has to draw: which of its analyses each figure is about, and what things are called on it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from biomarker_stats.design.measure import measure
from biomarker_stats.plots.forest_rows import differences, is_ratio
from biomarker_stats.plots.labels import Labels, labels_of
from biomarker_stats.study.manifest import ScaleSpec

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults
    from biomarker_stats.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What there is to draw, sorted out once. ``paired`` has its arms merged in; all results are of one table."""

    study: "Study"
    labels: Labels
    paired: "AnalysisResults | None"
    primary: "AnalysisResults | None"
    proportions: tuple["AnalysisResults", ...]
    effects: tuple["AnalysisResults", ...]
    by: str | None

    @property
    def simulated(self) -> bool:
        """Whether the study says that its data are simulated."""
        return self.study.manifest.simulated


def plan_of(study: "Study", analyses: tuple["AnalysisResults", ...], *, about: str | None = None) -> Plan:
    """Return the plan of the figures that ``analyses`` support; arms are those of the first comparison.

    ``about`` is the id of the analysis they are about; without it, the primary one.
    """
    primary = next((found for found in analyses if found.analysis.id == about), None) or _primary(analyses)
    table = "" if primary is None else _table(study, primary)
    same = tuple(found for found in analyses if _table(study, found) == table)
    comparisons = [found for found in same if found.analysis.type == "compare" and found.analysis.by]
    by, arms = _arms(study, comparisons[0]) if comparisons else (None, ())
    labels = Labels() if primary is None else labels_of(study, primary, by=by, arms=arms)
    paired = primary if primary is not None and primary.analysis.type == "paired" else None
    return Plan(
        study=study,
        labels=labels,
        paired=None if paired is None else with_arms(study, paired, by),
        primary=primary,
        proportions=tuple(found for found in same if found.analysis.type == "proportion"),
        by=by,
        effects=tuple(found for found in comparisons if found.analysis.by == by and _two_arm_effect(found)),
    )


def _primary(analyses: tuple["AnalysisResults", ...]) -> "AnalysisResults | None":
    """Return the analysis the figures are about: the primary one, else the first paired one, else the first."""
    ordered = sorted(analyses, key=lambda found: (found.analysis.role != "primary", found.analysis.type != "paired"))
    return ordered[0] if ordered else None


def _table(study: "Study", results: "AnalysisResults") -> str:
    return study.manifest.endpoints[results.analysis.endpoint].table


def _two_arm_effect(found: "AnalysisResults") -> bool:
    return is_ratio(found.main) or bool(differences(found.main))


def _arms(study: "Study", comparison: "AnalysisResults") -> tuple[str, tuple[str, ...]]:
    """Return the column of the arms and their order: those compared, then the others of the table."""
    by = str(comparison.analysis.by)
    table = _table(study, comparison)
    declared = study.manifest.tables[table].columns[by].levels
    seen = study.population("all", table)[by].dropna().astype(str)
    everyone = dict.fromkeys([*comparison.analysis.arms, *declared, *seen])
    return by, tuple(arm for arm in everyone if arm in set(seen))


def with_arms(study: "Study", results: "AnalysisResults", by: str | None) -> "AnalysisResults":
    """Return ``results`` with the column ``by`` as the ``arm`` of each unit, for figures that tell arms apart."""
    analysis = results.analysis
    if by is None:
        return results
    frame = measure(study, endpoint=analysis.endpoint, population=analysis.population, coding=analysis.coding, by=by)
    return replace(results, frame=frame)


def scale_spec(plan: Plan, results: "AnalysisResults") -> ScaleSpec | None:
    """Return the ordinal scale of the readings, None where they are numbers."""
    return None if results.scale is None else plan.study.manifest.scales[results.scale]


def everyone_and_arms(plan: Plan, by: str, found: list["AnalysisResults"]) -> list["AnalysisResults"]:
    """Return, of proportions of one endpoint, that of all units and that of exactly each arm; all if none is such."""
    if not found:
        return []
    table = _table(plan.study, found[0])
    everyone = plan.study.population("all", table)
    units = everyone[plan.study.unit_column(table)].astype(str)
    wanted = [set(units), *(set(units[everyone[by].astype(str) == arm]) for arm in plan.labels.arms)]
    matches = [[proportion for proportion in found if set(proportion.frame["unit"]) == group] for group in wanted]
    return [match[0] for match in matches if match] or found


def shown_shares(plan: Plan) -> list["AnalysisResults"]:
    """Return the proportions of the first endpoint that has any: of everybody and each arm, or of every population."""
    endpoints = [found.analysis.endpoint for found in plan.proportions]
    chosen = [found for found in plan.proportions if found.analysis.endpoint == endpoints[0]]
    return chosen if plan.by is None else everyone_and_arms(plan, plan.by, chosen)
