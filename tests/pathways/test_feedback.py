"""The feedback model of Figure 8 against the article's words, and its rule against solved linear systems."""

import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from biomarker_stats.errors import DataError, ExactTooLarge, UsageError
from biomarker_stats.pathways.bundled import dataset_folder
from biomarker_stats.pathways.comparison import agreement, edge_tests, with_sign_turned
from biomarker_stats.pathways.feedback import Feedback, load_feedback
from biomarker_stats.pathways.feedback_spec import Direction, Edge
from biomarker_stats.pathways.signed_graph import propagate

MODEL = load_feedback()
UNTESTED = {"AKT ⊣ TSC2"}

# Read off the article by eye (Results and the legend of Figure 8), apart from the data files.
BY_EYE = [
    (["rapamycin"], [], "ERK", "up"),
    (["rapamycin"], [], "S6", "down"),
    (["rapamycin"], [], "AKT", "up"),
    (["rapamycin", "UO126"], ["rapamycin"], "ERK", "down"),
    (["rapamycin", "RasN17"], ["rapamycin"], "ERK", "down"),
    (["rapamycin", "LY294002"], ["rapamycin"], "ERK", "down"),
    (["rapamycin", "LY294002"], ["rapamycin"], "AKT", "down"),
    (["rapamycin", "active-S6K1"], ["rapamycin"], "ERK", "down"),
    (["mTOR-deletion"], [], "ERK", "up"),
    (["mTOR-deletion"], [], "AKT", "ambiguous"),
    (["rapamycin"], [], "growth", "ambiguous"),
    (["rapamycin"], [], "ligand", "unchanged"),
    (["rapamycin"], ["rapamycin"], "ERK", "unchanged"),
]


@pytest.mark.parametrize(("treatment", "versus", "node", "direction"), BY_EYE)
def test_the_model_says_what_figure_8_says(treatment: list[str], versus: list[str], node: str, direction: str) -> None:
    assert MODEL.predict(treatment, versus=versus)[node].direction == direction


def test_at_least_fifteen_reported_directions_stand_as_expected_with_quotation_and_figure() -> None:
    found = agreement()
    assert bool(found)
    assert found.counts() == {"agrees": 24, "disagrees": 2, "ambiguous": 5}
    assert len({row.claim.quote for row in found.rows}) >= 15
    for row in found.rows:
        assert re.match(r"[2-7]", row.claim.figure)
        assert 20 < len(row.claim.quote) < 130
        assert bool(row.claim.explanation) == (row.outcome != "agrees")
    frame = found.to_frame()
    assert list(frame["figure"].str[0].unique()) == ["2", "3", "4", "5", "6", "7"]
    assert set(frame["kind"]) == {"direction"}


@pytest.mark.parametrize("edge", MODEL.graph.edges, ids=lambda edge: edge.name)
def test_turning_the_sign_of_an_edge_breaks_the_expected_agreement(edge: Edge) -> None:
    turned = agreement(with_sign_turned(MODEL, edge))
    assert bool(turned) == (edge.name in UNTESTED)


def test_the_edges_no_direction_tests_are_named() -> None:
    tests = edge_tests()
    assert {name for name, claims in tests.items() if not claims} == UNTESTED
    assert tests["mTORC2 → AKT"] == ("f4b-akt",)


def test_quotations_stand_in_the_article() -> None:
    """Optional: BIOMARKER_STATS_ARTICLE names a text of doi:10.1172/JCI34739."""
    path = os.environ.get("BIOMARKER_STATS_ARTICLE")
    if path is None:
        pytest.skip("BIOMARKER_STATS_ARTICLE names no text of the article")

    def plain(text: str) -> str:
        return re.sub(r"[\s-]", "", text)

    article = plain(Path(path).read_text(encoding="utf-8"))
    assert [claim.id for claim in MODEL.directions if plain(claim.quote) not in article] == []


def steady_changes(claim: Direction, draws: int) -> list[dict[str, float]]:
    """Return the steady states of child' = −child + Σ ± weight·parent with clamped nodes fixed, of stable systems."""
    clamps, versus = MODEL.clamps(claim.treatment), MODEL.clamps(claim.versus)
    nodes, found = list(MODEL.graph.nodes), []
    generator = np.random.default_rng(1)
    for _ in range(draws):
        matrix, right = np.zeros((len(nodes), len(nodes))), np.zeros(len(nodes))
        for edge in MODEL.graph.edges:
            weight = np.exp(generator.uniform(-2, 2)) * (1 if edge.sign == "+" else -1)
            if edge.child not in clamps:
                matrix[nodes.index(edge.child), nodes.index(edge.parent)] = weight
        for node, level in clamps.items():
            if versus.get(node) != level:
                right[nodes.index(node)] = 1 if level == "up" else -1
        if np.linalg.eigvals(matrix).real.max() < 1:
            found.append(dict(zip(nodes, np.linalg.solve(np.eye(len(nodes)) - matrix, right), strict=True)))
    return found


