"""Names and text as TOML needs them."""

import json
import re
import unicodedata
from collections.abc import Collection

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def is_name(text: str) -> bool:
    """Return whether ``text`` may name a column, table, scale or endpoint.

    >>> is_name("perk_pre"), is_name("p-ERK (pre)")
    (True, False)
    """
    return _NAME.fullmatch(text) is not None


def valid_name(text: str, otherwise: str, taken: Collection[str] = ()) -> str:
    """Return the valid name that is most like ``text`` (``otherwise`` where nothing is left of it) and not taken.

    >>> valid_name("p-ERK, prä (%)", "column_1"), valid_name("年齢", "column_2"), valid_name("a", "", ["a"])
    ('p-ERK_pra', 'column_2', 'a_2')
    """
    plain = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_.-]+", "_", plain).strip("_.-")[:50] or otherwise
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}_{number}", number + 1
    return candidate


def toml_text(text: str) -> str:
    r"""Return ``text`` as a TOML string; the escapes of JSON are TOML's too, but for DEL.

    >>> print(toml_text('a "b" # c'))
    "a \"b\" # c"
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(text: str) -> str:
    """Return ``text`` as one TOML key.

    >>> print(toml_key("perk_pre"), toml_key("a.b"))
    perk_pre "a.b"
    """
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else toml_text(text)
