"""The document: one syntax tree, a tuple of sections, from which every format is written."""

from collections.abc import Callable

import panflute as pf

from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block
from biomarker_stats.reporting.sections.by_arm import by_arm
from biomarker_stats.reporting.sections.claims import claims
from biomarker_stats.reporting.sections.header import header
from biomarker_stats.reporting.sections.individual import individual
from biomarker_stats.reporting.sections.limitations import limitations
from biomarker_stats.reporting.sections.objectives import objectives
from biomarker_stats.reporting.sections.patients import patients
from biomarker_stats.reporting.sections.preclinical import preclinical
from biomarker_stats.reporting.sections.primary import primary
from biomarker_stats.reporting.sections.provenance import provenance
from biomarker_stats.reporting.sections.sensitivity import sensitivity_section
from biomarker_stats.reporting.sections.specimens import specimens
from biomarker_stats.reporting.sections.statistics import statistics
from biomarker_stats.reporting.sections.trace import trace

PANDOC_API = (1, 23, 1)

SECTIONS: tuple[Callable[[ReportContext], list[Block]], ...] = (
    header,
    objectives,
    patients,
    specimens,
    statistics,
    primary,
    by_arm,
    claims,
    trace,
    sensitivity_section,
    preclinical,
    individual,
    limitations,
    provenance,
)

OF_EXPERIMENTS_ALONE = (header, objectives, statistics, preclinical, claims, trace, individual, limitations, provenance)
"""The sections of a study that declares pre-clinical experiments and no analysis."""


def build_document(context: ReportContext) -> pf.Doc:
    """Return the report as a pandoc syntax tree; figures are referred to by name and put in by each writer."""
    sections = OF_EXPERIMENTS_ALONE if context.only_experiments else SECTIONS
    blocks = [block for section in sections for block in section(context)]
    return pf.Doc(*blocks, api_version=PANDOC_API)
