"""Trend tests with scores of the reader's choosing: linear-by-linear association and Cochran–Armitage.

The first variable is the arm's score (a dose), the second the outcome's. H0: within each stratum they are independent,
so that the outcomes could be permuted.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from biomarker_stats.design.problem import Arms
from biomarker_stats.design.scores import IntArray
from biomarker_stats.errors import MethodMismatch
from biomarker_stats.exact.long_matching import LongMatching
from biomarker_stats.exact.matching import Matching
from biomarker_stats.methods.association import variables
from biomarker_stats.methods.linear import Estimate, Naming, assemble, used_arms, weigh, whole_numbers
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result

_INT64 = 2**62


def linear_by_linear(problem: Arms, options: Options) -> Result:
    """Test linear-by-linear association. H0: within strata the two variables are independent.

    Estimand: the correlation of the two scores (within strata, pooled). No interval. ``greater`` means that the outcome
    rises with the score. Reference: Agresti A, Mehta CR, Patel NR (1990), JASA 85:453-458.

    >>> from biomarker_stats.methods.examples import PERFECT
    >>> linear_by_linear(PERFECT, Options()).p_value == 2 / 120
    True
    """
    return _trend(_LINEAR, problem, options, variables(problem), problem.outcome.denominator)


def cochran_armitage(problem: Arms, options: Options) -> Result:
    """Run the Cochran–Armitage test for trend. H0: within strata the event is as probable at every dose.

    Estimand: the correlation of dose score and event. No interval. ``greater`` means that the event becomes more
    probable with dose. References: Cochran WG (1954), Biometrics 10:417-451; Armitage P (1955), Biometrics 11:375-386.

    Raises:
        MethodMismatch: the outcome has more than two values.

    >>> import biomarker_stats as bs
    >>> bs.table([[1, 3], [2, 2], [4, 0]], method="cochran-armitage", alternative="greater").p_value == 32 / 792
    True
    """
    levels = np.unique(whole_numbers(problem.outcome, "the outcome"))
    if len(levels) > 2:
        msg = f"'cochran-armitage' takes a yes/no outcome, got {len(levels)} values — use 'linear-by-linear'"
        raise MethodMismatch(msg)
    x, y = variables(problem)
    event = np.asarray(y > levels[0] if len(levels) == 2 else y != 0, dtype=np.int64)
    return _trend(_COCHRAN_ARMITAGE, problem, options, (x, event), 1)


def _trend(
    naming: Naming, problem: Arms, options: Options, scores: tuple[IntArray, IntArray], denominator: int
) -> Result:
    """Run the test of Σ x·y; the reader's y is that whole number over the denominator."""
    x, y = scores
    if problem.arm_scores is not None:
        denominator *= problem.arm_scores.denominator
    statistic = _matching(x, y, problem.stratum, Fraction(1, denominator))
    correlation = statistic.correlation()
    nothing = "one of the variables does not vary within strata: there is nothing to test and p = 1"
    used = used_arms(problem, y)
    if correlation is None:
        used = replace(used, notes=(nothing,))
    estimate = Estimate(value=correlation, null=0.0)
    found = weigh(statistic, options)
    return assemble(naming, statistic.value, found, estimate, used, problem=problem, options=options)


def _matching(x: IntArray, y: IntArray, stratum: IntArray, unit: Fraction) -> Matching | LongMatching:
    """Return the statistic, for numbers of many digits in Python's whole numbers."""
    largest = max(map(abs, x.tolist()), default=0) * sum(map(abs, y.tolist()))
    return (Matching if largest < _INT64 else LongMatching)(x, y, stratum, unit)


_LINEAR = Naming(
    name="linear-by-linear",
    title="linear-by-linear association test",
    estimand="correlation of the scores",
    statistic="sum of products of scores",
)
_COCHRAN_ARMITAGE = Naming(
    name="cochran-armitage",
    title="Cochran–Armitage test for trend",
    estimand="correlation of dose score and event",
    statistic="sum of dose scores of the events",
)
_BASE = Method(
    name="linear-by-linear",
    title=_LINEAR.title,
    takes="ordered-arms",
    null="within each stratum the outcome is independent of the dose",
    estimand=_LINEAR.estimand,
    ties="scores as given",
    zeros="not special",
    strata="yes; sums of products are added up",
    interval="none",
    references=("Agresti, Mehta and Patel 1990",),
    source="StatXact manual pp. 808-812; R coin lbl_test",
    run=linear_by_linear,
)
ORDERED: tuple[Method, ...] = (
    _BASE,
    replace(
        _BASE,
        name="cochran-armitage",
        title=_COCHRAN_ARMITAGE.title,
        null="within each stratum the event is as probable at every dose",
        estimand=_COCHRAN_ARMITAGE.estimand,
        references=("Cochran 1954", "Armitage 1955"),
        source="Indredavik et al. 2008 by enumeration",
        run=cochran_armitage,
    ),
)
