"""What the subcommands of ``biomarker-stats plan`` about one test share: their options, and the call these ask for."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from biomarker_stats.commands.plan_words import sizes
from biomarker_stats.commands.shared import print_json, print_rows

if TYPE_CHECKING:
    from biomarker_stats.planning.results import PowerCurve, SampleSize
    from biomarker_stats.planning.scenarios import Scenario

SizesOption = Annotated[
    str | None, typer.Option("--n", help="One size, 4,6 for unequal arms, or a range such as 10-30.")
]
TargetOption = Annotated[float, typer.Option(help="The power wanted.")]
UpToOption = Annotated[int, typer.Option(help="The largest answer looked for.")]
MethodOption = Annotated[str | None, typer.Option(help="A test of the catalogue; else the usual exact one.")]
RuleOption = Annotated[str | None, typer.Option("--two-sided", help="minlike, central, absolute or blaker.")]
AlternativeOption = Annotated[str, typer.Option(help="two-sided, greater or less.")]
LevelOption = Annotated[float, typer.Option("--alpha", help="Level of the test.")]
ShowOption = Annotated[bool, typer.Option("--could-show", help="What --n could show, whatever is true.")]
PlotOption = Annotated[
    Path | None, typer.Option("--plot", help="Also draw the power over n: a .svg, .pdf or .png file.")
]


class MinusFirst(TyperCommand):
    """A command whose words may start with a minus and a digit, which would else be taken for an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read ``-1:0.5`` as a word."""
        return super().parse_args(ctx, [re.sub(r"^-(?=\d)", "−", word) for word in args])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked about a scenario, beside the test."""

    n: str | None
    target: float
    up_to: int
    could_show: bool
    plot: Path | None
    as_json: bool


def answer(scenario: "Scenario", options: dict[str, Any], asked: Asked) -> None:
    """Make the one call that the options ask for, draw what it found where asked to, and print it.

    Raises:
        UsageError: the options do not go together.
        OutputError: the figure cannot be written.
    """
    from biomarker_stats import plan as run
    from biomarker_stats.errors import UsageError

    found: Any
    n = None if asked.n is None else sizes(asked.n)
    check_plot(asked.plot)
    if asked.could_show:
        if n is None or isinstance(n, range) or asked.plot is not None:
            msg = "--could-show needs one size and has no figure — "
            raise UsageError(msg + ("leave --plot out" if asked.plot else "add --n, such as --n 5"))
        found = run.could_show(scenario, n, **options)
    elif n is None:
        found = run.sample_size(scenario, target=asked.target, up_to=asked.up_to, **options)
    elif isinstance(n, range):
        found = run.power_curve(scenario, n, **options)
    else:
        found = run.power(scenario, n, **options)
    if asked.plot is not None:
        drawn = found if n is None or isinstance(n, range) else run.power_curve(scenario, [n], **options)
        draw(drawn, asked.plot, asked.target)
    if asked.as_json:
        print_json(found.to_dict())
    else:
        print_rows(found.rows())


def check_plot(path: Path | None) -> None:
    """Raise a UsageError unless a figure can have that name; before the work is done."""
    from biomarker_stats.errors import UsageError

    if path is not None and path.suffix.lower() not in {".png", ".svg", ".pdf"}:
        msg = f"--plot must name a .png, .svg or .pdf file, got {path.name!r}"
        raise UsageError(msg)


def draw(found: "PowerCurve | SampleSize", path: Path, target: float) -> None:
    """Write the power curve.

    Raises:
        OutputError: it cannot be written.
    """
    from biomarker_stats.errors import OutputError
    from biomarker_stats.plots import power_curve
    from biomarker_stats.plots.figure import page_of

    try:
        page_of(power_curve(found, target=target)).savefig(path)
    except OSError as error:
        msg = f"{path} cannot be written: {(error.strerror or 'unknown reason').lower()}"
        raise OutputError(msg) from None
