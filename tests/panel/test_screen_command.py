"""``biomarker-stats screen``: one public call behind it, and clear words where that cannot be made."""

import json
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
    assert (folder / "r.html").read_text(encoding="utf-8").count("<svg") == 2
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
