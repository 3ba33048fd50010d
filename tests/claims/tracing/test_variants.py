"""Variants: what makes two data sets the same, and that a new method joins by itself."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.claims import variants as module
from biomarker_stats.claims.tracing.readings import _paired
from biomarker_stats.claims.variants import LEFT_OUT, Data, Variant, p_of, problem_of, variants
from biomarker_stats.design.problem import Arms, Pairs
from biomarker_stats.design.scores import exact_scores
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.options import Options

CHANGES = Data("pairs", ((-1, 0, 1, 1, 2, 2),))
ARMS = Data("arms", ((0, 1, 1, 2), (0, 0, 1, 0, 3)))


@pytest.mark.parametrize("method", [m for m in CATALOGUE if m.takes == "pairs"], ids=lambda m: m.name)
def test_tests_of_pairs_see_differences_only(method: object) -> None:
    change = np.array(CHANGES.values[0])
    start = np.array([0, 3, 1, 2, 5, 0])
    order = np.array([3, 0, 5, 2, 1, 4])
    pairs = Pairs(
        before=exact_scores(start[order]),
        after=exact_scores((start + change)[order]),
        stratum=np.zeros(6, dtype=np.int64),
    )
    p = method.run(pairs, Options(interval="none")).p_value  # type: ignore[attr-defined]
    assert method.run(problem_of(CHANGES), Options(interval="none")).p_value == pytest.approx(p)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "method",
    [m for m in CATALOGUE if m.takes == "arms" and m.name not in {*LEFT_OUT, "friedman", "cochran-q"}],  # need blocks
    ids=lambda m: m.name,
)
def test_tests_of_arms_do_not_see_where_the_scale_starts_nor_its_unit(method: object) -> None:
    def p(values: list[int], arms: list[int]) -> float | None:
        problem = Arms(
            outcome=exact_scores(values),
            arm=np.array(arms),
            arm_names=("a", "b"),
            stratum=np.zeros(len(values), dtype=np.int64),
        )
        return method.run(problem, Options(interval="none")).p_value  # type: ignore[attr-defined]

    values, arms = [0, 1, 1, 2, 0, 0, 1, 0, 3], [0, 0, 0, 0, 1, 1, 1, 1, 1]
    turned = list(reversed(range(9)))
    moved = p([7 + 3 * values[k] for k in turned], [arms[k] for k in turned])
    assert moved == pytest.approx(p(values, arms), abs=1e-12)


def test_a_one_sided_p_looks_in_the_direction_of_the_effect() -> None:
    one = next(v for v in variants("pairs") if v.method == "sign" and v.sided == "one-sided" and not v.mid_p)
    # four up, one down of five changed: (1 + 5) / 32; and the same turned round
    assert p_of(one, CHANGES) == pytest.approx(6 / 32)
    assert p_of(one, Data("pairs", ((-2, -2, -1, -1, 0, 1),))) == pytest.approx(6 / 32)


def test_variants_differ_and_each_gives_a_p_value() -> None:
    for takes in ("pairs", "paired-table", "arms", "table"):
        every = variants(takes)
        assert len(set(every)) == len(every)
        assert {v.method for v in every} <= {m.name for m in CATALOGUE if m.takes == takes}
    assert all(0 < p_of(v, ARMS) <= 1 for v in variants("arms"))


@pytest.fixture
def fresh() -> Iterator[None]:
    for cached in (module.variants, module._method):
        cached.cache_clear()
    yield
    for cached in (module.variants, module._method):
        cached.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_a_method_added_to_the_catalogue_joins_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    sign = next(method for method in CATALOGUE if method.name == "sign")

    def halved(problem: object, options: Options) -> object:
        result = sign.run(problem, options)
        return replace(result, p_value=(result.p_value or 0) / 2, mid_p_value=None)

    new = replace(sign, name="new-test", run=halved)
    monkeypatch.setattr(module, "CATALOGUE", (*CATALOGUE, new))
    assert {v.sided for v in variants("pairs") if v.method == "new-test"} == {"two-sided", "one-sided"}


@pytest.mark.parametrize("method", ["mcnemar", "marginal-homogeneity", "stuart-maxwell", "bhapkar"])
def test_pairs_of_three_levels_give_what_the_public_call_gives(method: str) -> None:
    before, after = (0, 0, 3, 3, 0, 4, 0, 3), (3, 4, 4, 3, 3, 3, 4, 4)  # levels that are not evenly spaced
    data = _paired(before, after)["paired-table"]
    frame = pd.DataFrame({"before": before, "after": after})
    assert p_of(Variant(method=method, takes="paired-table"), data) == bs.paired(frame, method=method).p_value


def test_pairs_of_too_many_levels_are_no_square_table() -> None:
    data = _paired(tuple(range(9)), (1, 3, 4, 5, 6, 9, 8, 6, 7))["paired-table"]  # 7 rise, 2 fall
    assert np.isnan(p_of(Variant(method="stuart-maxwell", takes="paired-table"), data))
    assert p_of(Variant(method="mcnemar", takes="paired-table"), data) == 2 * (1 + 9 + 36) / 2**9
