"""``biomarker-stats check``: what it prints and its exit codes."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable

import pytest

from biomarker_stats.commands import check as module

Run = Callable[..., object]
COMMANDS = ("grim", "debit", "grimmer", "sprite", "closure", "p", "summaries", "attainable", "two-by-two", "interval",
            "percent", "total")  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("grim 0.16 --n 6", 1),
        ("grim 16 --n 6 --percent --rounding trunc", 0),
        ("debit 0.30 --sd 0.46 --n 10", 1),
        ("grimmer 1.8 --sd 0.5 --n 12 --scale 1,5", 0),
        ("sprite 3.10 --sd 1.37 --n 10 --scale 1,5", 0),
        ("closure 2.7 --sd 1.9 --n 130 --scale 1,5", 0),
        ("p 't(28) = 2.20, p = .036'", 0),
        ("p 't(28) = 2.20, p = .30'", 1),
        ("p F 2.20 --df 2,28 --p 0.13", 0),
        ("summaries 20,21 --sd 4,2 --n 30,30 --p 0.02", 0),
        ("attainable '< 0.01' --method rank-sum --n 3,3", 1),
        ("attainable 0.0625 --method sign --n 5", 0),
        ("two-by-two 7,0/1,6 --p 0.0047", 0),
        ("two-by-two 7,0/1,6 --p 0.3", 1),
        ("interval 0.81 --low 0.70 --high 0.94 --p 0.005 --ratio", 0),
        ("percent 40 --count 15 --n 38", 1),
        ("total 4 6 --total 10", 0),
        ("grim x --n 6", 2),
        ("grim 0.16 --n 0", 2),
        ("closure 2.7 --sd 1.9 --n 130 --scale 5", 2),
        ("attainable 0.05 --method no-such --n 5", 2),
        ("grim 0.16", 2),
        ("nothing", 2),
    ],
)
def test_exit_codes_and_one_json_object(run: Run, line: str, code: int) -> None:
    plain = run("check", *shlex.split(line))
    assert plain.code == code
    found = run("check", *shlex.split(line), "--json")
    assert found.code == code
    if code == 2:
        assert found.out == ""
        assert found.err
    else:
        assert json.loads(found.out)["consistent"] is (code == 0)
        assert found.err == ""
        assert ("inconsistent" in plain.out) is (code == 1)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_help_has_an_example_that_runs(run: Run, name: str) -> None:
    text = " ".join(run("check", name, "--help").out.split())
    assert "Example: biomarker-stats check" in text
    example = text.partition("Example: biomarker-stats check ")[2].partition(" Example:")[0].partition(" Options:")[0]
    example = example.partition(" Arguments:")[0]
    assert run("check", *shlex.split(example)).code in {0, 1}


def test_the_numbers_of_closure_and_of_a_table(run: Run) -> None:
    """5,359: README of unsum. 0.0047 of [[7, 0], [1, 6]] is Fisher's P, 16/3432 (enumeration)."""
    assert (
        json.loads(run("check", "closure", "2.7", "--sd", "1.9", "--n", "130", "--scale", "1,5", "--json").out)["count"]
        == 5359
    )
    found = json.loads(run("check", "two-by-two", "7,0/1,6", "--p", "0.0047", "--json").out)
    assert found["values"]["fisher"] == pytest.approx(16 / 3432)


@pytest.mark.parametrize(
    "line",
    [
        "grim -0.33 --n 3",
        "p t -2.20 --df 28 --p 0.036",
        "interval --low -1 --high 0.2 -0.5",
        "interval -.5 --low=-1 --high 0",
        "summaries -1,2 --sd 1,1 --n 5,5",
        "summaries -1,0;2,0 --sd 1,0;1,0 --n 5,5",
    ],
)
def test_negative_numbers_are_numbers_and_no_options(run: Run, line: str) -> None:
    negative = run("check", *line.split())
    assert negative.code == 0
    argument = next(text for text in line.split()[::-1] if re.match(r"-[.0-9]", text) and text != "-1")
    with_minus_sign = line.replace(f" {argument}", f" −{argument[1:]}")
    assert negative.out == run("check", *with_minus_sign.split()).out


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("grim 0·33 --n 3", "grim 0.33 --n 3"),
        ("grim 0,33 --n 3", "grim 0.33 --n 3"),
        ("p t –2,20 --df 28 --p ·036", "p t -2.20 --df 28 --p .036"),
        ("p 't(28) = 2·20, p = ·036'", "p 't(28) = 2.20, p = .036'"),
        ("attainable '< 2 × 10−5' --method sign --n 20", "attainable '< 2e-5' --method sign --n 20"),
        ("interval –0·5 --low –1·2 --high 0·2 --p 0·12", "interval -0.5 --low -1.2 --high 0.2 --p 0.12"),
    ],
)
def test_numbers_are_read_in_the_forms_journals_print(run: Run, printed: str, plain: str) -> None:
    found = [json.loads(run("check", *shlex.split(line), "--json").out) for line in (printed, plain)]
    for key in ("consistent", "count", "p_value", "p_low", "p_high", "p_floor", "decision_error"):
        assert found[0][key] == found[1][key]


@pytest.mark.parametrize(
    "line",
    [
        "two-by-two 4,0/0,6",
        "interval 1 --low 1 --high 1",
        "interval 1 --low 0.999 --high 1.001 --p '< 0.001' --ratio",
        "summaries 1,2 --sd 0,0 --n 5,5",
        "summaries 1,2 --sd 0,0 --n 5,5 --variances unequal",
        "p z 60",
        "p z '> 60'",
        "p r 1 --df 10",
        "attainable '< 1e-30' --method sign --n 2000",
    ],
)
def test_no_p_value_is_zero(run: Run, line: str) -> None:
    found = json.loads(run("check", *shlex.split(line), "--json").out)
    values = [found[key] for key in ("p_value", "p_low", "p_high", "p_floor")] + list(found["values"].values())
    assert all(value is None or value > 0 for value in values)
    assert not re.search(r"[Pp] (=|from) 0(\s|$)", run("check", *shlex.split(line)).out)


def test_an_error_quotes_the_text_as_given(run: Run) -> None:
    assert "'1,234,56' is not one number" in run("check", "grim", "1,234,56", "--n", "3").err


def test_what_is_no_number_is_still_no_option(run: Run) -> None:
    assert "No such option: -x" in run("check", "grim", "-x", "--n", "3").err
    assert run("check", "total", "-1", "2", "--total", "1").code == 2
    assert run("check", "grim", "0.33", "--n", "-3").err.startswith("n must be between 1")
    assert run("check", "grim", "--n", "3", "--", "-0.33").code == 0


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, contextlib, io\n"
        "sys.argv = ['biomarker-stats', 'check', 'grim', '--help']\n"
        "from biomarker_stats.cli import main\n"
        "with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.suppress(SystemExit):\n"
        "    main()\n"
        "print(' '.join(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "pandas", "scipy", "matplotlib"} & set(found.stdout.split())
    assert module.check.info.name == "check"
