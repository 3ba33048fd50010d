from dataclasses import replace
from fractions import Fraction
from math import comb

import numpy as np
import pytest

from biomarker_stats.errors import UsageError
from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.methods.result import Result
from biomarker_stats.plots import Labels, null_distribution
from biomarker_stats.plots.captions_null import null_words
from biomarker_stats.plots.null_distribution import null_of


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
