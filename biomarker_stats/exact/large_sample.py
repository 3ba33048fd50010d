"""Normal and chi-square reference distributions, for comparison with the exact ones."""

import math

from biomarker_stats.terms import Alternative


def normal_p_value(z: float, alternative: Alternative) -> float:
    """Return the P value of a standard normal statistic.

    >>> round(normal_p_value(1.959963984540054, "two-sided"), 12), normal_p_value(0.0, "greater")
    (0.05, 0.5)
    """
    if alternative == "two-sided":
        return math.erfc(abs(z) / math.sqrt(2))
    return 0.5 * math.erfc((z if alternative == "greater" else -z) / math.sqrt(2))


def normal_quantile(probability: float) -> float:
    """Return z with P(Z ≤ z) = probability.

    >>> round(normal_quantile(0.975), 12)
    1.95996398454
    """
    from scipy.special import ndtri

    return float(ndtri(probability))


def chi_square_p_value(statistic: float, degrees: int) -> float:
    """Return P(χ² ≥ statistic); 1 when no degree of freedom is left.

    A statistic that rounding left just below 0 counts as 0.

    >>> round(chi_square_p_value(3.841458820694124, 1), 12), chi_square_p_value(-1e-16, 1)
    (0.05, 1.0)
    """
    from scipy.special import chdtrc

    return float(chdtrc(degrees, max(statistic, 0.0))) if degrees > 0 else 1.0
