"""Two arms by relabelling: rank-sum and permutation.

H0 of both: within each stratum the outcome has one distribution, so that arm labels could be shuffled. Statistic,
estimate and ``alternative='greater'`` speak of the first arm against the second.
"""

from dataclasses import replace
from fractions import Fraction
from math import lcm

import numpy as np

from biomarker_stats.design.problem import Arms
from biomarker_stats.design.scores import IntArray
from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.inversion import invert
from biomarker_stats.exact.linear import Relabelling
from biomarker_stats.exact.mean_tests import arms_mean_test
from biomarker_stats.exact.rank_sums import RankSum, arm_differences, shifted_rank_sum, weighted_median
from biomarker_stats.exact.scores import median
from biomarker_stats.exact.shift_interval import level
from biomarker_stats.methods.linear import (
    Estimate,
    Naming,
    assemble,
    question,
    two_arms,
    used_arms,
    wants_interval,
    weigh,
    whole_numbers,
)
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Effect, Result

_INT64 = 2**61

_RANK_SUM = Naming(
    name="rank-sum",
    title="Wilcoxon–Mann–Whitney rank-sum test",
    estimand="shift of the first arm against the second (Hodges–Lehmann)",
    statistic="rank sum of the first arm",
)
_VAN_ELTEREN = Naming(
    name="van-elteren",
    title="van Elteren stratified rank-sum test",
    estimand="shift of the first arm against the second within strata",
    statistic="sum of the first arm's ranks / (stratum's units + 1)",
)
_PERMUTATION = Naming(
    name="permutation",
    title="two-sample permutation test",
    estimand="difference of means, first arm − second",
    statistic="sum of the first arm",
)


def rank_sum(problem: Arms, options: Options) -> Result:
    """Run the rank-sum test with midranks. H0: within strata both arms have one distribution. Estimand: the shift.

    ``ranks='within'`` ranks each stratum by itself and adds the rank sums; ``ranks='overall'`` ranks all units
    together and shuffles within strata. The estimate is the median of the differences between the arms (of one
    stratum), the interval the shifts that the same test does not reject, ranked anew at each shift. The probability
    that a unit of the first arm is larger, ties counted half, stands beside it. References: Wilcoxon F (1945),
    Biometrics Bull 1:80-83; Mann HB, Whitney DR (1947), Ann Math Stat 18:50-60; Hodges JL, Lehmann EL (1963), Ann
    Math Stat 34:598-611.

    >>> from biomarker_stats.methods.examples import BLOOD_PRESSURE
    >>> result = rank_sum(BLOOD_PRESSURE, Options())  # StatXact-6 manual p. 342
    >>> round(result.p_value, 4), result.estimate
    (0.0989, 9.5)
    """
    return _rank_test(_RANK_SUM, problem, options)


def van_elteren(problem: Arms, options: Options) -> Result:
    """Run van Elteren's stratified rank-sum test. H0: within strata both arms have one distribution.

    Estimand: the shift within strata. Each stratum's rank sum is weighted by 1 / (its units + 1), so that strata of
    any size bear alike on the result. The estimate is the median of the differences between the arms within strata, so
    weighted; the interval the shifts that the same test does not reject. Reference: van Elteren P (1960), Bull Int Stat
    Inst 37:351-361.

    >>> from biomarker_stats.methods.examples import BLOOD_PRESSURE
    >>> round(van_elteren(BLOOD_PRESSURE, Options()).p_value, 4)  # with one stratum, the rank-sum test
    0.0989
    """
    sizes = np.bincount(problem.stratum)
    common = lcm(*(int(size) + 1 for size in sizes[sizes > 0]))
    if 2 * common * problem.n * problem.n >= _INT64:
        msg = f"the weights 1/(n + 1) of {len(sizes)} strata have no common denominator that fits into 62 bits — "
        raise ExactTooLarge(msg + "use rank-sum, or pool strata")
    return _rank_test(_VAN_ELTEREN, problem, replace(options, ranks="within"), common)


