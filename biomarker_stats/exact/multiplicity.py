"""Adjusted p values that know which p values each test could have given.

A discrete test cannot reach every p value: F_j(t), the probability under H0 that test j gives a p value of t or less,
is its largest attainable p value up to t, and 0 below the smallest. Every procedure here takes ``p``, shape (m,), and
``supports``, the attainable p values of each test in increasing order. A p value counts as attained at a threshold
that differs from it by one part in 10^9 or less, so rounding never loses a tie, and can only raise an adjusted p value.
"""

from collections.abc import Sequence

import numpy as np

from biomarker_stats.exact.distribution import FloatArray, IntArray

TIE = 1e-9  # p values this close, relatively, are one p value

Supports = Sequence[FloatArray]


def tarone(p: FloatArray, supports: Supports) -> FloatArray:
    """Return Tarone's single-step adjusted p values: p_i times the number of tests that could reach p_i.

    A test whose smallest attainable p value exceeds p_i can never be rejected there and costs nothing. This is the
    smallest level at which Tarone's procedure rejects; as in Hommel and Krummenauer's version every larger level
    rejects too. The family-wise error rate is controlled under any dependence.

    References: Tarone RE (1990), Biometrics 46:515-522; Hommel G, Krummenauer F (1998), Biometrics 54:673-681.

    >>> tarone(np.array([0.02, 0.5]), [np.array([0.02, 1.0]), np.array([0.5, 1.0])])
    array([0.02, 1.  ])
    """
    smallest = np.sort([support[0] for support in supports])
    return np.minimum(p * np.searchsorted(smallest, _at(p), "right"), 1.0)


def tarone_holm(p: FloatArray, supports: Supports) -> FloatArray:
    """Return the step-down version of Tarone's adjusted p values: only hypotheses not yet rejected are counted.

    In increasing order of p, p_(i) is multiplied by the number of tests among (i) … (m) that could reach p_(i), and no
    adjusted p value is below the one before it. It is the closure of :func:`tarone`, never larger than it, and controls
    the family-wise error rate under any dependence.

    References: Hommel G, Krummenauer F (1998), Biometrics 54:673-681, section 3.

    >>> tarone_holm(np.array([0.01, 0.02]), [np.array([0.01, 1.0]), np.array([0.02, 1.0])])
    array([0.01, 0.02])
    """
    order = np.argsort(p, kind="stable")
    smallest = np.array([support[0] for support in supports])[order]
    thresholds = _at(p[order])
    factors = [np.count_nonzero(smallest[i:] <= t) for i, t in enumerate(thresholds)]
    return _restore(np.maximum.accumulate(p[order] * factors), order)


def discrete_benjamini_hochberg(p: FloatArray, supports: Supports) -> FloatArray:
    """Return the discrete Benjamini–Hochberg (DBH) adjusted p values: min over k ≥ i of Σ_j F_j(p_(k)) / k.

    Benjamini and Hochberg's m·p_(k) is replaced by the expected number of p values up to p_(k) if all H0 were true.
    There is no proof that this step-up procedure controls the false discovery rate, though simulations find it does.

    References: Heyse JF (2011), in Recent Advances in Biostatistics, 43-58; Heller R, Gur H (2011), arXiv:1112.4627.

    >>> discrete_benjamini_hochberg(np.array([0.02, 0.5]), [np.array([0.02, 1.0]), np.array([0.5, 1.0])])
    array([0.02, 0.26])
    """
    order = np.argsort(p, kind="stable")
    thresholds = _at(p[order])
    expected = np.zeros(len(p))
    for support, tests in _distinct(supports):
        expected += len(tests) * _reached(support, thresholds)
    rates = expected / np.arange(1, len(p) + 1)
    return _restore(np.minimum.accumulate(rates[::-1])[::-1], order)


def discrete_benjamini_liu(p: FloatArray, supports: Supports) -> FloatArray:
    """Return the discrete Benjamini–Liu (DBL) adjusted p values, a step-down procedure.

    In increasing order of p, (m − i + 1)/m · P(the smallest of the p values (i) … (m) is at most p_(i)), the tests
    taken as independent, and no adjusted p value below the one before it. The false discovery rate is controlled when
    the tests are independent.

    References: Benjamini Y, Liu W (1999), J Stat Plan Inference 82:163-170; Heller R, Gur H (2011), arXiv:1112.4627.

    >>> discrete_benjamini_liu(np.array([0.02, 0.5]), [np.array([0.02, 1.0]), np.array([0.5, 1.0])])
    array([0.02, 0.25])
    """
    m = len(p)
    order = np.argsort(p, kind="stable")
    thresholds = _at(p[order])
    log_none = np.zeros(m)  # log P(none of the p values (i) … (m) is at most p_(i))
    place = np.empty(m, dtype=np.int64)
    place[order] = np.arange(m)
    for support, tests in _distinct(supports):
        ahead = np.cumsum(np.bincount(place[tests], minlength=m)[::-1])[::-1]  # how many of them are among (i) … (m)
        with np.errstate(divide="ignore"):  # log 0 = −∞ is meant: a p value of at most 1 is certain
            one = np.log1p(-_reached(support, thresholds))
        log_none += np.multiply(one, ahead, where=ahead > 0, out=np.zeros(m))
    share = np.arange(m, 0, -1) / m
    return _restore(np.maximum.accumulate(share * -np.expm1(log_none)), order)


def mid_p(p: FloatArray, supports: Supports) -> FloatArray:
    """Return the mid-p value of each test: halfway between its p value and the next smaller attainable one (or 0).

    References: Lancaster HO (1961), JASA 56:223-234.

    >>> mid_p(np.array([0.5]), [np.array([0.1, 0.5, 1.0])])
    array([0.3])
    """
    halved = []
    for value, support in zip(p, supports, strict=True):
        place = int(np.searchsorted(support, value * (1 - TIE)))
        halved.append((value + (support[place - 1] if place else 0.0)) / 2)
    return np.array(halved)


def _at(p: FloatArray) -> FloatArray:
    return p * (1 + TIE)


def _reached(support: FloatArray, thresholds: FloatArray) -> FloatArray:
    """Return F(t) at each threshold: the largest attainable p value up to t, or 0."""
    steps = np.concatenate([[0.0], support])
    return np.asarray(steps[np.searchsorted(support, thresholds, "right")])


def _distinct(supports: Supports) -> list[tuple[FloatArray, list[int]]]:
    """Return each different support once, with the tests that have it."""
    found: dict[bytes, list[int]] = {}
    for test, support in enumerate(supports):
        found.setdefault(support.tobytes(), []).append(test)
    return [(supports[tests[0]], tests) for tests in found.values()]


def _restore(adjusted: FloatArray, order: IntArray) -> FloatArray:
    """Put adjusted p values, given in the order of p, back in place; none exceeds 1."""
    restored = np.empty_like(adjusted)
    restored[order] = np.minimum(adjusted, 1.0)
    return restored
