"""What a web page needs to tell each specification of a curve: where it is drawn, and its words."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from biomarker_stats import wording
from biomarker_stats.plots.specification_rows import Curve, curve_of
from biomarker_stats.reporting.nodes import clean

if TYPE_CHECKING:
    from biomarker_stats.claims.choices import Multiverse
    from biomarker_stats.plots import Figure

MOST: Final = 10_000
"""More specifications than this stay a picture: each takes some 30 bytes of the page."""
NAMES: Final = ("p", "adjusted for the search", "effect", "n", "test", "outcome", "coding", "population", "published")


def specifications(multiverse: "Multiverse", figure: "Figure", titles: Mapping[str, str]) -> str:
    """Return the specifications as JSON in ASCII, in the order of the curve; empty where there are too many.

    Each question has a ``title``, a ``box`` (left, top, right and bottom of its drawing, as fractions of the figure)
    and ``rows``: for every specification the place of each of its ``NAMES`` in the list of ``words``, one after the
    other.

    Args:
        multiverse: what was drawn.
        figure: its drawing: after the whole, three axes for each question.
        titles: what populations and endpoints are called.

    """
    if len(multiverse) > MOST or len(figure.panels) != 1 + 3 * len(multiverse.questions):
        return ""
    places: dict[str, int] = {}
    questions: list[dict[str, Any]] = []
    for number, question in enumerate(multiverse.questions):
        first, last = figure.panels[1 + 3 * number], figure.panels[3 + 3 * number]
        told = _words(curve_of(question, titles), titles)
        rows = [places.setdefault(clean(word), len(places)) for word in told]
        box = (first.left, first.top, first.right, last.bottom)
        questions.append({"title": clean(question.title), "box": box, "rows": rows})
    whole = {"names": NAMES, "words": list(places), "questions": questions}
    return json.dumps(whole, separators=(",", ":"))


def _words(curve: Curve, titles: Mapping[str, str]) -> Iterator[str]:
    question = curve.question
    rows, choices, effects = question.rows, question.choices, question.shown_effects
    for k in curve.order:
        row, choice = rows[k], choices[k]
        population = titles.get(choice.population, choice.population.replace("_", " "))
        outcome = titles.get(choice.endpoint, "") if choice.outcome == "yes" else ""
        yield wording.p_value(row["p_value"])
        yield wording.p_value(row["p_adjusted"])
        yield wording.number(effects[k], 3)
        yield str(row["n"])
        yield choice.test.words
        yield outcome or (question.outcome_words(choice) if question.varied.outcome else "")
        yield choice.coding_words
        yield population + (", without ceiling" if choice.without_ceiling else "")
        yield row["published"]
