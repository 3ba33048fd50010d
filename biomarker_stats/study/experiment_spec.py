"""The models of ``[[experiments]]`` and ``[arrive]``: pre-clinical experiments, and what ARRIVE asks of them."""

from typing import Annotated, Literal

from pydantic import Field

from biomarker_stats.study.strict import Name, Score, Strict, Text

TableKind = Literal["units", "growth", "weights", "counts", "percent-area", "in-vitro", "blot", "qpcr", "dose-response"]
ExperimentKind = Literal[
    "growth", "weights", "counts", "percent-area", "in-vitro", "blot", "qpcr", "dose-response", "other"
]
"""Those of tables, and ``other``: a reading of another kind, of which only the design can be shown."""
ONE_ROW_A_UNIT: tuple[TableKind, ...] = ("units", "weights")
"""Kinds of table with one row a unit; every other kind may hold several."""

ROLES = ("control", "agent_a", "agent_b", "combination")
Adjust = Literal["none", "holm", "bonferroni", "sidak", "bh", "by"]
By = Literal["welch", "pooled", "mixed"]
Formula = Literal["ellipsoid", "ellipsoid-pi", "sphere"]
Units = Annotated[int, Field(ge=1, le=100_000)]
Positive = Annotated[Score, Field(gt=0)]


class Arms(Strict):
    """Which arm is which, declared: the level of the arm column (or the name, where there is no table) of each role."""

    control: Text
    agent_a: Text | None = None
    agent_b: Text | None = None
    combination: Text | None = None
    others: tuple[Text, ...] = Field(
        default=(), max_length=8, description="Further arms, such as doses, compared pair by pair."
    )

    @property
    def roles(self) -> dict[str, str]:
        """The arms that have a role in a combination, by role."""
        given = {name: getattr(self, name) for name in ROLES}
        return {role: arm for role, arm in given.items() if arm is not None}

    @property
    def names(self) -> tuple[str, ...]:
        """Every arm, in the order of the roles."""
        return (*self.roles.values(), *self.others)


class Columns(Strict):
    """What each column of the experiment's table is. Which of them are needed depends on the experiment's kind."""

    arm: Name | None = None
    day: Name | None = Field(default=None, description="growth, in-vitro: the day of the reading.")
    volume: Name | None = Field(default=None, description="growth: the tumour's volume.")
    length: Name | None = Field(default=None, description="growth: the longer diameter in mm, instead of a volume.")
    width: Name | None = Field(default=None, description="growth: the shorter diameter in mm.")
    weight: Name | None = Field(default=None, description="weights: the tumour's weight at harvest.")
    positive: Name | None = Field(default=None, description="counts: positive cells.")
    total: Name | None = Field(default=None, description="counts: all cells; blot: the total protein.")
    percent: Name | None = Field(default=None, description="percent-area: 0 to 100.")
    well: Name | None = Field(default=None, description="in-vitro: the well.")
    absorbance: Name | None = Field(default=None, description="in-vitro: the absorbance.")
    phospho: Name | None = Field(default=None, description="blot: the band in question.")
    loading: Name | None = Field(default=None, description="blot: the loading control.")
    total_loading: Name | None = Field(default=None, description="blot: the loading control of another membrane.")
    gene: Name | None = Field(default=None, description="qpcr: the gene.")
    ct: Name | None = Field(default=None, description="qpcr: the threshold cycle.")
    technical: Name | None = Field(default=None, description="qpcr: the number of the technical replicate.")
    source: Name | None = Field(default=None, description="qpcr: the animal or dish a sample is from.")
    efficiency: Name | None = Field(default=None, description="qpcr: the amplification factor.")
    dose: Name | None = Field(default=None, description="dose-response: the dose.")
    response: Name | None = Field(default=None, description="dose-response: the response.")
    curve: Name | None = Field(default=None, description="dose-response: which curve a row belongs to.")

    @property
    def given(self) -> dict[str, str]:
        """The columns that are named, by role."""
        return {role: name for role, name in self.model_dump().items() if name is not None}


class Sizes(Strict):
    """The published number of units in each arm, by role."""

    control: Units
    agent_a: Units | None = None
    agent_b: Units | None = None
    combination: Units | None = None
    others: tuple[Units, ...] = Field(default=(), max_length=8)


class Arrive(Strict):
    """What ARRIVE 2.0 asks a report of animals to say. A field left out prints NOT REPORTED."""

    species: Text | None = None
    strain: Text | None = None
    sex: Text | None = None
    age_weight: Text | None = None
    sample_size: Text | None = None
    exclusions: Text | None = None
    allocation: Text | None = None
    blinding: Text | None = None
    procedures: Text | None = None
    humane_endpoint: Text | None = None
    housing: Text | None = None
    ethics: Text | None = None


class Experiment(Strict):
    """One pre-clinical experiment: of a table, or, where the readings were not published, its design alone."""

    id: Name
    title: Text
    kind: ExperimentKind
    subjects: Literal["animals", "cells"] = Field(default="animals", description="Whether ARRIVE applies.")
    table: Name | None = Field(default=None, description="Left out: design only.")
    unit: Name | None = Field(default=None, description="What one experimental unit is; with a table, its own unit.")
    columns: Columns = Columns()
    arms: Arms | None = Field(default=None, description="dose-response alone has none.")
    n: Sizes | None = Field(default=None, description="design only: the published number of units in each arm, if any.")
    paired: bool | None = Field(default=None, description="design only: whether arms share gels or experiments.")
    day: Score | None = Field(
        default=None, description="growth: the day of the response and of the combination index, stated before."
    )
    by: By = Field(default="welch", description="growth: the estimate of the interaction that the verdict rests on.")
    margin: Annotated[Score, Field(gt=1)] | None = Field(
        default=None, description="growth: the largest combination index that still counts as additive, above 1."
    )
    size_limit: Positive | None = Field(default=None, description="growth: a volume in mm³, for the time to it.")
    volume_unit: Literal["mm3", "cm3"] = "mm3"
    formula: Formula | None = Field(default=None, description="growth: how length and width make a volume.")
    transform: Literal["logit", "arcsine"] = "logit"
    part: Text = Field(default="field", description="counts, percent-area: what a row below the unit is called.")
    target: Text | None = Field(default=None, description="qpcr: the gene in question.")
    references: tuple[Text, ...] = Field(default=(), description="qpcr: the reference genes.")
    efficiency: Positive | None = Field(default=None, description="qpcr: one amplification factor for all genes.")
    tubes: Literal["same", "separate"] = "same"
    blank: Annotated[Score, Field(ge=0)] = 0.0
    adjustment: Adjust = Field(default="holm", description="Of the pairwise tests in the published style.")
    readout: Text | None = Field(default=None, description="What was measured, in words.")
    doses: Text | None = None
    schedule: Text | None = None
    published: Text | None = Field(default=None, description="The statistics as published, in words.")
    source: Text | None = Field(default=None, description="Where in the publication it is: figure, panel.")
    arrive: Arrive | None = Field(default=None, description="What differs from the [arrive] of the study.")
    same_animals_as: Name | None = Field(default=None, description="The id of the experiment that has their arrive.")
    note: Text = ""

    @property
    def design_only(self) -> bool:
        """Whether no reading of the experiment is known."""
        return self.table is None
