"""A command whose arguments may be negative numbers: ``-0.33`` is a number here, and no option called ``-0``."""

import re
from typing import Any

from typer.core import TyperCommand

_NEGATIVE = re.compile(r"-[.,·]?[0-9].*")


class NegativeNumbers(TyperCommand):
    """Reads an argument that begins like a negative number as one, with a minus sign in place of the hyphen."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse a command line whose negative numbers cannot be taken for options."""
        return super().parse_args(ctx, [*self._read(args)])

    def _read(self, args: list[str]) -> list[str]:
        with_value = {
            name for option in self.params if not getattr(option, "is_flag", True) for name in option.opts
        }  # what follows such an option is its value, whatever it begins with
        found: list[str] = []
        for place, text in enumerate(args):
            if text == "--":
                return [*found, *args[place:]]
            free = not place or args[place - 1] not in with_value
            found.append(f"−{text[1:]}" if free and _NEGATIVE.fullmatch(text) else text)
        return found
