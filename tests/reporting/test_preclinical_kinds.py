"""Kinds of experiment that the bundled study lacks: two arms alone, dose response, wells as units, further arms."""

import re
from pathlib import Path

import numpy as np
import pytest

import biomarker_stats as bs
from biomarker_stats.reporting.build import report

STUDY = """\
format = 1
id = "kinds"
title = "Kinds"

[tables.volumes]
file = "volumes.csv"
kind = "growth"
unit = "mouse"

[tables.volumes.columns]
mouse = { type = "id" }
arm = { type = "text" }
day = { type = "integer" }
volume = { type = "number", optional = true }

[tables.dose]
file = "dose.csv"
kind = "dose-response"
unit = "culture_plate"

[tables.dose.columns]
culture_plate = { type = "id" }
line = { type = "text" }
dose = { type = "number" }
response = { type = "number" }

[tables.area]
file = "area.csv"
kind = "percent-area"
unit = "mouse"
columns = { mouse = { type = "id" }, arm = { type = "text" }, percent = { type = "number" } }

[tables.wells]
file = "wells.csv"
kind = "in-vitro"
unit = "well"

[tables.wells.columns]
well = { type = "id" }
arm = { type = "text" }
day = { type = "integer" }
absorbance = { type = "number" }

[[experiments]]
id = "growth"
title = "Growth of two arms"
kind = "growth"
table = "volumes"
columns = { arm = "arm", day = "day", volume = "volume" }
arms = { control = "vehicle", agent_a = "drug" }

[[experiments]]
id = "dose"
title = "Dose and response"
kind = "dose-response"
table = "dose"
columns = { dose = "dose", response = "response", curve = "line" }

[[experiments]]
id = "area"
title = "Areas"
kind = "percent-area"
table = "area"
part = "section"
columns = { arm = "arm", percent = "percent" }
arms = { control = "vehicle", agent_a = "low", others = ["high"] }
adjustment = "bh"
transform = "arcsine"

[[experiments]]
id = "wells"
title = "Wells, each treated on its own"
kind = "in-vitro"
subjects = "cells"
table = "wells"
columns = { arm = "arm", day = "day", well = "well", absorbance = "absorbance" }
arms = { control = "vehicle", agent_a = "drug" }
blank = 0.05

[[experiments]]
id = "growth-later"
title = "A design whose id begins with that of another experiment"
kind = "weights"
unit = "mouse"
arms = { control = "vehicle", agent_a = "drug" }
n = { control = 5, agent_a = 4 }
"""


def rows_of(random: np.random.RandomState) -> dict[str, list[str]]:
    arms = (("vehicle", 0.09), ("drug", 0.04), ("extra", 0.01))
    volumes = [
        f"{arm}{k},{arm},{day},{'' if (arm, k, day) == ('drug', 1, 8) else round(100 * np.exp(rate * day), 1) + k}"
        for arm, rate in arms
        for k in range(4)
        for day in (0, 4, 8, 12)
    ]
    dose = [
        f"{line}{plate},{line},{dose},{100 / (1 + dose / middle) + random.normal():.3f}"
        for line, middle in (("MCF7", 1.0), ("T24", 10.0))
        for plate in range(3)
        for dose in (0.01, 0.1, 1.0, 10.0, 100.0, 1000.0)
    ]
    area = [
        f"{arm}{k},{arm},{mean + random.normal():.2f}"
        for arm, mean in (("vehicle", 5), ("low", 10), ("high", 20))
        for k in range(4)
        for _ in range(2)
    ]
    wells = [
        f"{arm}{k},{arm},{day},{0.05 + 0.1 * np.exp(rate * day + 0.02 * random.normal()):.4f}"
        for arm, rate in (("vehicle", 0.5), ("drug", 0.3))
        for k in range(3)
        for day in range(4)
    ]
    return {
        "volumes.csv": ["mouse,arm,day,volume", *volumes],
        "dose.csv": ["culture_plate,line,dose,response", *dose],
        "area.csv": ["mouse,arm,percent", *area],
        "wells.csv": ["well,arm,day,absorbance", *wells],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kinds")
    (made / "study.toml").write_text(STUDY, encoding="utf-8")
    for name, lines in rows_of(np.random.RandomState(1)).items():
        (made / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def markdown(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = report(folder, out=tmp_path_factory.mktemp("reports") / "kinds", formats=["md", "json"])
    return (out / "report.md").read_text(encoding="utf-8")


def part(markdown: str, title: str) -> str:
    found = markdown[markdown.index(f"### {title}") :]
    return re.split(r"\n##+ ", found)[0]


def test_rows_left_out_are_counted(markdown: str) -> None:
    growth = part(markdown, "Growth of two arms")
    assert "| 3 Excluded | no reading: 1; readings of other arms: 16 |" in growth  # 4 mice × 4 days
    assert "Verdict" not in growth
    assert "No day was stated" in growth


def test_a_dose_response_has_an_ic50_and_no_p(markdown: str) -> None:
    dose = part(markdown, "Dose and response")
    assert "6 culture plates, without arms" in dose
    table = dose[dose.index("**IC50 (relative)**") :]
    assert re.search(r"^\| Comparison \| Estimate \(interval\) +\|$", table, re.MULTILINE)  # no column of p
    found = {row[0]: float(row[1]) for row in re.findall(r"\| (MCF7|T24)\s*\| ([\d.]+) \(95%", table)}
    assert found == pytest.approx({"MCF7": 1.0, "T24": 10.0}, rel=0.25)  # the curves were made with these


def test_further_arms_and_another_adjustment(markdown: str) -> None:
    area = part(markdown, "Areas")
    assert "vehicle (control); low (agent A); high" in area
    assert "adjusted by Benjamini and Hochberg" in area
    assert "24 sections summarised to 12 mice" in area
    assert "high v low" in area
    assert "0.028571" in area  # 2 / C(8, 4)


def test_wells_are_units_where_the_table_says_so(markdown: str) -> None:
    wells = part(markdown, "Wells, each treated on its own")
    assert "| 1 Study design: experimental unit | Well |" in wells
    assert "vehicle 3, drug 3" in wells
    assert "a blank of 0.05 subtracted" in wells
    assert re.search(r"\| drug v vehicle .*\| 0\.1 +\| +0\.1 \|", wells)  # exact p and floor, 2 / C(6, 3)


def test_a_design_stands_apart_and_takes_no_figure_of_another(markdown: str) -> None:
    design = part(markdown, "Experiments whose readings were not published")
    row = next(line for line in design.splitlines() if "begins with that of another" in line)
    assert "vehicle 5, drug 4 mice" in row
    assert "0.0079" in row  # 1 / C(9, 4): arms of two sizes have no mirror image
    assert "figures/" not in design
    assert "figures/growth-growth-curves.png" in part(markdown, "Growth of two arms")


def test_the_attainable_p_is_no_higher_than_what_an_exact_test_gives() -> None:
    """1/C(9, 4) = 0.0079: Fisher's test of 5 of 5 against 0 of 4 gives it, two-sided."""
    assert bs.table([[5, 0], [0, 4]], method="fisher").p_value == pytest.approx(1 / 126)
