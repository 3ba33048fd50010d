"""``biomarker-stats test``."""

from pathlib import Path
from typing import Annotated, Any

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
from biomarker_stats.errors import UsageError


def run_test(
    table: Annotated[Path, typer.Argument(help="A table: csv, tsv, xlsx, parquet, xpt or sav; one row per unit.")],
    *,
    before: Annotated[str | None, typer.Option(help="Column of the first reading (paired).")] = None,
    after: Annotated[str | None, typer.Option(help="Column of the second reading (paired).")] = None,
    outcome: Annotated[str | None, typer.Option(help="Column of the outcome (between arms, or by dose).")] = None,
    arm: Annotated[str | None, typer.Option(help="Column of the arms.")] = None,
    arms: Annotated[str | None, typer.Option(help="Which arms, in order, separated by commas.")] = None,
    dose: Annotated[str | None, typer.Option(help="Column of the doses, as numbers (trend).")] = None,
    strata: Annotated[str | None, typer.Option(help="Column of the strata.")] = None,
    method: Annotated[str | None, typer.Option(help="A method; `biomarker-stats methods` lists them.")] = None,
    scale: Annotated[str | None, typer.Option(help="Levels of an ordinal scale, lowest first, by commas.")] = None,
    alternative: AlternativeOption = None,
    two_sided: TwoSidedOption = None,
    zeros: Annotated[str, typer.Option(help="Zero differences: drop or pratt.")] = "drop",
    missing: Annotated[str, typer.Option(help="Missing cells: error, or drop (counted).")] = "error",
    reference: ReferenceOption = "auto",
    continuity: Annotated[
        bool, typer.Option("--continuity", help="Half a rank of continuity correction (asymptotic).")
    ] = False,
    effect_size: Annotated[str | None, typer.Option(help="hedges or cohen, beside a t test.")] = None,
    confidence: ConfidenceOption = 0.95,
    resamples: ResamplesOption = None,
    seed: SeedOption = None,
    engine: EngineOption = "memory",
    scheduler: SchedulerOption = None,
    timeout: TimeoutOption = 10.0,
    sentence: SentenceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run one test on any table: two readings, arms, or doses.

    Example: biomarker-stats test trial.csv --before pre --after post --scale "–,+,++"

    Example: biomarker-stats test trial.csv --outcome change --arm schedule --method rank-sum

    Example: biomarker-stats test trial.csv --outcome change --dose mg --method jonckheere-terpstra
    """
    roles = {
        "paired": given(before=before, after=after),
        "compare": given(outcome=outcome, arm=arm),
        "trend": given(outcome=outcome, dose=dose),
    }
    asked = [name for name, columns in roles.items() if len(columns) == 2]
    named = given(before=before, after=after, outcome=outcome, arm=arm, dose=dose)
    if len(asked) != 1 or set(named) != set(roles[asked[0]]):
        msg = "give either --before and --after (paired), --outcome and --arm (between arms), or --outcome and --dose"
        raise UsageError(msg)
    if arms is not None and asked != ["compare"]:
        msg = "--arms names the arms to compare — give it with --outcome and --arm"
        raise UsageError(msg)
    from biomarker_stats.methods.entry import compare, paired, trend
    from biomarker_stats.study import read_table

    choices: dict[str, Any] = roles[asked[0]] | given(
        method=method,
        alternative=alternative,
        strata=strata,
        scale=None if scale is None else _listed(scale),
        arms=None if arms is None else _listed(arms),
        two_sided=two_sided,
        effect_size=effect_size,
        n_resamples=resamples,
        seed=seed,
        scheduler=scheduler,
    )
    choices |= {"engine": engine, "timeout": timeout}
    choices |= {"zeros": zeros, "missing": missing, "reference": reference, "confidence": confidence}
    run = {"paired": paired, "compare": compare, "trend": trend}[asked[0]]
    frame = read_table(table)
    with own_words(table, frame.attrs.get("rows", ())):
        result = run(frame, continuity=continuity, **choices)
    show_result(result, as_json=as_json, sentence=sentence)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]
