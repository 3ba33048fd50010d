"""The public calls: a frame or counts, a method by name, a Result.

Each validates its data into a Problem, hands it to a method of the catalogue, and returns what that returns.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.design import Problem, Proportion
from biomarker_stats.design.counts import table_from
from biomarker_stats.design.frames import arms_from, doses_from, pairs_from
from biomarker_stats.design.scales import ScaleLike
from biomarker_stats.errors import DataError, MethodMismatch, UnknownMethod, UsageError, Violation
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.conversions import (
    SQUARE,
    arms_as_table,
    paired_table,
    pairs_as_square,
    pairs_as_table,
    same,
    table_as_arms,
    unpaired_table,
)
from biomarker_stats.methods.linear import NO_INTERVAL
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.notes import with_notes
from biomarker_stats.methods.options import Options, options_from
from biomarker_stats.methods.result import Result
from biomarker_stats.terms import nearest

_Fits = dict[str, Callable[[Any], Problem]]


def paired(
    frame: pd.DataFrame,
    *,
    before: str = "before",
    after: str = "after",
    method: str = "signed-rank",
    strata: str | None = None,
    scale: ScaleLike | None = None,
    missing: str = "error",
    **options: Any,
) -> Result:
    """Compare two readings of the same units, after minus before.

    H0: within each unit the two readings are exchangeable. The estimand is the method's (``bs.methods()`` names it);
    ``alternative="greater"`` means that readings rise.

    Args:
        frame: one row per unit.
        before: the column of the first readings.
        after: the column of the second readings.
        method: ``signed-rank``, ``sign``, ``mcnemar``, ``permutation``, ``paired-t`` (``bs.methods()`` lists all).
        strata: a column whose levels are kept apart.
        scale: for ordinal text, the levels from lowest to highest, or a mapping from symbol to score.
        missing: ``"error"``, or ``"drop"`` to leave incomplete pairs out and count them in ``Result.excluded``.
        options: ``alternative``, ``two_sided``, ``zeros``, ``reference``, ``interval`` (``"none"`` leaves it out),
            ``effect_size``, ``confidence``, ``n_resamples``, ``seed``, ``engine``, ``scheduler``: see ``Options``.

    Raises:
        DataError: cells are missing, not numbers or not on the scale; every one is listed.
        UsageError: no such column, method or option, or the method does not fit pairs.

    References:
        Streitberg B, Röhmel J (1986) Statistical Software Newsletter 12:10-17.

    >>> import pandas as pd
    >>> biopsies = pd.DataFrame({"before": ["–", "–", "+", "–"], "after": ["++", "+", "++", "++"]})
    >>> paired(biopsies, scale=["–", "+", "++"]).p_value
    0.125
    """
    chosen = _method(method, ("pairs", "paired-table"))
    choices = _options(options, chosen)
    pairs = pairs_from(frame, before=before, after=after, strata=strata, scale=scale, missing=missing)
    table = pairs_as_square if chosen.name in SQUARE else pairs_as_table
    return _run(chosen, pairs, choices, {"pairs": same, "paired-table": table})


def compare(
    frame: pd.DataFrame,
    *,
    outcome: str = "outcome",
    arm: str = "arm",
    method: str = "rank-sum",
    arms: Sequence[Any] | None = None,
    strata: str | None = None,
    event: str | None = None,
    scale: ScaleLike | None = None,
    missing: str = "error",
    **options: Any,
) -> Result:
    """Compare an outcome between arms, first arm against second (or between all arms, for K-sample methods).

    H0: within each stratum the outcome has the same distribution in every arm, so labels are exchangeable.
    ``alternative="greater"`` means that the first arm is the larger.

    Args:
        frame: one row per unit.
        outcome: the column of the outcome.
        arm: the column of the arms.
        method: ``rank-sum``, ``permutation``, ``fisher``, ``student-t``, ``welch-t`` … (``bs.methods()``).
        arms: which arms, in which order; other arms are left out and counted in ``Result.excluded``.
        strata: a column within whose levels labels are exchanged.
        event: for ``log-rank``, the column that says 1 where the time ended in the event, 0 where it was censored.
        scale: for ordinal text, the levels from lowest to highest, or a mapping from symbol to score.
        missing: ``"error"``, or ``"drop"``.
        options: see :func:`paired`; also ``ranks`` (``within`` strata or ``overall``).

    Raises:
        DataError: cells are missing, not numbers or not on the scale; every one is listed.
        UsageError: no such column, arm, method or option, or the method does not fit.

    References:
        Hothorn T et al. (2006) The American Statistician 60:257-263.

    >>> import pandas as pd
    >>> change = pd.DataFrame({"outcome": [2, 1, 1, 2, 0, 0, 1, 0, 0, 0], "arm": ["weekly"] * 4 + ["daily"] * 6})
    >>> round(compare(change).p_value, 6)
    0.014286
    """
    chosen = _method(method, ("arms", "table"))
    choices = _options(options, chosen)
    problem = arms_from(
        frame, outcome=outcome, arm=arm, arms=arms, strata=strata, event=event, scale=scale, missing=missing
    )
    if event is not None and chosen.name != "log-rank":
        msg = f"{chosen.name!r} knows no censored times — use 'log-rank', or leave event= out"
        raise MethodMismatch(msg)
    if len(problem.arm_names) < 2:
        message = f"has one arm only ({', '.join(problem.arm_names)})"
        raise DataError([Violation(message=message, remedy="give at least two arms", column=arm)])
    return _run(chosen, problem, choices, {"arms": same, "table": arms_as_table, "strata-of-tables": arms_as_table})


def trend(
    frame: pd.DataFrame,
    *,
    outcome: str = "outcome",
    dose: str = "dose",
    method: str = "jonckheere-terpstra",
    strata: str | None = None,
    scale: ScaleLike | None = None,
    missing: str = "error",
    **options: Any,
) -> Result:
    """Test whether an outcome rises or falls over ordered doses.

    H0: within each stratum the outcome has the same distribution at every dose. ``alternative="greater"`` means that
    it rises with dose, and is what Jonckheere–Terpstra and Page test unless told otherwise.

    Args:
        frame: one row per unit.
        outcome: the column of the outcome.
        dose: the column of the doses: numbers, taken in increasing order.
        method: ``jonckheere-terpstra``, ``cochran-armitage``, ``linear-by-linear`` … (``bs.methods()``).
        strata: a column within whose levels doses are exchanged.
        scale: for ordinal text, the levels from lowest to highest, or a mapping from symbol to score.
        missing: ``"error"``, or ``"drop"``.
        options: see :func:`paired`.

    Raises:
        DataError: cells are missing or not numbers; every one is listed.
        UsageError: no such column, method or option, or the method does not fit.

    References:
        Jonckheere AR (1954) Biometrika 41:133-145.

    >>> import pandas as pd
    >>> doses = pd.DataFrame({"outcome": [0, 0, 1, 1, 2, 2], "dose": [5, 5, 10, 10, 50, 50]})
    >>> round(trend(doses, alternative="greater").p_value, 6)
    0.011111
    """
    chosen = _method(method, ("arms", "ordered-arms", "table"))
    choices = _options(options, chosen)
    problem = doses_from(frame, outcome=outcome, dose=dose, strata=strata, scale=scale, missing=missing)
    fits: _Fits = {"arms": same, "ordered-arms": same, "table": arms_as_table, "strata-of-tables": arms_as_table}
    return _run(chosen, problem, choices, fits)


def table(
    counts: Any,
    *,
    method: str | None = None,
    paired: bool = False,
    row_scores: Sequence[float] | None = None,
    column_scores: Sequence[float] | None = None,
    scores: Sequence[float] | None = None,
    **options: Any,
) -> Result:
    """Test a table of counts: 2 × 2, r × c, or a list of 2 × 2 strata.

    H0: rows and columns are independent (within strata); for ``paired=True``, the two margins are the same. Rows are
    arms and columns outcomes, the event first; in a paired table rows are the first reading and columns the second.

    Args:
        counts: nested lists, an array or a DataFrame, shape (r, c), or (strata, r, c).
        method: ``fisher`` (the default), ``mcnemar`` (the default when paired), ``boschloo`` … (``bs.methods()``).
        paired: whether rows and columns are two readings of the same units.
        row_scores: one score a row, for trend tests.
        column_scores: one score a column, for trend tests.
        scores: sets ``row_scores`` and ``column_scores`` both.
        options: see :func:`paired`.

    Raises:
        DataError: a count is negative, not whole or missing, or the shape is no table.
        UsageError: no such method or option, or the method does not fit the table.

    References:
        Fay MP (2010) R Journal 2(1):53-58.

    >>> round(table([[4, 0], [1, 5]]).p_value, 6)
    0.047619
    """
    chosen = _method(method or ("mcnemar" if paired else "fisher"), ("table", "paired-table", "strata-of-tables"))
    problem = table_from(
        counts,
        paired=paired,
        row_scores=scores if row_scores is None else row_scores,
        column_scores=scores if column_scores is None else column_scores,
    )
    return _run(
        chosen,
        problem,
        _options(options, chosen),
        {
            "table": unpaired_table,
            "strata-of-tables": unpaired_table,
            "paired-table": paired_table,
            "arms": table_as_arms,
            "ordered-arms": table_as_arms,
        },
    )


def proportion(successes: int, n: int, *, method: str = "clopper-pearson", null: float = 0.5, **options: Any) -> Result:
    """Estimate one proportion with its interval, and test it against ``null``.

    H0: the probability of success is ``null``. The estimand is the probability of success of one unit.

    Args:
        successes: units with the event, 0 … ``n``.
        n: units in all, at least 1.
        method: ``clopper-pearson``, ``blaker``, ``mid-p``, ``wilson`` or ``jeffreys``.
        null: the proportion under H0, between 0 and 1.
        options: see :func:`paired`.

    Raises:
        DataError: the counts are not whole, negative, or more successes than units.
        UsageError: no such method or option.

    References:
        Clopper CJ, Pearson ES (1934) Biometrika 26:404-413.

    >>> result = proportion(5, 10)
    >>> round(result.conf_low, 4), round(result.conf_high, 4)
    (0.1871, 0.8129)
    """
    chosen = _method(method, ("proportion",))
    choices = _options(options, chosen)
    whole = [isinstance(k, int | np.integer) and not isinstance(k, bool) for k in (successes, n)]
    if not all(whole) or not 0 <= successes <= n or n < 1:
        message = "is no count of successes among units"
        remedy = "give whole numbers with 0 ≤ successes ≤ n and n ≥ 1"
        raise DataError([Violation(message=message, remedy=remedy, value=f"{successes} of {n}")])
    if not 0 < null < 1:
        msg = f"null must lie between 0 and 1, got {null}"
        raise UsageError(msg)
    problem = Proportion(successes=int(successes), n=int(n), null_value=null)
    return _run(chosen, problem, choices, {"proportion": same})


def methods() -> pd.DataFrame:
    """Return the catalogue: one row a method, what it tests and how it treats ties, zeros, strata and intervals.

    >>> methods().loc["signed-rank", "title"]
    'Wilcoxon signed-rank test'
    """
    columns = ("title", "takes", "null", "estimand", "ties", "zeros", "strata", "interval", "references", "source")
    rows = [{name: getattr(method, name) for name in columns} for method in CATALOGUE]
    frame = pd.DataFrame(rows, index=pd.Index([method.name for method in CATALOGUE], name="method"))
    frame["references"] = [", ".join(references) for references in frame["references"]]
    return frame


def _method(name: str, preferred: tuple[str, ...]) -> Method:
    named = [method for method in CATALOGUE if method.name == name]
    if not named:
        known = dict.fromkeys(method.name for method in CATALOGUE)
        msg = f"no method is called {name!r}{nearest(str(name), known)}"
        raise UnknownMethod(msg)
    return min(named, key=lambda method: method.takes not in preferred)


def _options(given: dict[str, Any], method: Method) -> Options:
    interval = given.get("interval")
    if interval is not None and not isinstance(interval, str):
        msg = f"interval must be a name or 'none', got {interval!r}"
        raise UsageError(msg)
    return options_from(given, method.default_alternative)


def _run(method: Method, problem: Problem, options: Options, conversions: _Fits) -> Result:
    if method.takes not in conversions:
        fitting = [m.name for m in CATALOGUE if m.takes in conversions]
        msg = f"{method.name!r} takes {method.takes}; for these data use one of: {', '.join(dict.fromkeys(fitting))}"
        raise MethodMismatch(msg)
    result = with_notes(method.run(conversions[method.takes](problem), options), problem)
    idle = {
        "two_sided": options.two_sided if result.two_sided != options.two_sided else None,
        "zeros": options.zeros if options.zeros not in ("drop", *method.zeros.split()) else None,
    }
    unused = [f"{name}={value!r} has no bearing on this test and was not used" for name, value in idle.items() if value]
    result = replace(result, notes=(*result.notes, *unused)) if unused else result
    if options.interval != NO_INTERVAL:
        return result
    return replace(result, conf_low=None, conf_high=None, conf_attained=None, conf_method="")
