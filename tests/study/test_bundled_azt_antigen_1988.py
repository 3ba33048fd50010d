"""Serum antigen before and after AZT: the table against its source, and every number against StatXact and R.

Makuch and Parks 1988, as the R package exactRankTests 0.8-35 ships it (data frame ``sal``). StatXact's values as
the R packages coin 1.4-2 (tests/comparisons.R) and exactRankTests (tests/reg-tests.R) quote the manuals. R 4.2.2.
"""

from collections.abc import Callable
from itertools import product
from math import sqrt
from typing import Any

import numpy as np
import pytest

import biomarker_stats as bs

# data(sal), transcribed here a second time
BEFORE = [149, 0, 0, 259, 106, 255, 0, 52, 340, 65, 180, 0, 84, 89, 212, 554, 500, 424, 112, 2600]
AFTER = [0, 51, 0, 385, 0, 235, 0, 0, 48, 65, 77, 0, 0, 0, 53, 150, 0, 165, 98, 0]
# ``diff`` of tests/reg-tests.R, printed there apart from the two columns
CHANGE = [-149, 51, 0, 126, -106, -20, 0, -52, -292, 0, -103, 0, -84, -89, -159, -404, -500, -259, -14, -2600]

# method, alternative, reference, what StatXact prints, what R gives (call)
PUBLISHED = [
    ("signed-rank", "two-sided", "exact", "0.0021", 0.00213623046875),  # wilcox.exact(post, pre, paired = TRUE)
    ("signed-rank", "less", "exact", "0.0011", 0.001068115234375),  # … alternative = "less"
    ("signed-rank", "two-sided", "asymptotic", "0.0038", 0.003783246451),  # … exact = FALSE
    ("signed-rank", "less", "asymptotic", "0.0019", 0.001891623226),
    ("permutation", "two-sided", "exact", "0.0021", 0.00213623046875),  # perm.test(post, pre, paired = TRUE)
    ("permutation", "less", "exact", "0.0011", 0.001068115234375),
    ("permutation", "two-sided", "asymptotic", "0.0878", 0.08778518697),  # … exact = FALSE
    ("sign", "two-sided", "exact", "0.0042", 0.004180908203125),  # binom.test(2, 16)
    ("sign", "less", "exact", "0.0021", 0.0020904541015625),
    ("sign", "two-sided", "asymptotic", "0.0027", 0.002699796063),  # coin: sign_test(post ~ pre)
    ("sign", "less", "asymptotic", "0.0013", 0.001349898032),
]
NAMES = {"two-sided": "two", "less": "one"}


@pytest.fixture(scope="module")
def study() -> bs.Study:
    return bs.load_study("azt_antigen_1988")


@pytest.fixture(scope="module")
def verdicts(study: bs.Study) -> dict[str, Any]:
    return {verdict.claim.id: verdict for verdict in bs.verify(study).verdicts}


def change(study: bs.Study, **options: Any) -> bs.Result:
    return bs.paired(study.tables["antigen"], before="before", after="after", **options)


def test_the_table_is_that_of_its_source(study: bs.Study) -> None:
    frame = study.tables["antigen"]
    assert frame["before"].tolist() == BEFORE
    assert frame["after"].tolist() == AFTER
    assert (frame["after"] - frame["before"]).tolist() == CHANGE
    assert frame["patient"].tolist() == [str(number) for number in range(1, 21)]


def test_sums_and_zeros(study: bs.Study) -> None:
    frame = study.tables["antigen"]
    assert (frame["before"].sum(), frame["after"].sum()) == (5981, 1327)  # sum(sal$pre), sum(sal$post)
    assert ((frame["before"] == 0).sum(), (frame["after"] == 0).sum()) == (BEFORE.count(0), AFTER.count(0)) == (4, 10)
    rises, same, falls = (sum(np.sign(CHANGE) == sign) for sign in (1, 0, -1))
    assert (rises, same, falls) == (2, 4, 14)


def test_one_patient_falls_more_than_the_others_together() -> None:
    assert -CHANGE[19] > -sum(CHANGE[:19])


def test_every_verdict_is_as_expected(run: Callable[..., Any], verdicts: dict[str, Any]) -> None:
    assert run("verify", "azt_antigen_1988").code == 0
    assert len(verdicts) == 17


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda row: "-".join(row[:3]))
def test_published_p_values(
    study: bs.Study, verdicts: dict[str, Any], published: tuple[str, Any, Any, str, float]
) -> None:
    method, alternative, reference, printed, p = published
    result = change(study, method=method, alternative=alternative, reference=reference, interval="none")
    assert result.p_value == pytest.approx(p, rel=1e-9)
    verdict = verdicts[f"{method}-{reference}-{NAMES[alternative]}"]
    assert verdict.claim.printed == printed
    assert verdict.word == "reproduced"
    assert float(verdict.value) == pytest.approx(p, abs=5e-7)


def test_the_exact_two_sided_p_is_140_of_65536_flips(study: bs.Study) -> None:
    moved = np.array([value for value in CHANGE if value])
    signs = np.array(list(product((-1, 1), repeat=16)))
    extreme = int((np.abs(signs @ np.abs(moved)) >= abs(moved.sum())).sum())  # brute force
    assert extreme == 140
    assert change(study, method="permutation", interval="none").p_value == extreme / 65_536


@pytest.mark.parametrize(
    "row",
    [  # method, statistic, its expectation and variance, and what StatXact prints
        # 16 changes without ties: ranks 1 … 16 add up to 136, their squares to 1,496; the rises 51 and 126 rank 3 and 9
        ("signed-rank", 12, 68, 1496 / 4, "-2.896"),
        ("permutation", -4654, 0, sum(value**2 for value in CHANGE), "-1.707"),
        ("sign", 2, 8, 16 / 4, "-3"),
    ],
    ids=lambda row: row[0],
)
def test_standardized_statistics_by_hand(
    study: bs.Study, verdicts: dict[str, Any], row: tuple[str, int, int, float, str]
) -> None:
    method, statistic, expected, variance, printed = row
    assert change(study, method=method, interval="none").statistic == statistic
    assert round((statistic - expected) / sqrt(variance), 3) == float(printed)
    assert verdicts[f"{method}-statistic"].claim.printed == printed
    assert verdicts[f"{method}-statistic"].word == "not_derivable"


def test_pseudo_median_and_interval(study: bs.Study) -> None:
    # wilcox.exact(post, pre, paired = TRUE, conf.int = TRUE): -137.75, -292 to -54
    result = change(study, method="signed-rank", reference="exact")
    assert (result.estimate, result.conf_low, result.conf_high) == (-137.75, -292, -54)


def test_mid_p_and_pratt(study: bs.Study) -> None:
    # coin: midpvalue() and pvalue() of wilcoxsign_test(post ~ pre, distribution = "exact", zero.method = …)
    assert change(study, method="signed-rank", interval="none").mid_p_value == 0.0019073486328125
    assert change(study, method="signed-rank", zeros="pratt", interval="none").p_value == 0.001556396484375


def test_the_t_test_of_all_patients(study: bs.Study) -> None:
    # t.test(post, pre, paired = TRUE)
    assert change(study, method="paired-t").p_value == pytest.approx(0.08770982355)
