"""``biomarker-stats init``."""

from pathlib import Path
from typing import Annotated

import typer

from biomarker_stats.commands.shared import JsonOption, print_json, say
from biomarker_stats.errors import UsageError


def init(
    folder: Annotated[Path, typer.Argument(help="The study folder to make; it must be empty or new.")],
    table: Annotated[
        Path, typer.Option(help="Your table: csv, tsv, xlsx, parquet, xpt or sav; one row per unit, or ADaM BDS.")
    ],
    *,
    adam: Annotated[
        str | None, typer.Option("--adam", metavar="PARAMCD", help="The table is ADaM BDS: take this parameter.")
    ] = None,
    visit: Annotated[str | None, typer.Option(help="ADaM: the AVISIT of the reading after.")] = None,
    baseline: Annotated[
        str | None, typer.Option(help='ADaM: the AVISIT of the reading before; else ABLFL = "Y".')
    ] = None,
    arm: Annotated[str | None, typer.Option(help="ADaM: the column of arms, TRT01P when left out.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a commented study folder from a table of yours.

    Example: biomarker-stats init my-study --table my.csv

    Example: biomarker-stats init my-study --table adlb.xpt --adam ALT --visit "Week 4"
    """
    remarks: list[str] = []
    if adam is None:
        if visit is not None or baseline is not None or arm is not None:
            msg = "--visit, --baseline and --arm belong to --adam PARAMCD — give it too, or leave them out"
            raise UsageError(msg)
        from biomarker_stats.study.scaffold import scaffold

        made = scaffold(folder, table, remark=remarks.append)
    else:
        if visit is None:
            msg = "--adam needs the visit of the reading after — give --visit"
            raise UsageError(msg)
        from biomarker_stats.study.adam_scaffold import scaffold_adam

        made = scaffold_adam(
            folder, table, param=adam, visit=visit, baseline=baseline, arm=arm or "TRT01P", remark=remarks.append
        )
    written = sorted(path.name for path in made.iterdir())
    if as_json:
        print_json({"folder": str(made), "files": written, "remarks": remarks})
        return
    say(f"made {made} with {', '.join(written)}")
    for remark in remarks:
        say(f"note: {remark}")
    say(f"next: edit {made / 'study.toml'}, then run: biomarker-stats report {made}")
