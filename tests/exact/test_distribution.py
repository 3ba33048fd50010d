"""Tails, mid-p and attainable p of a null distribution against enumeration in rational arithmetic."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.terms import TwoSided

ATOMS = st.dictionaries(st.integers(-30, 30), st.integers(1, 40), min_size=1, max_size=12)


def distribution(atoms: dict[int, int]) -> ExactDistribution:
    values = sorted(atoms)
    return ExactDistribution(np.array(values, dtype=np.int64), np.array([float(atoms[v]) for v in values]))


def two_sided(atoms: dict[int, int], observed: int, rule: TwoSided) -> tuple[Fraction, Fraction]:
    """Return (p, mid-p) by the definitions in words, in rational arithmetic."""
    total = sum(atoms.values())
    prob = {v: Fraction(w, total) for v, w in atoms.items()}
    lower = {v: sum(p for u, p in prob.items() if u <= v) for v in prob}
    upper = {v: sum(p for u, p in prob.items() if u >= v) for v in prob}
    if rule == "central":
        half = prob[observed] / 2
        mid = 2 * min(lower[observed] - half, upper[observed] - half)
        return min(Fraction(1), 2 * min(lower[observed], upper[observed])), min(Fraction(1), mid)
    mean = sum(v * p for v, p in prob.items())
    extremeness = {
        "absolute": {v: abs(v - mean) for v in prob},
        "minlike": {v: -prob[v] for v in prob},
        "blaker": {v: -min(lower[v], upper[v]) for v in prob},
    }[rule]
    here = extremeness[observed]
    p = sum(prob[v] for v in prob if extremeness[v] >= here)
    return p, p - sum(prob[v] for v in prob if extremeness[v] == here) / 2


@given(ATOMS, st.sampled_from(["absolute", "central", "minlike", "blaker"]), st.data())
def test_two_sided_p_and_mid_p_equal_enumeration(atoms: dict[int, int], rule: TwoSided, data: st.DataObject) -> None:
    observed = data.draw(st.sampled_from(sorted(atoms)))
    p, mid = two_sided(atoms, observed, rule)
    found = distribution(atoms)
    assert found.p_value(observed, "two-sided", rule) == pytest.approx(float(p), abs=1e-12)
    assert found.mid_p_value(observed, "two-sided", rule) == pytest.approx(float(mid), abs=1e-12)


@given(ATOMS, st.sampled_from(["absolute", "central", "minlike", "blaker"]))
def test_every_rule_keeps_its_level(atoms: dict[int, int], rule: TwoSided) -> None:
    found = distribution(atoms)
    every = found.all_p("two-sided", rule)
    for alpha in found.attainable_p("two-sided", rule):
        assert found.probabilities[every <= alpha].sum() <= alpha * (1 + 1e-12)


def test_one_sided_tails_and_the_smallest_attainable_p() -> None:
    found = distribution({0: 1, 1: 4, 2: 6, 3: 4, 4: 1})
    assert found.p_value(4, "greater") == 1 / 16
    assert found.p_value(4, "less") == 1
    assert found.mid_p_value(4, "greater") == 1 / 32
    assert found.p_min("two-sided") == 1 / 8
    assert found.attainable_p("two-sided").tolist() == [1 / 8, 5 / 8, 1.0]


def test_weights_that_differ_by_rounding_alone_are_one_level() -> None:
    large = 2.0**60
    found = ExactDistribution(np.array([0, 1, 2]), np.array([large, 3 * large, large * (1 + 2**-50)]))
    assert found.p_value(0, "two-sided", "minlike") == pytest.approx(0.4)


def test_a_value_that_cannot_occur_is_refused() -> None:
    with pytest.raises(ValueError, match="not an attainable value"):
        distribution({0: 1, 2: 1}).p_value(1, "greater")
