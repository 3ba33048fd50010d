"""The forms in which journals print a number, and the plain numeral each stands for.

What is read is a numeral with a decimal point, a hyphen for minus and ``e`` before an exponent. Journals also print
a raised point (0·025), a decimal comma (0,025), separated thousands (1,234), a dash for minus (–0.5) and powers of
ten (2.3 × 10⁻⁵).
"""

import re

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_POINTS = "\u00b7\u2219\u22c5\u2027"
_SPACES = " \u00a0\u2009\u202f"
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
_TO_HYPHEN = str.maketrans(dict.fromkeys(_DASHES, "-"))
_TO_POINT = re.compile(rf"(?<![.,])[{_POINTS}](?=[0-9])")
_POWER = re.compile(
    rf"(?:(?P<times>.*?)\s*[×xX*{_POINTS}]\s*)?10"
    rf"(?:(?:\^|\*\*)\s*(?P<plain>[+-]?[0-9]{{1,3}})|(?P<raised>[{''.join(_RAISED)}]{{1,4}})|(?P<signed>[+-][0-9]{{1,3}}))"
)
_BY_COMMAS = re.compile(r"([+-]?)([1-9][0-9]{0,2}(?:,[0-9]{3})+)((?:\.[0-9]+)?)")
_BY_POINTS = re.compile(r"([+-]?)([1-9][0-9]{0,2}(?:\.[0-9]{3})+)((?:,[0-9]+))")
_BY_SPACES = re.compile(rf"([+-]?)([1-9][0-9]{{0,2}}([{_SPACES}'’])[0-9]{{3}}(?:\3[0-9]{{3}})*)((?:[.,][0-9]+)?)")
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")


def plain_points(text: str) -> str:
    """Return ``text`` with every raised point before a digit as a decimal point.

    >>> plain_points("t(28) = 2·20, p = ·036")
    't(28) = 2.20, p = .036'
    """
    return _TO_POINT.sub(".", text)


def plain_numeral(text: str) -> str:
    """Return one printed number as the plain numeral it stands for; what is no such form comes back with few changes.

    A comma before three digits, no zero before it, separates thousands: 1,234 is one thousand and more, 0,234 and 1,23
    have a decimal comma. A power of ten needs a sign, a caret or raised digits: 10⁻⁵, 10^5, 2.3 × 10−5.

    >>> [plain_numeral(text) for text in ("0·025", "0,025", "1,234", "–0.5", "2.3 × 10−5", "3 ⋅ 10⁻⁴", "16 %")]
    ['0.025', '0.025', '1234', '-0.5', '2.3e-5', '3e-4', '16%']
    """
    body = text.strip().translate(_TO_HYPHEN)
    percent = "%" if body.endswith("%") else ""
    body = body.removesuffix("%").strip()
    power = _POWER.fullmatch(body)
    if power is None:
        return _plain(body) + percent
    exponent = power["plain"] or power["signed"] or "".join(_RAISED[digit] for digit in power["raised"])
    if power["times"] is None:
        return body + percent if power["signed"] else f"1e{exponent}{percent}"
    return f"{_plain(power['times'])}e{exponent}{percent}"


def _plain(body: str) -> str:
    """Return a numeral without exponent: its point, its thousands and its decimal comma made plain."""
    body = plain_points(body)
    if found := _BY_COMMAS.fullmatch(body):
        return found[1] + found[2].replace(",", "") + found[3]
    if found := _BY_POINTS.fullmatch(body):
        return found[1] + found[2].replace(".", "") + found[3].replace(",", ".")
    if found := _BY_SPACES.fullmatch(body):
        return found[1] + found[2].replace(found[3], "") + found[4].replace(",", ".")
    return body.replace(",", ".") if _COMMA.fullmatch(body) else body
