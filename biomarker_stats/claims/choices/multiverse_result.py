"""What a multiverse found: its questions side by side, and where everything came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from biomarker_stats.claims.choices.choice import Question
from biomarker_stats.claims.choices.question_result import QuestionResult

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Multiverse", "QuestionResult"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Multiverse:
    """Every defensible specification of a study's questions. The share below alpha is a description, not a vote.

    ``specifications_sha256`` is the hash of the list of specifications; ``hashes`` those of the study's files.
    """

    study_id: str
    title: str
    simulated: bool
    questions: tuple[QuestionResult, ...]
    notes: tuple[str, ...]
    hashes: Mapping[str, str]
    specifications_sha256: str
    versions: Mapping[str, str]

    def __len__(self) -> int:
        return sum(len(question.choices) for question in self.questions)

    def question(self, name: Question) -> QuestionResult | None:
        """Return the question of that name, ``paired`` or ``compare``, or None where the study cannot be asked it."""
        return next((each for each in self.questions if each.question == name), None)

    def to_frame(self) -> "pd.DataFrame":
        """Return one row a specification, in order; what does not apply is missing."""
        import pandas as pd

        return pd.DataFrame([row for question in self.questions for row in question.rows])

    def to_dict(self) -> dict[str, Any]:
        """Return the multiverse as JSON can hold it."""
        return {
            "study": self.study_id,
            "simulated": self.simulated,
            "n_specifications": len(self),
            "questions": [question.to_dict() for question in self.questions],
            "notes": list(self.notes),
            "specifications_sha256": self.specifications_sha256,
            "hashes": dict(self.hashes),
            "versions": dict(self.versions),
        }

    def summary(self) -> str:
        """Return the multiverse as lines of text: each question under its title."""
        parts = [self.title]
        for question in self.questions:
            rows = [(label, text) for label, text in question.lines() if text]
            width = max(len(label) for label, _ in rows)
            parts.append("\n".join([question.title, *(f"  {label:<{width}}  {text}" for label, text in rows)]))
        parts += [f"note: {note}" for note in self.notes]
        parts.append(f"specifications SHA-256 {self.specifications_sha256}")
        return "\n\n".join(parts)

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"<Multiverse {self.study_id}: {len(self):,} specifications>"

    def _repr_html_(self) -> str:
        from html import escape

        tables, left = [], "style='text-align:left'"
        for question in self.questions:
            body = "".join(
                f"<tr><th {left}>{escape(label)}</th><td {left}>{escape(text)}</td></tr>"
                for label, text in question.lines()
                if text
            )
            tables.append(f"<table><caption>{escape(question.title)}</caption>{body}</table>")
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"<p><strong>{escape(self.title)}</strong></p>{''.join(tables)}{notes}"
