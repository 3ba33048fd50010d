"""Random r × c tables with the margins of the observed one, as permuting the units' labels would give them."""

from collections.abc import Iterator

import numpy as np

from biomarker_stats.exact.distribution import IntArray

_BLOCK = 2_000_000  # cells made at once


def random_tables(table: IntArray, n_tables: int, generator: np.random.Generator) -> Iterator[IntArray]:
    """Yield blocks of random tables, shape (m, r, c), ``n_tables`` of them in all.

    Cells are drawn one after the other from their conditional, hypergeometric distributions.

    >>> blocks = list(random_tables(np.array([[3, 1], [1, 3]]), 5, np.random.default_rng(1)))
    >>> blocks[0].shape, bool((blocks[0].sum(axis=1) == 4).all())
    ((5, 2, 2), True)
    """
    rows = max(1, _BLOCK // max(1, table.size))
    for start in range(0, n_tables, rows):
        yield _block(table, min(rows, n_tables - start), generator)


def _block(table: IntArray, count: int, generator: np.random.Generator) -> IntArray:
    r, c = table.shape
    found = np.zeros((count, r, c), dtype=np.int64)
    left = np.broadcast_to(table.sum(axis=0), (count, c)).copy()
    for i, total in enumerate(table.sum(axis=1)[:-1].tolist()):
        wanted = np.full(count, total)
        rest = left.sum(axis=1)
        for j in range(c - 1):
            rest = rest - left[:, j]
            found[:, i, j] = generator.hypergeometric(left[:, j], rest, wanted)
            wanted = wanted - found[:, i, j]
        found[:, i, c - 1] = wanted
        left -= found[:, i]
    found[:, r - 1] = left
    return found
