"""Caption and alternative text of the null distribution."""

from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.null_distribution import Null
from biomarker_stats.plots.words import Words, n_text, p_text, paragraph, strata_text, upper_first

if TYPE_CHECKING:
    from biomarker_stats.methods.result import Result

_P_IS = {
    "central": "p is twice the smaller tail, at most 1",
    "minlike": "p is the sum of their probabilities",
    "blaker": "p is the smaller tail and the largest opposite tail that does not exceed it",
}


def null_words(result: "Result", null: Null, labels: Labels) -> Words:
    """Return caption and alternative text of the null distribution of ``result``."""
    smallest, largest = (wording.p_value(float(null.attainable[end])) for end in (0, -1))
    rule = _P_IS.get(result.two_sided or "", "p is the sum of their probabilities")
    size, both = null.values_a_bar, bool((null.extreme & (null.probabilities > null.extreme_part)).any())
    apart = ", the extreme ones below the others" if both else ""
    bins = f"Each bar holds {size} neighbouring values of the statistic{apart}." if size > 1 else ""
    test = f"{result.title}{strata_text(result)}"
    parts = (
        f"{upper_first(test)} ({n_text(result)}; a unit is one {labels.unit}): how probable each value of"
        f" {result.named(result.statistic_name) or 'the statistic'} is under H0.",
        bins,
        f"Triangle: the observed value, {wording.number(result.statistic, 6)}. Marked bars: values as extreme"
        f" or more; {rule}: {p_text(result)}.",
        f"Below: each tick is a p value this test can give here, from {smallest} to {largest}.",
    )
    alt = (
        f"Null distribution of {_the(test)}: {len(null.attainable)} attainable p values from {smallest} to {largest};"
        f" {p_text(result)}, {n_text(result)}."
    )
    return paragraph(parts), paragraph((alt,))


def _the(title: str) -> str:
    """Return a test within a sentence: ``the sign test``, but ``McNemar's exact test``."""
    return title if "'s " in title else f"the {title}"
