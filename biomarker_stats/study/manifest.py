"""The models of ``study.toml``: what the tables are, what was measured, who is analysed, and how."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from biomarker_stats.study.checksum_spec import Checksums
from biomarker_stats.study.experiment_spec import Arrive, Experiment, TableKind
from biomarker_stats.study.multiverse_spec import MultiverseSpec
from biomarker_stats.study.strict import Name, Score, Strict, Text
from biomarker_stats.terms import Alternative, Ranks, TwoSided, Zeros


class Citation(Strict):
    """Where the data were published."""

    authors: Text
    title: Text
    journal: Text = ""
    year: int
    volume: Text = ""
    issue: Text = ""
    pages: Text = ""
    doi: Text = ""


class Column(Strict):
    """One column of a table: what it holds and what is allowed in it."""

    type: Literal["id", "text", "category", "ordinal", "integer", "number"]
    title: Text = Field(default="", description="How the column is named in the report.")
    unit: Text = ""
    levels: tuple[Text, ...] = Field(default=(), description="The values a category may take, in display order.")
    scale: Name | None = Field(default=None, description="The scale of an ordinal column.")
    minimum: Score | None = None
    maximum: Score | None = None
    optional: bool = Field(default=False, description="Whether a cell may be empty.")
    empty: Literal["missing", "no"] = Field(
        default="missing",
        description="optional category or text: what an empty cell means. `missing`: a reading that is not there, so a "
        "unit with it is left out of a yes/no endpoint and counted. `no`: nothing was marked, as in a column of "
        "footnotes; the cell is known, and in no list.",
    )


class TableSpec(Strict):
    """One table: a file in the study folder, its experimental unit, and its columns.

    A table of kind ``units`` or ``weights`` has one row a unit; one of any other kind may have several.
    """

    file: Text
    title: Text = ""
    kind: TableKind = "units"
    unit: Name = Field(description="The id column that names the experimental unit of each row.")
    columns: dict[Name, Column]
    checksums: Checksums = Checksums()


class ScaleSpec(Strict):
    """An ordinal scale: its levels from lowest to highest, mixed cells, and the named ways to score them.

    ``mixed`` gives, for each mixed cell as printed, every score a reader could defend; a coding picks one for each.
    """

    title: Text = ""
    levels: tuple[Text, ...] = Field(min_length=2)
    scores: tuple[Score, ...] = Field(default=(), description="One score a level; 0, 1, 2 … when left out.")
    labels: dict[Text, Text] = Field(default={}, description="What each level means in words.")
    mixed: dict[Text, tuple[Score, ...]] = Field(default={})
    codings: dict[Name, dict[Text, Score]] = Field(default={})
    default_coding: Name | None = None


class Condition(Strict):
    """One condition on a column. This is the whole filter vocabulary: nothing here is ever evaluated as code."""

    column: Name
    is_in: tuple[str | int | float, ...] | None = Field(default=None, alias="in")
    not_in: tuple[str | int | float, ...] | None = None
    at_least: Score | None = None
    at_most: Score | None = None


class Endpoint(Strict):
    """What is compared: a change between two columns, a yes/no read off conditions, or a value of one column."""

    title: Text
    type: Literal["change", "binary", "value"]
    table: Name
    before: Name | None = Field(default=None, description="change: the column read first.")
    after: Name | None = Field(default=None, description="change: the column read second.")
    column: Name | None = Field(default=None, description="value: the column that holds it.")
    when: tuple[Condition, ...] = Field(
        default=(),
        description="binary: a unit is a 'yes' when all conditions hold, unknown when a cell they need is missing.",
    )
    yes: Text = Field(default="yes", description="What a 'yes' is called in sentences and figures.")
    note: Text = ""


class Population(Strict):
    """Who is analysed: the units for which all conditions hold."""

    title: Text
    where: tuple[Condition, ...] = ()
    note: Text = ""


class MethodChoice(Strict):
    """A method of the catalogue, with the choices that differ from the analysis's own."""

    method: Name
    alternative: Alternative = "two-sided"
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"
    ranks: Ranks = "within"
    interval: Name | None = None
    coding: Name | None = None
    role: Literal["exact", "as-published", "sensitivity"] = "exact"


def _method_choice(value: object) -> object:
    return {"method": value} if isinstance(value, str) else value


class Analysis(Strict):
    """One question put to the data, and the methods that answer it; the first method is the one sentences report."""

    id: Name
    title: Text
    type: Literal["paired", "compare", "proportion"]
    endpoint: Name
    population: Name = "all"
    by: Name | None = Field(default=None, description="compare: the column that holds the arms.")
    arms: tuple[Text, ...] = Field(default=(), description="compare: the two arms, first minus second.")
    strata: Name | None = None
    coding: Name | None = None
    methods: tuple[
        Annotated[MethodChoice, BeforeValidator(_method_choice, json_schema_input_type=Name | MethodChoice)], ...
    ] = Field(min_length=1)
    role: Literal["primary", "secondary", "sensitivity"] = "secondary"
    exploratory: bool = True
    note: Text = ""


class Reporting(Strict):
    """What REMARK and SAMPL ask a report to say. A field left out prints NOT REPORTED."""

    objectives: Text | None = None
    design: Text | None = None
    patients: Text | None = None
    treatment: Text | None = None
    specimens: Text | None = None
    assay: Text | None = None
    scoring: Text | None = None
    blinding: Text | None = None
    timing: Text | None = None
    sample_size: Text | None = None
    published_statistics: Text | None = None
    registration: Text | None = None
    ethics: Text | None = None
    funding: Text | None = None
    availability: Text | None = None


class StudyManifest(Strict):
    """The whole of ``study.toml``."""

    format: Literal[1] = Field(description="The version of this file format.")
    id: Name
    title: Text
    question: Text = Field(default="", description="What the study asks, as a short question.")
    simulated: bool = Field(default=False, description="True makes every page and figure say SIMULATED.")
    citation: Citation | None = None
    reporting: Reporting = Reporting()
    tables: dict[Name, TableSpec] = Field(min_length=1)
    scales: dict[Name, ScaleSpec] = Field(default={})
    endpoints: dict[Name, Endpoint] = Field(default={})
    populations: dict[Name, Population] = Field(default={})
    analyses: tuple[Analysis, ...] = ()
    arrive: Arrive = Field(default=Arrive(), description="What ARRIVE asks of the experiments in animals.")
    experiments: tuple[Experiment, ...] = Field(default=(), max_length=200, description="Pre-clinical experiments.")
    multiverse: MultiverseSpec | None = Field(default=None, description="Every defensible choice, tried together.")
    limitations: tuple[Text, ...] = Field(default=(), description="What a reader must know that the data cannot say.")
