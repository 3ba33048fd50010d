"""Tumour weight at harvest: the same contrasts as growth, on log weight, one weight a mouse."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats import wording
from biomarker_stats.errors import DataError, Violation
from biomarker_stats.methods.entry import compare
from biomarker_stats.methods.preclinical.analysis import records
from biomarker_stats.methods.preclinical.contrast import contrast_result, floor_text, uncertainty, welch
from biomarker_stats.methods.preclinical.growth_contrasts import Question, exact_floor, questions
from biomarker_stats.methods.preclinical.growth_reading import read_weights
from biomarker_stats.methods.preclinical.growth_table import GrowthTable
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.preclinical.slopes import slopes_by_arm
from biomarker_stats.methods.result import Effect, Result


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class HarvestAnalysis:
    """Contrasts of log weight, the interaction first where all four arms are there, and one row an arm.

    ``beside`` holds the exact rank-sum test of the weights themselves for every pair of arms with a weight of 0, which
    has no logarithm; ``excluded`` counts rows and weights left out, by reason.
    """

    contrasts: tuple[Result, ...]
    arms: pd.DataFrame
    notes: tuple[str, ...]
    beside: tuple[Result, ...] = ()
    excluded: Mapping[str, int] = field(default_factory=dict)

    @property
    def results(self) -> tuple[Result, ...]:
        """Every Result."""
        return (*self.contrasts, *self.beside)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a contrast."""
        return pd.concat([r.to_frame().astype(object) for r in self.results], ignore_index=True).infer_objects()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        contrasts = [result.to_dict() for result in self.contrasts]
        beside = [result.to_dict() for result in self.beside]
        row = {"contrasts": contrasts, "arms": records(self.arms), "notes": list(self.notes)}
        return row | {"beside": beside, "excluded": dict(self.excluded)}

    def summary(self) -> str:
        """Return the analysis as text."""
        return "\n".join(
            [
                "tumour weight at harvest",
                *(r.sentence() + floor_text(r) for r in self.contrasts),
                *(f"{r.estimand}: {r.sentence()}" for r in self.beside),
                *(f"excluded: {reason} {k}" for reason, k in self.excluded.items()),
                *(f"note: {n}" for n in self.notes),
            ]
        )

    def __str__(self) -> str:
        return self.summary()


def harvest(
    frame: pd.DataFrame,
    *,
    unit: str = "mouse",
    arm: str = "arm",
    weight: str = "weight",
    arms: Mapping[str, Any],
    confidence: float = 0.95,
) -> HarvestAnalysis:
    """Compare tumour weights at harvest between arms, on the log scale, by Welch–Satterthwaite contrasts.

    H0 of each contrast: it is 0. Estimands: control − A − B + combination of mean log weight, and pairs of arms; the
    ratio of geometric means (of the interaction: of observed to expected) stands beside. A weight of 0 has no
    logarithm: it is left out, counted and noted, and pairs of arms with such a weight get the exact rank-sum test of
    the weights themselves. A contrast with an arm of fewer than two weights above 0 is not made, and that is noted.

    Args:
        frame: one row a mouse.
        unit: the column of the mice.
        arm: the column of the arms.
        weight: the column of the weights, in one unit.
        arms: the level of ``control``, ``agent_a``, ``agent_b`` and ``combination``, the control and another of them;
            ``others`` may list further arms, such as doses, each compared with every arm.
        confidence: of all intervals.

    Raises:
        UsageError: no such column, level or option.
        DataError: cells, mice or arms that cannot be analysed; so few weights above 0 that no contrast is left.

    References:
        Welch BL (1938) Biometrika 29:350-362.

    >>> frame = pd.DataFrame({"mouse": range(6), "arm": list("CCCTTT"), "weight": [2.0, 2.2, 1.8, 1.0, 1.1, 0.9]})
    >>> found = harvest(frame, arms={"control": "C", "agent_a": "T"})
    >>> round(found.contrasts[0].effects[0].estimate, 3)  # half the weight
    0.5
    """
    table = read_weights(frame, unit=unit, arm=arm, weight=weight, arms=arms)
    logs = np.full(len(table.mice), np.nan)
    logs[table.mouse[table.positive]] = np.log(table.volume[table.positive])
    groups = slopes_by_arm(table, logs)
    excluded = {**table.excluded, **_zeros_counted(table)}
    asked = [question for question in questions(table) if all(len(groups[k]) > 1 for k in question.roles)]
    if not asked:
        raise DataError(_too_few(table, groups, arm))
    contrasts = tuple(_contrast(table, groups, question, excluded, confidence) for question in asked)
    beside = _rank_sums(table)
    return HarvestAnalysis(
        contrasts=contrasts,
        arms=_arms(table),
        notes=(*_zero_notes(table), *_not_made(table, groups), *_said_beside(beside)),
        beside=beside,
        excluded=excluded,
    )


