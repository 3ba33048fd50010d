"""The model of a table's ``checksums``: what a person counts on the printed page, to be held against the file."""

from typing import Annotated

from pydantic import Field

from biomarker_stats.study.strict import Name, Score, Strict, Text

Count = Annotated[int, Field(ge=0)]


class Checksums(Strict):
    """Numbers taken by hand from the printed table; a file that gives others was transcribed with an error."""

    rows: Count | None = Field(default=None, description="The number of rows, without the header.")
    sums: dict[Name, Score] = Field(default={}, description="The sum of each of these columns of numbers.")
    counts: dict[Name, dict[Text, Count]] = Field(
        default={}, description='How often each value stands in a column; name every value; "" counts empty cells.'
    )
