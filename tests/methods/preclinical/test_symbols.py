"""Significance symbols: counts of thresholds passed, families by reference, and what the legend must say."""

import json

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.pairwise import Pairwise

ARMS = ["vehicle", "A", "B", "AB"]


def pairs(n: int = 4, **options: object) -> Pairwise:
    spread = np.linspace(-1.5, 1.5, n)
    frame = pd.DataFrame(
        {
            "dish": range(4 * n),
            "arm": np.repeat(ARMS, n),
            "percent": np.concatenate([centre + spread for centre in (40.0, 37.0, 35.0, 20.0)]),
        }
    )
    return bs.pairwise(frame, **{"outcome": "percent", "unit": "dish", "arms": ARMS, **options})


def test_each_family_counts_the_thresholds_its_adjusted_p_is_below() -> None:
    compared = pairs()
    found = bs.significance_symbols(compared, references=["vehicle", "A", "B"])
    glyphs = {"vehicle": "*", "A": "#", "B": "$"}
    for row in found.marks.to_dict("records"):
        adjusted = compared.comparison(f"{row['arm']} v {row['reference']}").adjusted[0]
        count = sum(adjusted < threshold for threshold in (0.05, 0.01, 0.001))
        assert row["symbol"] == glyphs[row["reference"]] * count
    assert found.text("AB") == "*** ### $$$"
    assert found.text("vehicle") == ""
    assert len(found.marks) == 6  # every pair of four arms is marked once


def test_the_legend_states_families_test_n_unit_adjustment_and_floor() -> None:
    legend = bs.significance_symbols(pairs(), references=["vehicle", "A", "B"]).legend
    assert "* v vehicle, # v A, $ v B" in legend
    assert "one symbol p < 0.05, two p < 0.01, three p < 0.001" in legend
    assert "Student t test (pingouin), two-sided, adjusted by Holm over 6 comparisons" in legend
    assert "n (dish): vehicle 4, A 4, B 4, AB 4" in legend
    # 2 / C(8, 4) = 0.02857; Holm with all six at the floor: 6 × 0.02857 = 0.1714
    assert "4 v 4 dishes can give is 0.02857, 0.1714 adjusted: an exact test could give no symbol" in legend


def test_what_an_exact_test_could_give_depends_on_n_and_adjustment() -> None:
    one = bs.significance_symbols(pairs(adjust="none"), references=["vehicle"])
    assert "not adjusted" in one.legend
    assert "an exact test could give at most 1 symbol" in one.legend  # 0.0286: below 0.05, not below 0.01
    assert one.marks["out_of_reach"].tolist() == [2, 2, 2]
    many = bs.significance_symbols(pairs(8, adjust="none"), references=["vehicle"])
    assert many.legend.endswith("can give is 0.0001554.")  # 2 / C(16, 8): all three symbols are within reach
    three = bs.significance_symbols(pairs(3, adjust="none"), references=["vehicle"])
    assert "an exact test could give no symbol" in three.legend  # 0.1


def test_the_exact_test_prints_no_symbol_it_cannot_earn() -> None:
    found = bs.significance_symbols(pairs(), references=["vehicle", "A", "B"], method="permutation")
    assert not "".join(found.marks["symbol"])
    assert "two-sample permutation test" in found.legend
    assert "AB: no symbol" in found.summary()


def test_marks_can_be_written_as_json() -> None:
    payload = json.loads(json.dumps(bs.significance_symbols(pairs()).to_dict(), allow_nan=False))
    assert payload["references"] == ["vehicle", "A", "B"]
    assert payload["marks"][0]["glyph"] == "*"


def test_refusals() -> None:
    compared = pairs(against="control")
    with pytest.raises(UsageError, match="were not compared"):
        bs.significance_symbols(compared, references=["A"])
    with pytest.raises(UsageError, match="reference 'a' is none of the arms — did you mean 'A'"):
        bs.significance_symbols(compared, references=["a"])
    with pytest.raises(UsageError, match="2 references need as many different glyphs"):
        bs.significance_symbols(pairs(), references=["vehicle", "A"], glyphs=["*"])
    with pytest.raises(UsageError, match="thresholds must fall"):
        bs.significance_symbols(pairs(), thresholds=(0.01, 0.05))
    with pytest.raises(UsageError, match="no result of method 'students-t'"):
        bs.significance_symbols(pairs(), method="students-t")
    with pytest.raises(UsageError, match="no arm is called 'Vehicle'"):
        bs.significance_symbols(pairs()).text("Vehicle")
