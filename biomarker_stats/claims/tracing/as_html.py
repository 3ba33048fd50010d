"""The trace as a small HTML table a family, for a notebook; every text is escaped."""

from html import escape

from biomarker_stats.claims.tracing.found import FamilyTrace
from biomarker_stats.claims.tracing.words import family_lines

_LEFT = "style='text-align:left'"


def family_table(family: FamilyTrace) -> str:
    """Return the lines of one family as rows: what stands before a colon is the row's heading."""
    (title, said, *lines), rows = family_lines(family), list[tuple[str, str]]()
    for line in lines:
        label, colon, text = line.strip().partition(": ")
        if line.startswith("    ") or not colon:  # goes on from the row above
            rows[-1] = (rows[-1][0], f"{rows[-1][1]}\n{line.strip()}")
        else:
            rows.append((label, text))
    body = "".join(f"<tr><th {_LEFT}>{escape(label)}</th><td {_LEFT}>{_lines(text)}</td></tr>" for label, text in rows)
    return f"<p><strong>{escape(title)}</strong>: {escape(said.strip())}</p><table>{body}</table>"


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))
