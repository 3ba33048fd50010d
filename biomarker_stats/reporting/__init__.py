"""The report: one document, several formats, written whole into one folder."""

from biomarker_stats.reporting.build import report

__all__ = ["report"]
