"""One-sided tests in a fixed direction, how luck weighs on the answer, and how arms are told to a reader."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import biomarker_stats as bs
from biomarker_stats.claims.tracing.decoys import Decoys, Rate
from biomarker_stats.claims.tracing.entry import _answer, _Plan
from biomarker_stats.claims.tracing.found import SpecificationClass
from biomarker_stats.claims.variants import p_of, variants, variants_with_directions

MANIFEST = """
format = 1
id = "made-up"
title = "Made up for a test"
[tables.t]
file = "t.csv"
unit = "mouse"
[tables.t.columns]
mouse = { type = "id" }
arm = { type = "category", levels = ["W", "D"] }
pre = { type = "number" }
post = { type = "number" }
weight = { type = "number" }
[endpoints.gain]
title = "Gain"
type = "change"
table = "t"
before = "pre"
after = "post"
[endpoints.weight]
title = "Weight"
type = "value"
table = "t"
column = "weight"
[populations.w]
title = "W"
where = [{ column = "arm", in = ["W"] }]
[populations.d]
title = "D"
where = [{ column = "arm", in = ["D"] }]
"""
PRE = [3.0, 1.5, 2.0, 4.0, 2.5, 1.0, 3.5, 2.0]
POST = [2.0, 1.0, 2.5, 3.0, 4.5, 3.0, 5.5, 3.0]
WEIGHT = [5.0, 6.5, 4.0, 7.0, 9.0, 8.5, 6.0, 8.0]
ROWS = "\n".join(
    f"m{k},{'W' if k < 4 else 'D'},{a},{b},{w}" for k, (a, b, w) in enumerate(zip(PRE, POST, WEIGHT, strict=True))
)


def claim(name: str, printed: str, derivation: str, comparator: str = "=") -> str:
    return (
        f'[[claim]]\nid = "{name}"\nquote = "P {printed}"\nlocation = "here"\nkind = "p"\nprinted = "{printed}"\n'
        f'comparator = "{comparator}"\nfamily = "f"\nderivation = {{ quantity = "p", {derivation} }}\n'
        'expected = { verdict = "reproduced" }\n'
    )


def paired(population: str) -> str:
    return f'endpoint = "gain", method = "paired-t", population = "{population}"'


def compared(endpoint: str) -> str:
    return f'type = "compare", endpoint = "{endpoint}", method = "rank-sum", by = "arm", arms = ["W", "D"]'


def made(folder: Path, claims: Sequence[str]) -> bs.Study:
    (folder / "t.csv").write_text(f"mouse,arm,pre,post,weight\n{ROWS}\n", encoding="utf-8")
    (folder / "study.toml").write_text(MANIFEST, encoding="utf-8")
    (folder / "claims.toml").write_text("format = 1\n" + "\n".join(claims), encoding="utf-8")
    return bs.load_study(folder)


def one_sided(part: slice, alternative: str = "greater") -> float:
    """P of scipy's paired t test."""
    return float(stats.ttest_rel(POST[part], PRE[part], alternative=alternative).pvalue)


PARTS = {"all": slice(None), "w": slice(0, 4), "d": slice(4, None)}


def test_one_direction_for_every_claim_is_found_where_the_effects_differ_in_sign(tmp_path: Path) -> None:
    p = {name: one_sided(part) for name, part in PARTS.items()}
    assert p["w"] > 0.5 > p["d"]
    found = bs.trace(made(tmp_path, [claim(k, f"{p[k]:.3f}", paired(k)) for k in p]), decoys=0).families[0]
    assert "paired-t, one-sided, greater in every claim; paired, after against before" in {
        each.words for each in found.matching
    }
    assert found.matching[0].p_values == pytest.approx(p)


def test_above_a_limit_in_the_other_direction_is_a_fixed_direction_too(tmp_path: Path) -> None:
    """One-sided with the effect, W has a P below 0.4; one-sided upwards, as D was tested, it is above 0.6."""
    assert one_sided(PARTS["w"], "less") < 0.4
    claims = [claim("d", f"{one_sided(PARTS['d']):.4f}", paired("d")), claim("w", "0.6", paired("w"), ">")]
    found = bs.trace(made(tmp_path, claims), decoys=0).families[0]
    assert any(each.words.startswith("paired-t, one-sided, greater") for each in found.matching)
    assert not any(each.words.startswith("paired-t, one-sided;") for each in found.matching)


def test_directions_are_left_out_where_they_could_add_nothing(tmp_path: Path) -> None:
    """Below 1/2 a fixed direction that prints a claim is the direction of the effect."""
    small = bs.trace(made(tmp_path, [claim("d", "0.4", paired("d"))]), decoys=0).families[0]
    large = bs.trace(made(tmp_path, [claim("d", "0.6", paired("d"))]), decoys=0).families[0]
    assert small.tests < large.tests
    for takes in ("pairs", "arms", "table", "paired-table"):
        assert variants_with_directions(takes)[: len(variants(takes))] == variants(takes)


