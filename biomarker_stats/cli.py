"""The command line: parse, make one public call, render, exit.

Exit codes: 0 as expected, 1 a verdict changed, 2 usage, 3 invalid data, 141 the reader of a pipe has left. Heavy
libraries are imported inside commands.
"""

import errno
import os
import sys
from typing import Annotated

import typer

from biomarker_stats import __version__
from biomarker_stats.commands.check import check
from biomarker_stats.commands.init import init
from biomarker_stats.commands.methods import methods
from biomarker_stats.commands.multiverse import multiverse
from biomarker_stats.commands.pathways import pathways
from biomarker_stats.commands.plan import plan
from biomarker_stats.commands.report import report
from biomarker_stats.commands.run_proportion import run_proportion
from biomarker_stats.commands.run_table import run_table
from biomarker_stats.commands.run_test import run_test
from biomarker_stats.commands.schema import schema
from biomarker_stats.commands.screen import screen
from biomarker_stats.commands.shared import EXIT_DATA, EXIT_PIPE, EXIT_USAGE, printable
from biomarker_stats.commands.simulate import simulate
from biomarker_stats.commands.trace import trace
from biomarker_stats.commands.verify import verify
from biomarker_stats.errors import BiomarkerStatsError, DataError, OutputError, UsageError

app = typer.Typer(
    name="biomarker-stats",
    help=(
        "Exact statistics for small biomarker studies, and a verdict on every published number.\n\n"
        "Example: biomarker-stats report my-study -o my-report"
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help starts twice as fast, and reads the same in a pipe
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command(short_help="Write the report of a study.")(report)
app.command(short_help="Give every published number of a study a verdict.")(verify)
app.command(short_help="Search which test could have given the printed P values.")(trace)
app.command(short_help="Try every defensible choice at once, with exact joint P values.")(multiverse)
app.command(name="test", short_help="Run one test on any table.")(run_test)
app.command(name="table", short_help="Test a table of counts.")(run_table)
app.command(name="proportion", short_help="One proportion with its interval.")(run_proportion)
app.add_typer(pathways, short_help="Pathway figures, gene-set tests, and a feedback model.")
app.add_typer(check, short_help="Check one printed number: GRIM, GRIMMER, P from a statistic …")
app.add_typer(plan, short_help="Plan the next study: power, sample size, two-stage designs …")
app.command(short_help="Test many biomarkers at once, adjusted for their number.")(screen)
app.command(short_help="List the catalogue of tests.")(methods)
app.command(short_help="Print the JSON Schema of the study files.")(schema)
app.command(short_help="Make a commented study folder from a table of yours.")(init)
app.command(short_help="Write SIMULATED pre-clinical tables with known truth.")(simulate)


def main() -> None:
    """Run the command line; turn the package's own errors into a message on standard error and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # text streams have it
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # so that a full disk or a closed pipe is met here
    except DataError as error:
        _stop(error, EXIT_DATA)
    except (UsageError, OutputError) as error:
        _stop(error, EXIT_USAGE)
    except BiomarkerStatsError as error:
        _stop(error, EXIT_DATA)
    except SystemExit:
        if type(sys.stdout).__name__ == "PacifyFlushWrapper":  # click met a closed pipe and would say 1
            sys.exit(EXIT_PIPE)
        raise
    except BrokenPipeError:  # the reader of a pipe, such as head, has left
        _leave_standard_output()
        sys.exit(EXIT_PIPE)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EIO}:
            raise
        _leave_standard_output()
        print(
            f"standard output cannot be written: {(error.strerror or '').lower()} — free space there", file=sys.stderr
        )
        sys.exit(EXIT_USAGE)


def _leave_standard_output() -> None:
    """Let what is still to be written go nowhere, so that nothing is raised when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stop(error: BiomarkerStatsError, code: int) -> None:
    violations = getattr(error, "violations", ())
    if len(violations) > 1:
        print(f"{len(violations)} problems:", file=sys.stderr)
    print(printable(str(error)), file=sys.stderr)
    sys.exit(code)


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
