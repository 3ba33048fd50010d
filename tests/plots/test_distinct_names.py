"""Names that are cut stay within their room and different from each other."""

from hypothesis import given
from hypothesis import strategies as st

from biomarker_stats.plots.distinct_names import apart
from biomarker_stats.plots.lettering import width_mm
from biomarker_stats.plots.style import SMALL


def test_names_that_fit_stay_whole_and_others_keep_both_ends() -> None:
    assert apart(["S6", "AKT"], 19.0, SMALL) == ("S6", "AKT")
    (name,) = apart(["phosphorylated kinase T202"], 19.0, SMALL)
    assert name.startswith("pho")
    assert name.endswith("T202")


def test_names_that_differ_in_their_middle_or_at_their_start_alone() -> None:
    for names in (
        [f"kinase of the {part} chain, phosphorylated" for part in ("first", "second", "third")],
        [f"{k}{'x' * 60}" for k in range(5)],
        ["x" * 30 + str(k) + "y" * 30 for k in range(9)],
    ):
        found = apart(names, 12.0, SMALL)
        assert len(set(found)) == len(names), found
        assert all(width_mm(text, SMALL) <= 12.0 for text in found)


def test_a_name_given_twice_is_one_name() -> None:
    assert len(set(apart(["x" * 50] * 3, 12.0, SMALL))) == 1


@given(
    st.lists(
        st.text("ab_ 12", min_size=1, max_size=40), min_size=1, max_size=12, unique_by=lambda t: " ".join(t.split())
    )
)
def test_any_different_names_stay_different_and_within_their_room(names: list[str]) -> None:
    found = apart(names, 14.0, SMALL)
    assert len(set(found)) == len(names)
    assert all(width_mm(text, SMALL) <= 14.0 for text in found)
