"""A reading that is not there is neither a no nor a change: it is left out and counted, by arm and by reason."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from small_study import SmallStudy

import biomarker_stats as bs
from biomarker_stats.claims.choices import multiverse
from biomarker_stats.design.measure import measure
from biomarker_stats.errors import BiomarkerStatsError
from biomarker_stats.methods.analyse import run_analyses
from biomarker_stats.reporting import report

SIX = {  # by hand: read of x: ++; read of y: ++, ++, +
    "units": "ABCDEF",
    "sites": ["skin"] * 6,
    "arms": list("xxxyyy"),
    "doses": [1] * 6,
    "before": ["–", "", "", "–", "–", "+"],
    "after": ["++", "", "", "++", "++", "+"],
}
BY_ARM = """
[[analyses]]
id = "by-arm"
title = "Ends high, by arm"
type = "compare"
endpoint = "rose"
by = "arm"
arms = ["x", "y"]
role = "primary"
methods = ["fisher"]

[[analyses]]
id = "rose"
title = "Ends high"
type = "proportion"
endpoint = "rose"
methods = ["clopper-pearson"]

[[analyses]]
id = "change"
title = "Change"
type = "paired"
endpoint = "change"
methods = ["sign"]
"""


class WithGaps(SmallStudy):
    """The small study, its readings optional."""

    def manifest(self) -> str:
        return super().manifest().replace('scale = "score" }', 'scale = "score", optional = true }')


def six(folder: Path, analyses: str = BY_ARM) -> Path:
    return WithGaps(**SIX, analyses=analyses).write(folder)


def rows(folder: Path, out: Path) -> list[list[str]]:
    text = report(folder, out=out, formats=["md"]).joinpath("report.md").read_text(encoding="utf-8")
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in text.splitlines() if line[:1] == "|"]


def test_a_missing_reading_is_no_no(tmp_path: Path) -> None:
    study = bs.load_study(six(tmp_path / "s"))
    assert measure(study, endpoint="rose")["yes"].tolist()[3:] == [1, 1, 0]
    assert measure(study, endpoint="rose")["yes"].isna().tolist() == [False, True, True, False, False, False]
    fisher, share, _ = (each.main for each in run_analyses(study))
    assert (dict(fisher.n), dict(fisher.excluded)) == ({"x": 1, "y": 3}, {"missing yes": 2})
    assert (share.estimate, share.n_used, dict(share.excluded)) == (0.75, 4, {"missing yes": 2})
    table = bs.table_one(study, by="arm").to_numpy().tolist()
    assert ["Ends high", "", "3/4", "1/1", "2/3"] in table
    assert ["Ends high", "missing", "2", "2", "0"] in table


def test_a_column_of_marks_is_declared_to_be_one(tmp_path: Path) -> None:
    """The footnote of the seed study marks 5 of 10 patients; an undeclared column of marks has 5 readings, all yes."""
    folder = tmp_path / "s"
    study = bs.load_study("carracedo2008")
    assert bs.table_one(study, by="schedule").to_numpy().tolist()[-2] == ["p-ERK increased", "", "5/10", "4/4", "1/6"]
    SmallStudy().write(folder)
    text = (
        folder.joinpath("study.toml")
        .read_text(encoding="utf-8")
        .replace('type = "integer", unit', 'empty = "no", unit')
    )
    folder.joinpath("study.toml").write_text(text.replace('empty = "no"', 'type = "integer", empty = "no"'), "utf-8")
    with pytest.raises(BiomarkerStatsError, match="goes only with an optional column of type category or text"):
        bs.load_study(folder)


def test_the_flow_adds_up_by_arm_and_reason(tmp_path: Path) -> None:
    table = rows(six(tmp_path / "s"), tmp_path / "out")
    assert ["In the table", "6", "3", "3"] in table
    assert ["In the primary analysis", "4", "1", "3"] in table
    assert ["Excluded: no After", "2", "2", "0"] in table


def test_the_flow_of_a_change_tells_which_readings_are_missing(tmp_path: Path) -> None:
    changed = BY_ARM.replace('endpoint = "rose"\nby', 'endpoint = "change"\nby').replace("fisher", "rank-sum")
    table = rows(six(tmp_path / "s", changed), tmp_path / "out")
    assert ["In the primary analysis", "4", "1", "3"] in table
    assert ["… higher after than before", "3", "1", "2"] in table
    assert ["Excluded: no Before and no After", "2", "2", "0"] in table


def test_a_missing_change_is_no_change(tmp_path: Path) -> None:
    text = report(six(tmp_path / "s"), out=tmp_path / "out", formats=["md"]).joinpath("report.md").read_text("utf-8")
    assert "(4 patients, 3 of them changed)" in text


def medians_and_directions(table: Sequence[Sequence[str]]) -> Sequence[str]:
    return next(row for row in table if row[0].startswith("All ") and len(row) == 7)


def test_a_paired_primary_analysis_counts_whole_pairs_only(tmp_path: Path) -> None:
    only = BY_ARM[BY_ARM.rindex("[[analyses]]") :]
    table = rows(six(tmp_path / "s", only), tmp_path / "out")
    assert medians_and_directions(table) == ["All patients", "4", "0", "2", "3", "1", "0"]
    text = (tmp_path / "out" / "report.md").read_text("utf-8")
    assert "higher after than before in 3 of 4 patients, the same in 1 and lower in none" in text


def test_a_yes_no_of_the_multiverse_leaves_out_whom_nobody_read(tmp_path: Path) -> None:
    """B and C have no readings; of D, who has, the note is missing."""
    extra = """
[endpoints.low]
title = "Begins low"
type = "binary"
table = "table"
when = [{ column = "before", in = ["–"] }, { column = "note", not_in = ["bad"] }]
"""
    study = WithGaps(
        **SIX,
        analyses=BY_ARM.replace('endpoint = "rose"\nby', 'endpoint = "change"\nby').replace("fisher", "rank-sum"),
        extra=extra,
    )
    folder = study.write(tmp_path / "s")
    path = folder / "study.toml"
    text = path.read_text("utf-8").replace("dose = {", 'note = { type = "text", optional = true }\ndose = {')
    path.write_text(text, "utf-8")
    lines = (folder / "table.csv").read_text("utf-8").splitlines()
    notes = ["note", "ok", "ok", "ok", "", "bad", "ok"]
    (folder / "table.csv").write_text("\n".join(f"{a},{b}" for a, b in zip(lines, notes, strict=True)), "utf-8")
    found = multiverse(bs.load_study(folder)).to_frame()
    sizes = found[found["endpoint"] == "low"]["n"]
    assert np.array_equal(sizes.unique(), [3])  # A, E and F: both columns, and both readings of the change
