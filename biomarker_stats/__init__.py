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
    from biomarker_stats.errors import BiomarkerStatsError, DataError, ExactTooLarge, StudyError, UsageError
    from biomarker_stats.methods.adjusted import AdjustedP
    from biomarker_stats.methods.analyse import run_analyses, run_specification
    from biomarker_stats.methods.entry import compare, methods, paired, proportion, table, trend
    from biomarker_stats.methods.multiplicity import adjust
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
    "Result": "methods.result",
    "Study": "study",
    "StudyError": "errors",
    "UsageError": "errors",
    "adjust": "methods.multiplicity",
    "bundled_studies": "study",
    "compare": "methods.entry",
    "load_study": "study",
    "methods": "methods.entry",
    "paired": "methods.entry",
    "proportion": "methods.entry",
    "read_table": "study",
    "report": "reporting",
    "run_analyses": "methods.analyse",
    "run_specification": "methods.analyse",
    "table": "methods.entry",
    "trend": "methods.entry",
    "verify": "claims",
    "westfall_young": "methods.westfall_young",
}

__all__ = [
    "AdjustedP",
    "BiomarkerStatsError",
    "DataError",
    "ExactTooLarge",
    "Result",
    "Study",
    "StudyError",
    "UsageError",
    "adjust",
    "bundled_studies",
    "compare",
    "load_study",
    "methods",
    "paired",
    "proportion",
    "read_table",
    "report",
    "run_analyses",
    "run_specification",
    "table",
    "trend",
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
