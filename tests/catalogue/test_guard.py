"""Guards of the catalogue: what every method must say about itself, run on an example, and be checked against."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalogue_data import (
    BINARY_BLOCKS,
    BINARY_DOSES,
    BLOCKS,
    CROSSED,
    FOURFOLD,
    KINDS,
    ORDERED,
    ORDERED_BLOCKS,
    PAIRED_FOURFOLD,
    PAIRS,
    PLAIN_ARMS,
    PLAIN_PAIRS,
    PROPORTION,
    SQUARE,
    STRATA,
    THREE_ARMS,
    TWO_ARMS,
    Data,
    Kind,
    run,
)

import biomarker_stats as bs
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.method import Method

TESTS = Path(__file__).parent.parent
EVERY = [pytest.param(method, id=f"{method.takes} {method.name}") for method in CATALOGUE]
_SUBJECTS = [(1, 0, 1), (2, 1, 1), (3, 2, 1), (1, 0, 2), (1, 1, 2), (2, 2, 2), (0, 0, 3), (2, 1, 3), (1, 2, 3)]
EXAMPLES: tuple[tuple[Kind, Data], ...] = (
    (PAIRS, [(0, 2, 0), (1, 2, 0), (1, 2, 1), (0, 2, 1), (0, 0, 1)]),
    (PLAIN_PAIRS, [(0, 2, 0), (1, 2, 0), (1, 2, 0), (0, 2, 0), (0, 0, 0)]),
    (TWO_ARMS, [(2, 0, 0), (1, 0, 0), (1, 1, 0), (2, 0, 1), (0, 1, 1), (1, 1, 1)]),
    (PLAIN_ARMS, [(2, 0, 0), (1, 0, 0), (2, 0, 0), (0, 1, 0), (1, 1, 0), (0, 1, 0)]),
    (THREE_ARMS, [(2, 0, 0), (1, 0, 0), (1, 1, 0), (3, 2, 0), (0, 1, 1), (1, 2, 1)]),
    (ORDERED, [(0, 0, 0), (1, 0, 0), (1, 1, 0), (3, 2, 0), (0, 1, 1), (1, 2, 1)]),
    (BINARY_DOSES, [(0, 0, 0), (1, 0, 0), (0, 0, 0), (1, 1, 0), (0, 1, 0), (1, 2, 0), (1, 2, 0)]),
    (BLOCKS, _SUBJECTS),
    (ORDERED_BLOCKS, _SUBJECTS),
    (BINARY_BLOCKS, [(min(value, 1), arm, subject) for value, arm, subject in _SUBJECTS]),
    (FOURFOLD, [[4, 0], [1, 5]]),
    (CROSSED, [[2, 1, 0], [1, 3, 2], [0, 1, 4]]),
    (PAIRED_FOURFOLD, [[2, 6], [1, 2]]),
    (SQUARE, [[2, 1, 3], [0, 1, 2], [1, 0, 1]]),
    (STRATA, [[[3, 1], [1, 4]], [[2, 1], [2, 3]]]),
    (PROPORTION, (5, 10, 0.3)),
)
"""One data set a kind: every method of that kind runs on it by its public name."""

_PREFERRED = {
    "paired": ("pairs", "paired-table"),
    "compare": ("arms", "table"),
    "trend": ("arms", "ordered-arms", "table"),
    "table": ("table", "paired-table", "strata-of-tables"),
    "proportion": ("proportion",),
}
_DEFAULT = {"paired": "signed-rank", "compare": "rank-sum", "trend": "jonckheere-terpstra", "table": "fisher"}
_LITERATURE, _TABLES = "methods/test_linear_literature.py", "methods/test_tables_methods.py"
_PUBLISHED = (_LITERATURE, "test_published_two_sided_p")
COVERED_BY: dict[tuple[str, str], tuple[str, str]] = {
    ("paired-table", "mcnemar-chi2"): ("catalogue/test_guard.py", "test_mcnemars_large_sample_tests_are_those_of_r"),
    ("paired-table", "mcnemar-chi2-corrected"): (
        "catalogue/test_guard.py",
        "test_mcnemars_large_sample_tests_are_those_of_r",
    ),
    ("paired-table", "stuart-maxwell"): (_TABLES, "test_stuart_maxwell_and_bhapkar_of_the_distance_vision_data"),
    ("paired-table", "bhapkar"): (_TABLES, "test_stuart_maxwell_and_bhapkar_of_the_distance_vision_data"),
    ("arms", "van-elteren"): ("catalogue/test_validity.py", "test_p_is_that_of_enumeration_and_valid_at_every_level"),
    ("arms", "savage"): _PUBLISHED,
    ("arms", "log-rank"): _PUBLISHED,
    ("arms", "klotz"): _PUBLISHED,
    ("arms", "squared-ranks"): _PUBLISHED,
    ("arms", "kruskal-wallis"): (_LITERATURE, "test_k_arms_against_a_million_resamples"),
    ("arms", "one-way-permutation"): (_LITERATURE, "test_k_arms_against_a_million_resamples"),
    ("ordered-arms", "jonckheere-terpstra"): (_LITERATURE, "test_jonckheere_without_ties"),
    ("arms", "friedman"): _PUBLISHED,
    ("arms", "cochran-q"): _PUBLISHED,
    ("ordered-arms", "page"): (_LITERATURE, "test_page_with_blocks"),
    ("ordered-arms", "spearman"): (_LITERATURE, "test_correlations_of_eight"),
    ("ordered-arms", "kendall"): (_LITERATURE, "test_correlations_of_eight"),
    ("table", "boschloo-mid-p"): ("test_reference_exact.py", "second_less_first"),
    ("table", "berger-boos"): (
        "catalogue/test_validity_unconditional.py",
        "test_p_is_a_supremum_and_valid_at_every_proportion",
    ),
    ("table", "likelihood-ratio-exact"): ("exact/test_tables_network.py", "test_p_equals_enumeration"),
    ("table", "chi2"): (_TABLES, "test_large_sample_references_are_those_of_r"),
    ("table", "chi2-corrected"): (_TABLES, "test_large_sample_references_are_those_of_r"),
    ("proportion", "wilson"): (_TABLES, "test_clopper_pearson_blaker_and_the_others"),
    ("proportion", "jeffreys"): (_TABLES, "test_clopper_pearson_blaker_and_the_others"),
    ("pairs", "paired-t"): ("methods/test_student.py", "test_paired_t_against_r"),
    ("arms", "student-t"): ("methods/test_student.py", "test_two_sample_t_against_r"),
    ("arms", "welch-t"): ("methods/test_student.py", "test_two_sample_t_against_r"),
}
"""For a method without a case in reference/exact.json: the test that holds it to a source or to enumeration."""


def called_in_reference_cases() -> Iterator[tuple[str, str]]:
    """Yield what each public call of the reference cases runs: what it takes, and its name."""
    cases = json.loads((TESTS / "reference" / "exact.json").read_text(encoding="utf-8"))["cases"]
    for call in (case["call"] for case in cases if case.get("call")):
        name = call["kwargs"].get("method", _DEFAULT.get(call["function"]))
        fitting = [method for method in CATALOGUE if method.name == name]
        preferred = _PREFERRED[call["function"]]
        chosen = min(fitting, key=lambda method: method.takes not in preferred)
        yield chosen.takes, chosen.name


def test_names_are_unique_among_methods_that_take_the_same() -> None:
    keys = [(method.takes, method.name) for method in CATALOGUE]
    assert len(keys) == len(set(keys))


def test_every_method_has_data_for_the_properties_and_an_example() -> None:
    assert set(KINDS) == {(method.takes, method.name) for method in CATALOGUE}
    assert {id(kind) for kind in KINDS.values()} == {id(kind) for kind, _ in EXAMPLES}


@pytest.mark.parametrize("method", EVERY)
def test_a_method_says_everything_about_itself(method: Method) -> None:
    for field in ("title", "null", "estimand", "ties", "zeros", "strata", "interval", "source"):
        assert getattr(method, field).strip(), field
    assert method.references
    for reference in method.references:
        assert re.search(r"[A-Z].* \(?(18|19|20)\d\d\b", reference), reference


@pytest.mark.parametrize("method", EVERY)
def test_the_docstring_gives_h0_estimand_reference_and_example(method: Method) -> None:
    text = " ".join((method.run.__doc__ or "").split())
    assert re.search(r"\bH0\b", text)
    assert re.search(r"[Ee]stimand\b", text)
    assert re.search(r"Reference(s)?:", text)
    assert re.search(r"[A-Z]\w+.*\((18|19|20)\d\d\)", text)
    assert ">>> " in text


@pytest.mark.parametrize("method", EVERY)
def test_a_method_runs_on_an_example_by_its_public_name(method: Method) -> None:
    data = next(data for kind, data in EXAMPLES if kind is KINDS[method.takes, method.name])
    result = run(method, data)
    assert (result.method, result.alternative) == (method.name, method.default_alternative)
    assert result.p_value is None or 0 < result.p_value <= 1
    assert result.reference in {"exact", "asymptotic", "parametric", "posterior"}
    assert result.title in result.summary()
    assert result.sentence().endswith(".")
    assert result.to_frame().loc[0, "method"] == method.name
    assert json.dumps(result.to_dict())
    assert method.name in bs.methods().index


@pytest.mark.parametrize("method", EVERY)
def test_a_method_has_a_reference_case(method: Method) -> None:
    key = (method.takes, method.name)
    if key in set(called_in_reference_cases()):
        assert key not in COVERED_BY
        return
    file, name = COVERED_BY[key]
    assert f"def {name}(" in (TESTS / file).read_text(encoding="utf-8")


def test_mcnemars_large_sample_tests_are_those_of_r() -> None:
    # R 4.2.2, mcnemar.test(matrix(c(794, 86, 150, 570), 2)), with and without correct = FALSE
    ratings = [[794, 150], [86, 570]]
    plain = bs.table(ratings, method="mcnemar-chi2", paired=True)
    corrected = bs.table(ratings, method="mcnemar-chi2-corrected", paired=True)
    assert plain.p_value == pytest.approx(3.09929344104522e-05, rel=1e-12)
    assert corrected.p_value == pytest.approx(4.11456228134594e-05, rel=1e-12)
