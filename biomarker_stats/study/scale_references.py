"""What must hold inside one scale."""

from collections.abc import Iterator

from biomarker_stats.errors import Violation
from biomarker_stats.study.faults import fault
from biomarker_stats.study.locate import MANIFEST
from biomarker_stats.study.manifest import ScaleSpec
from biomarker_stats.study.strict import Score
from biomarker_stats.study.symbols import level_scores, skeleton
from biomarker_stats.terms import did_you_mean


def scale_violations(name: str, scale: ScaleSpec) -> Iterator[Violation]:
    """Yield a Violation for each fault in the levels, scores, labels, mixed cells and codings of one scale."""
    label = f"scales.{name}"
    yield from _symbols(label, scale)
    if scale.scores and len(scale.scores) != len(scale.levels):
        message = f"gives {len(scale.scores)} scores for {len(scale.levels)} levels"
        yield fault(message, "give one score a level, or leave scores out", MANIFEST, label=f"{label}.scores")
    for low, high in zip(scale.scores, scale.scores[1:], strict=False):
        if high <= low:
            message = f"does not exceed the score {low} of the level below"
            remedy = "order levels from lowest to highest, with scores that increase"
            yield fault(message, remedy, MANIFEST, f"{label}.scores", str(high))
    symbols = (*scale.levels, *scale.mixed)
    for symbol in scale.labels:
        if symbol not in symbols:
            remedy = did_you_mean(symbol, symbols)
            yield fault("is not a symbol of the scale", remedy, MANIFEST, f"{label}.labels", symbol)
    yield from _mixed(label, scale)
    yield from _codings(label, scale)


def _symbols(label: str, scale: ScaleSpec) -> Iterator[Violation]:
    seen: dict[str, str] = {}
    for key, symbols in (("levels", scale.levels), ("mixed", tuple(scale.mixed))):
        for symbol in symbols:
            place = f"{label}.{key}"
            if not symbol.strip() or symbol != symbol.strip():
                message, remedy = "is empty or has spaces around it", "write the symbol without them"
                yield fault(message, remedy, MANIFEST, place, symbol)
            elif skeleton(symbol) in seen:
                message = f"reads the same as {seen[skeleton(symbol)]!r} (dashes are one symbol, whichever is typed)"
                yield fault(message, "keep one of them", MANIFEST, place, symbol)
            seen.setdefault(skeleton(symbol), symbol)


def _mixed(label: str, scale: ScaleSpec) -> Iterator[Violation]:
    scores = level_scores(scale).values()
    for symbol, permissible in scale.mixed.items():
        place = f"{label}.mixed.{symbol}"
        if not permissible:
            yield fault("has no score it may take", "list at least one", MANIFEST, place, symbol)
        for score in permissible:
            if not min(scores) <= score <= max(scores):
                message = f"is outside the scale's scores ({min(scores)} to {max(scores)})"
                yield fault(message, "choose a score between them", MANIFEST, place, str(score))


def _codings(label: str, scale: ScaleSpec) -> Iterator[Violation]:
    for name, coding in scale.codings.items():
        place = f"{label}.codings.{name}"
        for symbol, score in coding.items():
            if symbol not in scale.mixed:
                remedy = did_you_mean(symbol, scale.mixed, none="declare it under mixed")
                yield fault("is not a mixed cell of the scale", remedy, MANIFEST, place, symbol)
            elif score not in scale.mixed[symbol]:
                allowed = ", ".join(map(str, scale.mixed[symbol]))
                message = f"is not a permissible score of {symbol!r} ({allowed})"
                yield fault(message, "choose one of them, or extend mixed", MANIFEST, place, str(score))
        for symbol in _undecided(scale, coding):
            message, remedy = "has no score in this coding", f'add "{symbol}" = …'
            yield fault(message, remedy, MANIFEST, place, symbol)
    place = f"{label}.default_coding"
    if scale.default_coding is not None and scale.default_coding not in scale.codings:
        remedy = did_you_mean(scale.default_coding, scale.codings, none="declare it under codings")
        yield fault("is not a coding of the scale", remedy, MANIFEST, place, scale.default_coding)
    elif scale.default_coding is None and _undecided(scale, {}):
        message = "is needed, because a mixed cell may take more than one score"
        yield fault(message, "declare codings and name one of them", MANIFEST, label=place)


def _undecided(scale: ScaleSpec, coding: dict[str, Score]) -> list[str]:
    return [symbol for symbol, scores in scale.mixed.items() if len(scores) > 1 and symbol not in coding]
