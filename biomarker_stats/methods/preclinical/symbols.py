"""Significance symbols with several references: *, # and $, and a legend that says what they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.analysis import Comparison, records
from biomarker_stats.methods.preclinical.pairwise import Pairwise, adjusted_p_values, adjustment_name
from biomarker_stats.methods.preclinical.units import sizes
from biomarker_stats.terms import nearest

GLYPHS = ("*", "#", "$", "†", "‡", "§")
THRESHOLDS = (0.05, 0.01, 0.001)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SignificanceSymbols:
    """Marks over arms, and the legend they need.

    ``marks`` has one row a comparison: ``arm``, ``reference``, ``glyph``, ``symbol`` (empty above the first threshold),
    ``p_adjusted``, ``p_floor_adjusted`` and ``out_of_reach``, the thresholds no exact test could pass.
    """

    marks: pd.DataFrame
    legend: str
    references: tuple[str, ...]
    thresholds: tuple[float, ...]

    def text(self, arm: str) -> str:
        """Return everything printed over one arm.

        Raises:
            UsageError: no arm is called so.
        """
        known = [*dict.fromkeys([*self.marks["reference"], *self.marks["arm"]])]
        if arm not in known:
            msg = f"no arm is called {arm!r}{nearest(str(arm), known)}"
            raise UsageError(msg)
        return " ".join(symbol for symbol in self.marks.loc[self.marks["arm"] == arm, "symbol"] if symbol)

    def to_frame(self) -> pd.DataFrame:
        """Return the marks."""
        return self.marks.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return marks and legend as JSON can hold them."""
        return {
            "marks": records(self.marks),
            "legend": self.legend,
            "references": list(self.references),
            "thresholds": list(self.thresholds),
        }

    def summary(self) -> str:
        """Return the symbols arm by arm, then the legend."""
        arms = dict.fromkeys(self.marks["arm"])
        lines = [f"{arm}: {self.text(str(arm)) or 'no symbol'}" for arm in arms]
        return "\n".join([*lines, self.legend])

    def __str__(self) -> str:
        return self.summary()


def significance_symbols(
    pairwise: Pairwise,
    *,
    references: Sequence[str] | None = None,
    method: str = "student-t",
    glyphs: Sequence[str] = GLYPHS,
    thresholds: Sequence[float] = THRESHOLDS,
) -> SignificanceSymbols:
    """Mark every arm against several references: one glyph a reference, as often as its adjusted p passes thresholds.

    H0 and estimand are those of ``method`` in ``bs.pairwise``. Each pair of arms is marked once, over the arm that is
    no reference or comes later among them. The legend states test, n, unit, adjustment and the floor of exact tests:
    where no exact test of this size could earn a symbol, it says so.

    Args:
        pairwise: what ``bs.pairwise`` returned.
        references: the reference arms in the order of the glyphs; without it, every arm but the last.
        method: whose p values: ``student-t``, ``welch-t``, ``permutation`` or ``rank-sum``.
        glyphs: one character a reference.
        thresholds: falling; a glyph is printed once for each threshold that the adjusted p is below.

    Raises:
        UsageError: no such method or arm, too few glyphs, or thresholds that do not fall.

    References: the notation of Carracedo A et al. (2008), J Clin Invest 118:3065, figure 6 (* v vehicle, # v first
    agent, $ v second).

    >>> from biomarker_stats.methods.preclinical.pairwise import pairwise as compare_all
    >>> table = pd.DataFrame({"outcome": [1.0, 2, 3, 2, 4, 6, 7, 8, 9], "arm": list("aaabbbccc")})
    >>> found = significance_symbols(compare_all(table), references=["a", "b"])
    >>> found.text("c")
    '**'
    """
    arms = list(pairwise.arms["arm"])
    chosen = list(arms[:-1] if references is None else map(str, references))
    _check(chosen, arms, glyphs, thresholds)
    methods = [result.method for result in pairwise.comparisons[0].results]
    if method not in methods:
        msg = f"no result of method {method!r} is here{nearest(method, methods)}"
        raise UsageError(msg)
    best = _floors_adjusted(pairwise)
    rows = []
    for place, reference in enumerate(chosen):
        for arm in arms:
            if arm != reference and arm not in chosen[:place]:
                comparison = _between(pairwise, arm, reference)
                adjusted = comparison.adjusted[methods.index(method)]
                floor = best[comparison.name]
                passed = 0 if adjusted is None else sum(adjusted < threshold for threshold in thresholds)
                rows.append(
                    {
                        "arm": arm,
                        "reference": reference,
                        "glyph": glyphs[place],
                        "symbol": glyphs[place] * passed,
                        "p_adjusted": adjusted,
                        "p_floor_adjusted": floor,
                        "out_of_reach": sum(floor >= threshold for threshold in thresholds),
                    }
                )
    marks = pd.DataFrame(rows)
    return SignificanceSymbols(
        marks=marks,
        legend=_legend(pairwise, method, marks, thresholds),
        references=tuple(chosen),
        thresholds=tuple(thresholds),
    )


