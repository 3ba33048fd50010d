"""Pairwise tests against R's pairwise.t.test, the exact tests beside them, and what is refused."""

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.errors import DataError, UsageError
from biomarker_stats.methods.preclinical.pairwise import Pairwise

ARMS = ["vehicle", "A", "B", "AB"]
BRDU = pd.DataFrame(
    {
        "dish": range(1, 17),
        "arm": np.repeat(ARMS, 4),
        "percent": [39.6, 41.2, 38.8, 40.1, 33.1, 36.9, 31.2, 34.0, 31.5, 29.9, 33.6, 30.2, 14.1, 12.8, 15.9, 13.3],
    }
)
PAIRS = ["A v vehicle", "B v vehicle", "AB v vehicle", "B v A", "AB v A", "AB v B"]
# R 4.2.2, to 9 digits: pairwise.t.test(y, arm, pool.sd = FALSE, var.equal = TRUE, p.adjust.method = …), as PAIRS
EXPECTED = {
    "none": [0.00314889211, 0.000119469562, 8.02416697e-08, 0.136533719, 6.85952354e-06, 3.83283727e-06],
    "holm": [0.00629778422, 0.000358408685, 4.81450018e-07, 0.136533719, 2.74380942e-05, 1.91641863e-05],
    "bonferroni": [0.0188933527, 0.00071681737, 4.81450018e-07, 0.819202316, 4.11571412e-05, 2.29970236e-05],
    "bh": [0.00377867053, 0.000179204342, 4.81450018e-07, 0.136533719, 1.37190471e-05, 1.14985118e-05],
    "by": [0.00925774281, 0.000439050639, 1.17955255e-06, 0.334507612, 3.36116653e-05, 2.81713539e-05],
}


def analyse(frame: pd.DataFrame = BRDU, **options: object) -> "bs.methods.preclinical.pairwise.Pairwise":
    return bs.pairwise(frame, **{"outcome": "percent", "arm": "arm", "unit": "dish", "arms": ARMS, **options})


@pytest.mark.parametrize("adjust", EXPECTED)
def test_student_and_its_adjustment_against_r(adjust: str) -> None:
    found = analyse(adjust=adjust)
    assert [comparison.name for comparison in found.comparisons] == PAIRS
    assert [c.main.p_value for c in found.comparisons] == pytest.approx(EXPECTED["none"], rel=1e-8)
    assert [c.adjusted[0] for c in found.comparisons] == pytest.approx(EXPECTED[adjust], rel=1e-8)


def test_sidak_by_its_formula() -> None:
    found = analyse(adjust="sidak")
    expected = [1 - (1 - p) ** 6 for p in EXPECTED["none"]]
    assert [c.adjusted[0] for c in found.comparisons] == pytest.approx(expected, rel=1e-6)


def test_exact_tests_stand_beside_with_their_floor() -> None:
    comparison = analyse().comparison("AB v vehicle")
    assert [r.method for r in comparison.results] == ["student-t", "welch-t", "permutation", "rank-sum"]
    assert comparison.by_method("permutation").p_value == pytest.approx(2 / 70)
    assert comparison.floor == pytest.approx(2 / 70)
    assert comparison.adjusted[2] == pytest.approx(6 * 2 / 70)  # Holm: all six at the floor but one
    for result in comparison.results[:2]:
        assert "no exact two-sided test of 4 v 4 dishes can give p below 0.0286" in result.notes


def test_our_column_names_and_no_others() -> None:
    frame = analyse().to_frame()
    assert {"comparison", "method", "p_value", "p_adjusted", "p_floor_exact", "estimate", "conf_low"} <= set(frame)
    assert not {"p_unc", "p-unc", "p_corr", "dof", "BF10", "hedges", "T"} & set(frame)
    assert len(frame) == 24
    assert list(analyse().arms.columns) == ["arm", "n", "mean", "sd", "se"]


