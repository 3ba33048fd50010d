"""From a test of shifted data to the interval of shifts it does not reject."""

from collections.abc import Callable
from functools import lru_cache

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.distribution import IntArray
from biomarker_stats.exact.linear import LinearStatistic
from biomarker_stats.exact.reference import Question, exact_p, normal_p
from biomarker_stats.exact.shift_interval import Cells, Interval, level


def invert(
    jumps: IntArray,
    moved: Callable[[int], LinearStatistic],
    scale: int,
    question: Question,
    confidence: float,
) -> Interval:
    """Return the interval of shifts that a test on a linear statistic does not reject.

    Args:
        jumps: sorted distinct integers, the shifts at which the statistic changes; shape (m,).
        moved: gives the statistic of data moved by half of its integer argument.
        scale: how many units of the jumps make one unit of the outcome.
        question: the test's alternative, two-sided rule and reference distribution.
        confidence: between 0 and 1.
    """

    @lru_cache(maxsize=None)
    def approximate(twice_shift: int) -> float:
        return normal_p(moved(twice_shift), question)

    @lru_cache(maxsize=None)
    def exact(twice_shift: int) -> float:
        return exact_p(moved(twice_shift), question)

    alpha = level(confidence)
    if question.reference in {"auto", "exact"}:
        try:
            return _interval(Cells(jumps, exact, approximate, alpha), scale, question, "inversion of the exact test")
        except ExactTooLarge:
            if question.reference == "exact":
                raise
    method = "inversion of the test by its normal approximation"
    return _interval(Cells(jumps, approximate, approximate, alpha), scale, question, method)


def _interval(cells: Cells, scale: int, question: Question, method: str) -> Interval:
    low, high, _ = cells.ends(question.alternative)
    return Interval(low=low / scale, high=high / scale, method=method)
