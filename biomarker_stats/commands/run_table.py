"""``biomarker-stats table``."""

from typing import Annotated

import typer

from biomarker_stats.commands.own_words import own_words
from biomarker_stats.commands.shared import (
    AlternativeOption,
    ConfidenceOption,
    EngineOption,
    JsonOption,
    ReferenceOption,
    ResamplesOption,
    SchedulerOption,
    SeedOption,
    SentenceOption,
    TimeoutOption,
    TwoSidedOption,
    given,
    show_result,
)
from biomarker_stats.errors import UsageError, shorten

_MOST_DIGITS = 15


def run_table(
    counts: Annotated[
        str, typer.Argument(help="Rows by ; and counts by commas: 4,0;1,5. Strata of 2 × 2 tables by |.")
    ],
    *,
    method: Annotated[str | None, typer.Option(help="A method; `biomarker-stats methods` lists them.")] = None,
    paired: Annotated[
        bool, typer.Option("--paired", help="Rows and columns are two readings of the same units.")
    ] = False,
    alternative: AlternativeOption = None,
    two_sided: TwoSidedOption = None,
    confidence: ConfidenceOption = 0.95,
    reference: ReferenceOption = "auto",
    resamples: ResamplesOption = None,
    seed: SeedOption = None,
    engine: EngineOption = "memory",
    scheduler: SchedulerOption = None,
    timeout: TimeoutOption = 10.0,
    sentence: SentenceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Test a table of counts; rows are arms and columns outcomes, the event first.

    Example: biomarker-stats table "4,0;1,5" --method fisher

    Example: biomarker-stats table "1,6;0,3" --paired --method mcnemar
    """
    from biomarker_stats.methods.entry import table

    strata = [_table(part) for part in counts.split("|")]
    options = given(method=method, alternative=alternative, two_sided=two_sided, scheduler=scheduler)
    options |= given(n_resamples=resamples, seed=seed)
    options |= {"confidence": confidence, "reference": reference, "engine": engine, "timeout": timeout}
    with own_words():
        found = table(strata[0] if len(strata) == 1 else strata, paired=paired, **options)
    show_result(found, as_json=as_json, sentence=sentence)


def _table(text: str) -> list[list[int]]:
    rows = [[cell.strip() for cell in row.split(",")] for row in text.replace("/", ";").split(";")]
    cells = [cell for row in rows for cell in row]
    if not all(cell.isdecimal() and len(cell) <= _MOST_DIGITS for cell in cells):
        msg = f"a table is whole numbers, rows by ; and counts by commas, such as 4,0;1,5 — got {shorten(text)!r}"
        raise UsageError(msg)
    if len({len(row) for row in rows}) > 1:
        msg = f"every row of a table needs as many counts — got {shorten(text)!r}"
        raise UsageError(msg)
    return [[int(cell) for cell in row] for row in rows]
