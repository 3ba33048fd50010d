"""Is a combination synergistic, antagonistic, additive within a margin, or is neither shown? The public call."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.errors import BiomarkerStatsError, DataError, UsageError, Violation
from biomarker_stats.methods.preclinical.bootstrap import bootstrap_interval
from biomarker_stats.methods.preclinical.combination_analysis import CombinationAnalysis, VerdictOnCombination
from biomarker_stats.methods.preclinical.combination_lines import (
    Equivalence,
    combination_index,
    equivalence,
    highest_single_agent,
    response_additivity,
)
from biomarker_stats.methods.preclinical.growth import (
    chosen_day,
    contrasts_of,
    fitted_model,
    follow_up_warning,
    loss_warning,
)
from biomarker_stats.methods.preclinical.growth_analysis import GrowthContrast
from biomarker_stats.methods.preclinical.growth_contrasts import questions
from biomarker_stats.methods.preclinical.growth_reading import read_growth
from biomarker_stats.methods.preclinical.growth_table import ROLES, GrowthTable
from biomarker_stats.methods.preclinical.slopes import fit_lines, slopes_by_arm
from biomarker_stats.methods.preclinical.synchronised import synchronised_test
from biomarker_stats.methods.result import Result

By = Literal["welch", "pooled", "mixed"]


def combination(
    frame: pd.DataFrame,
    *,
    unit: str = "mouse",
    arm: str = "arm",
    day: str = "day",
    volume: str = "volume",
    arms: Mapping[str, Any],
    at_day: float | None = None,
    margin: float | None = None,
    by: By = "welch",
    interval: Literal["t", "bootstrap"] = "t",
    confidence: float = 0.95,
    seed: int = 0,
    volume_unit: str = "mm3",
    missing: str = "error",
) -> CombinationAnalysis:
    """Ask whether a combination is synergistic, on five lines, and give the verdict they allow.

    H0 of (a): L = control − A − B + combination, of growth rates of log volume, is 0: the effects add on the log scale
    (Bliss). (b) is exp(L·t) on one stated day; (c) tests the combination against both agents; (d) asks for additivity
    of raw responses; (e) tests that (b) lies within 1/margin to margin. The verdict is ``synergistic`` or
    ``antagonistic`` where the interval of (a) lies below or above 0; else ``additive within the margin`` where (e)
    rejects; else ``neither shown``: an interaction that is not significant is not additivity. Loewe additivity cannot
    be had from single doses.

    Args:
        frame: one row a reading.
        unit: the column of the mice.
        arm: the column of the arms.
        day: the column of the days.
        volume: the column of the volumes.
        arms: the level of each of ``control``, ``agent_a``, ``agent_b`` and ``combination``; ``others`` may list
            further arms, which the mixed model takes in.
        at_day: the day of (b), (d) and (e); state it before looking. Otherwise the last day with every mouse.
        margin: the largest combination index that still counts as additive, above 1 (its inverse is the smallest).
        by: how L is estimated: ``welch`` (each mouse's slope), ``pooled`` (one variance), or ``mixed`` (Kenward–Roger).
        interval: ``t``, or ``bootstrap`` (BCa; from 8 mice an arm) for the interval of (a).
        confidence: of the intervals; the verdict's level is 1 − confidence.
        seed: of the permutation test's positions and the bootstrap.
        volume_unit: ``mm3`` or ``cm3``, of every reading.
        missing: ``error``, or ``drop`` to leave rows without a volume out and count them.

    Raises:
        UsageError: no such column, level or option; an arm is not declared; too few mice for a bootstrap.
        DataError: cells, mice or arms that cannot be analysed.

    References:
        Bliss CI (1939) Ann Appl Biol 26:585-615; Demidenko E, Miller TW (2019) PLoS One 14:e0224137.

    >>> from biomarker_stats.methods.preclinical.examples import ARMS, XENOGRAFT
    >>> combination(XENOGRAFT, arms=ARMS, at_day=12, margin=1.25).verdict
    'synergistic'
    """
    absent: list[str] = [role for role in ROLES if role not in arms]
    if absent:
        msg = f"arms must name all of {', '.join(ROLES)}; {wording.listing(absent)} is missing"
        raise UsageError(msg)
    columns = {"unit": unit, "arm": arm, "day": day, "volume": volume}
    table = read_growth(frame, **columns, arms=arms, volume_unit=volume_unit, missing=missing)
    first = float(table.day.min())
    for name, value, fits, wanted in (
        ("confidence", confidence, 0.5 < confidence < 1, "above 0.5 and below 1 (0.95 for 95%)"),
        ("at_day", at_day, at_day is None or at_day > first, f"after the first day, {wording.number(first)}"),
        ("margin", margin, margin is None or 1 < margin < math.inf, "a ratio above 1, such as 1.25"),
        ("by", by, by in {"welch", "pooled", "mixed"}, "'welch', 'pooled' or 'mixed'"),
        ("interval", interval, interval in {"t", "bootstrap"}, "'t' or 'bootstrap'"),
    ):
        if not fits:
            msg = f"{name} must be {wanted}, got {value!r}"
            raise UsageError(msg)
    settings = _Settings(
        at_day=at_day, margin=margin, by=by, bootstrap=interval == "bootstrap", confidence=confidence, seed=seed
    )
    return analyse_combination(table, settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    at_day: float | None
    margin: float | None
    by: By
    bootstrap: bool
    confidence: float
    seed: int


def analyse_combination(table: GrowthTable, settings: _Settings) -> CombinationAnalysis:
    """Analyse a validated table; see :func:`combination`."""
    day, notes = chosen_day(table, settings.at_day)
    days = day - float(table.day.min())
    if days <= 0:
        message = "has no day after the first on which every mouse was read"
        raise DataError([Violation(message=message, remedy="state at_day", label="the table")])
    model, model_notes = fitted_model(table)
    if settings.by == "mixed" and model is None:
        raise DataError([Violation(message=model_notes[0], remedy="use by='welch'", label="by='mixed'")])
    table = table.of_roles()  # the model is of every arm, as that of the growth rates
    asked = questions(table)
    answers = contrasts_of(table, model, (asked[0], asked[-2], asked[-1]), settings.confidence)
    groups = slopes_by_arm(table, fit_lines(table).slope)
    bliss = _chosen(answers[0], settings.by)
    if settings.bootstrap:
        low, high = bootstrap_interval(groups, confidence=settings.confidence, seed=settings.seed)
        how = f"BCa bootstrap of mice within arms, seed {settings.seed}; p is of the t test"
        bliss = replace(bliss, conf_low=low, conf_high=high, conf_method=how)
    against = [(table.arm_names[k], _chosen(answers[k], settings.by)) for k in (1, 2)]
    level = round(1 - settings.confidence, 12)
    equal = None if settings.margin is None else equivalence(bliss, days, settings.margin, level)
    additivity = response_additivity(table, days, confidence=settings.confidence)
    beside, beside_notes = _beside(table, answers[0], bliss, settings.seed)
    return CombinationAnalysis(
        verdict=_verdict(bliss, equal, level),
        level=level,
        bliss=bliss,
        index=combination_index(bliss, day, days),
        highest_single_agent=highest_single_agent(against, groups, confidence=settings.confidence),
        additivity=additivity,
        disagrees=float(bliss.estimate or 0.0) * float(additivity.estimate or 0.0) > 0,
        equivalence=equal,
        beside=beside,
        warnings=tuple(filter(None, [loss_warning(table), follow_up_warning(table)])),
        notes=(*table.notes, *notes, *model_notes, *beside_notes, *_beyond(table, day), *_both(bliss, equal, level)),
    )


def _chosen(answers: GrowthContrast, by: By) -> Result:
    if by == "mixed" and answers.mixed is not None:
        return answers.mixed
    return answers.pooled if by == "pooled" else answers.welch


def _verdict(bliss: Result, equal: Equivalence | None, level: float) -> VerdictOnCombination:
    if bliss.conf_high is not None and bliss.conf_high < 0:
        return "synergistic"
    if bliss.conf_low is not None and bliss.conf_low > 0:
        return "antagonistic"
    if equal is not None and equal.p_value < level:
        return "additive within the margin"
    return "neither shown"


def _both(bliss: Result, equal: Equivalence | None, level: float) -> tuple[str, ...]:
    """Return the note on an interaction that is shown and yet lies within the margin."""
    shown = _verdict(bliss, None, level) != "neither shown"
    if shown and equal is not None and equal.p_value < level:
        return ("the interaction is shown, and is within the margin that was stated as additive",)
    return ()


def _beyond(table: GrowthTable, day: float) -> tuple[str, ...]:
    ends = {name: float(table.last_day[table.role_of == k].max()) for k, name in enumerate(table.arm_names)}
    early = [f"{name} (to day {wording.number(end)})" for name, end in ends.items() if end < day]
    if not early:
        return ()
    return (f"day {wording.number(day)} is beyond the readings of {wording.listing(early)}: growth is extrapolated",)


def _beside(
    table: GrowthTable, answers: GrowthContrast, bliss: Result, seed: int
) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    others = [result for result in answers.results if result.method != bliss.method]
    groups = slopes_by_arm(table, fit_lines(table).slope)
    facts = {"estimand": bliss.estimand}
    try:
        exact = synchronised_test(groups, table.arm_names, seed=seed, facts=facts)
    except BiomarkerStatsError as error:
        return tuple(others), (f"no exact test of the interaction: {error}",)
    return (*others, exact), ()
