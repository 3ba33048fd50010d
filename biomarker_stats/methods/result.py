"""The one return type of every analysis."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from biomarker_stats import wording
from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.terms import Alternative, SentenceStyle, TwoSided

if TYPE_CHECKING:
    import pandas as pd


def _empty() -> Mapping[str, int]:
    return {}


_EXPLAINED: Mapping[str, str] = {
    "b": "b (pairs that changed one way)",
    "conditional odds ratio b / c": "conditional odds ratio b / c (pairs that changed one way to those the other)",
    "first cell": "first cell (row 1, column 1)",
}
"""The letters of a fourfold table, with what they count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """An effect size beside the main estimate: its name, value and interval, and how the interval was made."""

    name: str
    estimate: float | None
    conf_low: float | None = None
    conf_high: float | None = None
    conf_method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one analysis found, at full precision. None means "not defined for this method"; there is no alpha in it.

    ``p_min_attainable`` is the smallest p value any outcome of this design could have given; ``conf_attained`` the
    coverage the exact interval is known to reach. ``two_sided`` names the rule behind a two-sided p value.
    ``n_zero`` counts zero differences, ``n_tied`` units that share their absolute value or rank with another.
    """

    method: str
    title: str
    estimand: str
    p_value: float | None
    alternative: Alternative
    reference: str
    n: Mapping[str, int]
    n_used: int
    estimate: float | None = None
    null_value: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    conf_level: float = 0.95
    conf_attained: float | None = None
    conf_method: str = ""
    statistic: float | None = None
    statistic_name: str = ""
    mid_p_value: float | None = None
    p_min_attainable: float | None = None
    two_sided: TwoSided | None = None
    n_resamples: int | None = None
    seed: int | None = None
    n_zero: int = 0
    n_tied: int = 0
    excluded: Mapping[str, int] = field(default_factory=_empty)
    strata: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    notes: tuple[str, ...] = ()
    distribution: ExactDistribution | None = field(default=None, repr=False, compare=False)

    def named(self, text: str) -> str:
        """Return a text about the first arm and the second with their names, where there are two.

        >>> import biomarker_stats as bs
        >>> result = bs.table([[4, 0], [1, 5]])
        >>> result.named("shift of the first arm against the second")
        'shift of row 1 against row 2'
        """
        arms = tuple(self.n)
        text = _EXPLAINED.get(text, text)
        if len(arms) != 2:
            return text
        for words, arm in (("row 1", arms[0]), ("row 2", arms[1]), ("the first arm", arms[0]), ("first arm", arms[0])):
            text = text.replace(words, arm)
        return text.replace("the second", arms[1]).replace("− second", f"− {arms[1]}")

    def to_dict(self) -> dict[str, Any]:
        """Return every field but the distribution, as JSON can hold it: infinities as text, nothing as None."""
        row = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "distribution"}
        row["n"], row["excluded"] = dict(self.n), dict(self.excluded)
        row["strata"], row["notes"] = list(self.strata), list(self.notes)
        row["effects"] = [{f.name: _json(getattr(effect, f.name)) for f in fields(effect)} for effect in self.effects]
        return {name: _json(value) for name, value in row.items()}

    def to_frame(self) -> "pd.DataFrame":
        """Return one row with broom's column names in snake_case; columns that hold several values are text."""
        import pandas as pd

        row = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in {"distribution", "effects"}}
        for name in ("n", "excluded"):
            row[name] = "; ".join(f"{key}={value}" for key, value in row[name].items())
        for name in ("strata", "notes"):
            row[name] = "; ".join(row[name])
        return pd.DataFrame([row])

    def rows(self) -> list[tuple[str, str]]:
        """Return the result as (label, text) rows, as every display shows it."""
        sided = self.alternative + (f" ({self.two_sided})" if self.two_sided else "")
        sizes = ", ".join(f"{name} {size}" for name, size in self.n.items())
        found = [
            ("method", self.title),
            ("n", sizes + (f" (used {self.n_used})" if self.n_used != sum(self.n.values()) else "")),
            ("estimand", self.named(self.estimand)),
            ("estimate", wording.number(self.estimate)),
            (f"{wording.percent(self.conf_level)} interval", wording.interval(self.conf_low, self.conf_high)),
            ("interval by", self.conf_method),
            (self.named(self.statistic_name) or "statistic", wording.number(self.statistic, 6)),
            ("p", f"{wording.p_value(self.p_value)}, {sided}, {self.reference}"),
            ("mid-p", wording.p_value(self.mid_p_value)),
            ("smallest attainable p", wording.p_value(self.p_min_attainable)),
        ]
        found += [(self.named(e.name), self._effect_text(e)) for e in self.effects]
        found += [("excluded", ", ".join(f"{reason} {k}" for reason, k in self.excluded.items()))]
        found += [("strata", ", ".join(self.strata))]
        found += [("note", note) for note in self.notes]
        return [(label, text) for label, text in found if text not in {"", "–"}]

    @staticmethod
    def _effect_text(effect: Effect) -> str:
        if effect.conf_low is None or effect.conf_high is None:
            return wording.number(effect.estimate)
        limits = wording.interval(effect.conf_low, effect.conf_high)
        return f"{wording.number(effect.estimate)} ({limits}; {effect.conf_method})"

    def summary(self) -> str:
        """Return the result as aligned lines of text."""
        rows = self.rows()
        width = max(len(label) for label, _ in rows)
        return "\n".join(f"{label:<{width}}  {text}" for label, text in rows)

    def sentence(self, style: SentenceStyle | None = None) -> str:
        """Return the result as one sentence: the package's own, or one in the style of a manual.

        Args:
            style: ``"sampl"`` (Lang & Altman 2013), ``"apa"`` (7th edition) or ``"jama"`` (AMA, 11th edition), as
                :mod:`biomarker_stats.methods.sentences` tells them. Italics are left to be set by hand.

        Raises:
            UsageError: no such style.

        >>> import biomarker_stats as bs
        >>> print(bs.proportion(5, 10).sentence("jama"))
        Proportion of successes, 0.5 (95% CI, 0.187-0.813); P > .99 (2-sided exact binomial test; n = 10).
        """
        if style is not None:
            from biomarker_stats.methods.sentences import styled

            return styled(self, style)
        sizes = ", ".join(f"{name} {size}" for name, size in self.n.items())
        sizes += f" (used {self.n_used})" if self.n_used != sum(self.n.values()) else ""
        parts = []
        if self.estimate is not None:
            limits = ""
            if self.conf_low is not None:
                limits = (
                    f" ({wording.percent(self.conf_level)} interval {wording.interval(self.conf_low, self.conf_high)})"
                )
            parts.append(f"{self.named(self.estimand)} {wording.number(self.estimate)}{limits}")
        if self.p_value is not None:
            sided = "two-sided" if self.alternative == "two-sided" else f"one-sided ({self.alternative})"
            floor = ""
            if self.p_min_attainable is not None:
                floor = f"; the smallest attainable p is {wording.p_value(self.p_min_attainable)}"
            parts.append(f"{sided} {wording.p_phrase(self.p_value)}{floor}")
        strata = f" within {wording.count(len(self.strata), 'stratum', 'strata')}" if self.strata else ""
        return f"{self.title}{strata}, n: {sizes}: {'; '.join(parts)}."

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        from html import escape

        body = "".join(
            f"<tr><th style='text-align:left'>{escape(label)}</th><td style='text-align:left'>{escape(text)}</td></tr>"
            for label, text in self.rows()
        )
        return f"<table>{body}</table>"


def _json(value: Any) -> Any:
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
    return value
