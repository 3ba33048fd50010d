"""The unconditional test of a paired 2 × 2 table: the proportion of pairs that change is maximised over.

References: Suissa S, Shuster JJ (1991), Biometrics 47:361-372.
"""

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact import bernstein
from biomarker_stats.exact.certified import Maximum
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.terms import Alternative

LARGEST = 2000


def change_shares(n: int, b: int, c: int, alternative: Alternative, *, mid: bool = False) -> FloatArray:
    """Return, for 0 … n changing pairs, the conditional probability of a z at least as extreme as the observed one.

    z² = (b − c)² / (b + c) is compared as a fraction of integers; no change counts as z = 0.

    >>> change_shares(2, 2, 0, "two-sided")
    array([0. , 0. , 0.5])
    """
    if n > LARGEST:
        msg = (
            f"the unconditional test of {n:,} pairs is more than the bound of {LARGEST:,} — "
            "use method 'mcnemar', whose conditional test has no such bound"
        )
        raise ExactTooLarge(msg)
    shares = np.zeros(n + 1)
    for changed in range(n + 1):
        up = np.arange(changed + 1)
        probabilities = bernstein.binomial_matrix(changed, np.array([0.5]))[0]
        order = _compare(up, changed, b, c, alternative)
        counted = (order >= 0) - (0.5 * (order == 0) if mid else 0.0)
        shares[changed] = min(1.0, float(probabilities @ counted))
    return shares


def _compare(up: IntArray, changed: int, b: int, c: int, alternative: Alternative) -> IntArray:
    """Return the sign of (z of ``up`` among ``changed``) − (z observed), in the direction of the alternative."""
    sign = -1 if alternative == "less" else 1
    distance, observed = 2 * up - changed, b - c
    if alternative == "two-sided":
        distance, observed = np.abs(distance), abs(observed)
    own = sign * distance * np.abs(distance) * max(b + c, 1)
    other = sign * observed * abs(observed) * max(changed, 1)
    return np.asarray(np.sign(own - other))


def unconditional_change(n: int, b: int, c: int, alternative: Alternative) -> Maximum:
    """Return the certified supremum over the proportion of changing pairs of P(z at least as extreme).

    >>> round(unconditional_change(10, 6, 0, "two-sided").value, 9)
    0.021484375
    """
    return _supremum(change_shares(n, b, c, alternative))


def unconditional_change_mid_p(n: int, b: int, c: int, alternative: Alternative) -> float:
    """Return the same supremum with half the probability of the values exactly as extreme."""
    return _supremum(change_shares(n, b, c, alternative, mid=True)).value


def _supremum(shares: FloatArray) -> Maximum:
    if len(shares) <= 2:
        top = int(shares.argmax())
        return Maximum(float(shares[top]), float(top), float(shares[top]))
    found = bernstein.maximum(shares)
    return Maximum(min(found.value, 1.0), found.place, found.bound)
