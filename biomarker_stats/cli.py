"""The command line: parse, make one public call, render, exit.

Exit codes: 0 as expected, 1 a verdict changed, 2 usage, 3 invalid data. Heavy libraries are imported inside commands.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from biomarker_stats import __version__
from biomarker_stats.errors import BiomarkerStatsError, DataError, OutputError, UsageError

DEFAULT_STUDY = "carracedo2008"
EXIT_CHANGED, EXIT_USAGE, EXIT_DATA = 1, 2, 3

app = typer.Typer(
    name="biomarker-stats",
    help="Exact statistics for small biomarker studies, and a verdict on every published number.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help starts twice as fast, and reads the same in a pipe
    context_settings={"help_option_names": ["-h", "--help"]},
)

StudyArgument = Annotated[
    str, typer.Argument(help="A study folder, or the name of a bundled study.", show_default=DEFAULT_STUDY)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")]


def main() -> None:
    """Run the command line; turn the package's own errors into a message on standard error and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # text streams have it
    try:
        app()
    except DataError as error:
        _stop(error, EXIT_DATA)
    except (UsageError, OutputError) as error:
        _stop(error, EXIT_USAGE)
    except BiomarkerStatsError as error:
        _stop(error, EXIT_DATA)
    except BrokenPipeError:  # the reader of a pipe, such as head, has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_CHANGED)


def _stop(error: BiomarkerStatsError, code: int) -> None:
    violations = getattr(error, "violations", ())
    if len(violations) > 1:
        print(f"{len(violations)} problems:", file=sys.stderr)
    print(_printable(str(error)), file=sys.stderr)
    sys.exit(code)


def _printable(text: str) -> str:
    """Remove control characters, so that text from a study file cannot steer the terminal."""
    return "".join(c if c == "\n" or (c.isprintable()) else "�" for c in text)


def _print_json(payload: Any) -> None:
    print(json.dumps(payload, ensure_ascii=False, indent=2, allow_nan=False))


@contextmanager
def _progress(start: str) -> Iterator[Callable[[str], None]]:
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


