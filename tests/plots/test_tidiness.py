"""No text on a figure touches another or leaves the page, at real data and under stress."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from matplotlib.axes import Axes

from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.plots import Labels, null_distribution, paired_slope, percent_activated, waterfall
from biomarker_stats.plots.forest import forest
from biomarker_stats.study.manifest import ScaleSpec

Maker = Callable[..., AnalysisResults]
Tidy = Callable[[Axes], None]

LONG = "Immunohistochemistry score of phosphorylated ERK by two blinded pathologists at the first visit"
LEVELS = {
    "three": ("–", "+", "++"),
    "five": ("0", "1", "2", "3", "4"),
    "words": ("no staining at all anywhere", "weak incomplete membrane staining", "strong complete staining"),
}
CASES: dict[str, tuple[int, str, tuple[str | None, ...], str]] = {  # n, levels, arms, how they change
    "one patient": (1, "three", ("Weekly",), "any"),
    "two patients": (2, "three", ("Weekly", "Daily"), "any"),
    "forty patients": (40, "three", ("Weekly", "Daily"), "any"),
    "hundred patients": (100, "three", (None,), "any"),
    "all unchanged": (10, "three", ("Weekly", "Daily"), "same"),
    "decreases": (12, "three", ("Weekly", "Daily"), "down"),
    "five levels": (14, "five", ("Weekly", "Daily"), "any"),
    "three arms": (12, "three", ("Vehicle", "RAD001 10 mg/kg", "Both"), "any"),
    "long names": (10, "words", ("Everolimus 10 mg daily with exemestane", "Placebo with exemestane"), "any"),
    "seven arms": (14, "five", tuple(f"arm {k}" for k in range(7)), "any"),
}


def some_units(case: str) -> tuple[list[tuple[str, float, float, str | None]], tuple[str, ...]]:
    n, levels, arms, how = CASES[case]
    chance = random.Random(case)  # noqa: S311 - made-up data, nothing secret
    top = len(LEVELS[levels]) - 1
    found = []
    for k in range(n):
        before = chance.randint(0, top)
        after = {"any": chance.randint(0, top), "same": before, "down": chance.randint(0, before)}[how]
        name = f"SUBJECT-2008-{k:08d}-baseline" if case == "long names" else f"{chr(65 + k % 26)}{k // 26 or ''}"
        found.append((name, float(before), float(after), arms[k % len(arms)]))
    return found, LEVELS[levels]


def labels_for(case: str, labels: Labels) -> Labels:
    arms = tuple(arm for arm in CASES[case][2] if arm is not None)
    if case != "long names":
        return replace(labels, arms=arms)
    return replace(labels, arms=arms, group=LONG, before=LONG, after=LONG, outcome=LONG, measure=LONG)


@pytest.mark.parametrize("case", CASES)
def test_paired_slope(case: str, paired: Maker, labels: Labels, assert_tidy: Tidy) -> None:
    units, levels = some_units(case)
    scale = ScaleSpec(title="score", levels=levels, labels={level: f"level {level}" for level in levels})
    assert_tidy(paired_slope(paired(units), scale=scale, labels=labels_for(case, labels)))


@pytest.mark.parametrize("case", CASES)
def test_waterfall(case: str, paired: Maker, labels: Labels, assert_tidy: Tidy) -> None:
    assert_tidy(waterfall(paired(some_units(case)[0]), labels=labels_for(case, labels)))


@pytest.mark.parametrize("size", [1e-6, 1.0, 250.0, 1e7])
def test_numbers_of_any_size(size: float, paired: Maker, labels: Labels, assert_tidy: Tidy) -> None:
    chance = random.Random(1)  # noqa: S311 - made-up data, nothing secret
    units = [(f"m{k}", size * chance.random(), size * chance.random(), "Weekly") for k in range(12)]
    assert_tidy(paired_slope(paired(units), labels=labels))
    assert_tidy(waterfall(paired(units), labels=labels))


@pytest.mark.parametrize("n", [1, 3, 5, 9])
def test_percent_activated(n: int, share: Maker, labels: Labels, assert_tidy: Tidy) -> None:
    assert_tidy(percent_activated([share(k, n + 1, f"population_{k}") for k in range(n)], labels=labels))
    long = replace(labels, populations={f"population_{k}": f"{LONG} {k}" for k in range(n)})
    assert_tidy(percent_activated([share(k, n + 1, f"population_{k}") for k in range(n)], labels=long))


@pytest.mark.parametrize("names", ["short", "long"])
def test_forest(names: str, share: Maker, effect: Maker, labels: Labels, assert_tidy: Tidy) -> None:
    if names == "long":
        populations = {name: f"{LONG} {name}" for name in ("all", "weekly", "daily")}
        labels = replace(labels, populations=populations, endpoints={"increased": LONG})
    proportions = [share(5, 10), share(4, 4, "weekly"), share(1, 6, "daily"), share(0, 6, "daily", "other")]
    effects = [effect((4, 4), (1, 6)), effect((0, 9), (30, 31), "weekly"), effect((20, 40), (19, 44), "daily")]
    assert_tidy(forest(proportions, effects, labels=labels))
    assert_tidy(forest(proportions[:1], labels=labels))
    assert_tidy(forest([], effects[:1], labels=labels))


@pytest.mark.parametrize(("k", "n"), [(0, 1), (5, 5), (18, 20), (90, 100), (300, 500)])
def test_null_distribution(k: int, n: int, share: Maker, assert_tidy: Tidy) -> None:
    assert_tidy(null_distribution(share(k, n).main))
