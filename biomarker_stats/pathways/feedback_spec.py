"""The models of a feedback model's two files: the signed graph, and the directions that were reported about it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from biomarker_stats.study.strict import Name, Score, Strict, Text

Level = Literal["up", "down"]
Reported = Literal["up", "down", "unchanged"]
Predicted = Literal["up", "down", "unchanged", "ambiguous"]
Outcome = Literal["agrees", "disagrees", "ambiguous"]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Coordinate = Annotated[Score, Field(ge=-100, le=100)]


def outcome_of(reported: Reported, predicted: Predicted) -> Outcome:
    """Return how a prediction stands against what was reported.

    >>> outcome_of("unchanged", "up"), outcome_of("up", "ambiguous")
    ('disagrees', 'ambiguous')
    """
    if predicted == "ambiguous":
        return "ambiguous"
    return "agrees" if predicted == reported else "disagrees"


class Node(Strict):
    """An activity; ``at`` is where it stands in the figure, ``readout`` what shows it."""

    title: Words
    at: tuple[Coordinate, Coordinate]
    readout: Text = ""


class Edge(Strict):
    """``parent`` raises (``+``) or lowers (``-``) ``child``; ``source`` says where that is taken from.

    ``via`` holds the points at which its line turns in the figure.
    """

    parent: Name
    child: Name
    sign: Literal["+", "-"]
    source: Words
    via: tuple[tuple[Coordinate, Coordinate], ...] = Field(default=(), max_length=8)

    @property
    def name(self) -> str:
        """The edge as a reader writes it: ``S6K ⊣ IRS1``."""
        return f"{self.parent} {'→' if self.sign == '+' else '⊣'} {self.child}"


class Intervention(Strict):
    """What holds nodes up or down, whatever their parents do."""

    title: Words
    clamps: dict[Name, Level]


class FeedbackFile(Strict):
    """The whole of ``feedback.toml``."""

    format: Literal[1]
    title: Words
    citation: Words
    nodes: dict[Name, Node] = Field(min_length=1, max_length=60)
    edges: tuple[Edge, ...] = Field(min_length=1, max_length=400)
    interventions: dict[Name, Intervention] = Field(min_length=1, max_length=400)


class Direction(Strict):
    """One reported direction: ``readout`` under ``treatment`` against ``versus``, in the article's words."""

    id: Name
    kind: Literal["direction"] = "direction"
    figure: Words
    location: Words
    quote: Words
    treatment: tuple[Name, ...] = Field(min_length=1, max_length=20)
    versus: tuple[Name, ...] = Field(default=(), max_length=20)
    readout: Name
    reported: Reported
    expected: Outcome = Field(description="What the model was found to say when the direction was entered.")
    predicted: Predicted | None = Field(
        default=None, description="What the model then predicted; needed where it disagrees, which can be in two ways."
    )
    explanation: Text = Field(default="", description="Why the model disagrees or cannot tell.")
    note: Text = ""


class DirectionsFile(Strict):
    """The whole of ``directions.toml``."""

    format: Literal[1]
    direction: tuple[Direction, ...] = Field(default=(), max_length=1_000)
