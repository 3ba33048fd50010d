"""Strata of 2 × 2 tables, all margins fixed: the sum of the first cells, and the homogeneity of their odds ratios.

References: Mantel N, Haenszel W (1959), J Natl Cancer Inst 22:719-748; Birch MW (1964), J R Stat Soc B 26:313-324 (the
exact test of a common odds ratio); Zelen M (1971), Biometrika 58:129-137 (homogeneity); Mehta CR, Patel NR, Gray R
(1985), JASA 80:969-973.
"""

from collections.abc import Sequence
from itertools import accumulate
from math import log

import numpy as np

from biomarker_stats.exact.contingency import Evidence, evidence_of
from biomarker_stats.exact.hypergeometric import hypergeometric_counts
from biomarker_stats.exact.network import Edges, Network, Observed
from biomarker_stats.exact.prime_keys import PrimeKeys

Cells = tuple[int, int, int, int]


def stratum_counts(strata: Sequence[Cells]) -> list[tuple[int, list[int]]]:
    """Return, for each stratum, the smallest first cell and the number of arrangements for it and each above it."""
    return [hypergeometric_counts(a + b, c + d, a + c) for a, b, c, d in strata]


def first_cell_sum(strata: Sequence[Cells]) -> tuple[int, list[int]]:
    """Return the smallest sum of the first cells, and the number of arrangements for it and each sum above it.

    >>> first_cell_sum([(1, 1, 1, 1), (1, 1, 1, 1)])
    (0, [1, 8, 18, 8, 1])
    """
    parts = stratum_counts(strata)
    return sum(first for first, _ in parts), product([counts for _, counts in parts])


def product(polynomials: Sequence[Sequence[int]]) -> list[int]:
    """Return the product of polynomials with non-negative integer coefficients, exactly.

    Kronecker's substitution: a polynomial packed into one integer, with room for every coefficient of the product.

    >>> product([[1, 1], [1, 2, 1]])
    [1, 3, 3, 1]
    """
    length, total = 1, 1
    for coefficients in polynomials:
        length += len(coefficients) - 1
        total *= sum(coefficients)
    room = (total.bit_length() + 8) // 8
    packed = 1
    for coefficients in polynomials:
        packed *= int.from_bytes(b"".join(c.to_bytes(room, "little") for c in coefficients), "little")
    raw = packed.to_bytes(room * length, "little")
    return [int.from_bytes(raw[i : i + room], "little") for i in range(0, len(raw), room)]


def homogeneity(strata: Sequence[Cells]) -> Evidence:
    """Return Zelen's exact p value: all odds ratios are the same, given all margins and the sum of first cells.

    Raises:
        ExactTooLarge: too many combinations of tables; the message names the remedy.

    >>> rabbits = [(0, 6, 0, 5), (3, 3, 0, 6), (6, 0, 2, 4), (5, 1, 6, 0), (2, 0, 5, 0)]
    >>> round(homogeneity(rabbits).p_value, 9)
    0.074074074
    """
    strata = [cells for cells, (_, counts) in zip(strata, stratum_counts(strata), strict=True) if len(counts) > 1]
    if len(strata) < 2:
        return Evidence(1.0, 0.5, 1.0)
    parts = stratum_counts(strata)
    numbers = sorted({count for _, counts in parts for count in counts})
    keys = PrimeKeys(numbers, most=len(parts))
    place = {number: i for i, number in enumerate(numbers)}
    total = sum(cells[0] for cells in strata) - sum(first for first, _ in parts)
    network = Network(_stages(parts, total, keys, place), lambda key, other: keys.exceeds(other, key))
    observed = [counts[cells[0] - first] for cells, (first, counts) in zip(strata, parts, strict=True)]
    key = sum(int(keys.of[place[count]]) for count in observed)
    return evidence_of(network, Observed(-sum(log(count) for count in observed), key))


def _stages(parts: Sequence[tuple[int, list[int]]], total: int, keys: PrimeKeys, place: dict[int, int]) -> list[Edges]:
    """Return one stage a stratum; a node is what is left of the sum, an edge the excess that the stratum takes."""
    ways = [[1]]  # ways[0][r]: to spread r over the strata still to come
    for _, counts in reversed(parts):
        ways.insert(0, product([counts, ways[0]]))
    most_after = list(accumulate((len(counts) - 1 for _, counts in reversed(parts)), initial=0))[::-1]
    nodes, stages = [total], []
    for stage, (_, counts) in enumerate(parts):
        rows = [
            (parent, left - taken, count, count * ways[stage + 1][left - taken] / ways[stage][left])
            for parent, left in enumerate(nodes)
            for taken, count in enumerate(counts)
            if 0 <= left - taken <= most_after[stage + 1]
        ]
        nodes = sorted({left for _, left, _, _ in rows})
        number = {left: i for i, left in enumerate(nodes)}
        stages.append(
            Edges(
                np.array([parent for parent, _, _, _ in rows]),
                np.array([number[left] for _, left, _, _ in rows]),
                np.array([-log(count) for _, _, count, _ in rows]),
                np.array([keys.of[place[count]] for _, _, count, _ in rows], dtype=keys.of.dtype),
                np.array([probability for _, _, _, probability in rows]),
            )
        )
    return stages
