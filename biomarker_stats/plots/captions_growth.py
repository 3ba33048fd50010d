"""Captions and alternative texts of the figures of tumour growth."""

import math
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.units import plural
from biomarker_stats.plots.captions_comparisons import FLOOR_IS, left_out, notes_text, said, sizes_text
from biomarker_stats.plots.comparison_rows import floor_of, level_text
from biomarker_stats.plots.growth_curves import arm_curves, shown_limit
from biomarker_stats.plots.mean_curves import interpolated
from biomarker_stats.plots.naming import worded
from biomarker_stats.plots.slope_contrast import MIXED, main_of
from biomarker_stats.plots.words import Words, p_text, paragraph, sidedness, smallest_text, upper_first

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.combination_analysis import CombinationAnalysis
    from biomarker_stats.methods.preclinical.growth_analysis import GrowthAnalysis
    from biomarker_stats.methods.result import Result


def growth_words(growth: "GrowthAnalysis", limit: float | None = None) -> Words:
    """Return caption and alternative text of growth curves: what stops where, who was lost, and the main contrast."""
    unit, many = _unit(growth), plural(_unit(growth))
    limit, first = shown_limit(growth, limit), growth.contrasts[0]
    bare = [arm.arm for arm in arm_curves(growth) if not arm.mean]
    zeros = int(growth.days["n"].sum()) - len(growth.readings)
    lost = wording.listing([f"{arm} from day {wording.number(day)}" for arm, day in growth.lost.items()])
    parts = (
        f"Tumour volume by day on a log scale, one panel an arm; thin line: one {unit}, the experimental unit "
        f"({sizes_text(growth.n, unit)}).",
        f"Thick line: geometric mean of the arm's {many} with two readings or more, until the first of them is lost; "
        f"days with a volume of 0 are left out{_mean_text(growth)}.",
        f"Without a thick line: {wording.listing(bare)}." if bare else "",
        f"Cross: last reading of a {unit} lost before the arm's last day ({lost})." if lost else "",
        "" if limit is None else f"Dashed: {wording.number(limit)} mm³.",
        f"n at risk: {many} read on that day or later.",
        f"{wording.count(zeros, 'reading')} of 0 mm³ not drawn: no logarithm." if zeros else "",
        f"{upper_first(first.welch.title)}, {first.name}: {said(first.welch)}.",
        notes_text(growth.warnings),
        left_out(growth.excluded),
    )
    return paragraph(parts), paragraph(("Growth curves.", *_ends(growth)))


def _mean_text(growth: "GrowthAnalysis") -> str:
    """Say which readings of the means are interpolated, and which mice are not in them."""
    filled = {arm.arm: interpolated(arm.mice, arm.mean) for arm in arm_curves(growth)}
    once = growth.mice.loc[growth.mice["n_readings"] < 2, "arm"].value_counts(sort=False).to_dict()
    text = ""
    if listed := wording.listing([f"{arm} {k}" for arm, k in filled.items() if k]):
        text += f"; readings missed between two others are interpolated on the log scale ({listed})"
    if listed := wording.listing([f"{arm} {k}" for arm, k in once.items()]):
        text += f"; read once and not in it: {listed}"
    return text


def _ends(growth: "GrowthAnalysis") -> list[str]:
    """Say of each arm where its geometric mean begins and ends, and how many are left on the last day."""
    found = []
    for arm in arm_curves(growth):
        left = arm.at_risk[-1]
        text = f"{arm.arm}: {len(arm.mice)} at the start, {left[1]} on day {wording.number(left[0])}"
        if arm.mean:
            (start, low), (end, high) = arm.mean[0], arm.mean[-1]
            first, last = f"{wording.number(low)} mm³", f"{wording.number(high)} mm³"
            text += f"; geometric mean {first} on day {wording.number(start)}"
            text += f", {last} on day {wording.number(end)}" if end > start else " alone"
        found.append(f"{text}.")
    return found


def slope_words(growth: "GrowthAnalysis", combination: "CombinationAnalysis | None" = None) -> Words:
    """Return caption and alternative text of growth rates and their contrasts, with the verdict on a combination."""
    unit = _unit(growth)
    n = {str(arm): int(k) for arm, k in zip(growth.arms["arm"], growth.arms["n_slopes"], strict=True)}
    main = main_of(growth.contrasts[0], combination)
    shown = [main, *(main_of(contrast, combination) for contrast in growth.contrasts[1:])]
    mixed = growth.contrasts[0].mixed if main.method != MIXED else None
    parts = (
        f"Left: growth rate of each {unit}, the experimental unit: least-squares slope of log volume on day "
        f"({sizes_text(n, unit)}); bar: mean of the arm and its {level_text(main)} t interval.",
        f"Right: contrasts of mean growth rates with {level_text(main)} intervals, below 0: slower growth. "
        f"p: {main.title}, {sidedness(main)}; {FLOOR_IS} ({_floors(shown)}).",
        _bliss_text(growth, combination),
        "" if mixed is None else f"Hollow: {mixed.title}, {said(mixed)}.",
        *_combination_text(combination),
        notes_text(growth.warnings),
        notes_text([] if combination is None else [note for note in combination.notes if note not in growth.notes]),
        left_out(growth.excluded),
    )
    pairs = [f"{c.name}: {said(main_of(c, combination))}" for c in growth.contrasts]
    means = [f"{row['arm']} {wording.number(float(row['growth_rate_mean']))}" for row in growth.arms.to_dict("records")]
    alt = (
        f"Estimation plot. Mean growth rates per day: {', '.join(means)}.",
        f"{'; '.join(pairs)}.",
        _verdict(combination),
    )
    return paragraph(parts), paragraph(alt)


