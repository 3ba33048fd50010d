"""The reference of the command line, from the help texts of the commands themselves."""

from collections.abc import Iterator
from typing import Any

import typer

from biomarker_stats.cli import app

_HEAD = """# Command line

Every command prints its result on standard output and its progress and errors on standard error; `--json` prints one
JSON object and nothing else. Exit codes: 0 as expected, 1 a verdict changed or a printed number is inconsistent, 2 a
usage error, 3 invalid data. How to complete commands with the Tab key: {doc}`../howto/shell_completion`.
"""


def command_page() -> str:
    """Return the page: one section a command, sub-commands below it."""
    root: Any = typer.main.get_command(app)
    sections = [text for name, command in root.commands.items() for text in _sections(command, f"{root.name} {name}")]
    return "\n".join([_HEAD, *sections]) + "\n"


def _sections(command: Any, name: str, level: int = 2) -> Iterator[str]:
    context = command.context_class(command, info_name=name)
    prose, examples = _help(command.help or "")
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    parts = [f"{'#' * level} {name}", "", prose, "", "```text", usage, "```", ""]
    records = [record for record in (p.get_help_record(context) for p in command.params) if record is not None]
    for option, told in records:
        parts += [f"`{option}`", f": {_escaped(told)}", ""]
    if examples:
        parts += ["```sh", *examples, "```", ""]
    yield "\n".join(parts)
    for inner, child in getattr(command, "commands", {}).items():
        yield from _sections(child, f"{name} {inner}", level + 1)


def _help(text: str) -> tuple[str, list[str]]:
    """Return the prose of a help text, and its examples."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    examples = [paragraph.removeprefix("Example: ") for paragraph in paragraphs if paragraph.startswith("Example: ")]
    prose = [_escaped(paragraph) for paragraph in paragraphs if not paragraph.startswith("Example: ")]
    return "\n\n".join(prose), examples


def _escaped(text: str) -> str:
    for mark in "\\<>[]*_$":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
