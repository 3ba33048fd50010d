"""What the commands share: the study argument, one JSON object, progress, and text that cannot steer a terminal."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

DEFAULT_STUDY = "carracedo2008"
EXIT_CHANGED, EXIT_USAGE, EXIT_DATA = 1, 2, 3

StudyArgument = Annotated[
    str, typer.Argument(help="A study folder, or the name of a bundled study.", show_default=DEFAULT_STUDY)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")]


def printable(text: str) -> str:
    """Remove control characters, so that text from a study file cannot steer the terminal."""
    return "".join(c if c == "\n" or (c.isprintable()) else "�" for c in text)


def print_json(payload: Any) -> None:
    """Print one JSON object on standard output."""
    print(json.dumps(payload, ensure_ascii=False, indent=2, allow_nan=False))


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
