"""CLOSURE and SPRITE: the samples behind a printed mean and SD, all of them or some."""

from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.inputs import whole, whole_scale
from biomarker_stats.claims.integrity.rounding import RULES
from biomarker_stats.claims.integrity.samples import SampleCounter
from biomarker_stats.claims.integrity.summaries import Summaries, scaled_summaries, summaries
from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.wording import count as counted

MOST_LISTED = 100_000


def closure(
    mean: str, sd: str, n: int, *, scale: tuple[int, int], rounding: str = "up_or_down", listed: bool = False
) -> Check:
    """Count every sample of n whole numbers on a scale whose mean and SD (n − 1) print so; list them if asked.

    A sample is a multiset: one count a level. The claim tested is that the data are whole numbers on that scale.

    Args:
        mean: as printed.
        sd: as printed.
        n: units, at least 2.
        scale: lowest and highest level.
        rounding: see :func:`grim`; the same rule for both.
        listed: give the samples too, at most 100,000.

    Raises:
        UsageError: a number is not as printed, ``n`` is below 2, or the scale or the rule is none.
        ExactTooLarge: too many levels or units, or too many samples to list.

    References:
        Alsalti T, Jung L, Anaya J (2025) CLOSURE: complete listing of original samples of underlying raw evidence.

    >>> closure("2.7", "1.9", 130, scale=(1, 5)).count
    5359
    """
    given = summaries(mean, sd, n, whole_scale(scale), rounding)
    counter = _counter(given)
    if listed and counter.count > MOST_LISTED:
        msg = f"{counter.count:,} samples are too many to list (at most {MOST_LISTED:,}) — draw some with sprite"
        raise ExactTooLarge(msg)
    return _check("closure", given, counter, tuple(counter.listed()) if listed else ())


def sprite(
    mean: str,
    sd: str,
    n: int,
    *,
    scale: tuple[int, int] | None = None,
    rounding: str = "up_or_down",
    most: int = 20,
    seed: int = 1,
) -> Check:
    """Show samples of n whole numbers whose mean and SD (n − 1) print so: all, or ``most`` of them drawn evenly.

    Unlike the original, which walks at random and may miss samples, all are counted first, so that "none" is a proof.

    Args:
        mean: as printed.
        sd: as printed.
        n: units, at least 2.
        scale: lowest and highest level; None for any whole number, as far as the SD lets values lie.
        rounding: see :func:`grim`; the same rule for both.
        most: how many samples to show, at most 100,000; where there are more, so many are drawn with replacement.
        seed: fixes which are drawn.

    Raises:
        UsageError: a number is not as printed, ``n`` is below 2, or the scale or the rule is none.
        ExactTooLarge: too many levels or units.

    References:
        Heathers JA, Anaya J, van der Zee T, Brown NJL (2018) Recovering data from summary statistics: SPRITE,
        PeerJ Preprints 6:e26968v1.

    >>> sprite("1.10", "0.74", 10, scale=(0, 2)).samples
    ((2, 5, 3),)
    """
    given = scaled_summaries(mean, sd, n, scale, rounding)
    size = whole(most, "most", least=0, most=MOST_LISTED)
    if not isinstance(seed, int) or isinstance(seed, bool):
        msg = f"seed must be a whole number, got {type(seed).__name__}"
        raise UsageError(msg)
    counter = _counter(given)
    if counter.count <= size:
        return _check("sprite", given, counter, tuple(counter.listed()))
    return _check("sprite", given, counter, tuple(counter.drawn(size, seed)), seed)


def _counter(given: Summaries) -> SampleCounter:
    targets = {total: squares for total, squares in given.allowed() if squares[-1] >= total}
    return SampleCounter(given.n, given.top, targets)


def _check(
    name: str, given: Summaries, counter: SampleCounter, samples: tuple[tuple[int, ...], ...], seed: int | None = None
) -> Check:
    low, high = given.scale or (0, 0)
    found = counter.count
    why = (
        f"{counted(found, 'sample')} of {given.n} on {low} to {high} print{'s' * (found == 1)} so ({RULES[given.rule]})"
    )
    notes = (f"each sample is its counts at {low}, {low + 1}, … {high}",) if samples and high > low else ()
    if seed is not None:
        notes = (*notes, f"{len(samples)} of {found:,} drawn with replacement, seed {seed}")
    return Check(
        check=name,
        consistent=found > 0,
        printed=given.printed,
        explanation=why if found else why.replace("0 samples", "no sample", 1).replace("print so", "prints so"),
        n=given.n,
        rule=given.rule,
        nearest=tuple(f"mean {mean}" for mean in given.neighbours()),
        count=found,
        samples=samples,
        seed=seed,
        notes=notes,
    )
