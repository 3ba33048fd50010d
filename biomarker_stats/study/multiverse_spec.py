"""The model of ``[multiverse]`` in ``study.toml``: which choices are defensible, and tried in every combination."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from biomarker_stats.study.strict import Name, Strict, Text
from biomarker_stats.terms import Alternative, Reference, TwoSided, Zeros


class MultiverseMethod(Strict):
    """A method of the catalogue with its own choices made."""

    method: Name
    alternative: Alternative = "two-sided"
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"
    reference: Reference = "auto"
    mid_p: bool = Field(default=False, description="Read the mid-p value instead of p.")


def _method(value: object) -> object:
    return {"method": value} if isinstance(value, str) else value


_Methods = tuple[
    Annotated[MultiverseMethod, BeforeValidator(_method, json_schema_input_type=Name | MultiverseMethod)], ...
]


class MultiverseSpec(Strict):
    """The choices of a multiverse. What is left out takes its default; a question with no methods is not asked."""

    endpoint: Name | None = Field(
        default=None, description="The change or value at stake; that of the primary analysis when left out."
    )
    also: tuple[Name, ...] | None = Field(
        default=None, description="Declared yes/no endpoints compared between the arms; all of the table when left out."
    )
    codings: tuple[Name, ...] | None = Field(
        default=None, description="Named codings; every permissible score of every mixed cell when left out."
    )
    cuts: tuple[Text, ...] = Field(
        default=(), max_length=20, description="Levels at which the scale is also cut into two."
    )
    populations: tuple[Name, ...] | None = Field(
        default=None, description="All, and every declared one that is not defined by the arms, when left out."
    )
    ceiling: bool = Field(default=True, description="Also without units that the top of the scale keeps from rising.")
    by: Name | None = Field(default=None, description="The column of the arms; that of the first comparison.")
    arms: tuple[Text, ...] = Field(default=(), description="The two arms, the first minus the second.")
    paired: _Methods | None = Field(default=None, description="Methods for the change within a unit.")
    between: _Methods | None = Field(default=None, description="Methods for the difference between the arms.")
    alpha: float = Field(default=0.05, gt=0, lt=1, description="Below which P values are counted.")
    resamples: int | None = Field(
        default=None,
        ge=99,
        le=100_000,
        description="Random flips where all are too many: 1,999, or 199 where those are too much work.",
    )
    seed: int = Field(default=1, ge=0, le=2**32 - 1, description="Of those random flips.")
