"""Validity by exhaustion: on every small data set p is that of enumeration, and P(p ≤ α) ≤ α at every attainable α."""

import itertools
from fractions import Fraction

import pytest
from catalogue_checks import CENTRAL, GREATER, LESS, ONE_EACH, check, enumerated
from catalogue_exhaustion import PLANS, Exhaustion, Key, binomial_orbits
from catalogue_nuisance import UNCONDITIONAL
from catalogue_orbits import as_arms, orbits, written_out
from catalogue_statistics import midranks

from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.proportion import mid_p
from biomarker_stats.methods.scale_tests import squared_ranks

NOT_EXACT: tuple[tuple[Key, str], ...] = (
    (("pairs", "paired-t"), "parametric: a normal model"),
    (("arms", "student-t"), "parametric: a normal model"),
    (("arms", "welch-t"), "parametric: a normal model"),
    (("paired-table", "mcnemar-chi2"), "asymptotic: normal approximation"),
    (("paired-table", "mcnemar-chi2-corrected"), "asymptotic: normal approximation"),
    (("table", "chi2"), "asymptotic: chi-square approximation"),
    (("table", "chi2-corrected"), "asymptotic: chi-square approximation"),
    (("proportion", "wilson"), "asymptotic: normal approximation"),
    (("proportion", "jeffreys"), "a posterior interval without a p value"),
    (("proportion", "mid-p"), "mid-p: its level is held on average only"),
    (("arms", "squared-ranks"), "exact for the distances as they are, but the arms' means are estimated"),
)
PLANNED = [
    pytest.param(method, plan, id=f"{method.takes} {method.name} {k}")
    for method in CATALOGUE
    for k, plan in enumerate(PLANS.get((method.takes, method.name), ()))
]
_NO_INTERVAL = ("pairs", "arms", "ordered-arms")


def test_every_method_is_exhausted_or_says_why_it_is_not_exact() -> None:
    known = {*PLANS, *UNCONDITIONAL, *dict(NOT_EXACT)}
    assert {(method.takes, method.name) for method in CATALOGUE} == known


@pytest.mark.parametrize(("method", "plan"), PLANNED)
def test_p_is_that_of_enumeration_and_valid_at_every_level(method: Method, plan: Exhaustion) -> None:
    interval = "none" if method.takes in _NO_INTERVAL else None
    for orbit in plan.orbits():
        data, weights = [case for case, _ in orbit], [weight for _, weight in orbit]
        problems = [plan.problem(case) for case in data]
        statistic = [plan.statistic(case) for case in data] if plan.statistic else [-weight for weight in weights]
        for side in plan.sides:
            options = Options(interval=interval, **plan.options, **side.options())  # type: ignore[arg-type]  # words
            check([method.run(problem, options) for problem in problems], statistic, weights, side, data)


def test_the_mid_p_test_of_a_proportion_is_its_definition() -> None:
    for orbit in binomial_orbits():
        weights = [int(weight * 10**8) for _, weight in orbit]
        for side in (CENTRAL, GREATER, LESS):
            _, expected = enumerated(range(len(orbit)), weights, side)
            for (problem, _), p in zip(orbit, expected, strict=True):
                found = mid_p(problem, Options(**side.options())).p_value  # type: ignore[arg-type]  # words
                assert found == pytest.approx(p, abs=1e-12), (problem, side)


@pytest.mark.parametrize("sizes", [(2, 2), (3, 2), (3, 3)])
def test_squared_ranks_shuffle_the_distances_as_they_are(sizes: tuple[int, int]) -> None:
    for data in (case for orbit in orbits([sizes], 3) for case, _ in orbit):
        values, arm, _ = written_out(data)
        means = [Fraction(sum(values[: sizes[0]]), sizes[0]), Fraction(sum(values[sizes[0] :]), sizes[1])]
        scores = [rank**2 for rank in midranks([abs(v - means[own]) for v, own in zip(values, arm, strict=True)])]
        statistic = [sum(chosen) for chosen in itertools.combinations(scores, sizes[0])]
        for side in ONE_EACH:
            expected, _ = enumerated([int(4 * s) for s in statistic], [1] * len(statistic), side)
            found = squared_ranks(as_arms(data), Options(**side.options())).p_value  # type: ignore[arg-type]  # words
            assert found == pytest.approx(expected[0], abs=1e-12), (data, side)