@pytest.mark.parametrize("claim", MODEL.directions, ids=lambda claim: claim.id)
def test_predictions_are_the_signs_of_solved_linear_systems(claim: Direction) -> None:
    signs = {"up": {1}, "down": {-1}, "unchanged": {0}, "ambiguous": {1, -1}}
    systems = steady_changes(claim, 200)
    assert len(systems) > 30
    for node, prediction in MODEL.predict(claim.treatment, versus=claim.versus).items():
        seen = {int(np.sign(round(system[node], 11))) for system in systems}  # rounding alone moves nothing
        assert seen == signs[prediction.direction], node


def test_bad_interventions_are_named() -> None:
    with pytest.raises(UsageError, match="no intervention 'rapamicin' — did you mean 'rapamycin'"):
        MODEL.predict(["rapamicin"])
    with pytest.raises(UsageError, match="only versus holds MEK"):
        MODEL.predict(["rapamycin"], versus=["UO126"])
    with pytest.raises(UsageError, match="has no node 'X'"):
        propagate(MODEL.graph.edges, tuple(MODEL.graph.nodes), clamps={"X": "up"})


def test_a_graph_with_too_many_paths_is_refused() -> None:
    nodes = tuple(f"n{k}" for k in range(20))
    edges = tuple(Edge(parent=a, child=b, sign="+", source="x") for a in nodes for b in nodes if a != b)
    with pytest.raises(ExactTooLarge, match="200,000 steps"):
        propagate(edges, nodes, clamps={"n0": "up"})


def test_a_loop_through_a_held_node_is_cut() -> None:
    back = Edge(parent="S6K", child="mTORC1", sign="+", source="x")
    looped = MODEL.graph.model_copy(update={"edges": (*MODEL.graph.edges, back)})
    expected = {name: each.direction for name, each in MODEL.predict(["rapamycin"]).items()}
    found = Feedback(looped, MODEL.directions).predict(["rapamycin"])
    assert {name: each.direction for name, each in found.items()} == expected  # rapamycin holds mTORC1
    assert not [name for name, each in found.items() if back in (*each.raised_by, *each.lowered_by)]


def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="'nowhere' is no folder"):
        load_feedback("nowhere")
    with pytest.raises(DataError) as refused:
        load_feedback(tmp_path)
    assert [v.message for v in refused.value.violations] == ["has no feedback.toml", "has no directions.toml"]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("feedback.toml", 'child = "S6"', 'child = "S7"', "'S7' is no node — known: ligand"),
        ("feedback.toml", 'sign = "-"', 'sign = "0"', r"edges\[5\].sign"),
        ("feedback.toml", "clamps = { MEK", "clamps = { MEKK", "'MEKK' is no node"),
        ("directions.toml", 'readout = "AKT"', 'readout = "AKTT"', r"\(f4b-akt\): 'AKTT' is no node"),
        ("directions.toml", 'treatment = ["rapamycin"]', 'treatment = ["aspirin"]', "'aspirin' is no intervention"),
        ("directions.toml", "explanation = ", "note = ", "says not why"),
        ("directions.toml", 'predicted = "up"\n', "", r"\(f2-daily-erk\): .*says not what the model predicts"),
        ("directions.toml", 'predicted = "up"', 'predicted = "unchanged"', "against 'unchanged' is 'agrees'"),
        ("directions.toml", 'readout = "growth"', 'readout = "apoptosis"', r"\(f6a-rap.*\): 'apoptosis' is no node"),
        ("directions.toml", 'versus = ["rapamycin"]', 'versus = ["UO126", "RasN17"]', r"\(f4d-erk\): .* holds Ras"),
        ("directions.toml", "versus = ", "verssus = ", r"\['f4d-erk'\].verssus\): .* did you mean 'versus'"),
        ("feedback.toml", 'sign = "+"', 'sing = "+"', r"edges\[1\].sing\): .* did you mean 'sign'"),
        ("feedback.toml", 'parent = "ligand"', 'parent = "IRS1"', "IRS1 → IRS1.*leads from a node to itself"),
        ("feedback.toml", 'child = "S6"', 'child = "IRS1"', "S6K ⊣ IRS1.*is given twice"),
        (
            "feedback.toml",
            'PD0325901 = { title = "PD0325901 (MEK1/2 inhibitor)", clamps = { MEK = "down"',
            'PD0325901 = { title = "PD", clamps = { mTORC1 = "up"',
            r"\(f7a-both-tumour\): .*hold mTORC1 both up and down",
        ),
        ("directions.toml", 'id = "f4c-raf"', 'id = "f4b-akt"', "is the id of two directions"),
        ("directions.toml", "format = 1", "format = 1\nformat = 2", "is not valid TOML"),
    ],
)
def test_faults_of_the_files_are_named(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    folder = Path(shutil.copytree(dataset_folder("carracedo2008_feedback"), tmp_path / "model"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load_feedback(folder)
