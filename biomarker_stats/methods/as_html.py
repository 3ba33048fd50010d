"""Results as small HTML tables, for a notebook; every text is escaped."""

from collections.abc import Iterable, Sequence
from html import escape

_LEFT = "style='text-align:left'"


def labelled(rows: Iterable[tuple[str, str]], caption: str = "") -> str:
    """Return (label, text) rows as a table; rows without text are left out.

    >>> labelled([("n", "<b>"), ("strata", "")]).count("&lt;b&gt;")
    1
    """
    body = "".join(
        f"<tr><th {_LEFT}>{escape(label)}</th><td {_LEFT}>{escape(text)}</td></tr>" for label, text in rows if text
    )
    return f"<table>{_caption(caption)}{body}</table>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """Return a table with a head; the first cell of each row is its heading."""
    top = "".join(f"<th {_LEFT}>{escape(cell)}</th>" for cell in head)
    body = "".join(
        f"<tr><th {_LEFT}>{escape(first)}</th>"
        + "".join(f"<td {_LEFT}>{escape(cell)}</td>" for cell in others)
        + "</tr>"
        for first, *others in rows
    )
    return f"<table>{_caption(caption)}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def paragraphs(texts: Iterable[str], label: str) -> str:
    """Return one paragraph a text, each once."""
    return "".join(f"<p>{escape(label)}: {escape(text)}</p>" for text in dict.fromkeys(texts))


def _caption(text: str) -> str:
    return f"<caption>{escape(text)}</caption>" if text else ""
