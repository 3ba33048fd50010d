"""Scores beyond ranks: normal, Savage, log-rank, Ansari–Bradley, Klotz, Mood and squared ranks.

Each function takes the outcomes of one stratum as integers and returns one score a unit, as an exact fraction; normal
quantiles stand for the nearest multiple of 2^-36. Tied outcomes share the average of the scores they cover, unless the
function says otherwise.
References: Hájek J, Šidák Z, Sen PK (1999), Theory of Rank Tests; Hothorn T et al. (2006), Am Stat 60:257-263.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from biomarker_stats.exact.distribution import IntArray
from biomarker_stats.exact.linear import BoolArray
from biomarker_stats.exact.scores import doubled_midranks

Score = Fraction

_FINE, _COARSE = 2**36, (10**4, 10**3)
_LARGEST = 2**61


@dataclass(frozen=True, slots=True, eq=False)
class WholeScores:
    """Scores as integers over ``scale``; ``note`` says if they had to be rounded for that."""

    integers: IntArray
    scale: int
    note: str = ""


def whole_scores(scores: Sequence[Score]) -> Iterator[WholeScores]:
    """Yield the scores as integers, exact ones first, then on grids that are ever coarser.

    >>> next(whole_scores([Fraction(1, 2), Fraction(1, 3)])).integers
    array([3, 2])
    """
    scale = lcm(*(score.denominator for score in scores))
    grids: tuple[int, ...] = _COARSE
    if max((abs(score) for score in scores), default=0) * scale * len(scores) < _LARGEST:
        whole = [int(score * scale) for score in scores]
        yield WholeScores(np.array(whole, dtype=np.int64), scale)
        if scale <= _COARSE[-1]:
            return
    else:
        grids = (_FINE, *_COARSE)
    for grid in grids:
        note = f"scores rounded to {int(math.log10(grid))} decimals, so that their exact distribution fits"
        yield WholeScores(_rounded(scores, grid), grid, note)


def _rounded(scores: Sequence[Score], grid: int) -> IntArray:
    return np.array([round(score * grid) for score in scores], dtype=np.int64)


def _averaged(by_rank: Sequence[Score], values: IntArray) -> list[Score]:
    """Give each unit the average of the scores of the ranks that its tied outcomes cover."""
    place, counts = np.unique(values, return_inverse=True, return_counts=True)[1:]
    ends = np.cumsum(counts).tolist()
    averages = [
        sum(by_rank[end - count : end], Fraction(0)) / count for end, count in zip(ends, counts.tolist(), strict=True)
    ]
    return [averages[k] for k in place.tolist()]


def normal_scores(values: IntArray) -> list[Score]:
    """Return van der Waerden's scores, the normal quantiles of rank / (n + 1), averaged over ties.

    Reference: van der Waerden BL (1952), Indag Math 14:453-458.

    >>> [round(float(score), 4) for score in normal_scores(np.array([1, 2, 3]))]
    [-0.6745, 0.0, 0.6745]
    """
    return _averaged([_on_fine_grid(quantile) for quantile in _normal_quantiles(len(values))], values)


def klotz_scores(values: IntArray) -> list[Score]:
    """Return the squares of van der Waerden's scores, averaged over ties.

    Reference: Klotz J (1962), Ann Math Stat 33:498-512.

    >>> [round(float(score), 4) for score in klotz_scores(np.array([1, 2, 3]))]
    [0.4549, 0.0, 0.4549]
    """
    return _averaged([_on_fine_grid(quantile * quantile) for quantile in _normal_quantiles(len(values))], values)


def _on_fine_grid(score: float) -> Fraction:
    """Return the nearest fraction on a grid of 2^-36.

    Irrational scores are rounded before they are averaged over ties, and averaged exactly: sums that are equal, as
    those of opposite quantiles are, then stay equal. Rounding the averages would part them.
    """
    return Fraction(round(score * _FINE), _FINE)


def _normal_quantiles(n: int) -> list[float]:
    from scipy.special import ndtri

    lower = [float(ndtri(rank / (n + 1))) for rank in range(1, n // 2 + 1)]
    return [*lower, *([0.0] if n % 2 else []), *(-score for score in reversed(lower))]


def savage_scores(values: IntArray) -> list[Score]:
    """Return Savage's exponential scores 1/n + … + 1/(n − rank + 1) − 1, averaged over ties.

    Reference: Savage IR (1956), Ann Math Stat 27:590-615.

    >>> savage_scores(np.array([7, 8]))
    [Fraction(-1, 2), Fraction(1, 2)]
    """
    n, hazard = len(values), Fraction(-1)
    by_rank = []
    for rank in range(n):
        hazard += Fraction(1, n - rank)
        by_rank.append(hazard)
    return _averaged(by_rank, values)


def logrank_scores(times: IntArray, event: BoolArray) -> list[Score]:
    """Return the log-rank scores: the cumulative hazard at each time, less 1 for an event.

    Tied events stand in one risk set ("midranks"); a unit censored at the time of an event is still at risk. Larger
    scores are longer times. References: Peto R, Peto J (1972), JRSS A 135:185-207; Callaert H (2003), Am Stat
    57:214-217.

    >>> logrank_scores(np.array([3, 5, 5]), np.array([True, True, False]))
    [Fraction(-2, 3), Fraction(-1, 6), Fraction(5, 6)]
    """
    hazards: dict[int, Fraction] = {}
    hazard = Fraction(0)
    for time in np.unique(times).tolist():
        events = int(np.count_nonzero(event & (times == time)))
        hazard += Fraction(events, int(np.count_nonzero(times >= time)))
        hazards[time] = hazard
    return [hazards[t] - int(happened) for t, happened in zip(times.tolist(), event.tolist(), strict=True)]


def ansari_bradley_scores(values: IntArray) -> list[Score]:
    """Return the distance of each rank from the nearer end, 1 at either end, averaged over ties.

    Reference: Ansari AR, Bradley RA (1960), Ann Math Stat 31:1174-1189.

    >>> ansari_bradley_scores(np.array([1, 2, 3]))
    [Fraction(1, 1), Fraction(2, 1), Fraction(1, 1)]
    """
    n = len(values)
    return _averaged([Fraction(min(rank, n + 1 - rank)) for rank in range(1, n + 1)], values)


def mood_scores(values: IntArray) -> list[Score]:
    """Return the squared distance of each rank from the middle, averaged over ties.

    Reference: Mood AM (1954), Ann Math Stat 25:514-522.

    >>> mood_scores(np.array([1, 2, 3]))
    [Fraction(1, 1), Fraction(0, 1), Fraction(1, 1)]
    """
    n = len(values)
    return _averaged([Fraction(2 * rank - n - 1, 2) ** 2 for rank in range(1, n + 1)], values)


def squared_rank_scores(values: IntArray, first: BoolArray) -> list[Score]:
    """Return the squared midrank of each distance from the mean of its own arm.

    Reference: Conover WJ, Iman RL (1978), Comm Stat B 7:491-513.

    >>> squared_rank_scores(np.array([1, 3, 10, 16]), np.array([True, True, False, False]))
    [Fraction(9, 4), Fraction(9, 4), Fraction(49, 4), Fraction(49, 4)]
    """
    one, two = (int(np.count_nonzero(arm)) for arm in (first, ~first))
    distance = np.zeros(len(values), dtype=np.int64)
    for arm, other in ((first, max(two, 1)), (~first, max(one, 1))):
        size = int(np.count_nonzero(arm))
        distance[arm] = np.abs(values[arm] * size - values[arm].sum()) * other
    return [Fraction(rank, 2) ** 2 for rank in doubled_midranks(distance).tolist()]
