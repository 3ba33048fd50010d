"""Every sample of n whole numbers on a scale with a given mean and SD: counted, listed or drawn evenly.

A sample (a multiset) is one count a level 0, 1, …, top. With t = Σ v (v − 1) / 2 · c_v over its levels the sum of
squares is sum + 2 t, so that once the counts above level 2 are known, the levels 0, 1 and 2 follow from the sum and t:
what has to be gone through are the levels above. They are counted one by one; a state is (units, sum, t) so far.
"""

from dataclasses import dataclass
from math import comb
from random import Random

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.distribution import IntArray

MOST_STATES = 2**22
_MOST_PRODUCTS = 2**28
_LARGEST = 2**62

Sample = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Level:
    """The states once a level is settled, in increasing order, and the number of ways to reach each."""

    value: int
    keys: IntArray
    ways: IntArray


class SampleCounter:
    """Counts the samples whose sum is one of ``targets`` and whose sum of squares is in its range (step 2)."""

    def __init__(self, n: int, top: int, targets: dict[int, range]) -> None:
        if comb(n + top, top) >= _LARGEST:
            msg = f"there are more than 4e18 samples of {n} on {top + 1} levels — give a smaller n or a narrower scale"
            raise ExactTooLarge(msg)
        self._n, self._top, self._targets = n, top, targets
        self._most_sum = max(targets, default=0)
        self._most_t = max(((r[-1] - total) // 2 for total, r in targets.items()), default=0)
        self._radix = self._most_sum + 1, max(self._most_t, 0) + 1
        self._levels = self._settle() if targets else []
        self._products: list[tuple[int, IntArray, IntArray]] | None = None

    def _settle(self) -> list[_Level]:
        if (self._n + 1) * self._radix[0] * self._radix[1] >= _LARGEST:
            msg = (
                f"the sums of {self._n} on {self._top + 1} levels are too large — give a smaller n or a narrower scale"
            )
            raise ExactTooLarge(msg)
        levels = [_Level(self._top + 1, np.zeros(1, np.int64), np.ones(1, np.int64))]
        for value in range(self._top, 2, -1):
            levels.append(self._grown(levels[-1], value))
        return levels

    def _grown(self, before: _Level, value: int) -> _Level:
        """Return the states with any number of units at one more level."""
        units, total, t = self._unpacked(before.keys)
        step = value * (value - 1) // 2
        most = np.minimum(np.minimum(self._n - units, (self._most_sum - total) // value), (self._most_t - t) // step)
        size = int((most + 1).sum())
        if size > MOST_STATES:
            msg = (
                f"{size:,} partial samples on {self._top + 1} levels, more than {MOST_STATES:,} — "
                "give a smaller n or a narrower scale"
            )
            raise ExactTooLarge(msg)
        which = np.repeat(np.arange(len(most)), most + 1)
        copies = np.arange(size) - np.repeat(np.cumsum(most + 1) - most - 1, most + 1)
        keys = before.keys[which] + copies * self._packed(1, value, step)
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        return _Level(value, ordered[starts], np.add.reduceat(before.ways[which][order], starts))

    def _packed(self, units: int, total: int, t: int) -> int:
        return (units * self._radix[0] + total) * self._radix[1] + t

    def _unpacked(self, keys: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        rest, t = np.divmod(keys, self._radix[1])
        units, total = np.divmod(rest, self._radix[0])
        return units, total, t

    def _endings(self) -> list[tuple[int, IntArray, IntArray]]:
        """Return, for each target sum, the fewest units at level 2 and how many choices of it each state has."""
        if self._products is not None or not self._levels:
            return self._products or []
        if len(self._levels[-1].keys) * len(self._targets) > _MOST_PRODUCTS:
            msg = f"{len(self._targets):,} sums on {self._top + 1} levels are too many — give more decimals"
            raise ExactTooLarge(msg)
        units, total, t = self._unpacked(self._levels[-1].keys)
        found = []
        for target, squares in self._targets.items():
            first, last = (squares[0] - target) // 2, (squares[-1] - target) // 2
            low = np.maximum(np.maximum(first - t, 0), target - total - self._n + units)
            high = np.minimum(last - t, (target - total) // 2)
            if self._top < 2:
                high = np.minimum(high, 0)
            if self._top < 1:
                high = np.where(target - total > 0, -1, high)
            found.append((target, low, np.maximum(high - low + 1, 0)))
        self._products = found
        return found

    @property
    def count(self) -> int:
        """The number of samples."""
        if not self._levels:
            return 0
        ways = self._levels[-1].ways
        return sum(int((ways * choices).sum()) for _, _, choices in self._endings())

    def listed(self) -> list[Sample]:
        """Return every sample, in increasing order of its counts."""
        found = []
        for target, low, choices in self._endings():
            for place in np.flatnonzero(choices).tolist():
                upper = self._all_upper(int(self._levels[-1].keys[place]), len(self._levels) - 1)
                for twos in range(int(low[place]), int(low[place] + choices[place])):
                    found += [self._whole(target, twos, counts) for counts in upper]
        return sorted(found)

    def drawn(self, size: int, seed: int) -> list[Sample]:
        """Return ``size`` samples drawn evenly, with replacement, from all of them; the seed fixes which."""
        generator, total = Random(seed), self.count  # noqa: S311  # a sample to look at, not a secret
        weights = [(target, low, self._levels[-1].ways * choices) for target, low, choices in self._endings()]
        sums = [int(ways.sum()) for _, _, ways in weights]
        found = []
        for _ in range(size if total else 0):
            index, place = _portion(sums, generator.randrange(total))
            target, low, ways = weights[index]
            cumulated = np.cumsum(ways)
            state = int(np.searchsorted(cumulated, place, "right"))
            rest = int(cumulated[state]) - 1 - place
            twos = int(low[state]) + rest // int(self._levels[-1].ways[state])
            found.append(self._whole(target, twos, self._one_upper(int(self._levels[-1].keys[state]), generator)))
        return found

    def _before(self, key: int, depth: int) -> list[tuple[int, int, int]]:
        """Return the ways into a state: units at this level, the state before, and its number of ways."""
        value = self._levels[depth].value
        step = self._packed(1, value, value * (value - 1) // 2)
        keys, ways = self._levels[depth - 1].keys, self._levels[depth - 1].ways
        units, total, t = (int(part[0]) for part in self._unpacked(np.array([key])))
        most = min(units, total // value, t // (value * (value - 1) // 2))
        earlier = key - step * np.arange(most + 1)
        places = np.minimum(np.searchsorted(keys, earlier), len(keys) - 1)
        hits = np.flatnonzero(keys[places] == earlier).tolist()
        return [(copies, int(earlier[copies]), int(ways[places[copies]])) for copies in hits]

    def _all_upper(self, key: int, depth: int) -> list[Sample]:
        if depth == 0:
            return [()]
        return [
            (copies, *rest)
            for copies, state, _ in self._before(key, depth)
            for rest in self._all_upper(state, depth - 1)
        ]

    def _one_upper(self, key: int, generator: Random) -> Sample:
        counts = []
        for depth in range(len(self._levels) - 1, 0, -1):
            ways = self._before(key, depth)
            sizes = [count for _, _, count in ways]
            copies, key, _ = ways[_portion(sizes, generator.randrange(sum(sizes)))[0]]
            counts.append(copies)
        return tuple(counts)

    def _whole(self, target: int, twos: int, upper: Sample) -> Sample:
        """Return the counts of all levels from those at 2 and above."""
        ones = target - 2 * twos - sum(value * count for value, count in enumerate(upper, start=3))
        zeros = self._n - ones - twos - sum(upper)
        return (zeros, ones, twos, *upper)[: self._top + 1]


def _portion(sizes: list[int], place: int) -> tuple[int, int]:
    """Return in which of the portions a place lies, and where in it.

    >>> _portion([2, 3], 3)
    (1, 1)
    """
    index = 0
    while place >= sizes[index]:
        place -= sizes[index]
        index += 1
    return index, place
