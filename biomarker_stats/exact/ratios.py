"""The ratio of whole numbers that a computed floating-point number stands for."""

from fractions import Fraction

_LARGEST_DENOMINATOR = 1_000_000
_AGREE = Fraction(1, 10**13)


def ratio_of(number: float) -> Fraction:
    """Return the ratio of small whole numbers that a float stands for, or the float's own value where there is none.

    >>> ratio_of(0.35), ratio_of(0.05), ratio_of(0.1 + 0.2)
    (Fraction(7, 20), Fraction(1, 20), Fraction(3, 10))
    """
    exactly = Fraction(number)
    near = exactly.limit_denominator(_LARGEST_DENOMINATOR)
    return near if agree(near, exactly) else exactly


def agree(ratio: Fraction, number: Fraction) -> bool:
    """Return whether two numbers agree to one part in 10¹³, as far as the sums behind a float can be trusted.

    >>> agree(Fraction(1, 3), Fraction(1 / 3)), agree(Fraction(1, 3), Fraction("0.333333333"))
    (True, False)
    """
    return abs(ratio - number) <= _AGREE * abs(number)
