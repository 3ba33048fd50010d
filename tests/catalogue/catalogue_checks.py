"""The p value of every data set of an orbit by its definition, in whole numbers, and what must hold of it."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from biomarker_stats.methods.result import Result

Number = Fraction | float | int
_NEAR = 1e-9  # statistics in floating point that differ by less are tied
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Side:
    """One question to a test: the alternative, and for a two-sided one the rule (None: the test has no direction)."""

    alternative: str = "two-sided"
    rule: str | None = "absolute"

    def options(self) -> dict[str, str | None]:
        return {"alternative": self.alternative, "two_sided": self.rule if self.alternative == "two-sided" else None}


OMNIBUS = Side(rule=None)
GREATER, LESS = Side("greater"), Side("less")
ABSOLUTE, CENTRAL, MINLIKE, BLAKER = (Side(rule=rule) for rule in ("absolute", "central", "minlike", "blaker"))
ONE_EACH = (ABSOLUTE, GREATER, LESS)
EVERY = (*ONE_EACH, CENTRAL, MINLIKE, BLAKER)


def whole(numbers: Sequence[Number]) -> Sequence[int] | Sequence[float]:
    """Return rational numbers as integers over their common denominator; floats stay floats."""
    if any(isinstance(number, float) for number in numbers):
        return [float(number) for number in numbers]
    common = math.lcm(*(number.denominator for number in numbers if isinstance(number, Fraction)))
    return [int(number * common) for number in numbers]


def places(values: Sequence[float]) -> list[int]:
    """Return the rank of each value among the distinct ones, from 0; floats closer than rounding are one value."""
    distinct = sorted(set(values))
    near = _NEAR if isinstance(distinct[0], float) else 0
    steps = [0, *(int(high - low > near) for low, high in itertools.pairwise(distinct))]
    place = dict(zip(distinct, itertools.accumulate(steps), strict=True))
    return [place[value] for value in values]


def tails(keys: Sequence[float], weights: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return, for each key, the weight of all keys at least as large, and that of its equals."""
    place = places(keys)
    atoms = [0] * (max(place) + 1)
    for k, weight in zip(place, weights, strict=True):
        atoms[k] += weight
    above = list(itertools.accumulate(reversed(atoms)))[::-1]
    return [above[k] for k in place], [atoms[k] for k in place]


def enumerated(
    statistic: Sequence[float], weights: Sequence[int], side: Side
) -> tuple[Sequence[float], Sequence[float]]:
    """Return the p and mid-p value of each outcome of an orbit, from its definition."""
    total = sum(weights)
    if side == CENTRAL:
        upper, atoms = tails(statistic, weights)
        lower, _ = tails([-t for t in statistic], weights)
        smaller = [2 * min(u, v) for u, v in zip(upper, lower, strict=True)]
        mid = [tail - atom for tail, atom in zip(smaller, atoms, strict=True)]
        return [min(tail / total, 1.0) for tail in smaller], [min(tail / total, 1.0) for tail in mid]
    tail, equal = tails(extremeness(statistic, weights, side), weights)
    return [t / total for t in tail], [(2 * t - e) / (2 * total) for t, e in zip(tail, equal, strict=True)]


def extremeness(statistic: Sequence[float], weights: Sequence[int], side: Side) -> Sequence[float]:
    """Return what orders the outcomes from least to most extreme."""
    if side.alternative == "less":
        return [-t for t in statistic]
    if side.alternative == "greater" or side.rule is None:
        return statistic
    if side.rule == "absolute":
        total = sum(weights)
        centre = sum(t * w for t, w in zip(statistic, weights, strict=True))
        exact = isinstance(centre, int)
        return [abs(t * total - centre) if exact else abs(t - centre / total) for t in statistic]
    upper, atoms = tails(statistic, weights)
    if side.rule == "minlike":
        return [-atom for atom in atoms]
    lower, _ = tails([-t for t in statistic], weights)
    return [-min(u, v) for u, v in zip(upper, lower, strict=True)]


def check(
    results: Sequence[Result],
    statistic: Sequence[Number],
    chances: Sequence[Number],
    side: Side,
    data: Sequence[object],
) -> None:
    """Check an orbit: p, mid-p and smallest p are those of enumeration, and P(p ≤ α) ≤ α at every attainable α."""
    weights = [int(weight) for weight in whole(chances)]
    expected, expected_mid = enumerated(whole(statistic), weights, side)
    least = min(expected)
    for result, p, mid_p, given in zip(results, expected, expected_mid, data, strict=True):
        where = (result.method, side, given)
        found = (result.p_value, result.mid_p_value, result.p_min_attainable)
        for name, value, right in zip(("p", "mid-p", "smallest p"), found, (p, mid_p, least), strict=True):
            if value is None and name != "p":
                continue
            assert value is not None, where
            assert abs(value - right) <= _ROUNDING, f"{where}: {name} is {value}, by enumeration {right}"
    assert_valid([result.p_value or 0.0 for result in results], weights, (results[0].method, side, data[0]))


def assert_valid(p_values: Sequence[float], weights: Sequence[float], where: object) -> None:
    """Assert that P(p ≤ α) ≤ α at every attainable α, p values that differ by rounding being one value."""
    total, reached = sum(weights), 0.0
    found = sorted(zip(p_values, weights, strict=True), key=lambda pair: pair[0])
    for (p, weight), (following, _) in zip(found, [*found[1:], (2.0, 0)], strict=True):
        reached += weight
        if following - p > _ROUNDING:
            assert reached / total <= p + _ROUNDING, f"{where}: P(p <= {p}) = {reached / total}"
