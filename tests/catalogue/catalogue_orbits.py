"""Every small data set on a short scale, in orbits: the data sets that H0 makes into one another.

An orbit holds each of its data sets with the number of equally likely arrangements that give it. Data sets of arms,
blocks, two variables and tables are strata of count tables (rows: arms; columns: levels 0, 1, 2); those of pairs are
differences by stratum.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import comb, factorial, prod

import numpy as np

from biomarker_stats.design import Arms, Pairs, Table, exact_scores

Row = tuple[int, ...]
Counts = tuple[Row, ...]  # one stratum: rows of counts
Strata = tuple[Counts, ...]
Changes = tuple[tuple[int, ...], ...]  # one tuple of differences a stratum
Orbit = list[tuple[Strata, int]]
PairsOrbit = list[tuple[Changes, int]]


def compositions(total: int, parts: int) -> Iterator[Row]:
    """Yield every row of ``parts`` counts that add up to ``total``."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


def stratum_orbits(sizes: Sequence[int], levels: int, *, compressed: bool = False) -> list[list[tuple[Counts, int]]]:
    """Return the tables with such row totals, by column totals; ``compressed`` ones use the lowest levels only."""
    by_margin: dict[Row, list[tuple[Counts, int]]] = defaultdict(list)
    for table in itertools.product(*(compositions(size, levels) for size in sizes)):
        columns = tuple(map(sum, zip(*table, strict=True)))
        if compressed and any(low == 0 < high for low, high in itertools.pairwise(columns)):
            continue
        ways = prod(map(factorial, columns)) // prod(factorial(cell) for row in table for cell in row)
        by_margin[columns].append((table, ways))
    return list(by_margin.values())


def orbits(shapes: Sequence[Sequence[int]], levels: int, *, compressed: bool = False) -> Iterator[Orbit]:
    """Yield the orbits of data sets with one stratum for each of ``shapes``, its arm sizes; labels move within strata.

    Strata of one shape may change places, so only one order of them is given.
    """
    parts = [stratum_orbits(sizes, levels, compressed=compressed) for sizes in shapes]
    alike = len({tuple(sizes) for sizes in shapes}) == 1
    chosen: Iterable[tuple[list[tuple[Counts, int]], ...]] = (
        itertools.combinations_with_replacement(parts[0], len(parts)) if alike else itertools.product(*parts)
    )
    for strata in chosen:
        yield [
            (tuple(table for table, _ in data), prod(ways for _, ways in data)) for data in itertools.product(*strata)
        ]


def pairs_stratum(zeros: int, ones: int, twos: int) -> list[tuple[tuple[int, ...], int]]:
    """Return the differences that so many absolute differences 0, 1 and 2 can be, with their numbers of sign flips."""
    return [
        (
            (0,) * zeros + (1,) * up + (-1,) * (ones - up) + (2,) * far_up + (-2,) * (twos - far_up),
            comb(ones, up) * comb(twos, far_up),
        )
        for up in range(ones + 1)
        for far_up in range(twos + 1)
    ]


def pairs_orbits(most: int, strata: int = 1) -> Iterator[PairsOrbit]:
    """Yield the orbits of up to ``most`` pairs in each of so many strata, differences −2 … 2, signs flipping."""
    sizes = [counts for n in range(1, most + 1) for counts in compositions(n, 3)]
    for chosen in itertools.combinations_with_replacement([pairs_stratum(*counts) for counts in sizes], strata):
        yield [
            (tuple(changes for changes, _ in data), prod(ways for _, ways in data))
            for data in itertools.product(*chosen)
        ]


def written_out(data: Strata) -> tuple[list[int], list[int], list[int]]:
    """Return the outcome, arm and stratum of every unit."""
    units = [
        (level, arm, stratum)
        for stratum, table in enumerate(data)
        for arm, row in enumerate(table)
        for level, count in enumerate(row)
        for _ in range(count)
    ]
    values, arms, strata = (list(column) for column in zip(*units, strict=True))
    return values, arms, strata


def names(word: str, count: int) -> tuple[str, ...]:
    return tuple(f"{word} {k + 1}" for k in range(count))


def as_arms(data: Strata) -> Arms:
    """Return the data set as a Problem; arms have the scores 0, 1, 2."""
    values, arm, stratum = written_out(data)
    arms = len(data[0])
    return Arms(
        outcome=exact_scores(values),
        arm=np.array(arm),
        arm_names=names("arm", arms),
        stratum=np.array(stratum),
        stratum_names=names("stratum", len(data)) if len(data) > 1 else (),
        arm_scores=exact_scores(range(arms)),
    )


def as_table(data: Strata) -> Table:
    """Return the data set as a Problem."""
    return Table(counts=np.array(data, dtype=np.int64))


def as_pairs(data: Changes) -> Pairs:
    """Return the differences as a Problem; the first readings are all 0."""
    changes = [change for stratum in data for change in stratum]
    both = exact_scores([0] * len(changes) + changes)
    n = len(changes)
    return Pairs(
        before=both.take(slice(n)),
        after=both.take(slice(n, None)),
        stratum=np.repeat(np.arange(len(data)), [len(stratum) for stratum in data]),
        stratum_names=names("stratum", len(data)) if len(data) > 1 else (),
    )
