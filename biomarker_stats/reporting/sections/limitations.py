"""Section 11: what these data cannot show, written from the data, and the reporting checklist."""

import re

from biomarker_stats import wording
from biomarker_stats.reporting.context import LEVEL, ReportContext
from biomarker_stats.reporting.experiment_sentences import experiment_limits
from biomarker_stats.reporting.nodes import Block, bullets, heading
from biomarker_stats.reporting.sections.checklist import checklist
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
    found = [
        *of_units,
        *_missing(context),
        *_scale(context),
        *_arms(context),
        *_multiplicity(context),
        *experiment_limits(context),
    ]
    found += context.manifest.limitations
    if context.only_experiments:
        return [heading("Limitations", identifier="limitations"), bullets(found)]
    return [
        heading("Limitations", identifier="limitations"),
        bullets(found),
        heading("Reporting checklist", level=3, identifier="checklist"),
        checklist(context),
    ]


def _size(context: ReportContext) -> list[str]:
    n, found = len(context.frame), []
    if n < FEW:
        shown = any(result.conf_low is not None for each in context.analyses for result in each.results)
        doubt = "an estimate from so few is uncertain, as its interval shows" if shown else "so few settle little"
        found.append(f"There are {context.units(n)}; {doubt}.")
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


def _missing(context: ReportContext) -> list[str]:
    """Return how many readings are missing in each column of the table, where an empty cell means that."""
    gaps = context.frame.isna().sum()
    columns = context.manifest.tables[context.table].columns
    told = [
        f"{context.column_title(name)}: {gaps[name]}"
        for name, column in columns.items()
        if column.empty == "missing" and column.type in {"category", "ordinal", "integer", "number"} and gaps[name]
    ]
    if not told:
        return []
    missing = f"Readings are missing ({'; '.join(told)})"
    return [f"{missing}. {capital(context.units())} without one are left out where it is needed; none is filled in."]


def _scale(context: ReportContext) -> list[str]:
    primary = context.primary
    if primary is None or primary.scale is None:
        return []
    scale = context.manifest.scales[primary.scale]
    grades = (
        f"The scale {scale.title or primary.scale} has {len(scale.levels)} ordered grades; differences between grades "
        "are not distances, which means and t tests assume they are."
    )
    found = [grades] if len(scale.levels) > 2 else []  # of two grades there is one difference only
    if "change" not in primary.frame:
        return found
    top, bottom = scale.levels[-1], scale.levels[0]
    before = primary.frame["before_printed"]
    for symbol, direction in ((top, "increase"), (bottom, "decrease")):
        stuck = primary.frame.loc[before == symbol, "unit"].tolist()
        if stuck and not _said(context, stuck, f"cannot {direction}"):
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


def _said(context: ReportContext, units: list[str], what: str) -> bool:
    """Whether the study file itself says of these units that they ``cannot increase``."""
    told = (limit for limit in context.manifest.limitations if what in limit)
    return any(set(units) <= set(re.findall(r"[\w.-]*\w", limit)) for limit in told)


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
