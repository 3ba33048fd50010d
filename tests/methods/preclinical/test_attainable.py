"""What a design can attain: floors against enumeration, and what a t test needs against scipy's t test."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from biomarker_stats.methods.preclinical.attainable import attainable_p


@pytest.mark.parametrize(("first", "second"), [(3, 3), (4, 4), (5, 5), (3, 5), (2, 2)])
def test_the_floor_is_the_smallest_p_of_an_enumerated_permutation_test(first: int, second: int) -> None:
    """Two arms that do not overlap, values 1 … n: the share of relabellings with a difference of means as large."""
    values = np.arange(first + second, dtype=float) ** 1.5  # uneven steps, so that no other relabelling ties
    n = first + second
    observed = abs(values[second:].mean() - values[:second].mean())  # the first arm holds the largest values
    as_large = [
        abs(values[list(chosen)].mean() - np.delete(values, list(chosen)).mean()) >= observed - 1e-9
        for chosen in combinations(range(n), first)
    ]
    (found,) = attainable_p({"vehicle": first, "drug": second})
    assert found.floor == pytest.approx(np.mean(as_large))
    assert found.floor_paired is None


@pytest.mark.parametrize(("n", "floor"), [(3, 0.25), (4, 0.125)])  # 2 of the 2ⁿ sign patterns
def test_the_paired_floor(n: int, floor: float) -> None:
    assert attainable_p({"a": n, "b": n}, may_be_paired=True)[0].floor_paired == floor
    assert attainable_p({"a": n, "b": n + 1}, may_be_paired=True)[0].floor_paired is None


@pytest.mark.parametrize("level", [0.05, 0.01])
def test_the_difference_a_t_test_needs_gives_that_p(level: float) -> None:
    (found,) = attainable_p({"vehicle": 3, "drug": 4})
    result = stats.ttest_ind_from_stats(found.needed[level], 1.0, 4, 0.0, 1.0, 3, equal_var=True)
    assert result.pvalue == pytest.approx(level, rel=1e-9)


def test_one_unit_an_arm_leaves_no_variance() -> None:
    (found,) = attainable_p({"vehicle": 1, "drug": 1})
    assert found.floor == 1.0
    assert found.needed[0.05] == np.inf
