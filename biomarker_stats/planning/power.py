"""Exact power by enumeration, curves with their saw-teeth, and sample size.

References: Chernick MR, Liu CY (2002), Am Stat 56:149-155 (saw-toothed power of exact tests).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.planning import (
    ordinal_arms,
    ordinal_change,
    paired_regions,
    stratified,
    stratified_arms,
    stratified_change,
    two_arm_regions,
)
from biomarker_stats.planning.enumeration import Outcomes
from biomarker_stats.planning.planned_test import PlannedTest, planned_test
from biomarker_stats.planning.results import Power, PowerCurve, SampleSize, Size
from biomarker_stats.planning.scenarios import (
    DoseTrend,
    OrdinalArms,
    OrdinalChange,
    PairedChanges,
    Scenario,
    StratifiedArms,
    StratifiedChanges,
    StratifiedProportions,
    TwoProportions,
)
from biomarker_stats.planning.sizes import MOST_SIZES, checked_sizes, listed_sizes, plain_size

_BEYOND = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Design:
    """How one kind of scenario is enumerated; the first method is the usual one."""

    methods: tuple[str, ...]
    null: str
    per: str
    enumerate: Callable[[Any, Any, PlannedTest], Outcomes]


_DESIGNS: dict[type, _Design] = {
    TwoProportions: _Design(
        methods=two_arm_regions.METHODS,
        null="both arms have the same probability of the event",
        per="per arm",
        enumerate=two_arm_regions.two_arm_outcomes,
    ),
    StratifiedProportions: _Design(
        methods=stratified.METHODS,
        null="the odds ratio is 1 in every stratum",
        per="per arm and stratum",
        enumerate=stratified.stratified_outcomes,
    ),
    PairedChanges: _Design(
        methods=paired_regions.METHODS,
        null="changes in either direction are equally likely",
        per="pairs",
        enumerate=paired_regions.paired_outcomes,
    ),
    OrdinalChange: _Design(
        methods=ordinal_change.METHODS,
        null="after − before is symmetric about 0",
        per="pairs",
        enumerate=ordinal_change.change_outcomes,
    ),
    StratifiedChanges: _Design(
        methods=ordinal_change.METHODS,
        null="within each stratum after − before is symmetric about 0",
        per="pairs per stratum",
        enumerate=stratified_change.stratified_change_outcomes,
    ),
    OrdinalArms: _Design(
        methods=ordinal_arms.ARM_METHODS,
        null="the outcome has the same distribution in both arms",
        per="per arm",
        enumerate=ordinal_arms.arms_outcomes,
    ),
    StratifiedArms: _Design(
        methods=stratified_arms.METHODS,
        null="within each stratum the outcome has the same distribution in both arms",
        per="per arm and stratum",
        enumerate=stratified_arms.stratified_arms_outcomes,
    ),
    DoseTrend: _Design(
        methods=ordinal_arms.TREND_METHODS,
        null="the event is as probable at every dose",
        per="per dose",
        enumerate=ordinal_arms.trend_outcomes,
    ),
}


def power(scenario: Scenario, n: Size, *, method: str | None = None, **options: Any) -> Power:
    """Return the exact probability that a test rejects, by enumeration of everything that can come out.

    H0 is that of the design; the estimand is P(p ≤ alpha) if the scenario were true. With a scenario that satisfies
    H0 it is the size of the test.

    Args:
        scenario: what is believed to be true, such as ``TwoProportions(0.2, 0.6)``.
        n: pairs; or units in each arm or at each dose, one number for all or one each (of strata: first and second arm
            of the first stratum, then of the next; or the pairs of each).
        method: a test of the catalogue; else the usual exact one of the design.
        options: ``alternative`` (``"greater"``: more events or higher levels in the first arm, more changes up),
            ``alpha`` (0.05), ``two_sided`` (of 2 × 2 tables), ``zeros`` (of signed ranks). One that the test does not
            use is refused.

    Raises:
        UsageError: an argument is out of range.
        MethodMismatch: the method does not fit the design.
        ExactTooLarge: too many outcomes to enumerate.

    References:
        Suissa S, Shuster JJ (1985), J R Stat Soc A 148:317-327.

    >>> round(power(TwoProportions(0.2, 0.6), 20).power, 4)
    0.6502
    >>> power(PairedChanges(1.0, 0.0), 5).can_reject  # P of 5 changes out of 5 is 0.0625
    False
    """
    design = design_of(scenario)
    test = planned_test(method or design.methods[0], design.methods, options)
    n = plain_size(n)
    found = enumerate_outcomes(scenario, n, test)
    return Power(**_said(scenario, test), n=n, power=found.power, p_min_attainable=min(1.0, found.p_min))


def power_curve(scenario: Scenario, sizes: Iterable[Size], *, method: str | None = None, **options: Any) -> PowerCurve:
    """Return the exact power at each of several sizes; options as for :func:`power`.

    Raises:
        UsageError: no size, or more than 500.

    >>> curve = power_curve(PairedChanges(0.6, 0.0), range(5, 13))
    >>> [round(p, 3) for p in curve.power]
    [0.0, 0.047, 0.159, 0.315, 0.483, 0.633, 0.753, 0.842]
    """
    wanted = listed_sizes(sizes)
    # from the end: a size that is too large is refused before the others are worked out
    points = [power(scenario, n, method=method, **options) for n in wanted[::-1]][::-1]
    design = design_of(scenario)
    test = planned_test(method or design.methods[0], design.methods, options)
    return PowerCurve(
        **_said(scenario, test),
        sizes=wanted,
        power=tuple(point.power for point in points),
        p_min_attainable=tuple(point.p_min_attainable for point in points),
    )


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

    >>> found = sample_size(PairedChanges(0.6, 0.0), target=0.8)
    >>> found.n, found.first_n
    (12, 12)
    """
    if not isinstance(up_to, int) or not 2 <= up_to <= MOST_SIZES or not 0 < target < 1:
        msg = f"give 0 < target < 1 and 2 ≤ up_to ≤ {MOST_SIZES}, got target={target!r} and up_to={up_to!r}"
        raise UsageError(msg)
    design = design_of(scenario)
    test = planned_test(method or design.methods[0], design.methods, options)
    found, too_large = _search(lambda n: enumerate_outcomes(scenario, n, test), target, up_to)
    enough = [p >= target for p, _ in found]
    n = len(found) if enough[-1] else None
    while n is not None and n > 1 and enough[n - 2]:
        n -= 1
    n = None if n is None or n > up_to else n
    said = _said(scenario, test)
    return SampleSize(
        **said,
        target=target,
        n=n,
        power=None if n is None else found[n - 1][0],
        first_n=enough.index(True) + 1 if any(enough[:up_to]) else None,
        up_to=up_to,
        per=design.per,
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


def enumerate_outcomes(scenario: Scenario, n: Size, test: PlannedTest) -> Outcomes:
    """Return everything that can come out of ``n`` units, and which of it the test rejects."""
    return design_of(scenario).enumerate(scenario, checked_sizes(scenario, n), test)


def design_of(scenario: Scenario) -> _Design:
    """Return how a scenario is enumerated.

    Raises:
        UsageError: it is no scenario.
    """
    if type(scenario) not in _DESIGNS:
        known = ", ".join(kind.__name__ for kind in _DESIGNS)
        msg = f"a scenario must be one of {known}, got {type(scenario).__name__}"
        raise UsageError(msg)
    return _DESIGNS[type(scenario)]


def _said(scenario: Scenario, test: PlannedTest) -> dict[str, Any]:
    return {
        "scenario": scenario.describe(),
        "null": design_of(scenario).null,
        "method": test.method,
        "alternative": test.alternative,
        "alpha": test.alpha,
        "two_sided": test.two_sided,
        "zeros": test.zeros if test.method == "signed-rank" else None,
    }
