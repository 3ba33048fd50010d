"""``biomarker-stats methods``."""

from typing import Annotated

import typer

from biomarker_stats.commands.shared import JsonOption, print_json


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
        print_json({"methods": frame.reset_index().to_dict(orient="records")})
    else:
        from biomarker_stats.terminal import methods_markdown, print_methods

        if markdown:
            print(methods_markdown(frame))
        else:
            print_methods(frame)
