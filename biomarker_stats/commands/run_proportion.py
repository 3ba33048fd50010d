"""``biomarker-stats proportion``."""

from typing import Annotated

import typer

from biomarker_stats.commands.shared import (
    AlternativeOption,
    ConfidenceOption,
    JsonOption,
    SentenceOption,
    given,
    show_result,
)


def run_proportion(
    successes: Annotated[int, typer.Argument(help="Units with the event.", metavar="successes")],
    n: Annotated[int, typer.Argument(help="Units in all.", metavar="n")],
    *,
    method: Annotated[
        str, typer.Option(help="clopper-pearson, blaker, mid-p, wilson or jeffreys.")
    ] = "clopper-pearson",
    null: Annotated[float, typer.Option(help="The proportion under the null hypothesis.")] = 0.5,
    alternative: AlternativeOption = None,
    confidence: ConfidenceOption = 0.95,
    sentence: SentenceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Estimate one proportion with its interval, and test it against a null value.

    Example: biomarker-stats proportion 5 10
    """
    from biomarker_stats.methods.entry import proportion

    options = given(alternative=alternative)
    found = proportion(successes, n, method=method, null=null, confidence=confidence, **options)
    show_result(found, as_json=as_json, sentence=sentence)
