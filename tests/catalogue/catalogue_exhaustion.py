"""For every exact method with a conditional null distribution: all its small data sets, and its statistic."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from catalogue_checks import ABSOLUTE, BLAKER, CENTRAL, EVERY, GREATER, LESS, MINLIKE, OMNIBUS, ONE_EACH, Number, Side
from catalogue_orbits import as_arms, as_pairs, as_table, compositions, orbits, pairs_orbits
from catalogue_statistics import (
    brunner_munzel,
    concordance,
    first_arm_sum,
    first_cells,
    increases,
    likelihood_ratio,
    pearson,
    products,
    signed_ranks,
    squares_between_arms,
    sum_of_changes,
)

from biomarker_stats.design import Proportion, Table, exact_scores

Key = tuple[str, str]  # what a method takes, and its name


@dataclass(frozen=True)
class Exhaustion:
    """Orbits of data sets with their weights, how to make a Problem of each, and the statistic that orders an orbit.

    ``statistic`` None orders by probability: the rarer, the more extreme.
    """

    orbits: Callable[[], Iterable[list[tuple[Any, Number]]]]
    problem: Callable[[Any], Any]
    statistic: Callable[[Any], Number] | None
    sides: tuple[Side, ...] = ONE_EACH
    options: dict[str, Any] = field(default_factory=dict)


def chained(*shapes: tuple[tuple[int, ...], ...], levels: int = 3, compressed: bool = False) -> Iterator[Any]:
    for strata in shapes:
        yield from orbits(strata, levels, compressed=compressed)


UP_TO_4 = partial(chained, *(((m, n),) for m, n in product(range(1, 5), repeat=2)))
UP_TO_4_EACH_2 = partial(chained, *(((m, n),) for m, n in product(range(2, 5), repeat=2)))
TWO_STRATA = partial(chained, ((2, 2), (2, 2)))
UP_TO_3 = partial(chained, *(((m, n),) for m, n in product(range(1, 4), repeat=2)))
UNEQUAL_STRATA = partial(chained, ((2, 1), (1, 1)), ((1, 1), (3, 1)))
THREE_ARMS = partial(chained, ((2, 2, 2),), compressed=True)
THREE_ARMS_STRATA = partial(chained, ((1, 1, 1), (1, 1, 1)), ((2, 1, 1), (1, 1, 1)), compressed=True)
BLOCKS = partial(chained, ((1, 1, 1),) * 3, compressed=True)
TWO_BLOCKS = partial(chained, ((1, 1, 1),) * 2, compressed=True)
BINARY_BLOCKS = partial(chained, ((1, 1, 1),) * 3, levels=2)
FIVE_UNITS = partial(chained, ((1,) * 5,), *((sizes,) for sizes in compositions(5, 3) if all(sizes)), compressed=True)
DOSES = partial(chained, ((2, 2, 2),), ((1, 2, 3),), ((2, 1, 1), (1, 2, 1)), levels=2)
FOURFOLD = partial(chained, *(((m, n),) for m, n in product(range(5), repeat=2)), levels=2)
TWO_BY_THREE = partial(chained, *(((m, n),) for m, n in product(range(1, 4), repeat=2)), ((2, 2, 2),))
TABLE_STRATA = partial(chained, ((2, 2), (2, 2)), ((2, 1), (2, 2)), ((1, 2), (0, 1)), levels=2)


def given_first_cells(strata: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """Split orbits by the sum of the first cells, as a test of homogeneity conditions on it."""
    for orbit in strata():
        split = defaultdict(list)
        for data, ways in orbit:
            split[first_cells(data)].append((data, ways))
        yield from split.values()


def binomial_orbits() -> Iterator[list[tuple[Proportion, Number]]]:
    for n, null in product(range(1, 9), (Fraction(1, 2), Fraction(3, 10))):
        yield [
            (Proportion(successes=k, n=n, null_value=float(null)), math.comb(n, k) * null**k * (1 - null) ** (n - k))
            for k in range(n + 1)
        ]


def changing_pairs() -> Iterator[list[tuple[tuple[int, int, int, int], int]]]:
    for n in range(1, 7):
        for changing in range(n + 1):
            kept = n - changing
            yield [
                ((kept // 2, b, changing - b, kept - kept // 2), math.comb(changing, b)) for b in range(changing + 1)
            ]


def paired_table(cells: tuple[int, int, int, int]) -> Table:
    return Table(counts=np.array([cells], dtype=np.int64).reshape(1, 2, 2), paired=True)


def square_tables() -> Iterator[list[tuple[tuple[tuple[int, int], ...], int]]]:
    """Yield 3 × 3 tables of up to four changing pairs: (up, down) for each two categories; changes may turn round."""
    for n in range(5):
        for changes in compositions(n, 3):
            ways = [[((up, m - up), math.comb(m, up)) for up in range(m + 1)] for m in changes]
            yield [(tuple(cell for cell, _ in data), math.prod(way for _, way in data)) for data in product(*ways)]


def square_table(changes: tuple[tuple[int, int], ...]) -> Table:
    counts = np.diag([1, 0, 2])
    for (i, j), (up, down) in zip(((0, 1), (0, 2), (1, 2)), changes, strict=True):
        counts[i, j], counts[j, i] = up, down
    scores = exact_scores([0, 1, 3])
    return Table(counts=counts[np.newaxis], paired=True, row_scores=scores, column_scores=scores)


def rise(changes: tuple[tuple[int, int], ...]) -> int:
    return sum(step * (up - down) for step, (up, down) in zip((1, 3, 2), changes, strict=True))


def margins_apart(changes: tuple[tuple[int, int], ...]) -> Fraction:
    """Return d'V⁻d of the differences d of the margins, V their variance given how many pairs change (Stuart 1955)."""
    variance, gaps = [[Fraction(0)] * 3 for _ in range(3)], [Fraction(0)] * 3
    for (i, j), (up, down) in zip(((0, 1), (0, 2), (1, 2)), changes, strict=True):
        gaps[i] += up - down
        gaps[j] -= up - down
        for a, b, sign in ((i, i, 1), (j, j, 1), (i, j, -1), (j, i, -1)):
            variance[a][b] += sign * (up + down)
    solution = solved([[*row, gap] for row, gap in zip(variance, gaps, strict=True)])
    return sum((x * gap for x, gap in zip(solution, gaps, strict=True)), Fraction(0))


