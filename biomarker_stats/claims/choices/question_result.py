"""What a multiverse found for one question."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from biomarker_stats.claims.choices.choice import Choice, Question
from biomarker_stats.claims.choices.evaluate import Evaluated
from biomarker_stats.claims.choices.joint import Inference, Joint
from biomarker_stats.wording import count, number, p_value


@dataclass(frozen=True, eq=False, kw_only=True)
class QuestionResult:
    """Every specification of one question, and the joint inference over them. No other question shares its reference.

    ``title`` says what is asked, ``null`` what H0 lets change places; ``arrangements`` counts all the ways it can, of
    which ``tried`` were (``seed`` None: every distinct one). ``published`` maps places in ``choices`` to ids of claims.
    """

    question: Question
    title: str
    null: str
    alpha: float
    found: Evaluated
    inference: Inference
    published: Mapping[int, str]
    units: int
    arrangements: int
    tried: int
    seed: int | None
    notes: tuple[str, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The specifications, in order."""
        return self.found.choices

    @property
    def exact(self) -> bool:
        """Whether every arrangement is counted, rather than a random sample."""
        return self.seed is None

    @property
    def defined(self) -> int:
        """How many specifications have a P value; the others count as 1 in the joint inference."""
        return int((~np.isnan(self.found.p_values[0])).sum())

    @property
    def smallest(self) -> Joint:
        """The smallest P value, and its P value adjusted for the search: exact, and with its attainable floor."""
        return self.inference.smallest

    @property
    def median(self) -> Joint:
        """The median effect, as a fraction of the scale."""
        return self.inference.median

    @property
    def share(self) -> Joint:
        """The share of P values below alpha."""
        return self.inference.share

    @cached_property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """One row a specification: its choices, effect, P value, adjusted P value, floors, and the claim behind it."""
        p, adjusted, own = self.found.p_values[0], self.inference.adjusted, self.inference.own_floor
        return tuple(
            {
                **choice.to_dict(),
                "n": int(self.found.sizes[k]),
                "effect": _known(self.found.raw[k]),
                "effect_scaled": _known(self.found.effects[0, k]),
                "p_value": _known(p[k]),
                "p_floor": _known(own[k]),
                "p_adjusted": _known(adjusted[k]),
                "p_adjusted_floor": self.smallest.floor,
                "published": self.published.get(k, ""),
            }
            for k, choice in enumerate(self.choices)
        )

    def shown(self, most: int) -> list[tuple[int, Choice, dict[str, Any]]]:
        """Return rank, choice and row of the ``most`` smallest P values and, after them, of the published ones."""
        pairs = zip(self.choices, self.rows, strict=True)
        ranked = sorted(pairs, key=lambda pair: (pair[1]["p_value"] is None, pair[1]["p_value"] or 0.0))
        numbered = [(k + 1, choice, row) for k, (choice, row) in enumerate(ranked)]
        return [each for each in numbered if each[0] <= most or each[2]["published"]]

    def arrangement_words(self) -> str:
        """Return how many arrangements stand behind the joint P values."""
        what = "sign flip" if self.question == "paired" else "relabelling"
        if self.exact:
            return f"all {count(self.arrangements, what)}".replace(str(self.arrangements), f"{self.arrangements:,}")
        return f"{self.tried - 1:,} random {what}s of {_large(self.arrangements)} (seed {self.seed}), adding one"

    def lines(self) -> list[tuple[str, str]]:
        """Return the summary as (label, text) rows, as every display shows it."""
        m = len(self.choices)
        undefined = m - self.defined
        return [
            ("H0", self.null),
            ("joint inference by", self.arrangement_words()),
            ("specifications", f"{m:,} ({self.found.distinct:,} different tests of different data)"),
            ("without a P value", f"{undefined:,}, counted as 1" if undefined else ""),
            ("median effect", f"{number(self.median.observed)} of the scale; {_tested(self.median)}"),
            (f"below {self.alpha:g}", f"{self.inference.below:,} of {m:,} (no vote); {_tested(self.share)}"),
            ("smallest p", p_value(self.smallest.observed)),
            ("adjusted for the search", _tested(self.smallest)),
            *(("note", note) for note in self.notes),
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the question as JSON can hold it."""
        return {
            "question": self.question,
            "title": self.title,
            "null": self.null,
            "units": self.units,
            "arrangements": self.arrangements,
            "arrangements_tried": self.tried,
            "exact": self.exact,
            "seed": self.seed,
            "n_specifications": len(self.choices),
            "n_defined": self.defined,
            "n_distinct": self.found.distinct,
            "alpha": self.alpha,
            "n_below_alpha": self.inference.below,
            **{
                name: {"observed": joint.observed, "p_value": joint.p_value, "floor": joint.floor}
                for name, joint in (
                    ("smallest_p", self.smallest),
                    ("median_effect", self.median),
                    ("share_below_alpha", self.share),
                )
            },
            "notes": list(self.notes),
            "specifications": list(self.rows),
        }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _tested(joint: Joint) -> str:
    return f"joint p = {p_value(joint.p_value)} (smallest attainable: {p_value(joint.floor)})"


def _large(value: int) -> str:
    return f"{value:,}" if value < 10**9 else f"about 10^{len(str(value)) - 1}"
