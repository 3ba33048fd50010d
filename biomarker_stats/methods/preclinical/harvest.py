"""Tumour weight at harvest: the same contrasts as growth, on log weight, one weight a mouse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.analysis import records
from biomarker_stats.methods.preclinical.contrast import contrast_result, floor_text, uncertainty, welch
from biomarker_stats.methods.preclinical.growth_contrasts import exact_floor, questions
from biomarker_stats.methods.preclinical.growth_reading import read_weights
from biomarker_stats.methods.preclinical.growth_table import GrowthTable
from biomarker_stats.methods.preclinical.slopes import slopes_by_arm
from biomarker_stats.methods.result import Effect, Result


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class HarvestAnalysis:
    """Contrasts of log weight, the interaction first where all four arms are there, and one row an arm."""

    contrasts: tuple[Result, ...]
    arms: pd.DataFrame
    notes: tuple[str, ...]
    excluded: Mapping[str, int] = field(default_factory=dict)

    @property
    def results(self) -> tuple[Result, ...]:
        """Every Result."""
        return self.contrasts

    def to_frame(self) -> pd.DataFrame:
        """Return one row a contrast."""
        return pd.concat([r.to_frame().astype(object) for r in self.contrasts], ignore_index=True).infer_objects()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        contrasts = [result.to_dict() for result in self.contrasts]
        return {
            "contrasts": contrasts,
            "arms": records(self.arms),
            "notes": list(self.notes),
            "excluded": dict(self.excluded),
        }

    def summary(self) -> str:
        """Return the analysis as text."""
        return "\n".join(
            [
                "tumour weight at harvest",
                *(r.sentence() + floor_text(r) for r in self.contrasts),
                *(f"excluded: {reason} {count}" for reason, count in self.excluded.items()),
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
    logarithm: it is left out and noted.

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
        DataError: cells, mice or arms that cannot be analysed.

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
    found = []
    for question in questions(table):
        chosen = [groups[k] for k in question.roles]
        estimate = welch(chosen, [question.weights[k] for k in question.roles])
        low, high = np.exp(estimate.interval(confidence)).tolist()
        name = "ratio of geometric means" if len(chosen) == 2 else "observed over expected geometric mean"
        ratio = Effect(
            name=name,
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
            "excluded": table.excluded,
            "effects": (ratio, *uncertainty(estimate)),
        }
        found.append(contrast_result(estimate, facts, confidence=confidence, floor=exact_floor(chosen)))
    return HarvestAnalysis(contrasts=tuple(found), arms=_arms(table), notes=_zero(table), excluded=table.excluded)


def _arms(table: GrowthTable) -> pd.DataFrame:
    rows = []
    for code, name in enumerate(table.arm_names):
        mine = table.volume[table.role_of[table.mouse] == code]
        rows.append({"arm": name, "n": len(mine), "mean": float(mine.mean()), "sd": float(mine.std(ddof=1))})
    return pd.DataFrame(rows)


def _zero(table: GrowthTable) -> tuple[str, ...]:
    rows = table.row[table.volume == 0].tolist()
    if not rows:
        return ()
    listed = ", ".join(map(str, rows))
    return (f"{wording.count(len(rows), 'weight')} of 0 (row {listed}) have no logarithm: left out",)
