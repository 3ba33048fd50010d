"""Text files of cells: comma, semicolon or tab between them."""

import csv
import io
import re

from biomarker_stats.errors import StudyError, Violation
from biomarker_stats.study.lines import Lines

_QUOTED = re.compile(r'"[^"]*"')
_ENDS = re.compile(r"[\r\n]+")
_FAULTS = (
    ("field larger", "holds a cell that is far too long", "shorten it, or close the double quote that it begins with"),
    ("unexpected end", "opens a double quote that is never closed", "close it, or remove it"),
    ("expected after", "goes on after a closing double quote", 'write a double quote inside quotes twice ("")'),
)


def read_delimited(text: str, name: str) -> list[list[str]]:
    """Return the lines of a csv, tsv or txt file; the delimiter is the one its header has most of.

    Raises:
        StudyError: quotes are not closed, or the table is larger than what is read.
    """
    lines = Lines(name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, name), strict=True)
    try:
        for line in reader:
            lines.add(line)
    except csv.Error as error:
        told = (told[1:] for told in _FAULTS if told[0] in str(error))
        message, remedy = next(told, ("cannot be read as a table", "check quotes and line ends"))
        raise StudyError([Violation(file=name, row=lines.row, message=message, remedy=remedy)]) from None
    return lines.found


def _delimiter(text: str, name: str) -> str:
    header = next((line for line in _ENDS.split(text[:1_000_000]) if line.strip()), "")
    header = _QUOTED.sub("", header)
    return max("\t,;" if name.lower().endswith(".tsv") else ",;\t", key=header.count)
