"""Plan the next study (``bs.plan``): exact power, sample size, two-stage designs, screening, precision.

>>> from biomarker_stats import plan
>>> plan.sample_size(plan.PairedChanges(up=0.5, down=0.1), target=0.8).n
30
"""

from biomarker_stats.methods.preclinical.interaction_power import InteractionPower, interaction_power
from biomarker_stats.planning.capability import Capability, could_show
from biomarker_stats.planning.for_study import Needed, NeededSizes, for_study
from biomarker_stats.planning.interaction import interaction_curve, interaction_size
from biomarker_stats.planning.power import power, power_curve
from biomarker_stats.planning.precision import Precision, precision
from biomarker_stats.planning.results import Power, PowerCurve, SampleSize
from biomarker_stats.planning.sample_size import sample_size
from biomarker_stats.planning.scenarios import (
    DoseTrend,
    OrdinalArms,
    OrdinalChange,
    PairedChanges,
    StratifiedArms,
    StratifiedChanges,
    StratifiedProportions,
    StratifiedTrends,
    TwoProportions,
)
from biomarker_stats.planning.screening import ScreeningYield, screening_yield
from biomarker_stats.planning.simon import SimonDesigns, TwoStage, simon
from biomarker_stats.planning.stated import StatedPrevalence, stated_prevalences

__all__ = [
    "Capability",
    "DoseTrend",
    "InteractionPower",
    "Needed",
    "NeededSizes",
    "OrdinalArms",
    "OrdinalChange",
    "PairedChanges",
    "Power",
    "PowerCurve",
    "Precision",
    "SampleSize",
    "ScreeningYield",
    "SimonDesigns",
    "StatedPrevalence",
    "StratifiedArms",
    "StratifiedChanges",
    "StratifiedProportions",
    "StratifiedTrends",
    "TwoProportions",
    "TwoStage",
    "could_show",
    "for_study",
    "interaction_curve",
    "interaction_power",
    "interaction_size",
    "power",
    "power_curve",
    "precision",
    "sample_size",
    "screening_yield",
    "simon",
    "stated_prevalences",
]
