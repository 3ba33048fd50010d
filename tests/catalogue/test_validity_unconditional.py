"""Unconditional tests: p is a supremum over the nuisance proportion, and P(p ≤ α) ≤ α at every one of them."""

import numpy as np
import pytest
from catalogue_nuisance import GRID, UNCONDITIONAL, Design, FloatArray, Unconditional

from biomarker_stats.design import Table
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result

PLANNED = [
    pytest.param(method, UNCONDITIONAL[method.takes, method.name], id=method.name)
    for method in CATALOGUE
    if (method.takes, method.name) in UNCONDITIONAL
]
_CLOSE = 2e-8  # the brute-force supremum is found on a grid


def results(method: Method, design: Design, alternative: str, rule: str | None) -> list[Result]:
    counts = np.array(design.tables, dtype=np.int64).reshape(-1, 1, 2, 2)
    interval = "none" if method.takes == "table" else None
    options = Options(alternative=alternative, two_sided=rule, interval=interval)  # type: ignore[arg-type]  # words
    return [method.run(Table(counts=table, paired=method.takes == "paired-table"), options) for table in counts]


def assert_valid(p_values: FloatArray, chances: FloatArray) -> None:
    """Assert P(p ≤ α) ≤ α at each proportion (rows of ``chances``) and each attainable α."""
    order = np.argsort(p_values)
    reached = np.cumsum(chances[:, order], axis=1)
    last = np.append(np.diff(p_values[order]) > 1e-9, True)
    assert (reached[:, last] <= p_values[order][last] + 1e-9).all()


@pytest.mark.parametrize(("method", "plan"), PLANNED)
def test_p_is_a_supremum_and_valid_at_every_proportion(method: Method, plan: Unconditional) -> None:
    for design in plan.designs():
        chances = design.chances(GRID)
        for alternative, rule in plan.questions(design):
            found = results(method, design, alternative, rule)
            p = np.array([result.p_value for result in found])
            assert_valid(p, chances)
            expected, expected_mid = plan.p_values(design, alternative, rule)
            where = (alternative, rule, design.tables[int(np.argmax(np.abs(p - expected)))])
            assert np.abs(p - expected).max() <= _CLOSE, where
            if found[0].mid_p_value is not None:
                mid = np.array([result.mid_p_value for result in found])
                assert np.abs(mid - expected_mid).max() <= _CLOSE, (alternative, rule)
            if found[0].p_min_attainable is not None:
                assert abs(found[0].p_min_attainable - p.min()) <= 1e-9, (alternative, rule, design.tables[0])
