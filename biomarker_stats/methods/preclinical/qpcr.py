"""Relative expression by qPCR: efficiency-weighted ΔCt over several reference genes, tested between samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from biomarker_stats.design.scores import FloatArray
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.analysis import Analysis
from biomarker_stats.methods.preclinical.between import Against, compare_arms, pairs_of, ratio_scale
from biomarker_stats.methods.preclinical.qpcr_wells import Efficiency, Wells, read_wells
from biomarker_stats.methods.preclinical.readings import check_confidence, control_among
from biomarker_stats.methods.preclinical.units import count_noted

Tubes = Literal["same", "separate"]

# A difference of ΔCt in cycles of doubling is minus the log2 fold change: the more cycles, the less there was.
_SCALE = ratio_scale("log2 scale", "fold change", "samples", base=2.0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class QuantitativePcr(Analysis):
    """Fold changes between arms; ``relative`` is each arm's expression relative to the control, spreads labelled."""

    relative: pd.DataFrame
    efficiency: Mapping[str, float]

    def lines(self) -> list[str]:
        """Return the efficiencies as a line."""
        return ["efficiency: " + ", ".join(f"{gene} {value:g}" for gene, value in self.efficiency.items())]


def qpcr(
    frame: pd.DataFrame,
    *,
    target: str,
    references: Sequence[str],
    sample: str = "sample",
    gene: str = "gene",
    ct: str = "ct",
    arm: str = "arm",
    arms: Sequence[Any] | None = None,
    control: Any = None,
    efficiency: Efficiency = 2.0,
    technical: str | None = None,
    source: str | None = None,
    tubes: Tubes = "same",
    against: Against = "all",
    confidence: float = 0.95,
    seed: int | None = None,
) -> QuantitativePcr:
    """Compare the expression of a target gene between arms: ΔCt tested, fold change and interval back-transformed.

    For each sample ΔCt = log2(E_target)·Ct_target − mean over reference genes of log2(E)·Ct, which is minus log2 of the
    target's quantity over the geometric mean of the references' (Pfaffl; Vandesompele). H0: ΔCt has the same
    distribution in both arms. Estimand: the fold change 2^−(difference of mean ΔCt). Wells of one sample and gene are
    technical replicates and averaged: n counts samples.

    Args:
        frame: one row a well.
        target: the gene in question.
        references: one or more reference genes.
        sample: the column that names the biological sample.
        gene: the column of genes.
        ct: the column of threshold cycles.
        arm: the column of arms.
        arms: the arms declared, in order; without it, those found.
        control: the arm that fold changes are relative to; without it, the first.
        efficiency: the amplification factor a cycle, 2 when every copy is doubled: one number, a mapping from gene to
            number (2 for genes not named), or the column that holds it.
        technical: the column that numbers technical replicates, to check that none was entered as a sample.
        source: the column of the animal or dish a sample was taken from; samples that share one are averaged, noted.
        tubes: ``"same"``: the SD of ΔCt is that of the samples' ΔCt; ``"separate"``: it is propagated from the SDs of
            the genes, as if their wells were unrelated (for the table ``relative`` only; tests use ΔCt of samples).
        against: ``"all"`` pairs of arms, or each arm against the ``"control"`` only.
        confidence: the level of intervals.
        seed: of Monte-Carlo permutations, where arms are too large to enumerate.

    Raises:
        UsageError: no such column, arm or gene.
        DataError: a sample in two arms, one without a reference gene, a technical replicate given as a sample, one
            sample an arm, an efficiency outside (1, 2.2], missing or malformed cells; every one is listed.

    References: Livak KJ, Schmittgen TD (2001), Methods 25:402-408; Pfaffl MW (2001), Nucleic Acids Res 29:e45;
    Vandesompele J et al. (2002), Genome Biol 3:research0034; Yuan JS et al. (2006), BMC Bioinformatics 7:85.

    >>> wells = pd.DataFrame({
    ...     "sample": [1, 1, 2, 2, 3, 3, 4, 4], "arm": ["control"] * 4 + ["treated"] * 4,
    ...     "gene": ["MYC", "GUSB"] * 4, "ct": [25, 20, 25.2, 20, 23, 20, 23.2, 20]})
    >>> round(qpcr(wells, target="MYC", references=["GUSB"]).results[0].estimate, 6)
    4.0
    """
    check_confidence(confidence)
    if tubes not in {"same", "separate"}:
        msg = f"tubes must be 'same' or 'separate', got {tubes!r}"
        raise UsageError(msg)
    columns = {"sample": sample, "gene": gene, "ct": ct, "arm": arm, "technical": technical, "source": source}
    wells = read_wells(frame, columns, target, [str(name) for name in references], arms=arms, efficiency=efficiency)
    reference = control_among(control, wells.arms)
    expression, arm_of = -wells.delta_ct, wells.samples["arm"].tolist()
    options = {"confidence": confidence, "seed": seed}
    comparisons = [
        compare_arms(expression, arm_of, pair, _SCALE, unit="sample", **options)
        for pair in pairs_of(wells.arms, reference, against)
    ]
    return QuantitativePcr(
        title=f"qPCR: {target} relative to {', '.join(wells.references)}, on ΔCt",
        unit=sample if source is None else source,
        comparisons=tuple(comparisons),
        units=wells.samples.assign(delta_ct=wells.delta_ct),
        arms=_arm_table(wells),
        notes=(*count_noted(wells.n_wells, wells.n_sample_genes, "well", "sample mean", "averaged"), *wells.notes),
        relative=_relative(wells, reference, tubes),
        efficiency=wells.efficiency,
    )


