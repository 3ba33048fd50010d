"""From qPCR wells to one ΔCt a sample: checks, technical replicates, efficiencies."""

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log2
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.design.scores import FloatArray
from biomarker_stats.errors import UsageError, shorten
from biomarker_stats.methods.preclinical.readings import Readings
from biomarker_stats.terms import nearest
from biomarker_stats.wording import count

Efficiency = float | Mapping[str, float] | str

_HIGHEST_EFFICIENCY = 2.2
_MOST_CYCLES = 100


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Wells:
    """Samples with their ΔCt. ``weighted`` holds log2(E)·Ct of each gene, technical replicates averaged."""

    target: str
    references: tuple[str, ...]
    arms: list[str]
    samples: pd.DataFrame
    weighted: Mapping[str, FloatArray]
    efficiency: Mapping[str, float]
    n_wells: int
    n_sample_genes: int
    notes: tuple[str, ...]

    @property
    def delta_ct(self) -> FloatArray:
        """Weighted Ct of the target minus the mean of the references', one a sample."""
        mean: FloatArray = np.mean([self.weighted[name] for name in self.references], axis=0)
        return self.weighted[self.target] - mean


def read_wells(
    frame: pd.DataFrame,
    columns: Mapping[str, str | None],
    target: str,
    references: Sequence[str],
    *,
    arms: Sequence[Any] | None,
    efficiency: Efficiency,
) -> Wells:
    """Return the wells of ``target`` and ``references`` as one row a sample.

    Raises:
        UsageError: no such column or gene, or the target is its own reference.
        DataError: see ``qpcr``.
    """
    if not references or target in references or len(set(references)) < len(references):
        msg = (
            f"references must name at least one gene, each once and none the target {target!r}, got {list(references)}"
        )
        raise UsageError(msg)
    wanted = [target, *references]
    readings = Readings(frame, [*columns.values(), efficiency if isinstance(efficiency, str) else None])
    named, declared = readings.arms(str(columns["arm"]), arms)
    table = _table(readings, columns, named)
    _genes_are_there(table["gene"], wanted)
    factor = _efficiencies(readings, table, efficiency, wanted)
    used = table[table["gene"].isin(wanted)]
    _check_samples(readings, table, columns)
    _check_genes(readings, used, columns, wanted)
    readings.stop()
    return _averaged(used, target, tuple(references), declared, factor)


def _table(readings: Readings, columns: Mapping[str, str | None], arms: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "sample": readings.labels(str(columns["sample"])),
            "gene": readings.labels(str(columns["gene"])),
            "arm": arms,
            "ct": readings.numbers(
                str(columns["ct"]),
                wrong=lambda v: not 0 < v < _MOST_CYCLES,
                message="is no threshold cycle",
                remedy="give a number of cycles above 0; leave out wells that never crossed the threshold, and say so",
            ),
        }
    )
    for name in ("technical", "source"):
        column = columns[name]
        if column is not None:
            table[name] = readings.labels(column)
    return table


def _genes_are_there(found: "pd.Series[str]", wanted: Sequence[str]) -> None:
    known = [str(name) for name in found.unique()]
    absent = [name for name in wanted if name not in known]
    if absent:
        raise UsageError("\n".join(f"no well holds gene {name!r}{nearest(name, known)}" for name in absent))


def _efficiencies(
    readings: Readings, table: pd.DataFrame, efficiency: Efficiency, wanted: Sequence[str]
) -> dict[str, float]:
    """Return the amplification factor of each gene wanted."""
    remedy = "give the factor a cycle, 2 for 100% (a slope s of the standard curve is 10^(−1/s))"
    message = f"is no amplification factor, above 1 and at most {_HIGHEST_EFFICIENCY}"
    if isinstance(efficiency, str):
        column = readings.numbers(efficiency, wrong=_no_efficiency, message=message, remedy=remedy)
        found: dict[str, float] = {}
        for row, (name, value) in enumerate(zip(table["gene"], column.tolist(), strict=True)):
            if name in wanted and not np.isnan(value) and found.setdefault(name, value) != value:
                other = f"differs from {found[name]:g} of the same gene {name!r} above"
                readings.add(other, "give one factor a gene", row=row, column=efficiency, value=value)
        return {name: found.get(name, 2.0) for name in wanted}
    if isinstance(efficiency, Mapping):
        unknown = [str(name) for name in efficiency if str(name) not in wanted]
        if unknown:
            msg = f"efficiency names {unknown[0]!r}, neither target nor reference{nearest(unknown[0], wanted)}"
            raise UsageError(msg)
    factors = _factors(efficiency if isinstance(efficiency, Mapping) else dict.fromkeys(wanted, efficiency), wanted)
    for name, value in factors.items():
        if _no_efficiency(value):
            readings.add(message, remedy, label=f"efficiency of {name}", value=f"{value:g}")
    return factors


