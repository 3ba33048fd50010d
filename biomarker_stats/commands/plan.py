"""``biomarker-stats plan``: power and sample size of the next study; the trial designs are in ``plan_trial``."""

from typing import Annotated

import typer

from biomarker_stats.commands.plan_interaction import interaction
from biomarker_stats.commands.plan_options import (
    AlternativeOption,
    Asked,
    LevelOption,
    MethodOption,
    MinusFirst,
    PlotOption,
    RuleOption,
    ShowOption,
    SizesOption,
    TargetOption,
    UpToOption,
    answer,
)
from biomarker_stats.commands.plan_trial import precision, screening, simon, study
from biomarker_stats.commands.plan_words import arms_of, changes_of, floats
from biomarker_stats.commands.shared import JsonOption, given

plan = typer.Typer(
    name="plan",
    help=(
        "Plan the next study: exact power, sample size, two-stage designs, screening.\n\n"
        "Without --n the smallest size is found from which power stays at the target; with --n 20 the power there; "
        "with --n 10-30 the curve with its saw-teeth; with --could-show what that size could show whatever is true. "
        "--plot power.svg draws the power over n.\n\n"
        "Example: biomarker-stats plan two-arms 0.2 0.6"
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

plan.command(short_help="Simon's two-stage designs of a phase II trial.")(simon)
plan.command(short_help="How many to screen to enrol enough with the marker.")(screening)
plan.command(short_help="The n of an interval that is narrow enough.")(precision)
plan.command(short_help="What n a study's own comparisons would have needed.")(study)
plan.command(short_help="Power for an interaction of four arms of mice.")(interaction)


@plan.command(name="two-arms", short_help="Two proportions: Fisher, Boschloo, z-pooled …")
def two_arms(
    p1: Annotated[float, typer.Argument(help="Probability of the event in the first arm.")],
    p2: Annotated[float, typer.Argument(help="The same in the second arm.")],
    n: SizesOption = None,
    *,
    method: MethodOption = None,
    two_sided: RuleOption = None,
    alternative: AlternativeOption = "two-sided",
    alpha: LevelOption = 0.05,
    target: TargetOption = 0.8,
    up_to: UpToOption = 60,
    could_show: ShowOption = False,
    plot: PlotOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a comparison of two proportions; n is units in each arm.

    Example: biomarker-stats plan two-arms 0.2 0.6

    Example: biomarker-stats plan two-arms 0.2 0.6 --n 10-30 --method boschloo
    """
    from biomarker_stats.planning.scenarios import TwoProportions

    options = given(method=method, two_sided=two_sided, alternative=alternative, alpha=alpha)
    asked = Asked(n=n, target=target, up_to=up_to, could_show=could_show, plot=plot, as_json=as_json)
    answer(TwoProportions(p1, p2), options, asked)


@plan.command(short_help="Two proportions within strata: Cochran–Mantel–Haenszel.")
def strata(
    p1: Annotated[str, typer.Argument(help="Probability of the event in the first arm of each stratum: 0.2,0.4.")],
    p2: Annotated[str, typer.Argument(help="The same in the second arm.")],
    n: SizesOption = None,
    *,
    two_sided: RuleOption = None,
    alternative: AlternativeOption = "two-sided",
    alpha: LevelOption = 0.05,
    target: TargetOption = 0.8,
    up_to: UpToOption = 25,
    could_show: ShowOption = False,
    plot: PlotOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a comparison of two proportions within strata; n is units in each arm of each stratum.

    Example: biomarker-stats plan strata 0.2,0.4 0.6,0.8
    """
    from biomarker_stats.planning.scenarios import StratifiedProportions

    options = given(two_sided=two_sided, alternative=alternative, alpha=alpha)
    scenario = StratifiedProportions(floats(p1, "p1"), floats(p2, "p2"))
    asked = Asked(n=n, target=target, up_to=up_to, could_show=could_show, plot=plot, as_json=as_json)
    answer(scenario, options, asked)


@plan.command(short_help="A proportion before and after: McNemar.")
def paired(
    up: Annotated[float, typer.Argument(help="Probability that a unit changes from no to yes.")],
    down: Annotated[float, typer.Argument(help="Probability that it changes from yes to no.")],
    n: SizesOption = None,
    *,
    method: MethodOption = None,
    alternative: AlternativeOption = "two-sided",
    alpha: LevelOption = 0.05,
    target: TargetOption = 0.8,
    up_to: UpToOption = 60,
    could_show: ShowOption = False,
    plot: PlotOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a paired yes/no endpoint; n is pairs.

    Example: biomarker-stats plan paired 0.5 0.1

    Example: biomarker-stats plan paired 0.5 0.1 --n 5 --could-show
    """
    from biomarker_stats.planning.scenarios import PairedChanges

    options = given(method=method, alternative=alternative, alpha=alpha)
    asked = Asked(n=n, target=target, up_to=up_to, could_show=could_show, plot=plot, as_json=as_json)
    answer(PairedChanges(up, down), options, asked)


@plan.command(cls=MinusFirst, short_help="An ordinal score before and after: signed-rank, sign, permutation.")
def change(
    changes: Annotated[
        str, typer.Argument(help="Each change in levels and its probability, such as -1:0.1,0:0.4,1:0.5.")
    ],
    n: SizesOption = None,
    *,
    stratum: Annotated[
        list[str] | None, typer.Option(help="The same in a further stratum; may be repeated; ranks are then within.")
    ] = None,
    method: MethodOption = None,
    zeros: Annotated[str | None, typer.Option(help="drop or pratt.")] = None,
    alternative: AlternativeOption = "two-sided",
    alpha: LevelOption = 0.05,
    target: TargetOption = 0.8,
    up_to: Annotated[int | None, typer.Option(help="The largest size looked at; else 40, or 10 in strata.")] = None,
    could_show: ShowOption = False,
    plot: PlotOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a paired ordinal endpoint; n is pairs, in strata those of each.

    Example: biomarker-stats plan change 0:0.5,1:0.3,2:0.2

    Example: biomarker-stats plan change -1:0.1,0:0.3,1:0.6

    Example: biomarker-stats plan change 0:0.3,1:0.7 --stratum 0:0.5,1:0.3,2:0.2
    """
    from biomarker_stats.planning.scenarios import OrdinalChange, StratifiedChanges

    options = given(method=method, zeros=zeros, alternative=alternative, alpha=alpha)
    strata = [changes_of(each) for each in (changes, *(stratum or ()))]
    scenario = StratifiedChanges(strata) if stratum else OrdinalChange(strata[0])
    largest = up_to if up_to is not None else 10 if stratum else 40
    asked = Asked(n=n, target=target, up_to=largest, could_show=could_show, plot=plot, as_json=as_json)
    answer(scenario, options, asked)


@plan.command(short_help="An ordinal outcome in two arms: rank-sum, permutation, van Elteren.")
def arms(
    first: Annotated[str, typer.Argument(help="Probability of each level in the first arm, lowest first.")],
    second: Annotated[str, typer.Argument(help="The same in the second arm.")],
    n: SizesOption = None,
    *,
    stratum: Annotated[
        list[str] | None, typer.Option(help="Both arms of a further stratum, such as 0.4,0.6:0.1,0.9; may be repeated.")
    ] = None,
    method: MethodOption = None,
    alternative: AlternativeOption = "two-sided",
    alpha: LevelOption = 0.05,
    target: TargetOption = 0.8,
    up_to: UpToOption = 25,
    could_show: ShowOption = False,
    plot: PlotOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a comparison of an ordinal outcome between two arms; n is units in each arm, in strata in each arm of each.

    Example: biomarker-stats plan arms 0.5,0.3,0.2 0.2,0.3,0.5

    Example: biomarker-stats plan arms 0.7,0.3 0.1,0.9 --stratum 0.4,0.6:0.1,0.9 --method van-elteren
    """
    from biomarker_stats.planning.scenarios import OrdinalArms, StratifiedArms

    options = given(method=method, alternative=alternative, alpha=alpha)
    pairs = [(floats(first, "the first arm"), floats(second, "the second arm")), *map(arms_of, stratum or ())]
    scenario = StratifiedArms(*zip(*pairs, strict=True)) if stratum else OrdinalArms(*pairs[0])
    asked = Asked(n=n, target=target, up_to=up_to, could_show=could_show, plot=plot, as_json=as_json)
    answer(scenario, options, asked)


@plan.command(short_help="A proportion at several doses: Cochran–Armitage.")
def trend(
    probabilities: Annotated[str, typer.Argument(help="Probability of the event at each dose, such as 0.1,0.3,0.6.")],
    n: SizesOption = None,
    *,
    doses: Annotated[str | None, typer.Option(help="Scores of the doses, such as 0,5,10; else 0,1,2 …")] = None,
    stratum: Annotated[
        list[str] | None,
        typer.Option(help="The probabilities of a further stratum, at the same doses; may be repeated."),
    ] = None,
    alternative: AlternativeOption = "two-sided",
    alpha: LevelOption = 0.05,
    target: TargetOption = 0.8,
    up_to: UpToOption = 40,
    could_show: ShowOption = False,
    plot: PlotOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a trend of a proportion over doses; n is units at each dose, in strata at each dose of each.

    Example: biomarker-stats plan trend 0.1,0.3,0.6 --doses 0,5,10

    Example: biomarker-stats plan trend 0.1,0.3,0.6 --stratum 0.2,0.5,0.9 --n 5
    """
    from biomarker_stats.planning.scenarios import DoseTrend, StratifiedTrends

    scores = () if doses is None else floats(doses, "--doses")
    strata = [floats(probabilities, "the probabilities"), *(floats(each, "--stratum") for each in stratum or ())]
    scenario = StratifiedTrends(strata, scores) if stratum else DoseTrend(strata[0], scores)
    options = given(alternative=alternative, alpha=alpha)
    asked = Asked(n=n, target=target, up_to=up_to, could_show=could_show, plot=plot, as_json=as_json)
    answer(scenario, options, asked)
