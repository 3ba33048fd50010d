"""Tumour growth by arm: the public call and what it returns."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats import wording
from biomarker_stats.errors import DataError, UsageError
from biomarker_stats.methods.preclinical.gompertz import fit_gompertz
from biomarker_stats.methods.preclinical.growth_analysis import GrowthAnalysis, GrowthContrast, vars_of
from biomarker_stats.methods.preclinical.growth_contrasts import Question, by_mixed_model, by_slopes, questions
from biomarker_stats.methods.preclinical.growth_frames import arms_frame, mice_frame, readings_frame
from biomarker_stats.methods.preclinical.growth_reading import read_growth
from biomarker_stats.methods.preclinical.growth_table import GrowthTable
from biomarker_stats.methods.preclinical.mixed_model import MixedModel, fit_table
from biomarker_stats.methods.preclinical.response import (
    arm_responses,
    baseline_rows,
    day_rows,
    fixed_day_warning,
    log_cell_kill,
)
from biomarker_stats.methods.preclinical.slopes import fit_lines, slopes_by_arm
from biomarker_stats.methods.preclinical.time_to_volume import TimeToVolume, time_to_volume
from biomarker_stats.methods.preclinical.zeros import Rated, check_limit, rated_table


def growth(
    frame: pd.DataFrame,
    *,
    unit: str = "mouse",
    arm: str = "arm",
    day: str = "day",
    volume: str = "volume",
    arms: Mapping[str, Any],
    at_day: float | None = None,
    threshold: float | None = None,
    confidence: float = 0.95,
    volume_unit: str = "mm3",
    missing: str = "error",
    detection_limit: float | None = None,
) -> GrowthAnalysis:
    """Analyse tumour growth by arm: growth rates, their contrasts, response, time to a volume, diagnostics.

    H0 of each contrast: it is 0. The estimand is a contrast of mean growth rates of log volume, per day: control − A −
    B + combination (negative: the combination grows slower than the agents' rates add up to), and pairs of arms. Each
    is answered from each mouse's slope (Welch–Satterthwaite; one variance beside it) and by a linear mixed model with
    Kenward and Roger's degrees of freedom. Read the mixed model where animals were lost or readings are unbalanced.

    Args:
        frame: one row a reading.
        unit: the column of the mice.
        arm: the column of the arms.
        day: the column of the days.
        volume: the column of the volumes (see ``volume_from`` for length × width).
        arms: the level of ``control``, ``agent_a``, ``agent_b`` and ``combination``, the control and another of them;
            ``others`` may list further arms, such as doses, each compared with every arm.
        at_day: the day of T/C and TGI; the last day with every mouse where it is not stated, which is noted.
        threshold: a volume in mm³, for the time to it (Kaplan–Meier, exact log-rank, log cell kill).
        confidence: of all intervals.
        volume_unit: ``mm3`` or ``cm3``, of every reading.
        missing: ``error``, or ``drop`` to leave rows without a volume out and count them.
        detection_limit: where volumes of 0 stand where an arm has no growth rates without them, mm³; otherwise 1 mm³,
            or the smallest volume above 0 where that is smaller.

    Raises:
        UsageError: no such column, level or option.
        DataError: every cell, mouse or arm that cannot be analysed, with its row and the remedy.

    References:
        Senn S, Stevens L, Chaturvedi N (2000) Stat Med 19:861-877 (summary measures); Kenward MG, Roger JH (1997)
        Biometrics 53:983-997.

    >>> from biomarker_stats.methods.preclinical.examples import ARMS, XENOGRAFT
    >>> found = growth(XENOGRAFT, arms=ARMS)
    >>> found.interaction.welch.n_used, found.interaction.name
    (12, 'vehicle − A − B + A+B')
    """
    columns = {"unit": unit, "arm": arm, "day": day, "volume": volume}
    table = read_growth(frame, **columns, arms=arms, volume_unit=volume_unit, missing=missing)
    check_options(confidence, table, at_day)
    if threshold is not None and not threshold > 0:
        msg = f"threshold must be a volume above 0 mm³, got {threshold!r}"
        raise UsageError(msg)
    check_limit(detection_limit)
    rated = rated_table(table, detection_limit)
    return analyse_growth(table, rated, at_day=at_day, threshold=threshold, confidence=confidence)


def check_options(confidence: float, table: GrowthTable, at_day: float | None) -> None:
    """Refuse a confidence that is none, and a day on which an arm has no reading.

    Raises:
        UsageError: either is wrong.
    """
    if not 0.5 <= confidence < 1:
        msg = f"confidence must be at least 0.5 and below 1 (0.95 for 95%), got {confidence!r}"
        raise UsageError(msg)
    if at_day is None:
        return
    here = set(table.role_of[table.mouse[table.day == at_day]].tolist())
    absent = [name for code, name in enumerate(table.arm_names) if code not in here]
    if absent:
        days = [d for d in sorted(set(table.day.tolist())) if _everywhere(table, d)]
        listed = ", ".join(wording.number(d) for d in days)
        msg = (
            f"at_day={wording.number(at_day)}: no reading of {wording.listing(absent)} — all arms were read on {listed}"
        )
        raise UsageError(msg)


def _everywhere(table: GrowthTable, day: float) -> bool:
    return len(set(table.role_of[table.mouse[table.day == day]].tolist())) == len(table.roles)


def _two_each(table: GrowthTable, day: float) -> bool:
    read = table.role_of[table.mouse[table.day == day]]
    return bool((np.bincount(read, minlength=len(table.roles)) > 1).all())


def chosen_day(table: GrowthTable, at_day: float | None) -> tuple[float, tuple[str, ...]]:
    """Return the stated day, or the last one on which all arms were read and every mouse was alive, with a note.

    Where that is the first day (a mouse was read once), it is the last day on which every arm has at least two mice.
    """
    if at_day is not None:
        return float(at_day), ()
    whole = [d for d in sorted(set(table.day.tolist())) if _everywhere(table, d)] or [float(table.day.min())]
    day = max([d for d in whole if d <= table.common_day], default=whole[0])
    later = [d for d in whole if d > float(table.day.min()) and _two_each(table, d)]
    if day > float(table.day.min()) or not later:
        return day, (f"no day was stated: day {wording.number(day)}, the last with every {table.unit}, was taken",)
    return later[-1], (
        f"no day was stated, and none after the first has every {table.unit}: day {wording.number(later[-1])}, the "
        "last with at least 2 in every arm, was taken",
    )


def fitted_model(table: GrowthTable) -> tuple[MixedModel | None, tuple[str, ...]]:
    """Return the mixed model, or None and why it cannot be fitted."""
    try:
        return fit_table(table), ()
    except DataError as error:
        return None, (f"no mixed model: {'; '.join(each.message for each in error.violations) or error}",)


def contrasts_of(
    table: GrowthTable, model: MixedModel | None, asked: tuple[Question, ...], confidence: float
) -> tuple[GrowthContrast, ...]:
    """Return the answers to the questions by every way of estimating them."""
    groups = slopes_by_arm(table, fit_lines(table).slope)
    return tuple(
        GrowthContrast(
            name=question.name,
            welch=by_slopes(table, groups, question, equal=False, confidence=confidence),
            pooled=by_slopes(table, groups, question, equal=True, confidence=confidence),
            mixed=None if model is None else by_mixed_model(table, model, groups, question, confidence=confidence),
        )
        for question in asked
    )


def analyse_growth(
    table: GrowthTable, rated: Rated, *, at_day: float | None, threshold: float | None, confidence: float
) -> GrowthAnalysis:
    """Analyse a validated table; see :func:`growth`. ``rated`` is the same table as growth rates read it."""
    day, day_notes = chosen_day(table, at_day)
    lines = fit_lines(rated.table)
    model, model_notes = fitted_model(rated.table)
    contrasts = contrasts_of(rated.table, model, questions(table), confidence)
    response = pd.DataFrame([vars_of(r) for r in arm_responses(table, day)])
    times: TimeToVolume | None = None
    kill_notes: tuple[str, ...] = ()
    if threshold is not None:
        asked = [question.weights for question in questions(table) if len(question.roles) == 2]
        pairs = tuple((weights.index(1.0), weights.index(-1.0)) for weights in asked)
        times = time_to_volume(table, threshold, pairs)
        response, kill_notes = _with_cell_kill(response, rated.table, times)
    about = (fixed_day_warning(table, day), loss_warning(table), follow_up_warning(table))
    return GrowthAnalysis(
        at_day=day,
        n=table.n,
        contrasts=contrasts,
        mixed=model,
        mice=mice_frame(table, lines, fit_gompertz(table)),
        arms=arms_frame(table, lines, confidence),
        days=pd.DataFrame(day_rows(table)),
        baseline=pd.DataFrame(baseline_rows(table)),
        response=response,
        readings=readings_frame(rated.table, lines),
        time_to_volume=times,
        lost=table.lost,
        excluded=table.excluded,
        warnings=tuple(filter(None, [*rated.warnings, *about])),
        notes=(*rated.table.notes, *_slope_notes(rated.table), *day_notes, *model_notes, *kill_notes),
    )


def _with_cell_kill(
    response: pd.DataFrame, table: GrowthTable, times: TimeToVolume
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    control = slopes_by_arm(table, fit_lines(table).slope)[0]
    kills: list[float] = []
    notes: list[str] = []
    for name in table.arm_names[1:]:
        value, why = log_cell_kill(times.medians[name], times.medians[table.arm_names[0]], control)
        kills.append(math.nan if value is None else value)
        if why:
            notes.append(f"log cell kill of {name}: {why}")
    return response.assign(log_cell_kill=kills), tuple(notes)


def follow_up_warning(table: GrowthTable) -> str:
    """Return the warning that arms were followed for different times, or nothing."""
    ends = {name: float(table.last_day[table.role_of == code].max()) for code, name in enumerate(table.arm_names)}
    if len(set(ends.values())) == 1:
        return ""
    listed = wording.listing([f"{name} to day {wording.number(day)}" for name, day in ends.items()])
    return f"arms were followed for different times ({listed}): their growth rates describe different periods"


def loss_warning(table: GrowthTable) -> str:
    """Return the warning that animals were lost, or nothing."""
    if not table.lost:
        return ""
    listed = wording.listing([f"{name} from day {wording.number(day)}" for name, day in table.lost.items()])
    return (
        f"animals were lost ({listed}): any comparison on a fixed day after that is of survivors; read the mixed model"
    )


def _slope_notes(table: GrowthTable) -> tuple[str, ...]:
    lines = fit_lines(table)
    without = [
        name
        for name, slope in zip(table.mice, lines.slope, strict=True)
        if slope != slope  # noqa: PLR0124 - NaN
    ]
    if not without:
        return ()
    return (f"no growth rate of {table.unit} {wording.listing(without)}: fewer than two days with a volume above 0",)
