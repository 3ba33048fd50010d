"""The subcommands of ``biomarker-stats plan`` about a trial as a whole."""

from typing import Annotated, Any

import typer

from biomarker_stats.commands.plan_options import LevelOption, TargetOption, UpToOption
from biomarker_stats.commands.plan_words import prevalence_of
from biomarker_stats.commands.shared import (
    DEFAULT_STUDY,
    JsonOption,
    StudyArgument,
    print_json,
    print_rows,
)


def _show(found: Any, as_json: bool) -> None:
    if as_json:
        print_json(found.to_dict())
    else:
        print_rows(found.rows())


def simon(
    p0: Annotated[float, typer.Argument(help="Response probability of no interest.")],
    p1: Annotated[float, typer.Argument(help="Response probability that should not be missed.")],
    *,
    alpha: Annotated[float, typer.Option(help="Largest type I error.")] = 0.05,
    power: Annotated[float, typer.Option(help="Smallest power.")] = 0.8,
    up_to: Annotated[int | None, typer.Option(help="Largest n searched.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Find Simon's optimal, minimax and admissible two-stage designs.

    Example: biomarker-stats plan simon 0.05 0.25
    """
    from biomarker_stats import plan

    _show(plan.simon(p0, p1, alpha=alpha, power=power, up_to=up_to), as_json)


def screening(
    enrol: Annotated[int, typer.Argument(help="Marker-positive patients wanted.")],
    prevalence: Annotated[
        str, typer.Argument(help="Of the marker: 0.25, 25%, a range such as 20-30%, or a stated one.")
    ],
    *,
    probability: Annotated[float, typer.Option(help="That screening so many is enough.")] = 0.9,
    then: Annotated[
        list[str] | None, typer.Option(help="A further share, among those positive so far; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say how many patients to screen to enrol enough marker-positive ones.

    Example: biomarker-stats plan screening 10 20-30% --then 30%

    Example: biomarker-stats plan screening 10 her2-breast --then p95-of-her2
    """
    from biomarker_stats import plan

    shares = [prevalence_of(share) for share in then or ()]
    found = plan.screening_yield(enrol, prevalence_of(prevalence), probability=probability, then=shares)
    _show(found, as_json)


def precision(
    p: Annotated[float, typer.Argument(help="The proportion expected; 0.5 is the most cautious.")],
    second: Annotated[float | None, typer.Argument(help="That of a second arm: the interval is of p1 − p2.")] = None,
    *,
    width: Annotated[float, typer.Option(help="Expected width of the interval, such as 0.3.")],
    paired: Annotated[bool, typer.Option("--paired", help="The two are P(change up) and P(change down).")] = False,
    method: Annotated[
        str | None,
        typer.Option(
            help=(
                "clopper-pearson, wilson or jeffreys; of two arms melded-difference, boschloo or newcombe; of pairs "
                "exact-difference or tango; else the first."
            )
        ),
    ] = None,
    confidence: Annotated[float, typer.Option(help="Level of the interval.")] = 0.95,
    up_to: Annotated[int | None, typer.Option(help="The largest n looked at; else one that takes seconds.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Find the n at which the interval of a proportion, or of a difference of two, is narrow enough on average.

    Example: biomarker-stats plan precision 0.5 --width 0.4

    Example: biomarker-stats plan precision 0.2 0.6 --width 0.7 --up-to 20

    Example: biomarker-stats plan precision 0.5 0.1 --paired --width 0.9 --up-to 9
    """
    from biomarker_stats import plan
    from biomarker_stats.errors import UsageError

    if paired and second is None:
        msg = "--paired needs two probabilities, of a change up and of a change down — such as 0.5 0.1 --paired"
        raise UsageError(msg)
    truth = p if second is None else plan.PairedChanges(p, second) if paired else plan.TwoProportions(p, second)
    _show(plan.precision(truth, width=width, method=method, confidence=confidence, up_to=up_to), as_json)


def study(
    study: StudyArgument = DEFAULT_STUDY,
    *,
    target: TargetOption = 0.8,
    alpha: LevelOption = 0.05,
    up_to: UpToOption = 30,
    as_json: JsonOption = False,
) -> None:
    """Say what n each comparison of a study would have needed at the effect it observed.

    Example: biomarker-stats plan study carracedo2008
    """
    from biomarker_stats import load_study, plan

    _show(plan.for_study(load_study(study), target=target, alpha=alpha, up_to=up_to), as_json)
