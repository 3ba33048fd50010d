"""One specification of a multiverse: every choice that leads from the tables to one P value."""

from dataclasses import dataclass
from typing import Any, Literal

from biomarker_stats.claims.choices.method_choice import MethodChoice

Question = Literal["paired", "compare"]
"""The change within a unit (signs flip under H0), or the difference between two arms (labels move under H0)."""

Coding = tuple[tuple[str, int | float], ...]
"""The score given to each mixed cell that occurs."""

Outcome = Literal["score", "direction", "cut", "yes"]
"""What becomes of a coded outcome: itself, up or down, up or down past one level, or a declared yes/no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One combination of endpoint, coding, population and method. ``cut``: the level a scale is cut at, or empty."""

    question: Question
    endpoint: str
    outcome: Outcome
    cut: str
    coding: Coding
    population: str
    without_ceiling: bool
    test: MethodChoice

    @property
    def coding_words(self) -> str:
        """The coding as a reader sees it."""
        return ", ".join(f"{symbol} = {score:g}" for symbol, score in self.coding)

    @property
    def outcome_words(self) -> str:
        """The outcome as a reader sees it; a declared yes/no goes by its name in the study file."""
        if self.outcome == "yes":
            return self.endpoint.replace("_", " ")
        rise = "direction" if self.question == "paired" else "increase"
        return {"score": "score", "direction": rise, "cut": f"{rise} past {self.cut}"}[self.outcome]

    def to_dict(self) -> dict[str, Any]:
        """Return the choices, one key each, as JSON can hold them."""
        test = self.test
        return {
            "question": self.question,
            "endpoint": self.endpoint,
            "outcome": self.outcome_words,
            "coding": self.coding_words,
            "population": self.population,
            "without_ceiling": self.without_ceiling,
            "method": test.method,
            "alternative": test.alternative,
            "two_sided": test.two_sided,
            "zeros": test.zeros,
            "reference": test.reference,
            "mid_p": test.mid_p,
        }
