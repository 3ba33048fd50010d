"""``biomarker-stats screen``: one public call behind it, and clear words where that cannot be made."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rng = np.random.default_rng(12)
    frame = pd.DataFrame(rng.normal(size=(7, 8)).round(1))
    frame.columns = [f"g{k}_{when}" for when in ("pre", "post") for k in range(4)]
    frame.insert(0, "patient", list("ABCDEFG"))
    frame["arm"] = list("xxxyyyy")
    frame.to_csv(tmp_path / "panel.csv", index=False)
    return tmp_path / "panel.csv"


def test_pairs_by_the_ends_of_their_names_as_json_and_files(run: Callable[..., Any], table: Path) -> None:
    folder = table.parent
    outputs = (
        "-o",
        folder / "out.csv",
        "--volcano",
        folder / "v.svg",
        "--heat-map",
        folder / "h.png",
        "--report",
        folder / "r.html",
    )
    result = run("screen", table, "--before-suffix", "_pre", "--after-suffix", "_post", "--json", *outputs)
    assert result.code == 0, result.err
    frame = pd.read_csv(table)
    names = [f"g{k}" for k in range(4)]
    found = bs.screen(frame, before=[f"{g}_pre" for g in names], after=[f"{g}_post" for g in names])
    assert json.loads(result.out) == json.loads(json.dumps(found.to_dict()))
    assert pd.read_csv(folder / "out.csv")["p_value"].tolist() == found.p_value.tolist()
    assert (folder / "v.svg").read_text(encoding="utf-8").startswith("<?xml")
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert page.count("<img") == 2
    assert f"panel.csv · biomarker-stats screen · biomarker_stats {bs.__version__}" in page
    assert "SIMULATED" not in page
    assert (folder / "h.png").read_bytes().startswith(b"\x89PNG")


def test_arms_long_tables_and_parquet(run: Callable[..., Any], table: Path) -> None:
    by_arm = run("screen", table, "--outcomes", "all", "--ignore", "patient", "--arm", "arm", "--json")
    assert [each["marker"] for each in json.loads(by_arm.out)["markers"]][:2] == ["g0_pre", "g1_pre"]
    frame = pd.read_csv(table)
    long = pd.concat(
        [
            pd.DataFrame({"who": frame["patient"], "m": g, "pre": frame[f"{g}_pre"], "post": frame[f"{g}_post"]})
            for g in ("g0", "g1")
        ]
    )
    long.to_csv(table.parent / "long.csv", index=False)
    asked = ("--unit", "who", "--marker", "m", "--before", "pre", "--after", "post")
    shown = run("screen", table.parent / "long.csv", *asked)
    assert shown.code == 0, shown.err
    assert "2 tested of 2" in shown.out
    rows = frame.set_index("patient")[["g0_pre", "g0_post"]].T.rename_axis("m").reset_index()
    rows.columns = ["m", "A_pre", "B_pre", "C_pre", "A_post", "B_post", "C_post", "left_out"]
    rows.to_parquet(table.parent / "rows.parquet")
    ends = ("--marker", "m", "--before-suffix", "_pre", "--after-suffix", "_post")
    piece = run("screen", table.parent / "rows.parquet", *ends, "--block", 1, "--json")
    assert json.loads(piece.out)["n"] == {"pairs": 3}


def test_what_cannot_be_right_stops_with_2_or_3_and_says_why(run: Callable[..., Any], table: Path) -> None:
    half = run("screen", table, "--before-suffix", "_pre")
    assert (half.code, "together" in half.err) == (2, True)
    none = run("screen", table, "--before-suffix", "_pre", "--after-suffix", "_later")
    assert (none.code, "columns without a partner: g0_pre (no g0_later)" in none.err) == (2, True)
    ending = run("screen", table, "--outcomes", "all", "--arm", "arm", "-o", "out.doc")
    assert (ending.code, "a table ends in .csv" in ending.err) == (2, True)
    text = run("screen", table, "--outcomes", "all", "--arm", "arm")
    assert (text.code, "column patient: 'A' is not a finite number" in text.err) == (3, True)
    gone = run("screen", "none.parquet", "--marker", "m", "--before-suffix", "_a", "--after-suffix", "_b")
    assert (gone.code, "is not there" in gone.err) == (3, True)
    folder = run("screen", table, "--outcomes", "g0_pre", "--arm", "arm", "-o", table.parent / "no" / "out.csv")
    assert (folder.code, "cannot write" in folder.err) == (2, True)


def in_rows(table: Path) -> list[str]:
    """Write the panel with one row a marker, as Parquet and csv; return the columns of its units."""
    frame = pd.read_csv(table)
    rows = frame.set_index("patient")[[f"g{k}_post" for k in range(4)]].T.rename_axis("gene").reset_index()
    rows.to_parquet(table.parent / "rows.parquet")
    rows.to_csv(table.parent / "rows.csv", index=False)
    return list("ABCDEFG")


@pytest.mark.parametrize("name", ["rows.parquet", "rows.csv"])
def test_two_arms_and_strata_with_one_row_a_marker(run: Callable[..., Any], table: Path, name: str) -> None:
    units, labels, strata = in_rows(table), list("xxxyyyy"), list("ababaab")
    asked = ("--marker", "gene", "--arm", ",".join(labels), "--strata", ",".join(strata), "--json")
    found = bs.screen(
        pd.read_csv(table).assign(strata=strata),
        outcomes=[f"g{k}_post" for k in range(4)],
        arm="arm",
        strata="strata",
        intervals=False,
    )
    for outcomes in (",".join(units), "all"):
        result = run("screen", table.parent / name, "--outcomes", outcomes, "--no-intervals", *asked)
        assert result.code == 0, result.err
        assert [each["p_maxt"] for each in json.loads(result.out)["markers"]] == found.p_maxt.tolist()


def test_a_heat_map_of_a_file_read_in_pieces_is_refused_before_any_work(run: Callable[..., Any], table: Path) -> None:
    units, folder = in_rows(table), table.parent
    asked = ("--marker", "gene", "--outcomes", ",".join(units), "--arm", "x,x,x,y,y,y,y", "--volcano", folder / "v.png")
    stopped = run("screen", folder / "rows.parquet", *asked, "--heat-map", folder / "h.png")
    assert stopped.code == 2
    assert stopped.err.startswith("--heat-map needs all readings in memory")
    assert not (folder / "v.png").exists()
    drawn = run("screen", folder / "rows.csv", *asked, "--heat-map", folder / "h.png")
    assert drawn.code == 0, drawn.err
    assert (folder / "h.png").exists()


def test_one_cell_below_the_limit_of_detection_is_the_only_one_to_blame(run: Callable[..., Any], table: Path) -> None:
    frame = pd.read_csv(table).astype({"g1_post": str})
    frame.loc[4, "g1_post"] = "<LOD"
    frame.to_csv(table, index=False)
    ends = ("--before-suffix", "_pre", "--after-suffix", "_post", "--unit", "patient")
    levels = "or name the ordered levels: --scale lowest,…,highest"
    told = f"'<LOD' is not a finite number — leave the column out, give numbers, {levels}\n"
    screened = run("screen", table, *ends)
    assert (screened.code, screened.err) == (3, f"panel.csv row 5 (unit E), column g1_post: {told}")
    tested = run("test", table, "--before", "g1_pre", "--after", "g1_post")
    assert tested.code == 3
    assert tested.err == f"panel.csv row 5, column g1_post: '<LOD' is not a number — give numbers, {levels}\n"


def test_a_row_has_the_number_that_it_has_in_the_file(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("who,pre,post\nA,1,2\n,,\nB,<LOD,3\n", encoding="utf-8")
    for asked in (
        ("screen", tmp_path / "t.csv", "--before-suffix", "pre", "--after-suffix", "post"),
        ("test", tmp_path / "t.csv", "--before", "pre", "--after", "post"),
    ):
        assert run(*asked).err.startswith("t.csv row 3, column pre: '<LOD'")  # the blank row is counted


PYTHON = re.compile(r"\w=(\W|$)|to_frame|=True|\[…")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ((), "name one design and shape: --before-suffix and --after-suffix, or --outcomes and --arm"),
        (("--before", "g0_pre", "--after", "g0_post"), "name one design and shape"),
        (("--outcomes", "g0_pre"), "name one design and shape"),
        (("--outcomes", "g0_pre", "--arm", "patient"), "name two: --arms"),
        (("--outcomes", "g0_pre", "--arm", "arm", "--scheduler", "tcp://h:1"), "a scheduler is for the engine dask"),
        (("--outcomes", "g0_pre", "--arm", "arm", "--engine", "spark"), "engine must be one of memory, dask"),
        (("--outcomes", "g0_pre", "--arm", "arm", "--resamples", 0), "'--resamples'"),
        (("--outcomes", "g0_pre", "--arm", "arm", "--block", "0"), "'--block'"),
        (
            ("--outcomes", "g0_pre,g1_pre", "--marker", "patient", "--arm", "x"),
            "--arm lists one entry for each of the 2",
        ),
    ],
)
def test_messages_name_the_options_of_the_command_line(
    run: Callable[..., Any], table: Path, asked: tuple[object, ...], message: str
) -> None:
    stopped = run("screen", table, *asked)
    assert stopped.code == 2
    assert message in " ".join(stopped.err.split())
    assert not PYTHON.search(stopped.err)


def test_what_is_left_out_is_said_in_the_words_of_the_command_line(run: Callable[..., Any], table: Path) -> None:
    asked = ("--outcomes", "all", "--ignore", "patient", "--arm", "arm", "--no-intervals")
    shown = run("screen", table, *asked)
    assert shown.code == 0, shown.err
    assert not PYTHON.search(shown.out)
    frame = pd.read_csv(table)
    for k in range(4, 9):
        frame[f"g{k}_pre"] = frame["g0_pre"] + k
    frame.to_csv(table, index=False)
    shown = run("screen", table, *asked)
    assert re.search(r"…  +3 more; --out writes them all", shown.out)  # thirteen markers, ten shown


def test_simulated_data_say_so(run: Callable[..., Any], table: Path) -> None:
    page, picture = table.parent / "r.html", table.parent / "v.svg"
    outputs = ("--report", page, "--volcano", picture, "--simulated")
    found = run("screen", table, "--before-suffix", "_pre", "--after-suffix", "_post", *outputs)
    assert found.code == 0, found.err
    assert "SIMULATED DATA" in page.read_text(encoding="utf-8")
    assert picture.read_text(encoding="utf-8").count("<!-- SIMULATED DATA -->") == 1
