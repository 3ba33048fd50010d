"""What is typed after ``biomarker-stats plan``, as numbers."""

import re
from contextlib import suppress

from biomarker_stats.errors import UsageError, shorten

_RANGE = re.compile(r"(\d{1,6})\s*(?:-|–)\s*(\d{1,6})")
_LARGEST = 500


def floats(text: str, what: str) -> list[float]:
    """Return numbers separated by commas.

    Raises:
        UsageError: a part is no number.

    >>> floats("0.5,0.3,0.2", "the first arm")
    [0.5, 0.3, 0.2]
    """
    return [_number(part, what, text) for part in text.split(",")]


def sizes(text: str) -> int | tuple[int, ...] | range:
    """Return one size, one each arm, or a range of sizes.

    Raises:
        UsageError: it is none of these.

    >>> sizes("20"), sizes("4,6"), sizes("10-30")
    (20, (4, 6), range(10, 31))
    """
    found = _RANGE.fullmatch(text.strip())
    if found is not None and 1 <= int(found[1]) <= int(found[2]) <= _LARGEST:
        return range(int(found[1]), int(found[2]) + 1)
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
        msg = f"--n must be a size, one size each arm (4,6) or a range (10-30, up to {_LARGEST}), got {shorten(text)!r}"
        raise UsageError(msg)
    whole = tuple(int(part) for part in parts)
    return whole[0] if len(whole) == 1 else whole


def changes_of(text: str) -> dict[int, float]:
    """Return the probability of each change from ``0:0.5,+1:0.3,+2:0.2``.

    Raises:
        UsageError: a part is no change with its probability, or a change is named twice.

    >>> changes_of("0:0.5,-1:0.5")
    {0: 0.5, -1: 0.5}
    """
    found: dict[int, float] = {}
    for part in text.replace("−", "-").split(","):
        key, _, probability = part.partition(":")
        try:
            level = int(key)
        except ValueError:
            msg = f"changes must be written like 0:0.5,1:0.3,2:0.2, got {shorten(text)!r}"
            raise UsageError(msg) from None
        if level in found:
            msg = f"the change {level} is named twice in {shorten(text)!r}"
            raise UsageError(msg)
        found[level] = _number(probability, "changes", text)
    return found


def arms_of(text: str) -> tuple[list[float], list[float]]:
    """Return the probabilities of the levels in both arms of a stratum.

    Raises:
        UsageError: there are not two arms, or a part is no number.

    >>> arms_of("0.4,0.6:0.1,0.9")
    ([0.4, 0.6], [0.1, 0.9])
    """
    first, colon, second = text.partition(":")
    if not colon:
        msg = f"--stratum must be both arms, such as 0.4,0.6:0.1,0.9, got {shorten(text)!r}"
        raise UsageError(msg)
    return floats(first, "the first arm of --stratum"), floats(second, "the second arm of --stratum")


def prevalence_of(text: str) -> float | tuple[float, float]:
    """Return a prevalence: 0.25, 25%, 0.2-0.3, 20-30%, or the name of a stated one, such as her2-breast.

    Raises:
        UsageError: it is none of these.

    >>> prevalence_of("25%"), prevalence_of("20-30%")
    (0.25, (0.2, 0.3))
    """
    from biomarker_stats.study.printed import Printed, parse_printed, parse_range

    ends: tuple[Printed, ...] = ()
    with suppress(UsageError):
        ends = (parse_printed(text),)
    with suppress(UsageError):
        ends = ends or parse_range(text)
    if not ends:
        from biomarker_stats.planning.stated import stated_prevalences

        facts = stated_prevalences()
        if text in facts:
            return facts[text].prevalence
        known = f"or be one of {', '.join(facts)}"
        msg = f"a prevalence must be written like 0.25, 25%, 0.2-0.3 or 20-30%, {known}, got {shorten(text)!r}"
        raise UsageError(msg)
    scale = 100 if any(end.percent for end in ends) else 1
    found = [float(end.value / scale) for end in ends]
    return found[0] if len(found) == 1 else (found[0], found[1])


def _number(part: str, what: str, whole: str) -> float:
    try:
        return float(part)
    except ValueError:
        msg = f"{what} must be numbers separated by commas, got {shorten(whole)!r}"
        raise UsageError(msg) from None
