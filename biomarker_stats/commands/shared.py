"""What the commands share: the study argument, one JSON object, progress, and text that cannot steer a terminal."""

import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from biomarker_stats.methods.result import Result

DEFAULT_STUDY = "carracedo2008"
EXIT_CHANGED, EXIT_USAGE, EXIT_DATA = 1, 2, 3
EXIT_PIPE = 141  # as a shell says of a program that a closed pipe ended

StudyArgument = Annotated[
    str, typer.Argument(help="A study folder, or the name of a bundled study.", show_default=DEFAULT_STUDY)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")]

SentenceOption = Annotated[
    str | None, typer.Option("--sentence", metavar="STYLE", help="One sentence instead: plain, sampl, apa or jama.")
]
AlternativeOption = Annotated[
    str | None, typer.Option(help="two-sided, greater or less; else the usual one of the method.")
]
TwoSidedOption = Annotated[str | None, typer.Option(help="absolute, central, minlike or blaker.")]
ConfidenceOption = Annotated[float, typer.Option(help="Confidence level of the interval.")]
ReferenceOption = Annotated[str, typer.Option(help="auto, exact, monte-carlo or asymptotic.")]
ResamplesOption = Annotated[
    int | None, typer.Option("--resamples", min=1, max=100_000_000, help="Monte-Carlo draws; 99,999 when left out.")
]
SeedOption = Annotated[int | None, typer.Option(help="Seed of a Monte-Carlo reference.")]
EngineOption = Annotated[str, typer.Option(help="memory, or dask for several processes; the numbers are the same.")]
SchedulerOption = Annotated[str | None, typer.Option(help="Dask scheduler, tcp://host:8786; else two processes here.")]
TimeoutOption = Annotated[float, typer.Option(help="Seconds to wait for the scheduler.")]
_WIDEST = 100


def printable(text: str) -> str:
    """Remove control characters, so that text from a study file cannot steer the terminal."""
    return "".join(c if c == "\n" or (c.isprintable()) else "�" for c in text)


def print_json(payload: Any) -> None:
    """Print one JSON object on standard output."""
    print(json.dumps(payload, ensure_ascii=False, indent=2, allow_nan=False))


def given(**options: Any) -> dict[str, Any]:
    """Return the options that were given, so that every other one stays what the library makes it."""
    return {name: value for name, value in options.items() if value is not None}


def show_result(result: "Result", *, as_json: bool, sentence: str | None = None) -> None:
    """Print a Result as rows, as one sentence, or as JSON.

    Raises:
        UsageError: no such style of sentence.
    """
    if as_json:
        print_json(result.to_dict())
    elif sentence is None:
        print_rows(result.rows())
    else:
        text = result.sentence(None if sentence == "plain" else sentence)  # type: ignore[arg-type]  # it refuses others
        say(text)


def say(text: str) -> None:
    """Print a paragraph, wrapped; a path or another long word stays whole."""
    print(textwrap.fill(printable(text), width(), break_long_words=False, break_on_hyphens=False))


def print_rows(rows: Iterable[tuple[str, str]]) -> None:
    """Print (label, text) rows, the text wrapped under itself."""
    found = [(printable(label), printable(text)) for label, text in rows]
    indent = max(len(label) for label, _ in found) + 2
    if indent > width() // 2:
        indent = 4
    for label, text in found:
        first = f"{label:<{indent - 2}}  "
        print(
            textwrap.fill(text, width(), initial_indent=first, subsequent_indent=" " * indent, break_on_hyphens=False)
        )


def width() -> int:
    """Return the columns to print in: those of the terminal, 80 in a pipe."""
    return min(shutil.get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else 80


@contextmanager
def progress(start: str) -> Iterator[Callable[[str], None]]:
    """Show what is being done on standard error, when that is a terminal; yield the function that says it."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(start, total=None)
        yield lambda step: bar.update(task, description=step)
