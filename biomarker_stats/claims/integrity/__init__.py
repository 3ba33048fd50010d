"""Integrity checks: can a printed number be what it is said to be? Exact arithmetic, every rounding rule named.

Each check is one function in a file of its own and returns a :class:`Check`, which is true when the number is
consistent.
"""

from biomarker_stats.claims.integrity.attainable import attainable
from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.closure import closure, sprite
from biomarker_stats.claims.integrity.counts import percent_of_count, subtotal
from biomarker_stats.claims.integrity.debit import debit
from biomarker_stats.claims.integrity.grim import grim
from biomarker_stats.claims.integrity.grimmer import grimmer
from biomarker_stats.claims.integrity.interval import interval_agrees
from biomarker_stats.claims.integrity.statistic import p_from_statistic
from biomarker_stats.claims.integrity.two_arm_t import p_from_summaries
from biomarker_stats.claims.integrity.two_by_two import two_by_two
from biomarker_stats.claims.integrity.words import value_verdict

__all__ = [
    "Check",
    "attainable",
    "closure",
    "debit",
    "grim",
    "grimmer",
    "interval_agrees",
    "p_from_statistic",
    "p_from_summaries",
    "percent_of_count",
    "sprite",
    "subtotal",
    "two_by_two",
    "value_verdict",
]
