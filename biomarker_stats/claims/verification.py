"""A verdict on every published number of a study."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import biomarker_stats
from biomarker_stats.claims.recompute import Recomputed, recompute, specification_of
from biomarker_stats.claims.space import specification_space
from biomarker_stats.claims.verdict import Verdict, VerdictTable
from biomarker_stats.design.specification import Specification
from biomarker_stats.errors import DataError, StudyError, UsageError, Violation
from biomarker_stats.study.claim import Claim, Derivation
from biomarker_stats.study.loading import load_study
from biomarker_stats.study.printed import parse_printed, parse_range, prints_as
from biomarker_stats.terms import Flag, Rounding, VerdictWord
from biomarker_stats.wording import decimal_text, listing

if TYPE_CHECKING:
    from biomarker_stats.study import Study

_DECISION_LEVEL = Fraction(1, 20)
_BY_RULE: tuple[tuple[Rounding, VerdictWord], ...] = (
    ("trunc", "reproduced_by_truncation"),
    ("ceiling", "reproduced_by_ceiling"),
)


def verify(study: "Study | str | Path") -> VerdictTable:
    """Recompute every claim of a study and give each a verdict from the ladder.

    Comparisons are between exact decimals, under the rounding rule the claim names. A claim whose inputs were not
    published is ``not_derivable``; that is an answer, not a failure. ``VerdictTable.ok`` says whether every verdict,
    value and flag is what the claims file expects.

    Raises:
        StudyError: the folder cannot be loaded, or a derivation names something the study does not have.

    References:
        Nuijten MB et al. (2016) Behavior Research Methods 48:1205-1226, for recomputing printed P values.

    >>> verify("carracedo2008").ok
    True
    """
    loaded = load_study(study) if isinstance(study, str | Path) else study
    flags = _flags(loaded.claims)
    verdicts, wrong = [], []
    for claim in loaded.claims:
        try:
            verdicts.append(_judge(loaded, claim, flags[claim.id]))
        except UsageError as error:
            remedy = "correct its derivation or its printed value"
            wrong.append(Violation(file="claims.toml", label=f"claim {claim.id}", message=str(error), remedy=remedy))
    if wrong:
        raise StudyError(wrong)
    return VerdictTable(
        study_id=loaded.id, verdicts=tuple(verdicts), hashes=loaded.hashes, version=biomarker_stats.__version__
    )


def _judge(study: "Study", claim: Claim, flags: tuple[Flag, ...]) -> Verdict:
    impossible = _impossible(claim)
    if impossible:
        found = Verdict(claim=claim, word="impossible_as_printed", value=None, explanation=impossible, flags=flags)
    elif claim.derivation is None:
        reason = claim.why_not or "the inputs were not published"
        found = Verdict(claim=claim, word="not_derivable", value=None, explanation=reason, flags=flags)
    else:
        found = _compare(study, claim, claim.derivation, flags)
    return Verdict(
        claim=claim,
        word=found.word,
        value=found.value,
        explanation=found.explanation,
        flags=found.flags,
        changed=_changes(found),
    )


def _impossible(claim: Claim) -> str:
    """Say why no data could print this number, or return an empty string."""
    if claim.kind not in {"p", "percent"} or claim.comparator == "ns":
        return ""
    value = parse_printed(claim.printed).value
    highest = 1 if claim.kind == "p" else 100
    if claim.kind == "p" and value == 0 and claim.comparator in {"=", "<", "<="}:
        return f"no test gives P {claim.comparator} {claim.printed}: a P value is above 0"
    if not 0 <= value <= highest and claim.comparator == "=":
        return f"{claim.printed} lies outside 0 to {highest}"
    return ""


def _compare(study: "Study", claim: Claim, derivation: Derivation, flags: tuple[Flag, ...]) -> Verdict:
    try:
        value = recompute(study, derivation)
    except DataError as error:
        return Verdict(
            claim=claim, word="contradicted", value=None, explanation=f"nothing to recompute: {error}", flags=flags
        )
    if matches(claim, value, claim.rounding):
        word, explanation = _reproduced(claim, derivation, value)
        return Verdict(claim=claim, word=word, value=value.text, explanation=explanation, flags=flags)
    for rule, other in _BY_RULE:
        if matches(claim, value, rule):
            how = {"trunc": "truncated", "ceiling": "rounded up"}[rule]
            text = f"{value.text} prints as {claim.printed} only if {how}, not if rounded ({claim.rounding})"
            return Verdict(claim=claim, word=other, value=value.text, explanation=text, flags=flags)
    if claim.kind == "p":
        return _searched(study, claim, derivation, value, flags)
    explanation = f"the tables give {value.text}, not {claim.printed}"
    return Verdict(claim=claim, word="contradicted", value=value.text, explanation=explanation, flags=flags)


def matches(claim: Claim, value: Recomputed, rule: Rounding) -> bool:
    """Return whether ``value`` could have been printed as the claim, under a rounding rule and its comparator."""
    if len(value.numbers) == 2:
        ends = parse_range(claim.printed)
        return all(prints_as(number, end, rule) for number, end in zip(value.numbers, ends, strict=True))
    number = value.numbers[0]
    if claim.comparator == "ns":
        return number >= _DECISION_LEVEL
    printed = parse_printed(claim.printed)
    if claim.comparator == "=":
        return prints_as(number, printed, rule)
    if claim.comparator == "~":
        return abs(number - printed.value) <= Fraction(1, 10**printed.decimals)
    return {
        "<": number < printed.value,
        "<=": number <= printed.value,
        ">": number > printed.value,
        ">=": number >= printed.value,
    }[claim.comparator]


def _reproduced(claim: Claim, derivation: Derivation, value: Recomputed) -> tuple[VerdictWord, str]:
    if claim.kind != "p":
        return "reproduced", f"the tables give {value.text}"
    test = f"consistent with {_in_words(specification_of(derivation))}: P = {value.text}"
    stated = claim.stated
    if stated.methods and derivation.method not in stated.methods:
        return "reproduced_under_other_specification", f"{test}; stated: {listing(list(stated.methods), 'or')}"
    inferred = [
        what
        for what, said in (
            ("the test", stated.methods),
            ("the pairing", len(stated.methods) == 1),
            ("the sidedness", stated.alternative),
            ("the coding of the mixed cells", stated.coding or derivation.coding is None),
        )
        if not said
    ]
    if not inferred:
        return "reproduced", test
    said = f"; stated: “{stated.text}”" if stated.text else ""
    return "reproduced_under_inferred_specification", f"{test}; inferred: {listing(inferred)}{said}"


def _searched(
    study: "Study", claim: Claim, derivation: Derivation, value: Recomputed, flags: tuple[Flag, ...]
) -> Verdict:
    """Look through the other specifications of a P value that its own derivation does not give."""
    space = specification_space(study, derivation)
    found = [s for s, p in space if matches(claim, _as_recomputed(p), claim.rounding)]
    printed = f"P {claim.comparator} {claim.printed}"
    text = f"{_in_words(specification_of(derivation))} gives P = {value.text}, not {printed}"
    if found:
        word: VerdictWord = (
            "reproduced_under_other_specification"
            if claim.stated.methods
            else "reproduced_under_inferred_specification"
        )
        shown = listing([_in_words(s) for s in found[:3]], "or")
        more = f" and {len(found) - 3} others" if len(found) > 3 else ""
        text = f"{text}; of {len(space)} specifications tried, consistent with {shown}{more}"
        return Verdict(claim=claim, word=word, value=value.text, explanation=text, flags=flags)
    text = f"{text}; none of the {len(space)} specifications tried gives it"
    return Verdict(
        claim=claim, word="contradicted", value=value.text, explanation=text, flags=_with_decision(claim, value, flags)
    )


def _as_recomputed(p: Fraction) -> Recomputed:
    return Recomputed((p,), decimal_text(p))


def _with_decision(claim: Claim, value: Recomputed, flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    if claim.comparator not in {"=", "<", "<="}:
        return flags
    printed_below = parse_printed(claim.printed).value < _DECISION_LEVEL
    return (*flags, "decision_changed") if printed_below != (value.numbers[0] < _DECISION_LEVEL) else flags


def _in_words(specification: Specification) -> str:
    coding = f", coding {specification.coding}" if specification.coding else ""
    return f"{specification.alternative} {specification.method}{coding}"


def _flags(claims: Sequence[Claim]) -> dict[str, tuple[Flag, ...]]:
    """Return the flags that need no recomputation: the quotation, and the company a comparator keeps."""
    found: dict[str, list[Flag]] = {claim.id: [] for claim in claims}
    for claim in claims:
        if not _in_quote(claim):
            found[claim.id].append("printed_not_in_quote")
    by_family = sorted((c for c in claims if c.kind == "p" and c.family), key=lambda c: str(c.family))
    for _, members in groupby(by_family, key=lambda c: c.family):
        family = list(members)
        upward = [c for c in family if c.comparator in {">", ">="}]
        if len(upward) == 1 and len(family) > 2 and all(c.comparator in {"<", "<="} for c in family if c not in upward):
            found[upward[0].id].append("comparator_unlike_siblings")
    return {name: tuple(flags) for name, flags in found.items()}


def _in_quote(claim: Claim) -> bool:
    """Whether the printed text stands in the quotation as a whole number or word, not inside a longer one."""
    pattern = rf"(?<![0-9A-Za-z.,]){re.escape(claim.printed)}(?![0-9A-Za-z]|[.,][0-9])"
    return re.search(pattern, claim.quote) is not None


def _changes(found: Verdict) -> tuple[str, ...]:
    expected = found.claim.expected
    changes = []
    if found.word != expected.verdict:
        changes.append(f"verdict: expected {expected.verdict}, found {found.word}")
    if found.value != expected.value:
        changes.append(f"value: expected {expected.value or 'none'}, found {found.value or 'none'}")
    if set(found.flags) != set(expected.flags):
        expected_flags, flags = listing(list(expected.flags)) or "none", listing(list(found.flags)) or "none"
        changes.append(f"flags: expected {expected_flags}, found {flags}")
    return tuple(changes)
