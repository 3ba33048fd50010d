"""From a study to the results of its pre-clinical experiments; every fault of every table is said at once."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.methods.preclinical.attainable import attainable_p
from biomarker_stats.methods.preclinical.blots import blots
from biomarker_stats.methods.preclinical.combination import combination
from biomarker_stats.methods.preclinical.counts import unit_proportions
from biomarker_stats.methods.preclinical.dose_response import dose_response
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.preclinical.experiment_volumes import volumes_of
from biomarker_stats.methods.preclinical.growth import growth
from biomarker_stats.methods.preclinical.harvest import harvest
from biomarker_stats.methods.preclinical.in_vitro import in_vitro_growth
from biomarker_stats.methods.preclinical.published_style import published_style
from biomarker_stats.methods.preclinical.qpcr import qpcr
from biomarker_stats.study.experiment_references import sizes_of
from biomarker_stats.study.experiment_spec import Experiment, ExperimentKind
from biomarker_stats.study.locate import MANIFEST

if TYPE_CHECKING:
    from biomarker_stats.study import Study

MOST_ROWS, MOST_UNITS = 100_000, 2_000
_SEED = 0
_VOLUME = "volume from length and width"  # no column of a study can be called so
_IN_BLOCKS = ("blot", "in-vitro")
Parts = dict[str, Any]


def run_experiments(study: "Study") -> tuple[ExperimentResults, ...]:
    """Return the results of every experiment that the study declares, in order.

    H0 and estimand are those of each analysis (``bs.growth``, ``bs.combination``, ``bs.harvest``,
    ``bs.unit_proportions``, ``bs.in_vitro_growth``, ``bs.blots``, ``bs.qpcr``, ``bs.dose_response``). An experiment
    without a table gives its design and what its numbers of units could attain, and nothing else.

    Raises:
        DataError: a mouse in two arms, a repeated day, a size that is none, an arm of one unit, a technical replicate
            given as a sample, …: every fault of every experiment, with file, row, unit, column, value and remedy.

    References: see each analysis.

    >>> import biomarker_stats as bs
    >>> found = run_experiments(bs.load_study("combination_simulated"))
    >>> found[0].id, found[0].n["vehicle"], found[0].combination.verdict
    ('xenograft', 8, 'synergistic')
    """
    found: list[ExperimentResults] = []
    wrong: list[Violation] = []
    for experiment in study.manifest.experiments:
        try:
            found.append(_run(study, experiment))
        except DataError as error:
            wrong += _placed(study, experiment, error)
        except UsageError as error:
            wrong.append(_label(experiment, str(error)))
    if wrong:
        raise DataError(wrong)
    return tuple(found)


def _run(study: "Study", experiment: Experiment) -> ExperimentResults:
    if experiment.table is None:
        return _design(experiment)
    frame = study.tables[experiment.table]
    unit = study.unit_column(experiment.table)
    _bounded(frame, unit)
    parts = _ANALYSES[experiment.kind](frame, unit, experiment)
    n = _units_by_arm(frame, unit, experiment)
    return ExperimentResults(
        experiment=experiment,
        unit=unit,
        n=n,
        frame=frame,
        attainable=attainable_p(n, may_be_paired=experiment.kind in _IN_BLOCKS),
        **parts,
        **published_style(experiment, unit, frame, parts),
    )


def _bounded(frame: pd.DataFrame, unit: str) -> None:
    """Refuse a table far larger than any small experiment, which would take minutes.

    Raises:
        DataError: it has too many rows or units.
    """
    for number, most, what in ((len(frame), MOST_ROWS, "rows"), (frame[unit].nunique(), MOST_UNITS, "units")):
        if number > most:
            message = f"has {number:,} {what}; an experiment is analysed with at most {most:,}"
            raise DataError([Violation(message=message, remedy="declare a smaller table", label="the table")])


def _design(experiment: Experiment) -> ExperimentResults:
    n = {} if experiment.arms is None or experiment.n is None else sizes_of(experiment.arms, experiment.n)
    blocks = experiment.kind in _IN_BLOCKS and experiment.paired is None
    return ExperimentResults(
        experiment=experiment,
        unit=str(experiment.unit).replace("_", " "),
        n=n,
        frame=pd.DataFrame(),
        attainable=attainable_p(n, may_be_paired=bool(experiment.paired) or blocks),
    )


def _units_by_arm(frame: pd.DataFrame, unit: str, experiment: Experiment) -> dict[str, int]:
    if experiment.arms is None or experiment.columns.arm is None:
        return {}
    arm = frame[experiment.columns.arm].map(str)
    return {name: int(frame.loc[arm == name, unit].nunique()) for name in experiment.arms.names}


def _roles(experiment: Experiment) -> dict[str, Any]:
    """Return the arm of each role, and the further arms."""
    arms = experiment.arms
    return {} if arms is None else {**arms.roles, **({"others": arms.others} if arms.others else {})}


def _growth(frame: pd.DataFrame, unit: str, experiment: Experiment) -> Parts:
    columns, roles = experiment.columns, _roles(experiment)
    volume = str(columns.volume)
    if columns.length is not None:
        frame, volume = frame.assign(**{_VOLUME: volumes_of(experiment, frame)}), _VOLUME
    common: dict[str, Any] = {"unit": unit, "arm": columns.arm, "day": columns.day, "volume": volume, "arms": roles}
    common |= {"at_day": experiment.day, "volume_unit": experiment.volume_unit, "missing": "drop"}
    parts: Parts = {"growth": growth(frame, threshold=experiment.size_limit, **common)}
    if experiment.arms is not None and len(experiment.arms.roles) == 4:
        parts["combination"] = combination(frame, margin=experiment.margin, by=experiment.by, seed=_SEED, **common)
    return parts


def _weights(frame: pd.DataFrame, unit: str, experiment: Experiment) -> Parts:
    columns = experiment.columns
    roles = _roles(experiment)
    return {"weights": harvest(frame, unit=unit, arm=str(columns.arm), weight=str(columns.weight), arms=roles)}


def _compared(experiment: Experiment) -> Parts:
    """Return the options that every comparison of declared arms shares."""
    names = () if experiment.arms is None else experiment.arms.names
    return {"arm": str(experiment.columns.arm), "arms": names, "control": names[0] if names else None}


def _counts(frame: pd.DataFrame, unit: str, experiment: Experiment) -> Parts:
    columns = experiment.columns
    read: Parts = {"positive": columns.positive, "total": columns.total, "percent": columns.percent}
    options = _compared(experiment) | {"transform": experiment.transform, "part": experiment.part}
    return {"analysis": unit_proportions(frame, unit=unit, seed=_SEED, **read, **options)}


def _in_vitro(frame: pd.DataFrame, unit: str, experiment: Experiment) -> Parts:
    columns = experiment.columns
    by_well = columns.well == unit
    read: Parts = {"well": columns.well, "day": columns.day, "absorbance": columns.absorbance, "arm": columns.arm}
    read |= {"unit": "well" if by_well else "experiment", "experiment": None if by_well else unit}
    read |= {"blank": float(experiment.blank), **_roles(experiment)}
    return {"analysis": in_vitro_growth(frame, **read)}


def _blots(frame: pd.DataFrame, unit: str, experiment: Experiment) -> Parts:
    columns = experiment.columns
    read = {name: getattr(columns, name) for name in ("phospho", "total", "loading", "total_loading")}
    return {"analysis": blots(frame, gel=unit, **read, **_compared(experiment))}


def _qpcr(frame: pd.DataFrame, unit: str, experiment: Experiment) -> Parts:
    columns = experiment.columns
    read: Parts = {name: getattr(columns, name) for name in ("gene", "ct", "technical", "source")}
    factor = 2.0 if experiment.efficiency is None else float(experiment.efficiency)
    read |= {"efficiency": columns.efficiency or factor, "tubes": experiment.tubes, "seed": _SEED}
    genes: Parts = {"target": str(experiment.target), "references": experiment.references}
    return {"analysis": qpcr(frame, sample=unit, **genes, **read, **_compared(experiment))}


def _dose_response(frame: pd.DataFrame, unit: str, experiment: Experiment) -> Parts:
    columns = experiment.columns
    read: Parts = {"dose": columns.dose, "response": columns.response, "curve": columns.curve}
    return {"analysis": dose_response(frame, unit=unit, **read)}


_ANALYSES: Mapping[ExperimentKind, Callable[[pd.DataFrame, str, Experiment], Parts]] = {
    "growth": _growth,
    "weights": _weights,
    "counts": _counts,
    "percent-area": _counts,
    "in-vitro": _in_vitro,
    "blot": _blots,
    "qpcr": _qpcr,
    "dose-response": _dose_response,
}


def _label(experiment: Experiment, message: str) -> Violation:
    first, _, remedy = _in_keys(message).partition(" — ")
    label = f"experiments[{experiment.id!r}]"
    return Violation(message=first, remedy=remedy or "correct the experiment", file=MANIFEST, label=label)


def _in_keys(text: str) -> str:
    """Return a message of a call in the keys of a study file, where the day is called ``day``."""
    return re.sub(r"\bat_day ?= ?", "day = ", text).replace("state at_day", "state day = …").replace("at_day", "day")


def _placed(study: "Study", experiment: Experiment, error: DataError) -> list[Violation]:
    """Return the violations with the file's name, the row's number in it, and the unit of the row.

    One of the whole table, which its experiment's keys may remedy, is named by the experiment.
    """
    table = str(experiment.table)
    file, frame, unit = study.manifest.tables[table].file, study.tables[table], study.unit_column(table)
    numbers = study.rows.get(table, ())
    if not error.violations:
        first, _, remedy = str(error).partition(" — ")
        return [Violation(message=first, remedy=remedy or "correct the table", file=file)]
    found = []
    for each in error.violations:
        row, label = each.row, each.label
        if row is not None and 0 < row <= len(frame):
            name = frame[unit].iloc[row - 1]
            label = label or ("" if each.column == unit else f"{unit} {name}")
            row = numbers[row - 1] if numbers else row
        elif label == "the table" and not each.column:
            label = f"experiments[{experiment.id!r}]"
        told: Parts = {"message": _in_keys(each.message), "remedy": _in_keys(each.remedy)}
        told |= {"column": each.column, "value": each.value, "label": "" if label == "the table" else label}
        found.append(Violation(file=file, row=row, **told))
    return found
