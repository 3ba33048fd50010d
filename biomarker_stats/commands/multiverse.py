"""``biomarker-stats multiverse``."""

from pathlib import Path
from typing import Annotated

import typer

from biomarker_stats.commands.shared import DEFAULT_STUDY, JsonOption, StudyArgument, print_json, progress


def multiverse(
    study: StudyArgument = DEFAULT_STUDY,
    table: Annotated[Path | None, typer.Option("--csv", help="Write one row a specification to this file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Try every defensible choice of a study at once: codings, endpoints, populations and methods.

    The joint P values are exact: each sign flip, or each relabelling of the arms, is applied to every specification.

    Example: biomarker-stats multiverse my-study --csv specifications.csv
    """
    from biomarker_stats.claims.choices import multiverse as try_all

    with progress("trying every choice"):
        found = try_all(study)
    if table is not None:
        from biomarker_stats.commands.multiverse_table import write_table

        write_table(found, table)
    if as_json:
        print_json(found.to_dict())
    else:
        from biomarker_stats.commands.multiverse_table import print_multiverse

        print_multiverse(found)
