"""Which of its two readings a unit lacks: the reasons for which it is left out of a change, in words, and how many."""

from typing import TYPE_CHECKING

from biomarker_stats.study.reading_words import ReadingWords

if TYPE_CHECKING:
    import pandas as pd


def missing_readings(frame: "pd.DataFrame", words: ReadingWords | None = None) -> dict[str, int]:
    """Return how many units lack a reading, by reason; nothing where every unit has both.

    Args:
        frame: one row a unit with the columns ``before`` and ``after``, as ``measure`` gives them: all of them, or the
            rows of one arm.
        words: what the readings are called; where they were not taken one after the other, the reasons name them.

    >>> import pandas as pd
    >>> missing_readings(pd.DataFrame({"before": [0, 1, None, None], "after": [2, None, None, None]}))
    {'no second reading': 1, 'neither reading': 2}
    """
    named = words or ReadingWords()
    first, second = ("first reading", "second reading") if named.in_time else (named.before, named.after)
    no_before, no_after = frame["before"].isna(), frame["after"].isna()
    found = {
        f"no {second}": int((no_after & ~no_before).sum()),
        f"no {first}": int((no_before & ~no_after).sum()),
        "neither reading": int((no_before & no_after).sum()),
    }
    return {reason: number for reason, number in found.items() if number}
