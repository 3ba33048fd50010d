"""The words every figure shares: what a test is, what it gave, in a line or two."""

from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.plots.lettering import wrap

if TYPE_CHECKING:
    from biomarker_stats.methods.result import Result


def sidedness(result: "Result") -> str:
    """Return ``two-sided``, or ``one-sided (greater)``."""
    return "two-sided" if result.alternative == "two-sided" else f"one-sided ({result.alternative})"


def p_text(result: "Result") -> str:
    """Return ``exact two-sided p = 0.0625``; the reference is named where it is exact or Monte Carlo."""
    if result.p_value is None:
        return "no p value"
    how = {"exact": "exact ", "monte-carlo": "Monte Carlo ", "asymptotic": "asymptotic "}.get(result.reference, "")
    return f"{how}{sidedness(result)} {wording.p_phrase(result.p_value)}"


def result_lines(result: "Result", counts: str, wide_mm: float) -> tuple[str, ...]:
    """Return what stands over a bracket: the test, its p, the counts and n."""
    n = sum(result.n.values())
    return (*wrap(result.title, wide_mm), *wrap(p_text(result), wide_mm), *wrap(f"{counts}; n = {n}", wide_mm))
