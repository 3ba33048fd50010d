"""Sample size for an interval that is narrow enough, rather than for a small P.

References: Brown LD, Cai TT, DasGupta A (2001), Stat Sci 16:101-133 (expected width); Fay MP, Proschan MA, Brittain E
(2015), Biometrics 71:146-156 (melded interval); Wang W (2012), J Biopharm Stat 22:1174-1187 (exact paired difference).
"""

from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.planning.checks import check_probability
from biomarker_stats.planning.expected_widths import ESTIMATED, ONE_PROPORTION, Estimated, expected_width
from biomarker_stats.planning.results import plain
from biomarker_stats.planning.scenarios import PairedChanges, TwoProportions
from biomarker_stats.terms import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """The smallest n from which the expected width stays at or below ``width``, None where none up to ``up_to`` does.

    ``expected_widths`` are those at n = 1 … ``up_to``; n is units, ``"pairs"`` or units ``"per arm"``. ``p`` is the
    proportion where the interval is of one, None where it is of a difference; ``scenario`` says the truth in words.
    """

    scenario: str
    estimand: str
    p: float | None
    width: float
    method: str
    confidence: float
    n: int | None
    per: str
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
        per = f" {self.per}" if self.per else ""
        if self.n is None:
            found = f"none up to {self.up_to}{per}; there it is {wording.number(self.expected_widths[-1])}"
        else:
            found = f"{self.n}{per}, expected width {wording.number(self.expected_widths[self.n - 1])}"
        truth = ("assumed truth", self.scenario) if self.p is None else ("assumed proportion", f"{self.p:g}")
        of = f" for {self.estimand}" if self.p is None else ""
        asked = f"{self.method}{of}, {100 * self.confidence:g}%, at most {self.width:g} wide on average"
        return [truth, ("interval", asked), ("n", found)]

    def summary(self) -> str:
        """Return the record in words."""
        return "\n".join(f"{label}: {text}" for label, text in self.rows())

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled

        return labelled(self.rows())


def precision(
    p: float | TwoProportions | PairedChanges,
    *,
    width: float,
    method: str | None = None,
    confidence: float = 0.95,
    up_to: int | None = None,
) -> Precision:
    """Return the n at which an interval is narrow enough, averaged over all that can come out.

    Estimand: the expected width of the interval if ``p`` is true, by enumeration: of one proportion, of the difference
    of two arms of equal size, or of p(before) − p(after) of pairs. The interval of an odds ratio is infinitely wide
    with a probability above 0, so that its expected width is infinite at every n: plan with the difference.

    Args:
        p: the proportion expected (0.5 is the most cautious), ``TwoProportions`` or ``PairedChanges``.
        width: from the lower to the upper limit, such as 0.3.
        method: of one proportion clopper-pearson, wilson or jeffreys; of two arms melded-difference (exact, Fisher's),
            boschloo (exact, unconditional) or newcombe; of pairs exact-difference or tango. The first is the usual one.
        confidence: level of the interval.
        up_to: the largest n looked at; else one that takes seconds: 500; 30, 12 or 100; 15 or 60.

    Raises:
        UsageError: an argument is out of range.
        ExactTooLarge: ``up_to`` is more than bounded work allows; the message names the remedy.

    >>> precision(0.5, width=0.4).n
    26
    >>> precision(TwoProportions(0.2, 0.6), width=1.0, up_to=10).n
    8
    """
    what = _estimated(p)
    chosen = _method(method, what)
    known = what.methods[chosen]
    largest = known.usual_up_to if up_to is None else up_to
    _check(what, width, confidence, largest, chosen)
    widths = [expected_width(what, p, n, chosen, confidence) for n in range(1, largest + 1)]
    wide = [n for n, expected in enumerate(widths, start=1) if expected > width]
    first = (wide[-1] if wide else 0) + 1
    return Precision(
        scenario=p.describe() if isinstance(p, TwoProportions | PairedChanges) else f"p = {p:g}",
        estimand=what.words,
        p=None if isinstance(p, TwoProportions | PairedChanges) else p,
        width=width,
        method=chosen,
        confidence=confidence,
        n=first if first <= largest else None,
        per=what.per,
        up_to=largest,
        expected_widths=tuple(widths),
    )


def _estimated(p: object) -> Estimated:
    """Return what the interval is of."""
    if type(p) in ESTIMATED:
        return ESTIMATED[type(p)]
    if hasattr(p, "describe"):
        msg = f"precision is of a proportion, TwoProportions or PairedChanges, got {type(p).__name__}"
        raise UsageError(msg)
    check_probability("p", p)  # type: ignore[arg-type]  # whatever it is, it is checked
    return ONE_PROPORTION


def _method(method: str | None, what: Estimated) -> str:
    known = tuple(what.methods)
    if method == "odds-ratio" and what is not ONE_PROPORTION:
        msg = f"the interval of an odds ratio has an infinite expected width at every n — use one of {', '.join(known)}"
        raise UsageError(msg)
    if method is not None and method not in known:
        msg = f"precision of {what.words} has no interval method {method!r}{nearest(method, known)}"
        raise UsageError(msg)
    return known[0] if method is None else method


def _check(what: Estimated, width: float, confidence: float, up_to: int, method: str) -> None:
    largest = what.methods[method].largest
    whole = isinstance(up_to, int) and not isinstance(up_to, bool) and up_to >= 1
    beyond = what is ONE_PROPORTION and whole and up_to > largest
    if not 0 < width < what.range or not 0 < confidence < 1 or not whole or beyond:
        bound = f" ≤ {largest}" if what is ONE_PROPORTION else ""
        msg = (
            f"give 0 < width < {what.range:g}, 0 < confidence < 1 and 1 ≤ up_to{bound}, "
            f"got width={width!r}, confidence={confidence!r} and up_to={up_to!r}"
        )
        raise UsageError(msg)
    if up_to > largest:
        others = [name for name, other in what.methods.items() if other.largest > largest]
        remedy = f", or use method={others[-1]!r}" if others else ""
        msg = (
            f"the interval {method!r} of every outcome is worked out for up to {largest} {what.per}, got "
            f"up_to={up_to} — lower up_to{remedy}"
        )
        raise ExactTooLarge(msg)
