"""What is believed to be true of an ordinal endpoint of the next study, within strata or without."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from biomarker_stats.errors import UsageError
from biomarker_stats.planning.checks import check_distribution, check_levels


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
class StratifiedChanges:
    """An ordinal score before and after, within strata. H0: in each stratum after − before is symmetric about 0.

    Args:
        changes: for each stratum, the probability of each change in levels.

    Raises:
        UsageError: no stratum, a change is no whole number, or the probabilities of a stratum do not add up to 1.

    >>> StratifiedChanges([{0: 0.5, 1: 0.5}, {0: 0.2, 1: 0.8}]).describe()
    'stratum 1: P(0) = 0.5, P(+1) = 0.5 | stratum 2: P(0) = 0.2, P(+1) = 0.8'
    """

    changes: Sequence[Mapping[int, float]]

    def __post_init__(self) -> None:
        if isinstance(self.changes, Mapping) or not self.changes:
            msg = (
                "changes must be one mapping a stratum, such as [{0: 0.5, 1: 0.5}, {0: 0.2, 1: 0.8}], "
                f"got {self.changes!r} — without strata use OrdinalChange"
            )
            raise UsageError(msg)
        object.__setattr__(self, "changes", tuple(OrdinalChange(stratum).changes for stratum in self.changes))

    @property
    def scenarios(self) -> tuple[OrdinalChange, ...]:
        """Each stratum on its own."""
        return tuple(OrdinalChange(stratum) for stratum in self.changes)

    def describe(self) -> str:
        """Return the assumed truth in words."""
        return " | ".join(f"stratum {k}: {one.describe()}" for k, one in enumerate(self.scenarios, start=1))


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
