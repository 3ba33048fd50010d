"""From a table to a validated problem: what was measured, and what H0 lets one exchange."""

from biomarker_stats.design.problem import Arms, Pairs, Problem, Proportion, Table
from biomarker_stats.design.scores import Scores, exact_scores

__all__ = ["Arms", "Pairs", "Problem", "Proportion", "Scores", "Table", "exact_scores"]
