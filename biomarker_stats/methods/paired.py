"""Paired tests by sign flips: sign, signed-rank and permutation.

H0 of all three: the difference after − before is symmetric about 0, so that each difference could as well have had
the other sign. Strata keep their pairs apart in the ranking (``ranks='within'``); flips are independent anyway.
"""

from collections import Counter
from fractions import Fraction

import numpy as np

from biomarker_stats.design.problem import Pairs
from biomarker_stats.design.scores import IntArray
from biomarker_stats.exact.inversion import invert
from biomarker_stats.exact.linear import SignFlips
from biomarker_stats.exact.mean_tests import pairs_mean_test
from biomarker_stats.exact.scores import median
from biomarker_stats.exact.shift_interval import Interval, level
from biomarker_stats.exact.signed_ranks import shifted_signed_ranks, signed_ranks, walsh_sums
from biomarker_stats.methods.linear import (
    Estimate,
    Naming,
    Used,
    assemble,
    differences,
    question,
    wants_interval,
    weigh,
)
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Effect, Result

_HALF = Fraction(1, 2)

_SIGN = Naming(
    name="sign",
    title="exact sign test",
    estimand="probability that a reading that changes increases",
    statistic="number of increases",
)
_SIGNED_RANK = Naming(
    name="signed-rank",
    title="Wilcoxon signed-rank test",
    estimand="pseudo-median of after − before",
    statistic="W (sum of positive ranks)",
)
_PERMUTATION = Naming(
    name="permutation",
    title="paired permutation test",
    estimand="mean of after − before",
    statistic="sum of after − before",
)


def sign(problem: Pairs, options: Options) -> Result:
    """Run the exact sign test. H0: an increase is as probable as a decrease. Estimand: P(increase | change).

    Unchanged pairs carry no information and are dropped, whatever ``zeros`` says. The interval is the exact binomial
    one with equal tails, which belongs to the same test. References: Dixon WJ, Mood AM (1946), JASA 41:557-566;
    Clopper CJ, Pearson ES (1934), Biometrika 26:404-413.

    >>> from biomarker_stats.methods.examples import P24
    >>> result = sign(P24, Options())  # StatXact-9 manual p. 107: 0.0042
    >>> round(result.p_value, 4), result.n_zero
    (0.0042, 4)
    """
    change = differences(problem)
    signs = np.sign(change)
    increases, changed = int(np.count_nonzero(signs > 0)), int(np.count_nonzero(signs))
    statistic = SignFlips(signs)
    value = increases / changed if changed else None
    interval = None
    if wants_interval(options, _SIGN.name, "clopper-pearson"):
        interval = binomial_interval(increases, changed, options)
    return assemble(
        _SIGN,
        statistic.value,
        weigh(statistic, options),
        Estimate(value=value, null=0.5, interval=interval),
        _used(problem, change),
        problem=problem,
        options=options,
    )


def binomial_interval(successes: int, n: int, options: Options) -> Interval:
    """Return the exact interval for a proportion, one-sided where the alternative is."""
    from scipy.special import betaincinv

    alpha = level(options.confidence) / (2 if options.alternative == "two-sided" else 1)
    low, high = 0.0, 1.0
    if options.alternative != "less" and successes > 0:
        low = float(betaincinv(successes, n - successes + 1, alpha))
    if options.alternative != "greater" and successes < n:
        high = float(betaincinv(successes + 1, n - successes, 1 - alpha))
    return Interval(low=low, high=high, method="Clopper–Pearson")


