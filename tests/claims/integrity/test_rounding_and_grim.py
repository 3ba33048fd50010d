"""GRIM and the rounding rules against the decimal module and a rational enumeration written apart from the package."""

import decimal
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import biomarker_stats as bs
from biomarker_stats.claims.integrity.rounding import RULES, SYNONYMS, preimage
from biomarker_stats.study.printed import parse_printed

WIDE = decimal.Context(prec=80)
MODES = {
    "half_up": (decimal.ROUND_HALF_UP,),
    "half_down": (decimal.ROUND_HALF_DOWN,),
    "half_even": (decimal.ROUND_HALF_EVEN,),
    "unknown": (decimal.ROUND_HALF_UP, decimal.ROUND_HALF_DOWN),
    "trunc": (decimal.ROUND_DOWN,),
    "ceiling": (decimal.ROUND_UP,),
    "floor": (decimal.ROUND_FLOOR,),
}
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6, places=5)


def halves(scaled: Fraction, upward: bool) -> int:
    return math.floor(scaled + Fraction(1, 2)) if upward else math.ceil(scaled - Fraction(1, 2))


# What a non-negative number of hundredths rounds to, written down rule by rule.
PRINTS: dict[str, Callable[[Fraction], set[int]]] = {
    "half_up": lambda x: {halves(x, True)},
    "half_down": lambda x: {halves(x, False)},
    "half_even": lambda x: {round(x)},
    "unknown": lambda x: {halves(x, True), halves(x, False)},
    "trunc": lambda x: {math.floor(x)},
    "ceiling": lambda x: {math.ceil(x)},
    "floor": lambda x: {math.floor(x)},
    "ceiling_or_floor": lambda x: {math.ceil(x), math.floor(x)},
}


@pytest.mark.parametrize("name", [*RULES, *SYNONYMS])
def test_grim_is_exact_on_a_grid_of_5900_points(name: str) -> None:
    """Means 0.00 to 0.99 by n = 2 to 60: 5,900 points; what k / n prints as, by enumeration."""
    prints = PRINTS[SYNONYMS.get(name, name)]
    points = 0
    for n in range(2, 61):
        attainable = set().union(*(prints(Fraction(100 * k, n)) for k in range(n + 1)))
        for hundredths in range(100):
            points += 1
            found = bs.grim(f"0.{hundredths:02d}", n, rounding=name)
            assert bool(found) is (hundredths in attainable), (hundredths, n)
    assert points == 5900


@pytest.mark.parametrize("name", sorted(MODES))
@given(value=numbers, decimals=st.integers(0, 4), mirrored=st.booleans())
def test_a_number_lies_in_the_set_of_what_it_prints_as(
    name: str, value: Decimal, decimals: int, mirrored: bool
) -> None:
    exact = -value if mirrored else value
    unit = Decimal(1).scaleb(-decimals)
    for mode in MODES[name]:
        printed = exact.quantize(unit, rounding=mode, context=WIDE)
        assert Fraction(exact) in preimage(parse_printed(f"{printed:f}"), name)
        for other in (printed - unit, printed + unit):
            also = any(other == exact.quantize(unit, rounding=m, context=WIDE) for m in MODES[name])
            assert (Fraction(exact) in preimage(parse_printed(f"{other:f}"), name)) is also


@given(k=st.integers(-500, 500), n=st.integers(1, 60), items=st.integers(1, 4), decimals=st.integers(0, 4))
def test_what_whole_numbers_give_is_never_refused(k: int, n: int, items: int, decimals: int) -> None:
    mean = Decimal(k) / Decimal(n * items)
    for mode in (decimal.ROUND_HALF_UP, decimal.ROUND_HALF_EVEN, decimal.ROUND_HALF_DOWN):
        printed = mean.quantize(Decimal(1).scaleb(-decimals), rounding=mode)
        assert bs.grim(f"{printed:f}", n, items=items)


def test_a_negative_mean_is_the_mirror_image_but_for_floor() -> None:
    for name in RULES:
        if name != "floor":
            assert all(bool(bs.grim(f"-0.{k:02d}", 7, rounding=name)) == bool(bs.grim(f"0.{k:02d}", 7, rounding=name))
                       for k in range(100)), name  # fmt: skip
    assert bs.grim("-0.15", 7, rounding="floor")  # −1/7 = −0.142857… lies above −0.15
    assert not bs.grim("0.15", 7, rounding="floor")


def test_percentages() -> None:
    """16 of 6: 1/6 = 16.67 % prints as 17, cut off as 16 (Carracedo 2008)."""
    assert not bs.grim("16%", 6)
    assert bs.grim("16", 6, percent=True, rounding="trunc")
    assert bs.grim("17 %", 6).nearest == ("1/6 = 16.666667%",)


def test_the_neighbours_lie_on_both_sides() -> None:
    """145/28 = 5.17857…, 146/28 = 5.21428…, by division."""
    found = bs.grim("5.19", 28)
    assert found.nearest == ("145/28 = 5.178571", "146/28 = 5.214286")
    assert found.to_dict()["consistent"] is False
    assert "inconsistent" in found.summary()
    assert "<table>" in found._repr_html_()
