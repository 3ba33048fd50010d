"""The rows of the SIMULATED tables, drawn from the true parameters."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from biomarker_stats.methods.preclinical.simulation_truth import ARMS, TrueParameters

Row = Sequence[Any]


def _mouse(arm: int, k: int) -> str:
    return f"{'VABC'[arm]}{k + 1}"


def xenograft(random: np.random.RandomState, truth: TrueParameters) -> tuple[list[Row], list[Row]]:
    """Return tumour volumes, each mouse until its tumour reaches the size limit, and weights on its last day."""
    volumes: list[Row] = []
    weights: list[Row] = []
    for arm, name in enumerate(ARMS):
        for k in range(truth.mice):
            start = np.log(truth.start_volume) + truth.sd_log_start * random.standard_normal()
            rate = truth.growth_rate[arm] + truth.sd_growth_rate * random.standard_normal()
            noise = truth.sd_log_volume * random.standard_normal(len(truth.days))
            log_weight = truth.sd_log_weight * random.standard_normal()
            for place, day in enumerate(truth.days):
                volume = float(np.exp(start + rate * day + noise[place]))
                volumes.append((_mouse(arm, k), name, day, f"{volume:.1f}"))
                if volume >= truth.size_limit:
                    break
            grams = float(np.exp(start + rate * day + log_weight)) * truth.grams_per_mm3
            weights.append((_mouse(arm, k), name, day, f"{grams:.3f}"))
    return volumes, weights


def _logit(p: float) -> float:
    return float(np.log(p / (1 - p)))


def _expit(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


def _counts(
    random: np.random.RandomState,
    centre: float,
    sd_unit: float,
    sd_field: float,
    *,
    cells: tuple[int, int],
    fields: int,
) -> list[tuple[int, int, int]]:
    """Return (field, positive, total) for the fields of one unit."""
    unit = _logit(centre) + sd_unit * random.standard_normal()
    found = []
    for field in range(fields):
        total = int(random.randint(cells[0], cells[1] + 1))
        p = _expit(unit + sd_field * random.standard_normal())
        found.append((field + 1, int((random.random_sample(total) < p).sum()), total))
    return found


def brdu(random: np.random.RandomState, truth: TrueParameters) -> list[Row]:
    """Return BrdU counts: dish, arm, field, positive, total."""
    rows: list[Row] = []
    for arm, name in enumerate(ARMS):
        for k in range(truth.dishes):
            drawn = _counts(
                random,
                truth.brdu[arm],
                truth.sd_logit_dish,
                truth.sd_logit_field,
                cells=truth.cells,
                fields=truth.fields,
            )
            rows += [(f"D{arm * truth.dishes + k + 1}", name, *counts) for counts in drawn]
    return rows


def ki67(random: np.random.RandomState, truth: TrueParameters) -> list[Row]:
    """Return Ki-67 counts: mouse, arm, field, positive, total."""
    rows: list[Row] = []
    for arm, name in enumerate(ARMS):
        for k in range(truth.tumours):
            drawn = _counts(
                random,
                truth.ki67[arm],
                truth.sd_logit_tumour,
                truth.sd_logit_field,
                cells=truth.ki67_cells,
                fields=truth.ki67_fields,
            )
            rows += [(_mouse(arm, k), name, *counts) for counts in drawn]
    return rows


def tunel(random: np.random.RandomState, truth: TrueParameters) -> list[Row]:
    """Return TUNEL-positive percent areas: mouse, arm, percent."""
    rows: list[Row] = []
    for arm, name in enumerate(ARMS):
        for k in range(truth.tumours):
            share = _expit(_logit(truth.tunel[arm]) + truth.sd_logit_tunel * random.standard_normal())
            rows.append((_mouse(arm, k), name, f"{100 * share:.2f}"))
    return rows


def wells(random: np.random.RandomState, truth: TrueParameters) -> list[Row]:
    """Return absorbances: experiment, well, arm, day, absorbance."""
    rows: list[Row] = []
    for experiment in range(truth.experiments):
        shared = truth.sd_rate_experiment * random.standard_normal()
        for arm, name in enumerate(ARMS):
            own = truth.well_rate[arm] + shared + truth.sd_rate_arm * random.standard_normal()
            for k in range(truth.wells):
                rate = own + truth.sd_rate_well * random.standard_normal()
                noise = truth.sd_log_absorbance * random.standard_normal(len(truth.well_days))
                for place, day in enumerate(truth.well_days):
                    value = truth.absorbance * float(np.exp(rate * day + noise[place]))
                    rows.append((experiment + 1, f"W{arm * truth.wells + k + 1}", name, day, f"{value:.4f}"))
    return rows


def blots(random: np.random.RandomState, truth: TrueParameters) -> list[Row]:
    """Return band intensities: gel, lane, arm, phospho, total, loading."""
    rows: list[Row] = []
    for gel in range(truth.gels):
        exposure = truth.sd_log_gel * random.standard_normal()
        for arm, name in enumerate(ARMS):
            loaded = truth.sd_log_loading * random.standard_normal()
            lane = truth.sd_log_lane * random.standard_normal()
            phospho = 10000 * truth.phospho_over_total[arm] * float(np.exp(exposure + loaded + lane))
            total, loading = 12000 * float(np.exp(loaded)), 20000 * float(np.exp(loaded))
            rows.append((gel + 1, arm + 1, name, f"{phospho:.0f}", f"{total:.0f}", f"{loading:.0f}"))
    return rows


def qpcr(random: np.random.RandomState, truth: TrueParameters) -> list[Row]:
    """Return threshold cycles: sample, arm, gene, technical replicate, efficiency, Ct."""
    rows: list[Row] = []
    for arm, name in enumerate(ARMS):
        for k in range(truth.samples):
            amount = truth.sd_log2_input * random.standard_normal()
            target = float(np.log2(truth.fold_change[arm])) + truth.sd_log2_sample * random.standard_normal()
            for place, gene in enumerate(truth.genes):
                quantity = amount + (target if place == 0 else 0.0)
                cycles = truth.cycles[place] - quantity / float(np.log2(truth.efficiency[place]))
                for replicate in range(truth.technical):
                    ct = cycles + truth.sd_ct_well * random.standard_normal()
                    sample = f"S{arm * truth.samples + k + 1}"
                    rows.append((sample, name, gene, replicate + 1, f"{truth.efficiency[place]:g}", f"{ct:.2f}"))
    return rows
