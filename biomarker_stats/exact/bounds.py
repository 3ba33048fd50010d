"""How much work an exact distribution may cost, and what to say when it would cost more."""

from biomarker_stats.errors import ExactTooLarge

LARGEST_ARRAY = 2**23  # values of a statistic that are held at once: 64 MB of weights
LARGEST_WORK = 2**32  # additions: some seconds
SPARSE_ATOMS = 2**21  # distinct sums that may be merged one by one
FLOAT_COUNTS = 1000  # more units than this and the number of arrangements may overflow a float: count relatively
RELATIVE_TOTAL = 2.0**100  # relative weights add up to this, so that nobody takes them for exact counts


def too_large(what: str, needed: float) -> ExactTooLarge:
    """Return the error for an exact distribution of ``what`` that would need ``needed`` additions.

    >>> print(too_large("sign flips of 60 differences", 2.0**60))
    the exact distribution of sign flips of 60 differences would need some 1e+18 additions, ...
    """
    return ExactTooLarge(
        f"the exact distribution of {what} would need some {needed:.0e} additions, more than are allowed — "
        "ask for reference='monte-carlo' with a seed, or record the outcome to fewer decimals"
    )
