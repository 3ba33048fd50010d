"""How numbers become words: the only place that rounds for display.

Results keep full precision; a reader sees what these functions return.
"""

import math
import sys
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from biomarker_stats.terms import SentenceStyle

MINUS = "−"
_LEVEL = Decimal("0.05")


def number(value: float | None, digits: int = 4) -> str:
    """Return ``value`` to ``digits`` significant figures, without an exponent for ordinary sizes.

    >>> number(0.18708602844739855), number(float("inf")), number(None), number(-2.0), number(-5e-324)
    ('0.1871', '∞', '–', '−2', '0')
    """
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if abs(value) < sys.float_info.min:
        value = 0.0  # an interval that is open at 0 ends at the float next to it
    text = f"{value:.{digits}g}"
    if "e" in text and 1e-4 <= abs(value) < 1e9:
        text = f"{value:.0f}"
    return text.replace("-", MINUS)


def p_value(p: float | None, digits: int = 6) -> str:
    """Return a P value to at most ``digits`` decimals; never as 0.

    >>> p_value(0.0625), p_value(0.0248461), p_value(1.0), p_value(3e-9)
    ('0.0625', '0.024846', '1', '< 0.000001')
    """
    if p is None or math.isnan(p):
        return "–"
    floor = 10.0**-digits
    if 0 <= p < floor:
        return f"< {floor:.{digits}f}"
    return f"{p:.{digits}f}".rstrip("0").rstrip(".")


def p_phrase(p: float | None, symbol: str = "p") -> str:
    """Return ``p = 0.0625`` or ``p < 0.000001``.

    >>> p_phrase(0.0625), p_phrase(1e-12)
    ('p = 0.0625', 'p < 0.000001')
    """
    text = p_value(p)
    return f"{symbol} {text}" if text.startswith("<") else f"{symbol} = {text}"


def p_in_style(p: float, style: SentenceStyle) -> str:
    """Return ``P = .06`` as a style manual writes it; never 0, and never .05 for another value that rounds to it.

    ``sampl``: capital P, two decimals, three below 0.01, ``< 0.001`` below that (Lang & Altman 2013). ``jama``: the
    same without the zero before the point, and ``> .99`` above that (AMA Manual of Style, 11th ed., chapter 19).
    ``apa``: small p, three decimals without that zero, ``< .001`` and ``> .999`` (APA Publication Manual, 7th ed.,
    section 6.36).

    >>> [p_in_style(0.0625, style) for style in ("sampl", "apa", "jama")]
    ['P = 0.06', 'p = .063', 'P = .06']
    >>> [p_in_style(p, "jama") for p in (0.0476, 0.0049, 3e-9, 1.0)]
    ['P = .048', 'P = .005', 'P < .001', 'P > .99']
    """
    symbol, text = ("p" if style == "apa" else "P"), _p_digits(p, style)
    text = text if style == "sampl" else text.replace("0.", ".", 1)
    return f"{symbol} {text}" if text[0] in "<>" else f"{symbol} = {text}"


def _p_digits(p: float, style: SentenceStyle) -> str:
    exact = Decimal(repr(float(p)))
    decimals = 3 if style == "apa" or exact < Decimal("0.01") else 2
    highest = 1 - Decimal(1).scaleb(-decimals)
    if exact < Decimal("0.001"):
        return "< 0.001"
    if exact == 1 and style == "sampl":
        return "1"
    if _to_decimals(exact, decimals) >= 1 or (exact > highest and style == "jama"):
        return f"> {highest}"
    while exact != _LEVEL and _to_decimals(exact, decimals) == _LEVEL and decimals < 12:
        decimals += 1
    return str(_to_decimals(exact, decimals))


def _to_decimals(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def fixed(value: float, decimals: int = 2) -> str:
    """Return ``value`` to a fixed number of decimals, ties away from 0; significant figures where that would print 0.

    >>> fixed(1.5), fixed(0.125), fixed(-2.345), fixed(0.0021), fixed(float("inf"))
    ('1.50', '0.13', '−2.35', '0.0021', '∞')
    """
    if not math.isfinite(value) or (value and abs(value) < 0.5 * 10.0**-decimals):
        return number(value, decimals)
    return str(_to_decimals(Decimal(repr(value)), decimals)).replace("-", MINUS)


def interval(low: float | None, high: float | None, digits: int = 4) -> str:
    """Return ``low to high``, or a dash where there is no interval.

    >>> interval(0.3976353643835254, 1.0), interval(1.02, float("inf")), interval(None, None)
    ('0.3976 to 1', '1.02 to ∞', '–')
    """
    if low is None or high is None:
        return "–"
    return f"{number(low, digits)} to {number(high, digits)}"


def sided(alternative: str) -> str:
    """Return ``two-sided``, or ``one-sided (less)``.

    >>> sided("two-sided"), sided("less")
    ('two-sided', 'one-sided (less)')
    """
    return alternative if alternative == "two-sided" else f"one-sided ({alternative})"


def percent(fraction: float, digits: int = 0) -> str:
    """Return a proportion as a percentage.

    >>> percent(0.5), percent(1 / 6, 1)
    ('50%', '16.7%')
    """
    return f"{100 * fraction:.{digits}f}%"


def count(number_of: int, noun: str, plural: str = "") -> str:
    """Return ``1 patient`` or ``4 patients``.

    >>> count(1, "patient"), count(4, "patient"), count(2, "biopsy", "biopsies")
    ('1 patient', '4 patients', '2 biopsies')
    """
    return f"{number_of} {noun if number_of == 1 else plural or noun + 's'}"


def listing(words: list[str], last: str = "and") -> str:
    """Join words as prose does.

    >>> listing(["sign", "McNemar", "signed-rank"]), listing(["sign"])
    ('sign, McNemar and signed-rank', 'sign')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def decimal_text(value: Fraction, decimals: int = 6) -> str:
    """Return an exact number to ``decimals`` decimals, rounded half up, trailing zeros left out.

    >>> decimal_text(Fraction(50, 3)), decimal_text(Fraction(10)), decimal_text(Fraction(1, 8))
    ('16.666667', '10', '0.125')
    """
    scaled = abs(value) * 10**decimals
    digits = str(math.floor(scaled + Fraction(1, 2))).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and text != "0" else text
