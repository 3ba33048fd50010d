"""From a screen to gene-set tests, against lists and changes made by hand."""

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.errors import DataError, UsageError
from biomarker_stats.pathways import over_representation, paired_changes, set_sign_flips

GENES = ("MAPK1", "MAPK3", "TP53", "AKT1", "MYC", "JUN")
SETS = {"ERK": ["MAPK1", "MAPK3", "DUSP1"], "other": ["TP53", "JUN"]}
BEFORE, AFTER = ([f"{gene}_{when}" for gene in GENES] for when in ("pre", "post"))
CHANGES = pd.DataFrame(  # SIMULATED
    [
        [1.1, 1.3, 1.2, 2.1, 1.7, 1.9, 1.6],  # up in all seven: p 2/128
        [1.0, 1.5, 1.2, 0.9, 1.75, 1.3, 1.8],  # likewise
        [0.2, -0.3, 0.1, -0.25, 0.4, -0.15, 0.6],
        [-1.0, -0.9, -0.5, -0.1, -0.2, -0.7, -0.4],  # down in all seven
        [1.0, -2.0, 0.0, -1.0, 3.0, 1.0, 2.0],
        [np.nan] * 7,
    ],
    index=list(GENES),
    columns=list("abcdefg"),
)


def panel() -> pd.DataFrame:
    first = pd.DataFrame(10.0, index=CHANGES.columns, columns=BEFORE)
    second = (10.0 + CHANGES.T).set_axis(AFTER, axis="columns")
    return pd.concat([first, second], axis="columns").rename_axis("patient").reset_index()


SCREEN = bs.screen(panel(), before=BEFORE, after=AFTER, unit="patient")


def test_hits_are_told_by_the_adjusted_p_among_the_markers_tested() -> None:
    found = over_representation(SETS, screen=SCREEN)
    by_hand = over_representation(SETS, hits=["MAPK1", "MAPK3", "AKT1"], measured=list(GENES[:5]))  # JUN has no reading
    assert found.tests == by_hand.tests
    # three hits of five: both genes of the set are among them in 3 of the 10 draws
    assert found.tests[0].p_value == pytest.approx(3 / 10)
    assert any("could not test, so not measured here: JUN" in note for note in found.notes)
    assert any("p_maxt of at most 0.05" in note for note in found.notes)


def test_the_table_of_a_screen_does_as_well_and_the_adjustment_can_be_chosen() -> None:
    assert over_representation(SETS, screen=SCREEN.to_frame()) == over_representation(SETS, screen=SCREEN)
    # all three have p 2/128, the smallest of seven pairs; MYC, with six changes, reaches no less than 2/64,
    # so Tarone counts 4 hypotheses at that level: 4 · 2/128 = 0.0625
    assert over_representation(SETS, screen=SCREEN, by="p_tarone").tests[0].hits == ()
    assert over_representation(SETS, screen=SCREEN, by="p_tarone", level=0.0625).tests[0].hits == ("MAPK1", "MAPK3")
    none = over_representation(SETS, screen=SCREEN, level=0.001)
    assert [test.p_value for test in none.tests] == [1.0, 1.0]
    assert any("no set can hold a hit" in note for note in none.notes)


def test_changes_are_those_of_the_table_and_of_a_screen_that_holds_them_all() -> None:
    changes = paired_changes(panel(), before=BEFORE, after=AFTER, unit="patient")
    pd.testing.assert_frame_equal(changes, CHANGES)
    expected = set_sign_flips(CHANGES, sets=SETS, direction="up")
    assert set_sign_flips(changes, sets=SETS, direction="up") == expected
    assert set_sign_flips(SCREEN, sets=SETS, direction="up").tests == expected.tests
    assert expected.tests[0].p_value == 1 / 128  # every sign as it is, of 2^7 patterns
    rows = pd.concat([CHANGES * 0, CHANGES], axis="columns")
    rows.columns = pd.Index([f"{unit}_{when}" for when in ("pre", "post") for unit in CHANGES.columns])
    taken = paired_changes(
        rows.rename_axis("gene").reset_index(),
        before=list(rows.columns[:7]),
        after=list(rows.columns[7:]),
        marker="gene",
    )
    pd.testing.assert_frame_equal(taken, CHANGES)


def test_a_screen_of_arms_or_of_the_strongest_alone_holds_no_changes() -> None:
    wide = pd.DataFrame(np.random.default_rng(2).normal(size=(6, 100))).rename(columns=str)  # SIMULATED
    names = list(wide.columns)
    many = bs.screen(wide, before=names[:50], after=names[50:], intervals=False)
    with pytest.raises(UsageError, match="changes of 40 markers of 50, and a test of the strongest alone"):
        set_sign_flips(many, sets=SETS)
    arms = bs.screen(wide.assign(arm=list("xxxyyy")), outcomes=names[:3], arm="arm", intervals=False)
    with pytest.raises(UsageError, match="compares two arms"):
        set_sign_flips(arms, sets=SETS)


def test_what_is_no_screen_is_refused() -> None:
    table = SCREEN.to_frame()
    for options, message in [
        ({"screen": SCREEN, "hits": ["MAPK1"]}, "a screen in place of both"),
        ({"hits": ["MAPK1"]}, "give the hits and the measured genes"),
        ({"screen": SCREEN, "by": "p_value"}, "must be one of p_maxt, p_tarone, q_discrete, got 'p_value'"),
        ({"screen": SCREEN, "level": 1}, "above 0 and below 1, got 1"),
        ({"screen": "screened.csv"}, "its table, got str"),
        ({"screen": panel()}, "has no marker, p_value, p_maxt"),
        ({"screen": table.assign(p_maxt=np.nan)}, "was not adjusted by p_maxt"),
    ]:
        with pytest.raises(UsageError, match=message):
            over_representation(SETS, **options)  # type: ignore[arg-type]
    spoiled = table.assign(p_maxt=table["p_maxt"].astype(object))
    spoiled.loc[1, "p_maxt"] = "<0.05"
    with pytest.raises(DataError, match=r"row 2 \(MAPK3\), column p_maxt: '<0.05' is no p value"):
        over_representation(SETS, screen=spoiled)


def test_a_bad_panel_is_named_by_its_cells() -> None:
    text = panel().astype(object)
    text.loc[3, "TP53_post"] = "<LOD"
    with pytest.raises(DataError) as refused:
        paired_changes(text.astype(str).replace("nan", None), before=BEFORE, after=AFTER, unit="patient")
    assert str(refused.value) == (
        "row 4 (d), column TP53_post: '<LOD' is no finite number — mend or empty the cell"
    )  # and none of the healthy cells
    twice = panel().assign(patient=["a", "a", None, "d", "e", "f", "g"])
    with pytest.raises(DataError) as refused:
        paired_changes(twice, before=BEFORE, after=AFTER, unit="patient")
    assert [(v.row, v.value) for v in refused.value.violations] == [(3, None), (1, "a"), (2, "a")]
    with pytest.raises(UsageError, match="as many columns before as after, at least one; got 6 and 1"):
        paired_changes(panel(), before=BEFORE, after=AFTER[:1])
    with pytest.raises(UsageError, match=r"has no column 'TP35_pre'.*did you mean 'TP53_pre'"):
        paired_changes(panel(), before=["TP35_pre"], after=["TP53_post"])
    with pytest.raises(UsageError, match="not both"):
        paired_changes(panel(), before=BEFORE, after=AFTER, unit="patient", marker="patient")
