"""The trace: which test, on which coding of which units, could have printed a family of P values."""

from biomarker_stats.claims.tracing.found import FamilyTrace, Trace
from biomarker_stats.claims.tracing.entry import trace

__all__ = ["FamilyTrace", "Trace", "trace"]
