"""Several treatments on each subject: Friedman, Cochran's Q and Page. Subjects are the strata, treatments the arms.

H0 of all: within each subject the readings are exchangeable between the treatments.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from biomarker_stats.design.problem import Arms
from biomarker_stats.errors import MethodMismatch
from biomarker_stats.exact.arm_sums import ArmSums
from biomarker_stats.exact.matching import Matching
from biomarker_stats.exact.reference import omnibus_evidence
from biomarker_stats.exact.scores import doubled_midranks_within
from biomarker_stats.methods.linear import (
    Estimate,
    Naming,
    Used,
    arms_in_full,
    assemble,
    question,
    wants_interval,
    weigh,
    whole_numbers,
    without_direction,
)
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Effect, Result


def friedman(problem: Arms, options: Options) -> Result:
    """Run Friedman's test with midranks. H0: within each subject readings are exchangeable between treatments.

    It has no estimand of its own; Kendall's coefficient of concordance W stands beside it. Reference: Friedman M
    (1937), JASA 32:675-701.

    >>> from biomarker_stats.methods.examples import HYPNOSIS
    >>> round(friedman(HYPNOSIS, Options()).p_value, 4)  # StatXact-6 manual pp. 448-449
    0.0268
    """
    blocks = _blocks(problem, _FRIEDMAN.name)
    outcome = whole_numbers(problem.outcome, "the outcome")
    result = _omnibus(
        _FRIEDMAN, ArmSums(doubled_midranks_within(outcome, problem.stratum), *_labels(problem)), problem, options
    )
    agreement = (result.statistic or 0.0) / (blocks * (len(problem.arm_names) - 1))
    return replace(result, effects=(Effect(name="Kendall's W", estimate=agreement),))


def cochran_q(problem: Arms, options: Options) -> Result:
    """Run Cochran's Q test. H0: within each subject a binary reading is exchangeable between treatments.

    It has no estimand of its own. Subjects whose readings are all the same tell nothing. Reference: Cochran WG (1950),
    Biometrika 37:256-266.

    Raises:
        MethodMismatch: the outcome has more than two values.

    >>> from biomarker_stats.methods.examples import ANALGESIC
    >>> round(cochran_q(ANALGESIC, Options()).p_value, 3)  # StatXact-6 manual pp. 458-459
    0.026
    """
    _blocks(problem, _COCHRAN_Q.name)
    levels, places = np.unique(whole_numbers(problem.outcome, "the outcome"), return_inverse=True)
    if len(levels) > 2:
        msg = f"method 'cochran-q' needs a binary outcome, got {len(levels)} different values — use friedman"
        raise MethodMismatch(msg)
    return _omnibus(_COCHRAN_Q, ArmSums(places.astype(np.int64), *_labels(problem)), problem, options)


def page(problem: Arms, options: Options) -> Result:
    """Run Page's test for ordered treatments. H0: within each subject readings are exchangeable between treatments.

    Estimand: the correlation within subjects between the treatments' order and the readings' ranks; ``greater`` means
    that readings rise along the treatments. No interval. Reference: Page EB (1963), JASA 58:216-230.

    >>> from biomarker_stats.methods.examples import COTTON
    >>> result = page(COTTON, Options(alternative="greater"))
    >>> result.statistic, round(result.p_value, 4)  # 4,307 of all 1,728,000 arrangements
    (158.0, 0.0025)
    """
    _blocks(problem, _PAGE.name)
    wants_interval(options, _PAGE.name)
    outcome = whole_numbers(problem.outcome, "the outcome")
    ranks = doubled_midranks_within(outcome, problem.stratum)
    statistic = Matching(problem.arm + 1, ranks, problem.stratum, unit=Fraction(1, 2))
    found = weigh(statistic, options)
    value = statistic.correlation()
    estimate = Estimate(value=value, null=0.0)
    return assemble(_PAGE, statistic.value, found, estimate, _used(problem), problem=problem, options=options)


def _omnibus(naming: Naming, statistic: ArmSums, problem: Arms, options: Options) -> Result:
    without_direction(options, naming.name)
    wants_interval(options, naming.name)
    found = omnibus_evidence(statistic, statistic.value, len(problem.arm_names) - 1, question(options))
    return assemble(naming, statistic.value, found, Estimate(), _used(problem), problem=problem, options=options)


def _labels(problem: Arms) -> tuple[np.ndarray, np.ndarray]:
    return problem.arm, problem.stratum


def _blocks(problem: Arms, method: str) -> int:
    """Return the number of subjects.

    Raises:
        MethodMismatch: a subject does not have exactly one reading under each treatment.
    """
    arms_in_full(problem, method)
    treatments = len(problem.arm_names)
    codes = np.unique(problem.stratum)
    for code in codes:
        arms = np.sort(problem.arm[problem.stratum == code])
        if not np.array_equal(arms, np.arange(treatments)):
            name = problem.stratum_names[code] if problem.stratum_names else "the only one"
            found = f"{len(arms)} readings under {len(np.unique(arms))} treatments"
            msg = f"method {method!r} needs one reading under each of the {treatments} treatments in every subject "
            msg += f"(strata= names the subjects), but subject {name} has {found} — leave it out"
            raise MethodMismatch(msg)
    return len(codes)


def _used(problem: Arms) -> Used:
    outcome = whole_numbers(problem.outcome, "the outcome")
    codes = np.unique(problem.stratum)
    tied_in, idle = 0, 0
    for code in codes:
        counts = np.unique(outcome[problem.stratum == code], return_counts=True)[1]
        tied_in += int(counts[counts > 1].sum())
        idle += len(counts) == 1
    notes = []
    if idle == len(codes):
        notes.append("no subject's readings differ: there is nothing to test and p = 1")
    n = {"subjects": len(codes)}
    return Used(n=n, n_used=len(codes) - idle, n_zero=idle, n_tied=tied_in, notes=tuple(notes))


_NULL = "within each subject readings are exchangeable between treatments"

_FRIEDMAN = Naming(
    name="friedman",
    title="Friedman test",
    estimand="none: whether any treatment differs",
    statistic="Friedman chi-square",
    omnibus=True,
)
_COCHRAN_Q = Naming(
    name="cochran-q",
    title="Cochran's Q test",
    estimand="none: whether any treatment differs",
    statistic="Q",
    omnibus=True,
)
_PAGE = Naming(
    name="page",
    title="Page's test",
    estimand="correlation within subjects between the treatments' order and the readings' ranks",
    statistic="L",
)

_BASE = Method(
    name="friedman",
    title=_FRIEDMAN.title,
    takes="arms",
    null=_NULL,
    estimand=_FRIEDMAN.estimand,
    ties="midranks within subjects",
    zeros="not special",
    strata="the subjects",
    interval="none",
    references=("Friedman 1937",),
    source="StatXact-6 manual pp. 448-467",
    run=friedman,
)
REPEATED: tuple[Method, ...] = (
    _BASE,
    replace(
        _BASE,
        name="cochran-q",
        title=_COCHRAN_Q.title,
        ties="binary",
        references=("Cochran 1950",),
        source="StatXact-6 manual pp. 458-459",
        run=cochran_q,
    ),
    replace(
        _BASE,
        name="page",
        title=_PAGE.title,
        takes="ordered-arms",
        estimand=_PAGE.estimand,
        references=("Page 1963",),
        source="enumeration",
        run=page,
        default_alternative="greater",
    ),
)
