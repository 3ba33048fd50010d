"""What planning returns: frozen records with ``to_frame``, ``to_dict`` and ``summary``."""

from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from biomarker_stats import wording

Size = int | tuple[int, ...]


def size_words(n: Size) -> str:
    """Return a size as printed: 10, or 10 + 12.

    >>> size_words(10), size_words((10, 12))
    ('10', '10 + 12')
    """
    return str(n) if isinstance(n, int) else " + ".join(map(str, n))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What the records share: which truth, which test, which level.

    ``two_sided`` names the rule of a two-sided test where its method has a choice, ``zeros`` what signed ranks do with
    pairs that do not change; else they are None.
    """

    scenario: str
    null: str
    method: str
    alternative: str
    alpha: float
    two_sided: str | None = None
    zeros: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain values, ready for JSON."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}

    def to_frame(self) -> pd.DataFrame:
        """Return one row with a column a field."""
        return pd.DataFrame([self.to_dict()])

    def summary(self) -> str:
        """Return the record in words."""
        return "\n".join(f"{label}: {text}" for label, text in self.rows())

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled

        return labelled(self.rows())

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, text) rows for printing."""
        return [
            ("H0", self.null),
            ("assumed truth", self.scenario),
            ("test", self._test_words()),
        ]

    def _test_words(self) -> str:
        rule = "" if self.two_sided is None else f" ({self.two_sided})"
        zeros = {None: "", "drop": ", zeros dropped", "pratt": ", zeros ranked (pratt)"}[self.zeros]
        return f"{self.method}, {self.alternative}{rule}{zeros}, level {self.alpha:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Power(Planned):
    """Exact power of one test at one size. ``n`` is units (pairs), or units in each arm."""

    n: Size
    power: float
    p_min_attainable: float

    @property
    def can_reject(self) -> bool:
        """Whether any outcome at this size is significant at ``alpha``."""
        return self.p_min_attainable <= self.alpha * (1 + 1e-9)

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, text) rows for printing."""
        never = "" if self.can_reject else f" — no outcome of this design can reach P ≤ {self.alpha:g}"
        return [
            *Planned.rows(self),
            ("n", size_words(self.n)),
            ("power", wording.number(self.power)),
            ("smallest attainable P", wording.p_value(self.p_min_attainable) + never),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerCurve(Planned):
    """Exact power at several sizes; it is no rising curve but has saw-teeth, for the attained level jumps with n."""

    sizes: tuple[Size, ...]
    power: tuple[float, ...]
    p_min_attainable: tuple[float, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a size."""
        sizes = [n if isinstance(n, int) else size_words(n) for n in self.sizes]
        columns = {"n": sizes, "power": self.power, "p_min_attainable": self.p_min_attainable}
        return pd.DataFrame(columns).assign(method=self.method, alpha=self.alpha)

    def drops(self) -> tuple[Size, ...]:
        """Return the sizes at which one unit more has lost power."""
        pairs = zip(self.sizes[1:], self.power, self.power[1:], strict=False)
        return tuple(n for n, before, after in pairs if after < before - 1e-12)

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, text) rows for printing."""
        points = zip(self.sizes, self.power, strict=True)
        drops = ", ".join(map(size_words, self.drops())) or "none"
        return [
            *Planned.rows(self),
            *((f"n = {size_words(n)}", wording.number(power)) for n, power in points),
            ("power falls at n", drops),
        ]

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled, table

        points = zip(self.sizes, self.power, self.p_min_attainable, strict=True)
        cells = [(size_words(n), wording.number(power), wording.p_value(least)) for n, power, least in points]
        facts = [*Planned.rows(self), self.rows()[-1]]
        return labelled(facts) + table(("n", "power", "smallest attainable P"), cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSize(Planned):
    """The smallest size from which power stays at or above the target; None where there is none up to ``up_to``.

    ``first_n`` is the smallest size that reaches the target at all: where it is smaller, a saw-tooth lies between.
    ``curve`` has every size looked at: at least up to ``up_to``, and to ten beyond ``n``, unless the outcomes of larger
    sizes are too many to enumerate; ``too_large`` then says so.
    """

    target: float
    n: int | None
    power: float | None
    first_n: int | None
    up_to: int
    per: str
    curve: PowerCurve
    too_large: str = ""

    @property
    def looked_to(self) -> int:
        """The largest size looked at: "stays" is said up to here."""
        last = self.curve.sizes[-1]
        return last if isinstance(last, int) else max(last)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain values, the curve among them."""
        return {**Planned.to_dict(self), "curve": self.curve.to_dict()}

    def to_frame(self) -> pd.DataFrame:
        """Return one row; the curve has its own frame."""
        return pd.DataFrame([{k: v for k, v in self.to_dict().items() if k != "curve"}])

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, text) rows for printing."""
        return [*Planned.rows(self), ("sample size", self._words())]

    def _words(self) -> str:
        target = f"{100 * self.target:g}%"
        end = f"; n = {self.looked_to + 1} was not looked at: {self.too_large}" if self.too_large else ""
        if self.n is None or self.power is None:
            return f"{self._never(target)}{end}"
        text = f"{self.n} {self.per}: power {wording.number(self.power)}, "
        if self.looked_to > self.n:
            text += f"and at least {target} up to {self.looked_to}"
        else:
            text += "but no larger n was looked at, at which power may fall again"
        if self.first_n is not None and self.first_n < self.n:
            text += f"; n = {self.first_n} reaches the target first, but a larger n falls below it again"
        return text + end

    def _never(self, target: str) -> str:
        bound = min(self.up_to, self.looked_to)
        text = f"power does not stay at {target} at any n up to {bound} {self.per}"
        if self.first_n is None:
            return f"{text}; the most is {wording.number(max(self.curve.power))}"
        return f"{text}; n = {self.first_n} reaches it, but n = {self.looked_to} is below it again"


def plain(value: Any) -> Any:
    """Return tuples as lists, all the way down, so that JSON can hold them."""
    return [plain(item) for item in value] if isinstance(value, tuple) else value
