"""What the library says of its arguments, in the words of the command line: its options, and the file."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from biomarker_stats.errors import BiomarkerStatsError, DataError

_ARGUMENTS = (
    *("after", "alternative", "arm", "arms", "before", "block", "confidence", "continuity", "dose", "effect_size"),
    *("engine", "intervals", "marker", "maxt", "method", "missing", "n_resamples", "outcome", "outcomes", "paired"),
    *("reference", "scale", "scheduler", "seed", "strata", "timeout", "two_sided", "unit", "zeros"),
)
_OTHERWISE = {"n_resamples": "resamples"}
_SPOKEN = re.compile(rf"(?<!['\"\w])({'|'.join(_ARGUMENTS)})=(True|False|'[\w-]+'|\[[^\]]*\])?")


def spoken(text: str) -> str:
    """Return ``text`` with the arguments of the library as the options that they are on the command line.

    >>> spoken("ask for reference='monte-carlo' with a seed, or for maxt=False")
    'ask for --reference monte-carlo with a seed, or for --no-maxt'
    >>> spoken("name two: arms=[…]"), spoken("name the levels: scale=[lowest, …, highest]")
    ('name two: --arms', 'name the levels: --scale lowest,…,highest')
    """
    return _SPOKEN.sub(_option, text)


def _option(found: re.Match[str]) -> str:
    name, value = found[1], found[2] or ""
    option = _OTHERWISE.get(name, name).replace("_", "-")
    if value == "False":
        return f"--no-{option}"
    listed = ",".join(part.strip() for part in value.strip("[]'").split(","))
    return f"--{option}" if listed in {"", "…", "True"} else f"--{option} {listed}"


@contextmanager
def own_words(file: Path | None = None, rows: Sequence[int] = ()) -> Iterator[None]:
    """Turn errors of the library into the words of the command line; what is wrong with the data names its file.

    ``rows`` holds the number of each row in the file, where that is not the number in the table.
    """
    try:
        yield
    except DataError as error:
        if not error.violations:
            raise
        name = file.name if file is not None else ""
        violations = [
            replace(
                each,
                file=each.file or name,
                row=rows[each.row - 1] if rows and each.row is not None else each.row,
                message=spoken(each.message),
                remedy=spoken(each.remedy),
            )
            for each in error.violations
        ]
        raise type(error)(violations) from error
    except BiomarkerStatsError as error:
        raise type(error)(spoken(str(error))) from error
