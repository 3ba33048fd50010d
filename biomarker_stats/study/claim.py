"""The models of ``claims.toml``: every published number, as printed, and how to recompute it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from biomarker_stats.study.manifest import Condition, Name, Strict, Text
from biomarker_stats.terms import Alternative, ClaimKind, Comparator, Flag, Rounding, TwoSided, VerdictWord, Zeros


class Derivation(Strict):
    """How the package recomputes a claim from the tables.

    ``quantity`` says what is computed: ``count`` units (of an endpoint's 'yes', or all), ``levels`` (the number of
    distinct values of ``column``), ``range`` (smallest to largest of ``column``), ``percent`` of units with the
    endpoint's 'yes', or ``p`` of a test. ``where`` narrows the population further.
    """

    quantity: Literal["count", "levels", "range", "percent", "p"]
    table: Name | None = None
    population: Name = "all"
    where: tuple[Condition, ...] = ()
    column: Name | None = None
    endpoint: Name | None = None
    type: Literal["paired", "compare"] = "paired"
    by: Name | None = None
    arms: tuple[Text, ...] = ()
    method: Name | None = None
    alternative: Alternative = "two-sided"
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"
    coding: Name | None = None


class Stated(Strict):
    """What the authors say they did; a choice left out was not stated, and is never filled in from a search."""

    methods: tuple[Name, ...] = Field(default=(), description="Every catalogue method the authors' words cover.")
    alternative: Alternative | None = None
    coding: Name | None = None
    adjustment: Text | None = None
    text: Text = Field(default="", description="The authors' words.")


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
    why_not: Text = Field(default="", description="Why the claim cannot be recomputed.")
    stated: Stated = Stated()
    expected: Expected
    note: Text = ""


class ClaimsFile(Strict):
    """The whole of ``claims.toml``."""

    format: Literal[1]
    claim: tuple[Claim, ...] = ()
