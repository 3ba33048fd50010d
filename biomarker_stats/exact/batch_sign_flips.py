"""P values of many sign-flip tests of the same few pairs, all at once.

References: Streitberg B, Röhmel J (1986), Stat Software Newsletter 12:10-17; Edgington ES, Onghena P (2007),
Randomization Tests, chapter 6.
"""

import numpy as np

from biomarker_stats.exact.arrangements import PRODUCT, AllSignFlips
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.sign_flips import sign_flip_distribution
from biomarker_stats.terms import Alternative

_FEW_PAIRS = 10  # up to here all sign patterns at once are always the quicker way
_DISTRIBUTION = 2**15  # one distribution costs about as much as this many enumerated sums
_EXACT_SINGLE = 2.0**24  # integers up to here are exact in single precision
_EXACT_DOUBLE = 2.0**53


def batch_sign_flip_p(scores: IntArray, *, alternative: Alternative = "two-sided") -> FloatArray:
    """Return the exact p value of each row's sum of signed scores when every sign is a fair coin.

    H0 of each row: its scores are symmetric about 0. ``"greater"`` means that positive scores prevail; two-sided counts
    the sign patterns whose sum is at least as far from 0 as observed. For few pairs all sign patterns are enumerated in
    one matrix product; else each distinct set of magnitudes gets its distribution by the shift algorithm.

    Args:
        scores: signed integers (differences, or signed doubled midranks), shape (tests, pairs); zeros change nothing.
        alternative: ``"two-sided"``, ``"greater"`` or ``"less"``.

    Raises:
        ExactTooLarge: a distribution does not fit; the message names the remedy.

    >>> batch_sign_flip_p(np.array([[1, 2, 3, 4], [1, 1, -1, 0]]))
    array([0.125, 1.   ])
    """
    signed = -scores if alternative == "less" else scores
    tests, pairs = signed.shape
    if tests == 0 or pairs == 0:
        return np.ones(tests)
    two_sided = alternative == "two-sided"
    fits = float(np.abs(signed).sum(axis=1, dtype=np.float64).max()) < _EXACT_DOUBLE
    if pairs <= _FEW_PAIRS and fits:
        return _enumerate(signed, two_sided=two_sided)
    alike = _alike(np.sort(np.abs(signed), axis=1))
    if fits and (tests + pairs) * 2.0 ** (pairs - two_sided) < len(alike) * _DISTRIBUTION:
        return _enumerate(signed, two_sided=two_sided)
    return _by_distribution(signed, alike, "two-sided" if two_sided else "greater")


def _alike(magnitudes: IntArray) -> list[IntArray]:
    """Return groups of the rows that are equal."""
    order = np.lexsort(magnitudes.T)
    ordered = magnitudes[order]
    starts = np.flatnonzero((ordered[1:] != ordered[:-1]).any(axis=1)) + 1
    return np.split(order, starts)


def _enumerate(scores: IntArray, *, two_sided: bool) -> FloatArray:
    """Count the extreme sign patterns of each row: a matrix product of exact integers, tile by tile."""
    patterns = AllSignFlips(scores.shape[1], halved=two_sided)
    single = float(np.abs(scores).sum(axis=1, dtype=np.float64).max()) < _EXACT_SINGLE
    signs, numbers = next(patterns.blocks(patterns.count)), scores.astype(np.float64)
    if single:  # half the memory to move, and as exact
        signs, numbers = signs.astype(np.float32), numbers.astype(np.float32)
    sums = numbers.sum(axis=1, keepdims=True)
    observed = np.abs(sums) if two_sided else sums
    counts = np.empty(len(scores), dtype=np.int64)
    rows = max(1, PRODUCT // (patterns.count * scores.shape[1]))
    for start in range(0, len(scores), rows):
        tile = slice(start, start + rows)
        flipped = numbers[tile] @ signs
        if two_sided:
            np.abs(flipped, out=flipped)
        counts[tile] = np.count_nonzero(flipped >= observed[tile], axis=1)
    return counts / patterns.count


def _by_distribution(scores: IntArray, alike: list[IntArray], alternative: Alternative) -> FloatArray:
    """Read each row's p value off the distribution of its group."""
    above = np.where(scores > 0, scores, 0).sum(axis=1)
    p = np.empty(len(scores))
    for rows in alike:
        distribution = sign_flip_distribution(np.abs(scores[rows[0]]))
        p[rows] = distribution.all_p(alternative)[np.searchsorted(distribution.values, above[rows])]
    return p
