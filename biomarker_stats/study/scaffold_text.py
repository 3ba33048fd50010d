"""The files of a scaffold, as text."""

from collections.abc import Sequence

from biomarker_stats.errors import visible
from biomarker_stats.study.guess import ColumnGuess, ScaleGuess
from biomarker_stats.study.guess_pairs import PairGuess
from biomarker_stats.study.names import toml_key, toml_text
from biomarker_stats.study.text_table import TextTable
from biomarker_stats.wording import count

TABLE = "table.csv"


def table_text(text: TextTable, guesses: Sequence[ColumnGuess]) -> str:
    """Return the table as csv, under valid column names."""
    lines = [[guess.name for guess in guesses], *text.rows]
    return "".join(",".join(map(_cell, line)) + "\n" for line in lines)


def manifest_text(
    study: str,
    guesses: Sequence[ColumnGuess],
    unit: ColumnGuess,
    scales: Sequence[ScaleGuess],
    pairs: Sequence[PairGuess],
    *,
    arms: ColumnGuess | None = None,
) -> str:
    """Return ``study.toml``, every guess marked as one; each change is compared between two ``arms``.

    One analysis is primary: of the first change, the comparison of two arms where there are two.
    """
    two_arms = arms if arms is not None and len(arms.levels) == 2 else None
    lines = [
        "# A study folder for biomarker-stats. Lines marked '# guessed' were guessed from the table: check them.",
        "# Every key: biomarker-stats schema study.toml",
        "format = 1",
        f"id = {toml_text(study)}",
        f"title = {toml_text(study)}            # what was measured, in whom, and when",
        'question = ""                  # what the study asks, as a short question',
        "",
        "[reporting]                    # a line left out prints NOT REPORTED in the report",
        '# objectives = "…"',
        '# assay = "…"',
        "",
        "[tables.main]",
        f"file = {toml_text(TABLE)}",
        f"unit = {toml_text(unit.name)}     # guessed: one row is one experimental unit, named by this column",
        "",
        "[tables.main.columns]",
        *(_column(guess, guess is unit) for guess in guesses),
        *(line for scale in scales for line in _scale(scale)),
        *("", "[populations.all]", 'title = "All units"'),
        *(line for number, pair in enumerate(pairs) for line in _pair(pair, primary=number == 0 and not two_arms)),
        *(line for number, pair in enumerate(pairs) for line in _by_arm(pair, two_arms, primary=number == 0)),
        "",
        *_MORE,
    ]
    return "\n".join(lines) + "\n"


def readme_text(source: str, guesses: Sequence[ColumnGuess], remarks: Sequence[str], told: str = "") -> str:
    """Return ``README.md``: where the table is from, which columns were renamed, and what else was remarked.

    ``told`` says how the table was made, where it is no copy of the file ``source``.
    """
    renamed = [f"- `{guess.name}` was {toml_text(guess.header)}" for guess in guesses if guess.name != guess.header]
    made = "was made from" if told else "is a copy of"
    lines = ["# This study", "", f"`{TABLE}` {made} {toml_text(source)}. Say here where each number comes from."]
    if renamed:
        lines += ["", "Columns renamed so that study.toml can name them:", "", *renamed]
    if remarks:
        lines += ["", "Remarked when the folder was made:", "", *(f"- {visible(remark)}" for remark in remarks)]
    return "\n".join(lines) + "\n" + told


def _cell(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',;\t"\r\n') else cell


def _column(guess: ColumnGuess, is_unit: bool) -> str:
    parts = [f'type = "{"id" if is_unit else guess.type}"', f"title = {toml_text(guess.title or guess.header)}"]
    if guess.scale:
        parts.append(f"scale = {toml_text(guess.scale)}")
    if guess.levels and not is_unit:
        parts.append(f"levels = [{', '.join(map(toml_text, guess.levels))}]")
    if guess.optional and not is_unit:
        parts.append("optional = true")
    missing = f"; {remark_on_missing(guess.user_missing)}" if guess.user_missing else ""
    return f"{toml_key(guess.name)} = {{ {', '.join(parts)} }}   # guessed{missing}"


def remark_on_missing(cells: int) -> str:
    """Return what to say of a column some of whose cells held codes that an SPSS file declares missing."""
    now = "is" if cells == 1 else "are"
    return f"{count(cells, 'cell')} held a code that the SPSS file declares missing, and {now} empty"


def _scale(scale: ScaleGuess) -> list[str]:
    name = toml_key(scale.name)
    lines = [
        "",
        f"[scales.{name}]                 # guessed: lowest first, scored 0, 1, 2 …",
        f"levels = [{', '.join(map(toml_text, scale.levels))}]",
    ]
    if scale.mixed:
        scores = {symbol: [f"{score:g}" for score in found] for symbol, found in scale.mixed.items()}
        lines += [
            'default_coding = "midpoint"',
            "",
            f"[scales.{name}.mixed]           # guessed: every score a reader could defend for a mixed cell",
            *(f"{toml_key(symbol)} = [{', '.join(dict.fromkeys(found))}]" for symbol, found in scores.items()),
            "",
            f"[scales.{name}.codings.midpoint]   # guessed: half-way between the two levels a cell names",
            *(f"{toml_key(symbol)} = {found[1]}" for symbol, found in scores.items()),
        ]
    return lines


_METHODS = 'methods = ["signed-rank", "sign", "permutation"]   # biomarker-stats methods lists them all'
_METHODS_YES_NO = 'methods = ["mcnemar"]   # two levels: the exact sign test of those that change'


def _pair(pair: PairGuess, *, primary: bool) -> list[str]:
    title = toml_text(f"Change in {pair.stem}")
    return [
        "",
        f"[endpoints.{pair.name}]           # guessed from the names of the two columns",
        f"title = {title}",
        'type = "change"',
        'table = "main"',
        f"before = {toml_text(pair.before.name)}",
        f"after = {toml_text(pair.after.name)}",
        "",
        "[[analyses]]                    # guessed",
        f"id = {toml_text(pair.name)}",
        f"title = {title}",
        'type = "paired"',
        f"endpoint = {toml_text(pair.name)}",
        _METHODS_YES_NO if pair.yes_no else _METHODS,
        *_role(primary=primary),
    ]


def _by_arm(pair: PairGuess, arms: ColumnGuess | None, *, primary: bool) -> list[str]:
    if arms is None:
        return []
    return [
        "",
        "[[analyses]]                    # guessed",
        f"id = {toml_text(f'{pair.name}_by_arm')}",
        f"title = {toml_text(f'Change in {pair.stem} by arm')}",
        'type = "compare"',
        f"endpoint = {toml_text(pair.name)}",
        f"by = {toml_text(arms.name)}",
        f"arms = [{', '.join(map(toml_text, arms.levels))}]   # guessed: the first minus the second",
        'methods = ["rank-sum", "permutation"]',
        *_role(primary=primary),
    ]


def _role(*, primary: bool) -> list[str]:
    return ['role = "primary"     # guessed: the question the study was made for; the others are secondary'] * primary


_MORE = (
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
)
CLAIMS_TEXT = """\
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
