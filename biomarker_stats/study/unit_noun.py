"""What one row of a table is called in prose: ``patient``, whatever its column of identifiers is named."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from biomarker_stats.study.manifest import TableSpec

_CODES: Final[Mapping[str, str]] = {"usubjid": "subject", "subjid": "subject", "id": "unit", "": "unit"}
_PLURALS: Final[Mapping[str, str]] = {"mouse": "mice", "biopsy": "biopsies"}
_OF_IDENTIFIERS: Final = re.compile(r"(?i)[ ._-]+(id|ids|no|nr|number|code)\.?$")


def unit_noun(table: "TableSpec") -> str:
    """Return the title of the column of units where that is one plain word, else its name without ``_id`` and such.

    >>> from biomarker_stats.study.manifest import Column, TableSpec
    >>> def of(unit, title=""):
    ...     return unit_noun(TableSpec(file="t.csv", unit=unit, columns={unit: Column(type="id", title=title)}))
    >>> of("pt", "Patient"), of("mouse_id"), of("USUBJID"), of("subject", "USUBJID"), of("patient", "Patient no.")
    ('patient', 'mouse', 'subject', 'subject', 'patient')
    """
    column = table.columns.get(table.unit)
    title = "" if column is None else column.title.strip()
    if title.isascii() and title.isalpha() and title[1:].islower() and title.lower() not in _CODES:
        return title.lower()
    name = _OF_IDENTIFIERS.sub("", table.unit).replace("_", " ").strip()
    name = _CODES.get(name.lower(), name)
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def nouns(noun: str) -> str:
    """Return the plural of a noun.

    >>> nouns("patient"), nouns("mouse")
    ('patients', 'mice')
    """
    return _PLURALS.get(noun, f"{noun}s")
