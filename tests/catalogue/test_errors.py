"""Input that cannot be right is a typed error that names the remedy; data that cannot vary are p = 1 with a note."""

import itertools
import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from catalogue_data import ARMS, KINDS, PAIRED_FOURFOLD, PLAIN_ARMS, SQUARE, TWO_ARMS, Data, run, sides
from catalogue_degenerate import CANNOT_VARY, ONE_UNIT
from catalogue_nuisance import UNCONDITIONAL

import biomarker_stats as bs
from biomarker_stats.errors import DataError, MethodMismatch, UnknownMethod, UsageError
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.method import Method

EVERY = [pytest.param(method, id=f"{method.takes} {method.name}") for method in CATALOGUE]
_FRAMES = ("pairs", "arms", "ordered-arms")
_TABLES = ("table", "paired-table", "strata-of-tables")
PAIRS_FRAME = pd.DataFrame({"before": [0, 1, 0, 2], "after": [1, 1, 2, 2]})
ARMS_FRAME = pd.DataFrame({"outcome": [0, 1, 1, 0, 1], "arm": ["x", "x", "y", "y", "y"]})
DOSES_FRAME = pd.DataFrame({"outcome": [0, 1, 1, 0, 1], "dose": [0, 0, 1, 1, 2]})
CALLS: dict[str, Callable[..., bs.Result]] = {
    "paired": lambda **options: bs.paired(PAIRS_FRAME, **options),
    "compare": lambda **options: bs.compare(ARMS_FRAME, **options),
    "trend": lambda **options: bs.trend(DOSES_FRAME, **options),
    "table": lambda **options: bs.table([[4, 0], [1, 5]], **options),
    "paired table": lambda **options: bs.table([[4, 0], [1, 5]], paired=True, **options),
    "proportion": lambda **options: bs.proportion(3, 9, **options),
}
FITTING = {
    "paired": ("pairs", "paired-table"),
    "compare": ("arms", "table", "strata-of-tables"),
    "trend": ("arms", "ordered-arms", "table", "strata-of-tables"),
    "table": ("table", "strata-of-tables", "arms", "ordered-arms"),
    "paired table": ("paired-table",),
    "proportion": ("proportion",),
}
"""What the data of each call can be made into."""


def takes_only(*takes: str) -> list[Any]:
    return [param for param in EVERY if param.values[0].takes in takes]


def example(method: Method) -> Data:
    """Return data on which the method runs."""
    rows = {
        "pairs": [(0, 1, 0), (1, 2, 0), (2, 0, 0)],
        "proportion": (3, 9, 0.5),
    }
    if method.takes in rows:
        return rows[method.takes]
    if method.takes in _FRAMES:
        return [(value, arm, subject) for subject in range(3) for arm, value in ((0, 1), (1, 0), (2, 1))]
    size = 3 if KINDS[method.takes, method.name] is SQUARE else 2
    return [[k + row for k in range(size)] for row in range(size)]


@pytest.mark.parametrize("call", CALLS)
def test_an_unknown_method_suggests_the_nearest(call: str) -> None:
    for method in CATALOGUE:
        with pytest.raises(UnknownMethod, match=f"did you mean '{method.name}'"):
            CALLS[call](method=f"{method.name}s")
    with pytest.raises(UnknownMethod, match="known: sign, signed-rank"):
        CALLS[call](method="zzz")


@pytest.mark.parametrize("call", CALLS)
def test_a_method_that_does_not_fit_says_which_would(call: str) -> None:
    fitting = {method.name for method in CATALOGUE if method.takes in FITTING[call]}
    for name in {method.name for method in CATALOGUE} - fitting:
        with pytest.raises(MethodMismatch) as caught:
            CALLS[call](method=name)
        assert fitting & set(re.findall(r"[\w-]+", str(caught.value))), name


