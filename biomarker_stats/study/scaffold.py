"""A commented study folder made from a user's own table, behind ``biomarker-stats init``."""

import csv
import io
import json
import re
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from biomarker_stats.errors import OutputError, StudyError
from biomarker_stats.study.faults import fault
from biomarker_stats.study.files import read_inside
from biomarker_stats.study.limits import FILE_BYTES
from biomarker_stats.study.loading import load_study
from biomarker_stats.study.locate import CLAIMS, MANIFEST
from biomarker_stats.study.numerals import _NUMBER as NUMBER
from biomarker_stats.study.numerals import _WHOLE as INTEGER
from biomarker_stats.study.symbols import skeleton
from biomarker_stats.study.text_table import TextTable, read_text_table

_SYMBOLS = ("-", "+", "++", "+++", "++++")
_VISITS = (("pre", "post"), ("before", "after"), ("baseline", "followup"))
_MOST_LEVELS = 12


@dataclass(frozen=True, slots=True)
class _Guess:
    """A column of the user's table: its valid name, its header as found, and what it seems to hold.

    ``highest`` is the place of the highest symbol of an ordinal column, 0 for any other.
    """

    name: str
    header: str
    type: str
    levels: tuple[str, ...]
    optional: bool
    highest: int


def scaffold(folder: str | Path, table: str | Path) -> Path:
    """Make a study folder that loads as it is: a copy of ``table``, ``study.toml``, ``claims.toml`` and a README.

    What is guessed carries the comment ``# guessed``. Headers that are no valid names are renamed in the copy, and
    kept as titles.

    Raises:
        StudyError: the table cannot be read.
        OutputError: the folder is not empty, or cannot be made.
    """
    place, source = Path(folder), Path(table)
    text = read_text_table(read_inside(source.parent, source.name, FILE_BYTES), source.name)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        msg = f"{place} exists and is not an empty folder — name a new one"
        raise OutputError(msg)
    guesses = _guess_columns(text)
    unit = _unit(text, guesses, source.name)
    files = {
        "table.csv": _as_csv(text, guesses),
        MANIFEST: _manifest(_valid_name(place.resolve().name, 1, ()), guesses, unit),
        CLAIMS: _CLAIMS,
        "README.md": _readme(source.name, guesses),
    }
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as draft:
            made = Path(draft) / "study"
            made.mkdir()
            for name, content in files.items():
                (made / name).write_text(content, encoding="utf-8", newline="")
            load_study(made)
            made.replace(place)
    except OSError as error:
        msg = f"{place} cannot be written: {error.strerror}"
        raise OutputError(msg) from None
    return place


def _guess_columns(text: TextTable) -> tuple[_Guess, ...]:
    guesses: list[_Guess] = []
    for position, header in enumerate(text.header):
        cells = [row[position] for row in text.rows]
        filled = [cell for cell in cells if cell]
        name = _valid_name(header, position + 1, [guess.name for guess in guesses])
        kind, levels = _guess_type(filled)
        highest = max(1, *(_SYMBOLS.index(skeleton(cell)) for cell in filled)) if kind == "ordinal" else 0
        guesses.append(_Guess(name, header, kind, levels, len(filled) < len(cells), highest))
    return tuple(guesses)


def _guess_type(filled: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    distinct = tuple(dict.fromkeys(filled))
    if filled and {skeleton(cell) for cell in filled} <= set(_SYMBOLS):
        return "ordinal", ()
    if filled and all(INTEGER.fullmatch(cell) for cell in filled):
        return "integer", ()
    if filled and all(NUMBER.fullmatch(cell) for cell in filled):
        return "number", ()
    if 0 < len(distinct) <= min(_MOST_LEVELS, max(1, len(filled) // 2)):
        return "category", distinct
    return "text", ()


def _unit(text: TextTable, guesses: Sequence[_Guess], file: str) -> _Guess:
    """Return the first column that names every row with a value of its own."""
    for position, guess in enumerate(guesses):
        cells = [row[position] for row in text.rows]
        if all(cells) and len(set(cells)) == len(cells) and guess.type in {"text", "integer", "category"}:
            return guess
    message = "has no column that names each row differently"
    raise StudyError([fault(message, "add one, such as patient, with one row a unit", file=file)])


def _valid_name(header: str, position: int, taken: Sequence[str]) -> str:
    plain = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_.-]+", "_", plain).strip("_.-")[:50] or f"column_{position}"
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}_{number}", number + 1
    return candidate


def _as_csv(text: TextTable, guesses: Sequence[_Guess]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guess.name for guess in guesses])
    writer.writerows(text.rows)
    return out.getvalue()


