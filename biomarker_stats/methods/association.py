"""Two ordered variables: Spearman's and Kendall's correlations, exact with ties.

The first variable is the arm's score (a dose, or any number), the second the outcome. H0: within each stratum they are
independent, so that the outcomes could be permuted.
"""

import math
from dataclasses import replace
from fractions import Fraction

from biomarker_stats.design.problem import Arms
from biomarker_stats.design.scores import IntArray
from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.concordance import Concordance
from biomarker_stats.exact.matching import Matching
from biomarker_stats.exact.scores import doubled_midranks_within, tied
from biomarker_stats.methods.k_arms import pairs_between
from biomarker_stats.methods.linear import (
    Estimate,
    Naming,
    Used,
    all_events,
    assemble,
    compared,
    wants_interval,
    weigh,
    whole_numbers,
)
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result


def spearman(problem: Arms, options: Options) -> Result:
    """Test Spearman's rank correlation. H0: within strata the two variables are independent.

    Estimand: the correlation of midranks (with strata: of midranks within strata, pooled). No interval. Exact to about
    14 units without ties, and beyond with ties; then Monte Carlo. Reference: Spearman C (1904), Am J Psychol 15:72-101.

    >>> from biomarker_stats.methods.examples import PERFECT
    >>> result = spearman(PERFECT, Options())
    >>> result.estimate, round(result.p_value, 4)  # 2 of 120 permutations
    (1.0, 0.0167)
    """
    all_events(problem, _SPEARMAN.name)
    x, y = variables(problem)
    x_ranks, y_ranks = (doubled_midranks_within(values, problem.stratum) for values in (x, y))
    statistic = Matching(x_ranks, y_ranks, problem.stratum, unit=_QUARTER)
    found = weigh(statistic, options)
    wants_interval(options, _SPEARMAN.name)
    estimate = Estimate(value=statistic.correlation(), null=0.0)
    return assemble(_SPEARMAN, statistic.value, found, estimate, _used(problem, x, y), problem=problem, options=options)


def kendall(problem: Arms, options: Options) -> Result:
    """Test Kendall's rank correlation. H0: within strata the two variables are independent.

    Estimand: tau-b, concordant less discordant pairs over the geometric mean of the pairs untied in either variable
    (with strata: pairs within strata). No interval. Reference: Kendall MG (1938), Biometrika 30:81-93.

    Raises:
        ExactTooLarge: there are more than 10,000 units, all pairs of which would be looked at.

    >>> from biomarker_stats.methods.examples import PERFECT
    >>> result = kendall(PERFECT, Options())
    >>> result.estimate, round(result.p_value, 4)  # 2 of 120 permutations
    (1.0, 0.0167)
    """
    all_events(problem, _KENDALL.name)
    if problem.n > _MOST_UNITS:
        msg = f"'kendall' looks at all pairs of at most {_MOST_UNITS:,} units, got {problem.n:,} — use 'spearman'"
        raise ExactTooLarge(msg)
    x, y = variables(problem)
    statistic = Concordance(x, y, problem.stratum)
    found = weigh(statistic, options)
    untied = pairs_between(x, problem.stratum) * pairs_between(y, problem.stratum)
    value = statistic.observed / math.sqrt(untied) if untied else None
    wants_interval(options, _KENDALL.name)
    used = _used(problem, x, y)
    return assemble(
        _KENDALL, statistic.value, found, Estimate(value=value, null=0.0), used, problem=problem, options=options
    )


def variables(problem: Arms) -> tuple[IntArray, IntArray]:
    """Return the first variable (the arms' scores, or their order) and the outcome of each unit, as integers."""
    codes = problem.arm
    if problem.arm_scores is not None:
        codes = whole_numbers(problem.arm_scores, "the first variable")[problem.arm]
    return codes, whole_numbers(problem.outcome, "the outcome")


def _used(problem: Arms, x: IntArray, y: IntArray) -> Used:
    useful, notes = compared(problem)
    if min(pairs_between(values, problem.stratum) for values in (x, y)) == 0:
        notes = ("one of the variables does not vary: there is nothing to test and p = 1",)
    return Used(n={"units": problem.n}, n_used=useful, n_tied=tied(y), notes=notes)


_MOST_UNITS = 10_000
_QUARTER = Fraction(1, 4)
_SPEARMAN = Naming(
    name="spearman",
    title="Spearman rank correlation test",
    estimand="Spearman's rank correlation",
    statistic="sum of products of ranks",
)
_KENDALL = Naming(
    name="kendall",
    title="Kendall rank correlation test",
    estimand="Kendall's tau-b",
    statistic="S (concordant less discordant pairs)",
)
_BASE = Method(
    name="spearman",
    title=_SPEARMAN.title,
    takes="ordered-arms",
    null="within each stratum the two variables are independent",
    estimand=_SPEARMAN.estimand,
    ties="midranks",
    zeros="not special",
    strata="yes; ranks within strata",
    interval="none",
    references=("Spearman 1904",),
    source="enumeration; R coin spearman_test, Monte Carlo",
    run=spearman,
)
ASSOCIATION: tuple[Method, ...] = (
    _BASE,
    replace(
        _BASE,
        name="kendall",
        title=_KENDALL.title,
        estimand=_KENDALL.estimand,
        ties="tau-b: count 0",
        strata="yes; S of the strata is added up",
        references=("Kendall 1938",),
        source="enumeration",
        run=kendall,
    ),
)
