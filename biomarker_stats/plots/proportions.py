"""The rows of figures that show proportions: k of n in a population, with the interval of its Result."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from biomarker_stats import wording
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.style import NEUTRAL, Mark, mark

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults


class Share(NamedTuple):
    """One proportion: k of n units, the estimate and the limits of its interval as fractions."""

    name: str
    endpoint: str
    k: int
    n: int
    estimate: float
    low: float
    high: float
    mark: Mark

    @property
    def counts(self) -> str:
        """``k/n``."""
        return f"{self.k}/{self.n}"


def shares(results: Sequence["AnalysisResults"], labels: Labels) -> tuple[Share, ...]:
    """Return one row for each proportion analysis that has an estimate; a population that is an arm has its mark."""
    found = []
    for analysed in results:
        yes, result, population = analysed.frame["yes"].dropna(), analysed.main, analysed.analysis.population
        if result.estimate is None or not len(yes):
            continue
        arm = labels.arm_of.get(population)
        found.append(
            Share(
                name=labels.population(population),
                endpoint=analysed.analysis.endpoint,
                k=int(yes.sum()),
                n=len(yes),
                estimate=result.estimate,
                low=result.estimate if result.conf_low is None else result.conf_low,
                high=result.estimate if result.conf_high is None else result.conf_high,
                mark=NEUTRAL if arm is None else mark(labels.arms.index(arm)),
            )
        )
    return tuple(found)


def share_text(share: Share) -> str:
    """Return ``50% (18.7 to 81.3)``."""
    low, high = (percent_text(limit).rstrip("%") for limit in (share.low, share.high))
    return f"{percent_text(share.estimate)} ({low} to {high})"


def percent_text(fraction: float) -> str:
    """Return a proportion as a percentage to one decimal, none where it is 0.

    >>> percent_text(1 / 6), percent_text(0.5)
    ('16.7%', '50%')
    """
    return wording.percent(fraction, 1).replace(".0%", "%")
