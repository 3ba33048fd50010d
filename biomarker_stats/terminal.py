"""Tables for the terminal: 80 columns, no colour in a pipe or under NO_COLOR."""

import errno
import sys
from collections.abc import Sequence
from typing import Literal

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from biomarker_stats.claims import VerdictTable
from biomarker_stats.claims.output.words import acceptance, plain, printed
from biomarker_stats.wording import count

_STYLES = {
    "reproduced": "green",
    "reproduced_by_truncation": "yellow",
    "reproduced_by_ceiling": "yellow",
    "reproduced_under_inferred_specification": "yellow",
    "reproduced_under_other_specification": "yellow",
    "contradicted": "red",
    "impossible_as_printed": "red",
}
_PLAIN = ("reproduced", "not_derivable")  # verdicts that need no explanation when they are as expected
_HEADINGS = ("claim", "printed", "found", "verdict")
_NAME, _PRINTED, _FOUND, _VERDICT = 24, 12, 10, 29  # widths; names are given more where columns are free
_LEAST_VERDICT = 20
_GAPS = 10  # the mark, two spaces before each column, and one that older versions of rich count after the last


class _Standard(Console):
    """A console that leaves a closed pipe to the command line, which ends with an exit code of its own."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError(errno.EPIPE, "the reader of the pipe has left")


def standard_console() -> Console:
    """Return a console on standard output: as wide as the terminal, 80 columns in a pipe."""
    wide = _Standard(file=sys.stdout)
    return wide if wide.is_terminal else _Standard(file=sys.stdout, width=80, highlight=False)


def print_verdicts(table: VerdictTable) -> None:
    """Print one row a claim, what changed in full, and a closing line."""
    console = standard_console()
    cells = [(plain(v.claim.id), plain(printed(v)), plain(v.value or "–")) for v in table.verdicts]
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    grid.add_column("")
    for heading, width in zip(_HEADINGS, _widths(cells, console.width), strict=True):
        side: Literal["right", "left"] = "right" if heading in {"printed", "found"} else "left"
        grid.add_column(heading, overflow="fold", width=width, justify=side)
    for verdict, row in zip(table.verdicts, cells, strict=True):
        words = Text(verdict.word.replace("_", " "), style=_STYLES.get(verdict.word, ""))
        for flag in verdict.flags:
            words.append(f" [{flag.replace('_', ' ')}]", style="magenta")
        mark = Text("·", style="dim") if verdict.as_expected else Text("✗", style="bold red")
        grid.add_row(mark, *map(Text, row), words)
    console.print(grid)
    for explanation, names in _explained(table).items():
        console.print(Text("\n" + plain(f"{', '.join(names)}: {explanation}")))
    for verdict in table.verdicts:
        if not verdict.as_expected:
            told = plain(f"✗ {verdict.claim.id} ({verdict.claim.location})")
            console.print(Text(f"\n{told}", style="bold red"))
            console.print(Text(plain(f"  “{verdict.claim.quote}”")))
            for change in verdict.changed:
                console.print(Text(plain(f"  {change}")))
            console.print(Text(plain(f"  {verdict.explanation}")))
            console.print(Text(plain(f"  to accept: {acceptance(verdict)}"), style="dim"))
    _print_checks(console, table)
    changed = sum(not verdict.as_expected for verdict in table.verdicts)
    verdict_line = "every verdict as expected" if table.ok else f"{count(changed, 'verdict')} changed"
    name = f"{'SIMULATED: ' if table.simulated else ''}{table.study_id}"
    console.print(Text(f"\n{name}: {count(len(table.verdicts), 'claim')}, {verdict_line}", style="bold"))
    for word, number in table.counts().items():
        console.print(f"  {number:>3}  {word.replace('_', ' ')}")
    _print_provenance(console, table)


def _widths(cells: Sequence[tuple[str, str, str]], width: int) -> tuple[int, int, int, int]:
    """Return the widths of the columns, told in full so that none is cut: names get what the others leave."""
    longest = [max([len(heading), *(len(row[k]) for row in cells)]) for k, heading in enumerate(_HEADINGS[:3])]
    printed_wide, found_wide = min(longest[1], _PRINTED), min(longest[2], _FOUND)
    free = width - printed_wide - found_wide - _GAPS
    name = min(longest[0], max(_NAME, free - _LEAST_VERDICT))
    return name, printed_wide, found_wide, max(min(free - name, _VERDICT), 1)


def _explained(table: VerdictTable) -> dict[str, list[str]]:
    """Return the explanations that a reader wants beside an expected verdict, and the claims that share each."""
    found: dict[str, list[str]] = {}
    for verdict in table.verdicts:
        if verdict.as_expected and verdict.word not in _PLAIN:
            found.setdefault(verdict.explanation, []).append(verdict.claim.id)
    return found


def _print_checks(console: Console, table: VerdictTable) -> None:
    """Print how many integrity checks were made, and what those found that a number does not pass."""
    if not table.checks:
        return
    failed = [each for each in table.checks if not each.check.consistent]
    told = f"integrity: {count(len(table.checks), 'check')}, {len(failed)} not passed"
    console.print(Text(f"\n{told}{':' if failed else ''}"))
    for each in failed:
        text = f"  {', '.join(each.claims)}: {each.check.check}: {each.check.explanation}"
        console.print(Text(plain(text)))


def _print_provenance(console: Console, table: VerdictTable) -> None:
    """Print what the verdicts rest on: versions, seed, and the SHA-256 of files and specifications."""
    versions = ", ".join(f"{name} {version}" for name, version in table.versions.items())
    seed = "none" if table.seed is None else str(table.seed)
    console.print(Text("\n" + plain(f"{versions}; seed {seed}; SHA-256:"), style="dim"))
    for name, value in (*table.hashes.items(), ("specifications", table.space_hash)):
        console.print(Text(plain(f"{value} {name}"), style="dim"))


def print_lines(text: str) -> None:
    """Print lines of text, each wrapped under its own indent."""
    import textwrap

    console = standard_console()
    width = min(console.width, 100)
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        lines = textwrap.wrap(plain(line.strip()), width, initial_indent=indent, subsequent_indent=f"{indent}  ")
        for each in lines or [""]:
            console.print(Text(each), soft_wrap=True)


def methods_markdown(frame: pd.DataFrame) -> str:
    """Return the catalogue as a Markdown table."""
    columns = ("takes", "null", "estimand", "ties", "zeros", "strata", "interval", "references")
    heads = ("method", "takes", "H0", "estimand", "ties", "zeros", "strata", "interval", "reference")
    rows = [
        (f"`{name}`", *(str(row[column]).replace("|", "\\|") for column in columns)) for name, row in frame.iterrows()
    ]
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def print_methods(frame: pd.DataFrame) -> None:
    """Print the catalogue: name, what it takes, title."""
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for heading in ("method", "takes", "test"):
        grid.add_column(heading, overflow="fold")
    for name, row in frame.iterrows():
        grid.add_row(str(name), str(row["takes"]), str(row["title"]))
    standard_console().print(grid)
