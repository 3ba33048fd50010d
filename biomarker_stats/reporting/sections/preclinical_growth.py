"""Tumour growth, the combination and weights at harvest, in tables and words."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.combination_analysis import CombinationAnalysis
from biomarker_stats.methods.preclinical.contrast import FLOOR
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.preclinical.growth_analysis import GrowthAnalysis
from biomarker_stats.methods.preclinical.harvest import HarvestAnalysis
from biomarker_stats.methods.preclinical.time_to_volume import TimeToVolume
from biomarker_stats.methods.result import Result
from biomarker_stats.reporting.experiment_sentences import otherwise
from biomarker_stats.reporting.nodes import Block, Words, bullets, group, note, paragraph, strong, table
from biomarker_stats.reporting.rows import with_interval
from biomarker_stats.reporting.words import capital

_MEANS = {
    "synergistic": "together the agents slow growth by more than their effects add up to on the log scale",
    "antagonistic": "together the agents slow growth by less than their effects add up to on the log scale",
    "additive within the margin": "the combination index lies within the stated margin",
    "neither shown": "neither synergy nor additivity is shown; an interaction that is not seen is not additivity",
    "not said: it depends on how readings of 0 are taken": "the answer changes with the limit at which they are taken",
}

_CHOOSING = (
    "The experiment's key by says on which the verdict rests (welch where it is left out); to choose after seeing both "
    "is to choose the answer."
)


def growth_verdict(found: ExperimentResults) -> list[Block]:
    """Return what is to be read before any table: warnings, and the verdict on the combination with its five lines."""
    if found.growth is None:
        return []
    blocks: list[Block] = [note(strong("Warning. "), f"{capital(text)}.") for text in found.growth.warnings]
    return blocks if found.combination is None else [*blocks, *combination_blocks(found.combination)]


def growth_tables(growth: GrowthAnalysis) -> list[Block]:
    """Return contrasts, arms, baseline, days, response and time to the size limit."""
    blocks = [_contrasts(growth), _arms(growth), _baseline(growth), _days(growth), _response(growth), _best(growth)]
    if growth.time_to_volume is not None:
        blocks += _times(growth.time_to_volume)
    return blocks


def combination_blocks(combination: CombinationAnalysis) -> list[Block]:
    """Return the verdict word, the five lines, and the interaction by other ways."""
    level = wording.number(combination.level)
    verdict = f"at level {level}, Bliss on log growth: {_MEANS.get(combination.verdict, 'see the warnings')}."
    other = otherwise(combination)
    disagreement = [paragraph(strong("Not so by every estimate. "), f"{other} {_CHOOSING}")] if other else []
    beside = [
        f"{capital(result.title)}: {with_interval(result)}, {_p_with_floor(result)}" for result in combination.beside
    ]
    disagrees = "The raw scale and the log scale point in opposite directions. " if combination.disagrees else ""
    scale = (
        f"{disagrees}Bliss asks whether effects add on log growth, response additivity whether they add on the raw "
        "scale; the two are different questions and may differ in their answer. Loewe additivity cannot be had from "
        "single doses."
    )
    return [
        group([paragraph(strong(f"{capital(combination.verdict)}"), f" {verdict}"), *disagreement], "note"),
        bullets(combination.lines()),
        paragraph(scale),
        *([paragraph(strong("The same interaction by other ways.")), bullets(beside)] if beside else []),
    ]


def floor_of(result: Result) -> float | None:
    """Return the smallest p of an exact test of a result's design, where it is known."""
    counted = [effect.estimate for effect in result.effects if effect.name.startswith(FLOOR)]
    return next(iter(counted), result.p_min_attainable)


def _p_with_floor(result: Result) -> str:
    floor = floor_of(result)
    text = wording.p_phrase(result.p_value)
    return text if floor is None else f"{text} (smallest exact p {wording.p_value(floor)})"


def _contrasts(growth: GrowthAnalysis) -> Block:
    rows: list[list[Words]] = []
    for contrast in growth.contrasts:
        mixed = contrast.mixed
        rows.append(
            [
                contrast.name,
                with_interval(contrast.welch),
                wording.p_value(contrast.welch.p_value),
                wording.p_value(contrast.pooled.p_value),
                "–" if mixed is None else with_interval(mixed),
                "–" if mixed is None else wording.p_value(mixed.p_value),
                wording.p_value(floor_of(contrast.welch)),
            ]
        )
    header = (
        "Growth rate per day",
        "From slopes",
        "p, Welch",
        "p, one variance",
        "Mixed model",
        "p, Kenward–Roger",
        "Smallest exact p",
    )
    caption = "Contrasts of mean growth rates of log volume; none of these P values is adjusted"
    return table(header, rows, caption=caption, align="llrrlrr", kind="stacked")


def _arms(growth: GrowthAnalysis) -> Block:
    rows: list[list[Words]] = []
    for row in growth.arms.to_dict("records"):
        limits = wording.interval(row["ratio_conf_low"], row["ratio_conf_high"])
        ratio = "–" if pd.isna(row["growth_rate_ratio"]) else f"{wording.number(row['growth_rate_ratio'])} ({limits})"
        rate = f"{wording.number(row['growth_rate_mean'])} ({wording.number(row['growth_rate_sd'])})"
        rows.append([row["arm"], str(row["n_slopes"]), rate, ratio, wording.number(row["adjusted_auc_mean"])])
    header = ("Arm", "n", "Growth rate per day, mean (SD)", "Ratio to control (Fieller)", "Adjusted AUC, mean")
    return table(header, rows, caption="Growth by arm", align="lrrrr", kind="stacked")


