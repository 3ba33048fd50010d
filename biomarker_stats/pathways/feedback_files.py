"""The two files of a feedback model: read, validated, and every fault named."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from biomarker_stats.errors import DataError, Violation
from biomarker_stats.pathways.feedback_spec import Direction, DirectionsFile, FeedbackFile, outcome_of
from biomarker_stats.study.documents import parse_toml
from biomarker_stats.study.faults import fault
from biomarker_stats.study.files import decode, read_inside
from biomarker_stats.study.limits import TOML_BYTES
from biomarker_stats.study.models import validate
from biomarker_stats.study.strict import Strict
from biomarker_stats.terms import did_you_mean

File = TypeVar("File", bound=Strict)
GRAPH, DIRECTIONS = "feedback.toml", "directions.toml"


def read_model(folder: Path) -> tuple[FeedbackFile, DirectionsFile]:
    """Return both files of a model's folder, each valid in itself.

    Raises:
        DataError: the folder or a file of it is not there, or anything is wrong in a file.
    """
    if not folder.is_dir():
        remedy = f"name a folder with {GRAPH} and {DIRECTIONS}"
        raise DataError([fault("is no folder", remedy, value=str(folder))])
    absent = [name for name in (GRAPH, DIRECTIONS) if not (folder / name).is_file()]
    if absent:
        remedy = "add it; datasets/carracedo2008_feedback holds an example"
        raise DataError([fault(f"has no {name}", remedy, file=folder.name or str(folder)) for name in absent])
    return _document(FeedbackFile, folder, GRAPH), _document(DirectionsFile, folder, DIRECTIONS)


def _document(model: type[File], folder: Path, name: str) -> File:
    text = decode(read_inside(folder, name, TOML_BYTES), name, table=False)
    data, wrong = parse_toml(text, name)
    found, more = validate(model, data, name, text)
    if found is None or wrong or more:
        raise DataError([*wrong, *more])
    return found


def edge_faults(graph: FeedbackFile) -> list[Violation]:
    """Return what is wrong with edges and interventions: a name that is no node, a loop of one, an edge given twice."""
    nodes, wrong, seen = graph.nodes, [], set()
    for edge in graph.edges:
        unknown = [end for end in (edge.parent, edge.child) if end not in nodes]
        wrong += [fault("is no node", did_you_mean(n, nodes), file=GRAPH, label=edge.name, value=n) for n in unknown]
        if edge.parent == edge.child:
            wrong.append(fault("leads from a node to itself", "leave it out", file=GRAPH, label=edge.name))
        if (edge.parent, edge.child) in seen:
            remedy = "keep one edge from a node to another, with one sign"
            wrong.append(fault("is given twice", remedy, file=GRAPH, label=edge.name))
        seen.add((edge.parent, edge.child))
    for name, intervention in graph.interventions.items():
        unknown = [node for node in intervention.clamps if node not in nodes]
        wrong += [fault("is no node", did_you_mean(n, nodes), file=GRAPH, label=name, value=n) for n in unknown]
        if not intervention.clamps:
            wrong.append(fault("holds no node", "name at least one under clamps", file=GRAPH, label=name))
    return wrong


def direction_faults(graph: FeedbackFile, directions: DirectionsFile) -> list[Violation]:
    """Return what is wrong with directions: names the graph does not have, and expectations that say not enough."""
    wrong, seen = [], set()
    for claim in directions.direction:
        where = {"file": DIRECTIONS, "label": claim.id}
        if claim.id in seen:
            wrong.append(fault("is the id of two directions", "give each its own", **where))
        seen.add(claim.id)
        if claim.readout not in graph.nodes:
            wrong.append(fault("is no node", did_you_mean(claim.readout, graph.nodes), value=claim.readout, **where))
        unknown = [name for name in (*claim.treatment, *claim.versus) if name not in graph.interventions]
        wrong += [
            fault("is no intervention", did_you_mean(name, graph.interventions), value=name, **where)
            for name in unknown
        ]
        wrong += [fault(message, remedy, **where) for message, remedy in _expectation_faults(claim)]
    return wrong


def _expectation_faults(claim: Direction) -> Iterator[tuple[str, str]]:
    if claim.expected != "agrees" and not claim.explanation:
        yield "is not expected to agree and says not why", "add an explanation"
    if claim.expected == "disagrees" and claim.predicted is None:
        yield "is expected to disagree and says not what the model predicts", "add predicted, such as 'down'"
    if claim.predicted is not None and (outcome := outcome_of(claim.reported, claim.predicted)) != claim.expected:
        message = f"is expected {claim.expected!r}, and {claim.predicted!r} against {claim.reported!r} is {outcome!r}"
        yield message, "mend one of reported, predicted and expected"
