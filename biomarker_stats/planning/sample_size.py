"""The smallest size from which power stays at a target, looked for one size after the other."""

from collections.abc import Callable
from typing import Any

from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.planning.enumeration import Outcomes
from biomarker_stats.planning.power import design_of, enumerate_outcomes, test_of
from biomarker_stats.planning.power import said as said_of
from biomarker_stats.planning.results import PowerCurve, SampleSize
from biomarker_stats.planning.scenarios import Scenario
from biomarker_stats.planning.sizes import MOST_SIZES

_BEYOND = 10


def sample_size(
    scenario: Scenario, *, target: float = 0.8, up_to: int = 60, method: str | None = None, **options: Any
) -> SampleSize:
    """Return the smallest size, of at most ``up_to``, from which power stays at or above ``target``.

    "Stays" is looked at up to ten sizes beyond the answer, and up to ``up_to``. Sizes with too many outcomes to
    enumerate end the search, and the record says so.

    Args:
        scenario: what is believed to be true.
        target: the power wanted.
        up_to: the largest answer, pairs or units in each arm.
        method: as for :func:`power`.
        options: as for :func:`power`.

    Raises:
        UsageError: the target or the bound is out of range.
        ExactTooLarge: too many outcomes to enumerate at every size.

    >>> from biomarker_stats.planning.scenarios import PairedChanges
    >>> found = sample_size(PairedChanges(0.6, 0.0), target=0.8)
    >>> found.n, found.first_n
    (12, 12)
    """
    if not isinstance(up_to, int) or not 2 <= up_to <= MOST_SIZES or not 0 < target < 1:
        msg = f"give 0 < target < 1 and 2 ≤ up_to ≤ {MOST_SIZES}, got target={target!r} and up_to={up_to!r}"
        raise UsageError(msg)
    test = test_of(scenario, method, options)
    found, too_large = _search(lambda n: enumerate_outcomes(scenario, n, test), target, up_to)
    enough = [p >= target for p, _ in found]
    n = len(found) if enough[-1] else None
    while n is not None and n > 1 and enough[n - 2]:
        n -= 1
    n = None if n is None or n > up_to else n
    said = said_of(scenario, test)
    return SampleSize(
        **said,
        target=target,
        n=n,
        power=None if n is None else found[n - 1][0],
        first_n=enough.index(True) + 1 if any(enough[:up_to]) else None,
        up_to=up_to,
        per=design_of(scenario).per,
        curve=PowerCurve(
            **said,
            sizes=tuple(range(1, len(found) + 1)),
            power=tuple(power for power, _ in found),
            p_min_attainable=tuple(least for _, least in found),
        ),
        too_large=too_large,
    )


def _search(outcomes: Callable[[int], Outcomes], target: float, up_to: int) -> tuple[list[tuple[float, float]], str]:
    """Return (power, smallest P) of n = 1, 2 … as far as the answer needs, and why it ended before that, else ``""``.

    Raises:
        ExactTooLarge: the first size is too large.
    """
    found: list[tuple[float, float]] = []
    stays = 0  # for how many sizes power has been at the target
    while len(found) < up_to or (0 < stays <= _BEYOND and len(found) - stays < up_to):
        try:
            here = outcomes(len(found) + 1)
        except ExactTooLarge as error:
            if not found:
                raise
            return found, str(error)
        found.append((here.power, min(1.0, here.p_min)))
        stays = stays + 1 if here.power >= target else 0
    return found, ""
