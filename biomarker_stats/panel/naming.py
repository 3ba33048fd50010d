"""Columns of first and second readings told apart by how their names end, and joined by what is left of the name."""

from collections.abc import Sequence

from biomarker_stats.errors import UsageError

_SHOWN = 5


def by_suffix(columns: Sequence[str], before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the columns that end in ``before`` and those that end in ``after``, joined by the rest of their names.

    Raises:
        UsageError: no column ends so, or one has no partner; the first few are named.

    >>> by_suffix(["patient", "erk_pre", "s6_post", "s6_pre", "erk_post"], "_pre", "_post")
    (['erk_pre', 's6_pre'], ['erk_post', 's6_post'])
    """
    if not before or not after or before.endswith(after) or after.endswith(before):
        msg = f"the endings must differ, and neither may end in the other; got {before!r} and {after!r}"
        raise UsageError(msg)
    first = {name.removesuffix(before): name for name in columns if name.endswith(before)}
    second = {name.removesuffix(after): name for name in columns if name.endswith(after)}
    alone = [f"{first[key]} (no {key}{after})" for key in first if key not in second]
    alone += [f"{second[key]} (no {key}{before})" for key in second if key not in first]
    if alone:
        more = f" and {len(alone) - _SHOWN} more" if len(alone) > _SHOWN else ""
        msg = f"columns without a partner: {', '.join(alone[:_SHOWN])}{more} — rename them, or leave them out"
        raise UsageError(msg)
    if not first:
        msg = f"no column ends in {before!r} with a partner in {after!r}"
        raise UsageError(msg)
    return list(first.values()), [second[key] for key in first]
