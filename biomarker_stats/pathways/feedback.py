"""A feedback model: a signed graph, its interventions, and the directions reported about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.pathways.bundled import dataset_folder
from biomarker_stats.pathways.feedback_files import DIRECTIONS, direction_faults, edge_faults, read_model
from biomarker_stats.pathways.feedback_spec import Direction, FeedbackFile, Level
from biomarker_stats.pathways.signed_graph import Prediction, check_clamps, propagate
from biomarker_stats.study.faults import fault
from biomarker_stats.terms import nearest

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


def load_feedback(folder: str | Path | None = None) -> Feedback:
    """Return the feedback model in a folder (``feedback.toml``, ``directions.toml``), or the bundled one of Figure 8.

    Raises:
        DataError: anything is wrong in either file; every fault is listed.

    >>> model = load_feedback()
    >>> len(model.graph.nodes), len(model.graph.edges), len(model.directions)
    (14, 16, 31)
    """
    graph, directions = read_model(dataset_folder(BUNDLED) if folder is None else Path(folder))
    model = Feedback(graph, directions.direction)
    wrong = [*edge_faults(graph), *direction_faults(graph, directions)] or _comparison_faults(model)
    if wrong:
        raise DataError(wrong)
    return model


def _comparison_faults(model: Feedback) -> list[Violation]:
    """Return a Violation for each direction whose treatments cannot be compared by signs."""
    wrong = []
    for claim in model.directions:
        try:
            check_clamps(tuple(model.graph.nodes), model.clamps(claim.treatment), model.clamps(claim.versus))
        except UsageError as error:
            message, _, remedy = str(error).partition(" — ")
            wrong.append(fault(f"cannot be held against the model: {message}", remedy, DIRECTIONS, claim.id))
    return wrong
