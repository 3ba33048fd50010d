"""Section 0: what the study is, its answer in plain words, and what the answer rests on."""

from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, Words, bullets, code, group, heading, note, paragraph, rich, strong
from biomarker_stats.reporting.sentences import answer, between_arms, published
from biomarker_stats.wording import count


def header(context: ReportContext) -> list[Block]:
    """Return title, question, one-line answer, standing, data hash and version."""
    blocks = [heading(context.study.title, level=1, identifier="title")]
    if context.manifest.simulated:
        blocks.append(note(strong("SIMULATED DATA."), " No number on this page comes from patients or animals."))
    question = [paragraph(strong(context.manifest.question))] if context.manifest.question else []
    as_published = published(context, context.primary) if context.primary is not None else ""
    plain = [paragraph(text) for text in (answer(context), between_arms(context), as_published) if text]
    return [*blocks, group([*question, *plain], "answer"), group([bullets(_standing(context))], "facts")]


def _standing(context: ReportContext) -> list[Words]:
    return [
        rich(strong(f"{standing_word(context)}. "), standing(context)),
        rich(strong("Published numbers. "), claims_in_short(context)),
        rich(strong("Data. "), "SHA-256 ", code(context.data_hash[:16]), f"; biomarker_stats {context.version}"),
    ]


def standing_word(context: ReportContext) -> str:
    """Return ``Exploratory`` or ``Confirmatory``."""
    primary = context.primary
    return "Confirmatory" if primary is not None and not primary.analysis.exploratory else "Exploratory"


def standing(context: ReportContext) -> str:
    """Return what may be concluded from the P values of this report."""
    exploratory = sum(each.analysis.exploratory for each in context.analyses)
    if standing_word(context) == "Confirmatory":
        rest = f"; {exploratory} of {count(len(context.analyses), 'analysis', 'analyses')} are exploratory"
        return f"The primary analysis was specified before the data were seen{rest if exploratory else ''}."
    unplanned = "No analysis is known to have been specified before the data were seen"
    return f"{unplanned}: P values describe, they do not confirm."


def differing(changed: int) -> str:
    """Return how many verdicts are not what the claims file expects."""
    return f"{count(changed, 'verdict')} {'differs' if changed == 1 else 'differ'} from claims.toml"


def claims_in_short(context: ReportContext) -> str:
    """Return how many published numbers were checked, and whether every verdict is as recorded."""
    total = len(context.verdicts.verdicts)
    if not total:
        return "The study records none, so none was checked."
    changed = [verdict for verdict in context.verdicts.verdicts if not verdict.as_expected]
    as_recorded = "every verdict is as recorded in claims.toml"
    state = differing(len(changed)) if changed else as_recorded
    derivable = sum(verdict.value is not None for verdict in context.verdicts.verdicts)
    return f"{total} checked, {derivable} of them recomputed from the data; {state}."
