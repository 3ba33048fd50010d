"""The trace: which test, on which coding of which units, could have printed a family of P values."""

from biomarker_stats.claims.tracing.entry import trace
from biomarker_stats.claims.tracing.found import FamilyTrace, Trace

__all__ = ["FamilyTrace", "Trace", "trace"]
