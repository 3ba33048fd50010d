"""``biomarker-stats init``."""

from pathlib import Path
from typing import Annotated

import typer

from biomarker_stats.commands.shared import JsonOption, print_json


def init(
    folder: Annotated[Path, typer.Argument(help="The study folder to make; it must be empty or new.")],
    table: Annotated[Path, typer.Option(help="Your table: csv, tsv, xlsx, parquet, xpt or sav; one row per unit.")],
    as_json: JsonOption = False,
) -> None:
    """Make a commented study folder from a table of yours.

    Example: biomarker-stats init my-study --table my.csv
    """
    from biomarker_stats.study.scaffold import scaffold

    made = scaffold(folder, table)
    written = sorted(path.name for path in made.iterdir())
    if as_json:
        print_json({"folder": str(made), "files": written})
        return
    print(f"made {made} with {', '.join(written)}")
    print(f"next: edit {made / 'study.toml'}, then run: biomarker-stats report {made}")
