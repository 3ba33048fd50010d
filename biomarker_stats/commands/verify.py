"""``biomarker-stats verify``."""

import typer

from biomarker_stats.commands.shared import DEFAULT_STUDY, EXIT_CHANGED, JsonOption, StudyArgument, print_json


def verify(study: StudyArgument = DEFAULT_STUDY, as_json: JsonOption = False) -> None:
    """Recompute every published number of a study and give each a verdict.

    Exit code 0 when every verdict is as the claims file expects, 1 when one changed.

    Example: biomarker-stats verify my-study
    """
    from biomarker_stats.claims import verify as judge

    table = judge(study)
    if as_json:
        print_json(table.to_dict())
    else:
        from biomarker_stats.terminal import print_verdicts

        print_verdicts(table)
    if not table.ok:
        raise typer.Exit(EXIT_CHANGED)
