"""Is a combination synergistic, antagonistic, additive within a margin, or is neither shown? The public call."""

import math
from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.errors import BiomarkerStatsError, DataError, UsageError, Violation
from biomarker_stats.methods.preclinical.combination_analysis import CombinationAnalysis
from biomarker_stats.methods.preclinical.combination_interaction import (
    By,
    Settings,
    chosen_way,
    interaction_at_limits,
    interaction_of,
    verdict_of,
)
from biomarker_stats.methods.preclinical.combination_lines import (
    Equivalence,
    combination_index,
    highest_single_agent,
    response_additivity,
)
from biomarker_stats.methods.preclinical.growth import (
    chosen_day,
    follow_up_warning,
    loss_warning,
)
from biomarker_stats.methods.preclinical.growth_analysis import GrowthContrast
from biomarker_stats.methods.preclinical.growth_reading import read_growth
from biomarker_stats.methods.preclinical.growth_table import ROLES, GrowthTable
from biomarker_stats.methods.preclinical.slopes import fit_lines, slopes_by_arm
from biomarker_stats.methods.preclinical.synchronised import synchronised_test
from biomarker_stats.methods.preclinical.zeros import check_limit, rated_table
from biomarker_stats.methods.result import Result


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
    detection_limit: float | None = None,
) -> CombinationAnalysis:
    """Ask whether a combination is synergistic, on five lines, and give the verdict they allow.

    H0 of (a): L = control − A − B + combination, of growth rates of log volume, is 0: the effects add on the log scale
    (Bliss). (b) is exp(L·t) on one stated day; (c) tests the combination against both agents; (d) asks for additivity
    of raw responses; (e) tests that (b) lies within 1/margin to margin. The verdict is ``synergistic`` or
    ``antagonistic`` where the interval of (a) lies below or above 0; else ``additive within the margin`` where (e)
    rejects; else ``neither shown``: an interaction that is not significant is not additivity. Loewe additivity cannot
    be had from single doses. A volume of 0 has no logarithm: growth rates leave it out, with a warning, the interaction
    is given once more with the zeros at a detection limit, and where the verdicts differ none is said.

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
        detection_limit: where volumes of 0 stand in the sensitivity analysis, and where an arm has no growth rates
            without them, mm³; otherwise 1 mm³, or the smallest volume above 0 where that is smaller.

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
    check_limit(detection_limit)
    settings = Settings(
        at_day=at_day,
        margin=margin,
        by=by,
        bootstrap=interval == "bootstrap",
        confidence=confidence,
        seed=seed,
        detection_limit=detection_limit,
    )
    return analyse_combination(table, settings)


def analyse_combination(table: GrowthTable, settings: Settings) -> CombinationAnalysis:
    """Analyse a validated table; see :func:`combination`."""
    day, notes = chosen_day(table, settings.at_day)
    days = day - float(table.day.min())
    if days <= 0:
        message = "has no day after the first on which every arm was read"
        raise DataError([Violation(message=message, remedy="give such a day", label="the table")])
    rated, level = rated_table(table, settings.detection_limit), settings.level
    every, table = table, table.of_roles()  # models are of every arm, all else of those with a role
    found = interaction_of(rated.table, days, settings)
    bliss, equal = found.bliss, found.equal
    tried = tuple(interaction_at_limits(every, limits, (day, days), settings) for limits in rated.trials)
    verdict = found.verdict(level)
    if any(each.verdict != verdict for each in tried):
        verdict = "not said: it depends on how readings of 0 are taken"
    against = [(table.arm_names[k], chosen_way(found.answers[k], settings.by)) for k in (1, 2)]
    additivity = response_additivity(table, days, confidence=settings.confidence)
    beside, beside_notes = _beside(rated.table.of_roles(), found.answers[0], bliss, settings.seed)
    return CombinationAnalysis(
        verdict=verdict,
        level=level,
        bliss=bliss,
        index=combination_index(bliss, day, days),
        highest_single_agent=highest_single_agent(against, found.groups, confidence=settings.confidence),
        additivity=additivity,
        disagrees=float(bliss.estimate or 0.0) * float(additivity.estimate or 0.0) > 0,
        equivalence=equal,
        beside=beside,
        warnings=tuple(filter(None, [*rated.warnings, loss_warning(table), follow_up_warning(table)])),
        notes=(
            *rated.table.notes,
            *notes,
            *found.notes,
            *beside_notes,
            *_beyond(table, day),
            *_both(bliss, equal, level),
        ),
        at_limits=tried,
    )


def _both(bliss: Result, equal: Equivalence | None, level: float) -> tuple[str, ...]:
    """Return the note on an interaction that is shown and yet lies within the margin."""
    shown = verdict_of(bliss, None, level) != "neither shown"
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
        exact = synchronised_test(groups, table.arm_names, seed=seed, draws="many", facts=facts)
    except BiomarkerStatsError as error:
        return tuple(others), (f"no exact test of the interaction: {error}",)
    return (*others, exact), ()
