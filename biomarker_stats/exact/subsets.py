"""Every subset of some scores, counted by its size and its sum: what a permutation interval is made of."""

from dataclasses import dataclass

import numpy as np

from biomarker_stats.exact.bounds import LARGEST_ARRAY, LARGEST_WORK, SPARSE_ATOMS, too_large
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.sign_flips import merge


@dataclass(frozen=True, slots=True, eq=False)
class Subsets:
    """``counts[k]`` ways to take ``sizes[k]`` scores that add up to ``sums[k]``; no (size, sum) twice."""

    sizes: IntArray
    sums: IntArray
    counts: FloatArray


def subsets(scores: IntArray) -> Subsets:
    """Return all subsets of ``scores`` by size and sum.

    Raises:
        ExactTooLarge: more pairs of size and sum than fit.

    >>> subsets(np.array([5, 5, 7])).counts
    array([1., 2., 1., 1., 2., 1.])
    """
    if len(scores) == 0:
        return Subsets(np.zeros(1, np.int64), np.zeros(1, np.int64), np.ones(1))
    lowest = int(scores.min())
    levels, multiplicity = np.unique(scores - lowest, return_counts=True)
    divisor = max(int(np.gcd.reduce(levels)), 1)
    steps = np.repeat(levels // divisor, multiplicity)
    atoms, span, n = float(np.prod(multiplicity + 1.0)), int(steps.sum()) + 1, len(steps)
    if atoms <= 2**14 or (atoms <= SPARSE_ATOMS and atoms < n * span):
        sizes, sums, counts = _sparse(steps, span)
    elif n * span <= LARGEST_ARRAY and n * n * span <= LARGEST_WORK:
        sizes, sums, counts = _dense(steps, span)
    else:
        raise too_large(f"the subsets of {n} values", min(atoms, float(n) * n * span))
    return Subsets(sizes, sums * divisor + sizes * lowest, counts)


def _sparse(steps: IntArray, span: int) -> tuple[IntArray, IntArray, FloatArray]:
    states, counts = np.zeros(1, np.int64), np.ones(1)
    for step in steps.tolist():
        states, counts = merge(np.concatenate([states, states + span + step]), np.concatenate([counts, counts]))
    sizes, sums = np.divmod(states, span)
    return sizes, sums, counts


def _dense(steps: IntArray, span: int) -> tuple[IntArray, IntArray, FloatArray]:
    table = np.zeros((len(steps) + 1, span))
    table[0, 0] = 1.0
    top = 1
    for taken, step in enumerate(steps.tolist()):
        table[1 : taken + 2, step : top + step] += table[: taken + 1, :top]
        top += step
    sizes, sums = np.nonzero(table)
    return sizes, sums, table[sizes, sums]
