"""Exact power by enumeration, and curves with their saw-teeth.

References: Chernick MR, Liu CY (2002), Am Stat 56:149-155 (saw-toothed power of exact tests).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from biomarker_stats.errors import UsageError
from biomarker_stats.planning import (
    ordinal_arms,
    ordinal_change,
    paired_regions,
    stratified,
    stratified_arms,
    stratified_change,
    stratified_trend,
    two_arm_regions,
)
from biomarker_stats.planning.by_asking import ASKED, asked_outcomes
from biomarker_stats.planning.enumeration import Outcomes
from biomarker_stats.planning.planned_test import PlannedTest, planned_test
from biomarker_stats.planning.results import Power, PowerCurve, Size
from biomarker_stats.planning.scenarios import (
    DoseTrend,
    OrdinalArms,
    OrdinalChange,
    PairedChanges,
    Scenario,
    StratifiedArms,
    StratifiedChanges,
    StratifiedProportions,
    StratifiedTrends,
    TwoProportions,
)
from biomarker_stats.planning.sizes import checked_sizes, listed_sizes, plain_size


@dataclass(frozen=True, slots=True, kw_only=True)
class _Design:
    """How one kind of scenario is enumerated, by which methods; the first one is the usual one."""

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
    StratifiedTrends: _Design(
        methods=stratified_trend.METHODS,
        null="within each stratum the event is as probable at every dose",
        per="per dose and stratum",
        enumerate=stratified_trend.stratified_trend_outcomes,
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
    test = test_of(scenario, method, options)
    n = plain_size(n)
    found = enumerate_outcomes(scenario, n, test)
    return Power(**said(scenario, test), n=n, power=found.power, p_min_attainable=min(1.0, found.p_min))


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
    test = test_of(scenario, method, options)
    return PowerCurve(
        **said(scenario, test),
        sizes=wanted,
        power=tuple(point.power for point in points),
        p_min_attainable=tuple(point.p_min_attainable for point in points),
    )


def enumerate_outcomes(scenario: Scenario, n: Size, test: PlannedTest) -> Outcomes:
    """Return everything that can come out of ``n`` units, and which of it the test rejects."""
    asked = test.method in ASKED.get(type(scenario), ())
    enumerate_ = asked_outcomes if asked else design_of(scenario).enumerate
    return enumerate_(scenario, checked_sizes(scenario, n), test)


def test_of(scenario: Scenario, method: str | None, options: dict[str, object]) -> PlannedTest:
    """Return the checked test of a scenario, the usual one of its design unless a method was chosen.

    Raises:
        UsageError: it is no scenario, or an option is wrong.
        MethodMismatch: the method does not fit the design.
    """
    known = methods_of(scenario)
    return planned_test(method or known[0], known, options)


def methods_of(scenario: Scenario) -> tuple[str, ...]:
    """Return every method that a scenario can be planned with, the usual one first."""
    return (*design_of(scenario).methods, *ASKED.get(type(scenario), ()))


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


def said(scenario: Scenario, test: PlannedTest) -> dict[str, Any]:
    """Return what every record says of a scenario and the test of it."""
    return {
        "scenario": scenario.describe(),
        "null": design_of(scenario).null,
        "method": test.method,
        "alternative": test.alternative,
        "alpha": test.alpha,
        "two_sided": test.two_sided,
        "zeros": test.zeros if test.method == "signed-rank" else None,
    }
