"""The statistic of every exact method, written out again from its textbook definition, in rational arithmetic.

Normal quantiles and studentised differences are irrational and stay floats. Larger values mean ``greater``, or, for a
test without a direction, stronger evidence against H0. Sources: Hájek, Šidák and Sen (1999), Theory of Rank Tests;
Hollander and Wolfe (1999), Nonparametric Statistical Methods; Brunner and Munzel (2000), Biom J 42:17-25.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from statistics import NormalDist

from catalogue_checks import Number
from catalogue_orbits import Changes, Strata, written_out

Scoring = Callable[[Sequence[Number]], list[Number]]


def midranks(values: Sequence[Number]) -> list[Number]:
    return [Fraction(sum(2 * (b < a) + (b == a) for b in values) + 1, 2) for a in values]


def averaged(values: Sequence[Number], by_rank: Sequence[Number]) -> list[Number]:
    """Give tied units the average of the scores that their ranks cover."""
    ordered = sorted(values)
    covered = {v: [s for o, s in zip(ordered, by_rank, strict=True) if o == v] for v in set(values)}
    return [sum(covered[v]) / len(covered[v]) for v in values]


def quantiles(n: int) -> list[float]:
    return [NormalDist().inv_cdf(rank / (n + 1)) for rank in range(1, n + 1)]


def hazards(values: Sequence[Number]) -> list[Number]:
    """Return the sum over event times up to one's own of events / units at risk, less one's own event."""
    at_risk = {t: Fraction(values.count(t), sum(v >= t for v in values)) for t in set(values)}
    return [sum((at_risk[s] for s in at_risk if s <= t), Fraction(-1)) for t in values]


def savage(values: Sequence[Number]) -> list[Number]:
    n = len(values)
    return averaged(values, [sum(Fraction(1, n - k) for k in range(rank + 1)) - 1 for rank in range(n)])


def from_middle(values: Sequence[Number]) -> list[Number]:
    n = len(values)
    return averaged(values, [Fraction(2 * rank - n - 1, 2) ** 2 for rank in range(1, n + 1)])


def nearest_end(values: Sequence[Number]) -> list[Number]:
    """Return minus the distance from the nearer end, so that ``greater`` means more dispersed."""
    n = len(values)
    return averaged(values, [Fraction(-min(rank, n + 1 - rank)) for rank in range(1, n + 1)])


SCORES: dict[str, Scoring] = {
    "permutation": list,
    "rank-sum": midranks,
    "van-elteren": lambda values: [rank / (len(values) + 1) for rank in midranks(values)],
    "normal-scores": lambda values: averaged(values, quantiles(len(values))),
    "klotz": lambda values: averaged(values, [q * q for q in quantiles(len(values))]),
    "savage": savage,
    "log-rank": hazards,
    "ansari-bradley": nearest_end,
    "mood": from_middle,
    "kruskal-wallis": midranks,
    "one-way-permutation": list,
    "friedman": midranks,
    "cochran-q": list,
}


def scored(score: Scoring, values: Sequence[Number], strata: Sequence[int]) -> list[Number]:
    """Return one score a unit, made within its stratum."""
    found: list[Number] = [0] * len(values)
    for code in set(strata):
        inside = [k for k, own in enumerate(strata) if own == code]
        for k, value in zip(inside, score([values[k] for k in inside]), strict=True):
            found[k] = value
    return found


def first_arm_sum(data: Strata, name: str, *, overall: bool = False) -> Number:
    values, arm, strata = written_out(data)
    scores = scored(SCORES[name], values, [0] * len(strata) if overall else strata)
    return sum(score for score, own in zip(scores, arm, strict=True) if own == 0)


def squares_between_arms(data: Strata, name: str) -> Number:
    """Σ (S − E)²/n over the arms' sums of scores; E is a stratum's mean score for every unit in it."""
    values, arm, strata = written_out(data)
    scores = scored(SCORES[name], values, strata)
    expected = scored(lambda own: [Fraction(sum(own)) / len(own)] * len(own), scores, strata)
    total = Fraction(0)
    for code in set(arm):
        gaps = [s - e for s, e, own in zip(scores, expected, arm, strict=True) if own == code]
        total += Fraction(sum(gaps)) ** 2 / len(gaps)
    return total


def concordance(data: Strata) -> int:
    """Concordant less discordant pairs of units of one stratum: Kendall's S, and Jonckheere's J but for a constant."""
    values, arm, strata = written_out(data)
    units = list(zip(values, arm, strata, strict=True))
    pairs = [(one, two) for one, two in itertools.combinations(units, 2) if one[2] == two[2]]
    return sum(_sign(one[0] - two[0]) * _sign(one[1] - two[1]) for one, two in pairs)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def products(data: Strata, *, x_ranks: bool, y_ranks: bool) -> Number:
    """Σ x·y, of midranks within strata or of the scores themselves: Spearman, Page, linear-by-linear."""
    values, arm, strata = written_out(data)
    x = scored(midranks, arm, strata) if x_ranks else list(arm)
    y = scored(midranks, values, strata) if y_ranks else list(values)
    return sum((Fraction(a) * Fraction(b) for a, b in zip(x, y, strict=True)), Fraction(0))


def brunner_munzel(data: Strata) -> Number:
    """Return the signed square of the studentised difference of mean ranks, infinite where nothing varies."""
    values, arm, _ = written_out(data)
    x, y = ([v for v, own in zip(values, arm, strict=True) if own == code] for code in (0, 1))
    overall = midranks([*x, *y])
    gap = sum(overall[: len(x)]) / len(x) - sum(overall[len(x) :]) / len(y)
    spread = Fraction(0)
    for part, ranks in ((x, overall[: len(x)]), (y, overall[len(x) :])):
        n, placements = len(part), [r - own for r, own in zip(ranks, midranks(part), strict=True)]
        mean = sum(placements) / n
        spread += n * sum((p - mean) ** 2 for p in placements) / (n - 1)
    if spread == 0:
        return Fraction(_sign(gap) * 10**6)
    return _sign(gap) * Fraction(gap) ** 2 / spread


def signed_ranks(data: Changes, *, zeros: str, overall: bool = False) -> Number:
    """Return the sum of the ranks of the increases; zeros are dropped before ranking, or after (Pratt)."""
    parts = [[change for stratum in data for change in stratum]] if overall else data
    total: Number = Fraction(0)
    for part in parts:
        kept = [change for change in part if change or zeros == "pratt"]
        ranks = midranks([abs(change) for change in kept])
        total += sum(rank for change, rank in zip(kept, ranks, strict=True) if change > 0)
    return total


def increases(data: Changes) -> int:
    return sum(change > 0 for stratum in data for change in stratum)


def sum_of_changes(data: Changes) -> int:
    return sum(change for stratum in data for change in stratum)


def first_cells(data: Strata) -> int:
    return sum(table[0][0] for table in data)


def pearson(data: Strata) -> Number:
    """Σ n²/(row · column), which is X²/N + 1."""
    (table,) = data
    columns = [sum(column) for column in zip(*table, strict=True)]
    return sum(
        (
            Fraction(cell * cell, sum(row) * column)
            for row in table
            for cell, column in zip(row, columns, strict=True)
            if cell
        ),
        Fraction(0),
    )


def likelihood_ratio(data: Strata) -> int:
    """∏ nⁿ, which rises with G²."""
    (table,) = data
    return math.prod(cell**cell for row in table for cell in row)
