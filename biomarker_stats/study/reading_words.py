"""What the two readings of a change are called: before and after, or, where they are no such thing, their columns."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from biomarker_stats.study.manifest import StudyManifest, TableSpec

_FIRST: Final = frozenset(["before", "pre", "baseline", "pretreatment", "screening"])
_SECOND: Final = frozenset(["after", "post", "posttreatment", "followup", "follow", "during", "end", "surgery"])
_REMARK: Final = re.compile(r"\s*\([^()]*\s[^()]*\)")
"""A bracket of several words; a bracket of one word, as in ``1 (dextro)``, may be all that tells two columns apart."""


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """The words for the two readings of a unit; ``in_time`` when the first was taken before the second.

    >>> ReadingWords().higher, ReadingWords("placebo", "drug", in_time=False).higher
    ('higher after than before', 'drug higher than placebo')
    """

    before: str = "before"
    after: str = "after"
    in_time: bool = True

    @property
    def higher(self) -> str:
        """What is true of a unit whose second reading is the higher one."""
        return "higher after than before" if self.in_time else f"{self.after} higher than {self.before}"

    @property
    def difference(self) -> str:
        """The second reading less the first."""
        return f"{self.after} − {self.before}"

    def told(self, text: str) -> str:
        """Return a text about after and before, such as an estimand, with the words of these readings.

        >>> ReadingWords("placebo", "drug", in_time=False).told("mean of after − before")
        'mean of drug − placebo'
        """
        if self.in_time:
            return text
        rises = f"probability that {self.after} is higher than {self.before} where they differ"
        text = text.replace("probability that a reading that changes increases", rises)
        equal = "either reading is as likely to be the higher one"
        text = text.replace("an increase is as probable as a decrease", equal)
        return text.replace("after − before", self.difference)


def reading_words(manifest: "StudyManifest", endpoint: str) -> ReadingWords:
    """Return what the two readings of an endpoint are called.

    They are before and after where the names or titles of their columns say so, or where the endpoint is no change;
    else they go by the titles of their columns, without remarks in brackets.
    """
    spec = manifest.endpoints[endpoint]
    if spec.before is None or spec.after is None:
        return ReadingWords()
    table = manifest.tables[spec.table]
    first, second = (_titles(table, column) for column in (spec.before, spec.after))
    if _words(*first) & _FIRST and _words(*second) & _SECOND:
        return ReadingWords()
    short = [_REMARK.sub("", title).strip() or title for title, _ in (first, second)]
    before, after = short if len(set(short)) == 2 else (first[0], second[0])
    return ReadingWords(_inside(before), _inside(after), in_time=False)


def _titles(table: "TableSpec", column: str) -> tuple[str, str]:
    spec = table.columns.get(column)
    return (spec.title if spec is not None and spec.title else column.replace("_", " ")), column


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in re.split(r"[\W\d_]+", text.lower())}


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence: its first letter in lower case, unless it is an acronym."""
    return title if title[1:2].isupper() or not title[1:2].isalpha() else title[:1].lower() + title[1:]
