"""The binomial distribution with a rational success probability, in integers."""

from fractions import Fraction
from math import comb

from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.exact.integer_distribution import distribution_of
from biomarker_stats.exact.tilted import TiltedFamily, log_weights


def binomial_coefficients(n: int) -> list[int]:
    """Return C(n, 0), …, C(n, n).

    >>> binomial_coefficients(4)
    [1, 4, 6, 4, 1]
    """
    count = 1
    row = [count]
    for k in range(n):
        count = count * (n - k) // (k + 1)
        row.append(count)
    return row


def binomial_distribution(n: int, proportion: Fraction = Fraction(1, 2)) -> ExactDistribution:
    """Return the distribution of the number of successes among ``n`` when each has probability ``proportion``.

    >>> binomial_distribution(6).p_value(0, "two-sided", "absolute")
    0.03125
    """
    success, failure = proportion.numerator, proportion.denominator - proportion.numerator
    if success == failure:
        return distribution_of(0, binomial_coefficients(n))
    return distribution_of(0, [comb(n, k) * success**k * failure ** (n - k) for k in range(n + 1)])


def logit_family(n: int) -> TiltedFamily:
    """Return the binomial family of size ``n``; its parameter is the logit of the success probability."""
    return TiltedFamily(0, log_weights(binomial_coefficients(n)))
