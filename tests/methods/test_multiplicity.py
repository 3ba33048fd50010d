"""bs.adjust: reference values, the statsmodels procedures, Results as input, and refusals."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from biomarker_stats.design.problem import Table
from biomarker_stats.errors import DataError, UnknownMethod, UsageError
from biomarker_stats.methods.fisher import fisher
from biomarker_stats.methods.multiplicity import PROCEDURES, adjust
from biomarker_stats.methods.options import Options

CASES_FILE = Path(__file__).resolve().parent.parent / "reference" / "exact.json"
CASES: dict[str, dict[str, Any]] = {
    case["id"]: case for case in json.loads(CASES_FILE.read_text(encoding="utf-8"))["cases"]
}


@pytest.mark.parametrize(("case", "method"), [("discreteMTP_DBH", "dbh"), ("discreteMTP_BHmidp", "bh-midp")])
def test_discrete_procedures_give_the_reference_values(case: str, method: str) -> None:
    """R discreteMTP::p.discrete.adjust on five Fisher p values (Heller & Gur 2011)."""
    data = CASES[case]["input"]
    found = adjust(data["p"], method=method, supports=data["supports"])
    assert found.adjusted == pytest.approx(CASES[case]["expected"], abs=CASES[case]["tolerance"])


def fisher_results() -> list[Any]:
    """The five tables of the reference case, whose rows hold each 2 × 2 table by columns."""
    tables = [[[row[0], row[2]], [row[1], row[3]]] for row in CASES["fisher_min_attainable"]["input"]["rows"]]
    return [fisher(Table(counts=np.array([table])), Options(two_sided="minlike")) for table in tables]


def test_fisher_gives_the_smallest_attainable_p() -> None:
    """R DiscreteTests::fisher_test_pv."""
    found = [result.p_min_attainable for result in fisher_results()]
    assert found == pytest.approx(CASES["fisher_min_attainable"]["expected"], abs=1e-10)


@pytest.mark.parametrize(("case", "method"), [("discreteMTP_DBH", "dbh"), ("discreteMTP_BHmidp", "bh-midp")])
def test_results_bring_their_own_supports(case: str, method: str) -> None:
    found = adjust(fisher_results(), method=method)
    assert found.p_values == pytest.approx(CASES[case]["input"]["p"], abs=1e-12)
    assert found.adjusted == pytest.approx(CASES[case]["expected"], abs=1e-10)


def test_holm_hochberg_and_benjamini_hochberg_by_hand() -> None:
    """p = .01, .04, .03, .045: Holm 4·.01, 3·.03, 2·.04 → .09, 1·.045 → .09; Hochberg and BH from the largest down."""
    p = [0.01, 0.04, 0.03, 0.045]
    assert adjust(p, method="holm").adjusted == pytest.approx([0.04, 0.09, 0.09, 0.09])
    assert adjust(p, method="hochberg").adjusted == pytest.approx([0.04, 0.045, 0.045, 0.045])
    assert adjust(p, method="bh").adjusted == pytest.approx([0.04, 0.045, 0.045, 0.045])


def test_tarone_by_hand() -> None:
    """Smallest attainable p values .001, .02 and .2: at .005 one test counts, at .03 two, at .3 all three."""
    supports = [[0.001, 0.005, 1], [0.02, 0.03, 1], [0.2, 0.3, 1]]
    assert adjust([0.005, 0.03, 0.3], method="tarone", supports=supports).adjusted == pytest.approx([0.005, 0.06, 0.9])
    down = adjust([0.005, 0.03, 0.3], method="tarone-holm", supports=supports)
    assert down.adjusted == pytest.approx([0.005, 0.03, 0.3])


def test_names_come_from_a_mapping_and_the_frame_has_one_row_each() -> None:
    found = adjust({"Ki-67": 0.02, "p-ERK": 0.01})
    frame = found.to_frame()
    assert list(frame.columns) == ["hypothesis", "p_value", "p_adjusted", "method"]
    assert frame["hypothesis"].tolist() == ["Ki-67", "p-ERK"]
    assert frame["p_adjusted"].tolist() == pytest.approx([0.02, 0.02])
    assert found.to_dict()["names"] == ["Ki-67", "p-ERK"]
    assert "p-ERK  p = 0.01  adjusted p = 0.02" in found.summary()


def test_supports_that_are_not_used_are_named() -> None:
    assert "does not use" in adjust([0.02], method="holm", supports=[[0.02, 1]]).notes[0]


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.name)
def test_every_procedure_handles_one_hypothesis_and_certainties(procedure: Any) -> None:
    supports = [[0.25, 1.0]] if procedure.discrete else None
    assert adjust([0.25], method=procedure.name, supports=supports).adjusted[0] <= 0.25
    supports = [[1.0]] * 3 if procedure.discrete else None
    expected = (0.5,) * 3 if procedure.name == "bh-midp" else (1.0,) * 3
    assert adjust([1.0, 1.0, 1.0], method=procedure.name, supports=supports).adjusted == expected


def test_refusals_name_the_remedy() -> None:
    with pytest.raises(UnknownMethod, match="did you mean 'tarone-holm'"):
        adjust([0.1], method="tarone_holm")
    with pytest.raises(UsageError, match="give supports="):
        adjust([0.1], method="dbh")
    with pytest.raises(UsageError, match="each of the 2 tests, got 1"):
        adjust([0.1, 0.2], method="dbh", supports=[[0.1, 1]])
    with pytest.raises(DataError, match="is no p value") as refused:
        adjust([0.1, 1.5, float("nan")])
    assert len(refused.value.violations) == 2
    with pytest.raises(DataError, match="no p values were given"):
        adjust([])
    with pytest.raises(DataError, match=r"'0.1' is not among .* \(the nearest is 0.25\)"):
        adjust([0.1], method="tarone", supports=[[0.25, 1]])
    with pytest.raises(DataError, match="do not lie between 0 and 1"):
        adjust([0.1], method="tarone", supports=[[0.0, 0.1, 2]])


@pytest.mark.parametrize("p_values", [0.01, None, "abc", {0.1}, np.array([[0.1, 0.2]]), pd.DataFrame({"p": [0.1]})])
def test_what_is_no_list_is_refused(p_values: Any) -> None:
    with pytest.raises(UsageError, match="give a list of p values, a mapping or Series from name to p"):
        adjust(p_values)


@pytest.mark.parametrize("value", [pd.NA, None, [0.1], 1j, "0.1", float("nan"), Decimal("nan"), 10**400])
def test_what_is_no_p_value_is_refused_by_its_name(value: Any) -> None:
    with pytest.raises(DataError, match=r"\(hypothesis 2\): .* is no p value"):
        adjust([0.1, value])


def test_a_gap_in_a_nullable_series_is_refused_by_its_name() -> None:
    with pytest.raises(DataError, match=r"\(HER2\): '<NA>' is no p value"):
        adjust(pd.Series([0.01, None], index=["Ki-67", "HER2"], dtype="Float64"))


@pytest.mark.parametrize(("supports", "error"), [(5, "of the 2 tests, got 5"), ([["a"], [1]], "do not lie between")])
def test_supports_that_are_no_numbers_are_refused(supports: Any, error: str) -> None:
    with pytest.raises((UsageError, DataError), match=error):
        adjust([0.1, 0.2], method="tarone", supports=supports)
