"""Properties that every method of the catalogue must have, on random data, through the public calls."""

from typing import Any

import pandas as pd
import pytest
from catalogue_data import (
    BINARY_BLOCKS,
    BINARY_DOSES,
    BLOCKS,
    KINDS,
    ORDERED,
    ORDERED_BLOCKS,
    PAIRS,
    THREE_ARMS,
    TWO_ARMS,
    WITHOUT_DIRECTION,
    Data,
    run,
    sides,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import biomarker_stats as bs
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.method import Method

EVERY = [pytest.param(method, id=f"{method.takes} {method.name}") for method in CATALOGUE]
SLOW = ("boschloo", "boschloo-mid-p", "z-pooled", "z-unpooled", "santner-snell", "berger-boos")
_OPPOSITE = {"greater": "less", "less": "greater", "two-sided": "two-sided"}
_ROUNDING = 1e-9


def key(method: Method) -> tuple[str, str]:
    return method.takes, method.name


def data_for(method: Method) -> st.SearchStrategy[Data]:
    return KINDS[key(method)].data


def few(examples: int) -> Any:
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def no_interval(method: Method) -> dict[str, str]:
    """Return the option that leaves the interval's work out, where it takes long."""
    return {"interval": "none"} if method.name in SLOW else {}


def assert_same(one: bs.Result, other: bs.Result, fields: tuple[str, ...] = ("p_value", "mid_p_value")) -> None:
    """Assert that two results have the same numbers, or None for both, rounding aside."""
    for name in fields:
        values = [getattr(result, name) for result in (one, other)]
        assert values[0] == values[1] or None not in values, (name, values)
        assert values[0] is None or values[1] == pytest.approx(values[0], rel=_ROUNDING), (name, values)


@pytest.mark.parametrize("method", EVERY)
@few(8)
@given(st.data())
def test_exchanged_arms_mirror_a_one_sided_p_and_leave_a_two_sided_one(method: Method, data: st.DataObject) -> None:
    given_data, side = data.draw(data_for(method)), data.draw(st.sampled_from(sides(method)))
    more = no_interval(method)
    one = run(method, given_data, alternative=side, **more)
    other = run(method, KINDS[key(method)].mirrored(given_data), alternative=_OPPOSITE[side], **more)
    assert_same(one, other)
    if method.takes == "proportion":
        assert (1 - other.conf_high, 1 - other.conf_low) == pytest.approx((one.conf_low, one.conf_high), abs=1e-7)


RANK_TESTS = (
    *(("pairs", name) for name in ("sign", "signed-rank")),
    *(("arms", name) for name in ("rank-sum", "van-elteren", "normal-scores", "savage", "log-rank", "ansari-bradley")),
    *(("arms", name) for name in ("klotz", "mood", "brunner-munzel", "kruskal-wallis", "friedman")),
    *(("ordered-arms", name) for name in ("jonckheere-terpstra", "spearman", "kendall", "page")),
)


@pytest.mark.parametrize("method", [m for m in EVERY if key(m.values[0]) in RANK_TESTS])
@few(8)
@given(st.data())
def test_a_monotone_transformation_leaves_a_rank_test_unchanged(method: Method, data: st.DataObject) -> None:
    rows, side = data.draw(data_for(method)), data.draw(st.sampled_from(sides(method)))
    if method.takes == "pairs":  # before is 0, so that the differences are transformed, and their signs kept
        rows = [(0, after - before, stratum) for before, after, stratum in rows]
        moved = [(0, d**3 / 8, stratum) for _, d, stratum in rows]
    else:
        moved = [(value**3 / 8 - 5, *others) for value, *others in rows]
    one, other = (run(method, some, alternative=side) for some in (rows, moved))
    assert_same(one, other, ("p_value", "mid_p_value", "p_min_attainable"))


def one_more_pair(rows: Data, stratum: int) -> Data:
    return [*rows, (2, 2, stratum)]


UNCHANGED_PAIR = ("sign", "signed-rank", "permutation")


@pytest.mark.parametrize("name", UNCHANGED_PAIR)
@few(15)
@given(PAIRS.data, st.sampled_from(["two-sided", "greater", "less"]))
def test_an_unchanged_pair_leaves_the_p_of_paired_tests(name: str, rows: Data, side: str) -> None:
    one, other = (PAIRS.call(name, some, alternative=side) for some in (rows, one_more_pair(rows, rows[0][2])))
    assert_same(one, other, ("p_value", "mid_p_value", "p_min_attainable"))
    assert (other.n_zero, other.n_used) == (one.n_zero + 1, one.n_used)


CONCORDANT = ("mcnemar", "mcnemar-chi2", "mcnemar-chi2-corrected", "marginal-homogeneity", "stuart-maxwell")


@pytest.mark.parametrize("method", [m for m in EVERY if m.values[0].name in CONCORDANT])
@few(8)
@given(st.data())
def test_a_pair_on_the_diagonal_leaves_the_p_of_paired_tables(method: Method, data: st.DataObject) -> None:
    counts, side = data.draw(data_for(method)), data.draw(st.sampled_from(sides(method)))
    more = [list(row) for row in counts]
    more[1][1] += 1
    one, other = (run(method, some, alternative=side) for some in (counts, more))
    assert_same(one, other, ("p_value", "mid_p_value", "p_min_attainable"))
    assert other.n_zero == one.n_zero + 1


@pytest.mark.parametrize("name", ["cmh", "zelen"])
@pytest.mark.parametrize("empty", [[[0, 0], [0, 0]], [[2, 0], [3, 0]], [[0, 0], [1, 4]]])
@few(8)
@given(st.data())
def test_a_stratum_that_could_not_vary_changes_nothing(name: str, empty: Data, data: st.DataObject) -> None:
    (method,) = (m for m in CATALOGUE if m.name == name)
    strata = data.draw(data_for(method))
    one, other = (run(method, some) for some in (strata, [*strata, empty]))
    assert_same(one, other, ("p_value", "mid_p_value", "p_min_attainable"))
    assert_same(one, other, ("estimate", "conf_low", "conf_high"))


_WITH_STRATA = (TWO_ARMS, THREE_ARMS, ORDERED, BINARY_DOSES)
STRATIFIED = [m for m in EVERY if KINDS[key(m.values[0])] in _WITH_STRATA and m.values[0].name != "squared-ranks"]


@pytest.mark.parametrize("method", STRATIFIED)
@few(8)
@given(st.data())
def test_a_stratum_with_one_arm_leaves_the_p_and_is_noted(method: Method, data: st.DataObject) -> None:
    rows, side = data.draw(data_for(method)), data.draw(st.sampled_from(sides(method)))
    one, other = (run(method, some, alternative=side) for some in (rows, [*rows, (1, 0, 7), (0, 0, 7)]))
    assert_same(one, other, ("p_value", "mid_p_value", "p_min_attainable"))
    assert other.n_used == one.n_used
    assert any("tell nothing about the others" in note or "p = 1" in note for note in other.notes)


@few(10)
@given(TWO_ARMS.data, PAIRS.data)
def test_a_stratum_without_units_changes_nothing(arms: Data, pairs: Data) -> None:
    levels = pd.CategoricalDtype([0, 1, 2])
    compared = pd.DataFrame(arms, columns=["outcome", "arm", "stratum"])
    changed = pd.DataFrame(pairs, columns=["before", "after", "stratum"])
    fields = ("p_value", "mid_p_value", "p_min_attainable", "estimate", "conf_low", "conf_high", "n_used")
    for call, frame in ((bs.compare, compared), (bs.paired, changed)):
        one, other = (call(some, strata="stratum") for some in (frame, frame.astype({"stratum": levels})))
        assert_same(one, other, fields)
        assert set(one.strata) == set(other.strata)


REPEATED = [m for m in EVERY if KINDS[key(m.values[0])] in (BLOCKS, BINARY_BLOCKS, ORDERED_BLOCKS)]


@pytest.mark.parametrize("method", REPEATED)
@few(8)
@given(st.data())
def test_a_subject_whose_readings_are_all_the_same_leaves_the_p(method: Method, data: st.DataObject) -> None:
    rows, side = data.draw(data_for(method)), data.draw(st.sampled_from(sides(method)))
    one, other = (run(method, some, alternative=side) for some in (rows, [*rows, *((1, arm, 9) for arm in range(3))]))
    assert_same(one, other, ("p_value", "mid_p_value", "p_min_attainable"))
    assert other.n_used == one.n_used


OWN_INTERVAL: dict[tuple[str, str], tuple[str | None, ...]] = {
    **{("pairs", name): ("absolute", "central") for name in ("sign", "signed-rank", "permutation")},
    **{("arms", name): ("absolute", "central") for name in ("rank-sum", "van-elteren", "permutation")},
    ("paired-table", "mcnemar"): ("absolute", "central"),
    ("paired-table", "marginal-homogeneity"): ("absolute",),
    **{("table", name): ("central",) for name in SLOW if name != "berger-boos"},
    ("table", "fisher"): ("minlike", "central", "blaker"),
    ("strata-of-tables", "cmh"): ("minlike", "central", "blaker"),
    ("proportion", "clopper-pearson"): ("central", "minlike", "blaker"),
    ("proportion", "blaker"): (None,),
    ("proportion", "mid-p"): (None,),
    ("proportion", "wilson"): (None,),
    ("pairs", "paired-t"): (None,),
    ("arms", "student-t"): (None,),
    ("arms", "welch-t"): (None,),
}
"""The two-sided rules under which the interval inverts the test whose p value stands beside it."""
OTHER_INTERVAL: dict[tuple[str, str], str] = {
    ("paired-table", "mcnemar-chi2"): "the interval inverts the exact test",
    ("paired-table", "mcnemar-chi2-corrected"): "the interval inverts the exact test",
    ("paired-table", "mcnemar-unconditional"): "score intervals, asymptotic",
    ("table", "berger-boos"): "the interval is without the restriction",
    ("proportion", "jeffreys"): "there is no test",
}


@pytest.mark.parametrize("method", EVERY)
def test_every_interval_is_known_to_be_the_tests_own_or_another(method: Method) -> None:
    known = key(method) in OWN_INTERVAL or key(method) in OTHER_INTERVAL
    assert known is (method.interval != "none")


@pytest.mark.parametrize("method", [m for m in EVERY if key(m.values[0]) in OWN_INTERVAL])
@few(10)
@given(st.data())
def test_the_interval_excludes_the_null_value_exactly_when_the_test_rejects_it(
    method: Method, data: st.DataObject
) -> None:
    given_data, side = data.draw(data_for(method)), data.draw(st.sampled_from(sides(method)))
    rule = data.draw(st.sampled_from(OWN_INTERVAL[key(method)])) if side == "two-sided" else None
    for confidence, alpha in ((0.8, 0.2), (0.9, 0.1), (0.95, 0.05)):
        result = run(method, given_data, alternative=side, two_sided=rule, confidence=confidence)
        if result.conf_low is None or result.conf_high is None:
            assert result.conf_low is result.conf_high is None
            assert result.estimate is None or result.notes
            continue
        excluded = not result.conf_low <= result.null_value <= result.conf_high
        assert excluded == (result.p_value <= alpha + 1e-12), (confidence, result)


@pytest.mark.parametrize("method", [m for m in EVERY if m.values[0].interval != "none"])
@few(8)
@given(st.data())
def test_where_interval_and_p_disagree_about_the_null_value_a_note_says_so(method: Method, data: st.DataObject) -> None:
    given_data, side = data.draw(data_for(method)), data.draw(st.sampled_from(sides(method)))
    rule = data.draw(st.sampled_from([None, "absolute", "central"]))
    for confidence, alpha in ((0.8, 0.2), (0.95, 0.05)):
        result = run(method, given_data, alternative=side, two_sided=rule, confidence=confidence)
        if result.p_value is None or result.conf_low is None:
            continue
        excluded = not result.conf_low <= result.null_value <= result.conf_high
        if excluded != (result.p_value <= alpha + 1e-12):
            assert any("interval" in note for note in result.notes), (confidence, result)


@pytest.mark.parametrize("method", EVERY)
@few(10)
@given(st.data())
def test_p_lies_above_0_and_the_smallest_attainable_p_and_mid_p_lie_below_it(
    method: Method, data: st.DataObject
) -> None:
    given_data, side = data.draw(data_for(method)), data.draw(st.sampled_from(sides(method)))
    result: bs.Result = run(method, given_data, alternative=side, **no_interval(method))
    assert result.method == method.name
    assert result.alternative == side
    if result.p_value is None:
        assert method.name == "jeffreys"
        return
    infinite_t = any("t is infinite" in note for note in result.notes)
    assert (0 < result.p_value <= 1) or infinite_t
    if result.p_min_attainable is not None:
        assert 0 < result.p_min_attainable <= result.p_value * (1 + _ROUNDING)
    if result.mid_p_value is not None:
        assert 0 < result.mid_p_value <= result.p_value * (1 + _ROUNDING)
    if method.name in WITHOUT_DIRECTION:
        assert result.two_sided in {None, "minlike"}
