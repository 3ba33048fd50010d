"""Joint P values against brute force: each arrangement made in the table, each test called by its public name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, product
from math import comb

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.claims.choices.exchange import flips, relabellings
from biomarker_stats.design.measure import measure
from biomarker_stats.study.manifest import Condition, Population
from biomarker_stats.study.multiverse_spec import MultiverseSpec

CODINGS = ("as-published", "midpoint")
SPAN = 2.0  # scores 0 to 2


def reduced(study: bs.Study, units: str, **spec: object) -> bs.Study:
    table = study.tables["trial"]
    kept = table[table["patient"].isin(list(units))].reset_index(drop=True)
    starts = Population(title="Not strong before", where=(Condition(column="perk_pre", not_in=("++",)),))
    populations = {**study.manifest.populations, "not_strong": starts}
    update = {"populations": populations, "multiverse": MultiverseSpec(codings=CODINGS, **spec)}
    return replace(study, tables={"trial": kept}, manifest=study.manifest.model_copy(update=update))


def with_table(study: bs.Study, table: pd.DataFrame) -> bs.Study:
    return replace(study, tables={"trial": table})


def swapped(table: pd.DataFrame, flip: tuple[bool, ...]) -> pd.DataFrame:
    new = table.copy()
    here = np.array(flip)
    new.loc[here, "perk_pre"], new.loc[here, "perk_post"] = table.loc[here, "perk_post"], table.loc[here, "perk_pre"]
    return new


def p_or_one(call: Callable[[], bs.Result]) -> float:
    """What gives no P value counts as 1."""
    try:
        p = call().p_value
    except bs.BiomarkerStatsError:
        return 1.0
    return 1.0 if p is None or not p > 0 else p


def paired_p(study: bs.Study, populations: tuple[str, ...]) -> Iterator[tuple[float, float]]:
    """Every (p, effect) of one table: 2 codings × populations × with and without ceiling × 3 tests."""
    for coding, population, ceiling in product(CODINGS, populations, (False, True)):
        units = measure(study, endpoint="change", population=population, coding=coding)
        if ceiling:
            units = units[~((units["before"] == SPAN) & (units["after"] == SPAN))]
        change = units["change"].to_numpy()
        centre = (np.median(change), change.mean(), np.sign(change).mean()) if len(change) else (np.nan,) * 3
        for method, effect, span in zip(("signed-rank", "paired-t", "sign"), centre, (SPAN, SPAN, 1.0), strict=True):
            call = lambda m=method, u=units: bs.paired(u, before="before", after="after", method=m)  # noqa: E731
            yield (p_or_one(call) if len(units) else 1.0), effect / span


def joint(tables: list[list[tuple[float, float]]]) -> dict[str, tuple[float, float]]:
    """P value and floor of the three joint statistics; the first table is the observed one."""
    p = np.array([[one for one, _ in table] for table in tables])
    effect = np.abs(np.nanmedian(np.array([[size for _, size in table] for table in tables]), axis=1))
    smallest, below = p.min(axis=1), (p < 0.05 - 1e-12).sum(axis=1)
    tolerance = 1e-9
    return {
        "smallest": ((smallest <= smallest[0] + tolerance).mean(), (smallest <= smallest.min() + tolerance).mean()),
        "median": ((effect >= effect[0] - tolerance).mean(), (effect >= effect.max() - tolerance).mean()),
        "share": ((below >= below[0]).mean(), (below == below.max()).mean()),
    }


@pytest.mark.parametrize(
    ("units", "populations"), [("ABCFGI", ("all", "breast")), ("ABDFGI", ("all", "not_strong")), ("BFGHI", ("all",))]
)
def test_flips_equal_brute_force(seed_study: bs.Study, units: str, populations: tuple[str, ...]) -> None:
    methods = ({"method": "signed-rank"}, {"method": "paired-t"}, {"method": "sign"})
    study = reduced(seed_study, units, populations=populations, paired=methods, between=())
    found = bs.multiverse(study).question("paired")
    assert found is not None
    every = [
        list(paired_p(with_table(study, swapped(study.tables["trial"], flip)), populations))
        for flip in product((False, True), repeat=len(units))
    ]
    assert found.arrangements == len(every)
    expected = joint(every)
    for name, (p_value, floor) in expected.items():
        one = getattr(found, name)
        assert (one.p_value, one.floor) == pytest.approx((p_value, floor)), name
    frame = bs.multiverse(study).to_frame()
    adjusted = [(np.min(np.array(every)[:, :, 0], axis=1) <= p + 1e-9).mean() for p in frame["p_value"]]
    assert frame["p_adjusted"].tolist() == pytest.approx(adjusted)
    assert sorted(frame["p_value"]) == pytest.approx(sorted(p for p, _ in every[0]))


def test_all_1024_flips_of_the_sign_test_by_counting(seed_study: bs.Study) -> None:
    """The sign test by its binomial sum, over all ten patients, nine codings, and all or breast tumours."""
    spec = MultiverseSpec(populations=("all", "breast"), ceiling=False, paired=({"method": "sign"},), between=())
    study = replace(seed_study, manifest=seed_study.manifest.model_copy(update={"multiverse": spec}))
    found = bs.multiverse(study).question("paired")
    assert found is not None
    changes = np.array([[2, 2 - b, 1, 2, 0, 0, g - 1, 0, 0, 0] for b in (0, 1, 2) for g in (1, 1.5, 2)])  # table 1

    def p_of(up: int, down: int) -> float:
        n = up + down
        return min(1.0, 2 * sum(comb(n, k) for k in range(min(up, down) + 1)) / 2**n)

    smallest = []
    for signs in product((1, -1), repeat=10):
        flipped = changes * np.array(signs)
        groups = (flipped, flipped[:, :8])  # the first eight patients have breast tumours
        smallest.append(min(p_of(int((row > 0).sum()), int((row < 0).sum())) for rows in groups for row in rows))
    assert len(smallest) == found.arrangements == 1024
    assert found.smallest.p_value == np.mean(np.array(smallest) <= smallest[0])
    assert found.smallest.floor == np.mean(np.array(smallest) == min(smallest))


def test_relabellings_equal_brute_force(seed_study: bs.Study) -> None:
    populations = ("all", "breast")
    methods = ({"method": "student-t"}, {"method": "fisher"})
    spec = MultiverseSpec(codings=("as-published",), populations=populations, paired=(), between=methods, also=())
    study = replace(seed_study, manifest=seed_study.manifest.model_copy(update={"multiverse": spec}))
    found = bs.multiverse(study).question("compare")
    assert found is not None
    table = study.tables["trial"]
    every = []
    for weekly in combinations(range(10), 4):
        labels = ["Weekly" if k in weekly else "Daily" for k in range(10)]
        every.append(list(compare_p(with_table(study, table.assign(schedule=labels)), populations)))
    assert found.arrangements == len(every) == 210
    for name, (p_value, floor) in joint(every).items():  # patients A to D come first: the first is the observed one
        one = getattr(found, name)
        assert (one.p_value, one.floor) == pytest.approx((p_value, floor)), name


def compare_p(study: bs.Study, populations: tuple[str, ...]) -> Iterator[tuple[float, float]]:
    for population, ceiling in product(populations, (False, True)):
        units = measure(study, endpoint="change", population=population, coding="as-published", by="schedule")
        units = units[units["before"] < SPAN] if ceiling else units
        units = units.assign(rose=units["change"] > 0)
        groups = [units[units["arm"] == arm] for arm in ("Weekly", "Daily")]
        for method, outcome, span in (("student-t", "change", SPAN), ("fisher", "rose", 1)):
            if min(map(len, groups)) == 0:
                yield 1.0, np.nan
                continue
            call = lambda m=method, o=outcome, u=units: bs.compare(  # noqa: E731
                u, outcome=o, arm="arm", arms=("Weekly", "Daily"), method=m
            )
            yield p_or_one(call), (groups[0][outcome].mean() - groups[1][outcome].mean()) / span


def test_arrangements_are_all_there_once_and_the_observed_one_first() -> None:
    flipped = flips(np.array([True, True, False, True]), 99, 1)
    assert len({tuple(row) for row in flipped.rows}) == 8
    assert not flipped.rows[0].any()
    assert not flipped.rows[:, 2].any()
    assert flipped.total == 16
    arm = np.array([1, 0, 1, -1, 0, 1])
    labelled = relabellings(arm, 99, 1)
    assert {tuple(np.flatnonzero(row)) for row in labelled.rows} == set(combinations((0, 1, 2, 4, 5), 2))
    assert labelled.rows[0].tolist() == [False, True, False, False, True, False]
    assert labelled.total == len(labelled.rows) == comb(5, 2)


def test_random_arrangements_keep_their_numbers_and_count_the_observed_one() -> None:
    sampled = flips(np.ones(20, dtype=bool), 500, 7)
    assert sampled.rows.shape == (501, 20)
    assert not sampled.rows[0].any()
    assert sampled.seed == 7
    labelled = relabellings(np.repeat([0, 1], [10, 11]), 300, 3)
    assert labelled.rows.shape == (301, 21)
    assert set(labelled.rows.sum(axis=1)) == {10}
    assert np.array_equal(labelled.rows, relabellings(np.repeat([0, 1], [10, 11]), 300, 3).rows)


def test_a_population_that_hangs_on_the_readings_is_named(seed_study: bs.Study) -> None:
    study = reduced(seed_study, "ABDFGI", populations=("all", "not_strong"), paired=({"method": "sign"},), between=())
    found = bs.multiverse(study).question("paired")
    assert found is not None
    assert any("who belongs to not_strong hangs on the readings" in note for note in found.notes)
