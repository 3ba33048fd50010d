"""``biomarker-stats trace``."""

from typing import Annotated, Any

import typer

from biomarker_stats.commands.shared import (
    DEFAULT_STUDY,
    EngineOption,
    JsonOption,
    SchedulerOption,
    StudyArgument,
    TimeoutOption,
    print_json,
    progress,
)


def trace(
    study: StudyArgument = DEFAULT_STUDY,
    *,
    family: Annotated[str | None, typer.Option(help="One family of claims; all of them when left out.")] = None,
    decoys: Annotated[int | None, typer.Option(help="Random studies of the same shape; 0 for none.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the decoys.")] = None,
    engine: EngineOption = "memory",
    scheduler: SchedulerOption = None,
    timeout: TimeoutOption = 10.0,
    as_json: JsonOption = False,
) -> None:
    """Search which specification could have given the printed P values of a study.

    One specification must print every claim of a family. The answer says what the numbers are consistent with, not
    what was done.

    Example: biomarker-stats trace my-study --family table1-p --decoys 500 --engine dask
    """
    from biomarker_stats.claims.tracing import trace as search
    from biomarker_stats.claims.tracing.entry import SEED

    chosen = SEED if seed is None else seed
    where: dict[str, Any] = {"engine": engine, "scheduler": scheduler, "timeout": timeout}
    with progress("tracing") as step:
        found = search(study, family=family, decoys=decoys, seed=chosen, progress=step, **where)
    if as_json:
        print_json(found.to_dict())
        return
    from biomarker_stats.terminal import print_lines

    print_lines(found.summary())
