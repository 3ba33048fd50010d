"""The analyses again, under every declared coding of the mixed cells that is not the chosen one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from biomarker_stats.methods.analyse import AnalysisResults, run_analysis

if TYPE_CHECKING:
    from biomarker_stats.study import Study


def under_other_codings(study: "Study", analyses: Sequence[AnalysisResults]) -> tuple[AnalysisResults, ...]:
    """Return each analysis of a scored endpoint under each other coding of its scale, its own methods unchanged.

    A method that names a coding of its own is left out: it already stands beside the others.
    """
    found = []
    for results in analyses:
        methods = tuple(choice for choice in results.analysis.methods if choice.coding is None)
        codings = study.manifest.scales[results.scale].codings if results.scale is not None else {}
        for coding in codings:
            if coding != results.coding and methods:
                again = results.analysis.model_copy(update={"coding": coding, "methods": methods})
                found.append(run_analysis(study, again))
    return tuple(found)
