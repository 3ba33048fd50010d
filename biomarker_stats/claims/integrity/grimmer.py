"""GRIMMER: whether whole numbers can have the printed mean and standard deviation together."""

from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.rounding import RULES
from biomarker_stats.claims.integrity.summaries import Summaries, summaries
from biomarker_stats.claims.integrity.sums_of_squares import ScaleSearch, whole_numbers_exist
from biomarker_stats.errors import ExactTooLarge

_MOST_PAIRS = 1_000_000


def grimmer(
    x: str,
    sd: str,
    n: int,
    *,
    items: int = 1,
    scale: tuple[int, int] | None = None,
    rounding: str = "up_or_down",
) -> Check:
    """Say whether n whole numbers exist whose mean and SD (n − 1) print as ``x`` and ``sd``.

    The claim tested is that the data are whole numbers, on ``scale`` where one is given. Every sum and sum of squares
    that prints so is tried and decided exactly (:func:`whole_numbers_exist`, :class:`ScaleSearch`), never by parity
    alone.

    Args:
        x: the mean as printed; ``3.4%`` is a mean of 0.034, as of zeros and ones.
        sd: the standard deviation as printed, with ``%`` if the mean has it.
        n: units, at least 2.
        items: whole-number items averaged for each unit; the scale is that of one item.
        scale: lowest and highest possible value; None for any whole number.
        rounding: see :func:`grim`; the same rule for both.

    Raises:
        UsageError: a number is not as printed, ``n`` is below 2, or the scale or the rule is none.
        ExactTooLarge: too many sums, or too wide a scale.

    References:
        Anaya J (2016) The GRIMMER test, PeerJ Preprints 4:e2400v1 (whose shortcuts are not used).

    >>> bool(grimmer("1.8", "0.5", 12, scale=(1, 5))), bool(grimmer("7.22", "5.30", 38))
    (True, False)
    """
    given = summaries(x, sd, n, scale, rounding, items=items)
    found = _first(given)
    if found is not None:
        where = f" on {given.scale[0]} to {given.scale[1]}" if given.scale else ""
        total = found[0] + given.n * given.lowest
        why = f"whole numbers{where} with sum {total} have this mean and SD ({RULES[given.rule]})"
    elif not given.sums():
        why = f"no sum of {given.n * given.items} whole numbers has a mean that prints as {given.mean.text}"
    else:
        why = f"whole numbers have that mean, but none of them that SD ({RULES[given.rule]})"
    if given.items > 1:
        why = f"{why}; sums are over {given.items} items"
    return Check(
        check="grimmer",
        consistent=found is not None,
        printed=given.printed,
        explanation=why,
        n=given.n,
        rule=given.rule,
        nearest=tuple(f"mean {mean}" for mean in given.neighbours()),
    )


def _first(given: Summaries) -> tuple[int, int] | None:
    """Return the first sum and sum of squares, counted from the lowest level, that whole numbers can have."""
    search, tried = ScaleSearch(), 0
    for total, squares in given.allowed():
        for candidate in squares:
            tried += 1
            if tried > _MOST_PAIRS:
                msg = f"more than {_MOST_PAIRS:,} sums of squares print as SD {given.sd.text} — give a smaller n"
                raise ExactTooLarge(msg)
            if given.scale is None:
                exists = whole_numbers_exist(given.n, total, candidate)
            else:
                exists = search.exists(given.n, total, candidate, given.top)
            if exists:
                return total, candidate
    return None
