"""The public figures of a paired analysis: every unit before and after, as lines, ribbons or bars.

Each is given a Study (or the name or folder of one), or results of it, and optionally ``ax``, axes to draw into.
Without ``ax`` there is a new page of printed size, never pyplot's; as the last line of a notebook cell the Axes, or
its ``.figure``, shows the page.
"""

from pathlib import Path
from typing import NamedTuple

from matplotlib.axes import Axes

from biomarker_stats.errors import UsageError
from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.plots.alluvial import alluvial as draw_alluvial
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.paired_slope import paired_slope as draw_paired_slope
from biomarker_stats.plots.plan import scale_spec
from biomarker_stats.plots.source import finish, loaded, refuse, study_plan
from biomarker_stats.plots.units import paired_units
from biomarker_stats.plots.waterfall import waterfall as draw_waterfall
from biomarker_stats.study import Study
from biomarker_stats.study.manifest import ScaleSpec

Source = Study | str | Path | AnalysisResults
_PAIRED = "a Study that declares a paired analysis, or the AnalysisResults of one (bs.run_analyses)"


class _Paired(NamedTuple):
    """A paired analysis, and what a figure of it needs besides."""

    results: AnalysisResults
    scale: ScaleSpec | None
    labels: Labels | None
    simulated: bool


def paired_slope(
    source: Source,
    ax: Axes | None = None,
    *,
    analysis: str | None = None,
    scale: ScaleSpec | None = None,
    labels: Labels | None = None,
) -> Axes:
    """Draw one line a unit from before to after over a grey band a level, and the paired test above them.

    H0 and estimand are those of the analysis that the bracket names.

    Args:
        source: a Study (its primary paired analysis), or the AnalysisResults of a paired analysis.
        ax: axes to draw into; without it, a page of its own, 89 mm wide.
        analysis: the id of the study's analysis to draw.
        scale: the ordinal scale of AnalysisResults, whose levels become the bands; a Study brings its own.
        labels: what things are called; a Study brings its own.

    Raises:
        UsageError: ``source`` holds no pairs of readings.

    >>> import biomarker_stats as bs
    >>> ax = bs.plots.paired_slope(bs.load_study("carracedo2008"))
    >>> [float(end) for end in ax.get_ylim()]
    [-0.5, 2.5]
    """
    found = _paired_of(source, "paired_slope", analysis, scale, labels)
    return finish(
        lambda: draw_paired_slope(found.results, scale=found.scale, labels=found.labels, ax=ax),
        ax=ax,
        simulated=found.simulated,
    )


def alluvial(
    source: Source,
    ax: Axes | None = None,
    *,
    analysis: str | None = None,
    scale: ScaleSpec | None = None,
    labels: Labels | None = None,
) -> Axes:
    """Draw how many units go from which level of an ordinal scale to which, as ribbons as thick as their counts.

    Args:
        source: a Study (its primary paired analysis), or, with ``scale``, the AnalysisResults of a paired analysis.
        ax: axes to draw into; without it, a page of its own, 89 mm wide.
        analysis: the id of the study's analysis to draw.
        scale: the ordinal scale of AnalysisResults; a Study brings its own.
        labels: what things are called; a Study brings its own.

    Raises:
        UsageError: ``source`` holds no pairs of readings, or they are on no ordinal scale.

    >>> import biomarker_stats as bs
    >>> ax = bs.plots.alluvial(bs.load_study("carracedo2008"))
    >>> sum(text.get_text() == "2†" for text in ax.texts)  # B, whose cell is mixed, goes with C from + to ++
    1
    """
    found = _paired_of(source, "alluvial", analysis, scale, labels)
    levels = found.scale
    if levels is None:
        msg = (
            "bs.plots.alluvial needs an ordinal scale — give the Study, or scale=study.manifest.scales[…]; numbers off "
        )
        msg += "a scale are for bs.plots.paired_slope"
        raise UsageError(msg)
    return finish(
        lambda: draw_alluvial(found.results, scale=levels, labels=found.labels, ax=ax),
        ax=ax,
        simulated=found.simulated,
    )


def waterfall(
    source: Source,
    ax: Axes | None = None,
    *,
    analysis: str | None = None,
    scale: ScaleSpec | None = None,
    labels: Labels | None = None,
) -> Axes:
    """Draw one bar a unit, as long as its change, the largest first; a diamond is no change.

    Args:
        source: a Study (its primary paired analysis), or the AnalysisResults of a paired analysis.
        ax: axes to draw into; without it, a page of its own, 89 or 183 mm wide.
        analysis: the id of the study's analysis to draw.
        scale: the ordinal scale of AnalysisResults, whose mixed cells mark units with †; a Study brings its own.
        labels: what things are called; a Study brings its own.

    Raises:
        UsageError: ``source`` holds no pairs of readings.

    >>> import biomarker_stats as bs
    >>> len(bs.plots.waterfall(bs.load_study("carracedo2008")).patches)  # five patients changed
    5
    """
    found = _paired_of(source, "waterfall", analysis, scale, labels)
    return finish(
        lambda: draw_waterfall(found.results, scale=found.scale, labels=found.labels, ax=ax),
        ax=ax,
        simulated=found.simulated,
    )


def _paired_of(
    source: object, name: str, analysis: str | None, scale: ScaleSpec | None, labels: Labels | None
) -> _Paired:
    source = loaded(source)
    if isinstance(source, AnalysisResults) and source.analysis.type == "paired":
        found = _Paired(source, scale, labels, simulated=False)
    elif isinstance(source, Study):
        plan = study_plan(source, name, analysis, kind="paired")
        if plan.paired is None:
            msg = f"study {source.id!r} has no paired analysis for bs.plots.{name} — give {_PAIRED}"
            raise UsageError(msg)
        own = scale_spec(plan, plan.paired)
        found = _Paired(plan.paired, scale or own, labels or plan.labels, source.manifest.simulated)
    else:
        refuse(name, _PAIRED, source)
    if not paired_units(found.results, found.labels or Labels()):
        msg = f"analysis {found.results.analysis.id!r} has no unit with both readings for bs.plots.{name} to draw"
        raise UsageError(f"{msg} — enter the readings that are missing")
    return found
