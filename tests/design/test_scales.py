"""Scales are lists in order without repeats, or mappings to finite numbers; anything else is refused in words."""

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.design.scales import known_scale

BIOPSIES = pd.DataFrame({"before": ["lo", "hi"], "after": ["hi", "hi"]})


@pytest.mark.parametrize("scale", [["lo", "hi"], ("lo", "hi"), np.array(["lo", "hi"]), pd.Index(["lo", "hi"])])
def test_any_list_in_order_is_a_scale(scale: Any) -> None:
    assert known_scale(scale) == {"lo": 0, "hi": 1}


@pytest.mark.parametrize("half", [0.5, Fraction(1, 2), Decimal("0.5"), np.float32(0.5)])
def test_scores_may_be_any_finite_numbers(half: Any) -> None:
    assert known_scale({"lo": half})["lo"] == Fraction(1, 2)


def test_a_level_named_twice_is_refused() -> None:
    with pytest.raises(bs.UsageError, match=r"scale names 'lo' twice, as levels 1 and 3 — name each level once"):
        bs.paired(BIOPSIES, scale=["lo", "hi", "lo"])


@pytest.mark.parametrize("score", [math.nan, math.inf, None, "x", "0.5", 1j, 10**400])
def test_a_score_that_is_no_finite_number_is_refused(score: Any) -> None:
    with pytest.raises(bs.UsageError, match=r"scale gives 'lo' the score .* — give each level a finite number"):
        bs.paired(BIOPSIES, scale={"lo": score, "hi": 1})


@pytest.mark.parametrize("scale", [5, "lo", {"lo", "hi"}, [["lo"], "hi"]])
def test_what_has_no_order_is_refused(scale: Any) -> None:
    with pytest.raises(bs.UsageError, match="scale must "):
        bs.paired(BIOPSIES, scale=scale)
