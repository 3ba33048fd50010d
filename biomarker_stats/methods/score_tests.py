"""Two-arm tests on other scores than ranks: for location and survival here, for spread in ``scale_tests``.

H0 of all: within each stratum the outcome has one distribution, so that arm labels could be shuffled. The statistic is
the sum of the first arm's scores; ``greater`` speaks of the first arm against the second.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from biomarker_stats.design.problem import Arms
from biomarker_stats.design.scores import IntArray
from biomarker_stats.errors import ExactTooLarge, MethodMismatch
from biomarker_stats.exact.linear import BoolArray, Relabelling
from biomarker_stats.exact.reference import Evidence
from biomarker_stats.exact.score_functions import (
    Score,
    WholeScores,
    logrank_scores,
    normal_scores,
    savage_scores,
    whole_scores,
)
from biomarker_stats.methods.linear import Estimate, Naming, assemble, two_arms, used_arms, weigh, whole_numbers
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result

Scoring = Callable[[IntArray, BoolArray], Sequence[Score]]
"""From the outcomes of a stratum, and who is in the first arm, to scores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTest:
    """A named test: its words, its scores, and whether large scores mean that the first arm is ``greater``."""

    naming: Naming
    scoring: Scoring
    rising: bool = True


def normal_scores_test(problem: Arms, options: Options) -> Result:
    """Run van der Waerden's normal-scores test. H0: within strata both arms have one distribution.

    Estimand: the difference of mean normal scores, first arm − second; there is no interval for it. Reference: van der
    Waerden BL (1952), Indag Math 14:453-458.

    >>> from biomarker_stats.methods.examples import BLOOD_PRESSURE
    >>> round(normal_scores_test(BLOOD_PRESSURE, Options()).p_value, 4)  # StatXact-6 manual p. 354
    0.0799
    """
    return score_test(_NORMAL, problem, options)


def savage_test(problem: Arms, options: Options) -> Result:
    """Run Savage's test for exponential outcomes without censoring. H0: within strata both arms have one distribution.

    Estimand: the difference of mean Savage scores, first arm − second; there is no interval for it. Reference: Savage
    IR (1956), Ann Math Stat 27:590-615.

    >>> from biomarker_stats.methods.examples import BLOOD_PRESSURE
    >>> savage_test(BLOOD_PRESSURE, Options()).p_value < 0.1
    True
    """
    return score_test(_SAVAGE, problem, options)


def logrank_test(problem: Arms, options: Options) -> Result:
    """Run the log-rank test. H0: within strata the time to the event has one distribution, censoring aside.

    Estimand: the difference of mean log-rank scores, first arm − second (greater: longer times); there is no interval
    for it. Where ``event`` is not given every time ended in the event. Shuffling labels presumes that censoring is the
    same in both arms. References: Peto R, Peto J (1972), JRSS A 135:185-207; Callaert H (2003), Am Stat 57:214-217.

    >>> from biomarker_stats.methods.examples import LUNG_CANCER
    >>> round(logrank_test(LUNG_CANCER, Options()).p_value, 3)  # StatXact-6 manual p. 415
    0.001
    """
    event = np.ones(problem.n, dtype=bool) if problem.event is None else problem.event
    outcome = whole_numbers(problem.outcome, "the time")
    scores = scored_within(problem, options, lambda inside: logrank_scores(outcome[inside], event[inside]))
    return _tested(ScoreTest(naming=_LOG_RANK, scoring=_unused), scores, problem, options)


def score_test(test: ScoreTest, problem: Arms, options: Options) -> Result:
    """Run any test on scores of a two-arm problem."""
    if problem.event is not None and not problem.event.all():
        msg = f"method {test.naming.name!r} knows no censored times — use 'log-rank', or leave event= out"
        raise MethodMismatch(msg)
    first, outcome = two_arms(problem, test.naming.name), whole_numbers(problem.outcome, "the outcome")
    scores = scored_within(problem, options, lambda inside: test.scoring(outcome[inside], first[inside]))
    return _tested(test, scores, problem, options)


def scored_within(problem: Arms, options: Options, score: Callable[[BoolArray], Sequence[Score]]) -> list[Score]:
    """Return one score a unit, made within each stratum or over all of them as ``ranks`` says."""
    scores = np.zeros(problem.n, dtype=object)
    codes = np.unique(problem.stratum) if options.ranks == "within" else [None]
    for code in codes:
        inside = np.ones(problem.n, dtype=bool) if code is None else problem.stratum == code
        scores[inside] = np.array(list(score(inside)), dtype=object)
    return scores.tolist()


def _tested(test: ScoreTest, scores: Sequence[Score], problem: Arms, options: Options) -> Result:
    first = two_arms(problem, test.naming.name)
    statistic, found = _first_that_fits(test, list(whole_scores(scores)), first, problem, options)
    mean = [float(sum(s for s, own in zip(scores, arm.tolist(), strict=True) if own)) / arm.sum() for arm in (first, ~first)]
    outcome = whole_numbers(problem.outcome, "the outcome")
    estimate = Estimate(value=float(mean[0] - mean[1]), null=0.0)
    return assemble(test.naming, statistic.value, found, estimate, used_arms(problem, outcome, first), problem, options)


def _first_that_fits(
    test: ScoreTest, forms: list[WholeScores], first: BoolArray, problem: Arms, options: Options
) -> tuple[Relabelling, Evidence]:
    """Weigh the exact scores, or, where their distribution does not fit, the finest rounded ones that do."""
    sign = 1 if test.rising else -1
    for form in forms:
        statistic = Relabelling(sign * form.integers, first, problem.stratum, unit=Fraction(sign, form.scale))
        last = form is forms[-1]
        try:
            found = weigh(statistic, options if last else replace_auto(options))
        except ExactTooLarge:
            if last:
                raise
            continue
        return statistic, (replace(found, notes=(*found.notes, form.note)) if form.note else found)
    raise AssertionError