def _arm_table(wells: Wells) -> pd.DataFrame:
    """Return each arm's mean ΔCt with its SD and SE, both between samples."""
    table = []
    for name in wells.arms:
        here = wells.delta_ct[(wells.samples["arm"] == name).to_numpy()]
        sd = float(here.std(ddof=1))
        table.append(
            {
                "arm": name,
                "n": len(here),
                "mean_delta_ct": float(here.mean()),
                "sd_delta_ct": sd,
                "se_delta_ct": sd / len(here) ** 0.5,
            }
        )
    return pd.DataFrame(table)


def _relative(wells: Wells, control: str, tubes: Tubes) -> pd.DataFrame:
    """Return each arm's expression relative to the control with its band of one SD, as the field prints it.

    The band 2^−(ΔΔCt ± SD) is no confidence interval and shows only the spread within the arm; it holds for the control
    too. (The R package pcr prints the same band as ``lower`` and ``upper``.)
    """
    genes = [wells.weighted[name] for name in (wells.target, *wells.references)]
    arm_of = wells.samples["arm"].to_numpy()
    base = float(wells.delta_ct[arm_of == control].mean())
    table = []
    for name in wells.arms:
        here = arm_of == name
        delta = wells.delta_ct[here]
        sd = float(delta.std(ddof=1)) if tubes == "same" else _propagated([gene[here] for gene in genes])
        shift = float(delta.mean()) - base
        table.append(
            {
                "arm": name,
                "delta_ct": float(delta.mean()),
                "delta_delta_ct": shift,
                "relative_expression": 2.0**-shift,
                "sd_delta_ct": sd,
                "minus_1_sd": 2.0 ** -(shift + sd),
                "plus_1_sd": 2.0 ** -(shift - sd),
                "spread": f"SD between samples, wells in {tubes} tubes",
            }
        )
    return pd.DataFrame(table)


def _propagated(genes: list[FloatArray]) -> float:
    """Return the SD of ΔCt from those of target and references, taken as independent."""
    target, *references = (float(gene.var(ddof=1)) for gene in genes)
    return float(np.sqrt(target + sum(references) / len(references) ** 2))
