"""The models of ``claims.toml``: every published number, as printed, and how to recompute it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from biomarker_stats.study.manifest import Condition
from biomarker_stats.study.strict import Name, Score, Strict, Text
from biomarker_stats.terms import (
    Adjustment,
    Alternative,
    ClaimKind,
    Comparator,
    Flag,
    Quantity,
    Ranks,
    Reading,
    Reference,
    Rounding,
    StatedAdjustment,
    TwoSided,
    VerdictWord,
    Zeros,
)

Units = Annotated[int, Field(ge=1, le=10_000)]
_MOST_TESTS = 1_000


class Adjusted(Strict):
    """An adjustment for several tests: Bonferroni by the ``size`` of the family, any by the ids of its claims."""

    method: Adjustment
    size: int | None = Field(default=None, ge=1, le=1_000_000, description="bonferroni: the number of tests.")
    claims: tuple[Name, ...] = Field(
        default=(), max_length=_MOST_TESTS, description="The ids of the family's P claims, this one among them."
    )


class Derivation(Strict):
    """How the package recomputes a claim from the tables.

    ``quantity`` says what is computed: ``count`` units (of an endpoint's 'yes', or all), ``levels`` (the number of
    distinct values of ``column``), ``values`` (those values, as text), ``range`` (smallest to largest of ``column``),
    ``percent`` of units with the endpoint's 'yes', ``mean``, ``median`` or ``sd`` of a column or an endpoint (of one
    arm, where ``by`` and ``arms`` name it), the ``difference`` of two arms' means, or of a test its ``statistic``,
    ``estimate``, ``interval`` or ``p``. ``where`` narrows the population further.
    """

    quantity: Quantity
    table: Name | None = None
    population: Name = "all"
    where: tuple[Condition, ...] = ()
    column: Name | None = None
    endpoint: Name | None = None
    reading: Reading = Field(default="change", description="Which reading of a change endpoint a mean or SD is of.")
    ddof: Literal[0, 1] = Field(default=1, description="sd: the divisor is n minus this; n − 1 unless told otherwise.")
    type: Literal["paired", "compare", "proportion"] = "paired"
    by: Name | None = None
    arms: tuple[Text, ...] = ()
    strata: Name | None = None
    method: Name | None = None
    alternative: Alternative = "two-sided"
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"
    ranks: Ranks = "within"
    reference: Reference = "auto"
    continuity: bool = False
    mid_p: bool = False
    coding: Name | None = None
    interval: Name | None = Field(default=None, description="interval: the method's own interval unless one is named.")
    confidence: float = Field(default=0.95, ge=0.5, lt=1)
    adjustment: Adjusted | None = None


class Stated(Strict):
    """What the authors say they did; a choice left out was not stated, and is never filled in from a search."""

    methods: tuple[Name, ...] = Field(default=(), description="Every catalogue method the authors' words cover.")
    alternative: Alternative | None = None
    coding: Name | None = None
    adjustment: StatedAdjustment | None = None
    reference: Reference | None = None
    continuity: bool | None = None
    mid_p: bool | None = None
    ddof: Literal[0, 1] | None = Field(default=None, description="An SD's divisor, as n minus this.")
    endpoint: Name | None = Field(default=None, description="The endpoint that the sentence speaks of.")
    population: Name | None = Field(default=None, description="The population that the sentence speaks of.")
    text: Text = Field(default="", description="The authors' words.")


class DesignFacts(Strict):
    """Sizes printed beside a claim whose inputs were not published: what arithmetic needs to say if it can be."""

    n: Units | None = Field(default=None, description="The number of units.")
    arms: tuple[Units, Units] | None = Field(default=None, description="The units of the two arms compared.")
    pairs: Units | None = Field(default=None, description="The units read twice.")
    numerator: int | None = Field(default=None, ge=0, le=1_000_000)
    denominator: int | None = Field(default=None, ge=1, le=1_000_000, description="What a percentage is of.")
    step: Score | None = Field(default=None, gt=0, description="A mean's readings are multiples of this.")


class Expected(Strict):
    """What verification found when the claim was entered; a check fails when this changes."""

    verdict: VerdictWord
    value: Text | None = Field(default=None, description="The recomputed value, as the package prints it.")
    flags: tuple[Flag, ...] = ()


class Claim(Strict):
    """One published number. ``printed`` is always text: trailing zeros are evidence."""

    id: Name
    quote: Text = Field(description="A short verbatim passage that contains the printed number.")
    location: Text
    kind: ClaimKind
    printed: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    comparator: Comparator = "="
    rounding: Rounding = "half_up"
    family: Name | None = None
    derivation: Derivation | None = Field(default=None, description="Left out when the inputs were not published.")
    design: DesignFacts | None = Field(default=None, description="Sizes, where the inputs were not published.")
    why_not: Text = Field(default="", description="Why the claim cannot be recomputed.")
    stated: Stated = Stated()
    expected: Expected
    note: Text = ""


class ClaimsFile(Strict):
    """The whole of ``claims.toml``."""

    format: Literal[1]
    claim: tuple[Claim, ...] = ()
