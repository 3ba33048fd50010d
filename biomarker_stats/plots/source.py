"""What a reader hands to a public figure (a study, or results of it), and what the figure makes of it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import NamedTuple, NoReturn

from matplotlib.axes import Axes

from biomarker_stats import terms
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.analyse import AnalysisResults, run_analyses
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.preclinical.study_run import run_experiments
from biomarker_stats.plots.figure import SIMULATED, STRIP, drawn_in, page_of, stamp
from biomarker_stats.plots.placing import write
from biomarker_stats.plots.plan import Plan, plan_of
from biomarker_stats.plots.preclinical import Drawing, drawings_of, says_simulated
from biomarker_stats.plots.style import MM_PER_INCH, SMALL, style
from biomarker_stats.study import Study, load_study

Direct = Mapping[type, Callable[..., Axes]]
"""What draws an analysis that is given as it is, by its class."""


def refuse(name: str, takes: str, given: object) -> NoReturn:
    """Say what a figure takes.

    Raises:
        UsageError: always.

    """
    what = type(given).__name__
    msg = f"bs.plots.{name} cannot draw {'an' if what[0] in 'AEIOUaeiou' else 'a'} {what} — give {takes}"
    raise UsageError(msg)


def loaded(source: object) -> object:
    """Return the study that a text or a path names; anything else as it is."""
    return load_study(source) if isinstance(source, str | Path) else source


def finish(draw: Callable[[], Axes], *, ax: Axes | None, simulated: bool, panels: bool = False) -> Axes:
    """Draw, and say on the face of it that simulated data are simulated. ``panels``: draw inside the area of ``ax``."""
    with style(), drawn_in(ax, simulated=simulated) if panels else nullcontext():
        if ax is not None and not panels:
            _dress(ax)
        drawn = draw()
        if simulated and ax is None:
            stamp(page_of(drawn))
        elif simulated and ax is not None and not panels:
            _stamp_above(ax)
    return drawn


def _dress(ax: Axes) -> None:
    """Give axes that were made elsewhere the ticks and spines of a page of our own, which the layout reckons with."""
    ax.tick_params(labelsize=SMALL, width=0.6, length=2.5)
    for side, spine in ax.spines.items():
        spine.set_linewidth(0.6)
        spine.set_visible(side in {"left", "bottom"})


def _stamp_above(ax: Axes) -> None:
    """Write the strip above all that has been drawn in and round ``ax``."""
    drawn = ax.get_tightbbox()
    above = 0.0 if drawn is None else (drawn.y1 - ax.bbox.y1) / page_of(ax).dpi * MM_PER_INCH
    write(ax, (0.5, 1.0), SIMULATED, shift_mm=(0.0, above + 2.0), transform=ax.transAxes, va="bottom", **STRIP)


def study_plan(study: Study, name: str, analysis: str | None, *, kind: str | None = None) -> Plan:
    """Return the plan of a study's figures about ``analysis``; without it, its primary one, or the first of ``kind``.

    Raises:
        UsageError: the study declares no analysis of that id.

    """
    found = run_analyses(study)
    ids = [each.analysis.id for each in found]
    if analysis is not None and analysis not in ids:
        msg = f"study {study.id!r} declares no analysis {analysis!r} for bs.plots.{name}{terms.nearest(analysis, ids)}"
        raise UsageError(msg)
    plan = plan_of(study, found, about=analysis)
    if analysis is None and kind is not None and (plan.primary is None or plan.primary.analysis.type != kind):
        return plan_of(study, found, about=next((e.analysis.id for e in found if e.analysis.type == kind), None))
    return plan


def analyses_of(source: object) -> tuple[AnalysisResults, ...] | None:
    """Return ``source`` as analyses: one, or several in a list or tuple; None where it is something else."""
    if isinstance(source, AnalysisResults):
        return (source,)
    if isinstance(source, list | tuple):
        found = tuple(each for each in source if isinstance(each, AnalysisResults))
        return found if len(found) == len(source) else None
    return None


class Wanted(NamedTuple):
    """What a public figure of an experiment draws.

    Args:
        name: the figure's public name.
        drawings: the drawings it may stand for, the preferred one first.
        takes: what it can be given, in words.
        kind: what ``ExperimentResults.analysis`` must be, where a drawing's name does not tell.

    """

    name: str
    drawings: Sequence[str]
    takes: str
    kind: type = object


class Found(NamedTuple):
    """A drawing of an experiment, and whether its data are simulated."""

    drawing: Drawing
    simulated: bool


def experiment_drawing(source: object, experiment: str | None, wanted: Wanted) -> Found:
    """Return the drawing of the experiment given, of the one named, or of the first of the study that has one.

    Raises:
        UsageError: ``source`` is neither a study nor an experiment, or has nothing that the figure draws.

    """
    every: tuple[ExperimentResults, ...]
    if isinstance(source, ExperimentResults):
        every, study, whose = (source,), None, f"experiment {source.id!r}"
    elif isinstance(source, Study):
        every, study, whose = run_experiments(source), source, f"study {source.id!r}"
    else:
        refuse(wanted.name, wanted.takes, source)
    order = tuple(dict.fromkeys(arm for found in every for arm in found.arms))
    fitting: dict[str, tuple[int, Drawing, ExperimentResults]] = {}
    for found in every:
        drawings = {drawing.name: drawing for drawing in drawings_of(found, study, order)}
        rank = next((k for k, name in enumerate(wanted.drawings) if name in drawings), None)
        if rank is not None and isinstance(found.analysis, wanted.kind):
            fitting[found.id] = (rank, drawings[wanted.drawings[rank]], found)
    chosen = fitting if experiment is None else {k: each for k, each in fitting.items() if k == experiment}
    if not chosen:
        named = "" if experiment is None else f" named {experiment!r}"
        remedy = f"choose experiment= from {', '.join(map(repr, fitting))}" if fitting else f"give {wanted.takes}"
        msg = f"{whose} has no experiment{named} that bs.plots.{wanted.name} draws — {remedy}"
        raise UsageError(msg)
    _, drawing, found = min(chosen.values(), key=lambda each: each[0])
    return Found(drawing, says_simulated(found.frame) if study is None else study.manifest.simulated)


def draw_experiment(
    source: object,
    ax: Axes | None,
    experiment: str | None,
    wanted: Wanted,
    direct: Direct,
    *,
    into: bool = False,
) -> Axes:
    """Draw an analysis, or the experiment of a study; ``into``: it is one panel, and ``ax`` itself becomes it."""
    source = loaded(source)
    known = next((each for kind, each in direct.items() if isinstance(source, kind)), None)
    if known is not None:
        draw, simulated = partial(known, source), False
    else:
        drawing, simulated = experiment_drawing(source, experiment, wanted)
        draw = partial(drawing.draw)
    if into:
        draw = partial(draw, ax=ax)
    return finish(draw, ax=ax, simulated=simulated, panels=not into)
