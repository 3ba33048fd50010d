"""Exact statistics for small clinical-biomarker and pre-clinical studies.

>>> import biomarker_stats as bs
>>> study = bs.load_study("carracedo2008")
>>> bs.table([[4, 0], [1, 5]], method="fisher").two_sided
'minlike'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from biomarker_stats import pathways, plots
    from biomarker_stats.claims import verify
    from biomarker_stats.claims.choices import Multiverse, multiverse
    from biomarker_stats.claims.integrity import (
        attainable,
        closure,
        debit,
        grim,
        grimmer,
        p_from_statistic,
        p_from_summaries,
        sprite,
        two_by_two,
    )
    from biomarker_stats.claims.tracing import Trace, trace
    from biomarker_stats.errors import BiomarkerStatsError, DataError, ExactTooLarge, StudyError, UsageError
    from biomarker_stats.methods.adjusted import AdjustedP
    from biomarker_stats.methods.analyse import run_analyses, run_specification
    from biomarker_stats.methods.ard import ard
    from biomarker_stats.methods.entry import compare, methods, paired, proportion, table, trend
    from biomarker_stats.methods.multiplicity import adjust
    from biomarker_stats.methods.preclinical.blots import blots
    from biomarker_stats.methods.preclinical.combination import combination
    from biomarker_stats.methods.preclinical.combination_analysis import CombinationAnalysis
    from biomarker_stats.methods.preclinical.counts import unit_proportions
    from biomarker_stats.methods.preclinical.dose_response import dose_response
    from biomarker_stats.methods.preclinical.growth import growth
    from biomarker_stats.methods.preclinical.growth_analysis import GrowthAnalysis
    from biomarker_stats.methods.preclinical.harvest import harvest
    from biomarker_stats.methods.preclinical.in_vitro import in_vitro_growth
    from biomarker_stats.methods.preclinical.interaction_power import interaction_power
    from biomarker_stats.methods.preclinical.mixed_model import MixedModel, mixed_model
    from biomarker_stats.methods.preclinical.pairwise import pairwise
    from biomarker_stats.methods.preclinical.qpcr import qpcr
    from biomarker_stats.methods.preclinical.study_run import run_experiments
    from biomarker_stats.methods.preclinical.symbols import significance_symbols
    from biomarker_stats.methods.preclinical.volume import volume_from
    from biomarker_stats.methods.result import Result
    from biomarker_stats.methods.westfall_young import westfall_young
    from biomarker_stats.panel.result import Screen
    from biomarker_stats.panel.screen import screen
    from biomarker_stats.planning import plan
    from biomarker_stats.reporting import report
    from biomarker_stats.reporting.table_one import table_one
    from biomarker_stats.study import Study, bundled_studies, load_study, read_table
    from biomarker_stats.study.adam import from_adam

__version__ = "0.1.0"

# Where each public name lives. Importing the package loads none of it, so that `biomarker-stats --help` stays quick.
_HOME = {
    "AdjustedP": "methods.adjusted",
    "BiomarkerStatsError": "errors",
    "CombinationAnalysis": "methods.preclinical.combination_analysis",
    "DataError": "errors",
    "ExactTooLarge": "errors",
    "GrowthAnalysis": "methods.preclinical.growth_analysis",
    "MixedModel": "methods.preclinical.mixed_model",
    "Multiverse": "claims.choices",
    "Result": "methods.result",
    "Screen": "panel.result",
    "Study": "study",
    "StudyError": "errors",
    "Trace": "claims.tracing",
    "UsageError": "errors",
    "adjust": "methods.multiplicity",
    "ard": "methods.ard",
    "attainable": "claims.integrity",
    "blots": "methods.preclinical.blots",
    "bundled_studies": "study",
    "closure": "claims.integrity",
    "combination": "methods.preclinical.combination",
    "compare": "methods.entry",
    "debit": "claims.integrity",
    "dose_response": "methods.preclinical.dose_response",
    "from_adam": "study.adam",
    "grim": "claims.integrity",
    "grimmer": "claims.integrity",
    "growth": "methods.preclinical.growth",
    "harvest": "methods.preclinical.harvest",
    "in_vitro_growth": "methods.preclinical.in_vitro",
    "interaction_power": "methods.preclinical.interaction_power",
    "load_study": "study",
    "methods": "methods.entry",
    "mixed_model": "methods.preclinical.mixed_model",
    "multiverse": "claims.choices",
    "p_from_statistic": "claims.integrity",
    "p_from_summaries": "claims.integrity",
    "paired": "methods.entry",
    "pairwise": "methods.preclinical.pairwise",
    "pathways": "pathways",
    "plan": "planning",
    "plots": "plots",
    "proportion": "methods.entry",
    "qpcr": "methods.preclinical.qpcr",
    "read_table": "study",
    "report": "reporting",
    "run_analyses": "methods.analyse",
    "run_experiments": "methods.preclinical.study_run",
    "run_specification": "methods.analyse",
    "screen": "panel.screen",
    "significance_symbols": "methods.preclinical.symbols",
    "sprite": "claims.integrity",
    "table": "methods.entry",
    "table_one": "reporting.table_one",
    "trace": "claims.tracing",
    "trend": "methods.entry",
    "two_by_two": "claims.integrity",
    "unit_proportions": "methods.preclinical.counts",
    "verify": "claims",
    "volume_from": "methods.preclinical.volume",
    "westfall_young": "methods.westfall_young",
}

__all__ = [
    "AdjustedP",
    "BiomarkerStatsError",
    "CombinationAnalysis",
    "DataError",
    "ExactTooLarge",
    "GrowthAnalysis",
    "MixedModel",
    "Multiverse",
    "Result",
    "Screen",
    "Study",
    "StudyError",
    "Trace",
    "UsageError",
    "adjust",
    "ard",
    "attainable",
    "blots",
    "bundled_studies",
    "closure",
    "combination",
    "compare",
    "debit",
    "dose_response",
    "from_adam",
    "grim",
    "grimmer",
    "growth",
    "harvest",
    "in_vitro_growth",
    "interaction_power",
    "load_study",
    "methods",
    "mixed_model",
    "multiverse",
    "p_from_statistic",
    "p_from_summaries",
    "paired",
    "pairwise",
    "pathways",
    "plan",
    "plots",
    "proportion",
    "qpcr",
    "read_table",
    "report",
    "run_analyses",
    "run_experiments",
    "run_specification",
    "screen",
    "significance_symbols",
    "sprite",
    "table",
    "table_one",
    "trace",
    "trend",
    "two_by_two",
    "unit_proportions",
    "verify",
    "volume_from",
    "westfall_young",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    home = import_module(f"{__name__}.{_HOME[name]}")
    value = home if name == _HOME[name] else getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
