"""The linear tests against published values and other programs. R is 4.2.2, coin 1.4-2, exactRankTests 0.8-35."""

import math

import numpy as np
import pytest

from biomarker_stats.design import Arms, Pairs, exact_scores
from biomarker_stats.errors import ExactTooLarge, MethodMismatch, UsageError
from biomarker_stats.methods.association import kendall, spearman
from biomarker_stats.methods.brunner_munzel import brunner_munzel
from biomarker_stats.methods.examples import (
    ANALGESIC,
    BLOOD_PRESSURE,
    COTTON,
    HYPNOSIS,
    KNOWLEDGE_OF_RESULTS,
    LUNG_CANCER,
    MACHINES,
    PAIN,
    TYRES,
)
from biomarker_stats.methods.k_arms import jonckheere_terpstra, kruskal_wallis, one_way_permutation
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.paired import permutation as paired_permutation
from biomarker_stats.methods.paired import sign, signed_rank
from biomarker_stats.methods.repeated import cochran_q, friedman, page
from biomarker_stats.methods.scale_tests import ansari_bradley, klotz, mood, squared_ranks
from biomarker_stats.methods.score_tests import logrank_test, normal_scores_test, savage_test
from biomarker_stats.methods.two_arms import permutation, rank_sum, van_elteren

PRE = [149, 0, 0, 259, 106, 255, 0, 52, 340, 65, 180, 0, 84, 89, 212, 554, 500, 424, 112, 2600]
POST = [0, 51, 0, 385, 0, 235, 0, 0, 48, 65, 77, 0, 0, 0, 53, 150, 0, 165, 98, 0]


def make_pairs(before: list[float], after: list[float]) -> Pairs:
    n = len(before)
    both = exact_scores([*before, *after])
    return Pairs(before=both.take(slice(n)), after=both.take(slice(n, None)), stratum=np.zeros(n, dtype=np.int64))


def make_arms(*arms: list[float], strata: list[int] | None = None) -> Arms:
    values = [value for arm in arms for value in arm]
    return Arms(
        outcome=exact_scores(values),
        arm=np.repeat(np.arange(len(arms)), [len(arm) for arm in arms]),
        arm_names=tuple("abcdefghijklmnopqrst"[: len(arms)]),
        stratum=np.zeros(len(values), dtype=np.int64) if strata is None else np.array(strata),
    )


AIDS = make_pairs(PRE, POST)  # p24 antigen before and after treatment; StatXact-6 manual p. 290


def test_pseudo_median_interval_of_the_pairs_that_changed() -> None:
    # exactRankTests tests/reg-tests.R: -292, -54, estimate -137.75 (zeros dropped)
    result = signed_rank(AIDS, Options())
    assert (result.conf_low, result.conf_high, result.estimate) == (-292.0, -54.0, -137.75)


def test_pseudo_median_interval_of_all_pairs() -> None:
    # asht::wsrTest prints (-220.6, -33.0) for this. The differences are whole numbers, so the p value can only change
    # at a Walsh average, a multiple of 1/2: -220.5, which asht's search misses.
    result = signed_rank(AIDS, Options(zeros="pratt"))
    assert (result.conf_low, result.conf_high) == (-220.5, -33.0)


def test_blood_pressure_shift() -> None:
    # StatXact-6 manual pp. 340-394: estimate 9.5, upper limit 22. The lower limit is contested: exactRankTests keeps
    # one distribution for all shifts (-4); coin, and ranking anew at each shift, give 0.
    result = rank_sum(BLOOD_PRESSURE, Options(two_sided="central"))
    assert (result.conf_low, result.conf_high, result.estimate) == (0.0, 22.0, 9.5)


def test_globulin_permutation_interval() -> None:
    # exactRankTests, perm.test(conf.int = TRUE): -8.5, 1.25
    fractions = [38, 26, 29, 41, 36, 31, 32, 30, 35, 33], [45, 28, 27, 38, 40, 42, 39, 39, 34, 35]
    result = permutation(make_arms(*fractions), Options())
    assert (result.conf_low, result.conf_high) == (-8.5, 1.25)


