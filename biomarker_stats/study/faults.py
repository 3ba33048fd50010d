"""A Violation in few words."""

from biomarker_stats.errors import Violation


def fault(message: str, remedy: str, file: str = "", label: str = "", value: str | None = None) -> Violation:
    """Return a Violation of a file as a whole, or of the key ``label`` in it.

    >>> print(fault("is not a declared table", "known: trial", "study.toml", "endpoints.change.table", "trail"))
    study.toml (endpoints.change.table): 'trail' is not a declared table — known: trial
    """
    return Violation(message=message, remedy=remedy, file=file, label=label, value=value)
