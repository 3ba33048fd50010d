"""``biomarker-stats test``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from biomarker_stats.commands.shared import JsonOption, print_json, printable
from biomarker_stats.errors import UsageError


def run_test(
    table: Annotated[Path, typer.Argument(help="A table: csv, tsv, xlsx, parquet, xpt or sav; one row per unit.")],
    *,
    before: Annotated[str | None, typer.Option(help="Column of the first reading (paired).")] = None,
    after: Annotated[str | None, typer.Option(help="Column of the second reading (paired).")] = None,
    outcome: Annotated[str | None, typer.Option(help="Column of the outcome (between arms).")] = None,
    arm: Annotated[str | None, typer.Option(help="Column of the arms.")] = None,
    arms: Annotated[str | None, typer.Option(help="Which arms, in order, separated by commas.")] = None,
    strata: Annotated[str | None, typer.Option(help="Column of the strata.")] = None,
    method: Annotated[str | None, typer.Option(help="A method; `biomarker-stats methods` lists them.")] = None,
    scale: Annotated[str | None, typer.Option(help="Levels of an ordinal scale, lowest first, by commas.")] = None,
    alternative: Annotated[str, typer.Option(help="two-sided, greater or less.")] = "two-sided",
    two_sided: Annotated[str | None, typer.Option(help="absolute, central, minlike or blaker.")] = None,
    zeros: Annotated[str, typer.Option(help="Zero differences: drop or pratt.")] = "drop",
    missing: Annotated[str, typer.Option(help="Missing cells: error, or drop (counted).")] = "error",
    reference: Annotated[str, typer.Option(help="auto, exact, monte-carlo or asymptotic.")] = "auto",
    effect_size: Annotated[str | None, typer.Option(help="hedges or cohen, beside a t test.")] = None,
    confidence: Annotated[float, typer.Option(help="Confidence level of the interval.")] = 0.95,
    seed: Annotated[int | None, typer.Option(help="Seed of a Monte Carlo reference.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Run one test on any table.

    Example: biomarker-stats test trial.csv --before pre --after post --scale "–,+,++"

    Example: biomarker-stats test trial.csv --outcome change --arm schedule --method rank-sum
    """
    from biomarker_stats.methods.entry import compare, paired
    from biomarker_stats.study import read_table

    choices: dict[str, Any] = {
        "strata": strata, "missing": missing, "alternative": alternative, "two_sided": two_sided, "zeros": zeros,
        "reference": reference, "effect_size": effect_size, "confidence": confidence, "seed": seed,
        "scale": None if scale is None else [level.strip() for level in scale.split(",")],
    }  # fmt: skip
    if method is not None:
        choices["method"] = method
    is_paired, is_compare = before is not None and after is not None, outcome is not None and arm is not None
    if is_paired == is_compare:
        msg = "give either --before and --after (paired), or --outcome and --arm (between arms)"
        raise UsageError(msg)
    frame = read_table(table)
    if is_paired:
        result = paired(frame, before=str(before), after=str(after), **choices)
    else:
        chosen = None if arms is None else [name.strip() for name in arms.split(",")]
        result = compare(frame, outcome=str(outcome), arm=str(arm), arms=chosen, **choices)
    if as_json:
        print_json(result.to_dict())
    else:
        print(printable(result.summary()))
