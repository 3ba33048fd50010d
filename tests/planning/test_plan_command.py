"""``biomarker-stats plan``: every example of its help runs, JSON is one object, and bad words are refused."""

import json
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
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


def test_a_list_may_start_with_a_decrease(run: Run) -> None:
    truth = bs.plan.OrdinalChange({-1: 0.1, 0: 0.3, 1: 0.6})
    found = json.loads(run("plan", "change", "-1:0.1,0:0.3,1:0.6", "--n", "9", "--json").out)
    assert found["power"] == bs.plan.power(truth, 9).power
    strata = ("0:0.3,1:0.7", "--stratum", "-1:0.1,0:0.3,1:0.6", "--n", "4", "--json")
    both = bs.plan.StratifiedChanges([{0: 0.3, 1: 0.7}, {-1: 0.1, 0: 0.3, 1: 0.6}])
    assert json.loads(run("plan", "change", *strata).out)["power"] == bs.plan.power(both, 4).power
    wrong = run("plan", "change", "-1:0.1,0:0.3,1:0.6", "--methdo", "sign")
    assert wrong.code == 2
    assert "No such option: --methdo" in wrong.err


def test_arms_in_strata(run: Run) -> None:
    truth = bs.plan.StratifiedArms([[0.5, 0.3, 0.2], [0.6, 0.2, 0.2]], [[0.2, 0.3, 0.5], [0.1, 0.2, 0.7]])
    words = ("plan", "arms", "0.5,0.3,0.2", "0.2,0.3,0.5", "--stratum", "0.6,0.2,0.2:0.1,0.2,0.7", "--n", "4", "--json")
    for method in ("rank-sum", "van-elteren"):
        found = json.loads(run(*words, "--method", method).out)
        assert (found["method"], found["power"]) == (method, bs.plan.power(truth, 4, method=method).power)


def test_an_interaction_finds_its_size_its_power_and_its_curve(run: Run) -> None:
    size = json.loads(run("plan", "interaction", "--effect", "3", "--json").out)
    assert (size["n"], size["per"]) == (5, "mice an arm")  # R: 0.786 with 4, 0.882 with 5, in test_interaction
    curve = json.loads(run("plan", "interaction", "--effect", "3", "--n", "3-6", "--json").out)
    assert curve["power"] == list(bs.plan.interaction_curve(3.0, range(3, 7)).power)
    one = ("plan", "interaction", "--effect", "3", "--n", "4", "--simulations", "100", "--json")
    assert json.loads(run(*one).out)["n_simulations"] == 100


def test_doses_in_strata(run: Run) -> None:
    truth = bs.plan.StratifiedTrends([[0.1, 0.6], [0.2, 0.9]], [0, 5])
    words = ("plan", "trend", "0.1,0.6", "--stratum", "0.2,0.9", "--doses", "0,5", "--n", "6", "--json")
    assert json.loads(run(*words).out)["power"] == bs.plan.power(truth, 6).power


PLOTTED = ["two-arms 0.2 0.6 --up-to 30", "two-arms 0.2 0.6 --n 10-14", "paired 0.5 0.1 --n 20", "trend 0.1,0.3,0.6"]
PLOTTED += ["change 0:0.5,1:0.5 --up-to 12", "arms 0.5,0.5 0.1,0.9 --n 5-9", "strata 0.2,0.4 0.6,0.8 --n 5"]
PLOTTED += ["interaction --effect 3", "interaction --effect 3 --n 4", "interaction --effect 3 --n 3-6"]
STARTS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


@pytest.mark.parametrize(("arguments", "kind"), [*zip(PLOTTED, [*STARTS, *STARTS, *STARTS, "svg"], strict=True)])
def test_a_power_can_be_drawn(run: Run, tmp_path: Path, arguments: str, kind: str) -> None:
    picture = tmp_path / f"power.{kind}"
    plain = run("plan", *shlex.split(arguments))
    assert run("plan", *shlex.split(arguments), "--plot", str(picture)) == plain
    assert plain.code == 0
    assert picture.read_bytes().startswith(STARTS[kind])


def test_a_figure_that_cannot_be_written_is_refused(run: Run, tmp_path: Path) -> None:
    here = tmp_path / "power.png"
    for words, message in (
        (("--plot", str(tmp_path / "power.bmp")), "must name a .png, .svg or .pdf file, got 'power.bmp'"),
        (("--plot", str(tmp_path / "no" / "power.png")), "cannot be written"),
        (("--n", "8", "--could-show", "--plot", str(here)), "has no figure — leave --plot out"),
        (("--n", "8,9", "--plot", str(here)), "draw the curve of equal arms"),
    ):
        found = run("plan", "two-arms", "0.2", "0.6", *words)
        assert (found.code, found.out) == (2, "")
        assert message in found.err
    assert not [*tmp_path.iterdir()]


def test_rows_are_aligned_and_options_are_named(run: Run) -> None:
    for words in ("--n 8 --could-show", "--n 8 --could-show --alternative less", "--n 3 --could-show", "--n 9"):
        lines = run("plan", "two-arms", "0.2", "0.6", *shlex.split(words)).out.splitlines()
        column = lines[0].index("both arms have the same")
        for line in lines:
            assert line[:column].endswith("  ")
            assert line[column] != " "
    found = run("plan", "two-arms", "0.2", "0.6", "--method", "z-pooled", "--two-sided", "minlike", "--n", "10")
    assert found.code == 2
    assert "no two-sided rule 'minlike'" in found.err


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
        ("arms 0.5,0.5 0.2,0.8 --stratum 0.6,0.4", "--stratum must be both arms, such as 0.4,0.6:0.1,0.9"),
        ("interaction --effect 3 --seed 2", "are for one n — add --n"),
        ("interaction --effect 3 --n 4,5", "the four arms have one size"),
        ("change 0:0.5,1:0.5 --method sign --zeros pratt", "applies to method 'signed-rank'"),
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
