"""Section 7, second half: which specification could have given the printed P values of a family."""

from biomarker_stats import wording
from biomarker_stats.claims.tracing import FamilyTrace
from biomarker_stats.claims.tracing.words import (
    class_words,
    cost_lines,
    decoy_lines,
    lattice_lines,
    meaning,
    prediction_words,
    printed_as,
    single_words,
)
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import (
    Block,
    Words,
    bullets,
    code,
    heading,
    label,
    note,
    paragraph,
    rich,
    table,
)
from biomarker_stats.reporting.words import capital
from biomarker_stats.wording import count

_SHOWN = 6
_INTRODUCTION = (
    "Before any P value was computed, every specification was written down: each test of the catalogue, its sidedness, "
    "ties, zeros and approximation, each score of every mixed cell, each way to set the readings against each other, "
    "each declared population, each rounding rule. One specification must print every P value of a family. The answer "
    "says what the numbers are consistent with, not what was done."
)
_KIND = {"identified": "good", "set-identified": "fair", "not identified": "neutral", "no match": "bad"}


def trace(context: ReportContext) -> list[Block]:
    """Return the trace of each family of P claims; nothing where there is none."""
    if context.trace is None:
        return []
    blocks = [heading("Which test could have printed these P values?", level=3, identifier="trace")]
    blocks.append(paragraph(_INTRODUCTION))
    for family in context.trace.families:
        blocks += _family(family)
    return blocks


def _family(family: FamilyTrace) -> list[Block]:
    answer = label(family.answer, _KIND[family.answer])
    claims = ", ".join(f"{claim} {printed_as(text)}" for claim, text in family.printed.items())
    return [
        heading(f"Family {family.family}", level=4, identifier=f"trace-{family.family}"),
        note(rich(answer, f" – {meaning(family)}. Claims: {claims}.")),
        *_classes(family),
        paragraph("Each claim taken alone says much less:"),
        _singles(family),
        *_left_out(family),
        bullets([f"{capital(line)}." for line in (*lattice_lines(family), *decoy_lines(family), *cost_lines(family))]),
        paragraph(
            f"S = {family.size:,} specifications ({family.tests:,} tests, three rounding rules); SHA-256 of the list: ",
            code(family.sha256),
            ".",
        ),
    ]


def _classes(family: FamilyTrace) -> list[Block]:
    if not family.classes:
        return []
    rows: list[list[Words]] = [
        [class_words(each), each.rounding, *(wording.p_value(p) for p in each.p_values.values())]
        for each in family.classes
    ]
    header = ("Specification", "Decimals", *family.printed)
    align = "ll" + "r" * len(family.printed)
    return [table(header, rows, caption="Specifications that print every claim", align=align, kind="stacked")]


def _singles(family: FamilyTrace) -> Block:
    rows: list[list[Words]] = []
    for claim, text in family.printed.items():
        own = [each for each in family.singles if each.claim == claim]
        total = sum(each.specifications for each in own)
        named = f"{claim} {printed_as(text)}"
        first: Words = rich(f"{named} ", label(count(total, "test"), "identifier"))
        texts = [single_words(each) for each in own[:_SHOWN]] or ["nothing prints it"]
        if len(own) > _SHOWN:
            texts.append(f"and {len(own) - _SHOWN} other P values")
        rows += [[named if number else first, line] for number, line in enumerate(texts)]
    return table(("Claim", "Printed by"), rows, caption="What prints one claim alone, plainest first", kind="stacked")


def _left_out(family: FamilyTrace) -> list[Block]:
    if not family.predictions:
        return []
    rows: list[list[Words]] = [[each.claim, capital(prediction_words(family, each))] for each in family.predictions]
    caption = "Each claim left out and predicted from the others"
    return [table(("Left out", "What the other claims say"), rows, caption=caption, kind="stacked")]
