"""Experiments of a study: what is read, and every fault of a declaration with its place and remedy."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.study.schema import json_schema

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "experiments.toml").read_text(encoding="utf-8"),
)["case"]
STUDY = """\
format = 1
id = "small"
title = "A small experiment"

[arrive]
species = "Mouse"

[tables.volumes]
file = "volumes.csv"
kind = "growth"       # table
unit = "mouse"

[tables.volumes.columns]
mouse = { type = "id" }
arm = { type = "text" }
day = { type = "integer" }
volume = { type = "number" }

[tables.cells]
file = "cells.csv"
kind = "qpcr"
unit = "sample"

[tables.cells.columns]
sample = { type = "id" }
arm = { type = "text" }
gene = { type = "text" }
ct = { type = "number" }

[[experiments]]
id = "growth"
title = "Growth"
kind = "growth"
table = "volumes"
columns = { arm = "arm", day = "day", volume = "volume" }
arms = { control = "vehicle", agent_a = "drug" }  # growth

[[experiments]]
id = "expression"
title = "Expression"
kind = "qpcr"
table = "cells"
target = "MYC"
references = ["GUSB"]
columns = { arm = "arm", gene = "gene", ct = "ct" }
arms = { control = "vehicle", agent_a = "drug" }

[[experiments]]
id = "blot"
title = "A blot that was not published"
kind = "blot"
subjects = "cells"
unit = "gel"
n = { control = 3, agent_a = 3 }
arms = { control = "vehicle", agent_a = "drug" }
"""
VOLUMES = """\
mouse,arm,day,volume
1,vehicle,0,100
1,vehicle,7,200
2,vehicle,0,110
2,vehicle,7,260
3,drug,0,100
3,drug,7,120
4,drug,0,90
4,drug,7,100
"""
CELLS = """\
sample,arm,gene,ct
a,vehicle,MYC,25
a,vehicle,GUSB,20
b,vehicle,MYC,25.5
b,vehicle,GUSB,20
c,drug,MYC,27
c,drug,GUSB,20
d,drug,MYC,27.4
d,drug,GUSB,20
"""
CLAIMS = """\
format = 1

[[claim]]
id = "mice"
quote = "4 mice"
location = "Methods"
kind = "count"
printed = "4"
derivation = { quantity = "levels", table = "volumes", column = "mouse" }
expected = { verdict = "reproduced", value = "4" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The good study, to be changed by a test; it takes the place of the one in conftest.py."""
    made = tmp_path / "small"
    made.mkdir()
    files = {"study.toml": STUDY, "volumes.csv": VOLUMES, "cells.csv": CELLS, "claims.toml": CLAIMS}
    for name, text in files.items():
        (made / name).write_text(text, encoding="utf-8", newline="")
    return made


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_violation_is_listed(
    case: dict[str, Any], edit: Callable[[str, str, str], None], faults: Callable[[], list[str]]
) -> None:
    for change in case["edits"]:
        edit(*change)
    assert faults() == case["expected"]


def test_the_good_study_loads_with_several_rows_a_unit(folder: Path) -> None:
    study = bs.load_study(folder)
    assert len(study.tables["volumes"]) == 8
    assert study.tables["volumes"]["mouse"].nunique() == 4
    growth, expression, blot = study.manifest.experiments
    assert growth.arms is not None
    assert growth.arms.roles == {"control": "vehicle", "agent_a": "drug"}
    assert (growth.design_only, expression.design_only, blot.design_only) == (False, False, True)
    assert growth.columns.given == {"arm": "arm", "day": "day", "volume": "volume"}
    assert bs.verify(folder).ok


def test_rows_keep_their_number_in_the_file_when_a_line_is_blank(folder: Path) -> None:
    (folder / "volumes.csv").write_text(VOLUMES.replace("\n2,vehicle,0", "\n\n2,vehicle,0"), encoding="utf-8")
    assert bs.load_study(folder).rows["volumes"] == (1, 2, 4, 5, 6, 7, 8, 9)


def test_the_schema_knows_experiments() -> None:
    properties = json_schema()["study.toml"]["properties"]
    assert {"experiments", "arrive"} < set(properties)