def solved(rows: list[list[Fraction]]) -> list[Fraction]:
    """Return one solution of a consistent linear system, given as its augmented matrix."""
    n, rank, pivots = len(rows), 0, []
    for column in range(n):
        found = next((k for k in range(rank, n) if rows[k][column]), None)
        if found is None:
            continue
        rows[rank], rows[found] = rows[found], rows[rank]
        rows[rank] = [value / rows[rank][column] for value in rows[rank]]
        for k in range(n):
            if k != rank:
                rows[k] = [value - rows[k][column] * own for value, own in zip(rows[k], rows[rank], strict=True)]
        pivots.append(column)
        rank += 1
    solution = [Fraction(0)] * n
    for k, column in enumerate(pivots):
        solution[column] = rows[k][n]
    return solution


def pairs_plans(statistic: Callable[[Any], Number], **options: Any) -> tuple[Exhaustion, ...]:
    return (
        Exhaustion(partial(pairs_orbits, 7), as_pairs, statistic, ONE_EACH, options),
        Exhaustion(partial(pairs_orbits, 4), as_pairs, statistic, (CENTRAL, MINLIKE, BLAKER), options),
        Exhaustion(partial(pairs_orbits, 3, 2), as_pairs, statistic, ONE_EACH, options),
    )


def two_arm_plans(name: str) -> tuple[Exhaustion, ...]:
    statistic = partial(first_arm_sum, name=name)
    strata = UNEQUAL_STRATA if name == "van-elteren" else TWO_STRATA
    return (
        Exhaustion(UP_TO_4, as_arms, statistic, (ABSOLUTE,)),
        Exhaustion(UP_TO_3, as_arms, statistic, (GREATER, LESS)),
        Exhaustion(strata, as_arms, statistic, (ABSOLUTE,)),
    )


def k_arm_plans(name: str) -> tuple[Exhaustion, ...]:
    statistic = partial(squares_between_arms, name=name)
    return tuple(Exhaustion(data, as_arms, statistic, (OMNIBUS,)) for data in (THREE_ARMS, THREE_ARMS_STRATA))


def trend_plans(
    statistic: Callable[[Any], Number],
    data: Callable[[], Iterator[Any]],
    strata: Callable[[], Iterator[Any]] | None = None,
) -> tuple[Exhaustion, ...]:
    plan = Exhaustion(data, as_arms, statistic, (ABSOLUTE, GREATER))
    return (plan, Exhaustion(strata, as_arms, statistic, (ABSOLUTE, LESS))) if strata else (plan,)


_PLAIN = partial(products, x_ranks=False, y_ranks=False)
_OVERALL = partial(first_arm_sum, name="rank-sum", overall=True)

