"""Arms that a study may declare: two agents without their combination, further arms, exclusions, and the verdict."""

import dataclasses
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import biomarker_stats as bs
from biomarker_stats.errors import DataError
from biomarker_stats.methods.preclinical.combination_analysis import CombinationAnalysis
from biomarker_stats.methods.preclinical.examples import ARMS, XENOGRAFT
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.preclinical.study_run import run_experiments
from biomarker_stats.reporting.build import report
from biomarker_stats.reporting.experiment_sentences import otherwise

STUDY = """\
format = 1
id = "arms"
title = "Arms"

[tables.volumes]
file = "volumes.csv"
kind = "growth"
unit = "mouse"
columns = { mouse = { type = "id" }, arm = { type = "text" }, day = { type = "integer" }, volume = { type = "number" } }

[tables.weights]
file = "weights.csv"
kind = "weights"
unit = "mouse"
columns = { mouse = { type = "id" }, arm = { type = "text" }, weight = { type = "number" } }

[tables.wells]
file = "wells.csv"
kind = "in-vitro"
unit = "well"
columns = { well = { type = "id" }, arm = { type = "text" }, day = { type = "integer" }, od = { type = "number" } }

[tables.cycles]
file = "cycles.csv"
kind = "qpcr"
unit = "sample"
columns = { sample = { type = "id" }, arm = { type = "text" }, gene = { type = "text" }, ct = { type = "number" } }

[[experiments]]
id = "growth"
title = "Growth with a further arm"
kind = "growth"
table = "volumes"
columns = { arm = "arm", day = "day", volume = "volume" }
arms = { control = "vehicle", agent_a = "A", agent_b = "B", combination = "A+B", others = ["half A"] }
day = 12
by = "mixed"

[[experiments]]
id = "three"
title = "Growth of two agents"
kind = "growth"
table = "volumes"
columns = { arm = "arm", day = "day", volume = "volume" }
arms = { control = "vehicle", agent_a = "A", agent_b = "B" }
day = 8

[[experiments]]
id = "weights"
title = "Weights of two agents"
kind = "weights"
table = "weights"
columns = { arm = "arm", weight = "weight" }
arms = { control = "vehicle", agent_a = "A", combination = "A+B" }

[[experiments]]
id = "wells"
title = "Doses in vitro"
kind = "in-vitro"
subjects = "cells"
table = "wells"
columns = { arm = "arm", day = "day", well = "well", absorbance = "od" }
arms = { control = "vehicle", agent_a = "A", agent_b = "B", others = ["half A"] }

[[experiments]]
id = "genes"
title = "Expression"
kind = "qpcr"
subjects = "cells"
table = "cycles"
target = "MYC"
references = ["GUSB"]
columns = { arm = "arm", gene = "gene", ct = "ct" }
arms = { control = "vehicle", agent_a = "A", agent_b = "B" }
"""
RATES = {"vehicle": 0.16, "A": 0.13, "B": 0.11, "A+B": 0.03, "half A": 0.145}


