"""The ratio that a computed floating-point number stands for, so that no comparison is between binary fractions.

One rule for every number that a method returns: a P value with a counted null distribution is the ratio of its counts;
any other number is the ratio of two whole numbers next to it (denominator up to a million) where they agree to one
part in 10¹³, as an exact test's do; what is left, such as the tail of a t distribution, counts as the float itself.
A printed decimal is a ratio too, so 7/20 is neither above nor below 0.35.
"""

from fractions import Fraction

from biomarker_stats.exact.distribution import EXACT_FLOAT
from biomarker_stats.exact.ratios import agree, ratio_of
from biomarker_stats.methods.result import Result


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
        if agree(counted, Fraction(p)):
            return counted
    return ratio_of(p)
