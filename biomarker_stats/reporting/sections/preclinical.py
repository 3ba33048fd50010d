"""Section 9: the pre-clinical experiments under ARRIVE 2.0 headings."""

from typing import Any

from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, bullets, heading, note, paragraph, strong
from biomarker_stats.reporting.sections.arrive import arrive_tables
from biomarker_stats.reporting.sections.preclinical_design import design_blocks, design_table
from biomarker_stats.reporting.sections.preclinical_growth import growth_tables, growth_verdict, weights_blocks
from biomarker_stats.reporting.sections.preclinical_methods import methods_text
from biomarker_stats.reporting.sections.preclinical_units import published_blocks, unit_blocks
from biomarker_stats.reporting.words import capital
from biomarker_stats.wording import count, listing

_UNIT = (
    "The experimental unit is what was treated on its own: n counts units, and cells, fields, lanes and wells below a "
    "unit are summarised first. Beside every P value stands the smallest that an exact test of the same numbers of "
    "units could give; a smaller P rests on the assumption of normal readings alone."
)


def preclinical(context: ReportContext) -> list[Block]:
    """Return every experiment: design, results, the published style beside them; nothing where there is none."""
    if not context.experiments:
        return []
    blocks = [heading("Pre-clinical experiments", identifier="preclinical")]
    if context.manifest.simulated:
        blocks.append(note(strong("SIMULATED DATA."), " No animal, dish, gel or well is behind these numbers."))
    designs, total = sum(each.design_only for each in context.experiments), len(context.experiments)
    each_known = "all of them" if designs == total else f"{designs} of them"
    known = count(total, "experiment") + (f", {each_known} known by design only" if designs else "")
    blocks += [paragraph(f"{capital(known)}. {_UNIT}"), *arrive_tables(context)]
    known_readings = [each for each in context.experiments if not each.design_only]
    blocks += [block for each in known_readings for block in _experiment(context, each)]
    return [*blocks, *design_blocks([each for each in context.experiments if each.design_only])]


def _experiment(context: ReportContext, found: ExperimentResults) -> list[Block]:
    blocks: list[Block] = [
        heading(found.title, level=3, identifier=f"experiment-{found.id}"),
        design_table(found, methods_text(found)),
    ]
    if found.experiment.note:
        blocks.append(paragraph(found.experiment.note))
    blocks += growth_verdict(found)
    blocks += weights_blocks(found.weights, _weighed_in(context, found)) if found.weights is not None else []
    blocks += unit_blocks(found)
    blocks += context.images(*context.figures_of(found.id))
    blocks += growth_tables(found.growth) if found.growth is not None else []
    notes = _notes(found)
    return [*blocks, *([bullets(notes)] if notes else []), *published_blocks(found)]


def _weighed_in(context: ReportContext, found: ExperimentResults) -> str:
    column = context.manifest.tables[str(found.experiment.table)].columns.get(found.experiment.columns.weight or "")
    return "" if column is None else column.unit


def _notes(found: ExperimentResults) -> list[str]:
    """Return the notes of the analyses and of their results, each once, with the comparisons it is said of if not all.

    Floors are left out: they are in the tables already.
    """
    said: dict[str, dict[str, None]] = {}
    every: set[str] = set()
    for part in (part for name, part in found.parts.items() if name != "pairwise"):
        named = _comparisons(part)
        every |= set(named.values())
        said |= {text: said.get(text, {}) for text in getattr(part, "notes", ())}
        for result in part.results:
            of = named.get(id(result), " v ".join(result.n) if len(result.n) == 2 else "")
            for text in result.notes:
                said.setdefault(text, {})[of] = None
    return [
        f"{capital(text)}." if not any(of) or every <= set(of) else f"{listing(list(filter(None, of)))}: {text}."
        for text, of in said.items()
        if "can give p below" not in text
    ] + [f"{capital(text)}." for text in found.notes]


def _comparisons(part: Any) -> dict[int, str]:
    """Return the name of the comparison that each result of an analysis answers; a result outside any has none."""
    named: Any = getattr(part, "comparisons", None) or getattr(part, "contrasts", ())
    return {id(result): each.name for each in named if hasattr(each, "results") for result in each.results}
