"""The words every figure and caption shares: what a test is and what it gave."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.plots.lettering import wrap

if TYPE_CHECKING:
    from biomarker_stats.methods.result import Result

Words = tuple[str, str]
"""A caption and an alternative text."""

_REFERENCES = {"exact": "exact ", "monte-carlo": "Monte Carlo ", "asymptotic": "asymptotic "}


def sidedness(result: "Result") -> str:
    """Return ``two-sided``, or ``one-sided (greater)``."""
    return "two-sided" if result.alternative == "two-sided" else f"one-sided ({result.alternative})"


def p_text(result: "Result") -> str:
    """Return ``exact two-sided p = 0.0625``; the reference is named where p is not parametric."""
    if result.p_value is None:
        return "no p value"
    return f"{_REFERENCES.get(result.reference, '')}{sidedness(result)} {wording.p_phrase(result.p_value)}"


def n_text(result: "Result") -> str:
    """Return ``n = 10``, and how many of them the test used where those are fewer."""
    n = sum(result.n.values())
    return f"n = {n}" if result.n_used == n else f"n = {n}, {result.n_used} of them used by the test"


def tested(result: "Result") -> str:
    """Return the test, its p, the smallest p it could have given, and n."""
    return f"{result.title}{strata_text(result)}, {p_text(result)}{smallest_text(result)}, {n_text(result)}"


def strata_text(result: "Result") -> str:
    """Return `` within 3 strata``, or nothing where the test knows of no strata."""
    return f" within {wording.count(len(result.strata), 'stratum', 'strata')}" if result.strata else ""


def smallest_text(result: "Result") -> str:
    """Return the smallest p the test could have given, in brackets, where it is known."""
    smallest = result.p_min_attainable
    return "" if smallest is None else f" (smallest attainable: {wording.p_value(smallest)})"


def result_lines(result: "Result", counts: str, wide_mm: float) -> tuple[str, ...]:
    """Return what stands over a bracket: the test, its p, the counts and n, wrapped to ``wide_mm``."""
    n = sum(result.n.values())
    return (*wrap(result.title, wide_mm), *wrap(p_text(result), wide_mm), *wrap(f"{counts}; n = {n}", wide_mm))


def paragraph(parts: Iterable[str]) -> str:
    """Return the sentences that are not empty as one paragraph, white space evened out."""
    return " ".join(" ".join(part.split()) for part in parts if part)


def upper_first(text: str) -> str:
    """Return ``text`` with its first letter in upper case, unless the second is no letter (``p-ERK``)."""
    return text[:1].upper() + text[1:] if text[1:2].isalpha() else text


def lower_first(text: str) -> str:
    """Return ``text`` as it stands inside a sentence: its first letter in lower case, unless it is an acronym."""
    return text if text[1:2].isupper() or not text[1:2].isalpha() else text[:1].lower() + text[1:]
