from dataclasses import replace
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from matplotlib.colors import to_hex

from biomarker_stats.errors import UsageError
from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.methods.result import Result
from biomarker_stats.plots import Labels, null_distribution
from biomarker_stats.plots.captions_null import null_words
from biomarker_stats.plots.null_distribution import null_of
from biomarker_stats.plots.style import mark


def sign_test(n: int, successes: int) -> Result:
    """The sign test by its definition: n fair coins."""
    null = ExactDistribution(np.arange(n + 1), np.array([float(comb(n, k)) for k in range(n + 1)]))
    return Result(
        method="sign",
        title="Sign test",
        estimand="P(increase | change)",
        p_value=null.p_value(successes, "two-sided"),
        p_min_attainable=null.p_min("two-sided"),
        alternative="two-sided",
        two_sided="absolute",
        reference="exact",
        n={"pairs": n},
        n_used=n,
        statistic=float(successes),
        statistic_name="increases",
        distribution=null,
    )


def test_bars_are_probabilities_and_the_extreme_ones_are_marked() -> None:
    null = null_of(sign_test(5, 5))
    assert null is not None
    assert null.probabilities.sum() == pytest.approx(1.0)
    assert null.support[null.extreme].tolist() == [0.0, 5.0]
    assert null.probabilities[null.extreme].sum() == pytest.approx(0.0625)  # 2 of 32
    ax = null_distribution(sign_test(5, 5))
    hatched = [bar for bar in ax.patches if bar.get_hatch()]
    assert [bar.get_height() for bar in hatched] == [1 / 32, 1 / 32]
    assert len(ax.patches) == 6


def test_attainable_p_are_those_of_the_distribution() -> None:
    null = null_of(sign_test(5, 4))
    assert null is not None
    assert null.attainable.tolist() == [0.0625, 0.375, 1.0]  # 2, 12 and 32 of 32


def test_a_statistic_with_a_unit_is_found() -> None:
    result = sign_test(5, 5)
    assert result.distribution is not None
    halves = replace(result.distribution, unit=Fraction(1, 2), offset=Fraction(1))
    null = null_of(replace(result, distribution=halves, statistic=3.5))
    assert null is not None
    assert null.observed == 5


@pytest.mark.parametrize(
    "change", [{"distribution": None}, {"statistic": 2.4}, {"statistic": None}, {"p_value": 0.5}, {"p_value": None}]
)
def test_what_does_not_fit_together_is_refused(change: dict[str, object]) -> None:
    broken = replace(sign_test(5, 5), **change)
    assert null_of(broken) is None
    with pytest.raises(UsageError, match="no exact null distribution"):
        null_distribution(broken)


def test_many_values_share_bars_without_losing_probability() -> None:
    result = sign_test(400, 230)
    null = null_of(result)
    assert null is not None
    assert len(null.support) <= 120
    assert null.probabilities.sum() == pytest.approx(1.0)
    assert "neighbouring values" in null_words(result, null, Labels())[0]


def test_a_bar_of_several_values_shows_which_share_of_it_is_extreme() -> None:
    result = sign_test(200, 120)  # 0, 1 | 2, 3 | …: 80 is as extreme as 120, and shares its bar with 81
    null = null_of(result)
    assert null is not None
    assert null.values_a_bar == 2
    coins = [comb(200, k) / 2**200 for k in range(201)]
    shared = 80 // 2
    assert null.probabilities[shared] == pytest.approx(coins[80] + coins[81])
    assert null.extreme_part[shared] == pytest.approx(coins[80])
    assert null.extreme_part.sum() == pytest.approx(sum(coins[:81]) + sum(coins[120:]))
    assert "the extreme ones below the others" in null_words(result, null, Labels())[0]


def test_marked_area_is_the_p_value_and_the_triangle_stands_at_the_statistic() -> None:
    result = sign_test(200, 80)
    ax = null_distribution(result)
    marked = [bar for bar in ax.patches if to_hex(bar.get_facecolor()) == to_hex(mark(1).colour)]
    rest = [bar for bar in ax.patches if bar not in marked]
    assert sum(bar.get_height() for bar in marked) == pytest.approx(result.p_value)
    assert sum(bar.get_height() for bar in rest) == pytest.approx(1 - float(result.p_value or 0))
    assert all(bar.get_y() == 0 for bar in marked)
    under = {round(bar.get_x(), 6): bar.get_height() for bar in marked}
    stacked = [bar for bar in rest if bar.get_y() > 0]
    assert stacked
    assert all(bar.get_y() == under[round(bar.get_x(), 6)] for bar in stacked)
    (triangle,) = (line for line in ax.lines if line.get_marker() == "v")
    assert list(triangle.get_xdata()) == [80.0]


def test_one_value_only() -> None:
    result = sign_test(0, 0)
    assert null_distribution(result).patches
    assert result.p_value == 1.0


def test_caption() -> None:
    result = sign_test(5, 5)
    null = null_of(result)
    assert null is not None
    caption, alt_text = null_words(result, null, Labels(unit="patient"))
    for word in ("Sign test", "n = 5", "p = 0.0625", "patient", "H0", "from 0.0625 to 1"):
        assert word in caption
    assert "3 attainable p values" in alt_text
