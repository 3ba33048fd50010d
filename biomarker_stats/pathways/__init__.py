"""Pathways: genes of a published figure, exact tests of gene sets, and a signed feedback model held against a paper."""

from biomarker_stats.pathways.changes import paired_changes
from biomarker_stats.pathways.comparison import Agreement, agreement, edge_tests
from biomarker_stats.pathways.feedback import Feedback, load_feedback
from biomarker_stats.pathways.figure_record import PathwayFigure, bundled_figures, load_figure
from biomarker_stats.pathways.gmt import GeneSet, gene_sets, read_gmt, write_gmt
from biomarker_stats.pathways.over_representation import over_representation
from biomarker_stats.pathways.set_result import SetTests
from biomarker_stats.pathways.sign_flip_sets import set_sign_flips

__all__ = [
    "Agreement",
    "Feedback",
    "GeneSet",
    "PathwayFigure",
    "SetTests",
    "agreement",
    "bundled_figures",
    "edge_tests",
    "gene_sets",
    "load_feedback",
    "load_figure",
    "over_representation",
    "paired_changes",
    "read_gmt",
    "set_sign_flips",
    "write_gmt",
]
