"""Changes are differences of the decimals as printed, so that equal changes tie."""

from pathlib import Path

import pandas as pd

import biomarker_stats as bs
from biomarker_stats.design.measure import measure
from biomarker_stats.study.scaffold import scaffold


def test_equal_changes_of_decimals_tie(tmp_path: Path) -> None:
    """72.9 to 58.9 and 59.7 to 45.7 both fall by 14.0; their binary differences are unequal."""
    assert 58.9 - 72.9 != 45.7 - 59.7
    (tmp_path / "t.csv").write_text("id,pre,post\na,72.9,58.9\nb,59.7,45.7\nc,0.3,0.1\nd,,\n")
    study = bs.load_study(scaffold(tmp_path / "s", tmp_path / "t.csv"))
    change = measure(study, endpoint="change_reading")["change"]
    assert change.tolist()[:3] == [-14.0, -14.0, -0.2]
    assert change.isna().tolist() == [False, False, False, True]


def test_differences_made_in_binary_are_the_differences_of_the_decimals() -> None:
    readings = pd.DataFrame(
        {
            "before": [72.9, 91.3, 59.8, 90.1, 60.9, 60.6, 67.7, 76.4, 68.6, 48.5, 56.0],
            "after": [58.9, 76.3, 40.7, 74.9, 44.9, 45.7, 71.5, 81.8, 75.2, 54.7, 61.1],
            "arm": ["a"] * 6 + ["b"] * 5,
        }
    )
    binary = bs.compare(readings.assign(outcome=readings["after"] - readings["before"]), method="permutation")
    clean = bs.compare(readings.assign(outcome=(readings["after"] - readings["before"]).round(1)), method="permutation")
    assert (
        binary.p_value == clean.p_value == 1 / 462
    )  # the arms are apart: 1 of the 462 ways, and its mirror has 5 of 11
    assert (binary.conf_low, binary.conf_high) == (clean.conf_low, clean.conf_high)
    assert binary.estimate == clean.estimate
    assert binary.notes == (
        *clean.notes,
        "readings of more than 15 significant digits, so computed: compared at 12 digits of the largest",
    )
