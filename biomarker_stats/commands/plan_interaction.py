"""``biomarker-stats plan interaction``: two drugs and their combination in four arms of mice."""

from typing import Annotated, Any

import typer

from biomarker_stats.commands.plan_options import LevelOption, PlotOption, TargetOption, UpToOption, check_plot, draw
from biomarker_stats.commands.plan_words import sizes
from biomarker_stats.commands.shared import (
    EngineOption,
    JsonOption,
    SchedulerOption,
    TimeoutOption,
    given,
    print_json,
    print_rows,
)


def interaction(
    effect: Annotated[float, typer.Option(help="The interaction, in the units of --sd.")],
    n: Annotated[
        str | None, typer.Option("--n", help="Mice an arm, or a range such as 3-10; else it is found.")
    ] = None,
    *,
    sd: Annotated[float, typer.Option(help="SD of the growth rate between mice.")] = 1.0,
    alpha: LevelOption = 0.05,
    target: TargetOption = 0.8,
    up_to: UpToOption = 100,
    simulations: Annotated[int | None, typer.Option(help="Simulated studies of one n; 20,000 when left out.")] = None,
    seed: Annotated[int | None, typer.Option(help="Of the simulation; 0 when left out.")] = None,
    engine: EngineOption = "memory",
    scheduler: SchedulerOption = None,
    timeout: TimeoutOption = 10.0,
    plot: PlotOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the mice an arm, or the power, to see that two drugs together do more, or less, than the sum of both.

    Example: biomarker-stats plan interaction --effect 3

    Example: biomarker-stats plan interaction --effect 3 --n 4

    Example: biomarker-stats plan interaction --effect 3 --n 3-10
    """
    from dataclasses import asdict

    from biomarker_stats import plan
    from biomarker_stats.errors import UsageError

    check_plot(plot)
    wanted = None if n is None else sizes(n)
    one = wanted if isinstance(wanted, int) else None
    drawn: dict[str, Any] = given(n_simulations=simulations, seed=seed, scheduler=scheduler)
    if one is None and (drawn or engine != "memory"):
        msg = "--simulations, --seed, --engine and --scheduler are for one n — add --n, such as --n 4"
        raise UsageError(msg)
    if isinstance(wanted, tuple):
        msg = f"the four arms have one size — give --n 4 or a range such as --n 3-10, got {n!r}"
        raise UsageError(msg)
    found: Any
    if wanted is None:
        found = plan.interaction_size(effect, sd=sd, level=alpha, target=target, up_to=up_to)
    elif isinstance(wanted, range):
        found = plan.interaction_curve(effect, wanted, sd=sd, level=alpha)
    else:
        drawn |= {"engine": engine, "timeout": timeout}
        found = plan.interaction_power(n=wanted, effect=effect, sd=sd, level=alpha, **drawn)
    if plot is not None:
        draw(found if one is None else plan.interaction_curve(effect, [one], sd=sd, level=alpha), plot, target)
    if as_json:
        print_json(asdict(found) if one is not None else found.to_dict())
    else:
        print_rows(found.rows())
