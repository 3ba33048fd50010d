"""What H0 lets change places: the readings of each unit, or the labels of the arms; all ways, or a random sample."""

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from biomarker_stats.claims.choices.readings import BoolArray
from biomarker_stats.design.scores import IntArray
from biomarker_stats.errors import ExactTooLarge

MOST_EXACT = 2**14
"""Above this many distinct arrangements a random sample stands for them."""
MOST_DRAWN = 30_000_000
"""Random arrangements × units: beyond this a study is refused before anything is drawn."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Arrangements:
    """The arrangements tried, the observed one first, and how many there are.

    ``rows`` (G, n): for flips, whether the readings of a unit change places; for labels, whether a unit is in the
    first arm; ``units`` (n,) says who takes part. ``total`` counts all arrangements under H0; those that differ only
    in units which no specification can tell apart are tried once for all. ``seed`` None: every arrangement is counted.
    """

    rows: BoolArray
    units: BoolArray
    total: int
    seed: int | None = None

    @property
    def exact(self) -> bool:
        """Whether every arrangement is counted."""
        return self.seed is None


def flips(active: BoolArray, resamples: int, seed: int, *, most: int = MOST_EXACT) -> Arrangements:
    """Return the flips of the units for which ``active`` holds; a flip of any other changes nothing.

    >>> flips(np.array([True, False, True]), 99, 1).rows.astype(int).tolist()
    [[0, 0, 0], [0, 0, 1], [1, 0, 0], [1, 0, 1]]
    """
    n, places = len(active), np.flatnonzero(active)
    total = 2**n
    if 2 ** len(places) > most:
        _refuse_too_many(resamples, n)
        random = np.random.default_rng(seed).random((resamples + 1, len(places))) < 0.5
        random[0] = False
        bits, used = random, seed
    else:
        numbers = np.arange(2 ** len(places), dtype=np.int64)[:, np.newaxis]
        bits, used = (numbers >> np.arange(len(places))[::-1]) & 1 == 1, None
    rows = np.zeros((len(bits), n), dtype=bool)
    rows[:, places] = bits
    return Arrangements(rows=rows, units=np.ones(n, dtype=bool), total=total, seed=used)


def _refuse_too_many(resamples: int, units: int) -> None:
    if (resamples + 1) * units > MOST_DRAWN:
        msg = (
            f"{resamples:,} random arrangements of {units:,} units are more than fit into bounded memory — "
            "a multiverse is for small studies; name a smaller population, or fewer resamples, under [multiverse]"
        )
        raise ExactTooLarge(msg)


def relabellings(arm: IntArray, resamples: int, seed: int, *, most: int = MOST_EXACT) -> Arrangements:
    """Return the ways to label the units of two arms (codes 0 and 1; −1 is in neither) with the same numbers in each.

    >>> relabellings(np.array([0, 1, -1, 1]), 99, 1).rows.astype(int).tolist()
    [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
    """
    places = np.flatnonzero(arm >= 0)
    observed = arm[places] == 0
    size, n = int(observed.sum()), len(places)
    total = comb(n, size)
    rows = np.zeros((1, len(arm)), dtype=bool)
    rows[0, places] = observed
    if total > most:
        _refuse_too_many(resamples, n)
        generator = np.random.default_rng(seed)
        shuffled = generator.permuted(np.tile(observed, (resamples, 1)), axis=1)
        more = np.zeros((resamples, len(arm)), dtype=bool)
        more[:, places] = shuffled
        return Arrangements(rows=np.concatenate([rows, more]), units=arm >= 0, total=total, seed=seed)
    own = tuple(np.flatnonzero(observed))
    chosen = [first for first in combinations(range(n), size) if first != own]
    more = np.zeros((len(chosen), len(arm)), dtype=bool)
    for row, first in enumerate(chosen):
        more[row, places[list(first)]] = True
    return Arrangements(rows=np.concatenate([rows, more]), units=arm >= 0, total=total)
