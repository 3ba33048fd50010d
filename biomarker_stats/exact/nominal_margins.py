"""Paired r × r tables: the quadratic form of the differences between margins, and its exact null distribution.

Under symmetry each unit off the diagonal could as well stand in the mirrored cell, so that x_ij given x_ij + x_ji is
binomial with ½. The form d′S⁻¹d of Stuart (1955) has an S that these sums fix, and Bhapkar's (1966) is a rising
function of it; both therefore have one exact p value.
"""

from collections.abc import Callable
from fractions import Fraction
from math import lcm

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.binomial import binomial_coefficients
from biomarker_stats.exact.contingency import Evidence
from biomarker_stats.exact.distribution import IntArray

MOST_OUTCOMES = 4_000_000


def quadratic_form(table: IntArray) -> tuple[Fraction, int]:
    """Return Stuart's d′S⁻¹d exactly, and its degrees of freedom.

    >>> quadratic_form(np.array([[28, 13], [7, 27]]))
    (Fraction(9, 5), 1)
    """
    inverse, kept, scale = _inverse(table)
    distance = (table.sum(axis=1) - table.sum(axis=0))[kept].tolist()
    products = [inverse[i][j] * x * y for i, x in enumerate(distance) for j, y in enumerate(distance)]
    return Fraction(sum(products), scale), len(kept)


def exact_form_evidence(table: IntArray) -> Evidence:
    """Return the exact p value of Stuart's form, every unit off the diagonal free to change sides.

    Raises:
        ExactTooLarge: more than four million outcomes.

    >>> round(exact_form_evidence(np.array([[28, 13], [7, 27]])).p_value, 6)
    0.263176
    """
    r = len(table)
    pairs = [(i, j) for i in range(r) for j in range(i) if table[i, j] + table[j, i]]
    if not pairs:
        return Evidence(1.0, 0.5, 1.0)
    sizes = [int(table[i, j] + table[j, i]) + 1 for i, j in pairs]
    if float(np.prod([float(size) for size in sizes])) > MOST_OUTCOMES:
        msg = (
            f"the exact distribution runs over {float(np.prod([float(s) for s in sizes])):.1e} outcomes, more than "
            f"{MOST_OUTCOMES:,} — ask for reference='monte-carlo' with a seed, or reference='asymptotic'"
        )
        raise ExactTooLarge(msg)
    outcomes = np.indices(sizes).reshape(len(sizes), -1)
    probability = np.ones(outcomes.shape[1])
    for size, row in zip(sizes, outcomes, strict=True):
        total = 2 ** (size - 1)
        probability *= np.array([count / total for count in binomial_coefficients(size - 1)])[row]
    form = form_of(table, pairs)
    forms, observed = form(outcomes), form(np.array([[int(table[i, j])] for i, j in pairs]))[0]
    above, equal = float(probability[forms > observed].sum()), float(probability[forms == observed].sum())
    least = float(probability[forms == forms.max()].sum())
    return Evidence(min(1.0, above + equal), min(1.0, above + equal / 2), least)


def form_of(table: IntArray, pairs: list[tuple[int, int]]) -> Callable[[IntArray], IntArray]:
    """Return a function from counts below the diagonal, shape (pairs, m), to multiples of the form, shape (m,)."""
    inverse, kept, _ = _inverse(table)
    effect = np.zeros((len(table), len(pairs)), dtype=np.int64)
    sums = np.array([[int(table[i, j] + table[j, i])] for i, j in pairs])
    for k, (i, j) in enumerate(pairs):
        effect[i, k], effect[j, k] = 1, -1
    largest = max(abs(x) for row in inverse for x in row) * len(kept) ** 2 * int(table.sum()) ** 2
    weights = np.array(inverse, dtype=np.int64 if largest < 2**62 else object)

    def forms(below: IntArray) -> IntArray:
        distance = (effect @ (2 * below - sums))[kept]
        return np.asarray((distance * (weights @ distance)).sum(axis=0))

    return forms


def random_forms(table: IntArray, n_resamples: int, generator: np.random.Generator) -> tuple[IntArray, int]:
    """Return multiples of the form for random sides of all units off the diagonal, and the observed one."""
    r = len(table)
    pairs = [(i, j) for i in range(r) for j in range(i) if table[i, j] + table[j, i]]
    forms = form_of(table, pairs)
    below = np.array([generator.binomial(int(table[i, j] + table[j, i]), 0.5, n_resamples) for i, j in pairs])
    observed = forms(np.array([[int(table[i, j])] for i, j in pairs]))[0]
    return forms(below), int(observed)


def _inverse(table: IntArray) -> tuple[list[list[int]], list[int], int]:
    """Return a generalised inverse of S as integers over a common scale, and the categories it is written for.

    S is the Laplacian of the graph that joins i and j by x_ij + x_ji; one category of each connected part is left out.
    """
    joint = table + table.T
    np.fill_diagonal(joint, 0)
    kept = _all_but_one_of_each_part(joint)
    laplacian = np.diag(joint.sum(axis=1)) - joint
    rows = [[Fraction(int(x)) for x in laplacian[i, kept]] for i in kept]
    inverse = _inverted(rows)
    scale = lcm(*(x.denominator for row in inverse for x in row)) if inverse else 1
    return [[int(x * scale) for x in row] for row in inverse], kept, scale


def _all_but_one_of_each_part(joint: IntArray) -> list[int]:
    kept: list[int] = []
    seen: set[int] = set()
    for start in range(len(joint)):
        if start in seen:
            continue
        seen.add(start)
        waiting = [start]
        while waiting:
            for other in np.flatnonzero(joint[waiting.pop()]).tolist():
                if other not in seen:
                    seen.add(other)
                    kept.append(other)
                    waiting.append(other)
    return sorted(kept)


def _inverted(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Return the inverse of a positive definite matrix by Gauss and Jordan's elimination."""
    n = len(rows)
    work = [row + [Fraction(int(i == j)) for j in range(n)] for i, row in enumerate(rows)]
    for i in range(n):
        pivot = work[i][i]
        work[i] = [x / pivot for x in work[i]]
        for j in range(n):
            if j != i and work[j][i]:
                factor = work[j][i]
                work[j] = [x - factor * y for x, y in zip(work[j], work[i], strict=True)]
    return [row[n:] for row in work]


def chi_square_forms(table: IntArray) -> tuple[float, float, int]:
    """Return Stuart–Maxwell's and Bhapkar's chi-square and their degrees of freedom.

    >>> stuart, bhapkar, degrees = chi_square_forms(np.array([[28, 13], [7, 27]]))
    >>> stuart, round(bhapkar, 6), degrees
    (1.8, 1.844262, 1)
    """
    form, degrees = quadratic_form(table)
    n = int(table.sum())
    bhapkar = form / (1 - form / n) if n and form < n else None
    return float(form), float(bhapkar) if bhapkar is not None else (np.inf if n else 0.0), degrees
