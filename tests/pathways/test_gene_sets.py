"""Gene-set tests against brute force over every draw and every sign pattern."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from biomarker_stats.errors import DataError, ExactTooLarge, UsageError
from biomarker_stats.pathways.gmt import GeneSet
from biomarker_stats.pathways.over_representation import over_representation
from biomarker_stats.pathways.sign_flip_sets import set_sign_flips

MEASURED = list("ABCDEFGHI")
SETS = {"one": ["A", "B", "C", "Z"], "two": ["C", "D", "E", "F"], "three": ["I"], "none": ["X", "Y"]}


@pytest.mark.parametrize("hits", [["A", "B", "C", "D"], ["I", "E"], ["G", "H", "A"]])
@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_over_representation_equals_enumeration_of_every_draw(hits: list[str], alternative: str) -> None:
    found = over_representation(SETS, hits=hits, measured=MEASURED, alternative=alternative)  # type: ignore[arg-type]
    sign = 1 if alternative == "greater" else -1
    draws = [set(draw) for draw in combinations(MEASURED, len(hits))]
    for test in found.tests:
        observed = sign * len(set(hits) & set(SETS[test.name]))
        drawn = [sign * len(draw & set(SETS[test.name])) for draw in draws]
        extreme = [d for d in drawn if d >= observed]
        assert test.p_value == pytest.approx(len(extreme) / len(draws), rel=1e-12)
        assert test.mid_p_value == pytest.approx((len(extreme) - drawn.count(observed) / 2) / len(draws), rel=1e-12)
        assert test.p_min_attainable == pytest.approx(drawn.count(max(drawn)) / len(draws), rel=1e-12)
        assert test.expected == pytest.approx(abs(sum(drawn)) / len(draws), rel=1e-12)
    assert found.excluded == {"none": "none of its genes was measured"}
    assert [(t.name, t.size, t.measured) for t in found.tests] == [("one", 4, 3), ("two", 4, 4), ("three", 1, 1)]


def test_the_discrete_adjustment_spends_nothing_on_sets_that_cannot_be_small() -> None:
    hits = ["A", "B", "C"]
    found = over_representation(SETS, hits=hits, measured=MEASURED)
    # one of the 84 draws of 3 of 9 holds A, B and C; set "two" can reach 4/84 and "three" 28/84, both above 1/84
    assert found.tests[0].p_value == pytest.approx(1 / 84)
    assert found.tests[0].p_adjusted == pytest.approx(1 / 84)
    holm = over_representation(SETS, hits=hits, measured=MEASURED, adjustment="holm")
    assert holm.tests[0].p_adjusted == pytest.approx(3 / 84)


def brute_force(frame: pd.DataFrame, genes: list[str], direction: str) -> tuple[float, float, float]:
    """Count sign patterns in whole numbers; ranks by counting, doubled, zeros and empty cells without any."""
    rows = []
    for gene in genes:
        cells = [0.0 if np.isnan(v) else float(v) for v in frame.loc[gene]]
        used = [abs(v) for v in cells if v]
        doubled = {a: 2 * sum(u < a for u in used) + sum(u == a for u in used) + 1 for a in set(used)}
        rows.append([0 if not v else int(np.sign(v)) * doubled[abs(v)] for v in cells])

    def statistic(signs: tuple[int, ...]) -> int:
        sums = [sum(s * r for s, r in zip(signs, row, strict=True)) for row in rows]
        if direction == "any":
            return sum(s * s for s in sums)
        total = sum(sums)
        return {"same": abs(total), "up": total, "down": -total}[direction]

    values = [statistic(signs) for signs in product((1, -1), repeat=frame.shape[1])]
    observed = values[0]
    extreme = sum(v >= observed for v in values)
    return (
        extreme / len(values),
        (extreme - values.count(observed) / 2) / len(values),
        values.count(max(values)) / len(values),
    )


@pytest.mark.parametrize("direction", ["any", "same", "up", "down"])
def test_the_sign_flip_test_equals_enumeration(direction: str) -> None:
    generator = np.random.default_rng(7)
    frame = pd.DataFrame(generator.integers(-3, 6, (6, 7)).astype(float), index=list("ABCDEF"))
    frame.iloc[1, 2] = np.nan
    sets = {"first": list("ABC"), "second": list("CDEF"), "single": ["A"]}
    found = set_sign_flips(frame, sets=sets, direction=direction)  # type: ignore[arg-type]
    for test in found.tests:
        expected = brute_force(frame, sets[test.name], direction)
        assert (test.p_value, test.mid_p_value, test.p_min_attainable) == pytest.approx(expected, rel=1e-12)
    assert found.n_arrangements == 128
    assert any("1 empty cells count 0" in note for note in found.notes)


def test_ten_patients_are_exact_and_a_set_of_one_gene_is_the_signed_rank_test() -> None:
    from scipy.stats import wilcoxon

    differences = np.array([1.5, 2.5, -0.5, 4.0, 5.0, 3.0, -2.0, 7.0, 6.0, 8.0])
    found = set_sign_flips(pd.DataFrame([differences], index=["A"]), sets={"a": ["A"]})
    assert found.reference == "exact"
    assert found.tests[0].p_value == pytest.approx(wilcoxon(differences, method="exact").pvalue)


def test_monte_carlo_is_seeded_adds_one_and_is_near_the_exact_p() -> None:
    frame = pd.DataFrame(np.random.default_rng(3).normal(0.6, 1, (5, 12)), index=list("ABCDE"))
    options = {"sets": {"s": list("ABCDE")}, "reference": "monte-carlo", "n_resamples": 9_999}
    one, two = (set_sign_flips(frame, seed=5, **options) for _ in range(2))  # type: ignore[arg-type]
    exact = set_sign_flips(frame, sets={"s": list("ABCDE")}, reference="exact")
    assert one == two
    assert (one.tests[0].p_value * 10_000) == pytest.approx(round(one.tests[0].p_value * 10_000))
    error = (exact.tests[0].p_value / 10_000) ** 0.5
    assert abs(one.tests[0].p_value - exact.tests[0].p_value) < 5 * error + 1e-4
    with pytest.raises(UsageError, match=r"'dbh' needs the p values a set can attain.* use holm, hochberg, bh"):
        set_sign_flips(frame, adjustment="dbh", **options)  # type: ignore[arg-type]
    assert any("holm instead of tarone-holm" in note for note in one.notes)


def test_the_level_holds_over_every_sign_pattern() -> None:
    frame = pd.DataFrame(np.random.default_rng(11).normal(size=(4, 5)), index=list("ABCD"))
    p = []
    for signs in product((1, -1), repeat=5):
        flipped = frame * np.array(signs)
        p.append(set_sign_flips(flipped, sets={"s": list("ABCD")}).tests[0].p_value)
    for level in sorted(set(p)):
        assert sum(value <= level for value in p) / 32 == pytest.approx(level)


def test_bad_input_is_named() -> None:
    with pytest.raises(DataError, match="'Q' is a hit that was not measured"):
        over_representation(SETS, hits=["Q"], measured=MEASURED)
    with pytest.raises(DataError, match="'A' is measured twice"):
        over_representation(SETS, hits=["A"], measured=[*MEASURED, "A"])
    with pytest.raises(DataError, match="no gene of any set was measured"):
        over_representation({"x": ["Q"]}, hits=["A"], measured=MEASURED)
    with pytest.raises(DataError, match="'s' is a set given as one text"):
        over_representation({"s": "ABC"}, hits=["A"], measured=MEASURED)
    with pytest.raises(DataError, match="'s' names two sets"):
        over_representation([GeneSet("s", "", ("A",))] * 2, hits=["A"], measured=MEASURED)
    with pytest.raises(DataError, match="no gene sets were given"):
        over_representation({}, hits=["A"], measured=MEASURED)
    text = pd.DataFrame({"one": [1.0], "two": ["x"]}, index=["A"])
    with pytest.raises(DataError, match=r"row 1 \(A\), column two: 'x' is no finite number"):
        set_sign_flips(text, sets={"s": ["A"]})
    for seed in (-1, 1.5, True):
        with pytest.raises(UsageError, match="seed must be a whole number, 0 or more, got"):
            set_sign_flips(text, sets={"s": ["A"]}, seed=seed)  # type: ignore[arg-type]
    with pytest.raises(DataError, match=r"row 1 \(A\), column 1: 'inf' is no finite number"):
        set_sign_flips(pd.DataFrame([[1.0, np.inf]], index=["A"]), sets={"s": ["A"]})
    with pytest.raises(DataError, match="'A' is measured twice"):
        set_sign_flips(pd.DataFrame([[1.0], [2.0]], index=["A", "A"]), sets={"s": ["A"]})
    wide = pd.DataFrame(np.ones((1, 21)), index=["A"])
    with pytest.raises(ExactTooLarge, match="choose the reference 'monte-carlo'"):
        set_sign_flips(wide, sets={"s": ["A"]}, reference="exact")
    with pytest.raises(UsageError, match="direction must be one of any, same, up, down, got 'upp'"):
        set_sign_flips(wide, sets={"s": ["A"]}, direction="upp")  # type: ignore[arg-type]


def test_genes_and_differences_of_another_kind_are_refused() -> None:
    with pytest.raises(UsageError, match="must be lists of genes, got one text"):
        over_representation(SETS, hits="A", measured=MEASURED)
    for wrong in ([[1.0, 2.0]], np.ones((1, 2)), pd.Series([1.0])):
        with pytest.raises(UsageError, match="must be a DataFrame"):
            set_sign_flips(wrong, sets={"s": ["A"]})  # type: ignore[arg-type]


def test_one_patient_and_silent_genes_are_tested_honestly() -> None:
    one = set_sign_flips(pd.DataFrame([[3.0], [1.0]], index=["A", "B"]), sets={"s": ["A", "B"]})
    assert (one.tests[0].p_value, one.tests[0].p_min_attainable) == (1.0, 1.0)
    silent = set_sign_flips(pd.DataFrame([[0.0, 0.0], [np.nan, np.nan]], index=["A", "B"]), sets={"s": ["A", "B"]})
    assert silent.tests[0].p_value == 1.0
    assert "without any change, so without weight: A, B" in silent.notes
