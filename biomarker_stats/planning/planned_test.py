"""The test that the next study will be analysed with."""

from dataclasses import dataclass
from typing import get_args

from biomarker_stats.errors import MethodMismatch, UsageError
from biomarker_stats.terms import Alternative, TwoSided, Zeros, nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTest:
    """A method of the catalogue with its options and the level of the decision."""

    method: str
    alternative: Alternative = "two-sided"
    alpha: float = 0.05
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"


def planned_test(method: str, known: tuple[str, ...], options: dict[str, object]) -> PlannedTest:
    """Return the checked test.

    Raises:
        MethodMismatch: power of that method cannot be enumerated for this design; those that can are named.
        UsageError: an option has no such value.
    """
    if method not in known:
        msg = f"no exact power of method {method!r} for this design{nearest(method, known)}"
        raise MethodMismatch(msg)
    test = PlannedTest(method=method, **options)  # type: ignore[arg-type]  # every value is checked below
    wrong = [
        f"{name} must be one of {', '.join(map(str, allowed))}, got {value!r}"
        for name, value, allowed in (
            ("alternative", test.alternative, get_args(Alternative)),
            ("two_sided", test.two_sided, (None, *get_args(TwoSided))),
            ("zeros", test.zeros, get_args(Zeros)),
        )
        if value not in allowed
    ]
    if not isinstance(test.alpha, float) or not 0 < test.alpha < 1:
        wrong.append(f"alpha must lie between 0 and 1, got {test.alpha!r}")
    if wrong:
        raise UsageError("; ".join(wrong))
    return test