def test_students_own_probability_above_one_half() -> None:
    laevo = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]  # Student (1908), Biometrika 6:1-25, page 20
    (found,) = bs.trace("student1908_sleep", family="probability-laevo", decoys=0).families
    assert found.printed == {"probability-laevo": ".9974"}
    reference = stats.ttest_1samp(laevo, 0, alternative="less").pvalue
    assert f"{reference:.5f}" == "0.99746"  # .9974 with its digits cut off
    p = [each.p_values for each in found.classes if each.words.startswith("paired-t, one-sided, less")]
    assert p == [{"probability-laevo": pytest.approx(reference)}]


def test_fixed_directions_are_the_two_tails() -> None:
    from biomarker_stats.claims.variants import Data

    data = Data("pairs", ((-2, -1, 1, 3, 4, 6),))
    greater, less = (
        next(v for v in variants_with_directions("pairs") if (v.method, v.sided) == ("paired-t", side))
        for side in ("greater", "less")
    )
    values = np.array(data.values[0])
    for variant, side in ((greater, "greater"), (less, "less")):
        assert p_of(variant, data) == pytest.approx(stats.ttest_1samp(values, 0, alternative=side).pvalue)


ONE = SpecificationClass(words="w", method="m", methods=("m",), specifications=1, rounding="rounded", p_values={})


def luck(tables: int, truths: int, n: int) -> Decoys:
    rates = [Rate(n=n, together=k, n_alone=0, alone={}) for k in (tables, truths)]
    return Decoys(seed=1, random_tables=rates[0], hidden_truths=rates[1])


@pytest.mark.parametrize(
    ("rates", "lone", "answer", "said"),
    [
        ((0, 4, 60), False, "identified", "for 4 of 60 hidden specifications another one does so"),
        ((0, 8, 20), False, "not identified", "8 of 20 hidden specifications"),
        ((0, 5, 20), False, "not identified", "5 of 20 hidden specifications"),
        ((0, 4, 20), False, "identified", "4 of 20"),  # one of five
        ((0, 15, 60), True, "not identified", "15 of 60"),
        ((0, 4, 60), True, "not identified", "4 of 60"),  # a lone claim: (4 + 1)/61 is above one of twenty
        ((0, 1, 60), True, "identified", "1 of 60"),
        ((4, 0, 60), False, "not identified", "4 of 60 random tables"),
        ((0, 5, 5), True, "identified", "5 decoys are too few to measure luck"),
    ],
)
def test_luck_weighs_on_the_word(rates: tuple[int, int, int], lone: bool, answer: str, said: str) -> None:
    word, reason = _answer([ONE], luck(*rates), lone=lone)
    assert word == answer
    assert said in reason


def test_how_many_decoys_are_drawn_by_default(tmp_path: Path) -> None:
    """60 up to 12 units; a lone claim is not searched a second time by itself."""
    found = bs.trace(made(tmp_path, [claim("d", "0.041", paired("d"))])).families[0].decoys
    assert found is not None
    assert (found.random_tables.n, found.hidden_truths.n, found.random_tables.n_alone) == (60, 60, 0)
    plan = _Plan(None, None, None, 1, joint_only=False, step=print, spread=map)
    drawn = [plan.numbers(units, claims) for units, claims in ((12, 3), (13, 3), (13, 1), (60, 1))]
    assert [(each.n, each.alone, each.hidden) for each in drawn] == [
        (60, 8, 60),
        (20, 8, 20),
        (60, 0, 60),
        (60, 0, 60),
    ]


def test_arms_are_told_as_a_reader_would(tmp_path: Path) -> None:
    p = stats.mannwhitneyu(WEIGHT[:4], WEIGHT[4:], method="exact").pvalue
    study = made(tmp_path, [claim("weight", f"{p:.4f}", compared("weight")), claim("gain", "0.9123", compared("gain"))])
    trace = bs.trace(study, decoys=0)
    text = str(trace)
    assert "arms of ;" not in text
    assert "smallest attainable P 1 " not in text
    assert "1 test prints it, among them" not in text
    weight, gain = trace.families
    assert all("change" not in each.words for each in weight.singles)
    assert any("outcome between the arms compared" in each.words for each in weight.singles)
    for family, endpoint in ((weight, "weight"), (gain, "gain")):  # one name over two endpoints: said in each
        assert f"family f falls into 2, traced one by one: this is endpoint {endpoint}, between arms" in family.reason


def test_a_family_of_one_endpoint_is_not_said_to_fall_apart(tmp_path: Path) -> None:
    study = made(tmp_path, [claim(k, "0.3", paired(k)) for k in PARTS])
    assert "falls into" not in bs.trace(study, decoys=0).families[0].reason
