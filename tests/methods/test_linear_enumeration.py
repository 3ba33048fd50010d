"""Every linear test, and its K-arm and correlation relatives, against enumeration in rational arithmetic.

Each statistic is written out again here from its textbook definition, without the package's scores; its null
distribution is the list of its values over all arrangements that H0 makes equally likely.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import biomarker_stats as bs
from biomarker_stats.design import Arms, Pairs, exact_scores
from biomarker_stats.methods.association import kendall, spearman
from biomarker_stats.methods.brunner_munzel import brunner_munzel
from biomarker_stats.methods.k_arms import jonckheere_terpstra, kruskal_wallis, one_way_permutation
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.paired import permutation as paired_permutation
from biomarker_stats.methods.paired import sign, signed_rank
from biomarker_stats.methods.repeated import cochran_q, friedman, page
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.scale_tests import ansari_bradley, klotz, mood, squared_ranks
from biomarker_stats.methods.score_tests import logrank_test, normal_scores_test, savage_test
from biomarker_stats.methods.two_arms import permutation, rank_sum, van_elteren

Number = Fraction | float
Sides = tuple[str, str]
SIDES: tuple[Sides, ...] = (
    ("two-sided", "absolute"),
    ("two-sided", "central"),
    ("greater", "absolute"),
    ("less", "absolute"),
)


def make_pairs(changes: Sequence[int], strata: Sequence[int] | None = None) -> Pairs:
    n = len(changes)
    after = exact_scores([Fraction(change, 10) for change in changes])
    zero = exact_scores([Fraction(0, 10)] * n)
    before = type(after)(zero.values, np.zeros(n, dtype=np.int64), after.denominator)
    return Pairs(before=before, after=after, stratum=codes(strata or [0] * n))


def codes(strata: Sequence[int]) -> np.ndarray:
    return np.unique(np.array(strata, dtype=np.int64), return_inverse=True)[1]


def make_arms(values: Sequence[int], arm: Sequence[int], strata: Sequence[int], **more: object) -> Arms:
    stratum = codes(strata)
    names = tuple(f"stratum {k}" for k in np.unique(stratum)) if stratum.any() else ()
    return Arms(
        outcome=exact_scores(list(values)),
        arm=np.array(arm, dtype=np.int64),
        arm_names=tuple("abcdef"[: max(arm) + 1]),
        stratum=stratum,
        stratum_names=names,
        **more,  # type: ignore[arg-type]  # the optional fields of Arms, each of its own type
    )


def close(found: Number, expected: Number) -> bool:
    return found == expected if isinstance(found, Fraction) else math.isclose(found, expected, abs_tol=1e-9)


def at_least(found: Number, expected: Number) -> bool:
    return found >= expected or close(found, expected)


def p_and_mid_p(null: Sequence[Number], here: Number, sides: Sides) -> tuple[Fraction, Fraction]:
    """Return the p value and mid-p of ``here`` among equally likely values."""
    n, mean = len(null), sum(null) / len(null)
    atom = sum(close(value, here) for value in null)
    above, below = (sum(at_least(s * value, s * here) for value in null) for s in (1, -1))
    alternative, rule = sides
    if alternative == "greater":
        return Fraction(above, n), Fraction(2 * above - atom, 2 * n)
    if alternative == "less":
        return Fraction(below, n), Fraction(2 * below - atom, 2 * n)
    if rule == "central":
        smaller = min(above, below)
        return min(Fraction(2 * smaller, n), Fraction(1)), min(Fraction(2 * smaller - atom, n), Fraction(1))
    far = [abs(value - mean) for value in null]
    tail, atoms = (sum(test(value, abs(here - mean)) for value in far) for test in (at_least, close))
    return Fraction(tail, n), Fraction(2 * tail - atoms, 2 * n)


def check(result: Result, null: Sequence[Number], here: Number, sides: Sides) -> None:
    p, mid_p = p_and_mid_p(null, here, sides)
    assert result.reference == "exact"
    assert result.p_value == pytest.approx(float(p), rel=1e-12)
    assert result.mid_p_value == pytest.approx(float(mid_p), rel=1e-12)
    least = min(p_and_mid_p(null, value, sides)[0] for value in {float(value): value for value in null}.values())
    assert result.p_min_attainable == pytest.approx(float(least), rel=1e-12)
    assert result.distribution is not None
    assert result.distribution.p_min(sides[0], sides[1]) == pytest.approx(float(least), rel=1e-12)


def options(sides: Sides, **more: object) -> Options:
    return Options(alternative=sides[0], two_sided=sides[1], interval="none", **more)  # type: ignore[arg-type]  # words


def midranks(values: Sequence[Number]) -> list[Fraction]:
    return [Fraction(sum(2 * (b < a) + (b == a) for b in values) + 1, 2) for a in values]


def by_stratum(values: Sequence[Number], strata: Sequence[int], score: Callable[..., Sequence[Number]]) -> list[Number]:
    scores: list[Number] = [Fraction(0)] * len(values)
    for code in set(strata):
        places = [k for k, own in enumerate(strata) if own == code]
        for place, found in zip(places, score([values[k] for k in places]), strict=True):
            scores[place] = found
    return scores


def averaged(values: Sequence[int], by_rank: Sequence[Number]) -> list[Number]:
    ordered = sorted(values)
    covered = {v: [s for o, s in zip(ordered, by_rank, strict=True) if o == v] for v in values}
    return [sum(covered[v]) / len(covered[v]) for v in values]


# Paired tests: every pattern of signs.


def signed_rank_sum(changes: Sequence[int], strata: Sequence[int], zeros: str) -> Fraction:
    kept = [k for k, d in enumerate(changes) if d or zeros == "pratt"]
    ranks = by_stratum([Fraction(abs(changes[k])) for k in kept], [strata[k] for k in kept], midranks)
    return sum((Fraction(rank) for k, rank in zip(kept, ranks, strict=True) if changes[k] > 0), Fraction(0))


def flipped(changes: Sequence[int]) -> Iterator[list[int]]:
    for signs in itertools.product((1, -1), repeat=len(changes)):
        yield [s * abs(d) for s, d in zip(signs, changes, strict=True)]


PAIRED = {
    "sign": (sign, lambda d, _s: Fraction(sum(x > 0 for x in d)), {}),
    "permutation": (paired_permutation, lambda d, _s: Fraction(sum(d)), {}),
    "signed-rank drop": (signed_rank, lambda d, s: signed_rank_sum(d, s, "drop"), {"zeros": "drop"}),
    "signed-rank pratt": (signed_rank, lambda d, s: signed_rank_sum(d, s, "pratt"), {"zeros": "pratt"}),
    "signed-rank overall": (signed_rank, lambda d, _s: signed_rank_sum(d, [0] * len(d), "drop"), {"ranks": "overall"}),
}


@pytest.mark.parametrize("name", PAIRED)
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 1)), min_size=1, max_size=7), st.sampled_from(SIDES))
def test_paired(name: str, data: list[tuple[int, int]], sides: Sides) -> None:
    run, statistic, more = PAIRED[name]
    changes, strata = [d for d, _ in data], [s for _, s in data]
    null = [statistic(signs, strata) for signs in flipped(changes)]
    result = run(make_pairs(changes, strata), options(sides, **more))
    check(result, null, statistic(changes, strata), sides)
    assert result.n_zero == changes.count(0)


# Two arms: every way to give the first arm's labels to as many units of each stratum.


def relabelled(arm: Sequence[int], strata: Sequence[int]) -> Iterator[list[int]]:
    groups = [[k for k, own in enumerate(strata) if own == code] for code in sorted(set(strata))]
    choices = [itertools.combinations(group, sum(arm[k] == 0 for k in group)) for group in groups]
    for chosen in itertools.product(*(list(choice) for choice in choices)):
        first = {k for part in chosen for k in part}
        yield [0 if k in first else 1 for k in range(len(arm))]


def first_arm_sum(scores: Sequence[Number], arm: Sequence[int]) -> Number:
    return sum((score for score, own in zip(scores, arm, strict=True) if own == 0), Fraction(0))


def normal(values: Sequence[int]) -> list[Number]:
    n = len(values)
    return averaged(values, [NormalDist().inv_cdf(rank / (n + 1)) for rank in range(1, n + 1)])


def klotz_scores(values: Sequence[int]) -> list[Number]:
    n = len(values)
    return averaged(values, [NormalDist().inv_cdf(rank / (n + 1)) ** 2 for rank in range(1, n + 1)])


def savage_scores(values: Sequence[int]) -> list[Number]:
    n = len(values)
    return averaged(values, [sum(Fraction(1, n - k) for k in range(rank + 1)) - 1 for rank in range(n)])


def hazard_scores(values: Sequence[int]) -> list[Number]:
    def hazard(t: int) -> Fraction:
        return sum((Fraction(values.count(s), sum(v >= s for v in values)) for s in set(values) if s <= t), Fraction(0))

    return [hazard(t) - 1 for t in values]


def nearest_end(values: Sequence[int]) -> list[Number]:
    n = len(values)
    return averaged(values, [Fraction(-min(rank, n + 1 - rank)) for rank in range(1, n + 1)])


def from_middle(values: Sequence[int]) -> list[Number]:
    n = len(values)
    return averaged(values, [(rank - Fraction(n + 1, 2)) ** 2 for rank in range(1, n + 1)])


TWO_ARMS = {
    "rank-sum": (rank_sum, midranks),
    "permutation": (permutation, lambda values: [Fraction(v) for v in values]),
    "van-elteren": (van_elteren, lambda values: [rank / (len(values) + 1) for rank in midranks(values)]),
    "normal-scores": (normal_scores_test, normal),
    "savage": (savage_test, savage_scores),
    "log-rank": (logrank_test, hazard_scores),
    "ansari-bradley": (ansari_bradley, nearest_end),
    "klotz": (klotz, klotz_scores),
    "mood": (mood, from_middle),
}
TWO_ARM_DATA = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 1), st.integers(0, 1)), min_size=2, max_size=7
).filter(lambda rows: len({arm for _, arm, _ in rows}) == 2)


@pytest.mark.parametrize("ranks", ["within", "overall"])
@pytest.mark.parametrize("name", TWO_ARMS)
@settings(max_examples=25, deadline=None)
@given(TWO_ARM_DATA, st.sampled_from(SIDES))
def test_two_arms(name: str, ranks: str, rows: list[tuple[int, int, int]], sides: Sides) -> None:
    run, score = TWO_ARMS[name]
    values, arm, strata = (list(column) for column in zip(*rows, strict=True))
    ranked_in = strata if ranks == "within" or name in {"permutation", "van-elteren"} else [0] * len(strata)
    scores = by_stratum(values, ranked_in, score)
    null = [first_arm_sum(scores, labels) for labels in relabelled(arm, strata)]
    result = run(make_arms(values, arm, strata), options(sides, ranks=ranks))
    check(result, null, first_arm_sum(scores, arm), sides)


@settings(max_examples=40, deadline=None)
@given(TWO_ARM_DATA, st.sampled_from(SIDES))
def test_squared_ranks(rows: list[tuple[int, int, int]], sides: Sides) -> None:
    values, arm, _ = (list(column) for column in zip(*rows, strict=True))
    means = [Fraction(sum(v for v, a in zip(values, arm, strict=True) if a == k), arm.count(k)) for k in (0, 1)]
    scores = [rank**2 for rank in midranks([abs(v - means[a]) for v, a in zip(values, arm, strict=True)])]
    strata = [0] * len(values)
    null = [first_arm_sum(scores, labels) for labels in relabelled(arm, strata)]
    check(squared_ranks(make_arms(values, arm, strata), options(sides)), null, first_arm_sum(scores, arm), sides)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 1), st.booleans()), min_size=2, max_size=7), st.data())
def test_censored_log_rank(rows: list[tuple[int, int, bool]], data: st.DataObject) -> None:
    times, arm, event = (list(column) for column in zip(*rows, strict=True))
    if len(set(arm)) < 2:
        return
    sides = data.draw(st.sampled_from(SIDES))

    def hazard(t: int) -> Fraction:
        events = [s for s, e in zip(times, event, strict=True) if e and s <= t]
        return sum((Fraction(1, sum(v >= s for v in times)) for s in events), Fraction(0))

    scores = [hazard(t) - e for t, e in zip(times, event, strict=True)]
    null = [first_arm_sum(scores, labels) for labels in relabelled(arm, [0] * len(arm))]
    problem = make_arms(times, arm, [0] * len(arm), event=np.array(event))
    check(logrank_test(problem, options(sides)), null, first_arm_sum(scores, arm), sides)


def studentised(values: Sequence[int], arm: Sequence[int]) -> float:
    """Return Brunner and Munzel's statistic from their definition by ranks, the first arm being larger positive."""
    x, y = ([v for v, own in zip(values, arm, strict=True) if own == k] for k in (0, 1))
    overall = midranks([*x, *y])
    inside = [*midranks(x), *midranks(y)]
    parts = overall[: len(x)], overall[len(x) :]
    means = [sum(part) / len(part) for part in parts]
    within = inside[: len(x)], inside[len(x) :]
    spread = Fraction(0)
    for part, own, mean in zip(parts, within, means, strict=True):
        n = len(part)
        squares = sum((r - i - mean + Fraction(n + 1, 2)) ** 2 for r, i in zip(part, own, strict=True))
        spread += n * squares / (n - 1)
    gap = means[0] - means[1]
    if spread == 0:
        return 0.0 if gap == 0 else math.copysign(2.0**20, gap)
    return float(len(x) * len(y) * gap / len(values)) / math.sqrt(spread)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=4, max_size=8), st.integers(2, 6))
