"""Exact statistics for small clinical-biomarker and pre-clinical studies.

>>> import biomarker_stats as bs
>>> study = bs.load_study("carracedo2008")
>>> bs.table([[4, 0], [1, 5]], method="fisher").two_sided
'minlike'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    from biomarker_stats.errors import BiomarkerStatsError, DataError, ExactTooLarge, StudyError, UsageError
    from biomarker_stats.methods.adjusted import AdjustedP
    from biomarker_stats.methods.analyse import run_analyses, run_specification
    from biomarker_stats.methods.entry import compare, methods, paired, proportion, table, trend
    from biomarker_stats.methods.multiplicity import adjust
    from biomarker_stats.methods.preclinical.blots import blots
    from biomarker_stats.methods.preclinical.counts import unit_proportions
    from biomarker_stats.methods.preclinical.dose_response import dose_response
    from biomarker_stats.methods.preclinical.in_vitro import in_vitro_growth
    from biomarker_stats.methods.preclinical.pairwise import pairwise
    from biomarker_stats.methods.preclinical.qpcr import qpcr
    from biomarker_stats.methods.preclinical.symbols import significance_symbols
    from biomarker_stats.methods.result import Result
    from biomarker_stats.methods.westfall_young import westfall_young
    from biomarker_stats.reporting import report
    from biomarker_stats.study import Study, bundled_studies, load_study, read_table

__version__ = "0.1.0"

# Where each public name lives. Importing the package loads none of it, so that `biomarker-stats --help` stays quick.
_HOME = {
    "AdjustedP": "methods.adjusted",
    "BiomarkerStatsError": "errors",
    "DataError": "errors",
    "ExactTooLarge": "errors",
    "Multiverse": "claims.choices",
    "Result": "methods.result",
    "Study": "study",
    "StudyError": "errors",
    "UsageError": "errors",
    "adjust": "methods.multiplicity",
    "attainable": "claims.integrity",
    "blots": "methods.preclinical.blots",
    "bundled_studies": "study",
    "closure": "claims.integrity",
    "compare": "methods.entry",
    "debit": "claims.integrity",
    "dose_response": "methods.preclinical.dose_response",
    "grim": "claims.integrity",
    "grimmer": "claims.integrity",
    "in_vitro_growth": "methods.preclinical.in_vitro",
    "load_study": "study",
    "methods": "methods.entry",
    "multiverse": "claims.choices",
    "p_from_statistic": "claims.integrity",
    "p_from_summaries": "claims.integrity",
    "paired": "methods.entry",
    "pairwise": "methods.preclinical.pairwise",
    "proportion": "methods.entry",
    "qpcr": "methods.preclinical.qpcr",
    "read_table": "study",
    "report": "reporting",
    "run_analyses": "methods.analyse",
    "run_specification": "methods.analyse",
    "significance_symbols": "methods.preclinical.symbols",
    "sprite": "claims.integrity",
    "table": "methods.entry",
    "trend": "methods.entry",
    "two_by_two": "claims.integrity",
    "unit_proportions": "methods.preclinical.counts",
    "verify": "claims",
    "westfall_young": "methods.westfall_young",
}

__all__ = [
    "AdjustedP",
    "BiomarkerStatsError",
    "DataError",
    "ExactTooLarge",
    "Multiverse",
    "Result",
    "Study",
    "StudyError",
    "UsageError",
    "adjust",
    "attainable",
    "blots",
    "bundled_studies",
    "closure",
    "compare",
    "debit",
    "dose_response",
    "grim",
    "grimmer",
    "in_vitro_growth",
    "load_study",
    "methods",
    "multiverse",
    "p_from_statistic",
    "p_from_summaries",
    "paired",
    "pairwise",
    "proportion",
    "qpcr",
    "read_table",
    "report",
    "run_analyses",
    "run_specification",
    "significance_symbols",
    "sprite",
    "table",
    "trend",
    "two_by_two",
    "unit_proportions",
    "verify",
    "westfall_young",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
