"""qPCR against the R package pcr 1.2.2 (tests/reference/pcr.json), arithmetic by hand, and what is refused."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.errors import DataError, UsageError

REFERENCE = json.loads((Path(__file__).parents[2] / "reference" / "pcr.json").read_text(encoding="utf-8"))


def wells(case: str, target: str, reference: str) -> pd.DataFrame:
    data = REFERENCE[case]
    n = len(data["groups"])
    parts = [
        pd.DataFrame({"sample": range(n), "arm": data["groups"], "gene": gene, "ct": data[gene]})
        for gene in (target, reference)
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize(
    ("case", "key", "tubes"),
    [("ct1", "ct1_ddct_separate_tube", "separate"), ("ct2", "ct2_ddct_same_tube", "same")],
)
def test_relative_expression_and_its_sd_are_those_of_pcr(case: str, key: str, tubes: str) -> None:
    found = bs.qpcr(wells(case, "c_myc", "GAPDH"), target="c_myc", references=["GAPDH"], control="brain", tubes=tubes)
    for row, expected in zip(found.relative.to_dict("records"), REFERENCE[key], strict=True):
        names = ("delta_ct", "delta_delta_ct", "relative_expression", "sd_delta_ct", "minus_1_sd", "plus_1_sd")
        theirs = ("normalized", "calibrated", "relative_expression", "error", "lower", "upper")
        assert [row[name] for name in names] == pytest.approx([expected[name] for name in theirs], abs=1e-12)
        assert row["arm"] == expected["group"]
        assert row["spread"].startswith("SD ")


def test_tests_of_delta_ct_are_those_of_pcr() -> None:
    found = bs.qpcr(wells("ct4", "target", "ref"), target="target", references=["ref"], control="control")
    (comparison,) = found.comparisons
    for method, key in (("welch-t", "ct4_t"), ("rank-sum", "ct4_wilcox")):
        expected, result = REFERENCE[key][0], comparison.by_method(method)
        assert result.p_value == pytest.approx(expected["p_value"], rel=1e-9)
        # pcr prints treatment − control in ΔCt; a fold change is 2 to the power of minus that
        ours = [result.estimate, result.conf_high, result.conf_low]
        theirs = [expected["estimate"], expected["lower"], expected["upper"]]
        assert [-math.log2(value) for value in ours] == pytest.approx(theirs, abs=1e-9)
        assert "back-transformed" in result.conf_method


def test_the_linear_model_of_pcr_is_pairwise_student() -> None:
    units = bs.qpcr(wells("ct4", "target", "ref"), target="target", references=["ref"], control="control").units
    result = bs.pairwise(units, outcome="delta_ct", arm="arm", unit="unit", arms=["control", "treatment"]).results[0]
    expected = REFERENCE["ct4_lm"][0]
    assert (result.estimate, result.p_value) == pytest.approx((expected["estimate"], expected["p_value"]), rel=1e-9)
    assert (result.conf_low, result.conf_high) == pytest.approx((expected["lower"], expected["upper"]), rel=1e-9)


SMALL = pd.DataFrame(
    [
        (sample, arm, gene, replicate, base + 0.1 * replicate)
        for sample, arm, shift in (("s1", "c", 0.0), ("s2", "c", 0.3), ("s3", "t", -2.0), ("s4", "t", -2.2))
        for gene, base in (("T", 25 + shift), ("R1", 20.0), ("R2", 22.0))
        for replicate in (1, 2, 3)
    ],
    columns=["sample", "arm", "gene", "technical", "ct"],
)


def test_several_reference_genes_and_efficiencies_by_hand() -> None:
    # Pfaffl (2001): quantity = E^−Ct; the references enter by their geometric mean (Vandesompele and others, 2002)
    factors = {"T": 1.9, "R1": 2.0, "R2": 1.8}
    found = bs.qpcr(SMALL, target="T", references=["R1", "R2"], efficiency=factors)
    mean = SMALL.groupby(["sample", "gene"])["ct"].mean()
    quantity = {key: factors[key[1]] ** -ct for key, ct in mean.items()}
    relative = [quantity[s, "T"] / math.sqrt(quantity[s, "R1"] * quantity[s, "R2"]) for s in ("s1", "s2", "s3", "s4")]
    fold = math.sqrt(relative[2] * relative[3]) / math.sqrt(relative[0] * relative[1])
    assert found.results[0].estimate == pytest.approx(fold, rel=1e-9)
    assert found.results[0].n == {"t": 2, "c": 2}
    assert found.notes[0] == "36 wells averaged to 12 sample means"
    assert not any("a gene of a sample has" in note for note in found.notes)
    fewer = bs.qpcr(SMALL.iloc[1:], target="T", references=["R1", "R2"], efficiency=factors).notes
    uneven = "a gene of a sample has 2 to 3 wells; each mean counts once, whatever its number of wells"
    assert fewer[:2] == ("35 wells averaged to 12 sample means", uneven)
    assert found.efficiency == factors
    with_column = SMALL.assign(e=SMALL["gene"].map(factors))
    again = bs.qpcr(with_column, target="T", references=["R1", "R2"], efficiency="e")
    assert again.results[0].estimate == pytest.approx(fold, rel=1e-9)


def test_samples_of_one_animal_are_averaged_and_the_rows_named() -> None:
    frame = SMALL.assign(mouse=SMALL["sample"].map({"s1": "m1", "s2": "m2", "s3": "m3", "s4": "m4"}))
    extra = frame[frame["sample"] == "s4"].assign(sample="s5", ct=lambda t: t["ct"] + 1)
    found = bs.qpcr(pd.concat([frame, extra]), target="T", references=["R1"], source="mouse")
    assert found.results[0].n == {"t": 2, "c": 2}
    assert "5 samples averaged to 4 biological units: those that begin in rows 28, 37 share one" in found.notes


def test_a_technical_replicate_given_as_a_sample_is_named() -> None:
    frame = SMALL.assign(sample=SMALL["sample"] + "." + SMALL["technical"].astype(str))
    with pytest.raises(DataError) as error:
        bs.qpcr(frame, target="T", references=["R1", "R2"], technical="technical")
    assert len(error.value.violations) == 24
    first = error.value.violations[0]
    assert (first.row, first.column, first.value) == (2, "technical", "2")
    assert "technical replicate" in first.message
    assert "n counts samples" in first.remedy


def test_every_fault_at_once() -> None:
    frame = SMALL.copy()
    frame["ct"] = frame["ct"].astype(object)
    frame.loc[0, "ct"] = "Undetermined"
    frame.loc[1, "ct"] = -3.0
    frame.loc[9, "arm"] = "t"  # s2 was in arm c
    frame = frame.drop(index=frame.index[(frame["sample"] == "s4") & (frame["gene"] == "R2")]).reset_index(drop=True)
    with pytest.raises(DataError) as error:
        bs.qpcr(frame, target="T", references=["R1", "R2"], efficiency={"T": 95})
    said = [str(violation) for violation in error.value.violations]
    assert any("row 1, column ct: 'Undetermined' is not a number" in line for line in said)
    assert any("row 2, column ct: '-3' is no threshold cycle" in line for line in said)
    assert any("column sample: 's2' is in arm 'c' here and in arm 't' above" in line for line in said)
    assert any("'s4' has no well of gene 'R2'" in line for line in said)
    assert any("(efficiency of T): '95' is no amplification factor" in line for line in said)
    assert len(said) == 5


def test_one_sample_an_arm_and_unknown_genes() -> None:
    with pytest.raises(DataError, match="'t' has 1 sample"):
        bs.qpcr(SMALL[SMALL["sample"] != "s4"], target="T", references=["R1"])
    with pytest.raises(UsageError, match="no well holds gene 'R3'"):
        bs.qpcr(SMALL, target="T", references=["R3"])
    with pytest.raises(UsageError, match="none the target"):
        bs.qpcr(SMALL, target="T", references=["T"])
    with pytest.raises(UsageError, match="no column 'Ct'"):
        bs.qpcr(SMALL, target="T", references=["R1"], ct="Ct")


def test_plates_and_row_order_do_not_matter() -> None:
    shuffled = SMALL.sample(frac=1, random_state=np.random.RandomState(3))
    first = bs.qpcr(SMALL, target="T", references=["R1"], arms=["c", "t"]).results[0]
    again = bs.qpcr(shuffled, target="T", references=["R1"], arms=["c", "t"]).results[0]
    assert again.p_value == pytest.approx(first.p_value, rel=1e-9)


@pytest.mark.parametrize("efficiency", [None, [2], {"G": "a"}, {"G": None}, {"R": [1.9]}])
def test_an_efficiency_that_is_no_number_is_refused(efficiency: object) -> None:
    wells = pd.DataFrame({"sample": list("aabbccdd"), "gene": ["G", "R"] * 4, "arm": list("xxxxyyyy"), "ct": 20.0})
    with pytest.raises(UsageError, match="efficiency must be a factor a cycle, a column, or a mapping"):
        bs.qpcr(wells, target="G", references=["R"], efficiency=efficiency)  # type: ignore[arg-type]