@pytest.mark.parametrize(
    ("run", "problem", "expected"),
    [
        (normal_scores_test, BLOOD_PRESSURE, 0.0798534798534798),  # StatXact-6 manual p. 354; coin
        (savage_test, BLOOD_PRESSURE, 0.049084249084249),  # coin savage_test(ties.method = "average-scores")
        (squared_ranks, TYRES, 0.129967452568072),  # StatXact-9 manual p. 195; coin conover_test
        (logrank_test, LUNG_CANCER, 0.000999000999000999),  # StatXact-6 manual p. 415; coin logrank_test
        (ansari_bradley, MACHINES, 0.0580808080808081),  # StatXact-9 manual p. 182
        (mood, MACHINES, 0.0202020202020202),  # StatXact-9 manual p. 190
        (klotz, MACHINES, 0.0101010101010101),  # coin klotz_test(ties.method = "average-scores")
        (brunner_munzel, PAIN, 0.00803764526405528),  # R brunnermunzel, all permutations
        (friedman, HYPNOSIS, 386 / 14400),  # StatXact-6 manual pp. 448-449: 0.0268; enumeration
        (friedman, COTTON, 541 / 14400),  # StatXact-6 manual p. 467: 0.0376; enumeration
        (cochran_q, ANALGESIC, 0.02601229487374892),  # StatXact-6 manual pp. 458-459: 0.026; enumeration
    ],
)
def test_published_two_sided_p(run: object, problem: Arms, expected: float) -> None:
    assert callable(run)
    assert run(problem, Options()).p_value == pytest.approx(expected, rel=1e-12)


def test_log_rank_with_tied_events() -> None:
    # Callaert (2003), Am Stat 57:214-217: 0.0505 with events tied at a time in one risk set
    result = logrank_test(make_arms([1, 1, 5, 6, 6, 6, 6], [2, 2, 2, 3, 4, 4, 5, 5]), Options())
    assert result.p_value == pytest.approx(0.0505050505050505, rel=1e-12)


def test_spread_has_a_direction() -> None:
    # coin with alternative = "greater": mood 0.0126, klotz 0.0101; ansari_test's own "greater" is of small scores.
    greater = Options(alternative="greater")
    assert mood(MACHINES, greater).p_value == pytest.approx(0.0126262626262626, rel=1e-12)
    assert klotz(MACHINES, greater).p_value == pytest.approx(0.0101010101010101, rel=1e-12)
    assert ansari_bradley(MACHINES, greater).p_value == pytest.approx(0.0252525252525253, rel=1e-12)


def test_nausea_by_treatment() -> None:
    # Lydersen and others (2012) in Fagerland, Lydersen and Laake, chapter 6; R contingencytables, coin
    problem = make_arms([0] * 14 + [1] * 10 + [2] * 3 + [3] * 2, [0] * 11 + [1] * 7 + [2] * 8 + [3] * 4)
    central = rank_sum(problem, Options(two_sided="central", interval="none"))
    assert central.p_value == pytest.approx(0.14950420778094858, rel=1e-12)
    absolute = rank_sum(problem, Options(interval="none"))
    assert absolute.p_value == pytest.approx(0.14908855872223373, rel=1e-12)


def test_jonckheere_without_ties() -> None:
    # R clinfun, exact convolution, on Hollander and Wolfe's data with ties broken
    broken = [40, 35, 38, 43, 44, 41], [38.5, 40.5, 47, 44.5, 40.2, 42], [48, 40.8, 45, 43.5, 46, 44.2]
    result = jonckheere_terpstra(make_arms(*broken), Options(alternative="greater"))
    assert result.p_value == pytest.approx(0.00954443548981365, rel=1e-12)


def test_jonckheere_with_ties() -> None:
    # All 17,153,136 labellings: 359,641 reach J = 79. Hollander and Wolfe (1999), p. 206, print 0.0207 from the table
    # without ties.
    result = jonckheere_terpstra(KNOWLEDGE_OF_RESULTS, Options(alternative="greater"))
    assert result.p_value == pytest.approx(359_641 / 17_153_136, rel=1e-12)
    assert result.estimate == pytest.approx(79 / 108, rel=1e-15)


