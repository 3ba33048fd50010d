"""Which figures a study gets: only those that its analyses support, in the order of the report."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from biomarker_stats.design.measure import measure
from biomarker_stats.plots.captions_null import null_words
from biomarker_stats.plots.captions_paired import slope_words, waterfall_words
from biomarker_stats.plots.captions_shares import forest_words, percent_words
from biomarker_stats.plots.figure import Figure, make_figure
from biomarker_stats.plots.forest import forest
from biomarker_stats.plots.forest_rows import differences, is_ratio
from biomarker_stats.plots.labels import Labels, labels_of
from biomarker_stats.plots.null_distribution import null_distribution, null_of
from biomarker_stats.plots.paired_slope import paired_slope
from biomarker_stats.plots.percent_activated import percent_activated
from biomarker_stats.plots.proportions import shares
from biomarker_stats.plots.units import paired_units
from biomarker_stats.plots.waterfall import waterfall
from biomarker_stats.study.manifest import ScaleSpec

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults
    from biomarker_stats.study import Study


def report_figures(study: "Study", analyses: tuple["AnalysisResults", ...]) -> tuple[Figure, ...]:
    """Return the figures that ``analyses`` support: paired slope, waterfall, percentages, forest, null distribution.

    The first three need a paired analysis (the primary one, or the first) or proportions; arms are those of the first
    comparison on the same table. Every caption is written from the Results that the figure shows.
    """
    plan = _plan(study, analyses)
    drawers = (_slope_figure, _waterfall_figure, _percent_figure, _forest_figure, _null_figure)
    return tuple(figure for draw in drawers if (figure := draw(plan)) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
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
        return self.study.manifest.simulated


def _plan(study: "Study", analyses: tuple["AnalysisResults", ...]) -> _Plan:
    primary = _primary(analyses)
    table = "" if primary is None else _table(study, primary)
    same = tuple(found for found in analyses if _table(study, found) == table)
    comparisons = [found for found in same if found.analysis.type == "compare" and found.analysis.by]
    by, arms = _arms(study, comparisons[0]) if comparisons else (None, ())
    labels = Labels() if primary is None else labels_of(study, primary, by=by, arms=arms)
    paired = primary if primary is not None and primary.analysis.type == "paired" else None
    return _Plan(
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


def _slope_figure(plan: _Plan) -> Figure | None:
    found = plan.paired
    if found is None or not paired_units(found, plan.labels):
        return None
    scale = _scale(plan, found)
    caption, alt_text = slope_words(found, scale, plan.labels)
    return make_figure(
        lambda: paired_slope(found, scale=scale, labels=plan.labels),
        name="paired-slope",
        title=_slope_title(found, plan.labels),
        caption=caption,
        alt_text=alt_text,
        simulated=plan.simulated,
    )


def _slope_title(found: "AnalysisResults", labels: Labels) -> str:
    words = found.readings
    return f"Every {labels.unit}{' before' if words.in_time else f': {words.before}'} and {words.after}"


def _waterfall_figure(plan: _Plan) -> Figure | None:
    found = plan.paired
    if found is None or not paired_units(found, plan.labels):
        return None
    scale = _scale(plan, found)
    caption, alt_text = waterfall_words(found, scale, plan.labels)
    return make_figure(
        lambda: waterfall(found, scale=scale, labels=plan.labels),
        name="waterfall",
        title=f"The {'change' if found.readings.in_time else 'difference'} of every {plan.labels.unit}",
        caption=caption,
        alt_text=alt_text,
        simulated=plan.simulated,
    )


def _scale(plan: _Plan, results: "AnalysisResults") -> ScaleSpec | None:
    return None if results.scale is None else plan.study.manifest.scales[results.scale]


def _percent_figure(plan: _Plan) -> Figure | None:
    """Draw the first endpoint that has proportions: everybody and each arm; without arms, every population."""
    endpoints = [found.analysis.endpoint for found in plan.proportions]
    chosen = [found for found in plan.proportions if found.analysis.endpoint == endpoints[0]]
    if plan.by is not None:
        chosen = _everyone_and_arms(plan, plan.by, chosen)
    if not shares(chosen, plan.labels):
        return None
    tests = [e for e in plan.effects if e.analysis.endpoint == endpoints[0] and e.analysis.population == "all"]
    caption, alt_text = percent_words(chosen, plan.labels, tests[0] if tests else None)
    return make_figure(
        lambda: percent_activated(chosen, labels=plan.labels),
        name="percent-activated",
        title=plan.labels.endpoint(endpoints[0]),
        caption=caption,
        alt_text=alt_text,
        simulated=plan.simulated,
    )


def _everyone_and_arms(plan: _Plan, by: str, found: list["AnalysisResults"]) -> list["AnalysisResults"]:
    """Return, of proportions of one endpoint, that of all units and that of exactly each arm; all if none is such."""
    if not found:
        return []
    table = _table(plan.study, found[0])
    everyone = plan.study.population("all", table)
    units = everyone[plan.study.unit_column(table)].astype(str)
    wanted = [set(units), *(set(units[everyone[by].astype(str) == arm]) for arm in plan.labels.arms)]
    matches = [[proportion for proportion in found if set(proportion.frame["unit"]) == group] for group in wanted]
    return [match[0] for match in matches if match] or found


def _forest_figure(plan: _Plan) -> Figure | None:
    if len(shares(plan.proportions, plan.labels)) + len(plan.effects) < 2:
        return None
    caption, alt_text = forest_words(plan.proportions, plan.effects, plan.labels)
    return make_figure(
        lambda: forest(plan.proportions, plan.effects, labels=plan.labels),
        name="forest",
        title="By population, and between the arms" if plan.effects else "By population",
        caption=caption,
        alt_text=alt_text,
        simulated=plan.simulated,
    )


def _null_figure(plan: _Plan) -> Figure | None:
    result = None if plan.primary is None else plan.primary.main
    null = None if result is None else null_of(result)
    if result is None or null is None:
        return None
    caption, alt_text = null_words(result, null, plan.labels)
    return make_figure(
        lambda: null_distribution(result),
        name="null-distribution",
        title="What the test could have given",
        caption=caption,
        alt_text=alt_text,
        simulated=plan.simulated,
    )