def _quoted(text: str) -> str:
    """Return a TOML basic string; JSON's escapes are a subset of TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(text: str) -> str:
    """Return ``text`` as one TOML key."""
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text)


def _pairs(guesses: Sequence[_Guess]) -> list[tuple[_Guess, _Guess, str]]:
    """Return the columns whose names say that one was read before the other, and what they share."""
    found = []
    by_name = {guess.name.lower(): guess for guess in guesses if guess.type in {"ordinal", "integer", "number"}}
    for before, after in _VISITS:
        for name, guess in by_name.items():
            for pattern in (rf"(.*[_.-]){before}", rf"{before}([_.-].*)", before):
                match = re.fullmatch(pattern, name)
                other = by_name.get(re.sub(rf"(?:^|(?<=[_.-])){before}(?=$|[_.-])", after, name))
                if match and other is not None and other is not guess:
                    stem = match[1].strip("_.-") if match.groups() else ""
                    found.append((guess, other, stem or "reading"))
                    break
    return found


def _manifest(study_id: str, guesses: Sequence[_Guess], unit: _Guess) -> str:
    lines = [
        "# A study folder for biomarker-stats. Lines marked '# guessed' were guessed from the table: check them.",
        "# Every key: biomarker-stats schema study.toml",
        "format = 1",
        f"id = {_quoted(study_id)}",
        f"title = {_quoted(study_id)}            # what was measured, in whom, and when",
        'question = ""                  # what the study asks, as a short question',
        "",
        "[reporting]                    # a line left out prints NOT REPORTED in the report",
        '# objectives = "…"',
        '# assay = "…"',
        "",
        "[tables.main]",
        'file = "table.csv"',
        f"unit = {_quoted(unit.name)}     # guessed: one row is one experimental unit, named by this column",
        "",
        "[tables.main.columns]",
        *(_column_line(guess, guess is unit) for guess in guesses),
    ]
    highest = max((guess.highest for guess in guesses), default=0)
    if highest:
        levels = ", ".join(_quoted(symbol) for symbol in ("–", *_SYMBOLS[1 : highest + 1]))
        lines += [
            "",
            "[scales.score]                 # guessed: lowest first, scored 0, 1, 2 …",
            f"levels = [{levels}]",
        ]
    lines += ["", "[populations.all]", 'title = "All units"']
    for before, after, stem in _pairs(guesses):
        name = re.sub(r"[^a-z0-9_]+", "_", f"change_{stem}".lower())
        lines += [
            "",
            f"[endpoints.{name}]           # guessed from the names of the two columns",
            f"title = {_quoted(f'Change in {stem}')}",
            'type = "change"',
            'table = "main"',
            f"before = {_quoted(before.name)}",
            f"after = {_quoted(after.name)}",
            "",
            "[[analyses]]",
            f"id = {_quoted(name)}",
            f"title = {_quoted(f'Change in {stem}')}",
            'type = "paired"',
            f"endpoint = {_quoted(name)}",
            'methods = ["signed-rank", "sign", "permutation"]   # biomarker-stats methods lists them all',
        ]
    return "\n".join([*lines, "", *_MORE]) + "\n"


def _column_line(guess: _Guess, is_unit: bool) -> str:
    parts = [f'type = "{"id" if is_unit else guess.type}"', f"title = {_quoted(guess.header)}"]
    if guess.type == "ordinal":
        parts.append('scale = "score"')
    if guess.levels and not is_unit:
        parts.append(f"levels = [{', '.join(map(_quoted, guess.levels))}]")
    if guess.optional and not is_unit:
        parts.append("optional = true")
    return f"{_key(guess.name)} = {{ {', '.join(parts)} }}   # guessed"


def _readme(source: str, guesses: Sequence[_Guess]) -> str:
    renamed = [
        f"- `{guess.name}` was {json.dumps(guess.header, ensure_ascii=False)}"
        for guess in guesses
        if guess.name != guess.header
    ]
    note = "\n".join(["", "Columns renamed so that study.toml can name them:", *renamed, ""]) if renamed else ""
    return f"# This study\n\n`table.csv` is a copy of `{source}`. Say here where each number comes from.\n{note}"


_MORE = [
    "# A yes/no endpoint, two arms, and a comparison between them:",
    "#",
    "# [endpoints.increased]",
    '# title = "Increased"',
    '# type = "binary"',
    '# table = "main"',
    '# when = [{ column = "response", in = ["yes"] }]',
    "#",
    "# [[analyses]]",
    '# id = "by_arm"',
    '# title = "Increased, by arm"',
    '# type = "compare"',
    '# endpoint = "increased"',
    '# by = "arm"',
    '# arms = ["treated", "control"]',
    '# methods = ["fisher"]',
]
_CLAIMS = """\
# Every published number, as printed, and how to recompute it. biomarker-stats verify gives each a verdict.
# Every key: biomarker-stats schema claims.toml
format = 1

# [[claim]]
# id = "patients"
# quote = "10 patients were included"     # short and verbatim
# location = "Results, first paragraph"
# kind = "count"
# printed = "10"                          # always in quotes: trailing zeros are evidence
# derivation = { quantity = "count", table = "main" }
# expected = { verdict = "reproduced", value = "10" }
"""