def test_brunner_munzel(values: list[int], m: int) -> None:
    if len(values) - m < 2:
        return
    arm = [0] * m + [1] * (len(values) - m)
    null = [studentised(values, labels) for labels in relabelled(arm, [0] * len(arm))]
    here = studentised(values, arm)
    result = brunner_munzel(make_arms(values, arm, [0] * len(arm)), Options())
    assert result.p_value == pytest.approx(sum(abs(v) >= abs(here) - 1e-9 for v in null) / len(null), rel=1e-12)
    upper = brunner_munzel(make_arms(values, arm, [0] * len(arm)), Options(alternative="greater"))
    assert upper.p_value == pytest.approx(sum(v >= here - 1e-9 for v in null) / len(null), rel=1e-12)


# K arms, blocks and two variables: every permutation of the outcomes within strata.


def permuted(values: Sequence[int], strata: Sequence[int]) -> Iterator[list[int]]:
    groups = [[k for k, own in enumerate(strata) if own == code] for code in sorted(set(strata))]
    for orders in itertools.product(*(itertools.permutations(group) for group in groups)):
        moved = list(values)
        for group, order in zip(groups, orders, strict=True):
            for place, source in zip(group, order, strict=True):
                moved[place] = values[source]
        yield moved


def sum_of_squares(scores: Sequence[Number], arm: Sequence[int], strata: Sequence[int]) -> Fraction:
    total = Fraction(0)
    for code in range(max(arm) + 1):
        own = [k for k, label in enumerate(arm) if label == code]
        expected = Fraction(0)
        for stratum in set(strata):
            inside = [k for k, s in enumerate(strata) if s == stratum]
            mean = sum((Fraction(scores[k]) for k in inside), Fraction(0)) / len(inside)
            expected += mean * sum(k in inside for k in own)
        size = sum(len({arm[k] for k in range(len(arm)) if strata[k] == strata[unit]}) > 1 for unit in own)
        total += (sum((Fraction(scores[k]) for k in own), Fraction(0)) - expected) ** 2 / max(size, 1)
    return total


