"""What the study file says under the headings that REMARK and SAMPL ask for; silence is shown, never skipped."""

from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, Words, missing, rich, table

_TITLES = {
    "published_statistics": "Statistics as published",
    "sample_size": "Sample size",
    "registration": "Registration",
    "availability": "Availability of data",
}


def field_table(context: ReportContext, *names: str) -> Block:
    """Return a table of reporting fields; one that the study file leaves out says NOT REPORTED."""
    rows: list[list[Words]] = [[field_title(name), field_text(context, name) or rich(missing())] for name in names]
    return table(("Item", "What the study file says"), rows, caption="", kind="fields")


def field_title(name: str) -> str:
    """Return what a reporting field is called."""
    return _TITLES.get(name, name.capitalize())


def field_text(context: ReportContext, name: str) -> str:
    """Return what the study file says in a reporting field, or an empty string."""
    return getattr(context.manifest.reporting, name) or ""
