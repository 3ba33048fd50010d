"""Section 9: the pre-clinical experiments under ARRIVE 2.0 headings."""

from collections.abc import Iterator
from typing import Any

from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, bullets, heading, note, paragraph, strong
from biomarker_stats.reporting.sections.arrive import arrive_tables
from biomarker_stats.reporting.sections.preclinical_design import design_blocks, design_table
from biomarker_stats.reporting.sections.preclinical_growth import growth_blocks, weights_blocks
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
    blocks += growth_blocks(found)
    blocks += weights_blocks(found.weights) if found.weights is not None else []
    blocks += unit_blocks(found)
    blocks += context.images(*context.figures_of(found.id))
    blocks += published_blocks(found)
    notes = _notes(found)
    return [*blocks, *([bullets(notes)] if notes else [])]


def _notes(found: ExperimentResults) -> list[str]:
    """Return the notes of the analyses and of their results, each once with what it is said of.

    Floors are left out: they are in the tables already.
    """
    said: dict[str, dict[str, None]] = {}
    for name, part in found.parts.items():
        if name == "pairwise":
            continue
        for text in getattr(part, "notes", ()):
            said.setdefault(text, {})
        for of, text in _of_results(part):
            said.setdefault(text, {})[of] = None
    kept = {text: of for text, of in said.items() if "can give p below" not in text}
    listed = [
        f"{listing(list(filter(None, of)))}: {text}." if any(of) else f"{capital(text)}." for text, of in kept.items()
    ]
    return [*listed, *(f"{capital(text)}." for text in found.notes)]


def _of_results(part: Any) -> Iterator[tuple[str, str]]:
    """Yield (comparison, note) of every result; a result outside any comparison is named by its arms."""
    named: Any = getattr(part, "comparisons", None) or getattr(part, "contrasts", ())
    known: dict[int, str] = {id(r): each.name for each in named if hasattr(each, "results") for r in each.results}
    for result in part.results:
        of = known.get(id(result), " v ".join(result.n) if len(result.n) == 2 else "")
        yield from ((of, text) for text in result.notes)
