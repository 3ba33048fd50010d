"""Numbers of many digits: every permutation taken one by one in fractions, against the engine."""

from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.design.scores import exact_scores

RNG = np.random.default_rng(61)


def fractions(values: object) -> list[Fraction]:
    """What is compared: recorded decimals as they are, computed values at 12 digits of the largest."""
    scores = exact_scores(np.asarray(values))
    assert scores.integers is not None
    return [Fraction(int(k), scores.denominator) for k in scores.integers]


def share(extreme: list[bool]) -> float:
    return sum(extreme) / len(extreme)


def association_p(x: list[Fraction], y: list[Fraction], alternative: str) -> float:
    mean = sum(x) * sum(y) / len(x)
    observed = sum(a * b for a, b in zip(x, y, strict=True)) - mean
    every = [sum(a * b for a, b in zip(x, order, strict=True)) - mean for order in permutations(y)]
    if alternative == "two-sided":
        return share([abs(one) >= abs(observed) for one in every])
    return share([one >= observed if alternative == "greater" else one <= observed for one in every])


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_a_trend_over_log_doses_counts_every_permutation(alternative: str) -> None:
    y, dose = [51.2, 48.3, 60.1, 55.7, 70.2, 66.3], np.repeat(np.log10([1, 3, 10]), 2)
    frame = pd.DataFrame({"outcome": y, "dose": dose})
    found = bs.trend(frame, method="linear-by-linear", alternative=alternative, reference="exact")
    assert found.p_value == association_p(fractions(dose), fractions(y), alternative)
    assert found.estimate == pytest.approx(np.corrcoef(dose, y)[0, 1], abs=1e-12)
    assert found.statistic == pytest.approx(float(np.dot(dose, y)), rel=1e-12)
    drawn = bs.trend(
        frame,
        method="linear-by-linear",
        alternative=alternative,
        reference="monte-carlo",
        seed=3,
        n_resamples=20_000,
    )
    assert drawn.p_value == pytest.approx(found.p_value, abs=4 * (found.p_value / 20_000) ** 0.5)


def test_two_long_variables_keep_the_symmetry_of_the_distribution() -> None:
    for _ in range(10):
        x, y = RNG.normal(size=6), RNG.normal(size=6) * 1e6
        found = bs.trend(pd.DataFrame({"outcome": y, "dose": x}), method="linear-by-linear", reference="exact")
        assert found.p_value == association_p(fractions(x), fractions(y), "two-sided")
    mirrored = pd.DataFrame({"outcome": [-np.e, -np.pi / 7, 0.0, np.pi / 7, np.e], "dose": np.log([1, 2, 4, 8, 16])})
    p = bs.trend(mirrored, method="linear-by-linear", reference="exact").p_value
    assert p == association_p(fractions(mirrored["dose"]), fractions(mirrored["outcome"]), "two-sided") == 2 / 120


def test_long_variables_in_strata() -> None:
    frame = pd.DataFrame({"outcome": RNG.normal(size=7), "dose": RNG.normal(size=7), "s": list("aaaabbb")})
    found = bs.trend(frame, method="linear-by-linear", strata="s", reference="exact")
    x, y = fractions(frame["dose"]), fractions(frame["outcome"])
    sums = [
        sum(a * b for a, b in zip(x, [*one, *two], strict=True))
        for one in permutations(y[:4])
        for two in permutations(y[4:])
    ]
    mean = sum(sums) / len(sums)
    observed = sum(a * b for a, b in zip(x, y, strict=True))
    assert found.p_value == share([abs(one - mean) >= abs(observed - mean) for one in sums])


@pytest.mark.parametrize("size", [1.0, 1e17])
def test_two_arms_of_long_numbers_count_every_relabelling(size: float) -> None:
    for _ in range(20):
        n = int(RNG.integers(7, 12))
        values = RNG.normal(size=n) if size == 1 else RNG.integers(-(10**16), 10**17, n)
        arm = np.array(["A", "B"])[RNG.permutation(np.arange(n) % 2)]
        found = bs.compare(pd.DataFrame({"outcome": values, "arm": arm}), method="permutation", interval="none")
        assert found.reference == "exact"
        assert found.distribution is not None
        exact = fractions(values)
        m = int((arm == arm[0]).sum())
        mean = Fraction(m, n) * sum(exact)
        sums = [sum(exact[k] for k in places) - mean for places in combinations(range(n), m)]
        observed = sum(exact[k] for k in np.flatnonzero(arm == arm[0])) - mean
        assert found.distribution.total == len(sums)
        assert found.p_value == share([abs(one) >= abs(observed) for one in sums])


def test_twenty_full_precision_values_are_tested() -> None:
    frame = pd.DataFrame({"outcome": np.random.default_rng(5).normal(size=20), "arm": ["A", "B"] * 10})
    found = bs.compare(frame, method="permutation", interval="none")
    assert (found.reference, found.distribution.total) == ("exact", 184_756)  # type: ignore[union-attr]
    assert bs.compare(frame, method="rank-sum").reference == "exact"


def between(values: list[Fraction], labels: tuple[str, ...]) -> Fraction:
    """Σ (sum of an arm)²/n, which orders labellings as the sum of squares between arms does."""
    parts = [[value for value, own in zip(values, labels, strict=True) if own == name] for name in "abc"]
    return sum((sum(part) ** 2 / Fraction(len(part)) for part in parts), Fraction(0))


def test_three_arms_of_many_digits_are_listed_where_they_cannot_be_packed() -> None:
    for _ in range(5):
        values = (RNG.normal(size=7) * 1e4).round(5)
        frame = pd.DataFrame({"outcome": values, "arm": list("aabbccc")})
        found = bs.compare(frame, method="one-way-permutation", reference="exact")
        exact = fractions(values)
        every = [between(exact, labels) for labels in set(permutations("aabbccc"))]
        assert found.p_value == share([one >= between(exact, tuple("aabbccc")) for one in every])


def test_unsigned_integers_beyond_63_bits_do_not_become_negative() -> None:
    frame = pd.DataFrame({"outcome": np.array([2**64 - 1, 2**64 - 2, 2, 3], dtype="uint64"), "arm": list("AABB")})
    with pytest.raises(bs.ExactTooLarge, match="too long, or too far apart in size"):
        bs.compare(frame)
    assert bs.compare(frame, method="welch-t").estimate == pytest.approx(1.8446744073709552e19)
