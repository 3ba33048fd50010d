"""Every command of the command line: an example that parses, 80 columns in a pipe, no colour, one JSON object alone."""

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from biomarker_stats.cli import app

Run = Callable[..., Any]
TABLE = "patient,arm,dose,pre,post,change\n" + "".join(
    f"p{k},{'ab'[k % 2]},{5 * (k // 2)},{k},{k + 2 + k % 3},{2 + k % 3}\n" for k in range(8)
)
EXAMPLE = re.compile(r"^Example: (biomarker-stats [^\n]+(?:\n(?!\n)[^\n]+)*)", re.MULTILINE)
COLOUR = re.compile(rb"\x1b\[[0-9;]*3[0-7]m")

# One call of each command that ends well, or tells a number that cannot be (code 1); {…} are places.
CALLS = {
    "report": ["report", "adam_bds_simulated", "-o", "{new}", "--format", "json"],
    "verify": ["verify", "adam_bds_simulated"],
    "trace": ["trace", "azt_antigen_1988", "--decoys", "0"],
    "multiverse": ["multiverse", "adam_bds_simulated"],
    "test": ["test", "{table}", "--before", "pre", "--after", "post"],
    "table": ["table", "4,0;1,5", "--method", "fisher"],
    "proportion": ["proportion", "5", "10"],
    "screen": ["screen", "{table}", "--outcomes", "pre,post,change", "--arm", "arm"],
    "methods": ["methods"],
    "schema": ["schema", "study.toml"],
    "init": ["init", "{new}", "--table", "{table}"],
    "simulate": ["simulate", "{new}", "--seed", "1"],
    "check grim": ["check", "grim", "0.16", "--n", "6"],
    "check debit": ["check", "debit", "0.30", "--sd", "0.46", "--n", "10"],
    "check grimmer": ["check", "grimmer", "1.8", "--sd", "0.5", "--n", "12", "--scale", "1,5"],
    "check sprite": ["check", "sprite", "3.10", "--sd", "1.37", "--n", "10", "--scale", "1,5"],
    "check closure": ["check", "closure", "2.7", "--sd", "1.2", "--n", "10", "--scale", "1,5"],
    "check p": ["check", "p", "t", "2.20", "--df", "28", "--p", "0.036"],
    "check summaries": ["check", "summaries", "20,21", "--sd", "4,2", "--n", "30,30", "--p", "0.02"],
    "check attainable": ["check", "attainable", "< 0.01", "--method", "rank-sum", "--n", "3,3"],
    "check two-by-two": ["check", "two-by-two", "7,0/1,6", "--p", "0.0047"],
    "check interval": ["check", "interval", "0.81", "--low", "0.70", "--high", "0.94", "--p", "0.005", "--ratio"],
    "check percent": ["check", "percent", "40", "--count", "15", "--n", "38"],
    "plan two-arms": ["plan", "two-arms", "0.2", "0.6", "--n", "10-14"],
    "plan strata": ["plan", "strata", "0.2,0.4", "0.6,0.8", "--n", "8"],
    "plan paired": ["plan", "paired", "0.5", "0.1", "--n", "10", "--could-show"],
    "plan change": ["plan", "change", "0:0.5,1:0.3,2:0.2", "--up-to", "20"],
    "plan arms": ["plan", "arms", "0.5,0.3,0.2", "0.2,0.3,0.5", "--n", "8"],
    "plan trend": ["plan", "trend", "0.1,0.3,0.6", "--doses", "0,5,10", "--up-to", "20"],
    "plan simon": ["plan", "simon", "0.05", "0.25"],
    "plan screening": ["plan", "screening", "10", "her2-breast", "--then", "30%"],
    "plan precision": ["plan", "precision", "0.5", "--width", "0.4"],
    "plan study": ["plan", "study", "carracedo2008", "--up-to", "16"],
    "plan interaction": ["plan", "interaction", "--n", "4", "--effect", "3"],
    "pathways figure": ["pathways", "figure", "PMC11954216__13287_2025_4218_Fig2_HTML", "--gmt", "{new}"],
    "pathways enrich": ["pathways", "enrich", "{genes}", "--hits", "{genes}", "--gmt", "{sets}"],
    "pathways set-test": ["pathways", "set-test", "{changes}", "--gmt", "{sets}"],
    "pathways predict": ["pathways", "predict", "rapamycin,UO126", "--versus", "rapamycin"],
    "pathways agreement": ["pathways", "agreement", "--edges"],
    "check total": ["check", "total", "4", "6", "--total", "10"],
}


