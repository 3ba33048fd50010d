"""Which specifications print a claim, and which print all of them: exact rounding, joint matching, lazy evaluation."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import log2

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.claims.tracing.cells import BoolArray
from biomarker_stats.claims.tracing.readings import TAKES, Target, data_of
from biomarker_stats.claims.tracing.space import ROUNDINGS, Space
from biomarker_stats.claims.variants import Data, p_of, variants, variants_with_directions
from biomarker_stats.design.scores import FloatArray
from biomarker_stats.study.printed import Printed
from biomarker_stats.terms import Comparator

_SAME = 1e-11  # P values this close are one: they are ratios of whole numbers below 2^53, or t tails good to 1e-13
_DECISION_LEVEL = 0.05


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Asked:
    """One claim as the search sees it: what was printed, and about which units."""

    id: str
    printed: Printed
    comparator: Comparator
    target: Target


class Evaluator:
    """P values of every variant on small data sets, computed when first asked for and then remembered."""

    def __init__(self) -> None:
        self._rows: dict[Data, FloatArray] = {}

    def __reduce__(self) -> "tuple[type[Evaluator], tuple[()]]":
        """Travel to another process without what was remembered here."""
        return Evaluator, ()

    def row(self, data: Data, wanted: BoolArray) -> FloatArray:
        """Return P of the first variants of ``data.takes``, as many as ``wanted`` speaks of.

        Only those wanted are sure to be computed; others may be −1.
        """
        every = variants_with_directions(data.takes)
        row = self._rows.get(data)
        if row is None:
            row = self._rows[data] = np.full(len(every), -1.0)
        for index in np.flatnonzero(wanted & (row[: len(wanted)] == -1.0)).tolist():
            row[index] = p_of(every[index], data)
        return row[: len(wanted)]


def evaluate(space: Space, target: Target, evaluator: Evaluator, wanted: BoolArray) -> FloatArray:
    """Return P of every wanted specification for one claim, shape (tests,); NaN where there is none."""
    found = np.full(space.tests, np.nan)
    for place, (start, end) in enumerate(pairwise(space.starts)):
        own = wanted[start:end]
        if own.any():
            found[start:end] = _slice_p(space, place, target, evaluator, own)
    return found


def _slice_p(space: Space, place: int, target: Target, evaluator: Evaluator, wanted: BoolArray) -> FloatArray:
    """Return P of the wanted variants of one slice, NaN for the others."""
    each = space.slices[place]
    found = np.full(len(wanted), np.nan)
    by_shape = data_of(space.cells, each, target, space.kept[each.units])
    listed = variants_with_directions if space.directions else variants
    at = 0
    for takes in TAKES[each.contrast]:
        own = slice(at, at + len(listed(takes)))
        at = own.stop
        if takes in by_shape and wanted[own].any():
            found[own] = np.where(wanted[own], evaluator.row(by_shape[takes], wanted[own]), np.nan)
    return found


def prints(p: FloatArray, asked: Asked) -> BoolArray:
    """Return which P values could have been printed so, shape (rounding rules, tests)."""
    if asked.comparator != "=":
        return np.broadcast_to(
            _beyond(p, float(asked.printed.value), asked.comparator), (len(ROUNDINGS), len(p))
        ).copy()
    low, high = np.array([_ends(asked, rule) for rule in range(len(ROUNDINGS))]).T[:, :, np.newaxis]
    open_low, open_high = np.array([0, 0, 1])[:, np.newaxis], np.array([0, 1, 0])[:, np.newaxis]
    with np.errstate(invalid="ignore"):
        above = np.where(open_low, p > low + _SAME, p >= low - _SAME)
        below = np.where(open_high, p < high - _SAME, p <= high + _SAME)
        return np.asarray(above & below)


def _beyond(p: FloatArray, value: float, comparator: Comparator) -> BoolArray:
    with np.errstate(invalid="ignore"):
        return np.asarray(
            {
                "<": p < value - _SAME,
                "<=": p <= value + _SAME,
                ">": p > value + _SAME,
                ">=": p >= value - _SAME,
                "ns": p >= _DECISION_LEVEL - _SAME,
                "~": np.abs(p - value) <= value / 10 + _SAME,
            }[comparator]
        )


def any_prints(space: Space, asked: Asked, evaluator: Evaluator, other_than: float | None = None) -> bool:
    """Return whether some specification prints one claim by ordinary rounding, slice after slice until one does.

    Specifications whose P is ``other_than``, the truth of a decoy, do not count.
    """
    for place, (start, end) in enumerate(pairwise(space.starts)):
        p = _slice_p(space, place, asked.target, evaluator, np.ones(end - start, dtype=bool))
        found = prints(p, asked)[0]
        if other_than is not None:
            found &= ~(np.abs(p - other_than) <= 10 * _SAME)
        if found.any():
            return True
    return False


def joint(space: Space, claims: Sequence[Asked], evaluator: Evaluator, left: BoolArray | None = None) -> BoolArray:
    """Return which specifications print every claim, shape (rounding rules, tests).

    Claims about few units come first, and only what still stands is evaluated for the next. ``left`` says what the
    lattice leaves to search; without it everything is searched.
    """
    standing = np.ones((len(ROUNDINGS), space.tests), dtype=bool) if left is None else left.copy()
    one_p = _one_p_prints(claims)
    for each, (start, end) in zip(space.slices, pairwise(space.starts), strict=True):
        if each.division:  # one P value for every claim
            standing[:, start:end] &= one_p[:, np.newaxis]
    for asked in sorted(claims, key=lambda each: int(np.count_nonzero(each.target.units))):
        if not standing.any():
            break
        p = evaluate(space, asked.target, evaluator, np.asarray(standing.any(axis=0)))
        standing &= prints(p, asked)
    return standing


def _one_p_prints(claims: Sequence[Asked]) -> BoolArray:
    """Return, for each rounding rule, whether one P value could print every claim; yes where that is not clear."""
    grid = np.array([[_ends(asked, rule) for asked in claims if asked.comparator == "="] for rule in range(3)])
    if not grid.size:
        return np.ones(len(ROUNDINGS), dtype=bool)
    return np.asarray(grid[:, :, 0].max(axis=1) <= grid[:, :, 1].min(axis=1) + _SAME)


def _ends(asked: Asked, rule: int) -> tuple[float, float]:
    """Return the ends of what prints so: rounded, truncated, rounded up."""
    value, unit = float(asked.printed.value), float(Fraction(10) ** -asked.printed.decimals)
    return ((value - unit / 2, value + unit / 2), (value, value + unit), (value - unit, value))[rule]


def highest_printed(asked: Asked, rule: int) -> float:
    """Return the largest P value that prints as the claim does; 1 where the comparator sets no upper end."""
    if asked.comparator == "=":
        return _ends(asked, rule)[1]
    return float(asked.printed.value) if asked.comparator in {"<", "<="} else 1.0


def directions_matter(claims: Sequence[Asked]) -> bool:
    """Return whether some claim prints a P value above 1/2, as a test in the other direction than the effect gives.

    >>> from biomarker_stats.study.printed import parse_printed
    >>> target = Target(units=np.ones(3, dtype=bool))
    >>> def prints(text):
    ...     return directions_matter([Asked(id="a", printed=parse_printed(text), comparator="=", target=target)])
    >>> prints("0.4"), prints("0.5"), prints(".9985")
    (False, True, True)
    """
    return any(highest_printed(asked, rule) > 0.5 + _SAME for asked in claims for rule in range(len(ROUNDINGS)))


def information(claims: Sequence[Asked]) -> float:
    """Return how many bits the printed decimals say, were each P value evenly spread over 0 to 1."""
    return sum(asked.printed.decimals * log2(10) for asked in claims if asked.comparator == "=")


def classes(p: NDArray[np.float64], members: Sequence[int]) -> list[list[int]]:
    """Group specifications that agree on every claim; ``p`` has shape (claims, tests)."""
    groups: dict[tuple[float, ...], list[int]] = {}
    for index in members:
        key = tuple(np.round(p[:, index] / (10 * _SAME)).tolist())
        groups.setdefault(key, []).append(index)
    return list(groups.values())
