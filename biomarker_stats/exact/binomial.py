"""The binomial distribution with a rational success probability, in integers while those stay of reasonable size."""

from fractions import Fraction
from math import log

import numpy as np

from biomarker_stats.exact.distribution import ExactDistribution, FloatArray
from biomarker_stats.exact.integer_distribution import distribution_of
from biomarker_stats.exact.tilted import TiltedFamily, log_weights

_MOST_BITS = 2**24  # of all counts together: beyond that logarithms are counted with
_SMALL = 1000
_RELATIVE_TOTAL = 2.0**100
_TINY = float(np.finfo(float).tiny)


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

    Counts are exact until all of them together would fill two megabytes; then they carry the rounding of doubles.

    >>> binomial_distribution(6).p_value(0, "two-sided", "absolute")
    0.03125
    """
    success, failure = proportion.numerator, proportion.denominator - proportion.numerator
    if n * n * (1 + proportion.denominator.bit_length() * (success != failure)) > _MOST_BITS:
        return _relative_distribution(n, proportion)
    counts = binomial_coefficients(n)
    if success != failure:
        powers = [1]
        for _ in range(n):
            powers.append(powers[-1] * success)
        scale = 1
        for k in range(n, -1, -1):
            counts[k] *= powers[k] * scale
            scale *= failure
    return distribution_of(0, counts)


def _relative_distribution(n: int, proportion: Fraction) -> ExactDistribution:
    if proportion in {0, 1}:
        return ExactDistribution(np.array([n * int(proportion)]), np.ones(1))
    odds = proportion / (1 - proportion)
    logit = log(odds.numerator) - log(odds.denominator)
    exponent = log_coefficients(n) + np.arange(n + 1) * logit
    relative = np.exp(exponent - exponent.max())
    weights = np.maximum(relative / relative.sum() * _RELATIVE_TOTAL, _TINY)
    return ExactDistribution(np.arange(n + 1), weights, mean=n * proportion)


def log_coefficients(n: int) -> FloatArray:
    """Return log C(n, 0), …, log C(n, n), the sums in extended precision.

    >>> np.exp(log_coefficients(3)).round(9)
    array([1., 3., 3., 1.])
    """
    if n <= _SMALL:
        return log_weights(binomial_coefficients(n))
    k = np.arange(n, dtype=np.longdouble)
    half = np.concatenate([[np.longdouble(0)], np.cumsum(np.log((n - k) / (k + 1)))])[: n // 2 + 1]
    return np.concatenate([half, half[: (n + 1) // 2][::-1]]).astype(np.float64)


def logit_family(n: int) -> TiltedFamily:
    """Return the binomial family of size ``n``; its parameter is the logit of the success probability."""
    return TiltedFamily(0, log_coefficients(n))
