"""The table of verdicts on the terminal: names whole where there is room, nothing cut, one ns."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Write = Callable[..., Path]
Run = Callable[..., Any]
COUNT = 'kind = "count"\nprinted = "10"\nderivation = { quantity = "count", table = "wide" }'
FLAGGED = f'{COUNT}\nexpected = {{ verdict = "reproduced", value = "10", flags = ["printed_not_in_quote"] }}'


def rows(run: Run, folder: Path) -> list[str]:
    """Return the rows of the table, each column's folded lines put together."""
    lines = [line for line in run("verify", folder).out.partition("\n\n")[0].splitlines()[1:] if line.strip()]
    assert all(len(line) <= 80 for line in lines)
    return lines


@pytest.mark.parametrize("length", [5, 23, 25, 31, 38])
def test_a_long_name_is_whole_where_columns_are_free(length: int, write_claims: Write, run: Run) -> None:
    name = "signed-rank-asymptotic-two-sided-of-daily"[:length].rstrip("-")
    lines = rows(run, write_claims(**{name: FLAGGED}))
    assert name in lines[0].split()
    told = " ".join(line.split("10")[-1].strip() if "10" in line else line.strip() for line in lines)
    assert told == "reproduced [printed not in quote]"


def test_a_name_longer_than_the_screen_is_folded_and_not_cut(write_claims: Write, run: Run) -> None:
    name = "a-" * 30 + "z"
    lines = rows(run, write_claims(**{name: FLAGGED}))
    firsts = [line.strip("· ").split()[0] for line in lines]
    folded = "".join(first for first in firsts if set(first) <= {"a", "-", "z"})
    assert folded == name


def test_ns_is_told_once(write_claims: Write, run: Run) -> None:
    claim = 'kind = "p"\nprinted = "NS"\ncomparator = "ns"\nwhy_not = "no data"\nquote = "NS"'
    claim += '\nexpected = { verdict = "not_derivable" }'
    assert rows(run, write_claims(a=claim))[0].split() == ["·", "a", "NS", "–", "not", "derivable"]
