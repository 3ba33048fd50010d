"""What an analysis of a combination returns: five lines and the verdict they allow."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.combination_lines import CombinationIndex, Equivalence
from biomarker_stats.methods.preclinical.contrast import floor_text
from biomarker_stats.methods.preclinical.growth_analysis import vars_of
from biomarker_stats.methods.result import Result

VerdictOnCombination = Literal[
    "synergistic",
    "antagonistic",
    "additive within the margin",
    "neither shown",
    "not said: it depends on how readings of 0 are taken",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLimits:
    """The interaction once more with volumes of 0 at ``limits``, mm³ by arm; ``bliss`` is None where it has none."""

    limits: Mapping[str, float]
    bliss: Result | None
    index: CombinationIndex | None
    verdict: VerdictOnCombination | None

    @property
    def where(self) -> str:
        """Where the volumes of 0 stand, in words."""
        if len(set(self.limits.values())) == 1:
            return f"{wording.number(next(iter(self.limits.values())))} mm³"
        return ", ".join(f"{wording.number(limit)} mm³ in {arm}" for arm, limit in self.limits.items())

    def sentence(self) -> str:
        """Return the line in words."""
        start = f"sensitivity, volumes of 0 at {self.where}:"
        if self.bliss is None or self.index is None:
            return f"{start} no estimate"
        return f"{start} Bliss on log growth {_said(self.bliss)}; {self.index.sentence()}; by itself: {self.verdict}"

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        bliss = None if self.bliss is None else self.bliss.to_dict()
        index = None if self.index is None else _finite(self.index)
        return {"limits": dict(self.limits), "bliss": bliss, "index": index, "verdict": self.verdict}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CombinationAnalysis:
    """The five lines on a combination and the verdict they allow at ``level`` = 1 − confidence.

    ``bliss`` is the contrast on log growth (negative: slower than Bliss expects), ``index`` its combination index,
    ``highest_single_agent`` the intersection–union test, ``additivity`` the raw-scale score (positive: more than
    additive), ``disagrees`` whether bliss and additivity point in opposite directions, ``equivalence`` the two
    one-sided tests (None where no margin was stated). ``beside`` holds the interaction by other ways. ``at_limits``
    is the interaction with volumes of 0 at other limits (empty where there are none): where one does not agree with the
    main analysis there is no verdict.
    """

    verdict: VerdictOnCombination
    level: float
    bliss: Result
    index: CombinationIndex
    highest_single_agent: Result
    additivity: Result
    disagrees: bool
    equivalence: Equivalence | None
    beside: tuple[Result, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    at_limits: tuple[AtLimits, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """Every Result: Bliss, highest single agent, additivity, then the interaction by other ways."""
        return (self.bliss, self.highest_single_agent, self.additivity, *self.beside)

    def lines(self) -> list[str]:
        """Return the five lines as text, and more where volumes are 0."""
        direction = "and points the other way" if self.disagrees else "in the same direction"
        equal = "no margin was stated: equivalence was not tested"
        return [
            f"(a) Bliss on log growth: {_said(self.bliss)}",
            f"(b) {self.index.sentence()}",
            f"(c) highest single agent: {_said(self.highest_single_agent)}",
            f"(d) response additivity: {_said(self.additivity)}, {direction}",
            f"(e) {self.equivalence.sentence() if self.equivalence else equal}",
            *(f"(f) {each.sentence()}" for each in self.at_limits),
        ]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a line: estimate, interval, p value and verdict."""
        rows = [
            _row("bliss", self.bliss),
            {"line": "combination index", **_limits(self.index), "p_value": self.bliss.p_value},
            _row("highest single agent", self.highest_single_agent),
            _row("response additivity", self.additivity),
        ]
        if self.equivalence:
            rows.append(
                {
                    "line": "equivalence",
                    "estimate": self.index.estimate,
                    "conf_low": self.equivalence.conf_low,
                    "conf_high": self.equivalence.conf_high,
                    "conf_level": self.equivalence.conf_level,
                    "p_value": self.equivalence.p_value,
                }
            )
        rows += [_row(f"bliss, 0 at {each.where}", each.bliss) for each in self.at_limits if each.bliss is not None]
        rows += [_row(result.method, result) for result in self.beside]
        return pd.DataFrame(rows).assign(verdict=self.verdict)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        row: dict[str, Any] = {"verdict": self.verdict, "level": self.level, "lines": self.lines()}
        for name in ("bliss", "highest_single_agent", "additivity"):
            row[name] = getattr(self, name).to_dict()
        row["index"] = _finite(self.index)
        row["disagrees"] = self.disagrees
        row["equivalence"] = None
        if self.equivalence is not None:
            row["equivalence"] = {**vars_of(self.equivalence), "p_value": self.equivalence.p_value}
        row["beside"] = [result.to_dict() for result in self.beside]
        row |= {"warnings": list(self.warnings), "notes": list(self.notes)}
        return row | {"at_limits": [each.to_dict() for each in self.at_limits]}

    def summary(self) -> str:
        """Return verdict, five lines, the other ways, warnings and notes as text."""
        sizes = ", ".join(f"{name} {count}" for name, count in self.bliss.n.items())
        lines = [f"combination, n: {sizes}", *(f"WARNING: {text}" for text in self.warnings)]
        lines += [f"verdict at level {wording.number(self.level)}: {self.verdict}", *self.lines()]
        lines += [f"beside: {result.title}: {_said(result)}" for result in self.beside]
        said = dict.fromkeys([*self.notes, *(note for result in self.results for note in result.notes)])
        return "\n".join([*lines, *(f"note: {note}" for note in said)])

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"<CombinationAnalysis: {self.verdict}>"

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.preclinical.as_html import paragraphs, table

        rows = [line.removeprefix("(").split(") ", 1) for line in self.lines()]
        rows += [["beside", f"{result.title}: {_said(result)}"] for result in self.beside]
        said = [*self.notes, *(note for result in self.results for note in result.notes)]
        caption = f"verdict at level {wording.number(self.level)}: {self.verdict}"
        return paragraphs(self.warnings, "WARNING") + table(("line", "found"), rows, caption) + paragraphs(said, "note")


def _finite(index: CombinationIndex) -> dict[str, Any]:
    return {k: None if v in {math.inf, -math.inf} else v for k, v in vars_of(index).items()}


def _said(result: Result) -> str:
    limits = wording.interval(result.conf_low, result.conf_high)
    spread = "" if limits == "–" else f" ({wording.percent(result.conf_level)} {limits})"
    return f"{wording.number(result.estimate)}{spread}, {wording.p_phrase(result.p_value)}{floor_text(result)}"


def _row(line: str, result: Result) -> dict[str, Any]:
    return {"line": line, **_limits(result), "p_value": result.p_value}


def _limits(found: Result | CombinationIndex) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("estimate", "conf_low", "conf_high", "conf_level")}
