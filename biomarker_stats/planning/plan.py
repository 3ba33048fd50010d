"""Plan the next study (``bs.plan``): exact power, sample size, two-stage designs, screening, precision.

>>> from biomarker_stats import plan
>>> plan.sample_size(plan.PairedChanges(up=0.5, down=0.1), target=0.8).n
30
"""

from biomarker_stats.planning.power import power, power_curve, sample_size
from biomarker_stats.planning.results import Power, PowerCurve, SampleSize
from biomarker_stats.planning.scenarios import DoseTrend, OrdinalArms, OrdinalChange, PairedChanges, TwoProportions

__all__ = [
    "DoseTrend",
    "OrdinalArms",
    "OrdinalChange",
    "PairedChanges",
    "Power",
    "PowerCurve",
    "SampleSize",
    "TwoProportions",
    "power",
    "power_curve",
    "sample_size",
]
