"""Section 4: the statistical methods, written from the study file and the results, not from a template of one study."""

from biomarker_stats import wording
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.reporting.context import LEVEL, ReportContext
from biomarker_stats.reporting.experiment_sentences import experiment_methods
from biomarker_stats.reporting.fields import field_table
from biomarker_stats.reporting.nodes import Block, Words, bullets, heading, paragraph, rich, strong, table
from biomarker_stats.reporting.rows import interval_methods
from biomarker_stats.reporting.sentences import shown_and_unadjusted
from biomarker_stats.reporting.strata_words import strata_rule
from biomarker_stats.reporting.words import capital
from biomarker_stats.study.reading_words import ReadingWords


def statistics(context: ReportContext) -> list[Block]:
    """Return how every number of the report was made."""
    blocks = [heading("Statistical methods", identifier="methods")]
    if context.analyses:
        engine = _engine(context)
        blocks += [*([paragraph(engine)] if engine else []), bullets(_conventions(context)), _tests(context)]
        intervals = interval_methods(context.analyses)
        if intervals:
            blocks += [paragraph(strong("Intervals, test by test.")), bullets(intervals)]
    convention = experiment_methods(context) if context.experiments else ""
    blocks += [paragraph(convention)] if convention else []
    if not context.only_experiments:
        blocks.append(field_table(context, "sample_size", "published_statistics"))
    return blocks


_ENGINES = {
    "exact": "Exact P values are proportions of all the rearrangements of the data that the null hypothesis makes "
    "equally likely, counted in whole numbers; nothing is approximated and no distribution is assumed.",
    "monte-carlo": "Monte-Carlo P values are from random rearrangements, one added, with the seed in results.json.",
    "parametric": "Parametric tests stand beside them for comparison; they assume normal distributions.",
    "asymptotic": "Asymptotic P values rest on a large-sample approximation.",
}


def _engine(context: ReportContext) -> str:
    references = {result.reference for result in context.tests}
    return " ".join(text for reference, text in _ENGINES.items() if reference in references)


_SMALLEST = (
    "The smallest P value that any outcome of the same design, with the same ties and zeros, could have given. "
    "Where it is high, no data could have been surprising."
)
_MID_P = (
    "The P value less half the probability of the outcomes exactly as extreme as the observed one; less conservative, "
    "and not guaranteed to keep its level."
)
_ATTAINED = (
    "They invert the test beside them where that is defined. At small n an exact interval attains more than its "
    "nominal level; the attained level is printed where it is known."
)


def _conventions(context: ReportContext) -> list[Words]:
    results = [result for each in context.analyses for result in each.results]
    levels = wording.listing([wording.percent(level) for level in sorted({result.conf_level for result in results})])
    return [
        rich(strong("Sidedness. "), _sidedness(context)),
        *([rich(strong("Zeros and ties. "), text)] if (text := _zeros_and_ties(context)) else []),
        *([rich(strong("Strata. "), text)] if (text := strata_rule(context)) else []),
        rich(strong("Smallest attainable p. "), _SMALLEST),
        rich(strong("Mid-p. "), _MID_P),
        rich(strong("Intervals. "), f"Nominal level {levels}. {_ATTAINED}"),
        rich(strong("Multiplicity. "), shown_and_unadjusted(context)),
        rich(strong("Level. "), f"No result is called significant; {LEVEL} only marks what a design cannot reach."),
    ]


def _sidedness(context: ReportContext) -> str:
    results = context.tests
    one_sided = [result for result in results if result.alternative != "two-sided"]
    rules: dict[str, dict[str, None]] = {}
    for result in results:
        if result.alternative == "two-sided" and result.two_sided is not None:
            rules.setdefault(_RULES[result.two_sided], {})[capital(result.title)] = None
    who = "Every test is two-sided" if not one_sided else f"{len(one_sided)} of {len(results)} tests are one-sided"
    how = "; ".join(f"{rule} ({wording.listing(list(titles))})" for rule, titles in rules.items())
    return f"{who}. As extreme as the observed outcome counts: {how}." if how else f"{who}."


_RULES = {
    "absolute": "what lies at least as far from the null expectation",
    "central": "twice the smaller tail",
    "minlike": "what is no more probable than the observed outcome",
    "blaker": "the smaller tail and the largest opposite tail that does not exceed it",
}


def _zeros_and_ties(context: ReportContext) -> str:
    zeros = [each.main.n_zero for each in context.analyses if "change" in each.frame and "arm" not in each.frame]
    same = "that did not change" if _in_time(context) else "whose two readings are equal"
    rule = f"Units {same} are handled as each test's row below says, and counted, never dropped silently"
    most = f"; up to {max(zeros)} of them in one analysis" if any(zeros) else ""
    midranked = {method.name for method in CATALOGUE if "midrank" in method.ties}
    ranked = any(result.method in midranked for result in context.tests)
    ties = "Tied values get midranks, and the null distribution is that of the tied ranks." if ranked else ""
    return f"{f'{rule}{most}.' if zeros else ''} {ties}".strip()


def _readings(context: ReportContext) -> list[ReadingWords]:
    """Return the words of the paired analyses, each once."""
    return list(dict.fromkeys(each.readings for each in context.analyses if each.analysis.type == "paired"))


def _in_time(context: ReportContext) -> bool:
    return all(words.in_time for words in _readings(context))


def _null(context: ReportContext, null: str, kind: str) -> str:
    """Return a null hypothesis in the words of the readings; of several pairs of readings, as first and second."""
    if kind != "paired" or _in_time(context):
        return null
    words = _readings(context)
    both = words[0] if len(words) == 1 else ReadingWords("first reading", "second reading", in_time=False)
    return both.told(null)


_TAKES = {
    "paired": ("pairs", "paired-table"),
    "compare": ("arms", "ordered-arms", "table", "strata-of-tables"),
    "proportion": ("proportion",),
}


def _tests(context: ReportContext) -> Block:
    used = {(result.method, each.analysis.type): result.title for each in context.analyses for result in each.results}
    rows: list[list[Words]] = []
    for (name, kind), title in used.items():
        records = [method for method in CATALOGUE if method.name == name and method.takes in _TAKES[kind]]
        for record in records[:1]:
            null = "only its interval is reported" if kind == "proportion" else _null(context, record.null, kind)
            rows.append([capital(title), null, record.zeros, record.ties, "; ".join(record.references)])
    header = ("Test", "Null hypothesis", "Zeros", "Ties", "Reference")
    return table(header, rows, caption="The tests of this report", kind="stacked")