def test_k_arms_against_a_million_resamples() -> None:
    # coin, approximate(nresample = 1e6), seed 1: kruskal_test 0.11128, oneway_test 0.10102; 4 SE 0.0013
    assert kruskal_wallis(KNOWLEDGE_OF_RESULTS, Options()).p_value == pytest.approx(0.11128, abs=0.0013)
    assert one_way_permutation(KNOWLEDGE_OF_RESULTS, Options()).p_value == pytest.approx(0.10102, abs=0.0013)


def test_page_with_blocks() -> None:
    # 4,307 of all 120³ arrangements reach L = 158.
    result = page(COTTON, Options(alternative="greater"))
    assert (result.statistic, result.p_value) == (158.0, pytest.approx(4307 / 1_728_000, rel=1e-12))


def test_correlations_of_eight() -> None:
    # R cor.test(1:8, c(3, 1, 2, 5, 4, 8, 6, 7)), exact
    problem = make_arms(*[[k] for k in (3, 1, 2, 5, 4, 8, 6, 7)])
    one, other = spearman(problem, Options()), kendall(problem, Options())
    assert (one.estimate, one.p_value) == pytest.approx((0.8333333333333333, 0.0153769841269841), rel=1e-12)
    assert (other.estimate, other.p_value) == pytest.approx((18 / 28, 0.0311507936507935), rel=1e-12)


def test_kendall_of_fifty_without_ties_is_exact() -> None:
    # One of 50! orders has no discordant pair; R's cor.test is exact below 50 only.
    result = kendall(make_arms(*[[k] for k in range(50)]), Options(alternative="greater"))
    assert result.p_value == pytest.approx(1 / math.factorial(50), rel=1e-9)


@pytest.mark.parametrize(
    ("run", "problem", "statistic", "expected"),
    [
        (kruskal_wallis, KNOWLEDGE_OF_RESULTS, 4.36149003147954, 0.112957344284849),  # R kruskal.test
        (friedman, COTTON, 8.8, 0.0662976354765696),  # R friedman.test
    ],
)
def test_chi_square_approximations(run: object, problem: Arms, statistic: float, expected: float) -> None:
    assert callable(run)
    result = run(problem, Options(reference="asymptotic"))
    assert (result.statistic, result.p_value) == pytest.approx((statistic, expected), rel=1e-12)
    assert result.reference == "asymptotic"


def test_normal_approximations() -> None:
    # R wilcox.test(exact = FALSE, correct = FALSE); cor.test(method = "kendall", exact = FALSE)
    asymptotic = Options(reference="asymptotic")
    assert rank_sum(BLOOD_PRESSURE, asymptotic).p_value == pytest.approx(0.0853497017656038, rel=1e-12)
    greater = Options(reference="asymptotic", alternative="greater")
    assert rank_sum(BLOOD_PRESSURE, greater).p_value == pytest.approx(0.0426748508828019, rel=1e-12)
    assert signed_rank(AIDS, asymptotic).p_value == pytest.approx(0.00378324645125858, rel=1e-12)
    tied = Arms(
        outcome=exact_scores([2, 1, 3, 3, 5, 4]),
        arm=np.array([0, 1, 1, 2, 3, 4]),
        arm_names=tuple("abcde"),
        stratum=np.zeros(6, dtype=np.int64),
    )
    result = kendall(tied, asymptotic)
    assert (result.estimate, result.p_value) == pytest.approx((0.642857142857143, 0.0798387196458526), rel=1e-12)