def commands(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield every command and group with its words."""
    here = typer.main.get_command(app) if group is None else group
    yield " ".join(path), here
    for name, command in getattr(here, "commands", {}).items():
        yield from commands(command, (*path, name))


EVERY = dict(commands())
LEAVES = {words: command for words, command in EVERY.items() if not hasattr(command, "commands")}


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    Path("table.csv").write_text(TABLE)
    Path("genes.txt").write_text("MTOR\nAKT1\n")
    Path("sets.gmt").write_text("PI3K\tsignalling\tMTOR\tAKT1\tPTEN\n")
    Path("changes.csv").write_text("gene,p1,p2,p3\nMTOR,1,2,3\nAKT1,-1,2,1\n")
    here = {"genes": "genes.txt", "sets": "sets.gmt", "changes": "changes.csv"}
    return {"table": "table.csv", "new": "new", **here}


def call(words: str, places: dict[str, str]) -> list[str]:
    return [word.format(**places) for word in CALLS[words]]


def test_every_command_is_called_here() -> None:
    assert set(CALLS) == set(LEAVES)


@pytest.mark.parametrize("words", EVERY, ids=lambda words: words or "(all)")
def test_help_has_an_example_that_parses_and_fits_80_columns(words: str, run: Run) -> None:
    shown = run(*words.split(), "--help")
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "\x1b" not in shown.out
    examples = EXAMPLE.findall(EVERY[words].help)
    assert examples
    for example in examples:
        told, *arguments = shlex.split(example.replace("\n", " ").split(" > ")[0])
        assert told == "biomarker-stats"
        command = EVERY[""]
        while hasattr(command, "commands"):
            command = command.commands[arguments.pop(0)]
        command.make_context(words, arguments)  # raises where an option is unknown or an argument is missing


@pytest.mark.parametrize("words", LEAVES)
def test_json_is_one_object_on_standard_output_and_nothing_else(words: str, places: dict[str, str], run: Run) -> None:
    found = run(*call(words, places), "--json")
    assert found.code in {0, 1}
    assert found.err == ""
    assert isinstance(json.loads(found.out), dict)


@pytest.mark.parametrize("words", [words for words in LEAVES if words != "schema"])
def test_in_a_pipe_lines_fit_80_columns_without_colour(words: str, places: dict[str, str], run: Run) -> None:
    found = run(*call(words, places))
    assert found.code in {0, 1}
    assert found.out
    assert max(map(len, found.out.splitlines())) <= 80
    assert "\x1b" not in found.out + found.err


def test_an_error_leaves_standard_output_empty_under_json(places: dict[str, str], run: Run) -> None:
    for arguments in (
        ("table", "4,0;1"),
        ("test", "none.csv", "--before", "a", "--after", "b"),
        ("proportion", "11", "10"),
        ("verify", "nowhere"),
    ):
        found = run(*arguments, "--json")
        assert found.code in {2, 3}
        assert found.out == ""
        assert found.err
        assert "Traceback" not in found.err
    assert places


def on_a_terminal(arguments: list[str], environment: dict[str, str], *, stdout_too: bool) -> tuple[bytes, bytes]:
    """Run a command with standard error (and output) on a terminal; return what the terminal and the pipe got."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "biomarker_stats", *arguments],
        stdout=theirs if stdout_too else subprocess.PIPE,
        stderr=theirs,
        env={
            **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
            "TERM": "xterm",
            **environment,
        },
    )
    os.close(theirs)
    piped = process.stdout.read() if process.stdout is not None else b""
    if process.stdout is not None:
        process.stdout.close()
    shown = bytearray()
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # Linux: the other end is closed
        pass
    os.close(ours)
    assert process.wait() == 0
    return bytes(shown), piped


def test_colour_is_for_terminals_and_not_under_no_color() -> None:
    coloured, _ = on_a_terminal(["verify", "adam_bds_simulated"], {}, stdout_too=True)
    assert COLOUR.search(coloured)
    plain, _ = on_a_terminal(["verify", "adam_bds_simulated"], {"NO_COLOR": "1"}, stdout_too=True)
    assert not COLOUR.search(plain)
    assert b"reproduced" in plain


def test_progress_goes_to_standard_error_only() -> None:
    shown, piped = on_a_terminal(["multiverse", "adam_bds_simulated", "--json"], {}, stdout_too=False)
    assert b"trying every choice" in shown
    assert json.loads(piped)["study"] == "adam_bds_simulated"


def test_doses_strata_and_sentences(places: dict[str, str], run: Run) -> None:
    """Jonckheere–Terpstra is one-sided unless told otherwise; the two-sided p is larger."""
    arguments = ("test", "table.csv", "--outcome", "post", "--dose", "dose", "--json")
    usual = json.loads(run(*arguments).out)
    assert (usual["method"], usual["alternative"]) == ("jonckheere-terpstra", "greater")
    assert json.loads(run(*arguments, "--alternative", "two-sided").out)["p_value"] > usual["p_value"]
    strata = json.loads(run("table", "4,0;1,5 | 2,2;1,3", "--method", "cmh", "--json").out)
    assert sum(strata["n"].values()) == 18
    sentence = run("table", "4,0;1,5", "--sentence", "jama")
    assert sentence.out.endswith("Fisher exact test; n = 10 [row 1 4, row 2 6]).\n")
    assert run("proportion", "5", "10", "--sentence", "plain").out.startswith(
        "Exact binomial test, n: all 10: proportion"
    )
    unknown = run("proportion", "5", "10", "--sentence", "ama")
    assert (unknown.code, unknown.out) == (2, "")
    assert "known: sampl, apa, jama" in unknown.err
    assert places


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("table", "4,0;1"), "every row of a table needs as many counts — got '4,0;1'"),
        (("table", "4,0;1,x"), "a table is whole numbers, rows by ; and counts by commas, such as 4,0;1,5 — got"),
        (("table", ""), "a table is whole numbers"),
        (("test", "table.csv", "--outcome", "post", "--dose", "dose", "--arm", "arm"), "give either --before and"),
        (("test", "table.csv", "--before", "pre", "--after", "post", "--outcome", "post"), "give either --before and"),
        (("test", "table.csv", "--before", "pre", "--after", "post", "--arms", "a,b"), "--arms names the arms"),
        (("test", "table.csv", "--before", "pre", "--after", "post", "--continuity"), "with --reference asymptotic"),
    ],
)
def test_calls_that_cannot_be_right(arguments: tuple[str, ...], told: str, places: dict[str, str], run: Run) -> None:
    found = run(*arguments)
    assert found.code == 2
    assert told in found.err
    assert places
