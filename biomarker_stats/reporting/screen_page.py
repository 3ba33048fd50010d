"""The report of a screen as one web page that needs nothing beside it: words, both figures, the strongest markers."""

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from biomarker_stats import wording
from biomarker_stats.panel.result import Screen
from biomarker_stats.plots.figure import Figure, make_figure
from biomarker_stats.plots.heat_map import heat_map
from biomarker_stats.plots.volcano import volcano

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_ROWS = 500
_COLUMNS = ("marker", "n", "estimate", "interval", "p", "smallest p", "maxT p", "Tarone p", "q", "note")
_LOOK = (
    "body{font:15px/1.45 sans-serif;color:#222;max-width:62em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;margin:1em 0}th,td{text-align:left;padding:.15em .8em .15em 0;vertical-align:top}"
    "thead th{border-bottom:1px solid #222}figure{margin:1.5em 0}svg{max-width:100%;height:auto}"
)


def screen_page(screen: Screen, *, simulated: bool = False) -> str:
    """Return a page with what was done, whether any marker could survive, both figures and the strongest markers.

    >>> import pandas as pd, biomarker_stats as bs
    >>> blots = pd.DataFrame({"erk_pre": [0, 0, 1, 0], "erk_post": [2, 1, 3, 4]})
    >>> screen_page(bs.screen(blots, before=["erk_pre"], after=["erk_post"])).count("<svg")
    2
    """
    order = [int(k) for k in screen.order()]
    leading = order[:_MOST_ROWS]
    head = "<p><strong>SIMULATED DATA</strong></p>" if simulated else ""
    left = len(order) - len(leading)
    more = f"<p>{left:,} weaker markers are not listed here; the table of the screen has them all.</p>" if left else ""
    facts = [row for row in screen.rows() if row[0] not in screen.markers and row[0] != "…"]
    parts = (
        "<!DOCTYPE html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>Screen of {len(screen):,} markers</title>',
        f"<style>{_LOOK}</style></head><body><h1>Screen of {len(screen):,} markers</h1>{head}",
        _table((), [(label, text) for label, text in facts]),
        *(_figure(each) for each in _figures(screen, simulated=simulated)),
        "<h2>Markers, the strongest evidence first</h2>",
        _table(_COLUMNS, [_row(screen, k) for k in leading]),
        more,
        "</body></html>\n",
    )
    return "\n".join(part for part in parts if part)


def _figures(screen: Screen, *, simulated: bool) -> list[Figure]:
    found = []
    if screen.n_tested:
        caption = "Effect and exact p of every marker; the dashed line is the smallest p that was attainable."
        alt = f"Volcano plot of {screen.n_tested:,} markers."
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
        alt = f"Heat map of {min(25, len(screen.shown))} markers and {len(screen.units)} units."
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
    svg = figure.svg.decode("utf-8")
    drawing = svg[svg.index("<svg") :]
    if figure.name == "heat_map":  # two drawings on one page must not share names of their parts
        drawing = drawing.replace('id="', 'id="h-').replace("url(#", "url(#h-").replace('href="#', 'href="#h-')
    said = f'<div role="img" aria-label="{escape(figure.alt_text)}">{drawing}</div>'
    return f"<figure>{said}<figcaption>{escape(figure.caption)}</figcaption></figure>"


def _row(screen: Screen, k: int) -> tuple[str, ...]:
    def p(column: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> str:
        return wording.p_value(float(column[k]))

    low, high = float(screen.conf_low[k]), float(screen.conf_high[k])
    limits = wording.interval(None if np.isnan(low) else low, None if np.isnan(high) else high)
    name = screen.markers[k]
    effect = (name, str(int(screen.n_used[k])), wording.number(float(screen.estimate[k])), limits)
    evidence = (screen.p_value, screen.p_min, screen.p_maxt, screen.p_tarone, screen.q_discrete)
    return (*effect, *(p(column) for column in evidence), screen.marker_notes.get(name, ""))


def _table(head: "Sequence[str]", rows: "Sequence[Sequence[str]]") -> str:
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    top = f"<thead><tr>{top}</tr></thead>" if top else ""
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return f"<table>{top}<tbody>{body}</tbody></table>"