@pytest.mark.parametrize(
    ("run", "problem"),
    [
        (signed_rank, AIDS),
        (sign, AIDS),
        (paired_permutation, AIDS),
        (rank_sum, BLOOD_PRESSURE),
        (permutation, BLOOD_PRESSURE),
        (normal_scores_test, BLOOD_PRESSURE),
        (brunner_munzel, PAIN),
        (kruskal_wallis, KNOWLEDGE_OF_RESULTS),
        (one_way_permutation, KNOWLEDGE_OF_RESULTS),
        (jonckheere_terpstra, KNOWLEDGE_OF_RESULTS),
        (friedman, COTTON),
        (page, COTTON),
        (cochran_q, ANALGESIC),
        (spearman, KNOWLEDGE_OF_RESULTS),
        (kendall, KNOWLEDGE_OF_RESULTS),
    ],
)
def test_monte_carlo_is_near_the_exact_p_and_repeats_with_its_seed(run: object, problem: Arms | Pairs) -> None:
    assert callable(run)
    exact = run(problem, Options(interval="none", reference="auto", seed=7, n_resamples=19_999))
    options = Options(reference="monte-carlo", seed=11, n_resamples=19_999, interval="none")
    result = run(problem, options)
    assert result.reference == "monte-carlo"
    assert (result.seed, result.n_resamples, result.distribution) == (11, 19_999, None)
    assert run(problem, options).p_value == result.p_value
    assert (result.p_value * 20_000) % 1 == pytest.approx(0, abs=1e-6)
    spread = math.sqrt(exact.p_value * (1 - exact.p_value) / 20_000)
    assert abs(result.p_value - exact.p_value) < 5 * spread + 1e-4
    assert any("99% interval" in note for note in result.notes)


def test_auto_says_that_it_chose_monte_carlo_and_exact_refuses() -> None:
    generator = np.random.default_rng(2)
    huge = make_pairs([0.0] * 30, [float(k) for k in generator.integers(10**11, 10**12, 30)])
    result = paired_permutation(huge, Options(seed=3, n_resamples=99))
    assert result.reference == "monte-carlo"
    assert result.p_value == pytest.approx(0.01)
    assert any(note.startswith("reference='auto' chose Monte Carlo") for note in result.notes)
    with pytest.raises(ExactTooLarge, match="monte-carlo"):
        paired_permutation(huge, Options(reference="exact"))


def test_normal_scores_of_many_units_are_rounded_and_say_so() -> None:
    generator = np.random.default_rng(4)
    values = generator.permutation(40).astype(float).tolist()
    result = normal_scores_test(make_arms(values[:20], values[20:]), Options())
    assert result.reference == "exact"
    assert any("rounded to 4 decimals" in note for note in result.notes)
    approximate = normal_scores_test(make_arms(values[:20], values[20:]), Options(reference="asymptotic"))
    assert result.p_value == pytest.approx(approximate.p_value, abs=0.02)


@pytest.mark.parametrize("run", [rank_sum, permutation, van_elteren, normal_scores_test, savage_test, mood, klotz])
def test_arms_that_are_all_the_same_are_p_1_with_a_note(run: object) -> None:
    assert callable(run)
    result = run(make_arms([1, 1, 1], [1, 1, 1, 1]), Options())
    assert (result.p_value, result.p_min_attainable) == (1.0, 1.0)
    assert any("p = 1" in note for note in result.notes)


@pytest.mark.parametrize("run", [kruskal_wallis, one_way_permutation, jonckheere_terpstra])
def test_k_arms_that_are_all_the_same_are_p_1_with_a_note(run: object) -> None:
    assert callable(run)
    result = run(make_arms([2, 2], [2, 2], [2]), Options())
    assert result.p_value == 1.0
    assert any("p = 1" in note for note in result.notes)


def test_one_pair_and_one_unit_an_arm() -> None:
    one = make_pairs([0], [2])
    assert [run(one, Options()).p_value for run in (sign, signed_rank, paired_permutation)] == [1.0, 1.0, 1.0]
    arms = make_arms([1], [2])
    assert [run(arms, Options()).p_value for run in (rank_sum, permutation)] == [1.0, 1.0]
    assert rank_sum(arms, Options()).conf_low == -math.inf


