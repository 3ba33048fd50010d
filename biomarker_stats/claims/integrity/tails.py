"""P values of printed statistics: t, F, chi-square, z, a correlation, and Q of heterogeneity."""

import math
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from biomarker_stats.errors import UsageError, shorten
from biomarker_stats.terms import nearest

KINDS = {"t": 1, "F": 2, "chi2": 1, "z": 0, "r": 1, "Q": 1}
"""The statistics, and how many degrees of freedom each has."""

_SPELLINGS = {"f": "F", "χ2": "chi2", "χ²": "chi2", "x2": "chi2", "chisq": "chi2", "chi-square": "chi2", "q": "Q"}
_LARGEST_DF = 1e12
LEAST_P = sys.float_info.min
"""What stands for a P value too small for a float: no statistic has P = 0, which is what underflow would make it."""


def kind_named(name: str) -> str:
    """Return the statistic of that name.

    >>> kind_named("χ²"), kind_named("T")
    ('chi2', 't')
    """
    lower = name.strip().lower()
    kind = _SPELLINGS.get(lower, lower)
    if kind not in KINDS:
        msg = f"no statistic is called {shorten(name)!r}{nearest(name, KINDS)}"
        raise UsageError(msg)
    return kind


def degrees_of(df: Any, kind: str) -> tuple[float, ...]:
    """Return the degrees of freedom as numbers above 0, as many as the statistic has.

    >>> degrees_of((1.43, "27.2"), "F"), degrees_of(None, "z")
    ((1.43, 27.2), ())
    """
    given = () if df is None else tuple(df) if isinstance(df, tuple | list) else (df,)
    if len(given) != KINDS[kind]:
        wanted = {0: "no df", 1: "one df", 2: "two df, such as (2, 28)"}[KINDS[kind]]
        msg = f"{kind} has {wanted}, got {shorten(repr(df))}"
        raise UsageError(msg)
    return tuple(_degree(value) for value in given)


def _degree(value: Any) -> float:
    try:
        number = math.nan if isinstance(value, bool) or len(str(value)) > 40 else float(str(value).replace(",", ""))
    except ValueError:
        number = math.nan
    if not 0 < number <= _LARGEST_DF:
        msg = f"degrees of freedom must be a number above 0 and at most 1e12, got {shorten(repr(value))}"
        raise UsageError(msg)
    return number


@dataclass(frozen=True, slots=True)
class Statistic:
    """A test statistic with its degrees of freedom; ``one_sided`` halves P where the statistic has a direction."""

    kind: str
    df: tuple[float, ...]
    one_sided: bool = False

    @property
    def directed(self) -> bool:
        """Whether the statistic has a direction: t, z, r, and F or chi-square with 1 df."""
        return self.kind in {"t", "z", "r"} or (self.kind in {"F", "chi2"} and math.isclose(self.df[0], 1.0))

    @property
    def name(self) -> str:
        """The statistic as APA style writes it."""
        return f"{self.kind}({', '.join(f'{d:g}' for d in self.df)})" if self.df else self.kind

    def p(self, value: Fraction) -> float:
        """Return P of a value; the size alone counts.

        Raises:
            UsageError: a value that the statistic cannot have.
        """
        x = abs(float(value))
        both = max(self._upper(x), LEAST_P) if x < math.inf else LEAST_P
        return both / 2 if self.one_sided and self.directed else both

    def _upper(self, x: float) -> float:
        from scipy.special import chdtrc, fdtrc, stdtr

        if self.kind == "z":
            return math.erfc(x / math.sqrt(2))
        if self.kind == "F":
            return float(fdtrc(*self.df, x))
        if self.kind in {"chi2", "Q"}:
            return float(chdtrc(self.df[0], x))
        if self.kind == "r":
            x = math.inf if x >= 1 else x * math.sqrt(self.df[0] / ((1 - x) * (1 + x)))
        return float(2 * stdtr(self.df[0], -x))

    def check_value(self, value: Fraction, text: str) -> None:
        """Refuse a printed value that the statistic cannot have.

        Raises:
            UsageError: a correlation beyond 1, or F, chi-square or Q below 0.
        """
        if self.kind == "r" and abs(value) > 1:
            msg = f"a correlation lies between −1 and 1, got {text!r}"
            raise UsageError(msg)
        if self.kind in {"F", "chi2", "Q"} and value < 0:
            msg = f"{self.kind} cannot be below 0, got {text!r}"
            raise UsageError(msg)
