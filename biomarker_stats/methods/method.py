"""What the catalogue knows about a method."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.terms import Alternative

Takes = Literal["pairs", "arms", "ordered-arms", "table", "paired-table", "strata-of-tables", "proportion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One row of the catalogue: a test, what it tests, and the function that runs it.

    ``takes`` names the Problem the function wants; ``bs.paired`` and the others convert where that loses nothing
    (pairs of a binary outcome become a paired 2 × 2 table). ``default_alternative`` is what the field means by the test
    when nobody says: tests against an ordered alternative are one-sided.
    """

    name: str
    title: str
    takes: Takes
    null: str
    estimand: str
    ties: str
    zeros: str
    strata: str
    interval: str
    references: tuple[str, ...]
    source: str
    run: Callable[[Any, Options], Result]
    default_alternative: Alternative = "two-sided"
