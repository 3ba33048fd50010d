"""Section 7: every published number, as printed, recomputed, and the verdict on it."""

from collections.abc import Sequence

from biomarker_stats.claims import Verdict
from biomarker_stats.claims.claim_checks import ClaimCheck
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, Inline, Words, bullets, heading, label, note, paragraph, rich, table
from biomarker_stats.reporting.sections.header import differing
from biomarker_stats.reporting.words import capital
from biomarker_stats.wording import count, listing

_MEANING = {
    "reproduced": "recomputed, and it prints as published",
    "reproduced_by_truncation": "it prints as published only if digits are cut off, not rounded",
    "reproduced_by_ceiling": "it prints as published only if rounded up",
    "reproduced_under_inferred_specification": "it comes out, but under choices the authors do not state",
    "reproduced_under_other_specification": "it comes out under another test than the one stated",
    "consistent_not_derivable": "not recomputed, but arithmetic says that it is possible",
    "contradicted": "no specification that was tried gives it",
    "impossible_as_printed": "no data could print it",
    "not_derivable": "not recomputed, for the reason beside it",
}
_KIND = {"reproduced": "good", "not_derivable": "neutral", "consistent_not_derivable": "neutral"}
_BAD = {"contradicted", "impossible_as_printed"}


def claims(context: ReportContext) -> list[Block]:
    """Return the verdicts: in short, what changed, those recomputed and those that could not be."""
    blocks = [heading("Published claims", identifier="claims")]
    verdicts = context.verdicts.verdicts
    if not verdicts:
        return [*blocks, paragraph("The study records no published number in claims.toml.")]
    counts = context.verdicts.counts().items()
    blocks.append(paragraph(f"{count(len(verdicts), 'published number')} checked. Verdicts:"))
    blocks.append(bullets([rich(f"{number} × ", _verdict(word), f" – {_MEANING[word]}") for word, number in counts]))
    changed = [verdict for verdict in verdicts if not verdict.as_expected]
    if changed:
        blocks.append(note(f"{differing(len(changed))}:"))
        blocks.append(bullets([f"{each.claim.id}: {listing(list(each.changed))}" for each in changed]))
    recomputed = [verdict for verdict in verdicts if verdict.claim.derivation is not None]
    rest = [verdict for verdict in verdicts if verdict.claim.derivation is None]
    if recomputed:
        blocks.append(heading("Recomputed from the data", level=3, identifier="claims-recomputed"))
        blocks.append(_recomputed(recomputed))
    if rest:
        blocks.append(heading("Not recomputed", level=3, identifier="claims-rest"))
        blocks.append(_not_recomputed(rest))
    return [*blocks, *_checks(context.verdicts.checks)]


def _checks(checks: Sequence[ClaimCheck]) -> list[Block]:
    """Return the integrity checks: how many, and what those found that a number does not pass."""
    if not checks:
        return []
    failed = [each for each in checks if not each.check.consistent]
    made = count(len(checks), "integrity check")
    blocks = [
        heading("Arithmetic on the printed numbers", level=3, identifier="claims-integrity"),
        paragraph(
            f"{made} made in exact arithmetic (percentages and means against n, subtotals, P values against the values "
            f"exact tests can give); {len(failed)} not passed. A P value off the lattice of exact tests speaks against "
            "those tests, not against the number."
        ),
    ]
    told = [f"{listing(list(each.claims))}: {each.check.explanation}." for each in failed]
    return [*blocks, bullets(told)] if told else blocks


def _recomputed(verdicts: Sequence[Verdict]) -> Block:
    rows: list[list[Words]] = [
        [_quote(each), _printed(each), each.value or "–", _judged(each), _explained(each)] for each in verdicts
    ]
    header = ("Claim", "Printed", "Recomputed", "Verdict", "Why")
    caption = "Claims recomputed from the tables of the study"
    return _filtered(table(header, rows, caption=caption, align="lrrll", kind="stacked"), verdicts)


def _not_recomputed(verdicts: Sequence[Verdict]) -> Block:
    rows: list[list[Words]] = [[_quote(each), _printed(each), _judged(each), _explained(each)] for each in verdicts]
    header = ("Claim", "Printed", "Verdict", "Why")
    caption = "Claims that were not recomputed, and why not"
    return _filtered(table(header, rows, caption=caption, align="lrll", kind="stacked"), verdicts)


def _filtered(block: Block, verdicts: Sequence[Verdict]) -> Block:
    """Return the table with the verdict of each row where a web page can find it."""
    made = block.content[0]
    made.classes.append("claims")
    for row, verdict in zip(made.content[0].content, verdicts, strict=True):
        row.attributes["verdict"] = verdict.word
        if verdict.flags:
            row.attributes["flagged"] = "true"
    return block


def _quote(verdict: Verdict) -> Words:
    claim = verdict.claim
    return rich(f"“{claim.quote}” ", label(claim.location, "place"), " ", label(claim.id, "identifier"))


def _printed(verdict: Verdict) -> str:
    claim = verdict.claim
    return claim.printed if claim.comparator == "=" else f"{claim.comparator} {claim.printed}"


def _judged(verdict: Verdict) -> Words:
    parts: list[str | Inline] = [_verdict(verdict.word)]
    for flag in verdict.flags:
        parts += [" ", label(f"⚑ {flag.replace('_', ' ')}", "flag")]
    if not verdict.as_expected:
        parts += [" ", label("changed", "bad")]
    return rich(*parts)


def _explained(verdict: Verdict) -> str:
    return " ".join(text for text in (_sentence(verdict.explanation), _sentence(verdict.claim.note)) if text)


def _sentence(text: str) -> str:
    return capital(text) if not text or text.rstrip("”’\"'").endswith((".", "?", "!")) else f"{capital(text)}."


def _verdict(word: str) -> Inline:
    kind = "bad" if word in _BAD else _KIND.get(word, "fair")
    return label(word.replace("_", " "), kind)
