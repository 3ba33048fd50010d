"""Caption and alternative text of the specification curve."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.plots.specification_rows import curve_of
from biomarker_stats.plots.words import Words, paragraph

if TYPE_CHECKING:
    from biomarker_stats.claims.choices import Multiverse, QuestionResult
    from biomarker_stats.claims.choices.joint import Joint


def curve_words(multiverse: "Multiverse", titles: Mapping[str, str]) -> Words:
    """Return the caption and the alternative text of the specification curve of a multiverse."""
    left_out = dict.fromkeys(name for question in multiverse.questions for name in curve_of(question, titles).left_out)
    units = wording.listing(list(dict.fromkeys(question.effect_words for question in multiverse.questions)), "or")
    blanks = dict.fromkeys(question.effects_left_out for question in multiverse.questions if question.effects_left_out)
    caption = (
        f"Every specification, ordered by its P value. Top: p; dashed line: alpha. Middle: effect, {units}"
        f"{''.join(f'; {text}' for text in blanks)}. Bottom: a bar where a choice was made.",
        ceiling_words(multiverse.questions),
        *(_question(question) for question in multiverse.questions),
        "How many lie below alpha describes the choices; it is no vote.",
        f"Not drawn, for want of room: {wording.listing(list(left_out))}." if left_out else "",
    )
    alt_text = ("Specification curve.", *(_seen(question) for question in multiverse.questions))
    return paragraph(caption), paragraph(alt_text)


def ceiling_words(questions: Sequence["QuestionResult"]) -> str:
    """Return what ``without ceiling`` means, where a specification is so; between arms and within units differ."""
    asked = dict.fromkeys(
        question.question for question in questions if any(choice.without_ceiling for choice in question.choices)
    )
    when = {"paired": "both times", "compare": "from the start"}
    if not asked:
        return ""
    whom = when[next(iter(asked))] if len(asked) == 1 else "(within units: both times; between arms: from the start)"
    return f"Without ceiling: without the units that were at the top of the scale {whom}, which could not rise."


def _question(question: "QuestionResult") -> str:
    smallest, median, share = question.smallest, question.median, question.share
    ids = list(dict.fromkeys(question.published.values()))
    marked = f" Diamond: the published {wording.listing(ids)}." if ids else ""
    return (
        f"{question.title}: {len(question.choices):,} specifications; smallest {_p(smallest.observed)}, "
        f"adjusted for the search {_tested(smallest)}; "
        f"median effect {wording.number(median.observed)} of {question.whole}, {_tested(median)}; "
        f"{question.inference.below:,} below {question.alpha:g}, {_tested(share)}; "
        f"by {question.arrangement_words()}.{marked}"
    )


def _seen(question: "QuestionResult") -> str:
    known = [row["p_value"] for row in question.rows if row["p_value"] is not None]
    between = f"p from {wording.p_value(min(known))} to {wording.p_value(max(known))}" if known else "no P value"
    return (
        f"{question.title}: {len(question.choices):,} specifications, {between}, {question.inference.below:,} of them "
        f"below {question.alpha:g}; adjusted for the search {_p(question.smallest.p_value)}."
    )


def _p(value: float) -> str:
    return wording.p_phrase(value)


def _tested(joint: "Joint") -> str:
    return f"{_p(joint.p_value)} (smallest attainable: {wording.p_value(joint.floor)})"