PLANS: dict[Key, tuple[Exhaustion, ...]] = {
    ("pairs", "sign"): pairs_plans(increases),
    ("pairs", "signed-rank"): (
        *pairs_plans(partial(signed_ranks, zeros="drop"), zeros="drop"),
        *pairs_plans(partial(signed_ranks, zeros="pratt"), zeros="pratt"),
        Exhaustion(
            partial(pairs_orbits, 3, 2),
            as_pairs,
            partial(signed_ranks, zeros="pratt", overall=True),
            (ABSOLUTE,),
            {"zeros": "pratt", "ranks": "overall"},
        ),
    ),
    ("pairs", "permutation"): pairs_plans(sum_of_changes),
    ("paired-table", "mcnemar"): (Exhaustion(changing_pairs, paired_table, lambda cells: cells[1], EVERY),),
    ("paired-table", "marginal-homogeneity"): (Exhaustion(square_tables, square_table, rise, ONE_EACH),),
    ("paired-table", "stuart-maxwell"): (Exhaustion(square_tables, square_table, margins_apart, (OMNIBUS,)),),
    ("paired-table", "bhapkar"): (Exhaustion(square_tables, square_table, margins_apart, (OMNIBUS,)),),
    ("arms", "rank-sum"): (
        *two_arm_plans("rank-sum"),
        Exhaustion(UP_TO_4, as_arms, partial(first_arm_sum, name="rank-sum"), (GREATER, LESS, CENTRAL)),
        Exhaustion(UP_TO_3, as_arms, partial(first_arm_sum, name="rank-sum"), (MINLIKE, BLAKER)),
        Exhaustion(UNEQUAL_STRATA, as_arms, partial(first_arm_sum, name="rank-sum")),
        Exhaustion(UNEQUAL_STRATA, as_arms, _OVERALL, ONE_EACH, {"ranks": "overall"}),
    ),
    **{
        ("arms", name): two_arm_plans(name)
        for name in (
            "van-elteren",
            "permutation",
            "normal-scores",
            "savage",
            "log-rank",
            "ansari-bradley",
            "klotz",
            "mood",
        )
    },
    ("arms", "brunner-munzel"): (
        Exhaustion(UP_TO_4_EACH_2, as_arms, brunner_munzel, (GREATER,)),
        Exhaustion(UP_TO_4_EACH_2, as_arms, lambda data: abs(brunner_munzel(data)), (OMNIBUS,)),
    ),
    ("arms", "kruskal-wallis"): k_arm_plans("kruskal-wallis"),
    ("arms", "one-way-permutation"): k_arm_plans("one-way-permutation"),
    ("arms", "friedman"): (Exhaustion(BLOCKS, as_arms, partial(squares_between_arms, name="friedman"), (OMNIBUS,)),),
    ("arms", "cochran-q"): (
        Exhaustion(BINARY_BLOCKS, as_arms, partial(squares_between_arms, name="cochran-q"), (OMNIBUS,)),
    ),
    ("ordered-arms", "page"): trend_plans(partial(products, x_ranks=False, y_ranks=True), BLOCKS),
    ("ordered-arms", "jonckheere-terpstra"): trend_plans(concordance, THREE_ARMS, THREE_ARMS_STRATA),
    ("ordered-arms", "spearman"): trend_plans(partial(products, x_ranks=True, y_ranks=True), FIVE_UNITS, TWO_BLOCKS),
    ("ordered-arms", "kendall"): trend_plans(concordance, FIVE_UNITS, TWO_BLOCKS),
    ("ordered-arms", "linear-by-linear"): trend_plans(_PLAIN, THREE_ARMS, THREE_ARMS_STRATA),
    ("ordered-arms", "cochran-armitage"): trend_plans(_PLAIN, DOSES),
    ("table", "fisher"): (Exhaustion(FOURFOLD, as_table, first_cells, EVERY),),
    ("table", "freeman-halton"): (Exhaustion(TWO_BY_THREE, as_table, None, (OMNIBUS,)),),
    ("table", "pearson-exact"): (Exhaustion(TWO_BY_THREE, as_table, pearson, (OMNIBUS,)),),
    ("table", "kruskal-wallis"): (
        Exhaustion(TWO_BY_THREE, as_table, partial(squares_between_arms, name="kruskal-wallis"), (OMNIBUS,)),
    ),
    ("table", "jonckheere-terpstra"): (
        Exhaustion(TWO_BY_THREE, as_table, concordance, (ABSOLUTE, GREATER)),
        Exhaustion(TABLE_STRATA, as_table, concordance, ONE_EACH),
    ),
    ("table", "likelihood-ratio-exact"): (Exhaustion(TWO_BY_THREE, as_table, likelihood_ratio, (OMNIBUS,)),),
    ("strata-of-tables", "cmh"): (Exhaustion(TABLE_STRATA, as_table, first_cells, (GREATER, LESS, MINLIKE, CENTRAL)),),
    ("strata-of-tables", "zelen"): (Exhaustion(partial(given_first_cells, TABLE_STRATA), as_table, None, (OMNIBUS,)),),
    ("proportion", "clopper-pearson"): (
        Exhaustion(binomial_orbits, lambda problem: problem, lambda problem: problem.successes, EVERY),
    ),
    ("proportion", "blaker"): (
        Exhaustion(
            binomial_orbits, lambda problem: problem, lambda problem: problem.successes, (BLAKER, GREATER, LESS)
        ),
    ),
}