def _floors(results: "list[Result]") -> str:
    found = [f"{' v '.join(map(str, r.n.values()))}: {wording.p_value(floor_of(r))}" for r in results if floor_of(r)]
    return ", ".join(dict.fromkeys(found))


def _bliss_text(growth: "GrowthAnalysis", combination: "CombinationAnalysis | None") -> str:
    if growth.interaction is None:
        return ""
    text = "Bliss: 0 where the agents' effects on log growth add up, below 0 where the combination does more"
    if combination is not None and combination.bliss.conf_method and "t interval" not in combination.bliss.conf_method:
        text += f"; interval by {combination.bliss.conf_method}"
    return f"{text}."


def _combination_text(combination: "CombinationAnalysis | None") -> tuple[str, ...]:
    if combination is None:
        return ()
    best, index, equal = combination.highest_single_agent, combination.index, combination.equivalence
    how = best.title.partition(", ")[2] or best.title
    days = f"{wording.number(index.days)} days after the first reading"
    return (
        f"Highest single agent: {how}; its limit, p and floor are one-sided.",
        f"Combination index: exp(Bliss contrast × days) {days}; below 1: less tumour than Bliss expects; its p is that "
        "of the contrast.",
        "No equivalence margin was stated." if equal is None else f"Grey band: equivalence margin; {equal.sentence()}.",
        _verdict(combination),
    )


def _verdict(combination: "CombinationAnalysis | None") -> str:
    if combination is None:
        return ""
    return f"Verdict at level {wording.number(combination.level)}: {combination.verdict}."


def time_words(growth: "GrowthAnalysis") -> Words:
    """Return caption and alternative text of the time to a volume: medians, and every log-rank test with its floor."""
    times = growth.time_to_volume
    if times is None:
        return "", ""
    unit, many, volume = _unit(growth), plural(_unit(growth)), wording.number(times.threshold)
    tests = [f"{' v '.join(t.n)}: {p_text(t)}{smallest_text(t)}" for t in times.tests]
    titles = wording.listing(list(dict.fromkeys(test.title for test in times.tests)))
    medians = ", ".join(f"{arm} {_days(median)}" for arm, median in times.medians.items())
    parts = (
        f"Kaplan–Meier curves: share of {many} whose tumour has not yet reached {volume} mm³; the {unit} is the "
        f"experimental unit ({sizes_text(growth.n, unit)}). Curves are set a hairline apart where they would coincide.",
        f"Tick: a {unit} that left without reaching it. Below: n at risk.",
        f"Median: {medians}.",
        f"{upper_first(titles)}: {'; '.join(tests)}." if tests else f"No {unit} reached it: nothing to test.",
        left_out(growth.excluded),
    )
    reached = ", ".join(
        f"{arm} {int(times.curves.loc[times.curves['arm'] == arm, 'events'].sum())} of {n}"
        for arm, n in growth.n.items()
    )
    alt = (
        f"Kaplan–Meier curves. Reached {volume} mm³: {reached}. Median: {medians}.",
        f"{'; '.join(tests)}." if tests else "",
    )
    return paragraph(parts), paragraph(alt)


def _days(median: float | None) -> str:
    return "not reached" if median is None else f"{wording.number(median)} days"


def diagnostics_words(growth: "GrowthAnalysis") -> Words:
    """Return caption and alternative text of the diagnostics, with what the mixed model says of its own fit."""
    unit, model = _unit(growth), growth.mixed
    residuals = [float(r) for r in growth.readings["standardised_residual"] if math.isfinite(float(r))]
    beyond = sum(abs(r) > 2 for r in residuals)
    count = f"{beyond} of {wording.count(len(residuals), 'residual')} beyond ±2"
    fit = notes_text(note for note in growth.notes if note.startswith("no mixed model")) or "No mixed model was fitted."
    if model is not None:
        deviations = ", ".join(f"{name} {wording.number(sd)}" for name, sd in model.standard_deviations.items())
        fit = f"Mixed model, random {model.random} of the {unit}: SD of {deviations}. {notes_text(model.notes)}"
    parts = (
        f"Residuals of log volume about each {unit}'s own line, over s·√(1 − leverage) ({sizes_text(growth.n, unit)}; "
        f"{count}): against fitted values (a bend is growth that is not exponential) and against normal quantiles.",
        "Dashed: 0, and equality.",
        fit,
    )
    return paragraph(parts), paragraph((f"Residuals against fitted values and normal quantiles: {count}.", fit))


def _unit(growth: "GrowthAnalysis") -> str:
    return worded(str(growth.mice.columns[0]))
