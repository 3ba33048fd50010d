"""Numbers as printed, against Python's decimal module."""

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biomarker_stats.errors import UsageError
from biomarker_stats.study.printed import parse_printed, parse_range, prints_as, round_printed
from biomarker_stats.terms import Rounding

# "ceiling" takes the size of a number up, whatever its sign: the opposite of "trunc".
MODES: dict[Rounding, str] = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "trunc": decimal.ROUND_DOWN,
    "ceiling": decimal.ROUND_UP,
}
WIDE = decimal.Context(prec=80)
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6)


def rounded(value: Decimal, decimals: int, mode: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=mode, context=WIDE)


@given(numbers, st.integers(-3, 6), st.sampled_from(sorted(MODES)))
def test_rounding_is_that_of_the_decimal_module(value: Decimal, decimals: int, rule: Rounding) -> None:
    assert round_printed(Fraction(value), decimals, rule) == Fraction(rounded(value, decimals, MODES[rule]))


@given(numbers, st.integers(0, 6), st.sampled_from(sorted(MODES)))
def test_what_a_rule_prints_prints_as_itself_under_that_rule(value: Decimal, decimals: int, rule: Rounding) -> None:
    printed = parse_printed(f"{rounded(value, decimals, MODES[rule]):f}")
    assert printed.decimals == decimals
    assert prints_as(Fraction(value), printed, rule)


@given(numbers, numbers, st.integers(0, 6))
def test_an_unknown_rule_is_any_way_to_round_a_half(value: Decimal, other: Decimal, decimals: int) -> None:
    printed = parse_printed(f"{rounded(other, decimals, decimal.ROUND_DOWN):f}")
    modes = (decimal.ROUND_HALF_UP, decimal.ROUND_HALF_EVEN, decimal.ROUND_HALF_DOWN)
    either = any(Fraction(rounded(value, decimals, mode)) == printed.value for mode in modes)
    assert prints_as(Fraction(value), printed, "unknown") == either


@given(st.integers(-(10**6), 10**6), st.integers(0, 4))
def test_a_tie_prints_either_way_under_an_unknown_rule(whole: int, decimals: int) -> None:
    unit = Fraction(1, 10**decimals)
    tie = whole * unit + unit / 2
    for end in (whole, whole + 1):
        printed = parse_printed(f"{Decimal(end).scaleb(-decimals):f}")
        assert prints_as(tie, printed, "unknown")


@given(numbers, st.integers(-20, 20))
def test_the_value_and_the_decimals_are_those_of_the_decimal_module(value: Decimal, exponent: int) -> None:
    for text in (f"{value:f}", f"{value:f}e{exponent}", f"{value:f}E{exponent:+d}"):
        expected = Decimal(text)
        printed = parse_printed(text)
        assert printed.value == Fraction(expected)
        assert printed.decimals == -int(expected.as_tuple().exponent)


@pytest.mark.parametrize(
    ("text", "value", "decimals", "percent"),
    [
        ("0.025", Fraction(1, 40), 3, False),
        ("0.0250", Fraction(1, 40), 4, False),
        (".025", Fraction(1, 40), 3, False),
        ("16%", Fraction(16), 0, True),
        ("16 %", Fraction(16), 0, True),
        ("50", Fraction(50), 0, False),
        ("1.5e-3", Fraction(3, 2000), 4, False),
        ("2e3", Fraction(2000), -3, False),
        ("−0.5", Fraction(-1, 2), 1, False),
        ("+3", Fraction(3), 0, False),
        (" 7 ", Fraction(7), 0, False),
        ("0·025", Fraction(1, 40), 3, False),  # the Lancet
        ("0·5%", Fraction(1, 2), 1, True),
        ("–0.5", Fraction(-1, 2), 1, False),  # an en dash for a minus sign
        ("2.3 × 10−5", Fraction(23, 1_000_000), 6, False),
        ("2.3×10-5", Fraction(23, 1_000_000), 6, False),
        ("2.3 × 10–5", Fraction(23, 1_000_000), 6, False),
        ("2.3 x 10^-5", Fraction(23, 1_000_000), 6, False),
        ("2.3 × 10⁻⁵", Fraction(23, 1_000_000), 6, False),
        ("2 × 10^3", Fraction(2000), -3, False),
        ("2 × 10³", Fraction(2000), -3, False),
    ],
)
def test_forms_that_papers_print(text: str, value: Fraction, decimals: int, percent: bool) -> None:
    printed = parse_printed(text)
    assert (printed.text, printed.value, printed.decimals, printed.percent) == (text, value, decimals, percent)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            ".",
            "%",
            "five",
            "1.2.3",
            "1 5",
            "0x1",
            "nan",
            "inf",
            "٥",
            "1e9999",
            "< 0.01",
            "1,5,5",
            "–",
            "1·2·3",
            "5²",
        ),
        *("0x10", "0x105", "2.3 × 105", "10−5", "5–10", "× 10^3", "2 × 10^3^3"),
    ],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(UsageError, match=r"is not one number — write it as printed, such as 0\.025, 16% or 1\.5e-3"):
        parse_printed(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("–0.5 to 0.5", Fraction(-1, 2), Fraction(1, 2)),
        ("–0.5–0.5", Fraction(-1, 2), Fraction(1, 2)),
        ("0·25–0·75", Fraction(1, 4), Fraction(3, 4)),
        ("5 to 10", 5, 10),
        ("5–10", 5, 10),
        ("5-10", 5, 10),
        ("5 — 10", 5, 10),
        ("5…10", 5, 10),
        ("-5 to -1", -5, -1),
        ("−5–−1", -5, -1),
        ("5%–10%", 5, 10),
        ("1e-3–2e-3", Fraction(1, 1000), Fraction(2, 1000)),
        ("1e-3-2e-3", Fraction(1, 1000), Fraction(2, 1000)),
        ("0.5-1.25", Fraction(1, 2), Fraction(5, 4)),
    ],
)
def test_ranges(text: str, low: Fraction, high: Fraction) -> None:
    assert tuple(end.value for end in parse_range(text)) == (low, high)


@pytest.mark.parametrize("text", ["5", "5 10", "to", "5 to", "– 10", "a to b", "5 to 10 mg", "1-2-3", "5–..", ""])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(UsageError):
        parse_range(text)


def test_an_unknown_rule_rounds_to_nothing_in_particular() -> None:
    with pytest.raises(UsageError, match="rounds to no single number"):
        round_printed(Fraction(1, 3), 2, "unknown")


def test_one_sixth_is_17_rounded_and_16_cut_off() -> None:
    sixth = Fraction(100, 6)
    assert [prints_as(sixth, parse_printed("16"), rule) for rule in ("half_up", "half_even", "trunc", "unknown")] == [
        False,
        False,
        True,
        False,
    ]
    assert prints_as(sixth, parse_printed("17"), "ceiling")


@pytest.mark.parametrize(
    ("text", "value"),
    [("0·025", "0.025"), ("0,025", "0.025"), ("1,234", "1234"), ("–0.5", "-0.5"), ("2.3 × 10−5", "0.000023")],
)
def test_the_forms_journals_print(text: str, value: str) -> None:
    found = parse_printed(text)
    assert (found.text, found.value) == (text, Fraction(value))


def test_ranges_in_the_forms_journals_print() -> None:
    for text in ("–0.5 to 0.5", "–0·5–0·5", "−0,5 to 0,5"):
        assert [end.value for end in parse_range(text)] == [Fraction(-1, 2), Fraction(1, 2)]
