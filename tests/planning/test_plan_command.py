"""``biomarker-stats plan``: every example of its help runs, JSON is one object, and bad words are refused."""

import json
import shlex
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer

import biomarker_stats as bs
from biomarker_stats.cli import app
from biomarker_stats.commands.plan_words import changes_of, prevalence_of, sizes

Run = Callable[..., Any]


def examples() -> Iterator[str]:
    root: Any = typer.main.get_command(app)
    plan = root.commands["plan"]
    for command in (plan, *plan.commands.values()):
        for paragraph in (command.help or "").split("\n\n"):
            text = " ".join(paragraph.split())
            if text.startswith("Example: "):
                yield text.removeprefix("Example: biomarker-stats ")


@pytest.mark.parametrize("example", [*examples()])
def test_every_example_runs_in_words_and_as_json(run: Run, example: str) -> None:
    words = run(*shlex.split(example))
    assert (words.code, words.err) == (0, "")
    found = run(*shlex.split(example), "--json")
    assert found.code == 0
    assert isinstance(json.loads(found.out), dict)


def test_every_subcommand_has_an_example() -> None:
    root: Any = typer.main.get_command(app)
    assert all("Example: biomarker-stats plan " in each.help for each in root.commands["plan"].commands.values())


def test_the_command_says_what_the_library_says(run: Run) -> None:
    found = json.loads(run("plan", "two-arms", "0.2", "0.6", "--n", "20", "--json").out)
    assert found["power"] == bs.plan.power(bs.plan.TwoProportions(0.2, 0.6), 20).power
    curve = json.loads(run("plan", "paired", "0.5", "0.1", "--n", "5-12", "--json").out)
    assert curve["sizes"] == list(range(5, 13))
    uneven = json.loads(run("plan", "two-arms", "0.2", "0.6", "--n", "4,6", "--json").out)
    assert uneven["n"] == [4, 6]
    strata = json.loads(run("plan", "change", "0:0.5,1:0.5", "--stratum", "0:0.2,2:0.8", "--n", "4,6", "--json").out)
    truth = bs.plan.StratifiedChanges([{0: 0.5, 1: 0.5}, {0: 0.2, 2: 0.8}])
    assert strata["power"] == bs.plan.power(truth, (4, 6)).power
    tango = ("0.5", "0.1", "--paired", "--width", "0.6", "--method", "tango")
    narrow = json.loads(run("plan", "precision", *tango, "--json").out)
    assert narrow["n"] == bs.plan.precision(bs.plan.PairedChanges(0.5, 0.1), width=0.6, method="tango").n
    arms = json.loads(run("plan", "precision", "0.2", "0.6", "--width", "1", "--up-to", "9", "--json").out)
    assert (arms["per"], len(arms["expected_widths"])) == ("per arm", 9)
    design = json.loads(run("plan", "simon", "0.05", "0.25", "--json").out)["optimal"]
    assert (design["r1"], design["n1"], design["r"], design["n"]) == (0, 9, 2, 17)  # Simon 1989, Table 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("two-arms 20 60", "write 25% as 0.25"),
        ("two-arms 0.2 0.6 --n ten", "--n must be a size"),
        ("two-arms 0.2 0.6 --n 10-99999", "up to 500"),
        ("two-arms 0.2 0.6 --method fishr", "did you mean 'fisher'"),
        ("two-arms 0.2 0.6 --could-show", "add --n, such as --n 5"),
        ("change half:1", "written like 0:0.5"),
        ("change 0:0.5,1:0.5 --stratum often", "written like 0:0.5"),
        ("change 0:0.5,0:0.5", "named twice"),
        ("change 0:0.5,1:x", "numbers separated by commas"),
        ("arms 0.5,0.5 0.5,high", "the second arm must be numbers"),
        ("screening 10 often", "a prevalence must be written like 0.25, 25%"),
        ("screening 10 20-30", "write 25% as 0.25"),
        ("simon 0.3 0.2", "0 < p0 < p1 < 1"),
        ("precision 0.5 --paired --width 0.4", "--paired needs two probabilities"),
        ("precision 0.5 0.1 --width 0.4 --method wilson", "no interval method 'wilson'"),
    ],
)
def test_bad_words_exit_2_with_the_remedy(run: Run, arguments: str, message: str) -> None:
    found = run("plan", *shlex.split(arguments))
    assert (found.code, found.out) == (2, "")
    assert message in found.err


def test_too_many_outcomes_exit_3_with_the_remedy(run: Run) -> None:
    found = run("plan", "change", "0:0.5,1:0.5", "--stratum", "0:0.5,1:0.5", "--n", "500")
    assert (found.code, found.out) == (3, "")
    assert "plan with fewer pairs or strata" in found.err


def test_words_become_numbers() -> None:
    assert (sizes(" 10 – 12 "), sizes("7")) == (range(10, 13), 7)
    assert changes_of("0:0.5,+1:0.3,−1:0.2") == {0: 0.5, 1: 0.3, -1: 0.2}
    assert prevalence_of("0.2-0.3") == (0.2, 0.3)
    assert prevalence_of("30 %") == 0.3