def _version(asked: bool) -> None:
    if asked:
        print(f"biomarker-stats {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Exact statistics for small biomarker studies, and a verdict on every published number."""


@app.command(short_help="Write the report of a study.")
def report(
    study: StudyArgument = DEFAULT_STUDY,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Folder to write; default reports/<study>.")] = None,
    formats: Annotated[str, typer.Option("--format", help="Any of html, md and json, separated by commas.")] = (
        "html,md,json"
    ),
    force: Annotated[bool, typer.Option("--force", help="Write into a folder that holds other files.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the report of a study: text, figures, results and provenance.

    Example: biomarker-stats report my-study -o my-report
    """
    from biomarker_stats.reporting import report as write
    from biomarker_stats.study import load_study

    with _progress("reading the study") as step:
        loaded = load_study(study)
        chosen = tuple(name.strip() for name in formats.split(",") if name.strip())
        folder = write(loaded, out=out, formats=chosen, force=force, progress=step)
    written = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    if as_json:
        _print_json({"study": loaded.id, "folder": str(folder), "files": written})
        return
    folder = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    print(f"{_printable(loaded.title)}\n{len(written)} files in {folder}")
    for name in ("report.html", "report.md", "results.json"):
        if name in written:
            print(f"  {folder / name}")


@app.command(short_help="Give every published number of a study a verdict.")
def verify(study: StudyArgument = DEFAULT_STUDY, as_json: JsonOption = False) -> None:
    """Recompute every published number of a study and give each a verdict.

    Exit code 0 when every verdict is as the claims file expects, 1 when one changed.

    Example: biomarker-stats verify my-study
    """
    from biomarker_stats.claims import verify as judge

    table = judge(study)
    if as_json:
        _print_json(table.to_dict())
    else:
        from biomarker_stats.terminal import print_verdicts

        print_verdicts(table)
    if not table.ok:
        raise typer.Exit(EXIT_CHANGED)


@app.command(name="test")
def run_test(
    table: Annotated[Path, typer.Argument(help="A table: csv, tsv, xlsx or parquet; one row per unit.")],
    *,
    before: Annotated[str | None, typer.Option(help="Column of the first reading (paired).")] = None,
    after: Annotated[str | None, typer.Option(help="Column of the second reading (paired).")] = None,
    outcome: Annotated[str | None, typer.Option(help="Column of the outcome (between arms).")] = None,
    arm: Annotated[str | None, typer.Option(help="Column of the arms.")] = None,
    arms: Annotated[str | None, typer.Option(help="Which arms, in order, separated by commas.")] = None,
    strata: Annotated[str | None, typer.Option(help="Column of the strata.")] = None,
    method: Annotated[str | None, typer.Option(help="A method; `biomarker-stats methods` lists them.")] = None,
    scale: Annotated[str | None, typer.Option(help="Levels of an ordinal scale, lowest first, by commas.")] = None,
    alternative: Annotated[str, typer.Option(help="two-sided, greater or less.")] = "two-sided",
    two_sided: Annotated[str | None, typer.Option(help="absolute, central, minlike or blaker.")] = None,
    zeros: Annotated[str, typer.Option(help="Zero differences: drop or pratt.")] = "drop",
    missing: Annotated[str, typer.Option(help="Missing cells: error, or drop (counted).")] = "error",
    reference: Annotated[str, typer.Option(help="auto, exact, monte-carlo or asymptotic.")] = "auto",
    effect_size: Annotated[str | None, typer.Option(help="hedges or cohen, beside a t test.")] = None,
    confidence: Annotated[float, typer.Option(help="Confidence level of the interval.")] = 0.95,
    seed: Annotated[int | None, typer.Option(help="Seed of a Monte Carlo reference.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Run one test on any table.

    Example: biomarker-stats test trial.csv --before pre --after post --scale "–,+,++"

    Example: biomarker-stats test trial.csv --outcome change --arm schedule --method rank-sum
    """
    from biomarker_stats.methods.entry import compare, paired
    from biomarker_stats.study import read_table

    choices: dict[str, Any] = {
        "strata": strata, "missing": missing, "alternative": alternative, "two_sided": two_sided, "zeros": zeros,
        "reference": reference, "effect_size": effect_size, "confidence": confidence, "seed": seed,
        "scale": None if scale is None else [level.strip() for level in scale.split(",")],
    }  # fmt: skip
    if method is not None:
        choices["method"] = method
    is_paired, is_compare = before is not None and after is not None, outcome is not None and arm is not None
    if is_paired == is_compare:
        msg = "give either --before and --after (paired), or --outcome and --arm (between arms)"
        raise UsageError(msg)
    frame = read_table(table)
    if is_paired:
        result = paired(frame, before=str(before), after=str(after), **choices)
    else:
        chosen = None if arms is None else [name.strip() for name in arms.split(",")]
        result = compare(frame, outcome=str(outcome), arm=str(arm), arms=chosen, **choices)
    if as_json:
        _print_json(result.to_dict())
    else:
        print(_printable(result.summary()))


@app.command(short_help="List the catalogue of tests.")
def methods(
    *,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the whole catalogue as a Markdown table.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List the catalogue: every test, what it takes and what it tests.

    Example: biomarker-stats methods
    """
    from biomarker_stats.methods.entry import methods as catalogue

    frame = catalogue()
    if as_json:
        _print_json(frame.reset_index().to_dict(orient="records"))
    else:
        from biomarker_stats.terminal import methods_markdown, print_methods

        if markdown:
            print(methods_markdown(frame))
        else:
            print_methods(frame)


@app.command(short_help="Print the JSON Schema of the study files.")
def schema(
    file: Annotated[str | None, typer.Argument(help="study.toml or claims.toml; both when left out.")] = None,
) -> None:
    """Print the JSON Schema of study.toml and claims.toml, for editors and checks.

    Example: biomarker-stats schema study.toml > study.schema.json
    """
    from biomarker_stats.study.schema import json_schema
    from biomarker_stats.terms import nearest

    both = json_schema()
    if file is None:
        _print_json(both)
        return
    if file not in both:
        msg = f"there is no schema for {file!r}{nearest(file, both)}"
        raise UsageError(msg)
    _print_json(both[file])


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The study folder to make; it must be empty or new.")],
    table: Annotated[Path, typer.Option(help="Your table: csv, tsv, xlsx or parquet; one row per unit.")],
    as_json: JsonOption = False,
) -> None:
    """Make a commented study folder from a table of yours.

    Example: biomarker-stats init my-study --table my.csv
    """
    from biomarker_stats.study.scaffold import scaffold

    made = scaffold(folder, table)
    written = sorted(path.name for path in made.iterdir())
    if as_json:
        _print_json({"folder": str(made), "files": written})
        return
    print(f"made {made} with {', '.join(written)}")
    print(f"next: edit {made / 'study.toml'}, then run: biomarker-stats report {made}")
