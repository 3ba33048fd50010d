"""The report of a screen as one web page that needs nothing beside it: words, both figures, the strongest markers."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

import numpy as np

import biomarker_stats
from biomarker_stats import wording
from biomarker_stats.errors import visible
from biomarker_stats.panel.result import Screen
from biomarker_stats.plots.figure import Figure, make_figure
from biomarker_stats.plots.heat_map import heat_map
from biomarker_stats.plots.style import WIDTH_SINGLE_MM
from biomarker_stats.plots.volcano import volcano

_MOST_ROWS = 500
_NAME = 36  # characters of a name that stand on one line of a wide page
_LONG = 60  # a table of more rows scrolls in a place of its own
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_LOOK = """
main { display: block; max-width: 72rem; }
.narrow .picture, .wide .picture { max-width: 46rem; }
figure.narrow { display: block; }
.narrow figcaption { margin-top: .5rem; }
.markers thead th { text-align: left; white-space: nowrap; }
.markers tbody th { overflow-wrap: anywhere; }
@media (min-width: 44.01rem) {
  .markers th:first-child { min-width: var(--name); }
  .markers td[data-label="note"] { min-width: 12rem; }
}
"""


class _Column(NamedTuple):
    """A column of the table of markers: its name, the cell of each marker, whether cells are numbers."""

    name: str
    cell: Callable[[int], str]
    is_number: bool = True


def screen_page(screen: Screen, *, source: str = "", simulated: bool = False) -> str:
    """Return a page with what was done, whether any marker could survive, both figures and the strongest markers.

    ``source`` names the file of the readings. The same screen gives the same bytes.

    >>> import pandas as pd, biomarker_stats as bs
    >>> blots = pd.DataFrame({"erk_pre": [0, 0, 1, 0], "erk_post": [2, 1, 3, 4]})
    >>> screen_page(bs.screen(blots, before=["erk_pre"], after=["erk_post"])).count("<img")
    2
    """
    title = f"Screen of {_markers(len(screen))}"
    style = (Path(__file__).parent / "report.css").read_text(encoding="utf-8").strip()
    facts = [(label, text) for label, text in screen.facts() if label != "attainable"]
    answer = screen.attainable()
    notes = "".join(f"<li>{escape(note)}</li>" for note in screen.notes)
    parts = (
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{title}</title>",
        f"<style>\n{style}\n{_LOOK.strip()}\n</style></head><body><main><header><h1>{title}</h1></header><article>",
        '<div class="note"><p><strong>SIMULATED DATA</strong>: nothing was measured.</p></div>' if simulated else "",
        f'<div class="answer"><p>{escape(answer[:1].upper() + answer[1:])}.</p></div>' if answer else "",
        _fields(facts),
        f"<h2>Notes</h2><ul>{notes}</ul>" if notes else "",
        "<h2>Figures</h2>" if screen.n_tested else "",
        *(_figure(each) for each in _figures(screen, simulated=simulated)),
        "<h2>Markers, the strongest evidence first</h2>",
        *_listing(screen),
        f"</article></main><footer><p>{escape(_footer(source, simulated=simulated))}</p></footer>",
        "</body></html>\n",
    )
    return "\n".join(part for part in parts if part)


def _footer(source: str, *, simulated: bool) -> str:
    marked = "SIMULATED DATA" if simulated else ""
    said = (marked, visible(source), "biomarker-stats screen", f"biomarker_stats {biomarker_stats.__version__}")
    return " · ".join(part for part in said if part)


def _markers(n: int) -> str:
    return f"{n:,} {'marker' if n == 1 else 'markers'}"


def _figures(screen: Screen, *, simulated: bool) -> list[Figure]:
    found = []
    if screen.n_tested:
        caption = "Effect and exact p of every marker; the dashed line is the smallest p that was attainable."
        alt = f"Volcano plot of {_markers(screen.n_tested)}."
        found.append(
            make_figure(
                lambda: volcano(screen),
                name="volcano",
                title="Volcano plot",
                caption=caption,
                alt_text=alt,
                simulated=simulated,
            )
        )
    if screen.n_tested and screen.shown_values is not None:
        caption = "The strongest markers unit by unit; orange is up, blue down, a cell crossed out is missing."
        units = f"{len(screen.units)} {'unit' if len(screen.units) == 1 else 'units'}"
        alt = f"Heat map of {_markers(min(25, len(screen.shown)))} and {units}."
        found.append(
            make_figure(
                lambda: heat_map(screen),
                name="heat_map",
                title="Heat map",
                caption=caption,
                alt_text=alt,
                simulated=simulated,
            )
        )
    return found


def _figure(figure: Figure) -> str:
    """Return a figure as an image, so that nothing in it can act on the page."""
    size = "narrow" if figure.width_mm <= WIDTH_SINGLE_MM else "wide"
    drawing = f"data:image/svg+xml;base64,{b64encode(figure.svg).decode()}"
    image = f'<img src="{drawing}" alt="{escape(figure.alt_text)}">'
    picture = f'<div class="picture"><div class="drawing">{image}</div></div>'
    caption = f"<figcaption><strong>{escape(figure.title)}.</strong> {escape(figure.caption)}</figcaption>"
    return f'<figure class="{size}">{picture}{caption}</figure>'


def _fields(rows: Sequence[tuple[str, str]]) -> str:
    body = "".join(f'<tr><th scope="row">{escape(label)}</th><td>{escape(text)}</td></tr>' for label, text in rows)
    return f'<table class="fields stacked"><tbody>{body}</tbody></table>'


def _listing(screen: Screen) -> list[str]:
    """Return the table of the strongest markers, and how many others there are."""
    order = [int(k) for k in screen.order()]
    rows, left = order[:_MOST_ROWS], len(order[_MOST_ROWS:])
    columns = _columns(screen, rows)
    right = ' style="text-align: right"'
    head = "".join(f'<th scope="col"{right * each.is_number}>{each.name}</th>' for each in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(screen.markers[k])}</th>'
        + "".join(
            f'<td data-label="{each.name}"{right * each.is_number}>{escape(each.cell(k))}</td>' for each in columns
        )
        + "</tr>"
        for k in rows
    )
    longest = min(max((len(screen.markers[k]) for k in rows), default=0), _NAME)
    table = f'<thead><tr><th scope="col">marker</th>{head}</tr></thead><tbody>{body}</tbody>'
    place = 'class="scroll long"' if len(rows) > _LONG else 'class="scroll"'
    more = f"<p>{left:,} weaker markers are not listed here; the table of the screen has them all.</p>" if left else ""
    region = f'<div {place} role="region" aria-label="Markers" tabindex="0">'
    return [f'{region}<table class="markers stacked many" style="--name: {longest}ch">{table}</table></div>', more]


def _columns(screen: Screen, rows: Sequence[int]) -> list[_Column]:
    """Return the columns of the table; one that would be empty throughout is left out."""
    low, high = screen.conf_low, screen.conf_high
    columns = [
        _Column("n", lambda k: str(int(screen.n_used[k]))),
        _Column("estimate", lambda k: wording.number(float(screen.estimate[k]))),
        _Column("interval", lambda k: "–" if np.isnan(low[k]) else wording.interval(float(low[k]), float(high[k]))),
        _Column("p", lambda k: wording.p_value(float(screen.p_value[k]))),
        _Column("smallest p", lambda k: wording.p_value(float(screen.p_min[k]))),
        _Column("maxT p", lambda k: wording.p_value(float(screen.p_maxt[k]))),
        _Column("Tarone p", lambda k: wording.p_value(float(screen.p_tarone[k]))),
        _Column("q", lambda k: wording.p_value(float(screen.q_discrete[k]))),
        _Column("note", lambda k: screen.marker_notes.get(screen.markers[k], ""), is_number=False),
    ]
    return [each for each in columns if any(each.cell(k) not in {"–", ""} for k in rows)]
