"""The README of the SIMULATED study, written from the parameters it was simulated from."""

import textwrap
from collections.abc import Sequence

from biomarker_stats.methods.preclinical.simulation_truth import ARMS, MARK, STUDY, TrueParameters

_FILES = (
    ("study.toml", "the tables, the ARRIVE fields and the experiments, as `biomarker-stats report` reads them"),
    ("claims.toml", "the numbers of units below, which `biomarker-stats verify` counts again in the tables"),
    ("xenograft.csv", "tumour volumes in mm³, one row a mouse and day, until the size limit is reached"),
    ("weights.csv", "tumour weight in g at harvest, on the mouse's last day"),
    ("brdu.csv", "BrdU-positive cells of all cells, one row a field; the dish is the experimental unit"),
    ("ki67.csv", "Ki-67-positive cells of all cells, one row a field; the mouse is the experimental unit"),
    ("tunel.csv", "TUNEL-positive area in percent, one row a mouse"),
    ("growth_in_vitro.csv", "absorbance, one row a well and day; the experiment is the experimental unit"),
    ("blots.csv", "band intensities, one row a lane; arms are compared within gels"),
    ("qpcr.csv", "threshold cycles, one row a well; wells of one sample and gene are technical replicates"),
)


def readme(seed: int, truth: TrueParameters) -> str:
    """Return README.md: what the files are and the true parameters behind them.

    >>> from biomarker_stats.methods.preclinical.simulation_truth import TRUTH
    >>> readme(1, TRUTH).splitlines()[0]
    '# combination_simulated: SIMULATED data'
    """
    files = "\n".join(f"- `{name}` ({MARK}): {what}" for name, what in _FILES)
    opening = f"""Every number here is {MARK}: no animal, dish, gel or well stands behind it. Written by
        `biomarker-stats simulate --seed {seed}`; the same seed gives the same bytes. Each row of each table says {MARK}
        in its column `data`. The design is that of an experiment with two agents and their combination."""
    bullets = "\n".join(_wrapped(item, "- ") for item in (*_in_mice(truth), *_in_dishes(truth)))
    head = f"# {STUDY}: {MARK} data\n\n{_wrapped(opening)}\n\n## Files\n{files}\n"
    return f"{head}\n## True parameters\n{_by_arm(truth)}\n\n{bullets}\n"


def _wrapped(text: str, mark: str = "") -> str:
    """Return ``text`` as one paragraph or list item."""
    indent = " " * len(mark)
    return textwrap.fill(" ".join(text.split()), 120, initial_indent=mark, subsequent_indent=indent)


def _in_mice(truth: TrueParameters) -> tuple[str, ...]:
    return (
        f"""Combination contrast, vehicle − agent A − agent B + (A + B), of tumour growth rates:
        {truth.growth_contrast:.3f} per day; of growth rates in vitro: {truth.well_contrast:.3f} per day. Below 0:
        together the agents slow growth by more than their effects added.""",
        f"""Xenograft: {truth.mice} mice an arm, days {_listed(truth.days)}; start {truth.start_volume:g} mm³ (SD
        {truth.sd_log_start:g} on the log); SD of the growth rate between mice {truth.sd_growth_rate:g} per day, of a
        log volume about its mouse's line {truth.sd_log_volume:g}. A mouse is measured until its tumour is
        {truth.size_limit:g} mm³ or more, that reading included, and then harvested.""",
        f"""Weight: {truth.grams_per_mm3:g} g per mm³ of the volume on the mouse's own line at harvest, SD of the log
        {truth.sd_log_weight:g}.""",
        f"""Ki-67: tumours of {truth.tumours} mice an arm, {truth.ki67_fields} fields,
        {truth.ki67_cells[0]}–{truth.ki67_cells[1]} cells a field; SD on the logit {truth.sd_logit_tumour:g} between
        mice and {truth.sd_logit_field:g} between fields.""",
        f"TUNEL: the same mice; SD on the logit {truth.sd_logit_tunel:g}.",
    )


def _in_dishes(truth: TrueParameters) -> tuple[str, ...]:
    return (
        f"""BrdU: {truth.dishes} dishes an arm, {truth.fields} fields a dish, {truth.cells[0]}–{truth.cells[1]} cells a
        field; SD on the logit {truth.sd_logit_dish:g} between dishes and {truth.sd_logit_field:g} between fields.""",
        f"""Growth in vitro: {truth.experiments} experiments, {truth.wells} wells an arm, days
        {_listed(truth.well_days)}; SD of the rate {truth.sd_rate_experiment:g} between experiments,
        {truth.sd_rate_arm:g} between arms of one experiment, {truth.sd_rate_well:g} between wells; absorbance starts at
        {truth.absorbance:g}, SD of its log {truth.sd_log_absorbance:g}.""",
        f"""Blots: {truth.gels} gels; SD of the log {truth.sd_log_gel:g} between gels, {truth.sd_log_lane:g} between
        lanes, {truth.sd_log_loading:g} of loading, which phospho, total and loading control share.""",
        f"""qPCR: {truth.samples} samples an arm, {truth.technical} wells each; target {truth.genes[0]}, reference genes
        {" and ".join(truth.genes[1:])}; efficiencies {_listed(truth.efficiency)}; SD on log2 {truth.sd_log2_sample:g}
        between samples and {truth.sd_log2_input:g} of the input; SD of a well {truth.sd_ct_well:g} cycles.""",
    )


def _by_arm(truth: TrueParameters) -> str:
    rows: tuple[tuple[str, Sequence[float]], ...] = (
        ("tumour growth rate, per day, log scale", truth.growth_rate),
        ("BrdU-positive, proportion", truth.brdu),
        ("Ki-67-positive, proportion", truth.ki67),
        ("TUNEL-positive area, proportion", truth.tunel),
        ("growth rate in vitro, per day, log scale", truth.well_rate),
        ("phospho / total, relative to vehicle", truth.phospho_over_total),
        (f"{truth.genes[0]}, fold change", truth.fold_change),
    )
    head = f"| {MARK} truth | {' | '.join(ARMS)} |\n| --- |{' --- |' * len(ARMS)}\n"
    return head + "\n".join(f"| {name} | {' | '.join(f'{v:g}' for v in values)} |" for name, values in rows)


def _listed(values: Sequence[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)
