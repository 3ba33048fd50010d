"""The interaction of a combination by the way that was asked for, once more at a detection limit, and its verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from biomarker_stats.errors import BiomarkerStatsError, DataError, Violation
from biomarker_stats.methods.preclinical.bootstrap import bootstrap_interval
from biomarker_stats.methods.preclinical.combination_analysis import AtLimits, VerdictOnCombination
from biomarker_stats.methods.preclinical.combination_lines import Equivalence, combination_index, equivalence
from biomarker_stats.methods.preclinical.growth import contrasts_of, fitted_model
from biomarker_stats.methods.preclinical.growth_analysis import GrowthContrast
from biomarker_stats.methods.preclinical.growth_contrasts import questions
from biomarker_stats.methods.preclinical.growth_table import GrowthTable
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.preclinical.slopes import fit_lines, slopes_by_arm
from biomarker_stats.methods.preclinical.zeros import at_limits
from biomarker_stats.methods.result import Result

By = Literal["welch", "pooled", "mixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What was asked of :func:`combination`."""

    at_day: float | None
    margin: float | None
    by: By
    bootstrap: bool
    confidence: float
    seed: int
    detection_limit: float | None

    @property
    def level(self) -> float:
        """The level of the verdict."""
        return round(1 - self.confidence, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """The interaction as one table gives it, with what is wanted of the same fits."""

    bliss: Result
    equal: Equivalence | None
    answers: tuple[GrowthContrast, ...]
    groups: list[FloatArray]
    notes: tuple[str, ...]

    def verdict(self, level: float) -> VerdictOnCombination:
        """Return the verdict that this interaction allows by itself."""
        return verdict_of(self.bliss, self.equal, level)


def interaction_of(table: GrowthTable, days: float, settings: Settings) -> Interaction:
    """Return the interaction by the way that was asked for, its equivalence test, and the contrasts with the agents.

    Raises:
        DataError: an arm has too few growth rates, or the mixed model was asked for and cannot be fitted.
    """
    model, notes = fitted_model(table)
    if settings.by == "mixed" and model is None:
        raise DataError([Violation(message=notes[0], remedy="use by='welch'", label="by='mixed'")])
    table = table.of_roles()  # the model is of every arm, as that of the growth rates
    asked = questions(table)
    answers = contrasts_of(table, model, (asked[0], asked[-2], asked[-1]), settings.confidence)
    groups = slopes_by_arm(table, fit_lines(table).slope)
    bliss = chosen_way(answers[0], settings.by)
    if settings.bootstrap:
        low, high = bootstrap_interval(groups, confidence=settings.confidence, seed=settings.seed)
        how = f"BCa bootstrap of mice within arms, seed {settings.seed}; p is of the t test"
        bliss = replace(bliss, conf_low=low, conf_high=high, conf_method=how)
    equal = None if settings.margin is None else equivalence(bliss, days, settings.margin, settings.level)
    return Interaction(bliss=bliss, equal=equal, answers=answers, groups=groups, notes=notes)


def interaction_at_limits(
    table: GrowthTable, limits: Mapping[str, float], when: tuple[float, float], settings: Settings
) -> AtLimits:
    """Return the interaction with each arm's volumes of 0 at a limit; ``when``: the day, and days after the first."""
    try:
        found = interaction_of(at_limits(table, limits), when[1], settings)
    except BiomarkerStatsError:
        return AtLimits(limits=limits, bliss=None, index=None, verdict=None)
    index = combination_index(found.bliss, *when)
    return AtLimits(limits=limits, bliss=found.bliss, index=index, verdict=found.verdict(settings.level))


def chosen_way(answers: GrowthContrast, by: By) -> Result:
    """Return the answer by the way that was asked for."""
    if by == "mixed" and answers.mixed is not None:
        return answers.mixed
    return answers.pooled if by == "pooled" else answers.welch


def verdict_of(bliss: Result, equal: Equivalence | None, level: float) -> VerdictOnCombination:
    """Return the verdict that interval and equivalence test allow."""
    if bliss.conf_high is not None and bliss.conf_high < 0:
        return "synergistic"
    if bliss.conf_low is not None and bliss.conf_low > 0:
        return "antagonistic"
    if equal is not None and equal.p_value < level:
        return "additive within the margin"
    return "neither shown"