def rows_of(random: np.random.RandomState) -> dict[str, list[str]]:
    def volume(arm: str, mouse: int, day: int) -> float:
        cured = (arm == "A+B" and mouse == 0 and day > 4) or (arm == "A" and mouse == 0 and day > 0)
        return 0.0 if cured else round(100 * np.exp(RATES[arm] * day + 0.1 * random.normal()), 1)

    volumes = [
        f"{arm}{k},{arm},{day},{volume(arm, k, day)}" for arm in RATES for k in range(4) for day in (0, 4, 8, 12)
    ]
    weights = [f"{arm}{k},{arm},{1.5 + 0.1 * k:.1f}" for arm in ("vehicle", "A", "B", "A+B") for k in range(3)]
    wells = [
        f"{arm}{k},{arm},{day},{0.1 * np.exp(3 * RATES[arm] * day + 0.02 * random.normal()):.4f}"
        for arm in ("vehicle", "A", "B", "half A")
        for k in range(3)
        for day in range(4)
    ]
    cycles = [
        f"{arm}{k},{arm},{gene},{20 + (gene == 'MYC') * (5 + shift) + 0.1 * random.normal():.2f}"
        for arm, shift in (("vehicle", 0), ("A", 1), ("B", 2))
        for k in range(3)
        for gene in ("MYC", "GUSB")
    ]
    return {
        "volumes.csv": ["mouse,arm,day,volume", *volumes],
        "weights.csv": ["mouse,arm,weight", *weights],
        "wells.csv": ["well,arm,day,od", *wells],
        "cycles.csv": ["sample,arm,gene,ct", *cycles],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("arms")
    (made / "study.toml").write_text(STUDY, encoding="utf-8")
    for name, lines in rows_of(np.random.RandomState(3)).items():
        (made / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def found(folder: Path) -> dict[str, ExperimentResults]:
    return {each.id: each for each in run_experiments(bs.load_study(folder))}


@pytest.fixture(scope="module")
def markdown(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = report(folder, out=tmp_path_factory.mktemp("reports") / "arms", formats=["md"])
    return (out / "report.md").read_text(encoding="utf-8")


def part(markdown: str, title: str) -> str:
    return re.split(r"\n##+ ", markdown[markdown.index(f"### {title}") :])[0]


def test_a_further_arm_is_compared_with_every_arm_and_leaves_the_interaction_to_the_four(
    found: dict[str, ExperimentResults],
) -> None:
    growth, combination = found["growth"].growth, found["growth"].combination
    assert growth is not None
    assert combination is not None
    names = [contrast.name for contrast in growth.contrasts]
    assert names == [
        "vehicle − A − B + A+B",
        *(f"{arm} − vehicle" for arm in ("A", "B", "A+B", "half A")),
        *("A+B − A", "A+B − B"),
        *(f"half A − {arm}" for arm in ("A", "B", "A+B")),
    ]
    rates = growth.mice.dropna(subset=["growth_rate"]).groupby("arm", sort=False)["growth_rate"]
    mean, n = rates.mean(), rates.size()
    four = ["vehicle", "A", "B", "A+B"]
    assert growth.interaction is not None
    assert growth.interaction.welch.estimate == pytest.approx(float(mean[four] @ np.array([1, -1, -1, 1])))
    own = growth.contrast("half A − A+B").welch
    expected = stats.ttest_ind(
        *(growth.mice.query("arm == @a")["growth_rate"].dropna() for a in ("half A", "A+B")), equal_var=False
    )
    assert own.p_value == pytest.approx(expected.pvalue)
    assert n.to_dict() == {"vehicle": 4, "A": 3, "B": 4, "A+B": 4, "half A": 4}  # one mouse of A was read above 0 once
    assert combination.bliss == growth.interaction.mixed  # one model, of all five arms
    assert "half A" not in combination.highest_single_agent.n


def test_two_agents_without_their_combination_have_no_verdict_and_a_day(found: dict[str, ExperimentResults]) -> None:
    three = found["three"]
    assert three.combination is None
    assert three.growth is not None
    assert three.growth.at_day == 8
    assert [each.name for each in three.growth.contrasts] == ["A − vehicle", "B − vehicle"]
    assert [" v ".join(each.n) for each in found["weights"].weights.results] == [  # type: ignore[union-attr]
        "vehicle v A",
        "vehicle v A+B",
        "A v A+B",
    ]
    assert [each.name for each in found["wells"].analysis.comparisons] == [  # type: ignore[union-attr]
        "A v vehicle",
        "B v vehicle",
        "half A v vehicle",
    ]
    assert [each.name for each in found["genes"].analysis.comparisons] == [  # type: ignore[union-attr]
        "A v vehicle",
        "B v vehicle",
        "B v A",
    ]


def test_what_is_left_out_is_counted(markdown: str) -> None:
    zeros = "volumes of 0, from growth rates and the mixed model"
    rateless = "mice without a growth rate, from its comparisons: 1"
    of_four = part(markdown, "Growth with a further arm")
    assert f"| 3 Excluded | {zeros}: 5; {rateless} |" in of_four  # days 8 and 12 of one mouse, 4, 8 and 12 of another
    of_two = part(markdown, "Growth of two agents")
    assert f"| 3 Excluded | readings of other arms: 32; {zeros}: 3; {rateless} |" in of_two  # 2 arms × 4 mice × 4 days
    assert "| 3 Excluded | readings of other arms: 3 |" in part(markdown, "Weights of two agents")


def test_the_declared_estimate_is_named_and_an_exact_test_only_where_it_was_run(markdown: str) -> None:
    text = part(markdown, "Growth with a further arm")
    assert "The verdict rests on the mixed model." in text
    assert "synchronised permutations as the exact test" not in text  # arms of 4, 3, 4 and 4 mice with a growth rate
    assert "No exact test of the interaction" in text
    assert "combination contrast" not in part(markdown, "Doses in vitro")


def test_an_error_names_the_experiment_and_the_key_of_the_study_file(folder: Path, tmp_path: Path) -> None:
    made = Path(shutil.copytree(folder, tmp_path / "odd"))
    text = (made / "study.toml").read_text(encoding="utf-8")
    (made / "study.toml").write_text(text.replace("day = 8\n", "day = 9\n"), encoding="utf-8")
    with pytest.raises(DataError) as told:
        run_experiments(bs.load_study(made))
    assert str(told.value) == (
        "study.toml (experiments['three']): day = 9: no reading of vehicle, A and B — all arms were read on 0, 4, 8, 12"
    )


def changed(combination: CombinationAnalysis, bliss: tuple[float, float], mixed: tuple[float, float]) -> str:
    """Return the sentence on a combination whose intervals are these."""
    beside = tuple(
        dataclasses.replace(result, conf_low=mixed[0], conf_high=mixed[1], p_value=0.0455)
        for result in combination.beside
        if result.method == "mixed-model-kenward-roger"
    )
    own = dataclasses.replace(combination.bliss, conf_low=bliss[0], conf_high=bliss[1], p_value=0.053)
    return otherwise(dataclasses.replace(combination, bliss=own, beside=beside))


def test_a_verdict_that_another_estimate_contradicts_says_so() -> None:
    combination = bs.combination(XENOGRAFT, arms=ARMS, at_day=12)
    assert changed(combination, (-0.067, 0.0005), (-0.066, -0.0007)) == (
        "By the mice's slopes (Welch–Satterthwaite): neither shown, p = 0.053; by the mixed model (Kenward–Roger): "
        "synergistic, p = 0.0455."
    )
    assert "by the mixed model (Kenward–Roger): antagonistic" in changed(combination, (-0.1, 0.1), (0.01, 0.1))
    assert changed(combination, (-0.1, -0.01), (-0.2, -0.02)) == ""
