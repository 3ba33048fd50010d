"""What an adjustment for multiplicity returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from biomarker_stats import wording

if TYPE_CHECKING:
    import pandas as pd


def _nothing_excluded() -> Mapping[str, int]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedP:
    """P values of several hypotheses, as they were and adjusted for their number, in the order given.

    ``controls`` says which error rate the adjusted p values control, and when. For resampling methods ``reference`` is
    ``"exact"`` (all arrangements) or ``"monte-carlo"``, ``n_arrangements`` how many there are under H0, and
    ``p_min_attainable`` the smallest adjusted p value that this design could have given.
    """

    method: str
    title: str
    controls: str
    source: str
    names: tuple[str, ...]
    p_values: tuple[float, ...]
    adjusted: tuple[float, ...]
    alternative: str = ""
    reference: str = ""
    n: Mapping[str, int] = field(default_factory=_nothing_excluded)
    n_arrangements: int | None = None
    n_resamples: int | None = None
    seed: int | None = None
    p_min_attainable: float | None = None
    excluded: Mapping[str, int] = field(default_factory=_nothing_excluded)
    strata: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_frame(self) -> "pd.DataFrame":
        """Return one row a hypothesis: ``hypothesis``, ``p_value``, ``p_adjusted``, ``method``."""
        import pandas as pd

        columns = {"hypothesis": self.names, "p_value": self.p_values, "p_adjusted": self.adjusted}
        return pd.DataFrame({**columns, "method": self.method})

    def to_dict(self) -> dict[str, Any]:
        """Return every field, as JSON can hold it."""
        row = {f.name: getattr(self, f.name) for f in fields(self)}
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}
        return {name: dict(value) if isinstance(value, Mapping) else value for name, value in plain.items()}

    def summary(self) -> str:
        """Return the adjusted p values as aligned lines of text, the smallest first."""
        width = max(len(name) for name in self.names)
        order = sorted(range(len(self.names)), key=lambda k: (self.adjusted[k], self.p_values[k]))
        lines = [f"{self.title}, controls {self.controls}"]
        for k in order:
            p, adjusted = wording.p_phrase(self.p_values[k]), wording.p_phrase(self.adjusted[k], "adjusted p")
            lines.append(f"{self.names[k]:<{width}}  {p}  {adjusted}")
        if self.p_min_attainable is not None:
            lines.append(f"smallest attainable adjusted p: {wording.p_value(self.p_min_attainable)}")
        return "\n".join([*lines, *(f"note: {note}" for note in self.notes)])

    def __str__(self) -> str:
        return self.summary()
