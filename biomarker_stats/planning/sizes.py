"""How many units: one number, or one an arm, a dose, or an arm of a stratum."""

from collections.abc import Iterable
from operator import index

from biomarker_stats.errors import UsageError
from biomarker_stats.planning.results import Size
from biomarker_stats.planning.scenarios import (
    DoseTrend,
    OrdinalChange,
    PairedChanges,
    Scenario,
    StratifiedArms,
    StratifiedChanges,
    StratifiedProportions,
    StratifiedTrends,
)

MOST_SIZES = 500


def plain_size(n: Size) -> Size:
    """Return a size of any kind of whole number as Python's own."""
    try:
        return n if isinstance(n, bool) else index(n)  # type: ignore[arg-type]  # a tuple is none, and comes back below
    except TypeError:
        pass
    try:
        return tuple(index(size) for size in n)  # type: ignore[union-attr]
    except TypeError:
        msg = f"n must be whole numbers of at least 1, got {n!r}"
        raise UsageError(msg) from None


def checked_sizes(scenario: Scenario, n: Size) -> Size:
    """Return the checked size in the form the design enumerates: a number, or one each arm.

    Raises:
        UsageError: a size below 1, or as many sizes as the design has arms are not given.
    """
    given = (n,) if isinstance(n, int) else tuple(n)
    if any(isinstance(size, bool) or not isinstance(size, int) or size < 1 for size in given):
        msg = f"n must be whole numbers of at least 1, got {n!r}"
        raise UsageError(msg)
    arms = len(scenario.probabilities) if isinstance(scenario, DoseTrend) else 2
    if isinstance(scenario, StratifiedProportions):
        arms = 2 * len(scenario.p1)
    elif isinstance(scenario, StratifiedArms):
        arms = 2 * len(scenario.first)
    elif isinstance(scenario, StratifiedTrends):
        arms = len(scenario.probabilities) * len(scenario.doses)
    elif isinstance(scenario, StratifiedChanges):
        arms = len(scenario.changes)
    elif isinstance(scenario, PairedChanges | OrdinalChange):
        arms = 1
    if len(given) not in {1, arms}:
        msg = f"n must be one number, or {arms} of them, one each, got {n!r}"
        raise UsageError(msg)
    one = isinstance(scenario, PairedChanges | OrdinalChange)
    return given[0] if one else given * arms if len(given) == 1 else given


def listed_sizes(sizes: Iterable[Size]) -> tuple[Size, ...]:
    """Return the sizes of a curve, checked for their number.

    Raises:
        UsageError: none, or more than 500.
    """
    found: list[Size] = []
    for n in sizes:
        if len(found) == MOST_SIZES:
            msg = f"at most {MOST_SIZES} sizes make a curve — give a coarser range"
            raise UsageError(msg)
        found.append(plain_size(n))
    if not found:
        msg = "a power curve needs at least one size, got none"
        raise UsageError(msg)
    return tuple(found)
