"""What a comparison of arms saw, in plain words: where the outcome lay higher, each arm's middle, and the estimate."""

from statistics import median

from biomarker_stats import wording
from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.methods.result import Result
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.rows import estimand, with_interval


def between_arms_seen(context: ReportContext, results: AnalysisResults) -> str:
    """Return where the outcome lay higher, each arm's middle (or its share of yes), and the estimate between them."""
    title, result, told = context.endpoint(results).title, results.main, arm_summaries(context, results)
    estimate = f"; {estimand(results, result.estimand)} {with_interval(result)}" if result.estimate is not None else ""
    unit = context.measured_in(results)
    if estimate and unit and _in_units(result):
        estimate = f"; {estimand(results, result.estimand)} {with_interval(result, unit)}"
    direction = _direction(results)
    first = f"{direction}; " if direction else ""
    return f"{title}: {first}{'; '.join(told)}{estimate}."


def arm_summaries(context: ReportContext, results: AnalysisResults) -> list[str]:
    """Return ``3 of 5 patients under A`` for a yes/no, else ``median 2 mg in 5 patients under A``, for each arm."""
    found = []
    unit = context.measured_in(results)
    for arm, cells in _outcomes(results).items():
        size = context.units(len(cells))
        if "yes" in results.frame:
            found.append(f"{sum(map(int, cells))} of {size} under {arm}")
        elif cells:
            middle = wording.number(float(median(cells)))
            found.append(f"median {middle}{f' {unit}' if unit else ''} in {size} under {arm}")
    return found


def _outcomes(results: AnalysisResults) -> dict[str, list[float]]:
    """Return the outcomes of the units that were compared, by arm, in the order of the test."""
    frame = results.frame
    outcome = next(name for name in ("change", "yes", "value") if name in frame)
    needed = [outcome, "arm", *(["stratum"] if "stratum" in frame else [])]
    complete = frame.dropna(subset=needed)
    arms = results.analysis.arms or tuple(dict.fromkeys(complete["arm"]))
    return {arm: complete.loc[complete["arm"] == arm, outcome].tolist() for arm in arms}


def _in_units(result: Result) -> bool:
    """Whether the estimate is in the unit of the outcome: a shift or a difference, no probability, no ratio."""
    return result.null_value == 0 and result.estimand.lower().startswith(("shift", "difference of means", "mean "))


def _direction(results: AnalysisResults) -> str:
    """Return ``fell more under A than under B``, read off the estimate; empty where it names no direction."""
    result, arms = results.main, _outcomes(results)
    if len(arms) != 2 or "yes" in results.frame or result.estimate is None or result.null_value is None:
        return ""
    (first, mine), (second, other) = arms.items()
    if result.estimate == result.null_value or not mine or not other:
        return ""
    higher, middles = result.estimate > result.null_value, (median(mine), median(other))
    word = "higher" if higher else "lower"
    if "change" in results.frame and results.readings.in_time:
        apart = _apart(first, second, middles, higher=higher)
        if apart:
            return apart
        if max(middles) < 0:
            word = "fell less" if higher else "fell more"
        elif min(middles) > 0:
            word = "rose more" if higher else "rose less"
    return f"{word} under {first} than under {second}"


def _apart(first: str, second: str, middles: tuple[float, float], *, higher: bool) -> str:
    """Return ``fell under A and rose under B`` where the middles lie so, on the sides that the estimate says."""
    if min(middles) >= 0 or max(middles) <= 0 or higher is not (middles[0] > middles[1]):
        return ""
    words = ("rose", "fell") if higher else ("fell", "rose")
    return f"{words[0]} under {first} and {words[1]} under {second}"
