"""``biomarker-stats report``."""

from pathlib import Path
from typing import Annotated

import typer

from biomarker_stats.commands.shared import DEFAULT_STUDY, JsonOption, StudyArgument, print_json, progress, say


def report(
    study: StudyArgument = DEFAULT_STUDY,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Folder to write; default reports/<study>.")] = None,
    formats: Annotated[
        str, typer.Option("--format", help="Any of html, pdf, docx, md, json, csv and parquet, by commas.")
    ] = "html,pdf,docx,md,json,csv",
    force: Annotated[bool, typer.Option("--force", help="Write into a folder that holds other files.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the report of a study: text, figures, results and provenance.

    Example: biomarker-stats report my-study -o my-report
    """
    from biomarker_stats.reporting import report as write
    from biomarker_stats.study import load_study

    with progress("reading the study") as step:
        loaded = load_study(study)
        chosen = tuple(name.strip() for name in formats.split(",") if name.strip())
        folder = write(loaded, out=out, formats=chosen, force=force, progress=step)
    written = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    if as_json:
        print_json({"study": loaded.id, "folder": str(folder), "files": written})
        return
    folder = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    say(loaded.title)
    say(f"{len(written)} files in {folder}")
    documents = ("report.html", "report.pdf", "report.docx", "report.md")
    for name in (*documents, "results.json", "results.csv", "results.parquet"):
        if name in written:
            print(f"  {folder / name}")
