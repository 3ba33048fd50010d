"""The p value of every data set of an orbit by its definition, in rational arithmetic, and what must hold of it."""

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


def _as_is(weight: Number) -> Number:
    return Fraction(weight) if isinstance(weight, int) else weight


def places(values: Sequence[Number]) -> list[int]:
    """Return the rank of each value among the distinct ones, from 0; floats closer than rounding are one value."""
    order = sorted(range(len(values)), key=lambda k: values[k])
    found, place = [0] * len(values), 0
    for before, k in zip([order[0], *order], order, strict=False):
        near = _NEAR if isinstance(values[k], float) or isinstance(values[before], float) else 0
        place += bool(values[k] != values[before] and values[k] - values[before] > near)
        found[k] = place
    return found


def tails(keys: Sequence[Number], weights: Sequence[Number]) -> tuple[list[Number], list[Number]]:
    """Return, for each key, the weight of all keys at least as large, and that of its equals."""
    place = places(keys)
    atoms: list[Number] = [0] * (max(place) + 1)
    for k, weight in zip(place, weights, strict=True):
        atoms[k] += weight
    above = [sum(atoms[k:]) for k in range(len(atoms))]
    return [above[k] for k in place], [atoms[k] for k in place]


def enumerated(
    statistic: Sequence[Number], weights: Sequence[Number], side: Side
) -> tuple[list[Fraction], list[Fraction]]:
    """Return the p and mid-p value of each outcome of an orbit, from its definition."""
    total = sum(map(Fraction, weights))
    upper, atoms = tails(statistic, weights)
    lower, _ = tails([-t for t in statistic], weights)
    if side == CENTRAL:
        doubled = [2 * Fraction(min(u, v)) / total for u, v in zip(upper, lower, strict=True)]
        mid = [tail - Fraction(atom) / total for tail, atom in zip(doubled, atoms, strict=True)]
        return [min(q, Fraction(1)) for q in doubled], [min(q, Fraction(1)) for q in mid]
    if side.alternative != "two-sided" or side.rule is None:
        keys = [-t for t in statistic] if side.alternative == "less" else list(statistic)
    elif side.rule == "absolute":
        mean = sum(t * w for t, w in zip(statistic, weights, strict=True)) / sum(map(_as_is, weights))
        keys = [abs(t - mean) for t in statistic]
    elif side.rule == "minlike":
        keys = [-atom for atom in atoms]
    else:
        keys = [-min(u, v) for u, v in zip(upper, lower, strict=True)]
    tail, equal = tails(keys, weights)
    return (
        [Fraction(t) / total for t in tail],
        [(Fraction(t) - Fraction(e) / 2) / total for t, e in zip(tail, equal, strict=True)],
    )


def check(
    results: Sequence[Result], statistic: Sequence[Number], weights: Sequence[Number], side: Side, data: Sequence[object]
) -> None:
    """Check an orbit: p, mid-p and smallest p are those of enumeration, and P(p ≤ α) ≤ α at every attainable α."""
    expected, expected_mid = enumerated(statistic, weights, side)
    least = float(min(expected))
    for result, p, mid_p, given in zip(results, expected, expected_mid, data, strict=True):
        where = (result.method, side, given)
        assert result.p_value is not None, where
        assert abs(result.p_value - p) <= _ROUNDING, (*where, result.p_value, p)
        if result.mid_p_value is not None:
            assert abs(result.mid_p_value - mid_p) <= _ROUNDING, (*where, "mid-p", result.mid_p_value, mid_p)
        if result.p_min_attainable is not None:
            assert abs(result.p_min_attainable - least) <= _ROUNDING, (*where, "p_min", result.p_min_attainable, least)
    assert_valid([result.p_value or 0.0 for result in results], weights, (results[0].method, side, data[0]))


def assert_valid(p_values: Sequence[float], probabilities: Sequence[Number], where: object) -> None:
    """Assert that P(p ≤ α) ≤ α at every attainable α, p values that differ by rounding being one value."""
    total, reached = sum(probabilities), Fraction(0)
    found = sorted(zip(p_values, probabilities, strict=True), key=lambda pair: pair[0])
    for k, (p, weight) in enumerate(found):
        reached += Fraction(weight)
        if k + 1 == len(found) or found[k + 1][0] - p > _ROUNDING:
            assert reached / Fraction(total) <= Fraction(p) + Fraction(_ROUNDING), (where, "P(p <= alpha) > alpha", p)