def _factors(given: Mapping[str, Any], wanted: Sequence[str]) -> dict[str, float]:
    factors: dict[str, float] = {}
    for name in wanted:
        factor = given.get(name, 2.0)
        if not isinstance(factor, numbers.Real | Decimal):
            msg = (
                "efficiency must be a factor a cycle, a column, or a mapping from gene to factor, "
                f"got {shorten(repr(factor))} for {name!r}"
            )
            raise UsageError(msg)
        factors[name] = float(factor)
    return factors


def _no_efficiency(value: float) -> bool:
    return not 1 < value <= _HIGHEST_EFFICIENCY


def _check_samples(readings: Readings, table: pd.DataFrame, columns: Mapping[str, str | None]) -> None:
    """Record samples, and sources, in two arms."""
    arms = table["arm"].tolist()
    remedy = "correct the arm, or name the samples apart"
    readings.one_arm_each(table["sample"].tolist(), arms, str(columns["sample"]), remedy)
    if "source" in table:
        remedy = "samples of one source are technical replicates: put them in one arm"
        readings.one_arm_each(table["source"].tolist(), arms, str(columns["source"]), remedy)


def _check_genes(
    readings: Readings, used: pd.DataFrame, columns: Mapping[str, str | None], wanted: Sequence[str]
) -> None:
    """Record samples without a gene, technical replicates entered as samples, and arms with one unit."""
    for name, wells in used.groupby("sample", sort=False):
        absent = set(wanted) - set(wells["gene"])
        for gene in [g for g in wanted if g in absent]:
            fix = "leave the sample out, or add its wells"
            row, column = int(wells.index[0]), str(columns["sample"])
            readings.add(f"has no well of gene {gene!r}", fix, row=row, column=column, value=name)
    if "technical" in used:
        _technical_given_as_biological(readings, used, str(columns["technical"]))
    unit = "source" if "source" in used else "sample"
    counted = {str(arm): int(k) for arm, k in used.groupby("arm", sort=False)[unit].nunique().items()}
    readings.enough_units(counted, unit, str(columns["arm"]))


def _technical_given_as_biological(readings: Readings, used: pd.DataFrame, technical: str) -> None:
    """Record wells whose replicate number differs although every sample has one well a gene."""
    for row in used.index[used.duplicated(["sample", "gene", "technical"])]:
        message, remedy = "is used twice for one sample and gene", "number the replicates apart"
        readings.add(message, remedy, row=int(row), column=technical, value=used.loc[row, "technical"])
    if used.duplicated(["sample", "gene"]).any():
        return
    for row in used.index[used["technical"] != used["technical"].iloc[0]]:
        message = f"is a technical replicate, but its sample {used.loc[row, 'sample']!r} has no other well"
        remedy = "give the wells of one biological sample one name: they will be averaged, and n counts samples"
        readings.add(message, remedy, row=int(row), column=technical, value=used.loc[row, "technical"])


def _averaged(
    used: pd.DataFrame, target: str, references: tuple[str, ...], arms: list[str], efficiency: dict[str, float]
) -> Wells:
    means = used.groupby(["sample", "gene"], sort=False)["ct"].mean().unstack("gene")
    samples = used.drop_duplicates("sample").set_index("sample").loc[means.index]
    sizes = used.groupby(["sample", "gene"], sort=False).size()
    least, most = int(sizes.min()), int(sizes.max())
    uneven = f"a gene of a sample has {least} to {most} wells; each mean counts once, whatever its number of wells"
    notes: tuple[str, ...] = (uneven,) if least < most else ()
    if "source" in used:
        shared = samples["source"].duplicated(keep=False)
        if shared.any():
            rows = ", ".join(str(int(used.index[used["sample"] == name][0]) + 1) for name in samples.index[shared])
            units = count(samples["source"].nunique(), "biological unit")
            notes += (
                f"{count(len(samples), 'sample')} averaged to {units}: those that begin in rows {rows} share one",
            )
        means = means.groupby(samples["source"], sort=False).mean()
        samples = samples.drop_duplicates("source").set_index("source").loc[means.index]
    table = pd.DataFrame({"unit": [str(name) for name in means.index], "arm": samples["arm"].to_numpy()})
    for name in (target, *references):
        table[f"ct_{name}"] = means[name].to_numpy(np.float64)
    weighted = {name: log2(efficiency[name]) * means[name].to_numpy(np.float64) for name in (target, *references)}
    return Wells(
        target=target,
        references=references,
        arms=arms,
        samples=table,
        weighted=weighted,
        efficiency=efficiency,
        n_wells=len(used),
        n_sample_genes=int(used.groupby(["sample", "gene"]).ngroups),
        notes=notes,
    )
