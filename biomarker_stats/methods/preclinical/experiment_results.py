"""What one experiment of a study gives: its analyses, the published style beside them, and what its n can attain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from biomarker_stats.methods.preclinical.analysis import Analysis
from biomarker_stats.methods.preclinical.attainable import Attainable
from biomarker_stats.methods.preclinical.combination_analysis import CombinationAnalysis
from biomarker_stats.methods.preclinical.growth_analysis import GrowthAnalysis
from biomarker_stats.methods.preclinical.harvest import HarvestAnalysis
from biomarker_stats.methods.preclinical.pairwise import Pairwise
from biomarker_stats.methods.preclinical.symbols import SignificanceSymbols
from biomarker_stats.methods.preclinical.units import plural
from biomarker_stats.methods.result import Result
from biomarker_stats.study.experiment_spec import Experiment


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ExperimentResults:
    """One experiment. Which parts are there depends on its kind; of a design without readings there is none.

    Args:
        experiment: what the study file says.
        unit: what one experimental unit is called: ``mouse``.
        n: units by arm, the control first (of a design, as published).
        frame: the readings, as in the study's table; empty for a design.
        growth: of kind ``growth``.
        combination: of kind ``growth`` where all four arms are declared.
        weights: of kind ``weights``.
        analysis: of kind ``counts`` and ``percent-area`` (UnitProportions), ``in-vitro`` (InVitroGrowth), ``blot``
            (Blots), ``qpcr`` (QuantitativePcr) and ``dose-response`` (DoseResponse).
        pairwise: Student's t tests of every pair of arms, adjusted, as papers print them.
        pairwise_of: the value of a unit that ``pairwise`` compares.
        symbols: the symbols these would earn, and their legend.
        attainable: what the numbers of units allow, pair by pair.
    """

    experiment: Experiment
    unit: str
    n: Mapping[str, int]
    frame: pd.DataFrame
    attainable: tuple[Attainable, ...]
    growth: GrowthAnalysis | None = None
    combination: CombinationAnalysis | None = None
    weights: HarvestAnalysis | None = None
    analysis: Analysis | None = None
    pairwise: Pairwise | None = None
    pairwise_of: str = ""
    symbols: SignificanceSymbols | None = None
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The experiment's id."""
        return self.experiment.id

    @property
    def title(self) -> str:
        """The experiment's title."""
        return self.experiment.title

    @property
    def design_only(self) -> bool:
        """Whether no reading is known, so that nothing was computed from any."""
        return self.experiment.design_only

    @property
    def arms(self) -> tuple[str, ...]:
        """The declared arms, the control first."""
        return () if self.experiment.arms is None else self.experiment.arms.names

    @property
    def parts(self) -> dict[str, Any]:
        """The analyses that are there, by name."""
        names = ("growth", "combination", "weights", "analysis", "pairwise")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}

    @property
    def results(self) -> tuple[Result, ...]:
        """Every Result of every analysis."""
        return tuple(result for part in self.parts.values() for result in part.results)

    @property
    def excluded(self) -> dict[str, int]:
        """Rows and units left out, by reason; also those that only analyses of logarithms leave out."""
        found: dict[str, int] = {}
        for part in self.parts.values():
            found |= dict(getattr(part, "excluded", {}))
        return found | self._without_logarithm()

    def _without_logarithm(self) -> dict[str, int]:
        """Return the sizes of 0, and the units that have no growth rate."""
        unit = plural(self.unit.replace("_", " "))
        if self.growth is not None:
            zeros = int(self.growth.days["n"].sum()) - len(self.growth.readings)
            slopeless = int(self.growth.mice["growth_rate"].isna().sum())
            found = {
                "volumes of 0, from growth rates and the mixed model": zeros,
                f"{unit} without a growth rate, from its comparisons": slopeless,
            }
        elif self.weights is not None:
            of_arm = self.frame[self.experiment.columns.arm].map(str).isin(self.n)
            zeros = int((self.frame.loc[of_arm, self.experiment.columns.weight] == 0).sum())
            found = {"weights of 0, from comparisons of logarithms": zeros}
        else:
            found = {}
        return {reason: k for reason, k in found.items() if k}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a comparison and method of every analysis; empty for a design."""
        frames = []
        for name, part in self.parts.items():
            frame = part.to_frame().astype(object)
            frame.insert(0, "part", name)
            frame.insert(0, "experiment", self.id)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        row: dict[str, Any] = {"experiment": self.experiment.model_dump(mode="json", exclude_none=True)}
        row |= {"unit": self.unit, "n": dict(self.n), "design_only": self.design_only}
        row["attainable"] = [each.to_dict() for each in self.attainable]
        row |= {name: part.to_dict() for name, part in self.parts.items()}
        row["symbols"] = None if self.symbols is None else self.symbols.to_dict()
        return row | {"notes": list(self.notes)}