def signed_rank(problem: Pairs, options: Options) -> Result:
    """Run the signed-rank test with midranks. H0: after − before is symmetric about 0. Estimand: its pseudo-median.

    Zero differences are dropped before ranking (``zeros='drop'``; estimate and interval then speak of the pairs that
    changed) or ranked and then left out (``zeros='pratt'``; they speak of all pairs). The estimate is the median of
    the Walsh averages, the interval the shifts that the same test does not reject.
    References: Wilcoxon F (1945), Biometrics Bull 1:80-83; Pratt JW (1959), JASA 54:655-667; Hodges JL, Lehmann EL
    (1963), Ann Math Stat 34:598-611.

    >>> from biomarker_stats.methods.examples import P24
    >>> result = signed_rank(P24, Options())  # StatXact-6 manual p. 290: 0.0021
    >>> round(result.p_value, 4), result.conf_low, result.conf_high
    (0.0021, -292.0, -54.0)
    """
    change = differences(problem)
    stratum = _ranked_in(problem, options)
    scale = problem.after.denominator
    scores = signed_ranks(change, stratum, options.zeros)
    statistic = SignFlips(scores, unit=_HALF)
    found = weigh(statistic, options, half=Fraction(1))
    if options.zeros == "drop" and change.any():
        meant = change != 0
        change_meant, stratum = change[meant], stratum[meant]
    else:
        change_meant = change
    sums = walsh_sums(change_meant, stratum)
    interval = None
    if wants_interval(options, _SIGNED_RANK.name) and problem.n:
        ask = question(options)
        test = shifted_signed_ranks(change_meant, stratum, scale, options.zeros, ask)
        interval = invert(test, ask, level(options.confidence))
    ranks = scores.tolist()
    total = sum([abs(rank) for rank in ranks])
    balance = sum(ranks) / total if total else 0.0
    estimate = Estimate(
        value=median(sums) / (2 * scale) if len(sums) else None,
        null=0.0,
        interval=interval,
        effects=(Effect(name="matched rank-biserial correlation", estimate=balance),),
    )
    return assemble(
        _SIGNED_RANK, statistic.value, found, estimate, _used(problem, change), problem=problem, options=options
    )


def permutation(problem: Pairs, options: Options) -> Result:
    """Run the paired permutation test on the scores themselves. H0: after − before is symmetric about 0.

    Estimand: the mean difference. The interval is the set of shifts that the same test does not reject.
    References: Fisher RA (1935), The Design of Experiments, section 21; Pitman EJG (1937), J R Stat Soc Suppl
    4:119-130.

    >>> from biomarker_stats.methods.examples import P24
    >>> round(permutation(P24, Options()).p_value, 4)  # StatXact-6 manual p. 300
    0.0021
    """
    change = differences(problem)
    scale = problem.after.denominator
    statistic = SignFlips(change, unit=Fraction(2, scale), offset=Fraction(-int(np.abs(change).sum()), scale))
    test = pairs_mean_test(change, scale)
    interval = None
    if wants_interval(options, _PERMUTATION.name) and problem.n:
        interval = test.interval(question(options), level(options.confidence))
    estimate = Estimate(value=test.estimate, null=0.0, interval=interval)
    found = weigh(statistic, options)
    return assemble(
        _PERMUTATION, statistic.value, found, estimate, _used(problem, change), problem=problem, options=options
    )


def _ranked_in(problem: Pairs, options: Options) -> IntArray:
    return problem.stratum if options.ranks == "within" else np.zeros(problem.n, dtype=np.int64)


def _used(problem: Pairs, change: IntArray) -> Used:
    moved = [abs(d) for d in change.tolist() if d]
    notes = []
    if not moved:
        notes.append("no reading changed: there is nothing to test and p = 1")
    return Used(
        n={"pairs": problem.n},
        n_used=len(moved),
        n_zero=problem.n - len(moved),
        n_tied=sum([count for count in Counter(moved).values() if count > 1]),
        notes=tuple(notes),
    )


_NULL = "after − before is symmetric about 0"
_STRATA = "yes; signs flip within pairs, ranks are taken within strata or overall"

PAIRED: tuple[Method, ...] = (
    Method(
        name="sign",
        title=_SIGN.title,
        takes="pairs",
        null="an increase is as probable as a decrease",
        estimand=_SIGN.estimand,
        ties="no matter",
        zeros="dropped",
        strata="yes; they change nothing",
        interval="exact binomial, equal tails (Clopper–Pearson)",
        references=("Dixon and Mood 1946", "Clopper and Pearson 1934"),
        source="StatXact-9 manual p. 107",
        run=sign,
    ),
    Method(
        name="signed-rank",
        title=_SIGNED_RANK.title,
        takes="pairs",
        null=_NULL,
        estimand=_SIGNED_RANK.estimand,
        ties="midranks",
        zeros="drop or pratt",
        strata=_STRATA,
        interval="inversion of the same test, ties and zeros at every shift",
        references=("Wilcoxon 1945", "Pratt 1959", "Hodges and Lehmann 1963"),
        source="StatXact-6 manual p. 290",
        run=signed_rank,
    ),
    Method(
        name="permutation",
        title=_PERMUTATION.title,
        takes="pairs",
        null=_NULL,
        estimand=_PERMUTATION.estimand,
        ties="exact decimals",
        zeros="no matter",
        strata="yes; they change nothing",
        interval="inversion of the same test",
        references=("Fisher 1935", "Pitman 1937"),
        source="StatXact-6 manual p. 300",
        run=permutation,
    ),
)
