"""Section 8: the multiverse, in tables, words and the specification curve."""

from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, Words, bullets, code, heading, image, note, paragraph, table
from biomarker_stats.reporting.words import capital

if TYPE_CHECKING:
    from biomarker_stats.claims.choices import Multiverse, QuestionResult
    from biomarker_stats.claims.choices.joint import Joint
    from biomarker_stats.plots import Figure

MOST_SHOWN = 10
CURVE = "specification-curve"
_INTRODUCTION = (
    "A reader could have scored the mixed cells, chosen the outcome and the population, and tested in {number} "
    "defensible ways. All were tried. Each sign flip, or each relabelling of the arms, was then applied to all of them "
    "at once, which makes one P value of the whole search: it allows for having looked everywhere, and for all that "
    "the specifications have in common. How many lie below a level describes the choices; it is no vote, because "
    "specifications that share data repeat each other."
)
_HEADER = ("Statistic", "Observed", "Joint p", "Smallest attainable p")


def sensitivity(multiverse: "Multiverse | None", figure: "Figure | None" = None, *, why: str = "") -> list[Block]:
    """Return what becomes of the result under every defensible choice.

    Args:
        multiverse: what ``bs.multiverse`` returns; None where it refused the study.
        figure: its specification curve.
        why: what it said when it refused.

    """
    blocks = [heading("Sensitivity: every defensible choice", identifier="sensitivity")]
    if multiverse is None or not multiverse.questions:
        nothing = "the study declares nothing that could be compared under other choices"
        return [*blocks, paragraph(f"Not done: {why or nothing}.")]
    blocks.append(paragraph(_INTRODUCTION.format(number=f"{len(multiverse):,}")))
    for question in multiverse.questions:
        blocks += _question(question)
    if multiverse.notes:
        blocks.append(bullets([f"{capital(each)}." for each in multiverse.notes]))
    if figure is not None:
        blocks.append(image(figure.name, figure.title, figure.caption, figure.alt_text, figure.width_mm))
    hashed = code(multiverse.specifications_sha256)
    return [*blocks, paragraph("SHA-256 of the list of specifications: ", hashed, ".")]


def sensitivity_section(context: ReportContext) -> list[Block]:
    """Return the section of a report, with the specification curve where it was drawn."""
    curves = [figure for figure in context.figures if figure.name == CURVE]
    return sensitivity(context.multiverse, curves[0] if curves else None, why=context.no_multiverse)


def _question(question: "QuestionResult") -> list[Block]:
    total = len(question.choices)
    undefined = total - question.defined
    rows: list[list[Words]] = [
        _row("Smallest p, adjusted for the search", wording.p_value(question.smallest.observed), question.smallest),
        _row("Median effect, as a fraction of the scale", wording.number(question.median.observed), question.median),
        _row(
            f"Specifications with p below {question.alpha:g}",
            f"{question.inference.below:,} of {total:,}",
            question.share,
        ),
    ]
    by = f"{total:,} specifications, by {question.arrangement_words()}"
    notes = [f"{capital(each)}." for each in question.notes]
    if undefined:
        notes.append(f"{undefined:,} specifications give no P value and count as 1.")
    return [
        heading(question.title, level=3, identifier=f"sensitivity-{question.question}"),
        paragraph(
            f"Under H0, {question.null}. The {total:,} specifications are {question.found.distinct:,} different tests "
            "of different data; the others agree with one of these."
        ),
        table(_HEADER, rows, caption=f"{question.title}: {by}", align="lrrr", kind="stacked"),
        *([bullets(notes)] if notes else []),
        note(_verdict(question)),
        _smallest(question),
    ]


def _row(name: str, observed: str, joint: "Joint") -> list[Words]:
    return [name, observed, wording.p_value(joint.p_value), wording.p_value(joint.floor)]


def _verdict(question: "QuestionResult") -> str:
    """Say in plain words what the search can and cannot show."""
    joint, alpha = question.smallest, question.alpha
    if joint.floor > alpha:
        return (
            f"Under no arrangement of these data could the search have given less than {wording.p_value(joint.floor)}: "
            f"whatever a single specification prints, the whole of them cannot reach {alpha:g}."
        )
    reached = (
        "the smallest such a search can give here" if joint.p_value <= joint.floor else "not the smallest possible"
    )
    return (
        f"Allowing for all {len(question.choices):,} specifications, {wording.p_phrase(joint.p_value)}, {reached}. "
        f"The smallest single P value, {wording.p_value(joint.observed)}, does not allow for the search."
    )


def _smallest(question: "QuestionResult") -> Block:
    """Return the table of the smallest P values, with the published specifications after them."""
    rows: list[list[Words]] = []
    for _, choice, row in question.shown(MOST_SHOWN):
        rows.append(
            [
                choice.test.words + (f" (published: {row['published']})" if row["published"] else ""),
                choice.outcome_words,
                choice.coding_words or "–",
                choice.population.replace("_", " ") + (", without ceiling" if choice.without_ceiling else ""),
                wording.number(row["effect_scaled"], 3),
                wording.p_value(row["p_value"]),
                wording.p_value(row["p_adjusted"]),
            ]
        )
    header = ("Test", "Outcome", "Coding", "Population", "Effect", "p", "p adjusted for the search")
    caption = f"{question.title}: the {min(MOST_SHOWN, len(question.choices))} smallest P values, and those published"
    return table(header, rows, caption=caption, align="llllrrr", kind="stacked")
