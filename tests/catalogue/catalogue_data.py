"""Small random data sets for every method of the catalogue, and the public call that runs a method on one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from hypothesis import strategies as st

import biomarker_stats as bs
from biomarker_stats.methods.method import Method

Data = Any  # rows of a frame, nested lists of counts, or (successes, n, null)
Call = Callable[..., bs.Result]

ARMS = ["x", "y", "z"]
DOSES = [0.5, 2.0, 3.5]


@dataclass(frozen=True)
class Kind:
    """What a method is given: random data sets, the public call, and the same data with the arms exchanged."""

    data: st.SearchStrategy[Data]
    call: Call
    mirrored: Callable[[Data], Data]


def call_pairs(method: str, rows: Data, **options: Any) -> bs.Result:
    frame = pd.DataFrame(rows, columns=["before", "after", "stratum"])
    return bs.paired(frame, method=method, strata=_strata(frame), **options)


def call_arms(method: str, rows: Data, **options: Any) -> bs.Result:
    frame = pd.DataFrame(rows, columns=["outcome", "arm", "stratum"])
    frame["arm"] = [ARMS[code] for code in frame["arm"]]
    arms = [arm for arm in ARMS if arm in set(frame["arm"])]
    return bs.compare(frame, method=method, arms=arms, strata=_strata(frame), **options)


def call_doses(method: str, rows: Data, **options: Any) -> bs.Result:
    frame = pd.DataFrame(rows, columns=["outcome", "dose", "stratum"])
    frame["dose"] = [DOSES[code] for code in frame["dose"]]
    return bs.trend(frame, method=method, strata=_strata(frame), **options)


def _strata(frame: pd.DataFrame) -> str | None:
    return "stratum" if frame["stratum"].nunique() > 1 else None


def call_table(method: str, counts: Data, **options: Any) -> bs.Result:
    return bs.table(counts, method=method, **options)


def call_paired_table(method: str, counts: Data, **options: Any) -> bs.Result:
    return bs.table(counts, method=method, paired=True, **options)


def call_proportion(method: str, data: Data, **options: Any) -> bs.Result:
    successes, n, null = data
    return bs.proportion(successes, n, null=null, method=method, **options)


def rows_of(first: int, second: int, strata: int, sizes: tuple[int, int]) -> st.SearchStrategy[Data]:
    row = st.tuples(st.integers(0, first), st.integers(0, second), st.integers(0, strata))
    return st.lists(row, min_size=sizes[0], max_size=sizes[1])


def with_arms(rows: st.SearchStrategy[Data], arms: int, each: int = 1) -> st.SearchStrategy[Data]:
    """Keep data sets with so many units in each arm."""
    return rows.filter(lambda rows: all(sum(row[1] == arm for row in rows) >= each for arm in range(arms)))


def blocks_of(highest: int) -> st.SearchStrategy[Data]:
    subjects = st.lists(st.tuples(*[st.integers(0, highest)] * 3), min_size=1, max_size=4)
    return subjects.map(lambda rows: [(v, arm, k) for k, row in enumerate(rows) for arm, v in enumerate(row)])


def tables_of(rows: int, columns: int, highest: int) -> st.SearchStrategy[Data]:
    row = st.lists(st.integers(0, highest), min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows)


def turned(data: Data) -> Data:
    """Exchange before and after, or the first and last arm or dose."""
    last = max(row[1] for row in data)
    return [(value, last - arm, stratum) for value, arm, stratum in data]


PROPORTIONS = st.integers(1, 12).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n), st.sampled_from([0.25, 0.3, 0.5, 0.7]))
)
PAIRS = Kind(rows_of(3, 3, 1, (1, 7)), call_pairs, lambda rows: [(b, a, s) for a, b, s in rows])
PLAIN_PAIRS = Kind(rows_of(3, 3, 0, (1, 7)), call_pairs, PAIRS.mirrored)
TWO_ARMS = Kind(with_arms(rows_of(4, 1, 1, (2, 8)), 2), call_arms, turned)
PLAIN_ARMS = Kind(with_arms(rows_of(4, 1, 0, (4, 8)), 2, 2), call_arms, turned)
THREE_ARMS = Kind(with_arms(rows_of(3, 2, 1, (3, 7)), 3), call_arms, turned)
BLOCKS = Kind(blocks_of(2), call_arms, turned)
BINARY_BLOCKS = Kind(blocks_of(1), call_arms, turned)
ORDERED_BLOCKS = Kind(blocks_of(2), call_doses, turned)
ORDERED = Kind(with_arms(rows_of(3, 2, 1, (3, 7)), 3), call_doses, turned)
BINARY_DOSES = Kind(with_arms(rows_of(1, 2, 1, (3, 8)), 3), call_doses, turned)
FOURFOLD = Kind(tables_of(2, 2, 5), call_table, lambda table: table[::-1])
CROSSED = Kind(tables_of(3, 3, 2), call_table, lambda table: table[::-1])
PAIRED_FOURFOLD = Kind(
    tables_of(2, 2, 5), call_paired_table, lambda table: [list(column) for column in zip(*table, strict=True)]
)
SQUARE = Kind(tables_of(3, 3, 2), call_paired_table, PAIRED_FOURFOLD.mirrored)
STRATA = Kind(
    st.lists(tables_of(2, 2, 4), min_size=1, max_size=3), call_table, lambda strata: [table[::-1] for table in strata]
)
PROPORTION = Kind(PROPORTIONS, call_proportion, lambda data: (data[1] - data[0], data[1], round(1 - data[2], 9)))

KINDS: dict[tuple[str, str], Kind] = {
    **{("pairs", name): PAIRS for name in ("sign", "signed-rank", "permutation")},
    ("pairs", "paired-t"): PLAIN_PAIRS,
    **{("paired-table", name): PAIRED_FOURFOLD for name in ("mcnemar", "mcnemar-chi2", "mcnemar-chi2-corrected")},
    ("paired-table", "mcnemar-unconditional"): PAIRED_FOURFOLD,
    **{("paired-table", name): SQUARE for name in ("marginal-homogeneity", "stuart-maxwell", "bhapkar")},
    **{("arms", name): TWO_ARMS for name in ("rank-sum", "van-elteren", "permutation", "normal-scores", "savage")},
    **{("arms", name): TWO_ARMS for name in ("log-rank", "ansari-bradley", "klotz", "mood", "squared-ranks")},
    **{("arms", name): PLAIN_ARMS for name in ("brunner-munzel", "student-t", "welch-t")},
    **{("arms", name): THREE_ARMS for name in ("kruskal-wallis", "one-way-permutation")},
    ("arms", "friedman"): BLOCKS,
    ("arms", "cochran-q"): BINARY_BLOCKS,
    ("ordered-arms", "page"): ORDERED_BLOCKS,
    **{("ordered-arms", name): ORDERED for name in ("jonckheere-terpstra", "linear-by-linear", "spearman", "kendall")},
    ("ordered-arms", "cochran-armitage"): BINARY_DOSES,
    **{("table", name): FOURFOLD for name in ("fisher", "boschloo", "boschloo-mid-p", "z-pooled", "z-unpooled")},
    **{("table", name): FOURFOLD for name in ("santner-snell", "berger-boos", "chi2-corrected")},
    **{("table", name): CROSSED for name in ("freeman-halton", "pearson-exact", "likelihood-ratio-exact", "chi2")},
    **{("table", name): CROSSED for name in ("kruskal-wallis", "jonckheere-terpstra")},
    **{("strata-of-tables", name): STRATA for name in ("cmh", "zelen")},
    **{("proportion", name): PROPORTION for name in ("clopper-pearson", "blaker", "mid-p", "wilson", "jeffreys")},
}
"""One entry a method: a method that is not here fails the guard test."""

WITHOUT_DIRECTION = (
    "kruskal-wallis",
    "one-way-permutation",
    "friedman",
    "cochran-q",
    "freeman-halton",
    "pearson-exact",
    "likelihood-ratio-exact",
    "zelen",
    "chi2",
    "chi2-corrected",
    "stuart-maxwell",
    "bhapkar",
)


def run(method: Method, data: Data, **options: Any) -> bs.Result:
    """Run a method of the catalogue on data of its kind through the public call."""
    return KINDS[method.takes, method.name].call(method.name, data, **options)


def sides(method: Method) -> tuple[str, ...]:
    """Return the alternatives a method knows."""
    return ("two-sided",) if method.name in WITHOUT_DIRECTION else ("two-sided", "greater", "less")
