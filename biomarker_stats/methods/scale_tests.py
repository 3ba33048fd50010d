"""Two-arm tests of spread. H0: within strata both arms have one distribution; against it, one arm is more dispersed."""

from biomarker_stats.design.problem import Arms
from biomarker_stats.exact.score_functions import (
    ansari_bradley_scores,
    klotz_scores,
    mood_scores,
    squared_rank_scores,
)
from biomarker_stats.methods.linear import Naming
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.score_tests import ScoreTest, score_method, score_test


def ansari_bradley(problem: Arms, options: Options) -> Result:
    """Run the Ansari–Bradley test of spread. H0: within strata both arms have one distribution.

    Estimand: the difference of mean scores (distance from the nearer end of the ranking), first arm − second; negative
    where the first arm is more dispersed, which is what ``alternative='greater'`` means. No interval. Reference: Ansari
    AR, Bradley RA (1960), Ann Math Stat 31:1174-1189.

    >>> from biomarker_stats.methods.examples import MACHINES
    >>> round(ansari_bradley(MACHINES, Options()).p_value, 4)  # StatXact-9 manual p. 182
    0.0581
    """
    return score_test(_ANSARI_BRADLEY, problem, options)


def klotz(problem: Arms, options: Options) -> Result:
    """Run Klotz's test of spread. H0: within strata both arms have one distribution.

    Estimand: the difference of mean squared normal scores, first arm − second; greater where the first arm is more
    dispersed. No interval. Reference: Klotz J (1962), Ann Math Stat 33:498-512.

    >>> from biomarker_stats.methods.examples import MACHINES
    >>> klotz(MACHINES, Options()).p_value < 0.05
    True
    """
    return score_test(_KLOTZ, problem, options)


def mood(problem: Arms, options: Options) -> Result:
    """Run Mood's test of spread. H0: within strata both arms have one distribution.

    Estimand: the difference of mean squared distances from the middle rank, first arm − second; greater where the first
    arm is more dispersed. No interval. Reference: Mood AM (1954), Ann Math Stat 25:514-522.

    >>> from biomarker_stats.methods.examples import MACHINES
    >>> round(mood(MACHINES, Options()).p_value, 4)  # StatXact-9 manual p. 190
    0.0202
    """
    return score_test(_MOOD, problem, options)


def squared_ranks(problem: Arms, options: Options) -> Result:
    """Run Conover's squared-rank test of spread. H0: within strata distances from the arm's mean have one distribution.

    Estimand: the difference of mean squared ranks, first arm − second; greater where the first arm is more dispersed.
    No interval. The means are estimated, so that shuffling is exact for the distances as they are, not beyond them.
    Reference: Conover WJ, Iman RL (1978), Comm Stat B 7:491-513.

    >>> from biomarker_stats.methods.examples import TYRES
    >>> round(squared_ranks(TYRES, Options()).p_value, 2)  # StatXact-9 manual p. 195
    0.13
    """
    return score_test(_SQUARED_RANKS, problem, options)


_ANSARI_BRADLEY = ScoreTest(
    naming=Naming(
        name="ansari-bradley",
        title="Ansari–Bradley test of spread",
        estimand="difference of mean Ansari–Bradley scores, first arm − second (negative: more dispersed)",
        statistic="sum of the first arm's Ansari–Bradley scores",
    ),
    scoring=lambda values, _: ansari_bradley_scores(values),
    rising=False,
)
_KLOTZ = ScoreTest(
    naming=Naming(
        name="klotz",
        title="Klotz test of spread",
        estimand="difference of mean squared normal scores, first arm − second",
        statistic="sum of the first arm's squared normal scores",
    ),
    scoring=lambda values, _: klotz_scores(values),
)
_MOOD = ScoreTest(
    naming=Naming(
        name="mood",
        title="Mood test of spread",
        estimand="difference of mean squared distances from the middle rank, first arm − second",
        statistic="sum of the first arm's Mood scores",
    ),
    scoring=lambda values, _: mood_scores(values),
)
_SQUARED_RANKS = ScoreTest(
    naming=Naming(
        name="squared-ranks",
        title="Conover squared-rank test of spread",
        estimand="difference of mean squared ranks of the distances from the mean, first arm − second",
        statistic="sum of the first arm's squared ranks",
    ),
    scoring=squared_rank_scores,
)

_NULL = "within each stratum the outcome has the same distribution in both arms"

SCALE_TESTS: tuple[Method, ...] = (
    score_method(
        _ANSARI_BRADLEY,
        ansari_bradley,
        null=_NULL,
        reference="Ansari and Bradley 1960",
        source="StatXact-9 manual p. 182",
    ),
    score_method(_KLOTZ, klotz, null=_NULL, reference="Klotz 1962", source="R coin klotz_test"),
    score_method(_MOOD, mood, null=_NULL, reference="Mood 1954", source="StatXact-9 manual p. 190"),
    score_method(
        _SQUARED_RANKS,
        squared_ranks,
        null="within each stratum distances from the arm's mean have the same distribution in both arms",
        reference="Conover and Iman 1978",
        source="StatXact-9 manual p. 195",
    ),
)
