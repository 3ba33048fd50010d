"""A multiverse on the terminal, within 80 columns, and as a file of one row a specification."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from biomarker_stats.errors import OutputError, visible
from biomarker_stats.wording import number, p_value

if TYPE_CHECKING:
    from biomarker_stats.claims.choices import Multiverse, QuestionResult
    from biomarker_stats.claims.choices.choice import Choice

SHOWN = 10
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_multiverse(found: "Multiverse") -> None:
    """Print each question: its summary, its ten smallest P values and the published specifications."""
    from biomarker_stats.terminal import standard_console

    console = standard_console()
    console.print(Text(visible(found.title), style="bold"))
    for question in found.questions:
        console.print(Text("\n" + visible(question.title), style="bold"))
        console.print(_summary(question.lines()))
        console.print()
        console.print(_smallest(question))
        effects = "; ".join(filter(None, (f"effect: {question.effect_words}", question.effects_left_out)))
        console.print(Text(visible(effects), style="dim"))
    for note in found.notes:
        console.print(Text("\n" + visible(f"note: {note}")))
    console.print(Text(f"\nspecifications SHA-256 {found.specifications_sha256[:32]}…", style="dim"))


def _summary(lines: list[tuple[str, str]]) -> Table:
    grid = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1))
    grid.add_column("", max_width=24)
    grid.add_column("", overflow="fold")
    for label, text in lines:
        if text:
            grid.add_row(label, Text(visible(text)))
    return grid


def _smallest(question: "QuestionResult") -> Table:
    """Return the rows of the smallest P values and, after them, of the published specifications."""
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    grid.add_column("rank", justify="right")
    grid.add_column("p", justify="right")
    grid.add_column("adjusted", justify="right")
    grid.add_column("effect", justify="right")
    grid.add_column("choices", overflow="fold")
    effects = dict(zip(question.choices, question.shown_effects, strict=True))
    for rank, choice, row in question.shown(SHOWN):
        said = Text(visible(_choices(question, choice)))
        if row["published"]:
            said.append(visible(f" [published: {row['published']}]"), style="bold")
        grid.add_row(
            str(rank),
            p_value(row["p_value"]),
            p_value(row["p_adjusted"], 4),
            number(effects[choice], 3),
            said,
        )
    return grid


def _choices(question: "QuestionResult", choice: "Choice") -> str:
    """Return the choices in a line."""
    outcome = question.outcome_words(choice) if question.varied.outcome else ""
    population = choice.population + (" without ceiling" if choice.without_ceiling else "")
    said = (choice.test.words, outcome, choice.coding_words, population)
    return "; ".join(word for word in said if word)


def write_table(found: "Multiverse", path: Path) -> None:
    """Write one row a specification as CSV; text that a spreadsheet would run as a formula gets an apostrophe first.

    Raises:
        OutputError: the file cannot be written.
    """
    frame = found.to_frame()
    for column in frame.select_dtypes(exclude="number"):
        frame[column] = [
            f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in frame[column]
        ]
    try:
        path.write_text(frame.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror or error} — name a file in a folder that can be written"
        raise OutputError(msg) from error
