"""The reporting checklist: each item of REMARK and SAMPL, and where the report has it, or that it does not."""

from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.fields import field_text
from biomarker_stats.reporting.nodes import Block, Words, missing, rich, table

_STATED: tuple[tuple[str, str, str, str], ...] = (
    ("Objectives and hypotheses", "REMARK 1", "objectives", "Objectives"),
    ("Patients: source, inclusion and exclusion", "REMARK 2", "patients", "Patients and flow"),
    ("Treatments", "REMARK 3", "treatment", "Patients and flow"),
    ("Specimens: type, handling", "REMARK 4", "specimens", "Specimens and assay"),
    ("Assay: method and protocol", "REMARK 5", "assay", "Specimens and assay"),
    ("Assay: blinding of readers", "REMARK 5", "blinding", "Specimens and assay"),
    ("Study design", "REMARK 6", "design", "Patients and flow"),
    ("Times of measurement", "REMARK 6", "timing", "Patients and flow"),
    ("Sample size: rationale", "REMARK 9, SAMPL", "sample_size", "Statistical methods"),
    ("Statistical methods as published", "REMARK 10, SAMPL", "published_statistics", "Statistical methods"),
    ("Handling of marker values: scoring", "REMARK 11", "scoring", "Specimens and assay"),
    ("Registration", "CONSORT", "registration", ""),
    ("Ethics approval", "ICMJE", "ethics", ""),
    ("Funding", "ICMJE", "funding", ""),
    ("Availability of data", "ICMJE", "availability", ""),
)
_CAPTION = (
    "Items of REMARK (McShane et al. 2005) and SAMPL (Lang and Altman 2013), and where they are; what this report does "
    "not hold is said to be missing"
)


def checklist(context: ReportContext) -> Block:
    """Return the checklist: what the study file says, then what this report holds of this study."""
    rows: list[list[Words]] = []
    for item, rule, name, where in _STATED:
        said = field_text(context, name)
        rows.append([item, rule, (where or said) if said else rich(missing())])
    rows += [[item, rule, where or rich(missing())] for item, rule, where in _held(context)]
    if context.experiments:
        rows.append(["Experiments in animals and cells, item by item", "ARRIVE 2.0", "Pre-clinical experiments"])
    return table(("Item", "Guideline", "Section or text"), rows, caption=_CAPTION, kind="stacked")


def _held(context: ReportContext) -> list[tuple[str, str, str]]:
    """Return item, guideline and section; an empty section where the study gave nothing to put there."""
    intervals = any(result.conf_low is not None for each in context.analyses for result in each.results)
    searched = context.multiverse is not None and bool(context.multiverse.questions)
    listed = "Individual data, every column of the tables; whether others were examined is not known"
    return [
        ("Endpoints defined", "REMARK 7", "Objectives" if context.analyses else ""),
        ("Variables examined", "REMARK 8", listed),
        ("Tests named, sidedness stated", "SAMPL", "Statistical methods" if context.tests else ""),
        ("Flow of units, reasons for exclusion", "REMARK 12", "Patients and flow" if context.analyses else ""),
        ("Characteristics, with numbers missing", "REMARK 13", "Patients and flow, Table 1"),
        ("Marker against standard prognostic variables", "REMARK 14", "No such analysis is made"),
        ("Estimates with intervals, P values in full", "REMARK 15, SAMPL", "Primary result" if intervals else ""),
        ("Multivariable analyses", "REMARK 16 and 17", "No such analysis is made"),
        ("Further investigations: sensitivity", "REMARK 18", "Sensitivity" if searched else ""),
        ("Limitations", "REMARK 19", "Limitations"),
        ("Implications for research and practice", "REMARK 20", "Left to the authors: these are not in the data"),
    ]