def check_omnibus(result: Result, null: Sequence[Fraction], here: Fraction) -> None:
    assert result.p_value == pytest.approx(sum(value >= here for value in null) / len(null), rel=1e-12)
    assert result.two_sided is None
    assert result.distribution is not None
    assert result.distribution.p_min("greater") == pytest.approx(null.count(max(null)) / len(null), rel=1e-12)


K_ARM_DATA = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 1)), min_size=3, max_size=6
).filter(lambda rows: {arm for _, arm, _ in rows} == {0, 1, 2})


@settings(max_examples=30, deadline=None)
@given(K_ARM_DATA, st.sampled_from(["kruskal-wallis", "one-way-permutation"]))
def test_k_arms(rows: list[tuple[int, int, int]], name: str) -> None:
    values, arm, strata = (list(column) for column in zip(*rows, strict=True))
    run, score = {"kruskal-wallis": (kruskal_wallis, midranks), "one-way-permutation": (one_way_permutation, list)}[
        name
    ]

    def statistic(outcome: Sequence[int]) -> Fraction:
        return sum_of_squares(by_stratum(outcome, strata, score), arm, strata)

    null = [statistic(moved) for moved in permuted(values, strata)]
    check_omnibus(run(make_arms(values, arm, strata), Options()), null, statistic(values))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=3), st.sampled_from(SIDES))
