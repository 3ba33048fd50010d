"""Plan the next study (``bs.plan``): exact power, sample size, two-stage designs, screening, precision.

>>> from biomarker_stats import plan
>>> plan.sample_size(plan.PairedChanges(up=0.5, down=0.1), target=0.8).n
30
"""

from biomarker_stats.planning.power import power, power_curve, sample_size
from biomarker_stats.planning.results import Power, PowerCurve, SampleSize
from biomarker_stats.planning.scenarios import DoseTrend, OrdinalArms, OrdinalChange, PairedChanges, TwoProportions
from biomarker_stats.planning.screening import ScreeningYield, screening_yield
from biomarker_stats.planning.simon import SimonDesigns, TwoStage, simon

__all__ = [
    "DoseTrend",
    "OrdinalArms",
    "OrdinalChange",
    "PairedChanges",
    "Power",
    "PowerCurve",
    "SampleSize",
    "ScreeningYield",
    "SimonDesigns",
    "TwoProportions",
    "TwoStage",
    "power",
    "power_curve",
    "sample_size",
    "screening_yield",
    "simon",
]
