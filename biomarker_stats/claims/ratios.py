"""The ratio that a computed floating-point number stands for, so that no comparison is between binary fractions.

One rule for every number that a method returns: a P value with a counted null distribution is the ratio of its counts;
any other number is the ratio of two whole numbers next to it (denominator up to a million) where they agree to one
part in 10¹³, as an exact test's do; what is left, such as the tail of a t distribution, counts as the float itself.
A printed decimal is a ratio too, so 7/20 is neither above nor below 0.35.
"""

from fractions import Fraction

from biomarker_stats.exact.distribution import EXACT_FLOAT
from biomarker_stats.methods.result import Result

_LARGEST_DENOMINATOR = 1_000_000
_AGREE = Fraction(1, 10**13)


def ratio_of(number: float) -> Fraction:
    """Return the ratio of small whole numbers that a float stands for, or the float's own value where there is none.

    >>> ratio_of(0.35), ratio_of(0.05), ratio_of(0.1 + 0.2)
    (Fraction(7, 20), Fraction(1, 20), Fraction(3, 10))
    """
    exactly = Fraction(number)
    near = exactly.limit_denominator(_LARGEST_DENOMINATOR)
    return near if _agree(near, exactly) else exactly


def p_ratio(result: Result, *, mid_p: bool = False) -> Fraction | None:
    """Return the P value of a result, or its mid-p, as the ratio of its counts where there are any; None without one.

    >>> import biomarker_stats as bs
    >>> p_ratio(bs.table([[3, 0], [0, 3]], method="fisher"))
    Fraction(1, 10)
    """
    p = result.mid_p_value if mid_p else result.p_value
    if p is None:
        return None
    arrangements = 0.0 if result.distribution is None else result.distribution.total
    if result.reference == "exact" and 1 <= arrangements < EXACT_FLOAT and arrangements.is_integer():
        total = 2 * int(arrangements)  # mid-p counts half an outcome
        counted = Fraction(round(Fraction(p) * total), total)
        if _agree(counted, Fraction(p)):
            return counted
    return ratio_of(p)


def _agree(ratio: Fraction, number: Fraction) -> bool:
    return abs(ratio - number) <= _AGREE * abs(number)
