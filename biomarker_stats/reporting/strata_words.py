"""What a stratified analysis keeps apart, and how its strata combine."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from biomarker_stats import wording
from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.reporting.words import lower_first

if TYPE_CHECKING:
    from biomarker_stats.reporting.context import ReportContext

_COMBINED: Final[Mapping[str, str]] = {
    "van-elteren": "the rank sums of the strata are added up, each weighted by 1 / (its units + 1)",
    "rank-sum": "ranks are given within each stratum, and the rank sums are added up",
    "signed-rank": "ranks are given within each stratum, and the rank sums are added up",
    "permutation": "the sums of the strata are added up",
    "sign": "the counts of the strata are added up",
}


_OTHERWISE: Final = "the statistics of the strata are combined into one"


def strata_rule(context: "ReportContext") -> str:
    """Return, for each stratified analysis, its strata and how each of its tests combines them; empty without any."""
    found = [_rule(context, each) for each in context.analyses if each.main.strata and each.analysis.strata]
    return " ".join(found)


def _rule(context: "ReportContext", results: AnalysisResults) -> str:
    strata = wording.listing(list(results.main.strata))
    column = lower_first(context.column_title(str(results.analysis.strata)))
    exchanged = "signs are exchanged within each pair"
    if results.analysis.type == "compare":
        exchanged = f"the labels of the arms are exchanged only between {context.units()} of one stratum"
    ways: dict[str, dict[str, None]] = {}
    for choice, result in zip(results.analysis.methods, results.results, strict=True):
        how = _COMBINED.get(choice.method, _OTHERWISE)
        if choice.ranks == "overall" and choice.method in {"rank-sum", "signed-rank"}:
            how = "ranks are given over all strata together, and the rank sums are added up"
        how = how if result.strata else "the strata are not used"
        ways.setdefault(how, {})[lower_first(result.title)] = None
    told = "; ".join(f"{how} ({wording.listing(list(tests))})" for how, tests in ways.items())
    return f"{results.analysis.title} is stratified by {column} ({strata}): {exchanged}; {told}."