def _rank_test(naming: Naming, problem: Arms, options: Options, common: int = 0) -> Result:
    """Run a rank-sum test; ``common`` is the common denominator of the strata's weights 1/(n + 1), 0 for none."""
    first, outcome = two_arms(problem, naming.name), whole_numbers(problem.outcome, "the outcome")
    weight = common // (np.bincount(problem.stratum) + 1)[problem.stratum] if common else None
    scale = problem.outcome.denominator
    test = RankSum(outcome, first, problem.stratum, scale, options.ranks, weight)
    statistic = replace(test.moved(), unit=Fraction(1, 2 * (common or 1)))
    found = weigh(statistic, options, half=None if common else Fraction(1))
    gaps = arm_differences(outcome, first, problem.stratum)
    interval, value = None, None
    effects: tuple[Effect, ...] = ()
    wanted = wants_interval(options, naming.name)
    if len(gaps):
        value = _middle(gaps, test) / scale
        above = (np.count_nonzero(gaps > 0) + np.count_nonzero(gaps == 0) / 2) / len(gaps)
        effects = (Effect(name="probability that the first arm is larger (ties half)", estimate=float(above)),)
        if wanted:
            ask = question(options)
            interval = invert(shifted_rank_sum(test, ask), ask, level(options.confidence))
    estimate = Estimate(value=value, null=0.0, interval=interval, effects=effects)
    used = used_arms(problem, outcome)
    return assemble(naming, statistic.value, found, estimate, used, problem=problem, options=options)


def _middle(gaps: IntArray, test: RankSum) -> float:
    """Return the median of the differences between the arms, weighted as the test weighs their strata."""
    if test.weight is None:
        return median(gaps)
    weights = [
        np.full(int(np.count_nonzero(test.first[own])) * int(np.count_nonzero(~test.first[own])), test.weight[own][0])
        for own in (test.stratum == code for code in np.unique(test.stratum))
    ]
    return weighted_median(gaps, np.concatenate(weights))


def permutation(problem: Arms, options: Options) -> Result:
    """Run the permutation test on the outcomes themselves. H0: within strata both arms have one distribution.

    Estimand: the difference of means, weighted over strata as the test weighs them. The interval is the set of shifts
    that the same test does not reject. References: Fisher RA (1935), The Design of Experiments, section 21; Pitman
    EJG (1937), J R Stat Soc Suppl 4:119-130.

    >>> from biomarker_stats.methods.examples import BLOOD_PRESSURE
    >>> round(permutation(BLOOD_PRESSURE, Options()).p_value, 3)  # StatXact-6 manual p. 340
    0.104
    """
    first, outcome = two_arms(problem, "permutation"), whole_numbers(problem.outcome, "the outcome")
    scale = problem.outcome.denominator
    statistic = Relabelling(outcome, first, problem.stratum, unit=Fraction(1, scale))
    found = weigh(statistic, options)
    test = arms_mean_test(outcome, first, problem.stratum, scale)
    interval = None
    if wants_interval(options, _PERMUTATION.name) and test.slope:
        interval = test.interval(question(options), level(options.confidence))
    estimate = Estimate(value=test.estimate, null=0.0, interval=interval)
    used = used_arms(problem, outcome)
    return assemble(_PERMUTATION, statistic.value, found, estimate, used, problem=problem, options=options)


_NULL = "within each stratum the outcome has the same distribution in both arms"

TWO_ARMS: tuple[Method, ...] = (
    Method(
        name="rank-sum",
        title=_RANK_SUM.title,
        takes="arms",
        null=_NULL,
        estimand=_RANK_SUM.estimand,
        ties="midranks",
        zeros="not special",
        strata="yes; ranks within strata or overall",
        interval="inversion of the same test, ranked anew at every shift",
        references=("Wilcoxon 1945", "Mann and Whitney 1947", "Hodges and Lehmann 1963"),
        source="StatXact-6 manual pp. 340-346",
        run=rank_sum,
    ),
    Method(
        name="van-elteren",
        title=_VAN_ELTEREN.title,
        takes="arms",
        null=_NULL,
        estimand=_VAN_ELTEREN.estimand,
        ties="midranks",
        zeros="not special",
        strata="yes; weighted by 1 / (units + 1)",
        interval="inversion of the same test, ranked anew at every shift",
        references=("van Elteren 1960",),
        source="enumeration",
        run=van_elteren,
    ),
    Method(
        name="permutation",
        title=_PERMUTATION.title,
        takes="arms",
        null=_NULL,
        estimand=_PERMUTATION.estimand,
        ties="exact decimals",
        zeros="not special",
        strata="yes",
        interval="inversion of the same test",
        references=("Fisher 1935", "Pitman 1937"),
        source="StatXact-6 manual pp. 340-396",
        run=permutation,
    ),
)
