"""Whether a number prints as another: against Python's own decimal rounding, for every rule and any fraction."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biomarker_stats.claims.matching import matches
from biomarker_stats.claims.recompute import Recomputed
from biomarker_stats.study.claim import Claim, Expected
from biomarker_stats.terms import Comparator, Rounding

MODES: dict[Rounding, str] = {
    "half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "trunc": ROUND_DOWN, "ceiling": ROUND_UP
}  # fmt: skip


def claim(printed: str, comparator: Comparator = "=") -> Claim:
    expected = Expected(verdict="reproduced")
    return Claim(id="a", quote="", location="", kind="mean", printed=printed, comparator=comparator, expected=expected)


def printed_by_decimal(value: Fraction, decimals: int, rule: Rounding) -> str:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return str(exact.quantize(Decimal(1).scaleb(-decimals), rounding=MODES[rule]))


EIGHTHS = st.builds(Fraction, st.integers(-8_000, 8_000), st.sampled_from([1, 2, 4, 5, 8, 10, 25, 40, 125, 1000]))


@given(value=EIGHTHS, decimals=st.integers(0, 4), rule=st.sampled_from(list(MODES)), off=st.sampled_from([-1, 1]))
def test_a_number_matches_what_decimal_prints_and_not_the_number_beside_it(
    value: Fraction, decimals: int, rule: Rounding, off: int
) -> None:
    printed = printed_by_decimal(value, decimals, rule)
    number = Recomputed(text="", numbers=(value,))
    assert matches(claim(printed), number, rule)
    beside = Decimal(printed) + off * Decimal(1).scaleb(-decimals)
    assert not matches(claim(f"{beside:f}"), number, rule)


@pytest.mark.parametrize(
    ("comparator", "below", "at", "above"),
    [
        ("<", True, False, False),
        ("<=", True, True, False),
        (">", False, False, True),
        (">=", False, True, True),
        ("~", True, True, True),
    ],
)
def test_comparators(comparator: Comparator, below: bool, at: bool, above: bool) -> None:
    found = [
        matches(claim("0.05", comparator), Recomputed(text="", numbers=(Fraction(k, 100),)), "half_up")
        for k in (4, 5, 6)
    ]
    assert found == [below, at, above]
    assert not matches(claim("0.05", "~"), Recomputed(text="", numbers=(Fraction(61, 1000),)), "half_up")
    assert matches(claim("1e3", "~"), Recomputed(text="", numbers=(Fraction(1999),)), "half_up")
