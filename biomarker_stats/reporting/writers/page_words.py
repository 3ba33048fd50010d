"""What every page of a report on paper says, and what the file says of itself."""

from dataclasses import dataclass

from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.sections.provenance import footer


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The title, the footer of each page, whether each page says SIMULATED, and the file's author and description."""

    title: str
    footer: str
    simulated: bool
    author: str
    description: str


def page_words(context: ReportContext) -> PageWords:
    """Return what the pages of this report say."""
    return PageWords(
        title=context.study.title,
        footer=footer(context),
        simulated=context.manifest.simulated,
        author=f"biomarker_stats {context.version}",
        description=context.manifest.question,
    )
