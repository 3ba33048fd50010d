"""What a design of a given size could ever show, whatever the truth."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from biomarker_stats import wording
from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.planning.enumeration import BoolArray
from biomarker_stats.planning.power import enumerate_outcomes, power, test_of
from biomarker_stats.planning.results import Planned, Size, size_words
from biomarker_stats.planning.scenarios import PairedChanges, Scenario, TwoProportions

_SEARCHED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability(Planned):
    """What a test could show at this size. ``border`` holds (other, limit) pairs of counts that are significant.

    For paired proportions it is, for each number of changes down, the fewest changes up that are significant; for two
    proportions, for each number of events in the second arm, the fewest in the first; with ``alternative="less"`` the
    most that still are. None: no number is. Other designs have no border. ``first_n`` is the smallest size at which any
    outcome is significant, None where none up to ``searched`` is.
    """

    n: Size
    p_min_attainable: float
    can_reject: bool
    first_n: int | None
    searched: int
    border: tuple[tuple[int, int | None], ...]
    of: tuple[str, str] | None

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, text) rows for printing."""
        least = "" if self.can_reject else f" — nothing it could observe would reach P ≤ {self.alpha:g}"
        shared = [row for row in Planned.rows(self) if row[0] != "assumed truth"]
        least_n = f"{self.first_n}, the smallest n at which any outcome is"
        if self.first_n is None:
            least_n = f"no outcome is, at any n up to {self.searched}"
        return [
            *shared,
            ("n", size_words(self.n)),
            ("smallest attainable P", wording.p_value(self.p_min_attainable) + least),
            ("significant from n", least_n),
            *self._border_rows(),
        ]

    def _border_rows(self) -> list[tuple[str, str]]:
        if self.of is None or not self.can_reject:
            return []
        wanted, other = self.of
        most = self.alternative == "less"
        limit = f"the most {wanted} that are still" if most else f"the fewest {wanted} that are"
        words = [f"{count} with {others}" for others, count in self.border if count is not None]
        return [("significant counts", f"{limit} significant, with the number of {other}: {'; '.join(words)}")]


def could_show(scenario: Scenario, n: Size, *, method: str | None = None, **options: Any) -> Capability:
    """Return the smallest attainable P of a design, and the least that would be significant; whatever is true.

    H0 is that of the design. Nothing is estimated: the probabilities of ``scenario`` play no part, only its kind (and
    for an ordinal change, which sizes of change can occur).

    Args:
        scenario: the kind of design.
        n: pairs, or units in each arm.
        method: as for :func:`power`.
        options: as for :func:`power`.

    Raises:
        UsageError: an argument is out of range.
        ExactTooLarge: too many outcomes to enumerate.

    >>> found = could_show(PairedChanges(0.5, 0.1), 5)
    >>> found.p_min_attainable, found.can_reject, found.first_n
    (0.0625, False, 6)
    """
    found = power(scenario, n, method=method, **options)
    test = test_of(scenario, method, options)
    first, searched = _first(lambda size: power(scenario, size, method=method, **options).can_reject)
    border: tuple[tuple[int, int | None], ...] = ()
    of = None
    if isinstance(scenario, PairedChanges | TwoProportions):
        of = ("changes up", "changes down") if isinstance(scenario, PairedChanges) else _EVENTS
        outcomes = enumerate_outcomes(scenario, found.n, test)
        shape = (found.n + 1, found.n + 1) if isinstance(found.n, int) else tuple(n + 1 for n in found.n)
        border = _border(outcomes.rejected.reshape(shape), test.alternative == "less")
    return Capability(
        scenario=found.scenario,
        null=found.null,
        method=found.method,
        alternative=found.alternative,
        alpha=found.alpha,
        two_sided=found.two_sided,
        zeros=found.zeros,
        n=found.n,
        p_min_attainable=found.p_min_attainable,
        can_reject=found.can_reject,
        first_n=first,
        searched=searched,
        border=border,
        of=of,
    )


_EVENTS = ("events in the first arm", "events in the second arm")


def _border(rejected: BoolArray, less: bool) -> tuple[tuple[int, int | None], ...]:
    """Return, for each column, the rejected row closest to the column's own rate: above it, or below for ``less``."""
    rows, columns = rejected.shape
    found: list[tuple[int, int | None]] = []
    for column in range(columns):
        above = np.arange(rows) * max(columns - 1, 1) > column * max(rows - 1, 1)
        hits = np.flatnonzero(rejected[:, column] & (~above if less else above))
        found.append((column, int(hits[-1] if less else hits[0]) if len(hits) else None))
    return tuple(found)


def _first(possible: Callable[[int], bool]) -> tuple[int | None, int]:
    """Return the smallest size at which something is significant, and up to which size it was looked for."""
    for size in range(1, _SEARCHED + 1):
        try:
            if possible(size):
                return size, size
        except ExactTooLarge:
            return None, size - 1
    return None, _SEARCHED
