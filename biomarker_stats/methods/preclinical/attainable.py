"""What a design can attain before any reading is taken: the floors of its exact tests, and what a t test would need."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from scipy.special import stdtrit

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.units import paired_floor, plural, two_sample_floor

LEVELS = (0.05, 0.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainable:
    """What one comparison of two arms of these sizes can give, two-sided.

    ``floor`` is the smallest p of any exact two-sample test, ``floor_paired`` that of any exact paired test (None
    unless the arms may share blocks). ``needed`` holds, for each level, the difference of means in SDs within arms
    beyond which Student's t test gives a smaller p: a t test has no floor, it assumes normal readings instead.
    """

    first: str
    second: str
    n: tuple[int, int]
    floor: float
    floor_paired: float | None
    needed: Mapping[float, float]

    def sentence(self, unit: str) -> str:
        """Return the attainable p values in words.

        >>> attainable_p({"vehicle": 3, "drug": 3})[0].sentence("mouse")
        'drug v vehicle, 3 v 3 mice: no exact two-sample test can give p below 0.1'
        """
        text = f"{self.first} v {self.second}, {self.n[0]} v {self.n[1]} {plural(unit)}: no exact two-sample test can"
        text = f"{text} give p below {wording.p_value(self.floor, 4)}"
        if self.floor_paired is not None:
            text = f"{text}, no exact paired test p below {wording.p_value(self.floor_paired, 4)}"
        return text

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        return {
            "comparison": f"{self.first} v {self.second}",
            "n": list(self.n),
            "p_floor_exact": self.floor,
            "p_floor_exact_paired": self.floor_paired,
            "t_needs_sd": {f"{level:g}": value for level, value in self.needed.items()},
        }


def attainable_p(n: Mapping[str, int], *, may_be_paired: bool = False) -> tuple[Attainable, ...]:
    """Return what each pair of arms can attain, from their numbers of units: each arm v every arm before it.

    Args:
        n: units by arm, the control first.
        may_be_paired: whether arms share blocks (gels, experiments), or may do so.

    >>> [(each.n, round(each.floor, 4)) for each in attainable_p({"vehicle": 4, "A": 4, "B": 3})]
    [((4, 4), 0.0286), ((3, 4), 0.0286), ((3, 4), 0.0286)]
    """
    found = []
    for (second, m), (first, k) in combinations(n.items(), 2):
        paired = paired_floor(k) if may_be_paired and m == k else None
        found.append(
            Attainable(
                first=first,
                second=second,
                n=(k, m),
                floor=two_sample_floor(k, m),
                floor_paired=paired,
                needed={level: _needed(k, m, level) for level in LEVELS},
            )
        )
    return tuple(found)


def _needed(first: int, second: int, level: float) -> float:
    """Return the difference of means, in SDs within arms, at which Student's t test gives p = ``level``."""
    freedom = first + second - 2
    if freedom < 1:
        return math.inf
    return -float(stdtrit(freedom, level / 2)) * math.sqrt(1 / first + 1 / second)
