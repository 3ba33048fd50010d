"""What every output says of a verdict, in the same words."""

import re

from biomarker_stats.claims.matching import as_printed
from biomarker_stats.claims.verdict import Verdict
from biomarker_stats.errors import shorten, visible

_LONGEST_QUOTE = 300
_COMMAND = re.compile(r":(?=:)|#(?=#(?:vso)?\[)")


def plain(text: str) -> str:
    """Return ``text`` on one line, without what could steer a terminal or the log of a build service.

    GitHub's and Azure's runners read ``::error::``, ``##[error]`` and ``##vso[…]`` in a log as commands, and a long
    quotation may be wrapped anywhere; a space inside the mark takes that meaning from it.

    >>> plain("::error::no"), plain("##[error]no")
    (': :error: :no', '# #[error]no')
    """
    return _COMMAND.sub(lambda mark: f"{mark[0]} ", visible(text))


def printed(verdict: Verdict) -> str:
    """Return the printed number with its comparator: ``0.025``, ``< 0.01``, ``ns``."""
    return as_printed(verdict.claim)


def lines(verdict: Verdict) -> list[str]:
    """Return a verdict as lines a reader can act on: quotation, place, printed and found number, what changed."""
    claim = verdict.claim
    told = [
        f"claim {claim.id}: “{shorten(claim.quote, _LONGEST_QUOTE)}”",
        f"location: {claim.location}",
        f"printed: {printed(verdict)}",
        f"found: {verdict.value or 'nothing to recompute'}",
        f"verdict: {verdict.word}",
    ]
    if verdict.flags:
        told.append(f"flags: {', '.join(verdict.flags)}")
    told += [f"changed: {change}" for change in verdict.changed]
    told.append(f"why: {verdict.explanation}")
    if verdict.changed:
        told.append(f"to accept: in claims.toml, claim {claim.id}, write {acceptance(verdict)}")
    return [plain(line) for line in told]


def acceptance(verdict: Verdict) -> str:
    """Return the ``expected`` table that would make this verdict the expected one.

    >>> from biomarker_stats.study.claim import Claim, Expected
    >>> claim = Claim(id="a", quote="", location="", kind="p", printed="0", expected=Expected(verdict="reproduced"))
    >>> acceptance(Verdict(claim=claim, word="contradicted", value="0.5", explanation="", flags=("decision_changed",)))
    'expected = { verdict = "contradicted", value = "0.5", flags = ["decision_changed"] }'
    """
    parts = [f'verdict = "{verdict.word}"']
    if verdict.value is not None:
        escaped = verdict.value.replace("\\", "\\\\").replace('"', '\\"')
        parts.append(f'value = "{escaped}"')
    if verdict.flags:
        listed = ", ".join('"' + flag + '"' for flag in verdict.flags)
        parts.append(f"flags = [{listed}]")
    return f"expected = {{ {', '.join(parts)} }}"
