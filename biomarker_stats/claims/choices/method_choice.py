"""A method of the catalogue with every choice made, and its P value on a small data set, remembered."""

from dataclasses import dataclass
from functools import lru_cache

from biomarker_stats.claims.variants import Data, problem_of
from biomarker_stats.errors import BiomarkerStatsError
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.method import Method, Takes
from biomarker_stats.methods.options import Options
from biomarker_stats.terms import Alternative, Reference, TwoSided, Zeros

_SEED = 1  # of a method that falls back on Monte Carlo: equal data then give equal P values
_METHODS: dict[tuple[str, Takes], Method] = {(method.name, method.takes): method for method in reversed(CATALOGUE)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodChoice:
    """A method, what data it takes, and every choice about it. ``mid_p``: its mid-p value is read."""

    method: str
    takes: Takes
    alternative: Alternative = "two-sided"
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"
    reference: Reference = "auto"
    mid_p: bool = False

    @property
    def words(self) -> str:
        """The method's name in the catalogue and every choice that is not the usual one."""
        return ", ".join([self.method, *self._extra])

    @property
    def title(self) -> str:
        """The method's title in the catalogue and every choice that is not the usual one."""
        return ", ".join([_METHODS[self.method, self.takes].title, *self._extra])

    @property
    def _extra(self) -> list[str]:
        extra = [
            "Pratt" if self.zeros == "pratt" else "",
            self.two_sided or "",
            "" if self.alternative == "two-sided" else f"one-sided {self.alternative}",
            "" if self.reference == "auto" else self.reference,
            "mid-p" if self.mid_p else "",
        ]
        return [word for word in extra if word]


@lru_cache(maxsize=400_000)
def p_of(choice: MethodChoice, data: Data) -> float:
    """Return the P value of a method on one small data set; NaN where the method refuses it, or gives none.

    A t test of outcomes without any spread gives 0, which is no P value: it is NaN too.

    >>> p_of(MethodChoice(method="sign", takes="pairs"), Data("pairs", ((0, 0, 1, 1, 1, 1, 1),)))
    0.0625
    """
    options = Options(
        alternative=choice.alternative,
        two_sided=choice.two_sided,
        zeros=choice.zeros,
        reference=choice.reference,
        interval="none",
        seed=_SEED,
    )
    try:
        result = _METHODS[choice.method, choice.takes].run(problem_of(data), options)
    except BiomarkerStatsError:
        return float("nan")
    p = result.mid_p_value if choice.mid_p else result.p_value
    return float("nan") if p is None or p <= 0 else p
