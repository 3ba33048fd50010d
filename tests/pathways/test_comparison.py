"""An edited graph: what it changes is said, and no explanation outlives the prediction it explains."""

from biomarker_stats.pathways.comparison import agreement, with_sign_turned
from biomarker_stats.pathways.feedback import load_feedback

MODEL = load_feedback()
TURNED = agreement(
    with_sign_turned(MODEL, next(edge for edge in MODEL.graph.edges if edge.name == "S6K ⊣ IRS1"))
)  # mTORC1 now raises ERK, so that rapamycin lowers it


def test_each_row_says_what_was_expected_and_what_was_found() -> None:
    rows = TURNED.to_frame().set_index("id")
    assert rows.loc["f3-erk", "changed"] == "expected agrees, found disagrees (down)"
    assert rows.loc["f6b-rapamycin-brdu", "changed"] == "expected ambiguous, found agrees (down)"
    assert rows.loc["f3-s6", "changed"] == ""
    assert TURNED.changed == tuple(rows.index[~rows["as_expected"]])
    assert not TURNED


def test_a_disagreement_of_another_kind_has_changed_too() -> None:
    row = next(row for row in TURNED.rows if row.claim.id == "f2-daily-erk")
    assert (row.claim.reported, row.predicted, row.outcome) == ("unchanged", "down", "disagrees")
    assert row.changed == "expected disagrees (up), found disagrees (down)"
    assert row.explanation == ""  # it says that the model raises ERK


def test_explanations_stand_where_nothing_has_changed_and_only_there() -> None:
    entered = {claim.id: claim.explanation for claim in MODEL.directions}
    for row in (*TURNED.rows, *agreement(MODEL).rows):
        assert row.explanation == ("" if row.changed else entered[row.claim.id])
    assert agreement(MODEL).changed == ()
