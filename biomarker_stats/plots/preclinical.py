"""Which figures the pre-clinical experiments of a study get: those that their analyses support, in order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from matplotlib.axes import Axes

from biomarker_stats.methods.preclinical.blots import Blots
from biomarker_stats.methods.preclinical.counts import UnitProportions
from biomarker_stats.methods.preclinical.dose_response import DoseResponse
from biomarker_stats.methods.preclinical.in_vitro import InVitroGrowth
from biomarker_stats.methods.preclinical.qpcr import QuantitativePcr
from biomarker_stats.plots.blot_ratios import blot_ratios
from biomarker_stats.plots.captions_growth import diagnostics_words, growth_words, slope_words, time_words
from biomarker_stats.plots.captions_units import (
    blot_words,
    dose_words,
    harvest_words,
    in_vitro_curve_words,
    in_vitro_rate_words,
    percentages_words,
    qpcr_words,
)
from biomarker_stats.plots.diagnostics import growth_diagnostics
from biomarker_stats.plots.dose_response_curves import dose_response_curves
from biomarker_stats.plots.figure import Figure, make_figure
from biomarker_stats.plots.growth_curves import growth_curves
from biomarker_stats.plots.harvest_weights import harvest_weights
from biomarker_stats.plots.in_vitro_rates import in_vitro_curves, in_vitro_rates
from biomarker_stats.plots.labels import column_title
from biomarker_stats.plots.naming import worded
from biomarker_stats.plots.qpcr_fold import qpcr_fold
from biomarker_stats.plots.slope_contrast import slope_contrast
from biomarker_stats.plots.time_to_volume import time_to_volume
from biomarker_stats.plots.unit_percentages import Parts, parts_of, unit_percentages
from biomarker_stats.plots.words import Words

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
    from biomarker_stats.study import Study

SIMULATED: Final = "SIMULATED"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One figure to be made: the stem of its file, what its title adds, what draws it, and its words."""

    name: str
    title: str
    draw: Callable[..., Axes]
    words: Words


def preclinical_figures(results: Sequence["ExperimentResults"], *, study: "Study | None" = None) -> tuple[Figure, ...]:
    """Return the figures that each experiment supports, in the order of the experiments.

    Growth: curves, growth rates with their contrasts, time to the size limit, diagnostics. Weights, proportions,
    blots and qPCR: an estimation plot. In vitro: curves and growth rates. A design without readings has none. An arm
    has one colour, marker and dash on all of them. Every name begins with the experiment's id.

    Args:
        results: what ``run_experiments`` returned.
        study: the study they are of: what its columns are called, and whether it is simulated. Without it, data are
            taken for simulated where a table says so in its cells.

    """
    order = tuple(dict.fromkeys(arm for found in results for arm in found.arms))
    simulated = study.manifest.simulated if study is not None else any(says_simulated(f.frame) for f in results)
    return tuple(
        make_figure(
            drawn.draw,
            name=f"{found.id}-{drawn.name}",
            title=f"{found.title}: {drawn.title}",
            caption=drawn.words[0],
            alt_text=drawn.words[1],
            simulated=simulated,
        )
        for found in results
        for drawn in drawings_of(found, study, order)
    )


def says_simulated(frame: pd.DataFrame) -> bool:
    """Return whether a column of the table holds nothing but the mark of simulated data."""
    return any(bool(len(frame)) and bool((frame[column].astype(str) == SIMULATED).all()) for column in frame.columns)


