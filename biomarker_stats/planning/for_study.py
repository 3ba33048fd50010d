"""What n the exact tests would have needed for the comparisons of a study, if what was observed were true."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.methods.analyse import AnalysisResults, run_analyses
from biomarker_stats.methods.result import Result
from biomarker_stats.planning.planned_test import planned_test
from biomarker_stats.planning.power import design_of
from biomarker_stats.planning.results import SampleSize
from biomarker_stats.planning.sample_size import sample_size
from biomarker_stats.planning.scenarios import (
    OrdinalArms,
    OrdinalChange,
    Scenario,
    StratifiedChanges,
    TwoProportions,
)
from biomarker_stats.study.loading import load_study
from biomarker_stats.study.manifest import MethodChoice

if TYPE_CHECKING:
    from biomarker_stats.study import Study

_CAVEAT = (
    "sizes take the observed effect as the true one; in a small study it is more often too large than too small, so "
    "read them as the least that would be needed"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """One analysis: what it had, and what it would have needed; ``note`` says why there is no size."""

    analysis: str
    method: str
    n_observed: int
    p_observed: float | None
    size: SampleSize | None
    note: str = ""

    def words(self) -> str:
        """Return the need in words."""
        had = f"{self.method}: had n = {self.n_observed}, {wording.p_phrase(self.p_observed, 'P')}"
        if self.size is None:
            return f"{had}; {self.note}"
        words = dict(self.size.rows())["sample size"]
        return f"{had}; {'' if self.size.n is None else 'would need '}{words} (truth: {self.size.scenario})"

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled

        return labelled([(self.analysis, self.words())])


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededSizes:
    """The need of every comparison of a study at its observed effect."""

    study: str
    target: float
    alpha: float
    needed: tuple[Needed, ...]
    caveat: str = _CAVEAT

    def to_dict(self) -> dict[str, Any]:
        """Return the needs as plain values, ready for JSON."""
        rows = self.to_frame().astype(object)
        records = rows.where(rows.notna(), None).to_dict("records")
        return {
            "study": self.study,
            "target": self.target,
            "alpha": self.alpha,
            "caveat": self.caveat,
            "needed": records,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row an analysis."""
        return pd.DataFrame(
            {
                "analysis": each.analysis,
                "method": each.method,
                "n_observed": each.n_observed,
                "p_observed": each.p_observed,
                "scenario": None if each.size is None else each.size.scenario,
                "n_needed": None if each.size is None else each.size.n,
                "per": None if each.size is None else each.size.per,
                "up_to": None if each.size is None else each.size.up_to,
                "note": each.note,
            }
            for each in self.needed
        )

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, text) rows for printing."""
        asked = f"power {100 * self.target:g}% at level {self.alpha:g}"
        if not self.needed:
            return [("wanted", asked), ("note", "the study declares no paired analysis and no comparison of two arms")]
        return [("wanted", asked), *((each.analysis, each.words()) for each in self.needed), ("note", self.caveat)]

    def summary(self) -> str:
        """Return the needs in words."""
        return "\n".join(f"{label}: {text}" for label, text in self.rows())

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled, paragraphs, table

        if not self.needed:
            return labelled(self.rows(), self.study)
        rows = [
            (
                each.analysis,
                each.method,
                str(each.n_observed),
                wording.p_value(each.p_observed),
                each.note if each.size is None else dict(each.size.rows())["sample size"],
                "–" if each.size is None else each.size.scenario,
            )
            for each in self.needed
        ]
        head = ("analysis", "test", "n observed", "P observed", "n needed", "taken as true")
        return table(head, rows, f"{self.study}: {self.rows()[0][1]}") + paragraphs([self.caveat], "note")


def for_study(study: "Study | str | Path", *, target: float = 0.8, alpha: float = 0.05, up_to: int = 30) -> NeededSizes:
    """Return, for each paired analysis and two-arm comparison of a study, the n its exact test would have needed.

    H0 is that of each test; the alternative is what the study observed, taken as the truth. The first method of the
    analysis with an enumeration of its own is planned with; sizes of pairs in strata are those of each stratum.

    Args:
        study: a Study with declared analyses, the id of a bundled one, or a folder.
        target: the power wanted.
        alpha: level of the tests.
        up_to: the largest size looked at, pairs or units in each arm.

    Raises:
        UsageError: an argument is out of range.
        StudyError: the folder cannot be loaded.

    >>> needed = for_study("carracedo2008", up_to=16).needed
    >>> needed[0].analysis, needed[0].n_observed, needed[0].p_observed, needed[0].size.n
    ('change_all', 10, 0.0625, 15)
    """
    loaded = load_study(study) if isinstance(study, str | Path) else study
    found = [each for each in run_analyses(loaded) if each.analysis.type in {"paired", "compare"}]
    needed = tuple(_needed(each, {"target": target, "alpha": alpha, "up_to": up_to}) for each in found)
    return NeededSizes(study=loaded.id, target=target, alpha=alpha, needed=needed)


def _needed(found: AnalysisResults, options: dict[str, Any]) -> Needed:
    said: dict[str, Any] = {
        "analysis": found.analysis.id,
        "method": found.main.method,
        "n_observed": sum(found.main.n.values()),
        "p_observed": found.main.p_value,
    }
    try:
        scenario = observed_scenario(found)
        known = design_of(scenario).methods
        pairs = zip(found.analysis.methods, found.results, strict=True)
        choice, result = next(((c, r) for c, r in pairs if r.method in known), (None, None))
        if choice is None or result is None:
            return Needed(**said, size=None, note="none of its methods has an enumeration of its own")
        said |= {"method": result.method, "p_observed": result.p_value}
        chosen = _chosen(choice, result)
        try:
            planned_test(result.method, known, chosen)
        except UsageError as error:
            return Needed(**said, size=None, note=f"not planned: {error}")
        if found.analysis.strata is not None and choice.ranks == "overall":
            return Needed(**said, size=None, note="not planned: ranks over all strata have no enumerated power")
        return Needed(**said, size=sample_size(scenario, method=result.method, **options, **chosen))
    except ExactTooLarge as error:
        return Needed(**said, size=None, note=f"not enumerated: {error}")
    except _NotPlanned as error:
        return Needed(**said, size=None, note=str(error))


def _chosen(choice: MethodChoice, result: Result) -> dict[str, Any]:
    """Return the options of a method of an analysis that bear on its power."""
    chosen: dict[str, Any] = {"alternative": result.alternative}
    if result.method == "signed-rank":
        chosen["zeros"] = choice.zeros
    if choice.two_sided is not None and result.alternative == "two-sided":
        chosen["two_sided"] = choice.two_sided
    return chosen


class _NotPlanned(Exception):
    """An analysis whose observed effect is no scenario; the message says why."""


def observed_scenario(found: AnalysisResults) -> Scenario:
    """Return what an analysis observed as the truth of the next study.

    Raises:
        _NotPlanned: its outcome cannot be enumerated.
    """
    frame = found.frame
    frame = frame.dropna(subset=[name for name in ("change", "yes", "value") if name in frame])  # as the tests do
    try:
        if found.analysis.type == "paired":
            if found.analysis.strata is None:
                return OrdinalChange(_shares(_whole(frame["change"])))
            whole = frame.assign(change=_whole(frame["change"]))
            return StratifiedChanges(
                [_shares(one["change"].tolist()) for _, one in whole.groupby("stratum", sort=False)]
            )
        if found.analysis.strata is not None:
            msg = "arms in strata are not planned for here — use bs.plan.StratifiedArms or StratifiedProportions"
            raise _NotPlanned(msg)
        arms = [frame[frame["arm"] == arm] for arm in (found.analysis.arms or sorted(frame["arm"].unique()))]
        if len(arms) != 2:
            msg = f"{len(arms)} arms: only two are planned"
            raise _NotPlanned(msg)
        if "yes" in frame:
            first, second = (float(arm["yes"].mean()) for arm in arms)
            return TwoProportions(first, second)
        return _ordinal_arms(arms, "change" if "change" in frame else "value")
    except (UsageError, KeyError) as error:
        msg = f"not planned: {error}"
        raise _NotPlanned(msg) from error


def _ordinal_arms(arms: list[pd.DataFrame], column: str) -> OrdinalArms:
    values = [[Fraction(str(x)) for x in arm[column]] for arm in arms]
    levels = sorted({*values[0], *values[1]})
    if len(levels) < 2:
        msg = "every unit has the same value: there is no effect to plan with"
        raise _NotPlanned(msg)
    first, second = ([arm.count(level) / len(arm) for level in levels] for arm in values)
    return OrdinalArms(first, second)


def _whole(change: "pd.Series[Any]") -> list[int]:
    exact = [Fraction(str(x)) for x in change]
    scale = lcm(*(x.denominator for x in exact))
    return [int(x * scale) for x in exact]


def _shares(values: list[int]) -> dict[int, float]:
    return {value: count / len(values) for value, count in Counter(values).items()}
