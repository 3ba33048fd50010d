"""What is done to every marker of a panel, and what comes of a block of them: plain arrays that travel to a worker."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.panel.numbers import BoolArray
from biomarker_stats.terms import Alternative

PanelMethod = Literal["signed-rank", "sign", "permutation", "rank-sum"]

MOST_SUPPORTS = 4096  # markers each of which may have attainable p values of its own


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Plan:
    """A test and the design it works in; ``first`` and ``stratum`` have one entry a unit (pairs: ``first`` unused)."""

    paired: bool
    method: str
    alternative: Alternative
    units: tuple[str, ...]
    first: BoolArray
    stratum: IntArray
    arm_names: tuple[str, ...] = ()
    stratum_names: tuple[str, ...] = ()
    keeps_supports: bool = True

    def of_size(self, markers: int) -> "Plan":
        """Return the plan for so many markers: where each has attainable p values of its own they are not kept."""
        return replace(self, keeps_supports=self.method != "permutation" or markers <= MOST_SUPPORTS)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Block:
    """Markers and their readings, shape (m, n), NaN where missing; ``after`` is None where two arms are compared."""

    names: list[str]
    readings: FloatArray
    after: FloatArray | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BlockResult:
    """What one block gave, an entry a marker; NaN for a marker without a complete unit.

    ``scores``, shape (m, n), are the integers whose sum is the test statistic, centred in two arms, 0 where a unit is
    missing. ``supports`` are the distinct sets of attainable p values and ``support`` says which is whose, −1 where
    the plan does not keep them. ``digest`` is the same for markers with the same readings. ``computed`` markers have
    readings of more than 15 significant digits, which are compared at 12.
    """

    names: list[str]
    p: FloatArray
    p_min: FloatArray
    estimate: FloatArray
    n_used: IntArray
    n_changed: IntArray
    scores: IntArray
    support: IntArray
    supports: list[FloatArray]
    digest: NDArray[np.uint64]
    computed: BoolArray


def narrowed(scores: IntArray) -> IntArray:
    """Return the same integers in the narrowest type that holds them."""
    largest = int(np.abs(scores).max(initial=0))
    for kind in (np.int8, np.int16, np.int32):
        if largest <= np.iinfo(kind).max:
            return scores.astype(kind)
    return scores


def digest(*readings: FloatArray) -> NDArray[np.uint64]:
    """Return 64 bits for each row that equal rows share and others all but never do.

    >>> same, other, again = digest(np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 2.0]]))
    >>> bool(same == again), bool(same == other)
    (True, False)
    """
    bits = np.ascontiguousarray(np.hstack(readings)).view(np.uint64)
    generator = np.random.default_rng(20261125)
    odd = np.asarray(generator.integers(2**63, size=(bits.shape[1], 1), dtype=np.uint64) * 2 + 1, dtype=np.uint64)
    found = np.zeros(len(bits), dtype=np.uint64)
    for k in range(bits.shape[1]):
        column = bits[:, k]
        mixed = (column ^ (column >> np.uint64(29))) * odd[k]
        found = (found ^ mixed ^ (mixed >> np.uint64(32))) * odd[0]
    return found
