"""Several 2 × 2 tables: the sum of first cells, and how likely each set of first cells is given that sum."""

from collections.abc import Sequence
from dataclasses import dataclass

from biomarker_stats.exact.bounds import SPARSE_ATOMS, too_large
from biomarker_stats.exact.distribution import ExactDistribution, IntArray
from biomarker_stats.exact.hypergeometric import hypergeometric_counts
from biomarker_stats.exact.integer_distribution import distribution_of
from biomarker_stats.exact.tilted import TiltedFamily, log_weights


@dataclass(frozen=True)
class StratifiedFirstCells:
    """The smallest first cell of each stratum, and the number of arrangements from there up (its margins fixed)."""

    first: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def sums(self) -> tuple[int, list[int]]:
        """The smallest sum of first cells, and the number of arrangements for it and each above."""
        product = [1]
        for counts in self.counts:
            grown = [0] * (len(product) + len(counts) - 1)
            for i, known in enumerate(product):
                for j, ways in enumerate(counts):
                    grown[i + j] += known * ways
            product = grown
        return sum(self.first), product

    def sum_distribution(self) -> ExactDistribution:
        """Return the null distribution (common odds ratio 1) of the sum of first cells."""
        return distribution_of(*self.sums)

    def family(self) -> TiltedFamily:
        """Return the family whose parameter is the common log odds ratio."""
        first, counts = self.sums
        return TiltedFamily(first, log_weights(counts))

    def homogeneity(self, cells: Sequence[int]) -> tuple[int, ExactDistribution]:
        """Return the observed set's place in, and the distribution of, how unlikely a set of first cells is.

        It is conditional on the sum of first cells, so that a common odds ratio cancels. Values are ranks: the larger,
        the less probable; sets equally probable (in integers) share one.

        Raises:
            ExactTooLarge: there are too many sets to tell apart.
        """
        total = sum(cells)
        states: dict[int, dict[int, int]] = {0: {1: 1}}
        for low, counts in zip(self.first, self.counts, strict=True):
            grown: dict[int, dict[int, int]] = {}
            for reached, products in states.items():
                for j, ways in enumerate(counts):
                    here = grown.setdefault(reached + low + j, {})
                    for product, sets in products.items():
                        here[product * ways] = here.get(product * ways, 0) + sets
            states = {reached: products for reached, products in grown.items() if reached <= total}
            size = sum(map(len, states.values()))
            if size > SPARSE_ATOMS:
                raise too_large(f"the sets of first cells of {len(self.counts)} strata", float(size))
        products = states[total]
        likely = sorted(products, reverse=True)
        observed = 1
        for cell, low, counts in zip(cells, self.first, self.counts, strict=True):
            observed *= counts[cell - low]
        return likely.index(observed), distribution_of(0, [product * products[product] for product in likely])


def stratified_first_cells(tables: IntArray) -> StratifiedFirstCells:
    """Return the first cells of 2 × 2 tables, shape (strata, 2, 2), each with its margins fixed.

    >>> import numpy as np
    >>> stratified_first_cells(np.array([[[1, 1], [1, 1]], [[1, 0], [0, 1]]])).sums
    (0, [1, 5, 5, 1])
    """
    found = [hypergeometric_counts(int(t[0].sum()), int(t[1].sum()), int(t[:, 0].sum())) for t in tables]
    return StratifiedFirstCells(tuple(low for low, _ in found), tuple(tuple(counts) for _, counts in found))
