"""A Violation in few words, and a bound on how many are listed."""

from collections.abc import Sequence

from biomarker_stats.errors import Violation


def fault(message: str, remedy: str, file: str = "", label: str = "", value: str | None = None) -> Violation:
    """Return a Violation of a file as a whole, or of the key ``label`` in it.

    >>> print(fault("is not a declared table", "known: trial", "study.toml", "endpoints.change.table", "trail"))
    study.toml (endpoints.change.table): 'trail' is not a declared table — known: trial
    """
    return Violation(message=message, remedy=remedy, file=file, label=label, value=value)


def capped(violations: Sequence[Violation], file: str, limit: int) -> tuple[Violation, ...]:
    """Return the first ``limit`` violations, and one more that says so where there are others.

    >>> print(capped([fault("is empty", "fill it", "a.csv")] * 3, "a.csv", 1)[-1])
    a.csv: has more faults than the 1 listed — fix those first
    """
    if len(violations) <= limit:
        return tuple(violations)
    more = fault(f"has more faults than the {limit:,} listed", "fix those first", file=file)
    return (*violations[:limit], more)
