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
    strong,
    table,
)
from biomarker_stats.reporting.words import capital
from biomarker_stats.wording import count, listing

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
    told = context.trace.settled
    blocks = [heading("Which test could have printed these P values?", level=3, identifier="trace")]
    blocks.append(paragraph(_INTRODUCTION))
    for number, family in enumerate(context.trace.families, start=1):
        blocks += _family(family, number)
    if told:
        blocks.append(
            paragraph(
                "Not traced, because the authors state every choice and the numbers come out so: "
                f"{listing(list(told))}."
            )
        )
    return blocks


def _family(family: FamilyTrace, number: int) -> list[Block]:
    answer = label(family.answer, _KIND[family.answer])
    claims = ", ".join(f"{claim} {printed_as(text)}" for claim, text in family.printed.items())
    return [
        heading(f"Family {family.family}", level=4, identifier=f"trace-{number}"),
        note(rich(answer, f" – {meaning(family)}. Claims: {claims}.")),
        *_classes(family),
        *_singles(family),
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
    alike: dict[tuple[str, ...], list[str]] = {}
    for each in family.classes:
        told = (class_words(each), *(wording.p_value(p) for p in each.p_values.values()))
        alike.setdefault(told, []).append(each.rounding)
    rows: list[list[Words]] = [[told[0], " or ".join(rules), *told[1:]] for told, rules in alike.items()]
    header = ("Specification", "Decimals", *family.printed)
    align = "ll" + "r" * len(family.printed)
    caption = "Specifications that print every claim; the answer counts those that round"
    return [table(header, rows, caption=caption, align=align, kind="stacked")]


def _singles(family: FamilyTrace) -> list[Block]:
    """Return one table a claim: the P values that print it, each by its plainest test."""
    tables = [block for claim, text in family.printed.items() for block in _single(family, claim, printed_as(text))]
    if len(family.printed) > 1:
        return [paragraph("Each claim taken alone says much less:"), *tables]
    return tables if family.singles else []  # that nothing prints it is said already


def _single(family: FamilyTrace, claim: str, printed: str) -> list[Block]:
    own = [each for each in family.singles if each.claim == claim]
    if not own:
        return [paragraph(strong(f"{claim} {printed}"), " alone: nothing prints it.")]
    rows: list[list[Words]] = []
    for each in own[:_SHOWN]:
        test, _, readings = each.words.partition("; ")
        others = [name for name in each.methods if name != test.split(",")[0]]
        rows.append([wording.p_value(each.p_value), test, readings, listing(others) or "–"])
    total = count(sum(each.specifications for each in own), "test prints", "tests print")
    caption = f"{claim} {printed} alone: {total} it, by {count(len(own), 'P value')}"
    if len(own) > _SHOWN:
        caption += f", of which the {_SHOWN} with the plainest tests"
    header = ("p", "Plainest test", "What it compares", "Other tests that give this p")
    made = table(header, rows, caption=caption, kind="stacked")
    made.content[0].classes.append("matches")
    return [made]


def _left_out(family: FamilyTrace) -> list[Block]:
    if not family.predictions:
        return []
    rows: list[list[Words]] = [[each.claim, capital(prediction_words(family, each))] for each in family.predictions]
    caption = "Each claim left out and predicted from the others"
    return [table(("Left out", "What the other claims say"), rows, caption=caption, kind="stacked")]
