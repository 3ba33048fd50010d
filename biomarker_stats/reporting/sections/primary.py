"""Section 5: the primary result, every declared test of it, and its figures."""

from biomarker_stats import wording
from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, Words, bullets, heading, note, paragraph, strong, table
from biomarker_stats.reporting.rows import RESULT_ALIGN, RESULT_HEADER, further_effects, notes_of, result_rows
from biomarker_stats.reporting.sections.by_arm import BY_ARM_FIGURES
from biomarker_stats.reporting.sections.sensitivity import CURVE
from biomarker_stats.reporting.sentences import medians, published, surprise, what_was_seen
from biomarker_stats.reporting.words import lower_first


def primary(context: ReportContext) -> list[Block]:
    """Return the sentence, the table, the codings side by side and the figures."""
    blocks = [heading("Primary result", identifier="primary")]
    results = context.primary
    if results is None:
        return [*blocks, note("The study declares no analysis. Add one under [[analyses]] in study.toml.")]
    title, seen = results.analysis.title, what_was_seen(context, results)
    blocks.append(paragraph(seen) if seen.startswith(f"{title}:") else paragraph(strong(f"{title}. "), seen))
    blocks.append(paragraph(surprise(context, results)))
    if results.analysis.note:
        blocks.append(paragraph(results.analysis.note))
    if "change" in results.frame and "arm" not in results.frame:
        blocks.append(_scores(context, results))
    caption = f"{results.analysis.title}: every declared test, in the order of the study file"
    blocks.append(table(RESULT_HEADER, result_rows(results), caption=caption, align=RESULT_ALIGN, kind="stacked"))
    as_published = published(context, results)
    if as_published:
        blocks.append(note(as_published))
    notes = [*further_effects(results), *notes_of([results])]
    blocks += [bullets(notes)] if notes else []
    blocks += _codings(context)
    elsewhere = {*BY_ARM_FIGURES, CURVE, *context.of_experiments}
    rest = [figure.name for figure in context.figures if figure.name not in elsewhere]
    return [*blocks, *context.images(*rest)]


def _scores(context: ReportContext, results: AnalysisResults) -> Block:
    """Return n, medians and directions of every analysis of the same change: all units and each stratum."""
    same = [each for each in context.analyses if each.analysis.endpoint == results.analysis.endpoint]
    paired = [each for each in same if each.analysis.type == "paired"]
    rows: list[list[Words]] = []
    for each in paired:
        change = each.frame["change"]
        counts = [str(int(number)) for number in ((change > 0).sum(), (change == 0).sum(), (change < 0).sum())]
        rows.append([context.population_title(each), str(change.count()), *medians(each), *counts])
    coding = f", scores under the coding {results.coding}" if results.coding else ""
    words = results.readings
    names = [f"Median {'' if words.in_time else 'of '}{name}" for name in (words.before, words.after)]
    return table(
        ("Population", "n", *names, "Higher", "Same", "Lower"),
        rows,
        caption=f"{context.endpoint(results).title}: medians and directions{coding}",
        align="lrrrrrr",
        kind="stacked",
    )


def _codings(context: ReportContext) -> list[Block]:
    """Return the P values of each test under every declared coding, side by side."""
    if not context.codings:
        return []
    chosen = next(each.coding for each in context.analyses if each.coding is not None)
    names = list(dict.fromkeys(each.coding for each in context.codings if each.coding is not None))
    rows: list[list[Words]] = []
    unchanged = 0
    for each in context.analyses:
        again = {other.coding: other for other in context.codings if other.analysis.id == each.analysis.id}
        found = _one_test_a_row(each, [again[name] for name in names if name in again]) if again else []
        shown = [row for row in found if each is context.primary or _differs(row)]
        unchanged += len(found) - len(shown)
        rows += shown
    header = ("Test", *(text for name in (chosen, *names) for text in (f"p, {name}", f"Estimate, {name}")))
    caption = "The same tests under each declared coding of the mixed cells"
    blocks = [table(header, rows, caption=caption, align="l" + "rr" * (len(names) + 1), kind="stacked")]
    if unchanged:
        tests = wording.count(unchanged, "further test")
        blocks.append(paragraph(f"{tests} of the other analyses: the same p and the same estimate under each coding."))
    return blocks


def _differs(row: list[Words]) -> bool:
    return len(set(map(str, row[1::2]))) > 1 or len(set(map(str, row[2::2]))) > 1


def _one_test_a_row(results: AnalysisResults, again: list[AnalysisResults]) -> list[list[Words]]:
    rows: list[list[Words]] = []
    own = [
        (choice, result)
        for choice, result in zip(results.analysis.methods, results.results, strict=True)
        if choice.coding is None
    ]
    for place, (choice, result) in enumerate(own):
        others = [each.results[place] for each in again]
        zeros = ", zeros kept (Pratt)" if choice.zeros == "pratt" else ""
        row: list[Words] = [f"{results.analysis.title}: {lower_first(result.title)}{zeros}"]
        for each in (result, *others):
            row += [wording.p_value(each.p_value), wording.number(each.estimate)]
        rows.append(row)
    return rows
