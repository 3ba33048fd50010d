"""What a multiverse found for one question."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from biomarker_stats.claims.choices.choice import Choice, Question
from biomarker_stats.claims.choices.evaluate import Evaluated
from biomarker_stats.claims.choices.joint import Inference, Joint
from biomarker_stats.claims.choices.methods import MEDIAN
from biomarker_stats.claims.choices.varied import Varied, of_one_kind, varied
from biomarker_stats.wording import count, number, p_value


@dataclass(frozen=True, eq=False, kw_only=True)
class QuestionResult:
    """Every specification of one question, and the joint inference over them. No other question shares its reference.

    ``title`` says what is asked, ``null`` what H0 lets change places; ``arrangements`` counts all the ways it can, of
    which ``tried`` were (``seed`` None: every distinct one). ``published`` maps places in ``choices`` to ids of claims.
    ``span`` is the range that sizes are a fraction of, in the unit ``measured_in``: that of the scale, where readings
    are ``on_scale``, else of the readings themselves.
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
    on_scale: bool = True
    span: float = 1.0
    measured_in: str = ""

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
        """The median effect, as a fraction of the scale (of the range of the readings, where there is none)."""
        return self.inference.median

    @property
    def share(self) -> Joint:
        """The share of P values below alpha."""
        return self.inference.share

    @cached_property
    def varied(self) -> Varied:
        """What the specifications differ in."""
        return varied(self.choices, on_scale=self.on_scale)

    @property
    def whole(self) -> str:
        """What the median effect is a fraction of."""
        unit = f" {self.measured_in}" if self.measured_in else ""
        return "the scale" if self.on_scale else f"the range of the readings ({number(self.span)}{unit})"

    @property
    def effect_unit(self) -> str:
        """What the shown effects are measured in."""
        if any(choice.outcome == "score" for choice in self.choices):
            return (
                "as a fraction of the scale" if self.on_scale else f"in {self.measured_in or 'units of the readings'}"
            )
        return "as a share of the units"

    @property
    def effect_words(self) -> str:
        """What the shown effects are: their unit, and where they differ in that, which are means and which medians."""
        sizes = {choice.test.method in MEDIAN for choice in self.choices if choice.outcome == "score"}
        return f"{self.effect_unit} (a mean; of rank tests a median)" if len(sizes) > 1 else self.effect_unit

    @cached_property
    def shown_effects(self) -> tuple[float | None, ...]:
        """The effect of each specification, None where its estimand is not the common one; see ``effect_unit``.

        Numbers off a scale are shown in their own unit, not as a fraction of their range.
        """
        key = "effect_scaled" if self.on_scale else "effect"
        return tuple(row[key] if own else None for row, own in zip(self.rows, of_one_kind(self.choices), strict=True))

    @property
    def effects_left_out(self) -> str:
        """Why some effects are not shown, or nothing."""
        if all(of_one_kind(self.choices)):
            return ""
        return (
            "no effect is shown where only the direction of an outcome, or a yes or no, is tested: that effect is a "
            "share of the units, another quantity than the size of a difference"
        )

    def outcome_words(self, choice: Choice) -> str:
        """Return the outcome of a specification as a reader sees it; numbers off a scale are no scores."""
        return "size" if choice.outcome == "score" and not self.on_scale else choice.outcome_words

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
            ("median effect", f"{number(self.median.observed)} of {self.whole}; {_tested(self.median)}"),
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
    if value < 10**9:
        return f"{value:,}"
    head, power = f"{value:.1e}".split("e") if value < 10**300 else (str(value)[0], str(len(str(value)) - 1))
    return f"about {head} × 10^{int(power)}"
