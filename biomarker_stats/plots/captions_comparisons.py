"""Sentences that captions of pre-clinical figures share: who was compared, by which test, at which floor."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.units import plural
from biomarker_stats.plots.comparison_rows import exact_result, floor_of, level_text
from biomarker_stats.plots.words import sidedness

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.analysis import Analysis, Comparison
    from biomarker_stats.methods.result import Result

FLOOR_IS = "floor: the smallest two-sided p that any exact test of this design could give"


def sizes_text(n: Mapping[str, int], unit: str) -> str:
    """Return ``n of mice: vehicle 8, A 8``.

    >>> sizes_text({"vehicle": 3, "A": 4}, "dish")
    'n of dishes: vehicle 3, A 4'
    """
    return f"n of {plural(unit)}: {', '.join(f'{arm} {k}' for arm, k in n.items())}"


def n_of(analysis: "Analysis") -> dict[str, int]:
    """Return the units of each arm, as the analysis counted them."""
    return {str(arm): int(k) for arm, k in zip(analysis.arms["arm"], analysis.arms["n"], strict=True)}


def said(result: "Result", *, floor: float | None = None) -> str:
    """Return an estimate with its interval, p and floor: ``0.42 (95% interval 0.3 to 0.6), two-sided p = 0.01``."""
    limits = wording.interval(result.conf_low, result.conf_high)
    spread = "" if limits == "–" else f" ({level_text(result)} interval {limits})"
    p = "no p value" if result.p_value is None else f"{sidedness(result)} {wording.p_phrase(result.p_value)}"
    least = floor if floor is not None else floor_of(result)
    tail = "" if least is None else f", exact floor {wording.p_value(least)}"
    return f"{wording.number(result.estimate)}{spread}, {p}{tail}"


def named_tests(comparisons: Sequence["Comparison"]) -> str:
    """Return which tests gave p, p exact and the floor, each named once, with the floor of every design."""
    mains = _once(comparison.main.title for comparison in comparisons)
    exact = _once(found.title for comparison in comparisons if (found := exact_result(comparison)) is not None)
    sided = _once(sidedness(comparison.main) for comparison in comparisons)
    parts = [f"p: {wording.listing(mains)}, {wording.listing(sided)}"]
    if exact:
        parts.append(f"p exact: {wording.listing(exact)} of the same values")
    floors = floors_text(comparisons)
    if floors:
        parts.append(f"{FLOOR_IS} ({floors})")
    return "; ".join(parts) + "."


def floors_text(comparisons: Sequence["Comparison"]) -> str:
    """Return each distinct floor with the sizes it belongs to: ``4 v 4: 0.028571``; ``3 pairs: 0.25``."""
    found = []
    for comparison in comparisons:
        if comparison.floor is not None:
            n = comparison.main.n
            sizes = " v ".join(map(str, n.values())) if len(n) > 1 else " ".join(f"{k} {name}" for name, k in n.items())
            found.append(f"{sizes}: {wording.p_value(comparison.floor)}")
    return ", ".join(_once(found))


def intervals_text(comparisons: Sequence["Comparison"]) -> str:
    """Return what is estimated and by which intervals, each named once."""
    results = [comparison.main for comparison in comparisons]
    estimands = wording.listing(_once(result.estimand for result in results))
    methods = _once(result.conf_method for result in results if result.conf_method)
    by = f" by {wording.listing(methods)}" if methods else ""
    level = level_text(results[0])
    return f"Right: {estimands}, with {level} intervals{by}; dashed: no effect; an arrow is a limit beyond the axis."


def listed(comparisons: Sequence["Comparison"]) -> str:
    """Return every comparison with its estimate, interval, p and floor, for who cannot see the figure."""
    return "; ".join(f"{each.name}: {said(each.main, floor=each.floor)}" for each in comparisons)


def left_out(excluded: Mapping[str, int]) -> str:
    """Return what was left out and how often, or nothing."""
    found = [f"{reason} {k}" for reason, k in excluded.items() if k]
    return f"Left out: {'; '.join(found)}." if found else ""


def notes_text(notes: Iterable[str]) -> str:
    """Return the notes as sentences, each once."""
    return " ".join(f"{note[:1].upper()}{note[1:].rstrip('.')}." for note in _once(notes))


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
