"""Numbers on the boundary of a rounding rule or a comparator: held to exact fractions, not to their nearest floats."""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import biomarker_stats as bs
from biomarker_stats.claims import Verdict
from biomarker_stats.claims.ratios import p_ratio
from biomarker_stats.claims.recompute import _adjust
from biomarker_stats.exact.ratios import ratio_of

Judged = Callable[..., Verdict]

# arms x and y of three: crops 1, 5, 3 against 2, 4, 6, so ranks of x sum to 9
CROPS = (("x", 1), ("x", 5), ("x", 3), ("y", 2), ("y", 4), ("y", 6))
RANK_SUM = 'type = "compare", endpoint = "crop", by = "arm", arms = ["x", "y"], method = "rank-sum"'


def share(at_most: int) -> Fraction:
    """The share of the 20 ways to choose three of the ranks 1 to 6 whose sum is at most so much, by enumeration."""
    sums = [sum(chosen) for chosen in combinations(range(1, 7), 3)]
    return Fraction(sum(total <= at_most for total in sums), len(sums))


@pytest.fixture
def crops(sleep: Path) -> None:
    lines = [f"{k},{'ab'[k % 2]},{arm},{crop}" for k, (arm, crop) in enumerate(CROPS, 1)]
    (sleep / "blocks.csv").write_text("\n".join(["plot,block,arm,crop", *lines, ""]), encoding="utf-8")


def claimed(printed: str, comparator: str = "=", alternative: str = "less", rounding: str = "half_up") -> str:
    return (
        f'kind = "p"\nprinted = "{printed}"\ncomparator = "{comparator}"\nrounding = "{rounding}"\n'
        f'derivation = {{ quantity = "p", {RANK_SUM}, alternative = "{alternative}" }}\n'
        f'stated = {{ methods = ["rank-sum"], alternative = "{alternative}" }}'
    )


def test_the_p_values_of_the_example_by_enumeration() -> None:
    assert share(9) == Fraction(7, 20)
    assert share(9) + 1 - share(11) == Fraction(7, 10)  # at least as far from 10½ on either side


@pytest.mark.usefixtures("crops")
@pytest.mark.parametrize(
    ("text", "word"),
    [
        (claimed("0.4"), "reproduced"),  # 0.35, a half away from zero
        (claimed("0.4", rounding="half_even"), "reproduced"),  # 4 is even
        (claimed("0.3"), "reproduced_by_truncation"),
        (claimed("0.3", rounding="half_even"), "reproduced_by_truncation"),
        (claimed("0.35", "<="), "reproduced"),
        (claimed("0.35", ">="), "reproduced"),
        (claimed("0.7", "<=", "two-sided"), "reproduced"),
        (claimed("0.7", ">=", "two-sided"), "reproduced"),
    ],
)
def test_a_p_value_of_7_in_20_is_neither_above_nor_below_its_decimal(text: str, word: str, judged: Judged) -> None:
    assert judged(text).word == word


@pytest.mark.usefixtures("crops")
@pytest.mark.parametrize("text", [claimed("0.35", "<"), claimed("0.35", ">"), claimed("0.7", ">", "two-sided")])
def test_nor_does_its_own_test_give_less_or_more_than_it(text: str, judged: Judged) -> None:
    assert judged(text).word in {"contradicted", "reproduced_under_other_specification"}


@pytest.mark.parametrize(
    ("crop", "alternative", "printed"),
    [
        (("x", "x", "x", "y", "y", "y"), "less", "0.05"),  # 1 of C(6, 3) = 20
        (("x", "x", "x", "y", "y", "y"), "two-sided", "0.1"),  # 2 of 20
    ],
)
def test_at_most_a_level_that_is_attained(
    crop: tuple[str, ...], alternative: str, printed: str, sleep: Path, judged: Judged
) -> None:
    lines = [f"{k},a,{arm},{k}" for k, arm in enumerate(crop, 1)]
    (sleep / "blocks.csv").write_text("\n".join(["plot,block,arm,crop", *lines, ""]), encoding="utf-8")
    assert judged(claimed(printed, "<=", alternative)).word == "reproduced"
    assert judged(claimed(printed, ">=", alternative)).word == "reproduced"


