"""From a test of shifted data to the interval of shifts it does not reject."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.distribution import IntArray
from biomarker_stats.exact.reference import Question
from biomarker_stats.exact.shift_interval import Cells, Interval


@dataclass(frozen=True, slots=True, eq=False)
class ShiftTest:
    """A test of data moved by any shift.

    ``jumps`` are sorted distinct integers, the shifts at which the statistic changes, ``scale`` of which make one unit
    of the outcome. ``exact_p`` and ``normal_p`` give the p value of the data moved by half of their integer argument;
    ``quick`` says that the exact one is cheap, ``wavering`` that it need not rise from outside inwards.
    """

    jumps: IntArray
    scale: int
    exact_p: Callable[[int], float]
    normal_p: Callable[[int], float]
    quick: bool
    wavering: bool = False


def invert(test: ShiftTest, question: Question, alpha: float) -> Interval:
    """Return the interval of shifts that the test does not reject at the level ``alpha``.

    Where a distribution on the way does not fit, the normal approximation stands in and a note says why.
    """
    why: tuple[str, ...] = ()
    exact, normal = cache(test.exact_p), cache(test.normal_p)
    if question.reference in {"auto", "exact"}:
        try:
            cells = Cells(test.jumps, exact, normal, alpha, quick=test.quick, wavering=test.wavering)
            low, high = _limits(test, cells, question)
            notes = cells.not_tried
            return Interval(low=low, high=high, method="inversion of the exact test", inverts_exact=True, notes=notes)
        except ExactTooLarge as error:
            why = (f"the interval is approximate: {error}",)
    low, high = _limits(test, Cells(test.jumps, normal, normal, alpha), question)
    return Interval(low=low, high=high, method="inversion of the test by its normal approximation", notes=why)


def _limits(test: ShiftTest, cells: Cells, question: Question) -> tuple[float, float]:
    low, high = cells.ends(question.alternative)
    return low / test.scale, high / test.scale