def _check(references: list[str], arms: list[str], glyphs: Sequence[str], thresholds: Sequence[float]) -> None:
    for name in references:
        if name not in arms:
            msg = f"reference {name!r} is none of the arms{nearest(name, arms)}"
            raise UsageError(msg)
    if len(set(references)) != len(references) or not references:
        msg = f"references must be arms, each once, got {references}"
        raise UsageError(msg)
    if len(references) > len(glyphs) or len(set(glyphs)) != len(glyphs):
        msg = f"{len(references)} references need as many different glyphs, got {list(glyphs)}"
        raise UsageError(msg)
    if not thresholds or not all(0 < t < 1 for t in thresholds) or sorted(thresholds, reverse=True) != list(thresholds):
        msg = f"thresholds must fall and lie between 0 and 1, got {list(thresholds)}"
        raise UsageError(msg)


def _between(pairwise: Pairwise, arm: str, reference: str) -> Comparison:
    for name in (f"{arm} v {reference}", f"{reference} v {arm}"):
        for comparison in pairwise.comparisons:
            if comparison.name == name:
                return comparison
    msg = f"{arm} and {reference} were not compared — run bs.pairwise with against='all', or name fewer references"
    raise UsageError(msg)


def _floors_adjusted(pairwise: Pairwise) -> dict[str, float]:
    """Return the smallest adjusted p an exact test of each comparison could give, the others being at their floors."""
    floors = [comparison.floor or 1.0 for comparison in pairwise.comparisons]
    best = adjusted_p_values(list(floors), pairwise.adjust)
    return {c.name: float(p or 0.0) for c, p in zip(pairwise.comparisons, best, strict=True)}


def _legend(pairwise: Pairwise, method: str, marks: pd.DataFrame, thresholds: Sequence[float]) -> str:
    families = [
        f"{glyph} v {name}" for glyph, name in dict(zip(marks["glyph"], marks["reference"], strict=True)).items()
    ]
    words = ("one symbol", "two", "three", "four", "five", "six")
    steps = [f"{words[k]} p < {threshold:g}" for k, threshold in enumerate(thresholds)]
    title = pairwise.comparisons[0].by_method(method).title
    over = wording.count(len(pairwise.comparisons), "comparison")
    adjusted = (
        "not adjusted" if pairwise.adjust == "none" else f"adjusted by {adjustment_name(pairwise.adjust)} over {over}"
    )
    n = ", ".join(f"{arm} {k}" for arm, k in zip(pairwise.arms["arm"], pairwise.arms["n"], strict=True))
    text = f"{', '.join(families)}; {', '.join(steps)}; {title}, two-sided, {adjusted}; n ({pairwise.unit}): {n}."
    return f"{text} {_floor_sentence(pairwise, marks, thresholds)}"


def _floor_sentence(pairwise: Pairwise, marks: pd.DataFrame, thresholds: Sequence[float]) -> str:
    n = dict(zip(pairwise.arms["arm"], pairwise.arms["n"], strict=True))
    smallest = min((c for c in pairwise.comparisons if c.floor is not None), key=lambda c: c.floor or 1.0)
    pair = [int(n[name]) for name in smallest.main.n]
    adjusted = float(marks["p_floor_adjusted"].min())
    floor = f"The smallest p an exact test of {sizes(pair, pairwise.unit)} can give is {smallest.floor:.4g}"
    if pairwise.adjust != "none":
        floor += f", {adjusted:.4g} adjusted"
    reach = sum(adjusted < threshold for threshold in thresholds)
    if reach == len(thresholds):
        return f"{floor}."
    symbols = "no symbol" if reach == 0 else f"at most {wording.count(reach, 'symbol')}"
    return f"{floor}: an exact test could give {symbols}."
