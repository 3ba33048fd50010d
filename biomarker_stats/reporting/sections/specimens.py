"""Section 3: what was sampled, how it was measured and scored."""

from biomarker_stats import wording
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.fields import field_table
from biomarker_stats.reporting.nodes import Block, Words, heading, paragraph, table
from biomarker_stats.study.manifest import ScaleSpec


def specimens(context: ReportContext) -> list[Block]:
    """Return specimens, assay and blinding as the study file reports them, and every scale with its codings."""
    blocks = [
        heading("Specimens and assay", identifier="specimens"),
        field_table(context, "specimens", "assay", "scoring", "blinding"),
    ]
    for name, scale in context.manifest.scales.items():
        blocks += _scale(context, name, scale)
    return blocks


def _scale(context: ReportContext, name: str, scale: ScaleSpec) -> list[Block]:
    title, default = scale.title or name, scale.default_coding
    asked: list[str | None] = [*sorted(scale.codings, key=lambda coding: coding != default)] or [None]
    symbols = [*scale.levels, *scale.mixed]
    scores = [context.study.scores(name, symbols, coding) for coding in asked]
    rows: list[list[Words]] = [
        [_with_meaning(scale, symbol), *(wording.number(float(score)) for score in row)]
        for symbol, *row in zip(symbols, *scores, strict=True)
    ]
    header = ("Grade", *(f"Score, {coding}" if coding else "Score" for coding in asked))
    scored = table(header, rows, caption=f"Scale: {title}", align="l" + "r" * len(asked), kind="stacked")
    grades = f"The scale {title} is ordinal: its grades have an order, and no distance between them was measured."
    if len(scale.levels) == 2:
        grades = f"The scale {title} has two grades."
    if not scale.mixed:
        return [paragraph(grades), scored]
    mixed = wording.listing([f"{symbol} (any of {_set(scores)})" for symbol, scores in scale.mixed.items()])
    chosen = f" The report uses the coding {default}; the others stand beside it." if default else ""
    said = f"{grades} Cells printed as two grades have to be scored by a rule: {mixed}.{chosen}"
    return [paragraph(said), scored]


def _with_meaning(scale: ScaleSpec, symbol: str) -> str:
    meaning = scale.labels.get(symbol, "mixed cell" if symbol in scale.mixed else "")
    return f"{symbol} {meaning}".strip()


def _set(scores: tuple[float, ...]) -> str:
    return wording.listing([wording.number(float(score)) for score in scores], "or")
