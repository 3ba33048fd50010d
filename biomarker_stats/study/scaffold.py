"""A commented study folder made from a user's own table, behind ``biomarker-stats init``."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from biomarker_stats.errors import OutputError, StudyError, Violation, shorten, visible
from biomarker_stats.study.cells import convert
from biomarker_stats.study.faults import fault
from biomarker_stats.study.files import read_file
from biomarker_stats.study.guess import ColumnGuess, guess_columns, guess_scales, guess_unit
from biomarker_stats.study.guess_pairs import guess_pairs, remarks_on_pairs
from biomarker_stats.study.limits import FILE_BYTES
from biomarker_stats.study.loading import load_study
from biomarker_stats.study.locate import CLAIMS, MANIFEST
from biomarker_stats.study.manifest import Column
from biomarker_stats.study.names import valid_name
from biomarker_stats.study.scaffold_text import (
    CLAIMS_TEXT,
    TABLE,
    manifest_text,
    readme_text,
    remark_on_missing,
    table_text,
)
from biomarker_stats.study.text_table import TextTable, read_text_table


def scaffold(folder: str | Path, table: str | Path, *, remark: Callable[[str], None] | None = None) -> Path:
    """Make a study folder that loads as it is: a copy of ``table``, ``study.toml``, ``claims.toml`` and a README.

    What is guessed carries the comment ``# guessed``. Headers that are no valid names are renamed in the copy, and
    kept as titles. ``remark`` is called with each thing the user should know of the guesses; the README holds them too.

    Raises:
        StudyError: the table cannot be read, or no column names each row differently.
        OutputError: the folder is not empty, or cannot be made.
    """
    source = Path(table)
    return scaffold_of(Path(folder), _readable(source), visible(source.name), remark=remark)


def scaffold_of(
    place: Path,
    text: TextTable,
    source: str,
    *,
    arm: str = "",
    told: str = "",
    remarks: Sequence[str] = (),
    remark: Callable[[str], None] | None = None,
) -> Path:
    """Make the study folder of a table that was read from ``source``.

    Two arms in the column ``arm`` are compared; ``told`` is added to the README. ``remark`` is called with each of
    ``remarks`` and of those on the guesses.

    Raises:
        StudyError: no column names each row differently.
        OutputError: the folder is not empty, or cannot be made.
    """
    _refuse_full(place)
    guesses = guess_columns(text)
    unit = guess_unit(text, guesses)
    if unit is None:
        remedy = "add one, such as patient: one row is one unit"
        raise StudyError([fault("has no column that names each row differently", remedy, file=source)])
    every = [*remarks, *remarks_on_pairs(text, guesses, unit), *_on_missing(guesses)]
    arms = next((guess for guess in guesses if guess.header == arm), None)
    scales, pairs = guess_scales(text, guesses), guess_pairs(text, guesses, unit)
    study = valid_name(place.resolve().name, "study")
    files = {
        TABLE: table_text(text, guesses),
        MANIFEST: manifest_text(study, guesses, unit, scales, pairs, arms=arms),
        CLAIMS: CLAIMS_TEXT,
        "README.md": readme_text(source, guesses, every, told),
    }
    _try(files)
    _put(place, files)
    if remark is not None:
        for each in every:
            remark(each)
    return place


def _on_missing(guesses: Sequence[ColumnGuess]) -> list[str]:
    return [f"{guess.name}: {remark_on_missing(guess.user_missing)}" for guess in guesses if guess.user_missing]


def _readable(source: Path) -> TextTable:
    text = read_text_table(read_file(source, FILE_BYTES), source.name)
    wrong = list(text.violations)
    for place, column in enumerate(text.header):
        cells = [row[place] for row in text.rows]
        wrong += [
            Violation(
                file=source.name,
                row=text.numbers[row],
                column=shorten(column),
                value=cells[row],
                message=message,
                remedy=remedy,
            )
            for row, (message, remedy) in convert(cells, Column(type="text", optional=True), {})[1]
        ]
    if wrong:
        raise StudyError(wrong)
    return text


def _refuse_full(place: Path) -> None:
    try:
        full = place.exists() and (not place.is_dir() or any(place.iterdir()))
    except OSError as error:
        raise _unwritable(place, error) from None
    if full:
        msg = f"{place} exists and is not an empty folder — name a new one"
        raise OutputError(msg)


def _try(files: Mapping[str, str]) -> None:
    """Load the files from a folder of their own, so that nothing is written that would not load."""
    try:
        with tempfile.TemporaryDirectory() as trial:
            _write(Path(trial), files)
            load_study(Path(trial))
    except OSError as error:
        raise _unwritable(Path(tempfile.gettempdir()), error) from None


def _put(place: Path, files: Mapping[str, str]) -> None:
    """Write the files into a new or empty folder: all of them, or none."""
    new = not place.exists()
    moved: list[Path] = []
    try:
        if new:
            place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent if new else place) as draft:
            made = Path(draft) / "study"
            made.mkdir()
            _write(made, files)
            if new:
                made.rename(place)
            else:
                for name in files:
                    moved.append((made / name).rename(place / name))  # noqa: PERF401  # what was moved is undone below
    except OSError as error:
        for path in moved:
            path.unlink(missing_ok=True)
        raise _unwritable(place, error) from None


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")


def _unwritable(place: Path, error: OSError) -> OutputError:
    reason = (error.strerror or "unknown reason").lower()
    return OutputError(f"{place} cannot be written: {reason} — name a folder that can be written")
