"""What a notebook shows of a plan: a table, with every text escaped."""

import html
import re
from dataclasses import replace
from math import comb
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.planning.plan import PairedChanges, TwoProportions, stated_prevalences

PLAN = bs.plan
HOSTILE = "<script>alert('x')</script>"
SIMON = PLAN.simon(0.05, 0.25)
NEEDED = PLAN.for_study("carracedo2008", up_to=16)
STATED = stated_prevalences()["her2-breast"]

SHOWN: dict[str, Any] = {
    "power": PLAN.power(PairedChanges(0.5, 0.1), 5),
    "power curve": PLAN.power_curve(PairedChanges(0.5, 0.1), range(4, 8)),
    "sample size": PLAN.sample_size(PairedChanges(0.9, 0.0), up_to=12),
    "capability": PLAN.could_show(TwoProportions(0.2, 0.6), 3),
    "precision": PLAN.precision(0.5, width=0.4),
    "screening": PLAN.screening_yield(10, (0.2, 0.3)),
    "Simon": SIMON,
    "one of Simon's": SIMON.optimal,
    "needed sizes": NEEDED,
    "one needed size": NEEDED.needed[0],
    "stated prevalence": STATED,
    "interaction": PLAN.interaction_power(n=4, effect=2.0, n_simulations=100),
}


def seen(result: Any) -> str:
    """Return the text a reader sees; the HTML must be made of tables and paragraphs alone."""
    shown = result._repr_html_()
    assert "<table>" in shown
    assert not set(re.findall(r"</?([a-z]+)", shown)) - {"table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("power", "smallest attainable P 0.0625 — no outcome of this design can reach P ≤ 0.05"),  # 2 / 2^5
        ("power curve", "n power smallest attainable P 4 0 0.125 5 0 0.0625"),  # 2 / 2^4 and 2 / 2^5: no power
        ("sample size", "sample size 7 pairs"),  # counted below
        ("capability", "smallest attainable P 0.1"),  # 2 / C(6, 3)
        ("precision", "clopper-pearson, 95%, at most 0.4 wide on average"),
        ("screening", "screen 45 (if 30%) to 69 (if 20%)"),  # counted below
        # Simon R (1989), Control Clin Trials 10:1-10, as quoted in test_simon: minimax 0/12 2/16, optimal 0/9 2/17;
        # expected n is 12 + 4 (1 − 0.95^12) and 9 + 8 (1 − 0.95^9), P(stops early) 0.95^12 and 0.95^9
        ("Simon", "minimax ≤ 0 of 12 ≤ 2 of 16 13.84 0.5404"),
        ("Simon", "optimal ≤ 0 of 9 ≤ 2 of 17 11.96 0.6302"),
        ("one of Simon's", "optimal stop at ≤ 0/9 responses, else go on to 17"),
        ("needed sizes", "carracedo2008: power 80% at level 0.05"),
        ("needed sizes", "change_all"),
        ("needed sizes", "note: sizes take the observed effect as the true one"),
        ("one needed size", "had n = 10, P = 0.0625"),  # five of ten up, none down: 2 / 2^5
        ("stated prevalence", "taken as 20% to 30%"),  # as the poster prints it
        ("interaction", "n 4 mice an arm"),
        ("interaction", "100 simulated studies, seed 0"),
    ],
)
def test_a_plan_is_shown_in_words_and_numbers(name: str, said: str) -> None:
    assert said in seen(SHOWN[name])


def at_least(least: int, n: int, p: float) -> float:
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(least, n + 1))


def test_the_sizes_shown_are_the_ones_counted() -> None:
    # pairs go up with probability 0.9, none down: six or more changes are significant (2 / 2^6), five are not (2 / 2^5)
    assert [at_least(6, n, 0.9) >= 0.8 for n in range(5, 13)] == [False] * 2 + [True] * 6
    assert [at_least(10, n, 0.3) >= 0.9 for n in (44, 45)] == [False, True]
    assert [at_least(10, n, 0.2) >= 0.9 for n in (68, 69)] == [False, True]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("power", ("scenario", "null", "method")),
        ("power curve", ("scenario", "null", "method")),
        ("sample size", ("scenario", "per")),
        ("capability", ("null", "method")),
        ("precision", ("method",)),
        ("stated prevalence", ("id", "quote", "location", "printed")),
        ("one needed size", ("analysis", "method")),
        ("needed sizes", ("study", "caveat")),
    ],
)
def test_texts_of_a_plan_are_escaped(name: str, fields: tuple[str, ...]) -> None:
    for field in fields:
        assert HOSTILE in seen(replace(SHOWN[name], **{field: HOSTILE})), field


def test_texts_within_a_table_of_plans_are_escaped() -> None:
    needed = replace(NEEDED.needed[0], analysis=HOSTILE, size=None, note=HOSTILE)
    assert seen(replace(NEEDED, needed=(needed,))).count(HOSTILE) == 2
    assert HOSTILE in seen(replace(SIMON, admissible=(replace(SIMON.optimal, kinds=(HOSTILE,)),)))
    assert HOSTILE in seen(replace(NEEDED, needed=(), study=HOSTILE))