BAD_OPTIONS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"alternativ": "less"}, "no option is called 'alternativ' — did you mean 'alternative'"),
    ({"two_side": "central"}, "did you mean 'two_sided'"),
    ({"conf": 0.9}, "no option is called 'conf'"),
    ({"alternative": "bigger"}, "alternative must be one of two-sided, greater, less, got 'bigger'"),
    ({"alternative": None}, "alternative must be one of"),
    ({"two_sided": "fisher"}, "two_sided must be one of absolute, central, minlike, blaker"),
    ({"zeros": "keep"}, "zeros must be one of drop, pratt"),
    ({"ranks": "between"}, "ranks must be one of within, overall"),
    ({"reference": "bootstrap"}, "reference must be one of auto, exact"),
    ({"effect_size": "g"}, "effect_size must be one of hedges, cohen"),
    ({"confidence": 95}, "confidence must be at least 0.5 and below 1 .0.95 for 95%"),
    ({"confidence": 1.0}, "confidence must be"),
    ({"confidence": math.nan}, "confidence must be"),
    ({"n_resamples": 0}, "n_resamples must be between"),
)


@pytest.mark.parametrize("method", EVERY)
def test_a_bad_option_is_a_usage_error_with_the_choices(method: Method) -> None:
    for options, words in BAD_OPTIONS:
        with pytest.raises(UsageError, match=words):
            run(method, example(method), **options)


BAD_CELLS: tuple[tuple[Any, str, str], ...] = (
    (math.nan, "row 2.*is missing", "missing='drop'"),
    (None, "row 2.*is missing", "missing='drop'"),
    (math.inf, "row 2.*'inf' is not finite", "give a finite number"),
    (-math.inf, "row 2.*'-inf' is not finite", "give a finite number"),
    ("+", "row 2.*'\\+' is not a number", "scale="),
)


@pytest.mark.parametrize("method", takes_only(*_FRAMES))
def test_a_cell_that_is_no_number_is_named(method: Method) -> None:
    for bad, words, remedy in BAD_CELLS:
        rows = [tuple(row) for row in example(method)]
        rows[1] = (bad, *rows[1][1:])
        with pytest.raises(DataError, match=words) as caught:
            run(method, rows)
        assert len(caught.value.violations) == 1
        assert remedy in caught.value.violations[0].remedy


@pytest.mark.parametrize("method", takes_only(*_TABLES))
def test_a_cell_that_is_no_count_is_named(method: Method) -> None:
    for bad in (-1, 1.5, math.nan, math.inf, None, "two"):
        counts = example(method)
        counts[0][1] = bad
        with pytest.raises(DataError, match="whole numbers from 0 up"):
            run(method, counts)


@pytest.mark.parametrize("method", takes_only(*_TABLES))
def test_what_is_no_table_is_a_data_error(method: Method) -> None:
    for bad in ([], [[]], [[1, 2]], [[1], [2]], [[1, 2], [3]], 7):
        with pytest.raises(DataError, match="table"):
            run(method, bad)


@pytest.mark.parametrize("method", takes_only("proportion"))
def test_what_is_no_count_of_successes_is_a_data_error(method: Method) -> None:
    for data in ((-1, 9), (10, 9), (0, 0), (1.5, 9), (3, 9.0), (math.nan, 9), (True, 9), ("3", 9)):
        with pytest.raises(DataError, match="0 ≤ successes ≤ n and n ≥ 1"):
            run(method, (*data, 0.5))


@pytest.mark.parametrize("null", [0, 1, -0.2, 1.5, math.nan])
def test_a_null_proportion_outside_0_to_1_is_a_usage_error(null: float) -> None:
    with pytest.raises(UsageError, match="null must lie between 0 and 1"):
        bs.proportion(3, 9, null=null)


@pytest.mark.parametrize("method", takes_only(*_FRAMES))
def test_no_units_at_all_is_a_data_error(method: Method) -> None:
    frames = {
        "pairs": lambda: bs.paired(PAIRS_FRAME[:0], method=method.name),
        "arms": lambda: bs.compare(ARMS_FRAME[:0], method=method.name),
        "ordered-arms": lambda: bs.trend(DOSES_FRAME[:0], method=method.name),
    }
    with pytest.raises(DataError, match="no rows"):
        frames[method.takes]()


