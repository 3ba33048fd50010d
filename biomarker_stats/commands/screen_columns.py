"""Which columns a screen compares, from the options of ``biomarker-stats screen``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from biomarker_stats.commands.shared import given
from biomarker_stats.errors import UsageError

_HOW = (
    "name one design and shape: --before-suffix and --after-suffix, or --outcomes and --arm (one row a unit); --unit "
    "and --marker with --before and --after, or with --outcomes and --arm (one row a unit and marker); --marker with "
    "--before-suffix and --after-suffix, or with --outcomes and --arm, a label each unit by commas (one row a marker)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The options that name columns, as given."""

    before_suffix: str | None
    after_suffix: str | None
    before: str | None
    after: str | None
    outcomes: str | None
    arm: str | None
    strata: str | None
    ignore: str | None
    unit: str | None
    marker: str | None

    @property
    def shape(self) -> str:
        """``"wide"``, ``"long"`` or ``"rows"``: one row is a unit, a unit and marker, or a marker."""
        if self.marker is None:
            return "wide"
        return "rows" if self.unit is None else "long"

    def check(self) -> None:
        """Refuse options that name no design, or several.

        Raises:
            UsageError: the message says which options go together.
        """
        single, ends = (self.before, self.after), (self.before_suffix, self.after_suffix)
        if any(ends) and (not all(ends) or any(single)):
            msg = "give --before-suffix and --after-suffix together, and not with --before or --after"
            raise UsageError(msg)
        pairs, others = (single, ends) if self.shape == "long" else (ends, single)
        arms = (self.outcomes, self.arm)
        if any(others) or any(pairs) == any(arms) or not (all(pairs) or all(arms)):
            raise UsageError(_HOW)

    def columns(self, names: Sequence[str]) -> dict[str, Any]:
        """Return the columns as ``bs.screen`` takes them; ``names`` are those of the table.

        Raises:
            UsageError: no column ends as said, or one has no partner.
        """
        found: dict[str, Any] = given(unit=self.unit, marker=self.marker)
        labels = {"arm": self.arm, "strata": self.strata}
        found |= given(**({k: listed(v) for k, v in labels.items()} if self.shape == "rows" else labels))
        if self.outcomes is not None:
            return found | {"outcomes": self._outcomes(names)}
        if self.shape == "long":
            return found | {"before": self.before, "after": self.after}
        from biomarker_stats.panel.naming import by_suffix

        before, after = by_suffix(names, str(self.before_suffix), str(self.after_suffix))
        return found | {"before": before, "after": after}

    def _outcomes(self, names: Sequence[str]) -> Any:
        if self.shape == "long":
            return self.outcomes
        if self.outcomes != "all":
            return listed(self.outcomes)
        aside = {self.unit, self.marker, *(listed(self.ignore) or ())}
        aside |= {self.arm, self.strata} if self.shape == "wide" else set()
        return [name for name in names if name not in aside]


def listed(text: str | None) -> list[str] | None:
    """Return the parts of a text between commas."""
    return None if text is None else [part.strip() for part in text.split(",")]
