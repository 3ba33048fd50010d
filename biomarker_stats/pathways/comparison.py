"""How the predictions of a feedback model stand against the directions that a paper reports."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from biomarker_stats.pathways.feedback import Feedback, load_feedback
from biomarker_stats.pathways.feedback_spec import Direction, Edge, Outcome, Predicted, outcome_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One reported direction beside what the model predicts."""

    claim: Direction
    predicted: Predicted
    outcome: Outcome
    why: str

    @property
    def as_expected(self) -> bool:
        """Whether the model says what it said when the direction was entered."""
        return self.outcome == self.claim.expected and self.claim.predicted in (None, self.predicted)

    @property
    def changed(self) -> str:
        """What the file expects and what was found instead; empty where nothing has changed."""
        if self.as_expected:
            return ""
        entered = f" ({self.claim.predicted})" if self.claim.predicted else ""
        return f"expected {self.claim.expected}{entered}, found {self.outcome} ({self.predicted})"

    @property
    def explanation(self) -> str:
        """Why the model disagrees or cannot tell; empty where it says something else than what was explained."""
        return self.claim.explanation if self.as_expected else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The reported directions beside the predictions, in the order of the file."""

    title: str
    citation: str
    rows: tuple[Compared, ...]

    def __bool__(self) -> bool:
        return all(row.as_expected for row in self.rows)

    @property
    def changed(self) -> tuple[str, ...]:
        """The ids of the directions that do not stand as they did when they were entered."""
        return tuple(row.claim.id for row in self.rows if not row.as_expected)

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
                "changed": row.changed,
                "why": row.why,
                "explanation": row.explanation,
                "note": row.claim.note,
            }
            for row in self.rows
        ]
        return {"title": self.title, "citation": self.citation, "counts": self.counts(), "directions": found}

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import paragraphs, table

        names = ("figure", "treatment", "versus", "readout", "reported", "predicted", "outcome")
        found = self.to_dict()["directions"]
        changed = [f"{row['id']}: {row['changed']}" for row in found if row["changed"]]
        counts = ", ".join(f"{word} {times}" for word, times in self.counts().items())
        shown = table(names, [[row[name] for name in names] for row in found], f"{self.title}: {counts}")
        return shown + paragraphs(changed, "NOT AS EXPECTED") + paragraphs([self.citation], "source")


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
                outcome=outcome_of(claim.reported, prediction.direction),
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
