"""Confounding by design, on tables small enough to read the answer off."""

import pandas as pd

from biomarker_stats.design.confounding import confounding

# Table 1 of Carracedo et al. 2008, J Clin Invest 118:3065: patients A–D weekly, E–J daily.
TABLE_1 = pd.DataFrame(
    {
        "patient": list("ABCDEFGHIJ"),
        "tumour": ["Breast"] * 8 + ["Melanoma", "Colon"],
        "location": ["Skin"] * 8 + ["Lymph node", "Liver"],
        "dose": [50, 70, 70, 50, 5, 5, 5, 5, 10, 10],
        "schedule": ["Weekly"] * 4 + ["Daily"] * 6,
    }
)


def test_schedule_and_dose_of_the_ten_patients_are_completely_confounded() -> None:
    dose = confounding(TABLE_1, arm="schedule", columns=["dose"])[0]
    assert dose.complete
    assert dict(dose.by_arm) == {"Weekly": (50, 70), "Daily": (5, 10)}


def test_both_tumours_other_than_breast_are_daily() -> None:
    tumour, location = confounding(TABLE_1, arm="schedule", columns=["tumour", "location"])
    assert not tumour.complete
    assert tumour.only_in == (("Melanoma", "Daily"), ("Colon", "Daily"))
    assert location.only_in == (("Lymph node", "Daily"), ("Liver", "Daily"))


def test_an_identifier_is_no_confounder() -> None:
    assert confounding(TABLE_1, arm="schedule", columns=["patient"]) == ()


def test_the_arm_itself_is_passed_over() -> None:
    assert confounding(TABLE_1, arm="schedule", columns=["schedule"]) == ()


def test_overlapping_measurements_are_not_confounded_though_no_value_is_shared() -> None:
    frame = pd.DataFrame({"arm": ["a", "a", "b", "b"], "age": [41.2, 63.9, 50.1, 70.3]})
    assert confounding(frame, arm="arm", columns=["age"]) == ()


def test_interleaved_doses_that_no_two_arms_share_are_confounded() -> None:
    frame = pd.DataFrame({"arm": ["a"] * 4 + ["b"] * 4, "dose": [5, 5, 50, 50, 10, 10, 10, 10]})
    assert confounding(frame, arm="arm", columns=["dose"])[0].complete


def test_three_arms_are_confounded_only_when_every_pair_is() -> None:
    frame = pd.DataFrame({"arm": ["a", "a", "b", "b", "c", "c"], "dose": [1, 1, 2, 2, 2, 3]})
    assert confounding(frame, arm="arm", columns=["dose"]) == ()


def test_empty_cells_are_left_out_and_one_arm_has_no_confounders() -> None:
    frame = pd.DataFrame({"arm": ["a", "a", None], "site": ["x", "x", "y"]})
    assert confounding(frame, arm="arm", columns=["site"]) == ()


def test_a_category_that_differs_wholly_between_arms_is_complete() -> None:
    frame = pd.DataFrame({"arm": ["a", "a", "b", "b"], "site": ["x", "x", "y", "y"]})
    found = confounding(frame, arm="arm", columns=["site"])[0]
    assert found.complete
    assert found.only_in == ()
