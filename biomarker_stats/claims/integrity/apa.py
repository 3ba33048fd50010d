"""Test results in APA style found in a text: ``t(28) = 2.20, p = .036``.

The pattern has no nested repetition, and the text a bounded length, so that a hostile text costs no more than another.
"""

import re
from dataclasses import dataclass

from biomarker_stats.errors import UsageError
from biomarker_stats.study.numeral_forms import plain_points

LONGEST_TEXT = 20_000

_VALUE = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,12})?|[0-9]{0,12}\.[0-9]{1,12}|[0-9]{1,12})"
_DF = r"(?:[0-9]{0,12}\.[0-9]{1,12}|[0-9]{1,12})"
_RESULT = re.compile(
    rf"""(?<![A-Za-z])
    (?: (?P<trq>t|r|Q(?:[ ]?-?[ ]?(?:[wW](?:ithin)?|[bB](?:etween)?))?) [ ]?\([ ]?(?P<df>{_DF})[ ]?\)
      | (?P<f>F) [ ]?\([ ]?(?P<df1>{_DF}|I|l)[ ]?,[ ]?(?P<df2>{_DF})[ ]?\)
      | (?P<chi>(?:chi|[χΧ𝜒]|[xX])[ _-]?(?:\^?2|²|square|squared)?)
        [ ]?\([ ]?(?P<dfc>{_DF})[ ]?(?:,[ ]?[Nn][ ]?=[ ]?[0-9][0-9,]{{0,14}}[ ]?)?\)
      | (?P<z>[zZ]) )
    [ ]?(?P<sign>[<>=])[ ]?(?P<minus>[-−–‐]?)[ ]?(?P<value>{_VALUE})[ ]?,[ ]?
    (?: (?P<ns>n\.?s\.?)(?![A-Za-z])
      | [pP][ ]?(?P<compare>[<>=≤≥])[ ]?(?P<p>[0-9]?\.[0-9]{{1,12}}(?:[eE]-?[0-9]{{1,3}})?)(?![0-9]|\.[0-9]) )?
    """,
    re.VERBOSE,
)
_ONE_SIDED = re.compile(r"one[- ]?tailed|one[- ]?sided|directional", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reported:
    """One result of a text: every number as printed; ``p`` holds its comparator too."""

    kind: str
    df: tuple[str, ...]
    comparator: str
    statistic: str
    p: str
    text: str


def reported_in(text: str) -> tuple[Reported, ...]:
    """Return the results in APA style that a text holds.

    Raises:
        UsageError: the text is too long.

    >>> reported_in("a clear effect, F(1.43, 27.2) = 3.80, p = .048, corrected")[0].df
    ('1.43', '27.2')
    """
    if len(text) > LONGEST_TEXT:
        msg = f"the text has {len(text):,} characters, at most {LONGEST_TEXT:,} are read — give one paragraph at a time"
        raise UsageError(msg)
    plain = plain_points(" ".join(text.split()))
    return tuple(_result(match) for match in _RESULT.finditer(plain) if match["ns"] or match["p"])


def states_one_sided(text: str) -> bool:
    """Return whether a text speaks of one-tailed, one-sided or directional tests.

    >>> states_one_sided("p = .018, one-tailed")
    True
    """
    return _ONE_SIDED.search(text[:LONGEST_TEXT]) is not None


def _result(match: re.Match[str]) -> Reported:
    df: tuple[str, ...]
    if match["f"]:
        kind, df = "F", (match["df1"].replace("I", "1").replace("l", "1"), match["df2"])
    elif match["chi"]:
        kind, df = "chi2", (match["dfc"],)
    elif match["z"]:
        kind, df = "z", ()
    else:
        kind, df = match["trq"][0], (match["df"],)
    statistic = ("-" if match["minus"] else "") + match["value"].replace(",", "")
    p = "ns" if match["ns"] else f"{match['compare']} {match['p']}"
    return Reported(kind, df, match["sign"], statistic, p, match[0])