def test_a_stratum_with_one_arm_changes_nothing_and_is_counted() -> None:
    alone = make_arms([3, 4, 6, 9], [1, 2, 5, 9], strata=[0, 0, 0, 1, 0, 0, 0, 2])
    without = make_arms([3, 4, 6], [1, 2, 5])
    for run in (rank_sum, permutation, van_elteren, kruskal_wallis):
        one, other = run(alone, Options()), run(without, Options())
        assert one.p_value == pytest.approx(other.p_value, rel=1e-12)
        assert (one.conf_low, one.conf_high) == (other.conf_low, other.conf_high)
        assert one.n_used == 6
        assert any("2 units in strata with one arm only" in note for note in one.notes)


@pytest.mark.parametrize("name", ["rank-sum", "permutation"])
def test_swapping_the_arms_mirrors_everything(name: str) -> None:
    run = {"rank-sum": rank_sum, "permutation": permutation}[name]
    one, two = [94, 108, 110, 90], [80, 94, 85, 90, 90, 90, 108, 94, 78, 105, 88]
    here, there = run(make_arms(one, two), Options()), run(make_arms(two, one), Options())
    assert here.estimate == -there.estimate
    assert (here.conf_low, here.conf_high) == (-there.conf_high, -there.conf_low)
    assert here.p_value == pytest.approx(there.p_value, rel=1e-12)
    greater, less = (
        run(make_arms(*arms), Options(alternative=side))
        for arms, side in (((one, two), "greater"), ((two, one), "less"))
    )
    assert greater.p_value == pytest.approx(less.p_value, rel=1e-12)


def test_errors_name_the_remedy() -> None:
    three = make_arms([1, 2], [3, 4], [5, 6])
    with pytest.raises(MethodMismatch, match="arms="):
        rank_sum(three, Options())
    with pytest.raises(UsageError, match="jonckheere"):
        kruskal_wallis(three, Options(alternative="greater"))
    with pytest.raises(MethodMismatch, match="strata="):
        friedman(three, Options())
    with pytest.raises(MethodMismatch, match="friedman"):
        cochran_q(COTTON, Options())
    with pytest.raises(MethodMismatch, match="log-rank"):
        savage_test(LUNG_CANCER, Options())
    with pytest.raises(MethodMismatch, match="rank-sum"):
        brunner_munzel(make_arms([1], [2, 3]), Options())
    with pytest.raises(UsageError, match="absolute"):
        rank_sum(BLOOD_PRESSURE, Options(reference="monte-carlo", two_sided="minlike"))


@pytest.mark.parametrize(
    ("test", "alternative", "expected"),
    [
        # wilcox.test(c(2,1,1,2,1,0,0,0,0,0), exact = FALSE), and alternative = "less"
        ("signed-rank", "two-sided", 0.0533368528291398),
        ("signed-rank", "less", 0.98638517386451),
        # wilcox.test(c(2,1,1,2), c(0,0,1,0,0,0), exact = FALSE), and alternative = "greater"
        ("rank-sum", "two-sided", 0.0150872554944065),
        ("rank-sum", "greater", 0.00754362774720325),
    ],
)
def test_the_continuity_correction_is_that_of_r_wilcox_test(test: str, alternative: str, expected: float) -> None:
    options = Options(alternative=alternative, reference="asymptotic", continuity=True)
    change = np.array([2, 1, 1, 2, 1, 0, 0, 0, 0, 0])
    if test == "signed-rank":
        result = signed_rank(make_pairs([0] * 10, change.tolist()), options)
    else:
        result = rank_sum(make_arms([2, 1, 1, 2], [0, 0, 1, 0, 0, 0]), options)
    assert result.p_value == pytest.approx(expected, abs=1e-12)
    assert result.conf_low is None
    assert any("continuity corrected" in note for note in result.notes)


def test_a_continuity_correction_needs_the_normal_approximation_of_a_rank_test() -> None:
    with pytest.raises(UsageError, match="reference='asymptotic'"):
        signed_rank(make_pairs([0, 0], [1, 2]), Options(continuity=True))
    with pytest.raises(UsageError, match="signed-rank or rank-sum"):
        paired_permutation(make_pairs([0, 0], [1, 2]), Options(reference="asymptotic", continuity=True))
