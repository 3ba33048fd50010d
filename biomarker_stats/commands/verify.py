"""``biomarker-stats verify``."""

from pathlib import Path
from typing import Annotated

import typer

from biomarker_stats.commands.shared import (
    DEFAULT_STUDY,
    EXIT_CHANGED,
    JsonOption,
    StudyArgument,
    print_json,
    progress,
    say,
)
from biomarker_stats.errors import OutputError, UsageError

_STDOUT = "-"


def verify(
    study: StudyArgument = DEFAULT_STUDY,
    *,
    as_json: JsonOption = False,
    junit: Annotated[str | None, typer.Option(metavar="FILE", help="Write JUnit XML, one case a claim.")] = None,
    sarif: Annotated[str | None, typer.Option(metavar="FILE", help="Write SARIF, by line of claims.toml.")] = None,
    markdown: Annotated[str | None, typer.Option(metavar="FILE", help="Write a Markdown table.")] = None,
) -> None:
    """Recompute every published number of a study and give each a verdict.

    Exit code 0 when every verdict is as the claims file expects, or it holds no claim, 1 when one changed, 2 for a call
    that cannot be right, 3 for a study that cannot be loaded. Several outputs may be asked for at once; "-" is standard
    output.

    Example: biomarker-stats verify my-study

    Example: biomarker-stats verify my-study --junit claims.xml --sarif claims.sarif
    """
    files = {"junit": junit, "sarif": sarif, "markdown": markdown}
    on_stdout = [f"--{name}" for name, file in files.items() if file == _STDOUT] + ["--json"] * as_json
    if len(on_stdout) > 1:
        msg = f"only one output can go to standard output, not {' and '.join(on_stdout)} — name files"
        raise UsageError(msg)
    from biomarker_stats.claims import verify as judge

    with progress("reading the study") as step:
        table = judge(study, progress=step)
    written = {"junit": table.to_junit, "sarif": table.to_sarif, "markdown": table.to_markdown}
    for name, file in files.items():
        if file is not None:
            _write(written[name](), file)
    if as_json:
        print_json(table.to_dict())
    elif not on_stdout and not table.verdicts:
        name = f"{'SIMULATED: ' if table.simulated else ''}{table.study_id}"
        say(f"{name}: no claims, so nothing was checked — write each published number into claims.toml")
    elif not on_stdout:
        from biomarker_stats.terminal import print_verdicts

        print_verdicts(table)
    if not table.ok:
        raise typer.Exit(EXIT_CHANGED)


def _write(text: str, file: str) -> None:
    if file == _STDOUT:
        print(text, end="")
        return
    try:
        Path(file).write_text(text, encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "its name cannot be used").lower()
        msg = f"{file} cannot be written: {reason} — name a file in a folder that exists"
        raise OutputError(msg) from None