def drawings_of(found: "ExperimentResults", study: "Study | None", order: Sequence[str]) -> Iterator[Drawing]:
    """Yield the figures that one experiment supports; ``order`` is that of the arms of the study."""
    if found.growth is not None:
        yield from _growth(found, order)
    if found.weights is not None:
        yield _weights(found, study, order)
    analysis = found.analysis
    if isinstance(analysis, UnitProportions):
        yield _percentages(found, analysis, study, order)
    elif isinstance(analysis, InVitroGrowth):
        draw: Mapping[str, Callable[..., Axes]] = {
            "curves": partial(in_vitro_curves, analysis, order=order),
            "rates": partial(in_vitro_rates, analysis, order=order),
        }
        yield Drawing("curves", "growth curves", draw["curves"], in_vitro_curve_words(analysis))
        yield Drawing("rates", "growth rates", draw["rates"], in_vitro_rate_words(analysis))
    elif isinstance(analysis, Blots):
        yield Drawing("ratios", "ratios by gel", partial(blot_ratios, analysis, order=order), blot_words(analysis))
    elif isinstance(analysis, QuantitativePcr):
        target = found.experiment.target or "target gene"
        fold = partial(qpcr_fold, analysis, target=target, order=order)
        yield Drawing("fold-change", "fold change", fold, qpcr_words(analysis, target))
    elif isinstance(analysis, DoseResponse):
        columns = found.experiment.columns
        names: dict[str, Any] = {
            "dose": _title(found, str(columns.dose), study),
            "response": _title(found, str(columns.response), study),
        }
        yield Drawing(
            "curves", "curves", partial(dose_response_curves, analysis, **names), dose_words(analysis, **names)
        )


def _growth(found: "ExperimentResults", order: Sequence[str]) -> Iterator[Drawing]:
    growth, combination = found.growth, found.combination
    if growth is None:
        return
    yield Drawing("growth-curves", "growth curves", partial(growth_curves, growth, order=order), growth_words(growth))
    draw = partial(slope_contrast, growth, combination, order=order)
    yield Drawing("growth-rates", "growth rates and contrasts", draw, slope_words(growth, combination))
    if growth.time_to_volume is not None:
        draw_time = partial(time_to_volume, growth, order=order)
        yield Drawing("time-to-volume", "time to the size limit", draw_time, time_words(growth))
    if growth.readings["standardised_residual"].notna().any():
        check = partial(growth_diagnostics, growth, order=order)
        yield Drawing("diagnostics", "diagnostics", check, diagnostics_words(growth))


def _weights(found: "ExperimentResults", study: "Study | None", order: Sequence[str]) -> Drawing:
    columns, analysis = found.experiment.columns, found.weights
    if analysis is None or columns.weight is None or columns.arm is None:
        msg = f"experiment {found.id!r} has no weights to draw"
        raise ValueError(msg)
    axis = _title(found, columns.weight, study)
    names = {"unit": found.unit, "arm": columns.arm, "weight": columns.weight}
    draw = partial(harvest_weights, analysis, found.frame, **names, axis=axis, order=order)
    return Drawing("weights", "weights and contrasts", draw, harvest_words(analysis, worded(found.unit), axis))


def _percentages(
    found: "ExperimentResults", analysis: UnitProportions, study: "Study | None", order: Sequence[str]
) -> Drawing:
    columns = found.experiment.columns
    outcome = _title(found, str(columns.positive or columns.percent), study).replace(" (%)", "")
    parts = _parts(found)
    shown = parts if parts is not None and any(len(values) > 1 for values in parts.percent.values()) else None
    draw = partial(unit_percentages, analysis, outcome=outcome, parts=shown, symbols=found.symbols, order=order)
    part = "" if shown is None else shown.noun
    readout = found.experiment.readout or ""
    words = percentages_words(analysis, outcome, readout=readout, part=part, symbols=found.symbols)
    return Drawing("percentages", "units and contrasts", draw, words)


def _parts(found: "ExperimentResults") -> Parts | None:
    """Return the rows of declared arms that have all their numbers, as percentages."""
    columns = found.experiment.columns
    if columns.arm is None:
        return None
    needed = [column for column in (columns.positive, columns.total, columns.percent) if column is not None]
    rows = found.frame[found.frame[columns.arm].astype(str).isin(found.arms)].dropna(subset=needed)
    read = {"positive": columns.positive, "total": columns.total, "percent": columns.percent}
    return parts_of(rows, unit=found.unit, arm=columns.arm, part=found.experiment.part, **read)


def _title(found: "ExperimentResults", column: str, study: "Study | None") -> str:
    """Return what a column is called, with its unit of measurement where the study names one."""
    table = found.experiment.table
    if study is None or table is None:
        return worded(column)
    return column_title(study.manifest.tables[table], column)
