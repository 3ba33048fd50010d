"""Published numbers: what was printed, what the tables give, and a verdict on each."""

from biomarker_stats.claims.verdict import Verdict, VerdictTable
from biomarker_stats.claims.verification import verify

__all__ = ["Verdict", "VerdictTable", "verify"]
