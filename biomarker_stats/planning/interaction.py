"""How many mice an arm show an interaction of two drugs: the power of the pooled t test at several sizes."""

from collections.abc import Iterable
from typing import Any

from biomarker_stats import wording
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.interaction_power import Spread, pooled_power, spread_of
from biomarker_stats.planning.results import PowerCurve, SampleSize
from biomarker_stats.planning.sizes import MOST_SIZES, listed_sizes

_BEYOND = 10


def interaction_curve(
    effect: float, sizes: Iterable[int], *, sd: float | Spread = 1.0, level: float = 0.05
) -> PowerCurve:
    """Return the power of the two-sided pooled t test of L = control − A − B + combination at several sizes. H0: L = 0.

    It comes from the noncentral t, exact for growth rates that are normal with one SD; a t test has no smallest P, so
    that ``p_min_attainable`` is 0.

    Args:
        effect: the interaction L, in the units of ``sd``.
        sizes: mice an arm, each at least 2.
        sd: between-mouse SD of the growth rate, one for all arms or one each.
        level: of the test.

    Raises:
        UsageError: an argument is out of range.

    References:
        Cohen J (1988) Statistical Power Analysis, section 8.3 (noncentral t).

    >>> [round(p, 2) for p in interaction_curve(3.0, [3, 4, 5]).power]
    [0.63, 0.79, 0.88]
    """
    wanted = listed_sizes(sizes)
    spread = spread_of(sd)
    whole = [n for n in wanted if isinstance(n, int)]
    if len(whole) != len(wanted):
        msg = "the four arms have one size: give one whole number each, such as 4"
        raise UsageError(msg)
    power = tuple(pooled_power(n, effect, spread, level) for n in whole)
    return PowerCurve(**_said(effect, spread, level), sizes=wanted, power=power, p_min_attainable=(0.0,) * len(power))


def interaction_size(
    effect: float, *, sd: float | Spread = 1.0, level: float = 0.05, target: float = 0.8, up_to: int = 100
) -> SampleSize:
    """Return the fewest mice an arm that reach ``target``; more mice always have more power. H0: L = 0.

    Args:
        effect: as for :func:`interaction_curve`.
        sd: as for :func:`interaction_curve`.
        level: of the test.
        target: the power wanted.
        up_to: the largest answer.

    Raises:
        UsageError: an argument is out of range.

    >>> interaction_size(3.0).n
    5
    """
    if isinstance(up_to, bool) or not isinstance(up_to, int) or not 2 <= up_to <= MOST_SIZES or not 0 < target < 1:
        msg = f"give 0 < target < 1 and 2 ≤ up_to ≤ {MOST_SIZES}, got target={target!r} and up_to={up_to!r}"
        raise UsageError(msg)
    spread = spread_of(sd)
    n = next((n for n in range(2, up_to + 1) if pooled_power(n, effect, spread, level) >= target), None)
    curve = interaction_curve(effect, range(2, (up_to if n is None else n + _BEYOND) + 1), sd=sd, level=level)
    return SampleSize(
        **_said(effect, spread, level),
        target=target,
        n=n,
        power=None if n is None else curve.power[n - 2],
        first_n=n,
        up_to=up_to,
        per="mice an arm",
        curve=curve,
    )


def _said(effect: float, spread: Spread, level: float) -> dict[str, Any]:
    each = wording.listing([wording.number(sd) for sd in dict.fromkeys(spread)])
    return {
        "scenario": f"an interaction of {wording.number(effect)}, SD between mice {each}",
        "null": "control − A − B + combination = 0",
        "method": "pooled-t",
        "alternative": "two-sided",
        "alpha": level,
    }
