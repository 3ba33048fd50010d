"""Which figures a study gets: only those that its analyses support, in the order of the report."""

from typing import TYPE_CHECKING

from biomarker_stats.plots.alluvial import alluvial
from biomarker_stats.plots.captions_alluvial import alluvial_words
from biomarker_stats.plots.captions_null import null_words
from biomarker_stats.plots.captions_outcome import outcome_words
from biomarker_stats.plots.captions_paired import slope_words, waterfall_words
from biomarker_stats.plots.captions_shares import forest_words, percent_words
from biomarker_stats.plots.figure import Figure, make_figure
from biomarker_stats.plots.forest import forest
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.null_distribution import null_distribution, null_of
from biomarker_stats.plots.outcome_by_arm import columns_of, outcome_by_arm
from biomarker_stats.plots.paired_slope import paired_slope
from biomarker_stats.plots.percent_activated import percent_activated
from biomarker_stats.plots.plan import Plan, plan_of, scale_spec, shown_shares
from biomarker_stats.plots.proportions import shares
from biomarker_stats.plots.units import paired_units
from biomarker_stats.plots.waterfall import waterfall

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults
    from biomarker_stats.study import Study


def report_figures(study: "Study", analyses: tuple["AnalysisResults", ...]) -> tuple[Figure, ...]:
    """Return the figures that ``analyses`` support, in the order of the report.

    Paired slope, alluvial (of an ordinal scale), waterfall, outcome by arm, percentages, forest, null distribution. The
    first three need a paired analysis (the primary one, or the first), the fourth a primary comparison of numbers or
    grades, the next two proportions; arms are those of the first comparison on the same table. Every caption is written
    from the Results that the figure shows.
    """
    plan = plan_of(study, analyses)
    of_units = (_slope_figure, _alluvial_figure, _waterfall_figure, _outcome_figure)
    drawers = (*of_units, _percent_figure, _forest_figure, _null_figure)
    return tuple(figure for draw in drawers if (figure := draw(plan)) is not None)


def _slope_figure(plan: Plan) -> Figure | None:
    found = plan.paired
    if found is None or not paired_units(found, plan.labels):
        return None
    scale = scale_spec(plan, found)
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


def _alluvial_figure(plan: Plan) -> Figure | None:
    found = plan.paired
    scale = None if found is None else scale_spec(plan, found)
    if found is None or scale is None or not paired_units(found, plan.labels):
        return None
    caption, alt_text = alluvial_words(found, scale, plan.labels)
    return make_figure(
        lambda: alluvial(found, scale=scale, labels=plan.labels),
        name="alluvial",
        title="From level to level",
        caption=caption,
        alt_text=alt_text,
        simulated=plan.simulated,
    )


def _waterfall_figure(plan: Plan) -> Figure | None:
    found = plan.paired
    if found is None or not paired_units(found, plan.labels):
        return None
    scale = scale_spec(plan, found)
    caption, alt_text = waterfall_words(found, scale, plan.labels)
    return make_figure(
        lambda: waterfall(found, scale=scale, labels=plan.labels),
        name="waterfall",
        title=f"The {'change' if found.readings.in_time else 'difference'} of every {plan.labels.unit}",
        caption=caption,
        alt_text=alt_text,
        simulated=plan.simulated,
    )


def _outcome_figure(plan: Plan) -> Figure | None:
    """Draw every unit's outcome by arm where the primary analysis compares arms on a change or a value."""
    found = plan.primary
    if found is None or not columns_of(found, plan.labels):
        return None
    caption, alt_text = outcome_words(found, plan.labels)
    return make_figure(
        lambda: outcome_by_arm(found, scale=scale_spec(plan, found), labels=plan.labels),
        name="outcome-by-arm",
        title=f"The outcome of every {plan.labels.unit}, by arm",
        caption=caption,
        alt_text=alt_text,
        simulated=plan.simulated,
    )


def _percent_figure(plan: Plan) -> Figure | None:
    """Draw the first endpoint that has proportions: everybody and each arm; without arms, every population."""
    chosen = shown_shares(plan)
    if not shares(chosen, plan.labels):
        return None
    endpoint = chosen[0].analysis.endpoint
    tests = [e for e in plan.effects if e.analysis.endpoint == endpoint and e.analysis.population == "all"]
    caption, alt_text = percent_words(chosen, plan.labels, tests[0] if tests else None)
    return make_figure(
        lambda: percent_activated(chosen, labels=plan.labels),
        name="percent-activated",
        title=plan.labels.endpoint(endpoint),
        caption=caption,
        alt_text=alt_text,
        simulated=plan.simulated,
    )


def _forest_figure(plan: Plan) -> Figure | None:
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


def _null_figure(plan: Plan) -> Figure | None:
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
