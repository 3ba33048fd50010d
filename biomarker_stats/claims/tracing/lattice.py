"""The lattice first: whole families of exact tests cannot print a P value below what their arrangements allow.

A conditional exact test of n pairs counts sign patterns, so that its P is a multiple of 1/2^n; one that shuffles labels
among n units, m of them in the first arm, gives multiples of 1/C(n, m). No search is needed to see that a smaller
printed P is not theirs. Unconditional tests and approximations are not bound by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import comb

import numpy as np

from biomarker_stats.claims.tracing.cells import BoolArray
from biomarker_stats.claims.tracing.readings import Slice
from biomarker_stats.claims.tracing.search import Asked, highest_printed
from biomarker_stats.claims.tracing.space import ROUNDINGS, Space
from biomarker_stats.claims.variants import Variant
from biomarker_stats.methods.unconditional import UNCONDITIONAL

_UNCONDITIONAL = {method.name for method in UNCONDITIONAL} | {"mcnemar-unconditional"}
_SLACK = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The smallest P value of the exact tests of one contrast for one claim, and how many tests it rules out."""

    claim: str
    contrast: str
    units: int
    smallest_two_sided: float
    smallest_one_sided: float
    tests: int
    ruled_out: int


def counts_arrangements(variant: Variant) -> bool:
    """Whether a variant is a conditional exact test, whose P values lie on the lattice of its arrangements."""
    return variant.reference == "exact" and variant.method not in _UNCONDITIONAL


def possible(space: Space, claims: Sequence[Asked]) -> tuple[BoolArray, tuple[Floor, ...]]:
    """Return which specifications the lattice leaves, shape (rounding rules, tests), and the floors that decided it."""
    left = np.ones((len(ROUNDINGS), space.tests), dtype=bool)
    floors: dict[tuple[str, str, int], list[tuple[float, float, int, int]]] = {}
    for each, (start, end) in zip(space.slices, pairwise(space.starts), strict=True):
        every = space.variants_of(each.contrast)
        counted = np.array([counts_arrangements(variant) for variant in every])
        smallest = np.array([0.5 if v.mid_p else 1.0 for v in every])
        doubled = np.array([2.0 if v.sided == "two-sided" and each.contrast == "paired" else 1.0 for v in every])
        for asked in claims:
            arrangements, units = _arrangements(space, each, asked)
            least = smallest * doubled / arrangements
            highest = np.array([highest_printed(asked, rule) for rule in range(len(ROUNDINGS))])[:, np.newaxis]
            out = counted & (least > highest + _SLACK)
            left[:, start:end] &= ~out
            one = 1 / arrangements
            two = 2 * one if each.contrast == "paired" else one
            if arrangements == 1:  # an arm is left without a unit: there is no test to speak of
                continue
            key = (asked.id, each.contrast, units)
            floors.setdefault(key, []).append((two, one, int(counted.sum()), int(out.all(axis=0).sum())))
    return left, tuple(_floor(key, found) for key, found in floors.items())


def _floor(key: tuple[str, str, int], found: list[tuple[float, float, int, int]]) -> Floor:
    claim, contrast, units = key
    return Floor(
        claim=claim,
        contrast=contrast,
        units=units,
        smallest_two_sided=min(each[0] for each in found),
        smallest_one_sided=min(each[1] for each in found),
        tests=sum(each[2] for each in found),
        ruled_out=sum(each[3] for each in found),
    )


def _arrangements(space: Space, each: Slice, asked: Asked) -> tuple[int, int]:
    """Return how many arrangements an exact test of a slice counts for one claim, and of how many units."""
    kept = space.kept[each.units]
    units = int(np.count_nonzero(asked.target.units & kept))
    if each.contrast == "paired":
        return 2**units, units
    if each.contrast in {"unpaired", "increased"}:
        return comb(2 * units, units), units
    codes = space.cells.arms[each.division or asked.target.division]
    meant = (asked.target.units & kept) if asked.target.division else kept
    sizes = np.bincount(codes[meant & (codes >= 0)])
    total, ways = int(sizes.sum()), 1
    for size in sizes.tolist():
        ways *= comb(total, size)
        total -= size
    return ways, int(sizes.sum())
