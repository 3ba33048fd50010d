"""Two-arm tests on other scores than ranks: for location and survival here, for spread in ``scale_tests``.

H0 of all: within each stratum the outcome has one distribution, so that arm labels could be shuffled. The statistic is
the sum of the first arm's scores; ``greater`` speaks of the first arm against the second.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from biomarker_stats.design.problem import Arms
from biomarker_stats.design.scores import IntArray
from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.linear import BoolArray, Relabelling
from biomarker_stats.exact.reference import Evidence
from biomarker_stats.exact.score_functions import (
    Score,
    logrank_scores,
    normal_scores,
    savage_scores,
    whole_scores,
)
from biomarker_stats.methods.linear import (
    Estimate,
    Naming,
    assemble,
    two_arms,
    used_arms,
    wants_interval,
    weigh,
    whole_numbers,
)
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
    return _tested(_LOG_RANK, scores, problem, options)


def score_test(test: ScoreTest, problem: Arms, options: Options) -> Result:
    """Run any test on scores of a two-arm problem."""
    first, outcome = two_arms(problem, test.naming.name), whole_numbers(problem.outcome, "the outcome")
    scores = scored_within(problem, options, lambda inside: test.scoring(outcome[inside], first[inside]))
    return _tested(test, scores, problem, options)


def scored_within(problem: Arms, options: Options, score: Callable[[BoolArray], Sequence[Score]]) -> list[Score]:
    """Return one score a unit, made within each stratum or over all of them as ``ranks`` says."""
    ranked_in = problem.stratum if options.ranks == "within" else np.zeros_like(problem.stratum)
    scores: list[Score] = [Fraction(0)] * problem.n
    for code in np.unique(ranked_in):
        inside = ranked_in == code
        for place, value in zip(np.flatnonzero(inside).tolist(), score(inside), strict=True):
            scores[place] = value
    return scores


def _tested(test: ScoreTest, scores: Sequence[Score], problem: Arms, options: Options) -> Result:
    first = two_arms(problem, test.naming.name, censored=True)
    wants_interval(options, test.naming.name)
    sums = [sum(score for score, own in zip(scores, arm.tolist(), strict=True) if own) for arm in (first, ~first)]
    gap = sums[0] / int(first.sum()) - sums[1] / int((~first).sum())
    statistic, found = _weighed(test, scores, first, problem, options)
    used = used_arms(problem, whole_numbers(problem.outcome, "the outcome"))
    return assemble(
        test.naming,
        statistic.value,
        found,
        Estimate(value=float(gap), null=0.0),
        used,
        problem=problem,
        options=options,
    )


def _weighed(
    test: ScoreTest, scores: Sequence[Score], first: BoolArray, problem: Arms, options: Options
) -> tuple[Relabelling, Evidence]:
    """Weigh the exact scores, or, where their distribution does not fit, the finest rounded ones that do."""
    sign = 1 if test.rising else -1
    forms = [
        (form, Relabelling(sign * form.integers, first, problem.stratum, unit=Fraction(sign, form.scale)))
        for form in whole_scores(scores)
    ]
    if options.reference in {"auto", "exact"}:
        for form, statistic in forms:
            try:
                found = weigh(statistic, replace(options, reference="exact"))
            except ExactTooLarge:
                continue
            return statistic, replace(found, notes=(*found.notes, form.note)) if form.note else found
    return forms[0][1], weigh(forms[0][1], options)


_NORMAL = ScoreTest(
    naming=Naming(
        name="normal-scores",
        title="van der Waerden normal-scores test",
        estimand="difference of mean normal scores, first arm − second",
        statistic="sum of the first arm's normal scores",
    ),
    scoring=lambda values, _: normal_scores(values),
)
_SAVAGE = ScoreTest(
    naming=Naming(
        name="savage",
        title="Savage test",
        estimand="difference of mean Savage scores, first arm − second",
        statistic="sum of the first arm's Savage scores",
    ),
    scoring=lambda values, _: savage_scores(values),
)
_LOG_RANK = ScoreTest(
    naming=Naming(
        name="log-rank",
        title="log-rank test",
        estimand="difference of mean log-rank scores, first arm − second (greater: longer times)",
        statistic="expected less observed events of the first arm",
    ),
    scoring=lambda values, _: logrank_scores(values, np.ones(len(values), dtype=bool)),
)


def score_method(
    test: ScoreTest, run: Callable[[Arms, Options], Result], *, null: str, reference: str, source: str
) -> Method:
    """Return the catalogue's row of a two-arm score test."""
    return Method(
        name=test.naming.name,
        title=test.naming.title,
        takes="arms",
        null=null,
        estimand=test.naming.estimand,
        ties="midranks" if test.naming.name in {"log-rank", "squared-ranks"} else "average scores",
        zeros="not special",
        strata="yes; scores within strata or overall",
        interval="none",
        references=(reference,),
        source=source,
        run=run,
    )


_NULL = "within each stratum the outcome has the same distribution in both arms"

SCORE_TESTS: tuple[Method, ...] = (
    score_method(
        _NORMAL,
        normal_scores_test,
        null=_NULL,
        reference="van der Waerden 1952",
        source="StatXact-6 manual p. 354",
    ),
    score_method(_SAVAGE, savage_test, null=_NULL, reference="Savage 1956", source="R coin savage_test"),
    score_method(
        _LOG_RANK,
        logrank_test,
        null="within each stratum the time to the event has the same distribution in both arms",
        reference="Peto and Peto 1972",
        source="StatXact-6 manual p. 415; Callaert 2003",
    ),
)
