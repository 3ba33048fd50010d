"""Section 8: the multiverse, in tables, words and the specification curve."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.plots.captions_multiverse import ceiling_words
from biomarker_stats.plots.specification_figure import titles_of
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.curve_data import specifications
from biomarker_stats.reporting.nodes import Block, Words, bullets, code, heading, image, note, paragraph, table
from biomarker_stats.reporting.words import capital

if TYPE_CHECKING:
    from biomarker_stats.claims.choices import Multiverse, QuestionResult
    from biomarker_stats.claims.choices.joint import Joint
    from biomarker_stats.plots import Figure

MOST_SHOWN = 10
CURVE = "specification-curve"
_INTRODUCTION = (
    "A reader could have {done} in {number} defensible ways. All were tried. {arranged} was then applied to all of "
    "them at once, which makes one P value of the whole search: it allows for having looked everywhere, and for all "
    "that the specifications have in common. How many lie below a level describes the choices; it is no vote, because "
    "specifications that share data repeat each other."
)
_HEADER = ("Statistic", "Observed", "Joint p", "Smallest attainable p")


def sensitivity(
    multiverse: "Multiverse | None",
    figure: "Figure | None" = None,
    *,
    why: str = "",
    titles: Mapping[str, str] | None = None,
) -> list[Block]:
    """Return what becomes of the result under every defensible choice.

    Args:
        multiverse: what ``bs.multiverse`` returns; None where it refused the study.
        figure: its specification curve.
        why: what it said when it refused.
        titles: what populations and endpoints are called; by their names in the study file where left out.

    """
    blocks = [heading("Sensitivity: every defensible choice", identifier="sensitivity")]
    if multiverse is None or not multiverse.questions:
        nothing = "the study declares nothing that could be compared under other choices"
        return [*blocks, paragraph(f"Not done: {why or nothing}.")]
    blocks.append(paragraph(_introduction(multiverse)))
    for question in multiverse.questions:
        blocks += _question(question, titles or {})
    if multiverse.notes:
        blocks.append(bullets([f"{capital(each)}." for each in multiverse.notes]))
    if figure is not None:
        blocks.append(image(figure.name, figure.title, figure.caption, figure.alt_text, figure.width_mm))
    hashed = code(multiverse.specifications_sha256)
    return [*blocks, paragraph("SHA-256 of the list of specifications: ", hashed, ".")]


def _introduction(multiverse: "Multiverse") -> str:
    """Say which choices there were, and how the joint P value is made."""
    differs = [question.varied for question in multiverse.questions]
    chosen = [name for name in ("outcome", "population") if any(getattr(each, name) for each in differs)]
    done = ["scored the mixed cells"] if any(each.coding for each in differs) else []
    done += [f"chosen {wording.listing([f'the {name}' for name in chosen])}"] if chosen else []
    listed = f"{', '.join(done)}, and tested" if len(done) > 1 else " and ".join([*done, "tested"])
    asked = [question.question for question in multiverse.questions]
    words = {"paired": "each sign flip", "compare": "each relabelling of the arms"}
    arranged = words[asked[0]] if len(asked) == 1 else f"{words['paired']}, or {words['compare']},"
    return _INTRODUCTION.format(done=listed, number=f"{len(multiverse):,}", arranged=capital(arranged))


def sensitivity_section(context: ReportContext) -> list[Block]:
    """Return the section of a report, with the specification curve where it was drawn."""
    curve = next((figure for figure in context.figures if figure.name == CURVE), None)
    titles = titles_of(context.study)
    blocks = sensitivity(context.multiverse, curve, why=context.no_multiverse, titles=titles)
    if context.multiverse is not None and curve is not None:
        told = specifications(context.multiverse, curve, titles)
        drawn = next(block for block in blocks if block.tag == "Figure")
        drawn.attributes |= {"specifications": told} if told else {}
    return blocks


def _question(question: "QuestionResult", titles: Mapping[str, str]) -> list[Block]:
    total = len(question.choices)
    undefined = total - question.defined
    rows: list[list[Words]] = [
        _row("Smallest p, adjusted for the search", wording.p_value(question.smallest.observed), question.smallest),
        _row(
            f"Median effect, as a fraction of {question.whole}",
            wording.number(question.median.observed),
            question.median,
        ),
        _row(
            f"Specifications with p below {question.alpha:g}",
            f"{question.inference.below:,} of {total:,}",
            question.share,
        ),
    ]
    by = f"{total:,} specifications, by {question.arrangement_words()}"
    notes = [f"{capital(each)}." for each in question.notes]
    if question.effects_left_out:
        notes.append(f"{capital(question.effects_left_out)}.")
    if undefined:
        notes.append(f"{undefined:,} specifications give no P value and count as 1.")
    return [
        heading(question.title, level=3, identifier=f"sensitivity-{question.question}"),
        paragraph(f"Under H0, {question.null}. {_different(total, question.found.distinct)}"),
        table(_HEADER, rows, caption=f"{question.title}: {by}", align="lrrr", kind="stacked"),
        *([bullets(notes)] if notes else []),
        note(_verdict(question)),
        _smallest(question, titles),
    ]


def _different(total: int, distinct: int) -> str:
    if distinct == total:
        return f"The {total:,} specifications are all different tests, or tests of different data."
    tests = f"{distinct:,} different tests of different data"
    return f"The {total:,} specifications are {tests}; the others agree with one of these."


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


def _smallest(question: "QuestionResult", titles: Mapping[str, str]) -> Block:
    """Return the table of the smallest P values, with the published specifications after them."""
    effects = dict(zip(question.choices, question.shown_effects, strict=True))
    differs = question.varied
    shown = (True, differs.outcome, any(choice.coding for choice in question.choices), True, True, True, True)
    rows: list[list[Words]] = []
    for _, choice, row in question.shown(MOST_SHOWN):
        cells = (
            capital(choice.test.title) + (f" (published: {row['published']})" if row["published"] else ""),
            titles.get(choice.endpoint, question.outcome_words(choice))
            if choice.outcome == "yes"
            else question.outcome_words(choice),
            choice.coding_words or "–",
            titles.get(choice.population, choice.population.replace("_", " "))
            + (", without ceiling" if choice.without_ceiling else ""),
            wording.number(effects[choice], 3),
            wording.p_value(row["p_value"]),
            wording.p_value(row["p_adjusted"]),
        )
        rows.append([cell for cell, own in zip(cells, shown, strict=True) if own])
    names = ("Test", "Outcome", "Coding", "Population", "Effect", "p", "p adjusted for the search")
    header = [name for name, own in zip(names, shown, strict=True) if own]
    align = "".join(side for side, own in zip("llllrrr", shown, strict=True) if own)
    caption = f"{question.title}: the {min(MOST_SHOWN, len(question.choices))} smallest P values, and those published"
    caption += f"; effect {question.effect_words}"
    ceiling = ceiling_words([question])
    caption += f". {ceiling}" if ceiling else ""
    return table(header, rows, caption=caption, align=align, kind="stacked")
