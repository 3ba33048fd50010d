"""What a test of gene sets returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from biomarker_stats.wording import count, number, p_phrase, p_value

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTest:
    """One gene set: how many of its genes were measured, its statistic and expectation under H0, and its p values."""

    name: str
    size: int
    measured: int
    statistic: float
    expected: float
    p_value: float
    mid_p_value: float
    p_min_attainable: float
    p_adjusted: float
    hits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTests:
    """Tests of several gene sets, adjusted for their number. ``excluded`` names the sets not tested, each with why."""

    method: str
    null_hypothesis: str
    statistic_name: str
    adjustment: str
    controls: str
    reference: str
    tests: tuple[SetTest, ...]
    excluded: Mapping[str, str]
    n_arrangements: int | None = None
    n_resamples: int | None = None
    seed: int | None = None
    notes: tuple[str, ...] = ()

    def to_frame(self) -> "pd.DataFrame":
        """Return one row a set, in the order given."""
        import pandas as pd

        return pd.DataFrame([_row(test) for test in self.tests])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        names = ("method", "null_hypothesis", "statistic_name", "adjustment", "controls", "reference")
        plain = {name: getattr(self, name) for name in (*names, "n_arrangements", "n_resamples", "seed")}
        tests = [{**_row(test), "hits": list(test.hits)} for test in self.tests]
        return {**plain, "tests": tests, "excluded": dict(self.excluded), "notes": list(self.notes)}

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, text) rows for a terminal, the smallest p first."""
        found = [("method", self.method), ("H0", self.null_hypothesis), ("adjusted by", self.adjustment)]
        for test in sorted(self.tests, key=lambda t: (t.p_adjusted, t.p_value)):
            text = (
                f"{self.statistic_name} {number(test.statistic)} (expected {number(test.expected)}), "
                f"{count(test.measured, 'gene')} of {test.size} measured, {p_phrase(test.p_value)}, "
                f"{p_phrase(test.mid_p_value, 'mid-p')}, {p_phrase(test.p_adjusted, 'adjusted p')}, "
                f"{p_phrase(test.p_min_attainable, 'smallest attainable p')}"
            )
            found.append((test.name, text))
        found += [(name, f"not tested: {why}") for name, why in self.excluded.items()]
        return [*found, *(("note", note) for note in self.notes)]

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import paragraphs, table

        head = ("set", "genes measured", self.statistic_name, "expected", "p", "mid-p", "smallest p", "adjusted p")
        rows = [
            (
                test.name,
                f"{test.measured} of {test.size}",
                *map(number, (test.statistic, test.expected)),
                *map(p_value, (test.p_value, test.mid_p_value, test.p_min_attainable, test.p_adjusted)),
            )
            for test in sorted(self.tests, key=lambda t: (t.p_adjusted, t.p_value))
        ]
        facts = [f"H0: {self.null_hypothesis}", f"adjusted by {self.adjustment}: controls {self.controls}"]
        left_out = [f"{name}: {why}" for name, why in self.excluded.items()]
        said = "".join(f"<p>{escape(fact)}</p>" for fact in facts) + paragraphs(left_out, "not tested")
        return table(head, rows, self.method) + said + paragraphs(self.notes, "note")


def _row(test: SetTest) -> dict[str, Any]:
    names = ("name", "size", "measured", "statistic", "expected", "p_value", "mid_p_value", "p_min_attainable")
    return {**{name: getattr(test, name) for name in names}, "p_adjusted": test.p_adjusted}
