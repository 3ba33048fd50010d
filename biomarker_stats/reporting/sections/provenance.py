"""Section 12: what it takes to make this report again, and to see that nothing changed."""

import shlex

from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, bullets, code, heading, paragraph, rich, strong
from biomarker_stats.reporting.sections.header import claims_in_short


def provenance(context: ReportContext) -> list[Block]:
    """Return the command, the hashes of every study file, the version, the seeds and the result of verification."""
    files = sorted(context.study.hashes.items())
    return [
        heading("Provenance", identifier="provenance"),
        bullets(
            [
                rich(strong("Command. "), code(command(context))),
                rich(strong("Version. "), f"biomarker_stats {context.version}; library versions are in manifest.json"),
                rich(strong("Random numbers. "), _seeds(context)),
                rich(strong("Published numbers. "), claims_in_short(context)),
                rich(strong("Data, all files. "), "SHA-256 ", code(context.data_hash)),
            ]
        ),
        paragraph("SHA-256 of each file of the study folder:"),
        bullets([rich(f"{name} ", code(digest)) for name, digest in files]),
    ]


def command(context: ReportContext) -> str:
    """Return the command that writes this report."""
    return f"biomarker-stats report {shlex.quote(context.study.folder.name)}"


def footer(context: ReportContext) -> str:
    """Return the line of provenance that ends every page."""
    state = "verdicts as recorded" if context.verdicts.ok else "VERDICTS CHANGED"
    if not context.verdicts.verdicts:
        state = "no published numbers checked"
    simulated = "SIMULATED DATA · " if context.manifest.simulated else ""
    version = f"biomarker_stats {context.version}"
    return f"{simulated}{context.study.id} · data {context.data_hash[:16]} · {version} · {state} · {command(context)}"


def seeds(context: ReportContext) -> list[int]:
    """Return every seed that a number of this report depends on."""
    results = [result for each in (*context.analyses, *context.codings) for result in each.results]
    results += [result for each in context.experiments for result in each.results]
    found = {result.seed for result in results if result.seed is not None}
    if context.trace is not None:
        found.add(context.trace.seed)
    if context.multiverse is not None:
        found |= {question.seed for question in context.multiverse.questions if question.seed is not None}
    return sorted(found)


def _seeds(context: ReportContext) -> str:
    found = seeds(context)
    return f"seeds {', '.join(map(str, found))}" if found else "none were used; nothing here depends on a seed"