def _baseline(growth: GrowthAnalysis) -> Block:
    rows: list[list[Words]] = [
        [
            row["arm"],
            str(row["n"]),
            f"{wording.number(row['mean'])} ({wording.number(row['sd'])})",
            wording.number(row["geometric_mean"]),
            wording.number(row["standardised_difference"], 3),
        ]
        for row in growth.baseline.to_dict("records")
    ]
    header = ("Arm", "n", "Volume, mean (SD), mm³", "Geometric mean", "Difference from control, SDs of log volume")
    caption = "Baseline balance on the first day; no test is made, because allocation is not a hypothesis"
    return table(header, rows, caption=caption, align="lrrrr", kind="stacked")


def _days(growth: GrowthAnalysis) -> Block:
    """Return the animals at risk by arm and day."""
    days = sorted(set(growth.days["day"].tolist()))
    rows: list[list[Words]] = []
    for arm, own in growth.days.groupby("arm", sort=False):
        at_risk = dict(zip(own["day"].tolist(), own["n_at_risk"].tolist(), strict=True))
        rows.append([str(arm), *(str(at_risk.get(day, 0)) for day in days)])
    header = ("Arm", *(wording.number(float(day)) for day in days))
    return table(header, rows, caption="Animals at risk by day", align="l" + "r" * len(days))


def _response(growth: GrowthAnalysis) -> Block:
    names = {
        "t_over_c": "T/C of means",
        "t_over_c_geometric": "T/C of geometric means",
        "tgi_absolute": "TGI, 1 − ΔT/ΔC",
        "tgi_relative": "TGI of relative volume",
        "log_cell_kill": "Log cell kill",
    }
    shown = {column: title for column, title in names.items() if column in growth.response}
    rows: list[list[Words]] = [
        [row["arm"], f"{row['n']} v {row['n_control']}", *(wording.number(row[column]) for column in shown)]
        for row in growth.response.astype(object).where(growth.response.notna(), None).to_dict("records")
    ]
    day = wording.number(growth.at_day)
    caption = f"Response on day {day} against the control, over the mice read then; descriptive"
    return table(
        ("Arm", "n", *shown.values()), rows, caption=caption, align="l" + "r" * (len(shown) + 1), kind="stacked"
    )


def _best(growth: GrowthAnalysis) -> Block:
    """Return the mRECIST categories by arm."""
    categories = [name for name in ("CR", "PR", "SD", "PD") if name in set(growth.mice["mrecist"])]
    categories += sorted(set(growth.mice["mrecist"].dropna()) - set(categories))
    rows: list[list[Words]] = []
    for arm, own in growth.mice.groupby("arm", sort=False):
        counted: Mapping[str, int] = Counter(own["mrecist"].tolist())
        rows.append([str(arm), *(f"{counted.get(name, 0)}/{len(own)}" for name in categories)])
    header = ("Arm", *categories)
    return table(header, rows, caption="Best response of each mouse (mRECIST)", align="l" + "r" * len(categories))


def _times(times: TimeToVolume) -> list[Block]:
    limit = wording.number(times.threshold)
    medians = [f"{arm} {'not reached' if day is None else wording.number(day)}" for arm, day in times.medians.items()]
    rows: list[list[Words]] = [
        [" v ".join(test.n), wording.p_value(test.p_value), wording.p_value(test.p_min_attainable)]
        for test in times.tests
    ]
    caption = f"Time to {limit} mm³: exact log-rank tests"
    return [
        paragraph(f"Median days to {limit} mm³ (Kaplan–Meier): {'; '.join(medians)}."),
        table(("Comparison", "p", "Smallest attainable p"), rows, caption=caption, align="lrr"),
    ]


def weights_blocks(weights: HarvestAnalysis, measured_in: str = "") -> list[Block]:
    """Return weights by arm, and the contrasts of their logarithms as ratios of geometric means."""
    unit = f", {measured_in}" if measured_in else ""
    arms: Sequence[Mapping[str, object]] = weights.arms.to_dict("records")  # type: ignore[assignment]  # names are text
    by_arm: list[list[Words]] = [
        [str(row["arm"]), str(row["n"]), wording.number(float(str(row["mean"]))), wording.number(float(str(row["sd"])))]
        for row in arms
    ]
    rows: list[list[Words]] = []
    for result in weights.contrasts:
        ratio = result.effects[0]
        limits = wording.interval(ratio.conf_low, ratio.conf_high)
        name = f"{result.estimand.partition(', ')[2]}: {ratio.name}"
        estimate = f"{wording.number(ratio.estimate)} ({wording.percent(result.conf_level)} {limits})"
        rows.append([name, estimate, wording.p_value(result.p_value), wording.p_value(floor_of(result))])
    header = ("Contrast of mean log weight", "Back-transformed (interval)", "p, Welch", "Smallest exact p")
    return [
        table(("Arm", "n", "Mean", "SD"), by_arm, caption=f"Weight at harvest by arm{unit}", align="lrrr"),
        table(
            header, rows, caption="Weights at harvest; none of these P values is adjusted", align="llrr", kind="stacked"
        ),
    ]
