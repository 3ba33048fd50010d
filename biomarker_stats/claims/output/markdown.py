"""Verdicts as Markdown, for the summary page of a CI run or a pull request."""

from biomarker_stats.claims.output.words import printed
from biomarker_stats.claims.verdict import VerdictTable
from biomarker_stats.errors import visible
from biomarker_stats.wording import count

_SPECIAL = "\\`*_{}[]<>()#+!|~&$@"


def verdicts_markdown(table: VerdictTable) -> str:
    """Return the verdicts as a Markdown table, those that changed first, with what they rest on below it.

    >>> import biomarker_stats as bs
    >>> verdicts_markdown(bs.verify("carracedo2008")).splitlines()[0]
    '## carracedo2008: 57 claims, every verdict as expected'
    """
    changed = [verdict for verdict in table.verdicts if not verdict.as_expected]
    state = f"{count(len(changed), 'verdict')} changed" if changed else "every verdict as expected"
    title = f"{'SIMULATED: ' if table.simulated else ''}{_text(table.study_id)}"
    told = [f"## {title}: {count(len(table.verdicts), 'claim')}, {state}", ""]
    told += ["| | claim | place | printed | found | verdict | why |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for verdict in (*changed, *(verdict for verdict in table.verdicts if verdict.as_expected)):
        word = ", ".join((verdict.word, *verdict.flags)).replace("_", " ")
        why = "; ".join((*verdict.changed, verdict.explanation))
        mark = "" if verdict.as_expected else "✗"
        cells = (mark, verdict.claim.id, verdict.claim.location, printed(verdict), verdict.value or "–", word, why)
        told.append(f"| {' | '.join(_text(cell) for cell in cells)} |")
    told += ["", *(f"- SHA-256 of {_text(name)}: {value}" for name, value in table.hashes.items())]
    told.append(f"- versions: {', '.join(f'{_text(name)} {value}' for name, value in table.versions.items())}")
    told.append(f"- seed: {'none' if table.seed is None else table.seed}; specification space: {table.space_hash}")
    return "\n".join(told) + "\n"


def _text(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is."""
    return "".join(f"\\{c}" if c in _SPECIAL else c for c in visible(text))
