"""The test that the next study will be analysed with."""

from dataclasses import dataclass, fields, replace
from typing import get_args

from biomarker_stats.errors import MethodMismatch, UsageError
from biomarker_stats.terms import Alternative, TwoSided, Zeros, nearest

_FISHER: tuple[TwoSided, ...] = ("minlike", "central", "absolute", "blaker")
_MID_P: tuple[TwoSided, ...] = ("central", "minlike", "absolute", "blaker")
_Z: tuple[TwoSided, ...] = ("absolute", "central")
RULES: dict[str, tuple[TwoSided, ...]] = {  # the first is the usual one; a method that is not here leaves no choice
    "fisher": _FISHER,
    "fisher-mid-p": _FISHER,
    "boschloo": _FISHER,
    "boschloo-mid-p": _MID_P,
    "z-pooled": _Z,
    "z-unpooled": _Z,
    "santner-snell": _Z,
    "berger-boos": _Z,
    "cmh": _FISHER,
}
_RANKS_ZEROS = "signed-rank"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTest:
    """A method of the catalogue with its options and the level of the decision.

    ``two_sided`` is None where there is nothing to choose: in a one-sided test, and in methods of one rule only.
    """

    method: str
    alternative: Alternative = "two-sided"
    alpha: float = 0.05
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"


def planned_test(method: str, known: tuple[str, ...], options: dict[str, object]) -> PlannedTest:
    """Return the checked test; its two-sided rule is the usual one of the method unless another was chosen.

    Raises:
        MethodMismatch: power of that method cannot be enumerated for this design; those that can are named.
        UsageError: there is no such option, it has no such value, or it does not apply to this test.
    """
    if method not in known:
        msg = f"no exact power of method {method!r} for this design{nearest(method, known)}"
        raise MethodMismatch(msg)
    names = [field.name for field in fields(PlannedTest) if field.name != "method"]
    unknown = [f"there is no option {name!r}{nearest(name, names)}" for name in options if name not in names]
    if unknown:
        raise UsageError("; ".join(unknown))
    test = PlannedTest(method=method, **options)  # type: ignore[arg-type]  # every value is checked below
    wrong = _wrong_values(test) or _out_of_place(test, options)
    if wrong:
        raise UsageError("; ".join(wrong))
    rules = RULES.get(method, ()) if test.alternative == "two-sided" else ()
    return replace(test, two_sided=test.two_sided or rules[0]) if rules else test


def _wrong_values(test: PlannedTest) -> list[str]:
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
    return wrong


def _out_of_place(test: PlannedTest, options: dict[str, object]) -> list[str]:
    """Return what is wrong with options that this test does not use."""
    wrong = []
    rules = RULES.get(test.method, ())
    if test.two_sided is not None and not rules:
        wrong.append(f"method {test.method!r} is planned with one two-sided rule only — leave two_sided out")
    elif test.two_sided is not None and test.alternative != "two-sided":
        wrong.append(
            f"two_sided={test.two_sided!r} does not apply to alternative={test.alternative!r} — leave one of them out"
        )
    elif test.two_sided is not None and test.two_sided not in rules:
        wrong.append(
            f"method {test.method!r} has no two-sided rule {test.two_sided!r} — choose one of {', '.join(rules)}"
        )
    if "zeros" in options and test.method != _RANKS_ZEROS:
        wrong.append(f"zeros={test.zeros!r} applies to method {_RANKS_ZEROS!r}, not to {test.method!r} — leave it out")
    return wrong
