"""The public figures of proportions, of one test, and of a multiverse.

Each is given a Study (or the name or folder of one), or results of it, and optionally ``ax``, axes to draw into.
Without ``ax`` there is a new page of printed size, never pyplot's; as the last line of a notebook cell the Axes, or
its ``.figure``, shows the page. A figure of several panels is drawn inside the area of ``ax`` at its printed size.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from biomarker_stats.claims.choices import Multiverse, multiverse
from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.methods.result import Result
from biomarker_stats.plots.entry_paired import Source
from biomarker_stats.plots.forest import forest as draw_forest
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.null_distribution import null_distribution as draw_null_distribution
from biomarker_stats.plots.outcome_by_arm import columns_of
from biomarker_stats.plots.outcome_by_arm import outcome_by_arm as draw_outcome_by_arm
from biomarker_stats.plots.percent_activated import percent_activated as draw_percent_activated
from biomarker_stats.plots.plan import scale_spec, shown_shares
from biomarker_stats.plots.source import analyses_of, finish, loaded, refuse, study_plan
from biomarker_stats.plots.specification_curve import specification_curve as draw_specification_curve
from biomarker_stats.plots.specification_figure import titles_of
from biomarker_stats.study import Study
from biomarker_stats.study.manifest import ScaleSpec

if TYPE_CHECKING:
    from biomarker_stats.plots.plan import Plan

_SHARES = "a Study that declares proportions, or AnalysisResults of them (bs.run_analyses)"


def percent_activated(
    source: Source | Sequence[AnalysisResults], ax: Axes | None = None, *, labels: Labels | None = None
) -> Axes:
    """Draw one bar a population, as tall as its percentage with a 'yes', with its exact interval and k/n.

    Args:
        source: a Study (everybody and each arm, of its first proportion), or AnalysisResults of one proportion each.
        ax: axes to draw into; without it, a page of its own, 89 or 183 mm wide.
        labels: what things are called; a Study brings its own.

    Raises:
        UsageError: ``source`` holds no proportion.

    >>> import biomarker_stats as bs
    >>> len(bs.plots.percent_activated(bs.load_study("carracedo2008")).patches)  # all, weekly, daily
    3
    """
    plan, found = _analyses(source, "percent_activated", _SHARES)
    shown = found if plan is None else shown_shares(plan)
    if not shown or any(each.analysis.type != "proportion" for each in shown):
        refuse("percent_activated", _SHARES, source)
    words = labels or (None if plan is None else plan.labels)
    return finish(lambda: draw_percent_activated(shown, labels=words, ax=ax), ax=ax, simulated=_simulated(plan))


def forest(source: Source | Sequence[AnalysisResults], ax: Axes | None = None, *, labels: Labels | None = None) -> Axes:
    """Draw one row a population, its proportion with interval and k/n, and below them the effect between the arms.

    Args:
        source: a Study, or AnalysisResults of proportions and of comparisons of two arms.
        ax: axes to draw into, whose own lines are taken away; without it, a page of its own, 89 or 183 mm wide.
        labels: what things are called; a Study brings its own.

    Raises:
        UsageError: ``source`` holds neither proportions nor comparisons.

    >>> import biomarker_stats as bs
    >>> len(bs.plots.forest(bs.load_study("carracedo2008")).child_axes)  # proportions, odds ratios, differences
    3
    """
    takes = f"{_SHARES} and of comparisons of two arms"
    plan, found = _analyses(source, "forest", takes)
    rows = [e for e in found if e.analysis.type == "proportion"] if plan is None else plan.proportions
    effects = [e for e in found if e.analysis.type == "compare"] if plan is None else plan.effects
    if not rows and not effects:
        refuse("forest", takes, source)
    words = labels or (None if plan is None else plan.labels)
    return finish(lambda: draw_forest(rows, effects, labels=words, ax=ax), ax=ax, simulated=_simulated(plan))


def outcome_by_arm(
    source: Source,
    ax: Axes | None = None,
    *,
    analysis: str | None = None,
    scale: ScaleSpec | None = None,
    labels: Labels | None = None,
) -> Axes:
    """Draw one dot a unit, one column an arm, and the median of each arm.

    Args:
        source: a Study (its primary comparison of arms, or the first), or the AnalysisResults of a comparison; the
            outcome is a change or a value.
        ax: axes to draw into; without it, a page of its own, 89 or 183 mm wide.
        analysis: the id of the study's analysis to draw.
        scale: the ordinal scale of AnalysisResults, whose levels become the ticks of a value; a Study brings its own.
        labels: what things are called; a Study brings its own.

    Raises:
        UsageError: ``source`` holds no comparison of arms on a change or a value.

    >>> import biomarker_stats as bs
    >>> ax = bs.plots.outcome_by_arm(bs.load_study("adam_bds_simulated"))
    >>> [len(line.get_ydata()) for line in ax.get_lines() if line.get_label() == "units"]  # Active, Placebo
    [6, 5]
    """
    name, takes = "outcome_by_arm", "a Study that compares arms on a change or a value, or AnalysisResults of that"
    found, simulated = loaded(source), False
    if isinstance(found, Study):
        plan = study_plan(found, name, analysis, kind="compare")
        labels, simulated = labels or plan.labels, plan.simulated
        scale = scale or (None if plan.primary is None else scale_spec(plan, plan.primary))
        found = plan.primary or found
    if not isinstance(found, AnalysisResults) or not columns_of(found, labels or Labels()):
        refuse(name, takes, source)
    drawn = found
    return finish(lambda: draw_outcome_by_arm(drawn, scale=scale, labels=labels, ax=ax), ax=ax, simulated=simulated)


def _analyses(source: object, name: str, takes: str) -> "tuple[Plan | None, Sequence[AnalysisResults]]":
    source = loaded(source)
    if isinstance(source, Study):
        return study_plan(source, name, None), ()
    found = analyses_of(source)
    return (None, found) if found is not None else refuse(name, takes, source)


def _simulated(plan: "Plan | None") -> bool:
    return plan is not None and plan.simulated


def null_distribution(source: Source | Result, ax: Axes | None = None, *, analysis: str | None = None) -> Axes:
    """Draw how probable each value of the statistic is under H0, what came out, and every p value there is.

    Args:
        source: the Result of an exact test, AnalysisResults (their main result), or a Study (its primary analysis).
        ax: axes to draw into, with a strip of p values below them; without it, a page of its own, 89 mm wide.
        analysis: the id of the study's analysis to draw.

    Raises:
        UsageError: there is no exact null distribution with the observed statistic in it.

    >>> import biomarker_stats as bs
    >>> bs.plots.null_distribution(bs.load_study("carracedo2008")).get_xlabel()
    'W (sum of positive ranks)'
    """
    name, given = "null_distribution", loaded(source)
    takes = "the Result of an exact test, AnalysisResults, or a Study that declares an analysis"
    simulated = isinstance(given, Study) and given.manifest.simulated
    if isinstance(given, Study):
        given = study_plan(given, name, analysis).primary or given
    result = given.main if isinstance(given, AnalysisResults) else given
    if not isinstance(result, Result):
        refuse(name, takes, result)
    return finish(lambda: draw_null_distribution(result, ax=ax), ax=ax, simulated=simulated)


def specification_curve(
    source: Multiverse | Study | str | Path, ax: Axes | None = None, *, titles: Mapping[str, str] | None = None
) -> Axes:
    """Draw every P value of a multiverse in order, the effects, and the choices that led there; return the first panel.

    Args:
        source: what ``bs.multiverse`` returned, or a Study that declares a multiverse.
        ax: axes whose area it is drawn in, at its printed size (183 mm wide); without it, a page of its own.
        titles: what populations and endpoints are called; a Study brings its own.

    Raises:
        UsageError: ``source`` holds no specifications, or ``ax`` is too small.

    >>> import biomarker_stats as bs
    >>> bs.plots.specification_curve(bs.load_study("carracedo2008")).get_yscale()
    'log'
    """
    given = loaded(source)
    found = multiverse(given) if isinstance(given, Study) else given
    if not isinstance(found, Multiverse) or not len(found):
        refuse("specification_curve", "a Multiverse (bs.multiverse), or a Study that declares one", given)
    words = titles_of(given) if titles is None and isinstance(given, Study) else titles
    return finish(lambda: draw_specification_curve(found, titles=words), ax=ax, simulated=found.simulated, panels=True)
