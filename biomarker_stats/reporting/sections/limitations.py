"""Section 11: what these data cannot show, written from the data, and the reporting checklist."""

from biomarker_stats import wording
from biomarker_stats.reporting.context import LEVEL, ReportContext
from biomarker_stats.reporting.experiment_sentences import experiment_limits
from biomarker_stats.reporting.fields import field_text
from biomarker_stats.reporting.nodes import Block, Words, bullets, heading, missing, rich, table
from biomarker_stats.reporting.sentences import confounded, shown_and_unadjusted
from biomarker_stats.reporting.words import capital
from biomarker_stats.study.reading_words import ReadingWords

FEW = 30
"""Below this many units the report says that they are few."""
MOST_NAMED = 12
"""More units than this are counted, not named."""


def limitations(context: ReportContext) -> list[Block]:
    """Return the limitations seen in the data, those the study file names, and the checklist."""
    of_units = [] if context.only_experiments else _size(context)
    found = [*of_units, *_scale(context), *_arms(context), *_multiplicity(context), *experiment_limits(context)]
    found += context.manifest.limitations
    if context.only_experiments:
        return [heading("Limitations", identifier="limitations"), bullets(found)]
    return [
        heading("Limitations", identifier="limitations"),
        bullets(found),
        heading("Reporting checklist", level=3, identifier="checklist"),
        _checklist(context),
    ]


def _size(context: ReportContext) -> list[str]:
    n, found = len(context.frame), []
    if n < FEW:
        found.append(f"There are {context.units(n)}; an estimate from so few is uncertain, as its interval shows.")
    cannot = [
        f"{each.analysis.title} (smallest p {wording.p_value(each.main.p_min_attainable)})"
        for each in context.analyses
        if each.analysis.type != "proportion" and (each.main.p_min_attainable or 0.0) > LEVEL
    ]
    if cannot:
        given = f"Given the {context.units()} that did not change and the ties"
        none = f"no outcome could have reached {LEVEL} in: {'; '.join(cannot)}"
        found.append(f"{given}, {none}. Absence of evidence there is not evidence of absence.")
    return found


def _scale(context: ReportContext) -> list[str]:
    primary = context.primary
    if primary is None or primary.scale is None:
        return []
    scale = context.manifest.scales[primary.scale]
    found = [
        f"The scale {scale.title or primary.scale} has {len(scale.levels)} ordered grades; differences between grades "
        "are not distances, which means and t tests assume they are."
    ]
    if "change" not in primary.frame:
        return found
    top, bottom = scale.levels[-1], scale.levels[0]
    before = primary.frame["before_printed"]
    for symbol, direction in ((top, "increase"), (bottom, "decrease")):
        stuck = primary.frame.loc[before == symbol, "unit"].tolist()
        if stuck:
            found.append(f"{_who(context, stuck)} {_begin(stuck)} at {symbol} and cannot {direction}.")
    mixed = primary.frame.loc[
        before.isin(list(scale.mixed)) | primary.frame["after_printed"].isin(list(scale.mixed)), "unit"
    ].tolist()
    if mixed:
        have = "has" if len(mixed) == 1 else "have"
        found.append(f"{_who(context, mixed)} {have} a reading of two grades; its score is a choice.")
    return found


def _who(context: ReportContext, units: list[str]) -> str:
    if len(units) > MOST_NAMED:
        return f"{context.units(len(units))}"
    return f"{capital(context.unit if len(units) == 1 else context.units())} {wording.listing(units)}"


def _begin(units: list[str]) -> str:
    return "begins" if len(units) == 1 else "begin"


def _arms(context: ReportContext) -> list[str]:
    found = [confounded(context)] if confounded(context) else []
    said = any("control" in text.casefold() for text in context.manifest.limitations)
    if context.primary is not None and context.primary.analysis.type == "paired" and not said:
        found.append(_no_control(context, context.primary.readings))
    return found


def _no_control(context: ReportContext, readings: ReadingWords) -> str:
    if readings.in_time:
        return "Before is compared with after: nothing in that tells treatment from the passing of time."
    both = f"{capital(readings.after)} and {readings.before}"
    order = "nothing in that tells a difference between them from an effect of their order"
    return f"{both} are compared within the same {context.units()}: {order}."


def _multiplicity(context: ReportContext) -> list[str]:
    many = f"{shown_and_unadjusted(context)} The smallest of many is small by chance."
    return [many] if len(context.tests) > 1 else []


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
_ALWAYS: tuple[tuple[str, str, str], ...] = (
    ("Endpoints defined", "REMARK 7", "Objectives"),
    ("Tests named, sidedness stated", "SAMPL", "Statistical methods"),
    ("Flow of units, reasons for exclusion", "REMARK 12", "Patients and flow"),
    ("Characteristics, with numbers missing", "REMARK 13", "Patients and flow, Table 1"),
    ("Estimates with intervals, P values in full", "REMARK 15 to 17, SAMPL", "Primary result"),
    ("Limitations", "REMARK 19", "Limitations"),
)


def _checklist(context: ReportContext) -> Block:
    rows: list[list[Words]] = []
    for item, rule, name, where in _STATED:
        said = field_text(context, name)
        rows.append([item, rule, (where or said) if said else rich(missing())])
    rows += [[item, rule, where] for item, rule, where in _ALWAYS]
    if context.experiments:
        rows.append(["Experiments in animals and cells, item by item", "ARRIVE 2.0", "Pre-clinical experiments"])
    caption = "Items of REMARK (McShane et al. 2005) and SAMPL (Lang and Altman 2013) that apply, and where they are"
    return table(("Item", "Guideline", "Section or text"), rows, caption=caption, kind="stacked")
