"""What is believed to be true of the next study: one small class an endpoint and design."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite, lcm

from biomarker_stats.errors import UsageError
from biomarker_stats.planning.checks import SUM_TOLERANCE, check_distribution, check_levels, check_probability


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
class OrdinalChange:
    """One arm, an ordinal score before and after. H0: after − before is symmetric about 0.

    Args:
        changes: the probability of each change in levels; those not named have probability 0.

    Raises:
        UsageError: a change is no whole number, or the probabilities do not add up to 1.

    >>> OrdinalChange({0: 0.5, 1: 0.4, 2: 0.1}).describe()
    'P(0) = 0.5, P(+1) = 0.4, P(+2) = 0.1'
    """

    changes: Mapping[int, float]

    def __post_init__(self) -> None:
        odd = [key for key in self.changes if isinstance(key, bool) or key != int(key)]
        if odd or not self.changes:
            msg = f"changes must be whole numbers of levels, such as {{0: 0.5, 1: 0.5}}, got {dict(self.changes)!r}"
            raise UsageError(msg)
        check_distribution("changes", list(self.changes.values()))
        check_levels(len(self.magnitudes))
        object.__setattr__(self, "changes", {int(key): float(p) for key, p in sorted(self.changes.items())})

    @property
    def magnitudes(self) -> list[int]:
        """The sizes of change that can occur, smallest first."""
        return sorted({abs(int(key)) for key, p in self.changes.items() if key and p > 0})

    def describe(self) -> str:
        """Return the assumed truth in words."""
        named = [(f"{key:+d}" if key else "0", p) for key, p in self.changes.items()]
        return ", ".join(f"P({key}) = {p:.3g}" for key, p in named).replace("-", "−")


@dataclass(frozen=True, slots=True)
class OrdinalArms:
    """Two arms and an ordinal outcome. H0: the outcome has the same distribution in both arms.

    Args:
        first: probability of each level, lowest first, in the first arm.
        second: the same for the second arm.

    Raises:
        UsageError: the two differ in length, or do not add up to 1.

    >>> OrdinalArms([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]).describe()
    'first arm 0.5, 0.3, 0.2; second arm 0.2, 0.3, 0.5'
    """

    first: Sequence[float]
    second: Sequence[float]

    def __post_init__(self) -> None:
        if len(self.first) != len(self.second) or len(self.first) < 2:
            msg = f"both arms need the same two levels or more, got {len(self.first)} and {len(self.second)}"
            raise UsageError(msg)
        check_distribution("first", self.first)
        check_distribution("second", self.second)
        check_levels(len(self.first))
        object.__setattr__(self, "first", tuple(map(float, self.first)))
        object.__setattr__(self, "second", tuple(map(float, self.second)))

    def describe(self) -> str:
        """Return the assumed truth in words."""
        first, second = (", ".join(f"{p:g}" for p in arm) for arm in (self.first, self.second))
        return f"first arm {first}; second arm {second}"


@dataclass(frozen=True, slots=True)
class StratifiedArms:
    """Two arms and an ordinal outcome within strata. H0: in each stratum both arms have the same distribution.

    Args:
        first: for each stratum, the probability of each level, lowest first, in the first arm.
        second: the same for the second arm.

    Raises:
        UsageError: the arms differ in their strata or levels, or probabilities do not add up to 1.

    >>> StratifiedArms([[0.5, 0.5], [0.2, 0.8]], [[0.9, 0.1], [0.6, 0.4]]).describe()
    'stratum 1: first arm 0.5, 0.5; second arm 0.9, 0.1 | stratum 2: first arm 0.2, 0.8; second arm 0.6, 0.4'
    """

    first: Sequence[Sequence[float]]
    second: Sequence[Sequence[float]]

    def __post_init__(self) -> None:
        if len(self.first) != len(self.second) or not self.first:
            msg = f"both arms need the same strata, at least one, got {len(self.first)} and {len(self.second)}"
            raise UsageError(msg)
        strata = [OrdinalArms(*pair) for pair in zip(self.first, self.second, strict=True)]
        object.__setattr__(self, "first", tuple(stratum.first for stratum in strata))
        object.__setattr__(self, "second", tuple(stratum.second for stratum in strata))

    def describe(self) -> str:
        """Return the assumed truth in words."""
        pairs = enumerate(zip(self.first, self.second, strict=True), start=1)
        return " | ".join(f"stratum {k}: {OrdinalArms(*pair).describe()}" for k, pair in pairs)


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


Scenario = (
    TwoProportions | StratifiedProportions | PairedChanges | OrdinalChange | OrdinalArms | StratifiedArms | DoseTrend
)
