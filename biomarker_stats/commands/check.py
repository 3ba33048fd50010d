"""``biomarker-stats check``: one printed number against arithmetic, without a study folder."""

from typing import TYPE_CHECKING, Annotated

import typer

from biomarker_stats.commands.negative_numbers import NegativeNumbers
from biomarker_stats.commands.shared import EXIT_CHANGED, JsonOption, print_json, print_rows

if TYPE_CHECKING:
    from biomarker_stats.claims.integrity import Check

check = typer.Typer(
    name="check",
    help=(
        "Check one printed number: can it be what it is said to be?\n\n"
        "Exit code 0 when it is consistent, 1 when it is not, 2 for a usage error, 3 when it would take too long.\n\n"
        "Example: biomarker-stats check grim 0.16 --n 6"
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SizeOption = Annotated[int, typer.Option("--n", help="Units.")]
SdOption = Annotated[str, typer.Option("--sd", help="The standard deviation as printed.")]
ScaleOption = Annotated[str | None, typer.Option(help="Lowest and highest level, such as 1,5.")]
RoundingOption = Annotated[
    str, typer.Option(help="up_or_down, half_up, half_down, half_even, trunc, ceiling, floor or ceiling_or_floor.")
]
PrintedP = Annotated[str | None, typer.Option("--p", help="P as printed: 0.036, '< .05' or ns.")]
ANY_HALF = "up_or_down"


def _whole_numbers(text: str, what: str, sizes: tuple[int, ...] = (2,)) -> tuple[int, ...]:
    from biomarker_stats.errors import UsageError, shorten

    parts = text.replace("/", ",").split(",")
    try:
        numbers = tuple(int(part) for part in parts if len(part) < 20)
    except ValueError:
        numbers = ()
    if len(numbers) not in sizes or len(numbers) != len(parts):
        msg = f"{what} must be {' or '.join(map(str, sizes))} whole numbers separated by commas, got {shorten(text)!r}"
        raise UsageError(msg)
    return numbers


def _scale(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    low, high = _whole_numbers(text, "--scale")
    return low, high


def _pair(text: str, what: str) -> list[str]:
    from biomarker_stats.errors import UsageError, shorten

    parts = [part.strip() for part in text.split(";" if ";" in text else ",")]
    if len(parts) != 2:
        msg = f"{what} must be two printed numbers separated by a comma (or ;), got {shorten(text)!r}"
        raise UsageError(msg)
    return parts


def _show(found: "Check", as_json: bool) -> None:
    if as_json:
        print_json(found.to_dict())
    else:
        print_rows(found.rows())
    if not found:
        raise typer.Exit(EXIT_CHANGED)


@check.command(cls=NegativeNumbers, short_help="A mean or percentage of whole numbers, against n.")
def grim(
    mean: Annotated[str, typer.Argument(help="The mean or percentage as printed.")],
    n: SizeOption,
    *,
    items: Annotated[int, typer.Option(help="Whole-number items averaged for each unit.")] = 1,
    percent: Annotated[bool, typer.Option("--percent", help="It is a percentage.")] = False,
    rounding: RoundingOption = ANY_HALF,
    as_json: JsonOption = False,
) -> None:
    """Say whether whole numbers of n units can have this mean or percentage (GRIM).

    Example: biomarker-stats check grim 0.16 --n 6
    """
    from biomarker_stats.claims.integrity import grim as run

    _show(run(mean, n, items=items, percent=percent, rounding=rounding), as_json)


@check.command(cls=NegativeNumbers, short_help="A mean and SD of 0/1 data.")
def debit(
    mean: Annotated[str, typer.Argument(help="The mean as printed.")],
    sd: SdOption,
    n: SizeOption,
    *,
    rounding: RoundingOption = ANY_HALF,
    as_json: JsonOption = False,
) -> None:
    """Say whether 0/1 data can have this mean and SD (DEBIT).

    Example: biomarker-stats check debit 0.30 --sd 0.46 --n 10
    """
    from biomarker_stats.claims.integrity import debit as run

    _show(run(mean, sd, n, rounding=rounding), as_json)


@check.command(cls=NegativeNumbers, short_help="A mean and SD of whole numbers, together.")
def grimmer(
    mean: Annotated[str, typer.Argument(help="The mean as printed.")],
    sd: SdOption,
    n: SizeOption,
    *,
    items: Annotated[int, typer.Option(help="Whole-number items averaged for each unit.")] = 1,
    scale: ScaleOption = None,
    rounding: RoundingOption = ANY_HALF,
    as_json: JsonOption = False,
) -> None:
    """Say whether whole numbers can have this mean and SD together (GRIMMER, by enumeration).

    Example: biomarker-stats check grimmer 1.8 --sd 0.5 --n 12 --scale 1,5
    """
    from biomarker_stats.claims.integrity import grimmer as run

    _show(run(mean, sd, n, items=items, scale=_scale(scale), rounding=rounding), as_json)


@check.command(cls=NegativeNumbers, short_help="Samples with a mean and SD: show some.")
def sprite(
    mean: Annotated[str, typer.Argument(help="The mean as printed.")],
    sd: SdOption,
    n: SizeOption,
    *,
    scale: ScaleOption = None,
    most: Annotated[int, typer.Option(help="How many samples to show.")] = 20,
    seed: Annotated[int, typer.Option(help="Fixes which are drawn where there are more.")] = 1,
    rounding: RoundingOption = ANY_HALF,
    as_json: JsonOption = False,
) -> None:
    """Show samples of whole numbers with this mean and SD, all or some (SPRITE).

    Example: biomarker-stats check sprite 3.10 --sd 1.37 --n 10 --scale 1,5
    """
    from biomarker_stats.claims.integrity import sprite as run

    _show(run(mean, sd, n, scale=_scale(scale), rounding=rounding, most=most, seed=seed), as_json)


@check.command(cls=NegativeNumbers, short_help="Samples with a mean and SD: count all.")
def closure(
    mean: Annotated[str, typer.Argument(help="The mean as printed.")],
    sd: SdOption,
    n: SizeOption,
    scale: Annotated[str, typer.Option(help="Lowest and highest level, such as 1,5.")],
    *,
    listed: Annotated[bool, typer.Option("--list", help="Print every sample too.")] = False,
    rounding: RoundingOption = ANY_HALF,
    as_json: JsonOption = False,
) -> None:
    """Count every sample of whole numbers on a scale with this mean and SD (CLOSURE).

    Example: biomarker-stats check closure 2.7 --sd 1.9 --n 130 --scale 1,5
    """
    from biomarker_stats.claims.integrity import closure as run

    low, high = _whole_numbers(scale, "--scale")
    _show(run(mean, sd, n, scale=(low, high), rounding=rounding, listed=listed), as_json)


@check.command(cls=NegativeNumbers, name="p", short_help="P from a printed statistic and its df.")
def p_value(
    result: Annotated[str, typer.Argument(help="One result in APA style, or t, F, chi2, z, r or Q.")],
    statistic: Annotated[str | None, typer.Argument(help="The statistic as printed, after its kind.")] = None,
    *,
    df: Annotated[str | None, typer.Option(help="Degrees of freedom; two for F, such as 2,28.")] = None,
    p: PrintedP = None,
    sided: Annotated[str, typer.Option(help="two-sided, one-sided or as-stated.")] = "two-sided",
    alpha: Annotated[float, typer.Option(help="The level of decisions.")] = 0.05,
    rounding: RoundingOption = ANY_HALF,
    as_json: JsonOption = False,
) -> None:
    """Recompute P from a printed statistic, within its rounding.

    Example: biomarker-stats check p "t(28) = 2.20, p = .036"

    Example: biomarker-stats check p t 2.20 --df 28 --p 0.036
    """
    from biomarker_stats.claims.integrity import p_from_statistic as run

    degrees = None if df is None else [part.strip() for part in df.split(",")]
    _show(run(result, statistic, df=degrees, p=p, sided=sided, alpha=alpha, rounding=rounding), as_json)


@check.command(cls=NegativeNumbers, short_help="P of a two-arm t test from printed means and SDs.")
def summaries(
    means: Annotated[str, typer.Argument(help="Two means as printed, separated by a comma.")],
    sds: Annotated[str, typer.Option("--sd", help="Two SDs as printed.")],
    n: Annotated[str, typer.Option("--n", help="Two sizes.")],
    *,
    p: PrintedP = None,
    variances: Annotated[str, typer.Option(help="equal (Student) or unequal (Welch).")] = "equal",
    rounding: RoundingOption = ANY_HALF,
    as_json: JsonOption = False,
) -> None:
    """Recompute P of a two-arm t test from printed means and SDs, within their rounding.

    Example: biomarker-stats check summaries 20,21 --sd 4,2 --n 30,30 --p 0.02
    """
    from biomarker_stats.claims.integrity import p_from_summaries as run

    sizes = _whole_numbers(n, "--n")
    pairs = _pair(means, "the means"), _pair(sds, "--sd")
    _show(run(*pairs, sizes, p=p, variances=variances, rounding=rounding), as_json)


@check.command(cls=NegativeNumbers, short_help="Whether an exact test can give a printed P at that n.")
def attainable(
    p: Annotated[str, typer.Argument(help="P as printed: 0.005, '< 0.01' or ns.")],
    method: Annotated[
        str, typer.Option(help="sign, mcnemar, signed-rank, rank-sum, fisher, permutation or paired-permutation.")
    ],
    n: Annotated[str, typer.Option("--n", help="Pairs, or the sizes of two arms: 3,3.")],
    *,
    zero_or_tied: Annotated[
        bool, typer.Option("--zero-or-tied", help="Search every pattern of ties and zeros.")
    ] = False,
    events: Annotated[int | None, typer.Option(help="fisher: events in both arms together.")] = None,
    alternative: Annotated[str, typer.Option(help="two-sided, greater or less.")] = "two-sided",
    two_sided: Annotated[str | None, typer.Option(help="absolute, central, minlike or blaker.")] = None,
    rounding: RoundingOption = ANY_HALF,
    as_json: JsonOption = False,
) -> None:
    """Say whether some outcome of an exact test at that n has this P.

    Example: biomarker-stats check attainable "< 0.01" --method rank-sum --n 3,3
    """
    from biomarker_stats.claims.integrity import attainable as run

    sizes = _whole_numbers(n, "--n", (1, 2))
    found = run(
        p,
        method=method,
        n=sizes[0] if len(sizes) == 1 else (sizes[0], sizes[1]),
        zero_or_tied=zero_or_tied,
        events=events,
        alternative=alternative,  # type: ignore[arg-type]  # the check refuses any other word
        two_sided=two_sided,  # type: ignore[arg-type]
        rounding=rounding,
    )
    _show(found, as_json)


@check.command(cls=NegativeNumbers, name="two-by-two", short_help="P of a 2 × 2 table under nine conventions.")
def two_by_two(
    table: Annotated[str, typer.Argument(help="Four counts, rows first: 7,0/1,6.")],
    p: PrintedP = None,
    *,
    rounding: RoundingOption = ANY_HALF,
    as_json: JsonOption = False,
) -> None:
    """Compute P of a 2 × 2 table under nine conventions and name those that print so.

    Example: biomarker-stats check two-by-two 7,0/1,6 --p 0.0047
    """
    from biomarker_stats.claims.integrity import two_by_two as run

    cells = _whole_numbers(table, "the table", (4,))
    _show(run([cells[:2], cells[2:]], p, rounding=rounding), as_json)


@check.command(cls=NegativeNumbers, short_help="A confidence interval against its estimate and P.")
def interval(
    estimate: Annotated[str, typer.Argument(help="The estimate as printed.")],
    low: Annotated[str, typer.Option(help="Lower limit as printed.")],
    high: Annotated[str, typer.Option(help="Upper limit as printed.")],
    *,
    p: PrintedP = None,
    ratio: Annotated[bool, typer.Option("--ratio", help="No effect is 1: odds or hazard ratios.")] = False,
    df: Annotated[float | None, typer.Option(help="Degrees of freedom of a t interval.")] = None,
    confidence: Annotated[float, typer.Option(help="Level of the interval.")] = 0.95,
    rounding: RoundingOption = ANY_HALF,
    as_json: JsonOption = False,
) -> None:
    """Say whether an interval agrees with its estimate and P.

    Example: biomarker-stats check interval 0.81 --low 0.70 --high 0.94 --p 0.005 --ratio
    """
    from biomarker_stats.claims.integrity import interval_agrees as run

    _show(run(estimate, low, high, p=p, ratio=ratio, df=df, confidence=confidence, rounding=rounding), as_json)


@check.command(cls=NegativeNumbers, short_help="A count against its percentage.")
def percent(
    printed: Annotated[str, typer.Argument(help="The percentage as printed.")],
    count: Annotated[int, typer.Option(help="Units counted.")],
    n: SizeOption,
    *,
    rounding: RoundingOption = ANY_HALF,
    as_json: JsonOption = False,
) -> None:
    """Say whether a count of n is the printed percentage.

    Example: biomarker-stats check percent 40 --count 15 --n 38
    """
    from biomarker_stats.claims.integrity import percent_of_count as run

    _show(run(printed, count, n, rounding=rounding), as_json)


@check.command(cls=NegativeNumbers, short_help="Counts against their printed total.")
def total(
    parts: Annotated[list[int], typer.Argument(help="The counts.")],
    printed: Annotated[int, typer.Option("--total", help="Their total as printed.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Say whether printed counts add up to a printed total.

    Example: biomarker-stats check total 4 6 --total 10
    """
    from biomarker_stats.claims.integrity import subtotal as run

    _show(run(parts, printed), as_json)
