"""Two arms by relabelling: rank-sum and permutation.

H0 of both: within each stratum the outcome has one distribution, so that arm labels could be shuffled. Statistic,
estimate and ``alternative='greater'`` speak of the first arm against the second.
"""

from fractions import Fraction

import numpy as np

from biomarker_stats.design.problem import Arms
from biomarker_stats.design.scores import IntArray
from biomarker_stats.exact.inversion import invert
from biomarker_stats.exact.linear import BoolArray, Relabelling
from biomarker_stats.exact.mean_interval import mean_interval, swaps
from biomarker_stats.exact.rank_sums import TwoArms, arm_differences, rank_scores, shifted_rank_sum
from biomarker_stats.exact.scores import tied
from biomarker_stats.exact.shift_interval import level
from biomarker_stats.methods.linear import (
    NO_INTERVAL,
    Estimate,
    Naming,
    Used,
    as_float,
    assemble,
    question,
    two_arms,
    weigh,
    whole_numbers,
)
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Effect, Result

_RANK_SUM = Naming(
    name="rank-sum",
    title="Wilcoxon–Mann–Whitney rank-sum test",
    estimand="shift of the first arm against the second (Hodges–Lehmann)",
    statistic="rank sum of the first arm",
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
    """
    first, outcome = two_arms(problem, "rank-sum"), whole_numbers(problem.outcome, "the outcome")
    scale = problem.outcome.denominator
    scores = rank_scores(outcome, problem.stratum, options.ranks)
    statistic = Relabelling(scores, first, problem.stratum, unit=Fraction(1, 2))
    found = weigh(statistic, options)
    gaps = arm_differences(outcome, first, problem.stratum)
    interval, value = None, None
    effects: tuple[Effect, ...] = ()
    if len(gaps):
        value = float(np.median(gaps)) / scale
        above = (np.count_nonzero(gaps > 0) + np.count_nonzero(gaps == 0) / 2) / len(gaps)
        effects = (Effect(name="probability that the first arm is larger (ties half)", estimate=float(above)),)
        if options.interval != NO_INTERVAL:
            ask = question(options)
            test = shifted_rank_sum(TwoArms(outcome, first, problem.stratum, scale), options.ranks, ask)
            interval = invert(test, ask, level(options.confidence))
    estimate = Estimate(value=value, null=0.0, interval=interval, effects=effects)
    used = _used(problem, outcome, first)
    return assemble(_RANK_SUM, statistic.value, found, estimate, used, problem, options)


def permutation(problem: Arms, options: Options) -> Result:
    """Run the permutation test on the outcomes themselves. H0: within strata both arms have one distribution.

    Estimand: the difference of means, weighted over strata as the test weighs them. The interval is the set of shifts
    that the same test does not reject. References: Fisher RA (1935), The Design of Experiments, section 21; Pitman
    EJG (1937), J R Stat Soc Suppl 4:119-130.
    """
    first, outcome = two_arms(problem, "permutation"), whole_numbers(problem.outcome, "the outcome")
    scale = problem.outcome.denominator
    statistic = Relabelling(outcome, first, problem.stratum, unit=Fraction(1, scale))
    found = weigh(statistic, options)
    excess, slope = _centre(outcome, first, problem.stratum)
    interval, value = None, None
    if slope:
        value = as_float(excess / slope, scale)
        if options.interval != NO_INTERVAL:
            ask, alpha = question(options), level(options.confidence)
            moves = swaps(outcome, first, problem.stratum)
            interval = mean_interval(moves, scale, alpha, ask.alternative, ask.two_sided)
    estimate = Estimate(value=value, null=0.0, interval=interval)
    used = _used(problem, outcome, first)
    return assemble(_PERMUTATION, statistic.value, found, estimate, used, problem, options)


def _centre(outcome: IntArray, first: BoolArray, stratum: IntArray) -> tuple[Fraction, Fraction]:
    """Return the sum of the first arm less its expectation, and how much of that one unit of shift makes."""
    excess, slope = Fraction(0), Fraction(0)
    for code in np.unique(stratum):
        inside = stratum == code
        n, m = int(np.count_nonzero(inside)), int(np.count_nonzero(inside & first))
        excess += int(outcome[inside & first].sum()) - Fraction(m * int(outcome[inside].sum()), n)
        slope += Fraction(m * (n - m), n)
    return excess, slope


def _used(problem: Arms, outcome: IntArray, first: BoolArray) -> Used:
    notes, useful = [], np.zeros(problem.n, dtype=bool)
    for code in np.unique(problem.stratum):
        inside = problem.stratum == code
        if (inside & first).any() and (inside & ~first).any():
            useful |= inside
    if not useful.all():
        idle = problem.n - int(np.count_nonzero(useful))
        notes.append(f"{idle} units are in strata with one arm only, which tell nothing about the other")
    if len(outcome) == 0 or (outcome == outcome[0]).all():
        notes.append("every outcome is the same: there is nothing to test and p = 1")
    return Used(n=problem.n_by_arm, n_used=int(np.count_nonzero(useful)), n_tied=tied(outcome), notes=tuple(notes))


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