def _contrast(
    table: GrowthTable, groups: list[FloatArray], question: Question, excluded: Mapping[str, int], confidence: float
) -> Result:
    """Return one Welch contrast of mean log weight, the ratio of geometric means first among its effects."""
    chosen = [groups[k] for k in question.roles]
    estimate = welch(chosen, [question.weights[k] for k in question.roles])
    low, high = np.exp(estimate.interval(confidence)).tolist()
    ratio = Effect(
        name="ratio of geometric means" if len(chosen) == 2 else "observed over expected geometric mean",
        estimate=float(np.exp(estimate.estimate)),
        conf_low=low,
        conf_high=high,
        conf_method="back-transformed",
    )
    facts = {
        "method": "harvest-contrast-welch",
        "title": "contrast of mean log weight, Welch–Satterthwaite",
        "estimand": f"log weight, {question.name}",
        "n": dict(zip([table.arm_names[k] for k in question.roles], map(len, chosen), strict=True)),
        "n_used": sum(map(len, chosen)),
        "excluded": excluded,
        "effects": (ratio, *uncertainty(estimate)),
    }
    return contrast_result(estimate, facts, confidence=confidence, floor=exact_floor(chosen))


def _arms(table: GrowthTable) -> pd.DataFrame:
    rows = []
    for code, name in enumerate(table.arm_names):
        mine = table.volume[table.role_of[table.mouse] == code]
        rows.append({"arm": name, "n": len(mine), "mean": float(mine.mean()), "sd": float(mine.std(ddof=1))})
    return pd.DataFrame(rows)


def _zero_rows(table: GrowthTable) -> dict[str, list[int]]:
    """Return the data rows with a weight of 0, by arm, arms without one left out."""
    zero, role = table.volume == 0, table.role_of[table.mouse]
    found = {name: sorted(table.row[zero & (role == code)].tolist()) for code, name in enumerate(table.arm_names)}
    return {name: rows for name, rows in found.items() if rows}


def _zeros_counted(table: GrowthTable) -> dict[str, int]:
    count = sum(map(len, _zero_rows(table).values()))
    return {"weights of 0, without a logarithm": count} if count else {}


def _rank_sums(table: GrowthTable) -> tuple[Result, ...]:
    """Return the exact rank-sum test of the weights for every pair of arms that has a weight of 0."""
    zeros = _zero_rows(table)
    role = table.role_of[table.mouse]
    frame = pd.DataFrame({"weight": table.volume, "arm": np.array(table.arm_names, dtype=object)[role]})
    found = []
    for question in questions(table):
        first, second = (table.arm_names[question.weights.index(w)] for w in (1.0, -1.0))
        if len(question.roles) == 2 and (first in zeros or second in zeros):
            arms = [first, second]
            result = compare(frame, outcome="weight", method="rank-sum", arms=arms, interval="none", seed=0)
            found.append(replace(result, estimand=f"weight, {question.name}"))
    return tuple(found)


def _zero_notes(table: GrowthTable) -> tuple[str, ...]:
    zeros = _zero_rows(table)
    rows = sorted(row for own in zeros.values() for row in own)
    if not rows:
        return ()
    listed, arms = ", ".join(map(str, rows)), wording.listing([f"{name} {len(own)}" for name, own in zeros.items()])
    return (
        f"{wording.count(len(rows), 'weight')} of 0 (row {listed}) have no logarithm: left out ({arms}), so that the "
        "mean log weight of these arms comes out too high",
    )


def _not_made(table: GrowthTable, groups: list[FloatArray]) -> tuple[str, ...]:
    few = [name for name, logs in zip(table.arm_names, groups, strict=True) if len(logs) < 2]
    if not few:
        return ()
    return (
        f"{wording.listing(few)}: fewer than two weights above 0, so that no contrast of log weight is made with it",
    )


def _said_beside(beside: tuple[Result, ...]) -> tuple[str, ...]:
    return tuple(
        f"{result.estimand}, 0 as the smallest: exact rank-sum test, {wording.p_phrase(result.p_value)}"
        for result in beside
    )


def _too_few(table: GrowthTable, groups: list[FloatArray], arm: str) -> list[Violation]:
    zeros, found = _zero_rows(table), []
    for name, logs in zip(table.arm_names, groups, strict=True):
        if len(logs) < 2:
            message = f"has fewer than two weights above 0 (0 in row {', '.join(map(str, zeros[name]))})"
            remedy = "compare the weights as ranks: bs.compare with method='rank-sum'"
            found.append(Violation(message=message, remedy=remedy, column=arm, value=name))
    return found
