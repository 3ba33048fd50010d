"""Problems: validated arrays, the form in which a data set reaches a method. No pandas beyond this point.

Each class says in its docstring what is exchangeable under H0; that is the design. Strata are always integer codes
0 … S−1 with their names beside them; an unstratified problem has one stratum and no name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.design.scores import IntArray, Scores


def _nothing_excluded() -> Mapping[str, int]:
    return {}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pairs:
    """Two readings of each unit. Under H0 the sign of each difference may flip, independently of the others.

    ``before`` and ``after`` share one denominator and hold n scores; ``stratum`` holds n codes.
    """

    before: Scores
    after: Scores
    stratum: IntArray
    stratum_names: tuple[str, ...] = ()
    excluded: Mapping[str, int] = field(default_factory=_nothing_excluded)

    @property
    def n(self) -> int:
        """The number of complete pairs."""
        return len(self.before)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Arms:
    """One reading of each unit, in K arms. Under H0 arm labels may be permuted among the units of a stratum.

    ``arm`` holds n codes into ``arm_names``; ``arm_scores`` orders the arms (doses) where a trend is asked for;
    ``event`` says, where the outcome is a time, which times ended in the event (the others are censored).
    """

    outcome: Scores
    arm: IntArray
    arm_names: tuple[str, ...]
    stratum: IntArray
    stratum_names: tuple[str, ...] = ()
    arm_scores: Scores | None = None
    event: NDArray[np.bool_] | None = None
    excluded: Mapping[str, int] = field(default_factory=_nothing_excluded)

    @property
    def n(self) -> int:
        """The number of units."""
        return len(self.outcome)

    @property
    def n_by_arm(self) -> dict[str, int]:
        """The number of units in each arm."""
        counts = np.bincount(self.arm, minlength=len(self.arm_names))
        return {name: int(k) for name, k in zip(self.arm_names, counts, strict=True)}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Table:
    """Counts, shape (strata, rows, columns). Rows are arms and columns outcomes, or, when ``paired``, before and after.

    Under H0 the margins of each stratum are held fixed (conditional tests), or the row totals are (unconditional).
    """

    counts: IntArray
    paired: bool = False
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    stratum_names: tuple[str, ...] = ()
    row_scores: Scores | None = None
    column_scores: Scores | None = None
    excluded: Mapping[str, int] = field(default_factory=_nothing_excluded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion:
    """``successes`` among ``n`` independent units, and the proportion H0 states."""

    successes: int
    n: int
    null_value: float = 0.5


Problem = Pairs | Arms | Table | Proportion
