"""``biomarker-stats schema``."""

from typing import Annotated

import typer

from biomarker_stats.commands.shared import print_json
from biomarker_stats.errors import UsageError


def schema(
    file: Annotated[str | None, typer.Argument(help="study.toml or claims.toml; both when left out.")] = None,
    _as_json: Annotated[bool, typer.Option("--json", help="JSON is what it prints anyway.", show_default=False)] = True,
) -> None:
    """Print the JSON Schema of study.toml and claims.toml, for editors and checks.

    Example: biomarker-stats schema study.toml > study.schema.json
    """
    from biomarker_stats.study.schema import json_schema
    from biomarker_stats.terms import nearest

    both = json_schema()
    if file is None:
        print_json(both)
        return
    if file not in both:
        msg = f"there is no schema for {file!r}{nearest(file, both)}"
        raise UsageError(msg)
    print_json(both[file])