@pytest.mark.parametrize("method", takes_only("arms"))
def test_a_wrong_number_of_arms_names_the_remedy(method: Method) -> None:
    with pytest.raises(DataError, match=r"one arm only .* at least two arms"):
        bs.compare(ARMS_FRAME[:2], method=method.name)
    if KINDS[method.takes, method.name] in (TWO_ARMS, PLAIN_ARMS):
        three = [(value, arm, 0) for value in range(3) for arm in range(3)]
        with pytest.raises(MethodMismatch, match=r"two arms .* got x 3, y 3, z 3 — name two with arms="):
            run(method, three)
        frame = pd.DataFrame([(value, ARMS[arm]) for value, arm, _ in three], columns=["outcome", "arm"])
        chosen = bs.compare(frame, method=method.name, arms=["x", "z"])
        assert chosen.excluded == {"arm y not compared": 3}


@pytest.mark.parametrize("method", [p for p in EVERY if len(sides(p.values[0])) == 1])
def test_a_direction_asked_of_a_test_without_one_names_the_remedy(method: Method) -> None:
    for side in ("greater", "less"):
        with pytest.raises(UsageError, match=r"direction.* — .*(use|leave) "):
            run(method, example(method), alternative=side)


NO_STRATA = ("paired-t", "student-t", "welch-t", "brunner-munzel")
ONE_TABLE = [p for p in takes_only("table") if p.values[0].name != "jonckheere-terpstra"]


@pytest.mark.parametrize("method", [p for p in EVERY if p.values[0].name in NO_STRATA])
def test_strata_given_to_a_method_without_them_name_the_remedy(method: Method) -> None:
    rows = [(value, k % 2, k // 4) for k, value in enumerate((1, 2, 0, 2, 1, 0, 2, 1))]
    with pytest.raises(MethodMismatch, match="knows no strata, got 2 — use "):
        run(method, rows)


@pytest.mark.parametrize("method", [*ONE_TABLE, *takes_only("paired-table")])
def test_several_tables_given_to_a_method_for_one_name_the_remedy(method: Method) -> None:
    with pytest.raises(MethodMismatch, match=r"takes one table, got 2 strata — (use|analyse|pool)"):
        run(method, [example(method)] * 2)


@pytest.mark.parametrize("method", [p for p in EVERY if KINDS[p.values[0].takes, p.values[0].name] is PAIRED_FOURFOLD])
def test_a_larger_paired_table_names_the_method_for_it(method: Method) -> None:
    with pytest.raises(MethodMismatch, match="takes a 2 × 2 table, got 3 × 3 — use method '"):
        run(method, [[1, 2, 0], [0, 1, 1], [1, 0, 1]])


@pytest.mark.parametrize(("method", "cases"), CANNOT_VARY)
def test_data_that_cannot_vary_are_p_1_with_a_note(method: Method, cases: tuple[Data, ...]) -> None:
    for data, side in itertools.product(cases, sides(method)):
        result = run(method, data, alternative=side)
        assert result.p_value == 1
        assert any("p = 1" in note for note in result.notes), data
        if (method.takes, method.name) not in UNCONDITIONAL:
            assert result.p_min_attainable in {1.0, None}
        for name in ("estimate", "statistic", "conf_low", "conf_high", "mid_p_value"):
            value = getattr(result, name)
            assert value is None or not math.isnan(value), name


def test_brunner_munzel_of_one_unit_names_the_remedy() -> None:
    with pytest.raises(MethodMismatch, match="needs two units in each arm, got x 1, y 1 — use rank-sum"):
        PLAIN_ARMS.call("brunner-munzel", [(0, 0, 0), (1, 1, 0)])


@pytest.mark.parametrize(("method", "cases"), ONE_UNIT)
def test_one_unit_each_has_an_answer_and_says_where_p_cannot_fall(method: Method, cases: tuple[Data, ...]) -> None:
    for data, side in itertools.product(cases, sides(method)):
        result = run(method, data, alternative=side)
        assert result.p_value is None or 0 < result.p_value <= 1
        if result.p_min_attainable is not None and result.p_min_attainable == 1:
            assert any("p = 1" in note for note in result.notes)
        assert result.summary()