@pytest.mark.parametrize(("printed", "word"), [("0.4", "reproduced"), ("0.3", "reproduced_by_truncation")])
def test_an_estimate_is_a_ratio_too(printed: str, word: str, sleep: Path, judged: Judged) -> None:
    """7 of 20 with a crop of 1 is 0.35, and the float nearest to it lies below."""
    lines = [f"{k},a,x,{k <= 7:d}" for k in range(1, 21)]
    (sleep / "blocks.csv").write_text("\n".join(["plot,block,arm,crop", *lines, ""]), encoding="utf-8")
    text = (sleep / "study.toml").read_text(encoding="utf-8")
    endpoint = '[endpoints.grown]\ntitle = "Grown"\ntype = "binary"\ntable = "blocks"\n'
    endpoint += 'when = [{ column = "crop", at_least = 1 }]\n'
    (sleep / "study.toml").write_text(f"{text}\n{endpoint}", encoding="utf-8")
    derivation = '{ quantity = "estimate", type = "proportion", endpoint = "grown", method = "wilson" }'
    claim = f'kind = "statistic"\nprinted = "{printed}"\nstated = {{ methods = ["wilson"] }}\nderivation = {derivation}'
    assert judged(claim).word == word


def test_two_by_two_names_every_convention_at_its_own_decimal() -> None:
    """3 of 3 against 0 of 3: Fisher's P is 2/20, so is twice the smaller tail; twice the one-sided mid-P is 1/20."""
    assert {"fisher", "fisher_central"} <= set(bs.two_by_two([[3, 0], [0, 3]], "<= 0.1").matching)
    assert not {"fisher", "fisher_central"} & set(bs.two_by_two([[3, 0], [0, 3]], "< 0.1").matching)
    assert "fisher_midp" in bs.two_by_two([[3, 0], [0, 3]], "<= 0.05").matching
    assert "fisher_midp" not in bs.two_by_two([[3, 0], [0, 3]], "> 0.05").matching


@given(denominator=st.integers(1, 1_000_000), data=st.data())
def test_a_ratio_of_small_numbers_survives_the_float(denominator: int, data: st.DataObject) -> None:
    ratio = Fraction(data.draw(st.integers(1, denominator)), denominator)
    assert ratio_of(float(ratio)) == ratio


def test_counts_are_read_off_the_distribution_where_the_denominator_is_large() -> None:
    """The sign test of 22 changes, 4 of them down: 2·(1 + 22 + 231 + 1540 + 7315)/2²², not to be had from the float."""
    frame = [{"before": 0, "after": -1 if k < 4 else 1} for k in range(22)]
    import pandas as pd

    result = bs.paired(pd.DataFrame(frame), before="before", after="after", method="sign")
    assert p_ratio(result) == Fraction(2 * (1 + 22 + 231 + 1540 + 7315), 2**22)
    mid = Fraction(2 * (1 + 22 + 231 + 1540) + 7315, 2**22)
    assert p_ratio(result, mid_p=True) == mid


def test_a_tail_that_is_no_ratio_counts_as_its_float() -> None:
    assert ratio_of(2**-0.5) == Fraction(2**-0.5)


@pytest.mark.parametrize(
    ("method", "adjusted"),
    [
        ("holm", (3, 6, 6)),  # 3·1, then the larger of 3 and 2·3, then of 6 and 4
        ("hochberg", (3, 4, 4)),  # 1·4, then the smaller of 4 and 2·3, then of 4 and 3·1
        ("bh", (3, 4, 4)),  # 3/3·4, then the smaller of 4 and 3/2·3, then of 4 and 3/1·1
        ("bonferroni", (3, 12, 9)),
    ],
)
def test_adjustment_is_in_ratios(method: str, adjusted: tuple[int, ...]) -> None:
    p = [Fraction(1, 100), Fraction(4, 100), Fraction(3, 100)]
    assert _adjust(p, method) == [Fraction(k, 100) for k in adjusted]
