"""Adding up counts of states that can be reached in several ways, several integers a state."""

from collections.abc import Sequence

import numpy as np

from biomarker_stats.exact.bounds import SPARSE_ATOMS, too_large
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.sign_flips import merge

_INT64 = 2**62


class Packing:
    """Packs several bounded integers into one, so that states can be sorted and compared as numbers."""

    def __init__(self, highs: Sequence[int]) -> None:
        """Bound every coordinate, an integer from 0, by one of ``highs``, included."""
        sizes = [high + 1 for high in highs]
        places = [1]
        for size in sizes:
            places.append(places[-1] * size)
        if places[-1] >= _INT64:
            raise too_large(f"{len(sizes)} sums at once", float(places[-1]))
        self.places = np.array(places[:-1], dtype=np.int64)
        self.sizes = np.array(sizes, dtype=np.int64)

    def sorted(self, packed: IntArray) -> IntArray:
        """Return the states with their coordinates (all of one range) in increasing order."""
        return np.asarray(np.sort(self.unpack(packed), axis=1) @ self.places)

    def unpack(self, packed: IntArray) -> IntArray:
        """Return the rows that were packed, shape (n, coordinates)."""
        return np.asarray(packed[:, None] // self.places % self.sizes)


def merged(states: Sequence[IntArray], weights: Sequence[FloatArray], what: str) -> tuple[IntArray, FloatArray]:
    """Concatenate packed states and add up the weights of equal ones.

    Raises:
        ExactTooLarge: there are too many of them.
    """
    total = sum(len(part) for part in states)
    if total > 2 * SPARSE_ATOMS:
        raise too_large(what, float(total))
    return merge(np.concatenate(states), np.concatenate(weights))