def test_the_reference_only() -> None:
    found = analyse(control="AB", against="control")
    assert [c.name for c in found.comparisons] == ["vehicle v AB", "A v AB", "B v AB"]
    assert found.comparisons[0].main.statistic > 0
    assert found.comparisons[0].main.p_value == pytest.approx(EXPECTED["none"][2], rel=1e-8)


def test_several_rows_a_unit_are_averaged_and_noted() -> None:
    twice = pd.concat([BRDU.assign(percent=BRDU["percent"] - 1), BRDU.assign(percent=BRDU["percent"] + 1)])
    found = analyse(twice)
    assert found.notes == ("32 rows averaged to 16 dishes",)
    assert [c.main.p_value for c in found.comparisons] == pytest.approx(EXPECTED["none"], rel=1e-6)


def test_arms_without_variance_are_said_in_words() -> None:
    flat = BRDU.assign(percent=np.repeat([1.0, 1.0, 2.0, 3.0], 4))
    found = analyse(flat)
    assert "there is nothing to test and p = 1" in " ".join(found.comparison("A v vehicle").main.notes)
    assert found.comparison("B v vehicle").by_method("permutation").p_value == pytest.approx(2 / 70)


def test_nothing_varies_at_all() -> None:
    found = analyse(BRDU.assign(percent=1.0))
    assert {c.main.p_value for c in found.comparisons} == {1.0}
    assert {c.by_method("permutation").p_value for c in found.comparisons} == {1.0}


def test_refusals() -> None:
    with pytest.raises(DataError, match=r"row 1, column percent: '1e[+]154' is too large to be squared"):
        analyse(BRDU.assign(percent=[1e154, *BRDU["percent"][1:]]))
    with pytest.raises(UsageError, match="no adjustment is called 'hom' — did you mean 'holm'"):
        analyse(adjust="hom")
    with pytest.raises(UsageError, match="control 'Vehicle' is none of the arms — did you mean 'vehicle'"):
        analyse(control="Vehicle")
    with pytest.raises(UsageError, match="against must be"):
        analyse(against="some")
    with pytest.raises(DataError) as error:
        analyse(
            BRDU.assign(dish=[1, *BRDU["dish"][1:15], 1], percent=[np.inf, *BRDU["percent"][1:]]), arms=[*ARMS, "C"]
        )
    said = [str(violation) for violation in error.value.violations]
    assert any("row 1, column percent: 'inf' is not finite" in line for line in said)
    assert any("column arm: 'C' is declared as an arm but has no row" in line for line in said)
    assert any("row 16, column dish: '1' is in arm 'AB' here and in arm 'vehicle' above" in line for line in said)


@pytest.mark.parametrize("power", [-300, -12, 12])
def test_the_unit_of_measurement_does_not_matter(power: int) -> None:
    # t and ranks have no unit: every p value is that of the same data in another unit
    outcome = [1.25, 2.5, 3.1, 2.75, 4.2, 6.9, 7.3, 8.8, 9.6]

    def in_unit(power: int) -> Pairwise:
        values = [float(f"{value}e{power}") for value in outcome]
        return bs.pairwise(pd.DataFrame({"outcome": values, "arm": list("aaabbbccc")}))

    for one, other in zip(in_unit(0).results, in_unit(power).results, strict=True):
        assert other.p_value == pytest.approx(one.p_value, rel=1e-9)
        assert other.estimate / 10.0**power == pytest.approx(one.estimate, rel=1e-9)


def test_values_that_cannot_be_counted_are_rounded_and_noted() -> None:
    outcome = [123456.789, 1.23456789e-13, 2.0, 3.0, 4.0, 5.0]
    found = bs.pairwise(pd.DataFrame({"outcome": outcome, "arm": list("aaabbb")})).comparisons[0]
    assert found.by_method("rank-sum").p_value == pytest.approx(14 / 20)  # of 20 choices 14 have ranks as uneven
    assert any("12 significant digits" in note for note in found.by_method("permutation").notes)
    assert not any("12 significant digits" in note for note in found.main.notes)
