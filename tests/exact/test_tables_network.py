"""The network algorithm and what runs on it, against enumeration of all tables in rational arithmetic."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import comb, factorial, prod

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact import network
from biomarker_stats.exact.contingency import table_evidence
from biomarker_stats.exact.margins_network import bounded_compositions
from biomarker_stats.exact.nominal_margins import exact_form_evidence, quadratic_form, random_forms
from biomarker_stats.exact.ordered_tables import Pairwise
from biomarker_stats.exact.prime_keys import PrimeKeys
from biomarker_stats.exact.random_tables import random_tables
from biomarker_stats.exact.strata_of_tables import first_cell_sum, homogeneity
from biomarker_stats.exact.strata_of_tables import product as polynomial_product


def all_tables(rows: list[int], columns: list[int]) -> Iterator[list[list[int]]]:
    if len(rows) == 1:
        yield [list(columns)]
        return
    for line in bounded_compositions(rows[0], np.array(columns)).tolist():
        for rest in all_tables(rows[1:], [c - x for c, x in zip(columns, line, strict=True)]):
            yield [line, *rest]


def ways(table: list[list[int]]) -> Fraction:
    """The probability of a table, up to a constant of its margins."""
    return Fraction(1, prod(factorial(x) for row in table for x in row))


def midranks(columns: list[int]) -> list[Fraction]:
    return [sum(columns[:j]) + Fraction(columns[j] + 1, 2) for j in range(len(columns))]


def statistic(name: str, table: list[list[int]]) -> Fraction:
    """Exact and rising with extremeness; of the likelihood ratio the exponential."""
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    if name == "probability":
        return 1 / ways(table)
    if name == "pearson":
        cells = [(x, r, c) for row, r in zip(table, rows, strict=True) for x, c in zip(row, columns, strict=True)]
        return sum((Fraction(x * x, r * c) for x, r, c in cells), Fraction(0))
    if name == "likelihood-ratio":
        return Fraction(prod(x**x for row in table for x in row))
    ranks = midranks(columns)
    sums = [sum(x * rank for x, rank in zip(row, ranks, strict=True)) for row in table]
    return sum((s * s / r for s, r in zip(sums, rows, strict=True)), Fraction(0))


tables = st.sampled_from([(2, 2), (2, 3), (3, 2), (3, 3), (2, 4), (4, 3)]).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 3), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


@pytest.mark.parametrize("name", ["probability", "pearson", "likelihood-ratio", "kruskal-wallis"])
@given(table=tables)
@settings(max_examples=40, deadline=None)
def test_p_equals_enumeration(name: str, table: list[list[int]]) -> None:
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    assume(min(rows) > 0)
    assume(min(columns) > 0)
    assume(sum(rows) <= 12)
    found = table_evidence(np.array(table), name)
    observed = statistic(name, table)
    total = above = equal = Fraction(0)
    by_value: dict[Fraction, Fraction] = {}
    for other in all_tables(rows, columns):
        weight, value = ways(other), statistic(name, other)
        total += weight
        above += weight * (value > observed)
        equal += weight * (value == observed)
        by_value[value] = by_value.get(value, Fraction(0)) + weight
    assert found.p_value == pytest.approx(float((above + equal) / total), rel=1e-11)
    assert found.mid_p_value == pytest.approx(float((above + equal / 2) / total), rel=1e-11)
    assert found.p_min == pytest.approx(float(by_value[max(by_value)] / total), rel=1e-11)


def test_published_and_peer_values() -> None:
    """R 4.2 fisher.test: Job satisfaction (Agresti, .7827) and a 5 × 5 table of 60 (.07807)."""
    job = np.array([[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]])
    assert table_evidence(job, "probability").p_value == pytest.approx(0.782684938965693, abs=1e-7)
    large = np.array([[7, 1, 2, 0, 3], [2, 4, 4, 1, 3], [1, 4, 3, 0, 0], [2, 1, 2, 2, 3], [2, 1, 2, 5, 5]])
    assert table_evidence(large, "probability").p_value == pytest.approx(0.0780701871581864, abs=1e-7)


def test_rows_columns_and_empty_lines_do_not_matter() -> None:
    table = np.array([[3, 1, 0], [1, 3, 2]])
    expected = table_evidence(table, "probability").p_value
    assert table_evidence(table.T, "probability").p_value == pytest.approx(expected, rel=1e-12)
    assert table_evidence(table[::-1, [2, 0, 1]], "probability").p_value == pytest.approx(expected, rel=1e-12)
    padded = np.array([[3, 0, 1, 0], [0, 0, 0, 0], [1, 0, 3, 2]])
    assert table_evidence(padded, "probability").p_value == pytest.approx(expected, rel=1e-12)
    assert table_evidence(np.array([[0, 4], [0, 3]]), "probability").p_value == 1.0


def test_keys_larger_than_a_machine_word() -> None:
    """Prime exponents of 40 × 6 cells overflow 62 bits: keys are then Python integers, and the p value is the same."""
    narrow, wide = PrimeKeys([1, 2, 6], most=4), PrimeKeys([1, 2, 6], most=2**40)
    assert narrow.of.dtype == np.int64
    assert wide.of.dtype == object
    assert wide.product(int(wide.of[1]) + int(wide.of[2])) == narrow.product(int(narrow.of[1] + narrow.of[2])) == 12


def test_too_many_paths_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "MOST_PATHS", 10)
    with pytest.raises(ExactTooLarge, match="monte-carlo"):
        table_evidence(np.full((4, 4), 3), "probability")


@given(table=tables)
@settings(max_examples=40, deadline=None)
def test_pairwise_distribution_equals_enumeration(table: list[list[int]]) -> None:
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    assume(0 < sum(rows) <= 12)

    def jonckheere(cells: list[list[int]]) -> Fraction:
        total = Fraction(0)
        for i, k in product(range(len(cells)), repeat=2):
            for j, m in product(range(len(columns)), repeat=2):
                if i < k:
                    total += cells[i][j] * cells[k][m] * (Fraction(1, 2) if j == m else int(j < m))
        return total

    statistic = Pairwise([np.array(table)])
    assert statistic.value == float(jonckheere(table))
    weights: dict[Fraction, Fraction] = {}
    for other in all_tables(rows, columns):
        value = jonckheere(other)
        weights[value] = weights.get(value, Fraction(0)) + ways(other)
    total = sum(weights.values())
    distribution = statistic.exact()
    assert dict(zip(distribution.support.tolist(), distribution.probabilities.tolist(), strict=True)) == {
        float(value): pytest.approx(float(weight / total), rel=1e-12) for value, weight in weights.items()
    }
    mean = sum(value * weight for value, weight in weights.items()) / total
    variance = sum((value - mean) ** 2 * weight for value, weight in weights.items()) / total
    assert statistic.moments() == (2 * mean, 4 * variance)


strata = st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=1, max_size=3)


@given(strata)
@settings(max_examples=60, deadline=None)
def test_zelen_and_sum_of_first_cells_equal_enumeration(cells: list[tuple[int, int, int, int]]) -> None:
    supports = [range(max(0, a - d), min(a + b, a + c) + 1) for a, b, c, d in cells]
    by_sum: dict[int, int] = {}
    alternatives: list[tuple[int, int]] = []
    for first in product(*supports):
        weight = prod(comb(a + b, x) * comb(c + d, a + c - x) for x, (a, b, c, d) in zip(first, cells, strict=True))
        by_sum[sum(first)] = by_sum.get(sum(first), 0) + weight
        if sum(first) == sum(a for a, _, _, _ in cells):
            alternatives.append((weight, weight))
    low, counts = first_cell_sum(cells)
    assert {low + i: count for i, count in enumerate(counts)} == by_sum
    observed = prod(comb(a + b, a) * comb(c + d, c) for a, b, c, d in cells)
    total = sum(weight for weight, _ in alternatives)
    expected = Fraction(sum(weight for weight, _ in alternatives if weight <= observed), total)
    assert homogeneity(cells).p_value == pytest.approx(float(expected), rel=1e-12)


def test_rabbits_are_those_of_r() -> None:
    """R 4.2 mantelhaen.test(Rabbits, exact = TRUE): p = .03994; Zelen by enumeration 2/27."""
    rabbits = [(0, 6, 0, 5), (3, 3, 0, 6), (6, 0, 2, 4), (5, 1, 6, 0), (2, 0, 5, 0)]
    assert homogeneity(rabbits).p_value == pytest.approx(2 / 27, rel=1e-12)


def test_polynomials_with_huge_coefficients_multiply_exactly() -> None:
    one, two = [10**40, 1, 7], [3, 0, 10**50]
    assert polynomial_product([one, two]) == [3 * 10**40, 3, 21 + 10**90, 10**50, 7 * 10**50]


def test_random_tables_keep_margins_and_follow_the_hypergeometric_law() -> None:
    table = np.array([[2, 1, 1], [0, 3, 2]])
    sample = np.concatenate(list(random_tables(table, 20_000, np.random.default_rng(7))))
    assert (sample.sum(axis=1) == table.sum(axis=0)).all()
    assert (sample.sum(axis=2) == table.sum(axis=1)).all()
    share = float((sample[:, 0, 0] == 2).mean())
    assert share == pytest.approx(comb(7, 2) / comb(9, 4), abs=0.012)  # 3.5 standard errors


square = st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=3, max_size=3)


@given(square)
@settings(max_examples=40, deadline=None)
def test_stuart_maxwell_equals_enumeration(table: list[list[int]]) -> None:
    """The form is d'S⁻d with numpy's pseudo-inverse; every outcome of the pairs above the diagonal is enumerated."""
    counts = np.array(table)
    joint = counts + counts.T
    covariance = np.diag(joint.sum(axis=1) - np.diag(joint)) - (joint - np.diag(np.diag(joint)))

    def form(cells: np.ndarray) -> float:
        distance = cells.sum(axis=1) - cells.sum(axis=0)
        return float(distance @ np.linalg.pinv(covariance) @ distance)

    value, degrees = quadratic_form(counts)
    assert float(value) == pytest.approx(form(counts), abs=1e-9)
    assert degrees == np.linalg.matrix_rank(covariance)
    pairs = [(0, 1), (0, 2), (1, 2)]
    p = 0.0
    for above in product(*(range(joint[pair] + 1) for pair in pairs)):
        cells = np.diag(np.diag(counts)).copy()
        weight = 1.0
        for (i, j), x in zip(pairs, above, strict=True):
            cells[i, j], cells[j, i] = x, joint[i, j] - x
            weight *= comb(int(joint[i, j]), x) / 2 ** int(joint[i, j])
        p += weight * (form(cells) >= form(counts) - 1e-9)
    assert exact_form_evidence(counts).p_value == pytest.approx(min(p, 1.0), abs=1e-12)


def test_random_forms_approach_the_exact_p() -> None:
    counts = np.array([[5, 6, 1], [2, 7, 5], [1, 1, 9]])
    forms, observed = random_forms(counts, 40_000, np.random.default_rng(3))
    assert float((forms >= observed).mean()) == pytest.approx(exact_form_evidence(counts).p_value, abs=0.01)


def test_too_many_outcomes_are_refused() -> None:
    with pytest.raises(ExactTooLarge, match="asymptotic"):
        exact_form_evidence(np.full((5, 5), 50))