def test_blocks(rows: list[tuple[int, int, int]], sides: Sides) -> None:
    values = [value for row in rows for value in row]
    strata, arm = [k for k, row in enumerate(rows) for _ in row], [0, 1, 2] * len(rows)

    def ranked(outcome: Sequence[int]) -> list[Number]:
        return by_stratum(outcome, strata, midranks)

    def trend(outcome: Sequence[int]) -> Fraction:
        return sum((Fraction(rank) * (a + 1) for rank, a in zip(ranked(outcome), arm, strict=True)), Fraction(0))

    every = list(permuted(values, strata))
    problem = make_arms(values, arm, strata)
    null = [sum_of_squares(ranked(moved), arm, strata) for moved in every]
    check_omnibus(friedman(problem, Options()), null, sum_of_squares(ranked(values), arm, strata))
    check(page(problem, options(sides)), [trend(moved) for moved in every], trend(values), sides)
    binary = [int(value > 1) for value in values]
    null = [sum_of_squares([int(v > 1) for v in moved], arm, strata) for moved in every]
    check_omnibus(cochran_q(make_arms(binary, arm, strata), Options()), null, sum_of_squares(binary, arm, strata))


def concordance(x: Sequence[int], y: Sequence[int], strata: Sequence[int]) -> Fraction:
    pairs = [(i, j) for i, j in itertools.combinations(range(len(x)), 2) if strata[i] == strata[j]]
    return Fraction(sum(int(np.sign(x[i] - x[j]) * np.sign(y[i] - y[j])) for i, j in pairs))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 1)), min_size=2, max_size=6),
    st.sampled_from(SIDES),
)
def test_two_variables(rows: list[tuple[int, int, int]], sides: Sides) -> None:
    x, y, strata = (list(column) for column in zip(*rows, strict=True))
    arm = codes(x).tolist()
    problem = make_arms(y, arm, strata, arm_scores=exact_scores(sorted(set(x))))

    def products(outcome: Sequence[int]) -> Fraction:
        ranks = zip(by_stratum(x, strata, midranks), by_stratum(outcome, strata, midranks), strict=True)
        return sum((Fraction(a) * Fraction(b) for a, b in ranks), Fraction(0))

    every = list(permuted(y, strata))
    check(spearman(problem, options(sides)), [products(moved) for moved in every], products(y), sides)
    null = [concordance(x, moved, strata) for moved in every]
    check(kendall(problem, options(sides)), null, concordance(x, y, strata), sides)
    if len(set(x)) > 1:
        check(jonckheere_terpstra(problem, options(sides)), null, concordance(x, y, strata), sides)


def test_equal_times_with_other_fates_are_no_equal_outcomes() -> None:
    frame = pd.DataFrame({"t": [20] * 10, "event": [1] * 5 + [0] * 5, "arm": list("xxxxxyyyyy")})
    found = bs.compare(frame, outcome="t", arm="arm", event="event", method="log-rank")
    assert found.p_value == 2 / math.comb(10, 5)  # all five events fall in one arm
    assert not any("nothing to test" in note for note in found.notes)
    all_alike = bs.compare(frame.assign(event=1), outcome="t", arm="arm", event="event", method="log-rank")
    assert all_alike.p_value == 1
    assert any("nothing to test" in note for note in all_alike.notes)
