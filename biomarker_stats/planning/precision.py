"""Sample size for an interval that is narrow enough, rather than for a small P.

References: Brown LD, Cai TT, DasGupta A (2001), Stat Sci 16:101-133 (expected width).
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import betaincinv, ndtri

from biomarker_stats import wording
from biomarker_stats.errors import UsageError
from biomarker_stats.exact.bernstein import binomial_matrix
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.planning.checks import check_probability
from biomarker_stats.planning.results import plain
from biomarker_stats.terms import nearest

_METHODS = ("clopper-pearson", "wilson", "jeffreys")
_MOST = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """The smallest n from which the expected width stays at or below ``width``, None where none up to ``up_to`` does.

    ``expected_widths`` are those at n = 1 … ``up_to``.
    """

    p: float
    width: float
    method: str
    confidence: float
    n: int | None
    up_to: int
    expected_widths: tuple[float, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain values, ready for JSON."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a size."""
        return pd.DataFrame({"n": range(1, self.up_to + 1), "expected_width": self.expected_widths})

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, text) rows for printing."""
        if self.n is None:
            found = f"none up to {self.up_to}; there it is {wording.number(self.expected_widths[-1])}"
        else:
            found = f"{self.n}, expected width {wording.number(self.expected_widths[self.n - 1])}"
        return [
            ("assumed proportion", f"{self.p:g}"),
            ("interval", f"{self.method}, {100 * self.confidence:g}%, at most {self.width:g} wide on average"),
            ("n", found),
        ]

    def summary(self) -> str:
        """Return the record in words."""
        return "\n".join(f"{label}: {text}" for label, text in self.rows())

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled

        return labelled(self.rows())


def precision(
    p: float, *, width: float, method: str = "clopper-pearson", confidence: float = 0.95, up_to: int = 500
) -> Precision:
    """Return the n at which the interval of one proportion is narrow enough, averaged over all that can come out.

    Estimand: the expected width of the interval if the proportion is ``p``, by enumeration of 0 … n events.

    Args:
        p: the proportion expected; 0.5 is the most cautious.
        width: from the lower to the upper limit, such as 0.3.
        method: clopper-pearson, wilson or jeffreys.
        confidence: level of the interval.
        up_to: the largest n looked at.

    Raises:
        UsageError: an argument is out of range.

    >>> precision(0.5, width=0.4).n
    26
    """
    check_probability("p", p)
    if method not in _METHODS:
        msg = f"precision has no interval method {method!r}{nearest(method, _METHODS)}"
        raise UsageError(msg)
    if not 0 < width < 1 or not 0 < confidence < 1 or not isinstance(up_to, int) or not 1 <= up_to <= _MOST:
        msg = (
            f"give 0 < width < 1, 0 < confidence < 1 and 1 ≤ up_to ≤ {_MOST}, "
            f"got width={width!r}, confidence={confidence!r} and up_to={up_to!r}"
        )
        raise UsageError(msg)
    widths = [
        float(binomial_matrix(n, np.array([p]))[0] @ _widths(n, method, 1 - confidence)) for n in range(1, up_to + 1)
    ]
    wide = [n for n, expected in enumerate(widths, start=1) if expected > width]
    first = (wide[-1] if wide else 0) + 1
    return Precision(
        p=p,
        width=width,
        method=method,
        confidence=confidence,
        n=first if first <= up_to else None,
        up_to=up_to,
        expected_widths=tuple(widths),
    )


def _widths(n: int, method: str, alpha: float) -> FloatArray:
    """Return the width of the interval at 0 … n events."""
    k = np.arange(n + 1.0)
    if method == "wilson":
        z = float(-ndtri(alpha / 2))
        return np.asarray(2 * z * np.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z))
    extra = 0.5 if method == "jeffreys" else 0.0
    after = 0.5 if method == "jeffreys" else 1.0
    low, high = np.zeros(n + 1), np.ones(n + 1)
    low[1:] = betaincinv(k[1:] + extra, n - k[1:] + after, alpha / 2)
    high[:-1] = betaincinv(k[:-1] + after, n - k[:-1] + extra, 1 - alpha / 2)
    return np.asarray(high - low)
