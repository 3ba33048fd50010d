"""The forms in which journals print a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biomarker_stats.study.numeral_forms import plain_numeral, plain_points


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("0·025", "0.025"),  # raised point: house style of The Lancet
        ("·05", ".05"),
        ("2·10", "2.10"),
        ("0,025", "0.025"),  # decimal comma
        ("12,5", "12.5"),
        ("1,23", "1.23"),
        ("0,5 %", "0.5%"),
        ("1,234", "1234"),  # separated thousands
        ("12,345,678.9", "12345678.9"),
        ("1.234,5", "1234.5"),
        ("1\u2009234", "1234"),
        ("1’234,5", "1234.5"),
        ("–0.5", "-0.5"),  # en dash and minus sign
        ("−0,5", "-0.5"),
        ("2.3 × 10−5", "2.3e-5"),  # powers of ten
        ("2,3 × 10–5", "2.3e-5"),
        ("2·3 × 10⁻⁵", "2.3e-5"),
        ("3 ⋅ 10⁻⁴", "3e-4"),
        ("2.3x10^-5", "2.3e-5"),
        ("10⁻⁵", "1e-5"),
        ("10^-5", "1e-5"),
        ("1.5e–3", "1.5e-3"),
    ],
)
def test_each_form_stands_for_a_plain_numeral(printed: str, plain: str) -> None:
    assert plain_numeral(printed) == plain


@pytest.mark.parametrize("text", ["10-5", "1.2.3", "1,234,56", "2.3 × 105", "x", "", "·", "5 to 10", "1 2", "12 34"])
def test_what_is_no_such_form_stays_as_it_is(text: str) -> None:
    assert plain_numeral(text) == text


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=3))
def test_a_plain_numeral_stays_and_every_comma_and_point_can_be_told_apart(value: object) -> None:
    text = f"{value:f}"
    assert plain_numeral(text) == text
    assert plain_numeral(f"{value:,f}") == text
    assert plain_numeral(text.replace("-", "−").replace(".", "·")) == text
    assert plain_numeral(f"{value:,f}".translate(str.maketrans(",.", ".,"))) in {text, text.replace(".", "")}


def test_points_within_a_text() -> None:
    assert plain_points("F(1·43, 27·2) = 3·80, p = ·048") == "F(1.43, 27.2) = 3.80, p = .048"
    assert plain_points("a · b") == "a · b"


@given(st.text(max_size=200))
def test_any_text_ends(text: str) -> None:
    assert isinstance(plain_numeral(text), str)
