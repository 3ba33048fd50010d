"""Section 1: what the study asks, where it was published, and the analyses that answer it."""

import re

from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, Inline, Words, heading, link, missing, paragraph, strong, table
from biomarker_stats.study.manifest import Citation

_DOI = re.compile(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]{1,200}")


def objectives(context: ReportContext) -> list[Block]:
    """Return the objectives, the source and the list of analyses."""
    stated = context.manifest.reporting.objectives
    blocks = [heading("Objectives", identifier="objectives"), paragraph(stated or missing())]
    if context.manifest.citation is not None:
        blocks.append(paragraph(strong("Source. "), *_citation(context.manifest.citation)))
    if context.analyses:
        blocks.append(_analyses(context))
    return blocks


def _citation(citation: Citation) -> list["Words | Inline"]:
    volume = citation.volume + (f"({citation.issue})" if citation.issue else "")
    place = ":".join(part for part in (volume, citation.pages) if part)
    where = "; ".join(part for part in (str(citation.year), place) if part)
    authors = citation.authors if citation.authors.endswith(".") else f"{citation.authors}."
    journal = f"{citation.journal} " if citation.journal else ""
    parts: list[Words | Inline] = [f"{authors} {citation.title.rstrip('.')}. {journal}{where}."]
    if not citation.doi:
        return parts
    if _DOI.fullmatch(citation.doi):
        return [*parts, " ", link(f"doi:{citation.doi}", f"https://doi.org/{citation.doi}")]
    return [*parts, f" doi:{citation.doi}"]


def _analyses(context: ReportContext) -> Block:
    rows = [
        [
            each.analysis.title,
            context.endpoint(each).title,
            context.population_title(each),
            f"{each.analysis.role}, {'exploratory' if each.analysis.exploratory else 'confirmatory'}",
        ]
        for each in context.analyses
    ]
    return table(
        ("Analysis", "Endpoint", "Population", "Role"),
        rows,
        caption="Analyses, in the order of the study file",
        kind="stacked",
    )
