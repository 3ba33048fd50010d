"""Validity by exhaustion: on every small data set p is that of enumeration, and P(p ≤ α) ≤ α at every attainable α."""

import pytest
from catalogue_checks import check
from catalogue_exhaustion import PLANS, Exhaustion

from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options

PLANNED = [
    pytest.param(method, plan, id=f"{method.takes} {method.name} {k}")
    for method in CATALOGUE
    for k, plan in enumerate(PLANS.get((method.takes, method.name), ()))
]
_NO_INTERVAL = ("pairs", "arms", "ordered-arms")


@pytest.mark.parametrize(("method", "plan"), PLANNED)
def test_p_is_that_of_enumeration_and_valid_at_every_level(method: Method, plan: Exhaustion) -> None:
    interval = "none" if method.takes in _NO_INTERVAL else None
    for orbit in plan.orbits():
        data, weights = [case for case, _ in orbit], [weight for _, weight in orbit]
        problems = [plan.problem(case) for case in data]
        statistic = [plan.statistic(case) for case in data] if plan.statistic else [-weight for weight in weights]
        for side in plan.sides:
            options = Options(interval=interval, **plan.options, **side.options())
            check([method.run(problem, options) for problem in problems], statistic, weights, side, data)
