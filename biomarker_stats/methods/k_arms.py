"""Tests of K arms: Kruskal–Wallis and the one-way permutation test, and Jonckheere and Terpstra's for ordered arms.

H0 of all: within each stratum the outcome has one distribution, so that arm labels could be shuffled.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from biomarker_stats.design.problem import Arms
from biomarker_stats.design.scores import IntArray
from biomarker_stats.exact.arm_sums import ArmSums
from biomarker_stats.exact.concordance import Concordance
from biomarker_stats.exact.rank_sums import rank_scores
from biomarker_stats.exact.reference import omnibus_evidence
from biomarker_stats.methods.linear import (
    Estimate,
    Naming,
    arms_in_full,
    assemble,
    question,
    used_arms,
    wants_interval,
    weigh,
    whole_numbers,
    without_direction,
)
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result


def kruskal_wallis(problem: Arms, options: Options) -> Result:
    """Run the Kruskal–Wallis test with midranks. H0: within strata all arms have one distribution.

    It has no estimand of its own: follow it with pairwise comparisons. The p value is P(H ≥ observed), exact with
    ties; with strata H is Σ (S − E)²/n over the arms' rank sums, n being an arm's units in strata with several arms,
    scaled to a null expectation of K − 1. Reference: Kruskal WH, Wallis WA (1952), JASA 47:583-621.

    >>> from biomarker_stats.methods.examples import KNOWLEDGE_OF_RESULTS
    >>> result = kruskal_wallis(KNOWLEDGE_OF_RESULTS, Options())
    >>> result.statistic_name, result.reference
    ('H', 'exact')
    """
    outcome = whole_numbers(problem.outcome, "the outcome")
    return arm_sums_test(_KRUSKAL_WALLIS, rank_scores(outcome, problem.stratum, options.ranks), problem, options)


def one_way_permutation(problem: Arms, options: Options) -> Result:
    """Run the one-way permutation test on the outcomes themselves. H0: within strata all arms have one distribution.

    It has no estimand of its own. Large sums of squares between arms speak against H0; shuffled labels leave the total
    sum of squares as it is, so that this is also the permutation test of the analysis of variance's F. Reference:
    Pitman EJG (1938), Biometrika 29:322-335.

    >>> from biomarker_stats.methods.examples import KNOWLEDGE_OF_RESULTS
    >>> one_way_permutation(KNOWLEDGE_OF_RESULTS, Options(reference="monte-carlo", seed=1)).p_value < 0.1
    True
    """
    return arm_sums_test(_ONE_WAY, whole_numbers(problem.outcome, "the outcome"), problem, options)


def arm_sums_test(naming: Naming, scores: IntArray, problem: Arms, options: Options) -> Result:
    """Run any omnibus test on the arms' sums of scores."""
    arms_in_full(problem, naming.name)
    without_direction(options, naming.name)
    wants_interval(options, naming.name)
    statistic = ArmSums(scores, problem.arm, problem.stratum)
    found = omnibus_evidence(statistic, statistic.value, len(problem.arm_names) - 1, question(options))
    used = used_arms(problem, whole_numbers(problem.outcome, "the outcome"))
    return assemble(naming, statistic.value, found, Estimate(), used, problem=problem, options=options)


def jonckheere_terpstra(problem: Arms, options: Options) -> Result:
    """Run the Jonckheere–Terpstra test for ordered arms. H0: within strata all arms have one distribution.

    Estimand: the probability that of two units of one stratum the one in the later arm is larger, ties counted half;
    ``greater`` means that the outcome rises along the arms. No interval. References: Terpstra TJ (1952), Indag Math
    14:327-333; Jonckheere AR (1954), Biometrika 41:133-145.

    >>> from biomarker_stats.methods.examples import KNOWLEDGE_OF_RESULTS
    >>> result = jonckheere_terpstra(KNOWLEDGE_OF_RESULTS, Options(alternative="greater"))
    >>> result.statistic, round(result.p_value, 4)  # 359,641 of all 17,153,136 labellings
    (79.0, 0.021)
    """
    arms_in_full(problem, _JONCKHEERE.name)
    wants_interval(options, _JONCKHEERE.name)
    outcome = whole_numbers(problem.outcome, "the outcome")
    pairs = pairs_between(problem.arm, problem.stratum)
    statistic = Concordance(problem.arm, outcome, problem.stratum, Fraction(1, 2), Fraction(pairs, 2))
    found = weigh(statistic, options)
    value = statistic.value / pairs if pairs else None
    estimate = Estimate(value=value, null=0.5)
    used = used_arms(problem, outcome)
    return assemble(_JONCKHEERE, statistic.value, found, estimate, used, problem=problem, options=options)


def pairs_between(codes: IntArray, stratum: IntArray) -> int:
    """Return how many pairs of units of one stratum differ in ``codes``.

    >>> pairs_between(np.array([0, 0, 1]), np.zeros(3, int))
    2
    """
    pairs = 0
    for own in np.unique(stratum):
        counts = np.unique(codes[stratum == own], return_counts=True)[1].tolist()
        pairs += (sum(counts) ** 2 - sum(count * count for count in counts)) // 2
    return pairs


_KRUSKAL_WALLIS = Naming(
    name="kruskal-wallis",
    title="Kruskal–Wallis test",
    estimand="none: whether any arm differs in distribution",
    statistic="H",
    omnibus=True,
)
_ONE_WAY = Naming(
    name="one-way-permutation",
    title="one-way permutation test",
    estimand="none: whether any arm differs in distribution",
    statistic="sum of squares between arms (expectation K − 1)",
    omnibus=True,
)
_JONCKHEERE = Naming(
    name="jonckheere-terpstra",
    title="Jonckheere–Terpstra test",
    estimand="probability that of two units the one in the later arm is larger (ties half)",
    statistic="J",
)

_BASE = Method(
    name="kruskal-wallis",
    title=_KRUSKAL_WALLIS.title,
    takes="arms",
    null="within each stratum the outcome has the same distribution in all arms",
    estimand=_KRUSKAL_WALLIS.estimand,
    ties="midranks",
    zeros="not special",
    strata="yes; ranks within strata or overall",
    interval="none",
    references=("Kruskal and Wallis 1952",),
    source="enumeration; R coin kruskal_test, Monte Carlo",
    run=kruskal_wallis,
)
K_ARMS: tuple[Method, ...] = (
    _BASE,
    replace(
        _BASE,
        name="one-way-permutation",
        title=_ONE_WAY.title,
        ties="exact decimals",
        strata="yes",
        references=("Pitman 1938",),
        source="enumeration; R coin oneway_test, Monte Carlo",
        run=one_way_permutation,
    ),
    replace(
        _BASE,
        name="jonckheere-terpstra",
        title=_JONCKHEERE.title,
        takes="ordered-arms",
        estimand=_JONCKHEERE.estimand,
        ties="count half",
        strata="yes; J of the strata is added up",
        references=("Terpstra 1952", "Jonckheere 1954"),
        source="R clinfun jonckheere.test; enumeration",
        run=jonckheere_terpstra,
        default_alternative="greater",
    ),
)
