"""The seed study's numbers, as tabulated independently (scipy 1.17; R 4.2 with coin and exactRankTests)."""

from collections.abc import Mapping

import pytest

import biomarker_stats as bs

EXACT = ("signed-rank", "sign", "mcnemar", "permutation")
PAIRED = {
    "change_all": (0.0625, 0.03125, 0.024846),
    "change_weekly": (0.125, 0.0625, 0.013847),
    "change_daily": (1.0, 0.5, 0.363217),
}
COMPARED = {
    ("increased_by_schedule", "fisher"): 0.047619,
    ("change_by_schedule", "rank-sum"): 0.014286,
    ("change_by_schedule", "permutation"): 0.014286,
    ("breast_by_schedule", "fisher"): 0.142857,
    ("breast_change_by_schedule", "rank-sum"): 0.085714,
    ("tumour_cells_by_schedule", "fisher"): 0.004762,
}
PROPORTIONS = {
    "increased_all": (0.1871, 0.8129),
    "increased_weekly": (0.3976, 1.0),
    "increased_daily": (0.0042, 0.6412),
}


@pytest.fixture(scope="module")
def by_id(seed_study: bs.Study) -> Mapping[str, tuple[bs.Result, ...]]:
    return {found.analysis.id: found.results for found in bs.run_analyses(seed_study)}


@pytest.mark.parametrize(("analysis", "values"), PAIRED.items())
def test_paired_tests(
    by_id: Mapping[str, tuple[bs.Result, ...]], analysis: str, values: tuple[float, float, float]
) -> None:
    p, mid_p, student = values
    exact = [result for result in by_id[analysis] if result.method in EXACT]
    assert len(exact) == 5  # the signed-rank test stands there under both zero rules
    for result in exact:
        assert (result.p_value, result.mid_p_value) == (p, mid_p)
        assert result.p_min_attainable == p
    as_published = next(result for result in by_id[analysis] if result.method == "paired-t")
    assert as_published.p_value == pytest.approx(student, abs=5e-7)


def test_the_midpoint_coding_gives_another_p(by_id: Mapping[str, tuple[bs.Result, ...]]) -> None:
    midpoint = [result for result in by_id["change_all"] if result.method == "paired-t"][1]
    assert midpoint.p_value == pytest.approx(0.0332, abs=5e-5)


@pytest.mark.parametrize(("key", "p"), COMPARED.items())
def test_schedule_effects(by_id: Mapping[str, tuple[bs.Result, ...]], key: tuple[str, str], p: float) -> None:
    result = next(result for result in by_id[key[0]] if result.method == key[1])
    assert result.p_value == pytest.approx(p, abs=5e-7)
    assert result.p_min_attainable is not None
    assert result.n[("Weekly")] == 4


@pytest.mark.parametrize(("analysis", "limits"), PROPORTIONS.items())
def test_proportions(by_id: Mapping[str, tuple[bs.Result, ...]], analysis: str, limits: tuple[float, float]) -> None:
    (result,) = by_id[analysis]
    assert (result.conf_low, result.conf_high) == pytest.approx(limits, abs=5e-5)


def test_one_sided_fisher_and_the_central_bound() -> None:
    # R 4.2 fisher.test prints the central interval beside the minimum-likelihood p: 1.0248 to infinity.
    assert bs.table([[4, 0], [1, 5]], alternative="greater").p_value == pytest.approx(0.023810, abs=5e-7)
    central = bs.table([[4, 0], [1, 5]], two_sided="central")
    assert central.conf_low == pytest.approx(1.0248, abs=5e-5)
    assert central.conf_high == float("inf")


def test_mcnemar_without_continuity_correction() -> None:
    for (up, n), p in {(5, 10): 0.0253, (4, 4): 0.0455, (1, 6): 0.3173}.items():
        result = bs.table([[n - up, up], [0, 0]], paired=True, method="mcnemar-chi2")
        assert result.p_value == pytest.approx(p, abs=5e-5)
