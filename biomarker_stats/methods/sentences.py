"""One result as one sentence, in the style of a manual: SAMPL, APA or JAMA.

All three give the estimate with its interval and level, the test with its sidedness, n and P, which is an equality down
to .001 and never 0. They differ in how numbers are written:

``sampl``
    "95% CI 0.19 to 0.81", "P = 0.06", "two-sided", and the smallest P the design could have given.
    Lang TA, Altman DG (2013) Basic statistical reporting for articles published in biomedical journals: the SAMPL
    guidelines. In: Science Editors' Handbook, EASE.
``apa``
    "95% CI [.19, .81]", "p = .063", two decimals, no zero before the point of what cannot exceed 1 (P values,
    correlations, proportions). American Psychological Association (2020) Publication Manual, 7th ed., section 6.36.
    The statistic comes with its value. Letters that APA sets in italics are plain here.
``jama``
    "95% CI, 0.19-0.81" ("to" where a limit is negative or infinite), "P = .06", "2-sided"; only P has no zero before
    the point; eponyms are without "'s". AMA Manual of Style (2020), 11th ed., chapters 18 and 19. P is italic in print
    and plain here.
"""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, get_args

from biomarker_stats import wording
from biomarker_stats.errors import UsageError
from biomarker_stats.terms import SentenceStyle, nearest

if TYPE_CHECKING:
    from biomarker_stats.methods.result import Result

_AT_MOST_ONE = ("probability", "proportion", "correlation", "risk difference", "difference of paired prop", "kendall")
_NAMED_REFERENCE = {"asymptotic": "asymptotic", "monte-carlo": "Monte Carlo"}
_COMMON = {"Exact", "Unconditional", "Score", "Paired", "Mixed", "Log-rank"}


def styled(result: "Result", style: SentenceStyle) -> str:
    """Return one result as a sentence in a style.

    Raises:
        UsageError: no such style.

    >>> import biomarker_stats as bs
    >>> print(styled(bs.table([[4, 0], [1, 5]], method="boschloo"), "sampl"))
    Risk difference (row 1 − row 2) 0.833 (95% CI 0.172 to 1); Boschloo's unconditional exact test, two-sided, n = 10
    (row 1 4, row 2 6): P = 0.02 (smallest attainable 0.002).
    """
    if style not in _STYLES:
        msg = f"there is no style {style!r}{nearest(str(style), get_args(SentenceStyle))}"
        raise UsageError(msg)
    return _STYLES[style](result)


def _sampl(result: "Result") -> str:
    estimate = ""
    if result.estimate is not None:
        limits = _limits(result, "{level} CI {low} to {high}", lambda value: wording.number(value, 3))
        what = _capital(result.named(result.estimand))
        estimate = f"{what} {wording.number(result.estimate, 3)}{limits and f' ({limits})'}; "
    p = ""
    if result.p_value is not None:
        least = result.p_min_attainable
        floor = "" if least is None else f" (smallest attainable {_value_only(least, 'sampl')})"
        p = f": {wording.p_in_style(result.p_value, 'sampl')}{floor}"
    test = _small(_test(result)) if estimate else _test(result)
    return f"{_capital(f'{estimate}{test}')}, {_sided(result)}, {_sizes(result)}{p}."


def _apa(result: "Result") -> str:
    def shown(value: float) -> str:
        text = wording.fixed(value)
        bounded = result.estimand.lower().startswith(_AT_MOST_ONE) or "correlation" in result.estimand
        return text.replace("0.", ".", 1) if bounded and abs(value) < 1 else text

    found = []
    if result.statistic is not None and result.statistic_name:
        found.append(f"{result.named(result.statistic_name)} = {_statistic(result, result.statistic)}")
    if result.p_value is not None:
        found.append(wording.p_in_style(result.p_value, "apa"))
    if result.estimate is not None:
        found.append(f"{result.named(result.estimand)} = {shown(result.estimate)}")
        found.append(_limits(result, "{level} CI [{low}, {high}]", shown))
    told = ", ".join(filter(None, found))
    return f"{_capital(_test(result))}, {_sided(result)}, {_sizes(result, 'N')}{': ' if told else ''}{told}."


def _jama(result: "Result") -> str:
    estimate = ""
    if result.estimate is not None:
        ends = (result.conf_low, result.conf_high)
        plain = all(end is not None and math.isfinite(end) and end >= 0 for end in ends)
        form = "{level} CI, {low}-{high}" if plain else "{level} CI, {low} to {high}"
        limits = _limits(result, form, lambda value: wording.number(value, 3))
        what = _capital(result.named(result.estimand))
        estimate = f"{what}, {wording.number(result.estimate, 3)}{limits and f' ({limits})'}; "
    sided = _sided(result).replace("two-", "2-").replace("one-", "1-")
    test = _small(_test(result, before=True)).replace("'s ", " ")
    how = f"{sided} {test}; {_sizes(result).replace('(', '[').replace(')', ']')}"
    if result.p_value is None:
        return f"{estimate}{how}."
    return f"{estimate}{wording.p_in_style(result.p_value, 'jama')} ({how})."


_STYLES: Mapping[str, Callable[["Result"], str]] = {"sampl": _sampl, "apa": _apa, "jama": _jama}


def _limits(result: "Result", form: str, shown: Callable[[float], str]) -> str:
    if result.conf_low is None or result.conf_high is None:
        return ""
    level = wording.number(100 * result.conf_level) + "%"
    return form.format(level=level, low=shown(result.conf_low), high=shown(result.conf_high))


def _test(result: "Result", *, before: bool = False) -> str:
    """Return the test, where its P value is from unless the name says so, and in how many strata it was made."""
    strata = f" within {wording.count(len(result.strata), 'stratum', 'strata')}" if result.strata else ""
    word = _NAMED_REFERENCE.get(result.reference, result.reference)
    if result.reference == "parametric" or word.lower() in result.title.lower():
        return f"{result.title}{strata}"
    return f"{word} {_small(result.title)}{strata}" if before else f"{result.title} ({word}){strata}"


def _sided(result: "Result") -> str:
    return "two-sided" if result.alternative == "two-sided" else f"one-sided ({result.alternative})"


def _sizes(result: "Result", symbol: str = "n") -> str:
    """Return ``n = 10``, with the sizes of the arms where there are several, and how many the test used if fewer."""
    total = sum(result.n.values())
    size = f"{symbol} = {total}"
    if len(result.n) > 1:
        sizes = ", ".join(f"{name} {k}" for name, k in result.n.items())
        return f"{size} ({sizes})" if result.n_used == total else f"{size} ({sizes}), {result.n_used} used"
    pairs = f"{size} pairs" if "pairs" in result.n else size
    if result.n_used == total:
        return pairs
    zeros = f"{result.n_zero} with equal readings" if result.n_used + result.n_zero == total else ""
    return f"{pairs}, {zeros or f'{result.n_used} used'}"


def _statistic(result: "Result", value: float) -> str:
    """Return a statistic: a P value as one, a count or rank sum without decimals, any other with two."""
    if result.statistic_name.endswith(" p") or result.statistic_name.endswith("mid-p"):
        return _value_only(value, "apa")
    counted = value.is_integer() and result.reference != "parametric"
    return wording.number(value, 15) if counted else wording.fixed(value)


def _value_only(p: float, style: SentenceStyle) -> str:
    return wording.p_in_style(p, style).lstrip("Pp ").removeprefix("= ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """Return a title as it stands within a sentence: only words that are no names lose their capital."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first in _COMMON else text
