"""The arrangements of a design, shared by many endpoints: sign flips of pairs, relabellings of arms.

An arrangement is a column of signs (±1, one a pair) or of membership (1 in the first arm, else 0). The statistic of
every endpoint under every arrangement is one matrix product: centred scores, shape (endpoints, units), by
arrangements, shape (units, arrangements). Blocks of columns are made on demand, so memory stays bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb, prod
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.exact.distribution import FloatArray, IntArray

BoolArray = NDArray[np.bool_]

# Multiplications in one matrix product: its result stays in the processor's cache, and the product stays below the
# size at which linear algebra libraries wake their threads, which costs more than it gains here.
PRODUCT = 2**18


class Arrangements(Protocol):
    """All arrangements of a design, or a random sample of them.

    ``count`` columns are made in all; ``observed`` is the column of the data as they are; ``random`` says whether the
    columns are a sample, to which the observed arrangement is added.
    """

    @property
    def count(self) -> int:
        """The number of columns."""
        ...

    @property
    def observed(self) -> FloatArray:
        """The arrangement of the data as they are, shape (units,)."""
        ...

    @property
    def random(self) -> bool:
        """Whether the columns are a random sample."""
        ...

    def blocks(self, width: int, columns: range | None = None) -> Iterator[FloatArray]:
        """Yield the columns, ``width`` at a time, shape (units, up to width): all, or those of a range.

        Column k is the same whatever the width and the range.
        """
        ...


@dataclass(frozen=True, slots=True)
class AllSignFlips:
    """Every sign pattern of ``n`` pairs; with ``halved`` only those that leave the first pair as it is.

    A statistic that does not change when all signs flip takes each value equally often in both halves.
    """

    n: int
    halved: bool

    @property
    def count(self) -> int:
        """The number of sign patterns."""
        return int(2 ** (self.n - self.halved)) if self.n else 1

    @property
    def observed(self) -> FloatArray:
        """All signs as they are."""
        return np.ones(self.n)

    @property
    def random(self) -> bool:
        """False: these are all of them."""
        return False

    def blocks(self, width: int, columns: range | None = None) -> Iterator[FloatArray]:
        """Yield the patterns in order; the first leaves all signs as they are."""
        fixed = int(self.halved)
        for pattern in _places(self, width, columns):
            signs = np.ones((self.n, len(pattern)))
            for unit in range(fixed, self.n):
                signs[unit] = 1 - 2 * ((pattern >> (unit - fixed)) & 1)
            yield signs


@dataclass(frozen=True, slots=True)
class RandomSignFlips:
    """``count`` sign patterns of ``n`` pairs drawn at random with ``seed``."""

    n: int
    count: int
    seed: int

    @property
    def observed(self) -> FloatArray:
        """All signs as they are."""
        return np.ones(self.n)

    @property
    def random(self) -> bool:
        """True: a sample."""
        return True

    def blocks(self, width: int, columns: range | None = None) -> Iterator[FloatArray]:
        """Yield the patterns."""
        for draws in _draws(self, width, columns):
            yield np.where(draws.T < 0.5, 1.0, -1.0)


@dataclass(frozen=True, slots=True, eq=False)
class AllRelabellings:
    """Every way to give the arm labels of each stratum to its units.

    ``first`` says who is in the first arm and ``stratum`` holds codes from 0, both shape (n,).
    """

    first: BoolArray
    stratum: IntArray

    @property
    def count(self) -> int:
        """The number of relabellings: the product over strata of the binomial coefficients."""
        return prod(comb(len(members), chosen) for members, chosen in strata_of(self.first, self.stratum))

    @property
    def observed(self) -> FloatArray:
        """1 for the units of the first arm."""
        return self.first.astype(np.float64)

    @property
    def random(self) -> bool:
        """False: these are all of them."""
        return False

    def blocks(self, width: int, columns: range | None = None) -> Iterator[FloatArray]:
        """Yield the relabellings in a fixed order."""
        strata = strata_of(self.first, self.stratum)
        sizes = tuple(comb(len(members), chosen) for members, chosen in strata)
        for index in _places(self, width, columns):
            labels = np.zeros((len(self.first), len(index)))
            for (members, chosen), rank in zip(strata, np.unravel_index(index, sizes), strict=True):
                labels[members] = subsets(len(members), chosen, rank)
            yield labels


@dataclass(frozen=True, slots=True, eq=False)
class RandomRelabellings:
    """``count`` relabellings within strata drawn at random with ``seed``; the rest as in :class:`AllRelabellings`."""

    first: BoolArray
    stratum: IntArray
    count: int
    seed: int

    @property
    def observed(self) -> FloatArray:
        """1 for the units of the first arm."""
        return self.first.astype(np.float64)

    @property
    def random(self) -> bool:
        """True: a sample."""
        return True

    def blocks(self, width: int, columns: range | None = None) -> Iterator[FloatArray]:
        """Yield the relabellings: in each stratum the units with the smallest random numbers are the first arm."""
        strata = strata_of(self.first, self.stratum)
        for drawn in _draws(self, width, columns):
            draws = drawn.T
            labels = np.zeros(draws.shape)
            for members, chosen in strata:
                places = np.argsort(draws[members], axis=0, kind="stable")[:chosen]
                labels[members[places], np.arange(draws.shape[1])] = 1.0
            yield labels


def _places(arrangements: Arrangements, width: int, columns: range | None) -> Iterator[IntArray]:
    """Yield the numbers of the columns, ``width`` at a time."""
    asked = range(arrangements.count) if columns is None else columns
    for start in range(asked.start, asked.stop, width):
        yield np.arange(start, min(start + width, asked.stop))


def _draws(
    arrangements: "RandomSignFlips | RandomRelabellings", width: int, columns: range | None
) -> Iterator[FloatArray]:
    """Yield random numbers, a row a column and one a unit: 64 bits each, so that any column can be reached directly."""
    units = len(arrangements.observed)
    source = np.random.PCG64(arrangements.seed)
    generator = np.random.Generator(source)
    source.advance((0 if columns is None else columns.start) * units)
    for places in _places(arrangements, width, columns):
        yield generator.random((len(places), units))


def strata_of(first: BoolArray, stratum: IntArray) -> list[tuple[IntArray, int]]:
    """Return, for each stratum, the positions of its units and how many of them are in the first arm."""
    members = [np.flatnonzero(stratum == code) for code in np.unique(stratum)]
    return [(inside, int(np.count_nonzero(first[inside]))) for inside in members]


def subsets(n: int, m: int, rank: IntArray) -> FloatArray:
    """Return the ``rank``-th subsets of m among n units as columns of 0 and 1, shape (n, len(rank)).

    Ranks 0 … C(n, m) − 1 are the combinatorial number system: Σ C(position_k, k) with positions falling.

    >>> subsets(3, 2, np.arange(3)).T
    array([[1., 1., 0.],
           [1., 0., 1.],
           [0., 1., 1.]])
    """
    chosen = np.zeros((n, len(rank)))
    left, column = np.array(rank), np.arange(len(rank))
    for size in range(m, 0, -1):
        table = np.array([comb(position, size) for position in range(n)])
        position = np.searchsorted(table, left, "right") - 1
        chosen[position, column] = 1.0
        left -= table[position]
    return chosen
