"""A folder on disk becomes a validated, frozen Study."""

from biomarker_stats.study.loading import load_study
from biomarker_stats.study.locate import bundled_studies
from biomarker_stats.study.study import Study
from biomarker_stats.study.table import read_table

__all__ = ["Study", "bundled_studies", "load_study", "read_table"]
