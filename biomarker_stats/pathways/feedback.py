"""A feedback model, and how its predictions stand against the directions that a paper reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.pathways.bundled import dataset_folder
from biomarker_stats.pathways.feedback_spec import (
    Direction,
    DirectionsFile,
    Edge,
    FeedbackFile,
    Level,
    Outcome,
    Predicted,
)
from biomarker_stats.pathways.signed_graph import Prediction, propagate
from biomarker_stats.study.documents import parse_toml
from biomarker_stats.study.faults import fault
from biomarker_stats.study.files import decode, read_inside
from biomarker_stats.study.limits import TOML_BYTES
from biomarker_stats.study.models import validate
from biomarker_stats.study.strict import Strict
from biomarker_stats.terms import did_you_mean, nearest

if TYPE_CHECKING:
    import pandas as pd

File = TypeVar("File", bound=Strict)
GRAPH, DIRECTIONS = "feedback.toml", "directions.toml"
BUNDLED = "carracedo2008_feedback"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A signed graph with its interventions, and the directions reported about it."""

    graph: FeedbackFile
    directions: tuple[Direction, ...]

    def predict(self, treatment: Sequence[str], *, versus: Sequence[str] = ()) -> dict[str, Prediction]:
        """Return which way every node goes under the interventions ``treatment``, against ``versus`` (none: untreated).

        See :func:`biomarker_stats.pathways.signed_graph.propagate` for the rule.

        Raises:
            UsageError: an unknown intervention, two that hold a node both ways, or one that only ``versus`` has.

        >>> load_feedback().predict(["rapamycin"])["ERK"].direction
        'up'
        """
        clamps, base = self.clamps(treatment), self.clamps(versus)
        return propagate(self.graph.edges, tuple(self.graph.nodes), clamps=clamps, versus=base)

    def clamps(self, interventions: Sequence[str]) -> dict[str, Level]:
        """Return which nodes the interventions hold, and where."""
        found: dict[str, Level] = {}
        for name in interventions:
            known = self.graph.interventions
            if name not in known:
                msg = f"the model has no intervention {name!r}{nearest(str(name), known)}"
                raise UsageError(msg)
            for node, level in known[name].clamps.items():
                if found.setdefault(node, level) != level:
                    msg = f"{' and '.join(interventions)} hold {node} both up and down — leave one of them out"
                    raise UsageError(msg)
        return found

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled

        graph = self.graph
        rows = [
            ("source", graph.citation),
            ("nodes", ", ".join(graph.nodes)),
            ("edges", "; ".join(edge.name for edge in graph.edges)),
            ("interventions", ", ".join(graph.interventions)),
            ("directions reported", str(len(self.directions))),
        ]
        return labelled(rows, graph.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One reported direction beside what the model predicts."""

    claim: Direction
    predicted: Predicted
    outcome: Outcome
    why: str

    @property
    def as_expected(self) -> bool:
        """Whether the outcome is what it was found to be when the direction was entered."""
        return self.outcome == self.claim.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The reported directions beside the predictions, in the order of the file."""

    title: str
    citation: str
    rows: tuple[Compared, ...]

    def __bool__(self) -> bool:
        return all(row.as_expected for row in self.rows)

    def counts(self) -> dict[str, int]:
        """Return how many directions agree, disagree, and are ambiguous in the model."""
        words: tuple[Outcome, ...] = ("agrees", "disagrees", "ambiguous")
        return {word: sum(row.outcome == word for row in self.rows) for word in words}

    def to_frame(self) -> "pd.DataFrame":
        """Return one row a direction, with quotation and figure number."""
        import pandas as pd

        return pd.DataFrame(self.to_dict()["directions"])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        found = [
            {
                "id": row.claim.id,
                "kind": row.claim.kind,
                "figure": row.claim.figure,
                "quote": row.claim.quote,
                "treatment": " + ".join(row.claim.treatment),
                "versus": " + ".join(row.claim.versus) or "untreated",
                "readout": row.claim.readout,
                "reported": row.claim.reported,
                "predicted": row.predicted,
                "outcome": row.outcome,
                "as_expected": row.as_expected,
                "why": row.why,
                "explanation": row.claim.explanation,
                "note": row.claim.note,
            }
            for row in self.rows
        ]
        return {"title": self.title, "citation": self.citation, "counts": self.counts(), "directions": found}

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import paragraphs, table

        names = ("figure", "treatment", "versus", "readout", "reported", "predicted", "outcome")
        found = self.to_dict()["directions"]
        changed = [row["id"] for row in found if not row["as_expected"]]
        counts = ", ".join(f"{word} {times}" for word, times in self.counts().items())
        shown = table(names, [[row[name] for name in names] for row in found], f"{self.title}: {counts}")
        return shown + paragraphs(changed, "NOT AS EXPECTED") + paragraphs([self.citation], "source")


def load_feedback(folder: str | Path | None = None) -> Feedback:
    """Return the feedback model in a folder (``feedback.toml``, ``directions.toml``), or the bundled one of Figure 8.

    Raises:
        DataError: anything is wrong in either file; every fault is listed.

    >>> model = load_feedback()
    >>> len(model.graph.nodes), len(model.graph.edges), len(model.directions)
    (14, 16, 31)
    """
    place = dataset_folder(BUNDLED) if folder is None else Path(folder)
    graph, directions = _document(FeedbackFile, place, GRAPH), _document(DirectionsFile, place, DIRECTIONS)
    wrong = [*_edge_faults(graph), *_direction_faults(graph, directions)]
    if wrong:
        raise DataError(wrong)
    return Feedback(graph, directions.direction)


def agreement(model: Feedback | None = None) -> Agreement:
    """Hold the predictions of a feedback model against every direction reported about it.

    Raises:
        UsageError: a reported direction cannot be set up (see :meth:`Feedback.predict`).

    >>> agreement().counts()
    {'agrees': 24, 'disagrees': 2, 'ambiguous': 5}
    """
    model = load_feedback() if model is None else model
    rows = []
    for claim in model.directions:
        prediction = model.predict(claim.treatment, versus=claim.versus)[claim.readout]
        rows.append(
            Compared(
                claim=claim,
                predicted=prediction.direction,
                outcome=_outcome(claim.reported, prediction.direction),
                why=prediction.words,
            )
        )
    return Agreement(title=model.graph.title, citation=model.graph.citation, rows=tuple(rows))


def edge_tests(model: Feedback | None = None) -> dict[str, tuple[str, ...]]:
    """Return, for each edge, the reported directions whose prediction changes when its sign is turned; none: untested.

    Raises:
        UsageError: as :func:`agreement`.

    >>> edge_tests()["MEK → ERK"][:2]
    ('f2-weekly-erk', 'f2-daily-erk')
    """
    model = load_feedback() if model is None else model
    before = agreement(model).rows
    found = {}
    for edge in model.graph.edges:
        after = agreement(with_sign_turned(model, edge)).rows
        changed = [a.claim.id for a, b in zip(after, before, strict=True) if a.predicted != b.predicted]
        found[edge.name] = tuple(changed)
    return found


def with_sign_turned(model: Feedback, edge: Edge) -> Feedback:
    """Return the model with the sign of one edge turned."""
    turned = edge.model_copy(update={"sign": "-" if edge.sign == "+" else "+"})
    edges = tuple(turned if each == edge else each for each in model.graph.edges)
    return Feedback(model.graph.model_copy(update={"edges": edges}), model.directions)


def _outcome(reported: str, predicted: Predicted) -> Outcome:
    if predicted == "ambiguous":
        return "ambiguous"
    return "agrees" if predicted == reported else "disagrees"


def _document(model: type[File], folder: Path, name: str) -> File:
    text = decode(read_inside(folder, name, TOML_BYTES), name, table=False)
    data, wrong = parse_toml(text, name)
    found, more = validate(model, data, name, text)
    if found is None or wrong or more:
        raise DataError([*wrong, *more])
    return found


def _edge_faults(graph: FeedbackFile) -> list[Violation]:
    nodes, wrong, seen = graph.nodes, [], set()
    for edge in graph.edges:
        unknown = [end for end in (edge.parent, edge.child) if end not in nodes]
        wrong += [fault("is no node", did_you_mean(n, nodes), file=GRAPH, label=edge.name, value=n) for n in unknown]
        if edge.parent == edge.child or (edge.parent, edge.child) in seen:
            wrong.append(fault("is a loop of one node, or given twice", "leave it out", file=GRAPH, label=edge.name))
        seen.add((edge.parent, edge.child))
    for name, intervention in graph.interventions.items():
        unknown = [node for node in intervention.clamps if node not in nodes]
        wrong += [fault("is no node", did_you_mean(n, nodes), file=GRAPH, label=name, value=n) for n in unknown]
        if not intervention.clamps:
            wrong.append(fault("holds no node", "name at least one under clamps", file=GRAPH, label=name))
    return wrong


def _direction_faults(graph: FeedbackFile, directions: DirectionsFile) -> list[Violation]:
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
        if claim.expected != "agrees" and not claim.explanation:
            wrong.append(fault("is not expected to agree and says not why", "add an explanation", **where))
    return wrong
