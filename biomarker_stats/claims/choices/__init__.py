"""The multiverse: every defensible choice at once, and one P value for the whole search."""

from biomarker_stats.claims.choices.entry import multiverse
from biomarker_stats.claims.choices.multiverse_result import Multiverse, QuestionResult

__all__ = ["Multiverse", "QuestionResult", "multiverse"]
