"""The statistics of one gene set under every sign pattern of the pairs, in whole numbers."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.arrangements import PRODUCT, Arrangements
from biomarker_stats.exact.distribution import FloatArray

Direction = Literal["any", "same", "up", "down"]
Scores = Literal["ranks", "signs"]
_EXACT_DOUBLE = 2.0**53
_BLOCK = 1024


def signed_scores(values: FloatArray, scores: Scores) -> FloatArray:
    """Return whole-number scores of each gene's differences: doubled signed midranks, or signs; 0 for 0 and NaN.

    >>> signed_scores(np.array([[1.0, -1.0, 3.0, 0.0]]), "ranks")
    array([[ 3., -3.,  6.,  0.]])
    """
    from scipy.stats import rankdata

    signs = np.sign(np.nan_to_num(values))
    if scores == "signs":
        return np.asarray(signs, dtype=np.float64)
    found = np.zeros_like(values)
    for row, (numbers, sign) in enumerate(zip(values, signs, strict=True)):
        used = sign != 0
        found[row, used] = 2 * rankdata(np.abs(numbers[used])) * sign[used]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class SetNull:
    """The observed statistic of one set among those of all (or of random) sign patterns."""

    observed: float
    values: FloatArray
    random: bool

    @property
    def p_value(self) -> float:
        """P(a statistic at least as large) under H0; a random sample is joined by the observed pattern."""
        extra = int(self.random)
        return float((np.count_nonzero(self.values >= self.observed) + extra) / (len(self.values) + extra))

    @property
    def mid_p_value(self) -> float:
        """The p value less half the probability of the observed statistic."""
        extra = int(self.random)
        ties = np.count_nonzero(self.values == self.observed) + extra
        return self.p_value - float(ties / (len(self.values) + extra)) / 2

    @property
    def p_min(self) -> float:
        """The smallest p value that these magnitudes could have given."""
        if self.random:
            return 1 / (len(self.values) + 1)
        return float(np.count_nonzero(self.values == self.values.max()) / len(self.values))

    @property
    def expected(self) -> float:
        """The mean of the statistic under H0."""
        return float(self.values.mean())

    def attainable(self) -> FloatArray:
        """Return every p value these magnitudes can give, in increasing order."""
        _, counts = np.unique(self.values, return_counts=True)
        return np.asarray(np.cumsum(counts[::-1]) / len(self.values))


def null_of(scores: FloatArray, arrangements: Arrangements, direction: Direction, name: str) -> SetNull:
    """Return the observed statistic of a set and its values under the arrangements.

    Raises:
        ExactTooLarge: the sums would need whole numbers above 2^53.
    """
    largest = np.abs(scores).sum(axis=1)
    if float((largest**2).sum() if direction == "any" else largest.sum()) >= _EXACT_DOUBLE:
        msg = f"gene set {name!r}: the statistic needs numbers above 2^53 — use the scores 'signs', or a smaller set"
        raise ExactTooLarge(msg)
    products = _products(scores) if direction == "any" else scores.sum(axis=0)
    values = np.concatenate([_statistic(products, block, direction) for block in arrangements.blocks(_BLOCK)])
    observed = _statistic(products, arrangements.observed[:, np.newaxis], direction)
    return SetNull(float(observed[0]), values, arrangements.random)


def _products(scores: FloatArray) -> FloatArray:
    """Return, for each two pairs, the sum over genes of the product of their scores, in small products of matrices."""
    pairs = scores.shape[1]
    rows = max(1, PRODUCT // pairs**2)
    tiles = (scores[start : start + rows] for start in range(0, len(scores), rows))
    return np.asarray(sum((tile.T @ tile for tile in tiles), np.zeros((pairs, pairs))))


def _statistic(products: FloatArray, signs: FloatArray, direction: Direction) -> FloatArray:
    """Return the statistic of each column of signs: Σ over genes (Σ sign·score)² is a form in the signs alone."""
    if direction == "any":
        return np.asarray(np.einsum("kn,kn->n", products @ signs, signs))
    sums = np.asarray(products @ signs)
    return np.abs(sums) if direction == "same" else sums if direction == "up" else -sums
