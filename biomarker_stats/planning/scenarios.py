"""What is believed to be true of the next study: one small class an endpoint and design."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite, lcm

from biomarker_stats.errors import UsageError
from biomarker_stats.planning.checks import SUM_TOLERANCE, check_levels, check_probability
from biomarker_stats.planning.ordinal_scenarios import OrdinalArms, OrdinalChange, StratifiedArms, StratifiedChanges

__all__ = [
    "DoseTrend",
    "OrdinalArms",
    "OrdinalChange",
    "PairedChanges",
    "Scenario",
    "StratifiedArms",
    "StratifiedChanges",
    "StratifiedProportions",
    "StratifiedTrends",
    "TwoProportions",
]


@dataclass(frozen=True, slots=True)
class TwoProportions:
    """Two arms and a yes/no outcome. H0: both arms have the same probability of the event.

    Args:
        p1: probability of the event in the first arm.
        p2: probability of the event in the second arm.

    Raises:
        UsageError: a probability is outside [0, 1].

    >>> TwoProportions(0.2, 0.6).describe()
    'p1 = 0.2, p2 = 0.6'
    """

    p1: float
    p2: float

    def __post_init__(self) -> None:
        check_probability("p1", self.p1)
        check_probability("p2", self.p2)

    def describe(self) -> str:
        """Return the assumed truth in words."""
        return f"p1 = {self.p1:g}, p2 = {self.p2:g}"


@dataclass(frozen=True, slots=True)
class StratifiedProportions:
    """Two arms and a yes/no outcome within strata. H0: the odds ratio is 1 in every stratum.

    Args:
        p1: probability of the event in the first arm, one a stratum.
        p2: the same in the second arm.

    Raises:
        UsageError: the two differ in length, or a probability is outside [0, 1].

    >>> StratifiedProportions([0.2, 0.4], [0.6, 0.8]).describe()
    'p1 = 0.2, 0.4; p2 = 0.6, 0.8, by stratum'
    """

    p1: Sequence[float]
    p2: Sequence[float]

    def __post_init__(self) -> None:
        if len(self.p1) != len(self.p2) or not self.p1:
            msg = f"p1 and p2 need one probability a stratum each, got {len(self.p1)} and {len(self.p2)}"
            raise UsageError(msg)
        for name, shares in (("p1", self.p1), ("p2", self.p2)):
            for place, p in enumerate(shares):
                check_probability(f"{name}[{place}]", p)
        check_levels(len(self.p1))
        object.__setattr__(self, "p1", tuple(map(float, self.p1)))
        object.__setattr__(self, "p2", tuple(map(float, self.p2)))

    def describe(self) -> str:
        """Return the assumed truth in words."""
        first, second = (", ".join(f"{p:g}" for p in arm) for arm in (self.p1, self.p2))
        return f"p1 = {first}; p2 = {second}, by stratum"


@dataclass(frozen=True, slots=True)
class PairedChanges:
    """One arm, a yes/no outcome before and after. H0: changes in either direction are equally likely.

    Args:
        up: probability that a unit changes from no to yes.
        down: probability that it changes from yes to no.

    Raises:
        UsageError: a probability is outside [0, 1], or the two together exceed 1.

    >>> PairedChanges(0.5, 0.1).describe()
    'P(up) = 0.5, P(down) = 0.1'
    """

    up: float
    down: float

    def __post_init__(self) -> None:
        check_probability("up", self.up)
        check_probability("down", self.down)
        if self.up + self.down > 1 + SUM_TOLERANCE:
            msg = f"up and down must together be at most 1, got {self.up} + {self.down}"
            raise UsageError(msg)

    def describe(self) -> str:
        """Return the assumed truth in words."""
        return f"P(up) = {self.up:g}, P(down) = {self.down:g}"


@dataclass(frozen=True, slots=True)
class DoseTrend:
    """Several doses and a yes/no outcome. H0: the event is as probable at every dose.

    Args:
        probabilities: of the event at each dose.
        doses: their scores, 0, 1, 2 … where none are given.

    Raises:
        UsageError: fewer than two doses, as many scores as doses are not given, or all scores are equal.

    >>> DoseTrend([0.1, 0.3, 0.6]).describe()
    'P(event) = 0.1, 0.3, 0.6 at doses 0, 1, 2'
    """

    probabilities: Sequence[float]
    doses: Sequence[float] = ()

    def __post_init__(self) -> None:
        doses = tuple(self.doses) or tuple(range(len(self.probabilities)))
        if len(doses) != len(self.probabilities) or len(set(doses)) < 2:
            msg = f"give as many doses as probabilities, not all equal, got {doses} for {tuple(self.probabilities)}"
            raise UsageError(msg)
        for place, p in enumerate(self.probabilities):
            check_probability(f"probabilities[{place}]", p)
        check_levels(len(doses))
        if not all(isfinite(dose) for dose in doses):
            msg = f"doses must be finite numbers, got {doses}"
            raise UsageError(msg)
        object.__setattr__(self, "probabilities", tuple(map(float, self.probabilities)))
        object.__setattr__(self, "doses", doses)

    @property
    def whole_doses(self) -> list[int]:
        """The doses as whole multiples of their common unit, so that sums of them are exact."""
        exact = [Fraction(str(dose)) for dose in self.doses]
        scale = lcm(*(dose.denominator for dose in exact))
        return [int(dose * scale) for dose in exact]

    def describe(self) -> str:
        """Return the assumed truth in words."""
        events = ", ".join(f"{p:g}" for p in self.probabilities)
        return f"P(event) = {events} at doses {', '.join(f'{d:g}' for d in self.doses)}"


@dataclass(frozen=True, slots=True)
class StratifiedTrends:
    """Several doses and a yes/no outcome within strata. H0: in each stratum the event is as probable at every dose.

    Args:
        probabilities: of the event at each dose, for each stratum.
        doses: their scores, 0, 1, 2 … where none are given; the same in every stratum.

    Raises:
        UsageError: no stratum, or as for :class:`DoseTrend`.

    >>> StratifiedTrends([[0.1, 0.6], [0.2, 0.7]]).describe()
    'stratum 1: P(event) = 0.1, 0.6 at doses 0, 1 | stratum 2: P(event) = 0.2, 0.7 at doses 0, 1'
    """

    probabilities: Sequence[Sequence[float]]
    doses: Sequence[float] = ()

    def __post_init__(self) -> None:
        if not self.probabilities or not all(isinstance(one, Sequence) for one in self.probabilities):
            msg = f"give one list a stratum, such as [[0.1, 0.6], [0.2, 0.7]], got {self.probabilities!r}"
            raise UsageError(msg)
        if len({len(one) for one in self.probabilities}) > 1:
            msg = f"every stratum needs the same doses, got {', '.join(str(len(one)) for one in self.probabilities)}"
            raise UsageError(msg)
        strata = [DoseTrend(one, self.doses) for one in self.probabilities]
        object.__setattr__(self, "probabilities", tuple(one.probabilities for one in strata))
        object.__setattr__(self, "doses", strata[0].doses)

    @property
    def scenarios(self) -> tuple[DoseTrend, ...]:
        """Each stratum on its own."""
        return tuple(DoseTrend(one, self.doses) for one in self.probabilities)

    def describe(self) -> str:
        """Return the assumed truth in words."""
        return " | ".join(f"stratum {k}: {one.describe()}" for k, one in enumerate(self.scenarios, start=1))


Scenario = (
    TwoProportions
    | StratifiedProportions
    | PairedChanges
    | OrdinalChange
    | StratifiedChanges
    | OrdinalArms
    | StratifiedArms
    | DoseTrend
    | StratifiedTrends
)
