"""How much work an exact distribution may cost, and what to say when it would cost more."""

from biomarker_stats.errors import ExactTooLarge

LARGEST_ARRAY = 2**23  # values of a statistic that are held at once: 64 MB of weights
LARGEST_WORK = 2**32  # additions: some seconds
SPARSE_ATOMS = 2**21  # distinct sums that may be merged one by one
FLOAT_COUNTS = 1000  # more units than this and the number of arrangements may overflow a float: count relatively
RELATIVE_TOTAL = 2.0**100  # relative weights add up to this, so that nobody takes them for exact counts


def too_large(what: str, needed: float) -> ExactTooLarge:
    """Return the error for an exact distribution of ``what`` that would need ``needed`` additions or atoms.

    >>> str(too_large("sign flips of 60 distinct differences", 2.0**60))[:52]
    'the exact distribution of sign flips of 60 distinct '
    """
    return ExactTooLarge(
        f"the exact distribution of {what} would need about {needed:.1e} steps (the bound is {LARGEST_WORK:.1e}) — "
        "ask for reference='monte-carlo' with a seed, or record the outcome to fewer decimals"
    )
