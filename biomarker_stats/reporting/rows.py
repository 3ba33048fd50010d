"""Rows of the result tables: one Result, the same cells wherever it is shown."""

from collections.abc import Iterable

from biomarker_stats import wording
from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.methods.result import Effect, Result
from biomarker_stats.reporting.nodes import Words, label, rich
from biomarker_stats.reporting.words import capital, lower_first
from biomarker_stats.study.manifest import MethodChoice

RESULT_HEADER = ("Test", "n used", "Estimate (interval)", "p", "mid-p", "Smallest attainable p")
RESULT_ALIGN = "lrlrrr"
_SINGLE = (
    "the interval is a single value because most differences are tied: a shift by any part of a grade parts the ties, "
    "which the test rejects; this is no sign of precision"
)
_ROLES = {"as-published": "as published", "sensitivity": "sensitivity"}


def result_rows(results: AnalysisResults) -> list[list[Words]]:
    """Return one row a result, in the order of the study file, each ``RESULT_HEADER`` long."""
    pairs = zip(results.analysis.methods, results.results, strict=True)
    return [_row(results, choice, result) for choice, result in pairs]


def _row(results: AnalysisResults, choice: MethodChoice, result: Result) -> list[Words]:
    return [
        test_name(results, choice, result),
        used(result),
        estimate_text(results, result, of=_of_changed(results, choice, result)),
        wording.p_value(result.p_value),
        wording.p_value(result.mid_p_value),
        wording.p_value(result.p_min_attainable),
    ]


def test_name(results: AnalysisResults, choice: MethodChoice, result: Result) -> Words:
    """Return the title of a test with every choice that tells it from its neighbours, and its role as a label."""
    title = _full_title(results, choice, result)
    return rich(f"{title} ", label(_ROLES[choice.role], choice.role)) if choice.role in _ROLES else title


def _full_title(results: AnalysisResults, choice: MethodChoice, result: Result) -> str:
    details = []
    if choice.zeros == "pratt":
        details.append("zeros kept in the ranking (Pratt)")
    if result.strata:
        details.append(f"within {wording.count(len(result.strata), 'stratum', 'strata')}")
    if choice.alternative != "two-sided":
        details.append(f"one-sided ({choice.alternative})")
    if choice.two_sided is not None:
        details.append(f"two-sided by the {choice.two_sided} rule")
    if choice.coding is not None:
        details.append(f"coding {choice.coding}")
    elif choice.role == "as-published" and results.coding is not None:
        details.append(f"coding {results.coding}")
    return ", ".join([capital(result.title), *details])


def used(result: Result) -> str:
    """Return the number of units that carried information, of how many."""
    total = sum(result.n.values())
    return str(total) if result.n_used == total else f"{result.n_used} of {total}"


def estimate_text(results: AnalysisResults, result: Result, *, of: str = "") -> str:
    """Return estimand, ``of`` whom, estimate and interval with the level it attains where that is known."""
    if result.estimate is None:
        return "–"
    return f"{estimand(results, result.estimand)}{of}: {with_interval(result)}"


def _of_changed(results: AnalysisResults, choice: MethodChoice, result: Result) -> str:
    """Return `` of the 5 that changed`` where a signed-rank test left the others out of its estimate too."""
    if choice.method != "signed-rank" or choice.zeros != "drop" or not (result.n_zero and result.n_used):
        return ""
    number = "one" if result.n_used == 1 else str(result.n_used)
    return f" of the {number} {'that changed' if results.readings.in_time else 'with different readings'}"


def estimand(results: AnalysisResults, text: str) -> str:
    """Return an estimand (or the name of an effect) in the words of the analysis: its arms, or up and down."""
    if results.analysis.type == "compare":
        text = results.main.named(text)
    if results.analysis.type == "paired":
        for words, plain in (("b / (b + c)", "up / (up + down)"), ("b / c", "up / down"), ("(b − c)", "(up − down)")):
            text = text.replace(words, plain)
    return text


def with_interval(result: Result, unit: str = "") -> str:
    """Return ``0.5 (95% 0.187 to 0.813)``; the attained level is added where it differs from the one asked for."""
    text = wording.number(result.estimate) + (f" {unit}" if unit else "")
    if result.conf_low is None:
        return text
    attained = ""
    if result.conf_attained is not None and abs(result.conf_attained - result.conf_level) >= 0.0005:
        attained = f", attained {_level(result.conf_attained)}"
    limits = wording.interval(result.conf_low, result.conf_high)
    return f"{text} ({_level(result.conf_level)} {limits}{attained})"


def effect_text(results: AnalysisResults, effect: Effect) -> str:
    """Return a further effect size with its interval and how that was made."""
    text = f"{estimand(results, effect.name)} {wording.number(effect.estimate)}"
    if effect.conf_low is None or effect.conf_high is None:
        return text
    return f"{text} ({wording.interval(effect.conf_low, effect.conf_high)}; {effect.conf_method})"


def further_effects(results: AnalysisResults) -> list[str]:
    """Return one line with every further effect size of an analysis, or none; one of several values names its test."""
    found: dict[str, dict[str, str]] = {}
    for choice, result in zip(results.analysis.methods, results.results, strict=True):
        for effect in result.effects:
            test = _full_title(results, choice, result)
            found.setdefault(effect.name, {}).setdefault(effect_text(results, effect), test)
    told = [
        text if len(texts) == 1 else f"{text} ({lower_first(test)})"
        for texts in found.values()
        for text, test in texts.items()
    ]
    return [f"Further effect sizes: {'; '.join(told)}."] if told else []


def notes_of(many: Iterable[AnalysisResults]) -> list[str]:
    """Return the notes of all results, each once, with the tests it belongs to."""
    tests: dict[str, dict[str, None]] = {}
    for results in many:
        for result in results.results:
            for text in (*result.notes, *_of_single_value(result)):
                tests.setdefault(text, {})[capital(result.title)] = None
    return [f"{wording.listing(list(titles))}: {text}." for text, titles in tests.items()]


def _of_single_value(result: Result) -> tuple[str, ...]:
    """Return what to make of an interval of one value, where a test of ranks or scores gave one."""
    single = result.conf_low is not None and result.conf_low == result.conf_high and result.reference != "parametric"
    return (_SINGLE,) if single else ()


def interval_methods(many: Iterable[AnalysisResults]) -> list[str]:
    """Return how each test's interval was made, each test once."""
    found: dict[str, str] = {}
    for results in many:
        for result in results.results:
            if result.conf_method:
                found.setdefault(capital(result.title), estimand(results, result.conf_method))
    return [f"{title}: {how}" for title, how in found.items()]


def _level(fraction: float) -> str:
    return wording.percent(fraction, 0 if abs(fraction * 100 - round(fraction * 100)) < 0.05 else 1)
