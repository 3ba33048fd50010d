"""A specification as a reader names it."""

from fractions import Fraction

from biomarker_stats.claims.recompute import specification_of
from biomarker_stats.design.specification import Specification
from biomarker_stats.study.claim import Derivation
from biomarker_stats.wording import decimal_text, sided

UNPAIRED = ("after", "before")
"""The arms of a specification that takes before and after for two samples of different units."""


def is_unpaired(specification: Specification) -> bool:
    """Return whether before and after stand in a specification as two separate samples."""
    return specification.by is None and specification.arms == UNPAIRED


def in_words(specification: Specification) -> str:
    """Return a specification in words, what is usual left out.

    >>> in_words(Specification(type="paired", endpoint="change", method="signed-rank", reference="asymptotic"))
    'two-sided signed-rank, asymptotic reference'
    """
    extra = ["after against before as two separate samples"] if is_unpaired(specification) else []
    extra += [f"coding {specification.coding}"] if specification.coding else []
    extra += [f"strata {specification.strata}"] if specification.strata else []
    extra += [f"{specification.reference} reference"] if specification.reference != "auto" else []
    extra += ["twice the smaller tail"] if specification.two_sided == "central" else []
    extra += ["Pratt's zeros"] if specification.zeros == "pratt" else []
    extra += ["continuity correction"] if specification.continuity else []
    extra += ["mid-p"] if specification.mid_p else []
    return ", ".join((f"{sided(specification.alternative)} {specification.method}", *extra))


def derivation_in_words(derivation: Derivation) -> str:
    """Return the test or the interval of a derivation in words."""
    if derivation.type == "proportion":
        return f"{derivation.method} at {level_in_words(derivation.confidence)}"
    words = in_words(specification_of(derivation))
    return words if derivation.adjustment is None else f"{words}, adjusted by {derivation.adjustment.method}"


def level_in_words(confidence: float) -> str:
    """Return a confidence level as a percentage.

    >>> level_in_words(0.95)
    '95%'
    """
    return f"{decimal_text(100 * Fraction(str(confidence)))}%"
