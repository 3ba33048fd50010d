"""How every figure looks: type, line widths, and one mark (colour, marker, dash, hatch) an arm."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl

WIDTH_SINGLE_MM: Final = 89
WIDTH_DOUBLE_MM: Final = 183
MM_PER_INCH: Final = 25.4
MM_PER_POINT: Final = MM_PER_INCH / 72

SIZE: Final = 7.5
SMALL: Final = 6.5

INK: Final = "#222222"
QUIET: Final = "#767676"
BAND: Final = "#ececec"

_STYLE: Final[dict[str, Any]] = {
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "font.family": "DejaVu Sans",
    "font.size": SIZE,
    "axes.labelsize": SIZE,
    "axes.titlesize": SIZE,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "legend.title_fontsize": SMALL,
    "legend.frameon": False,
    "legend.borderpad": 0.0,
    "legend.handlelength": 2.6,
    "legend.columnspacing": 1.6,
    "legend.labelspacing": 0.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "hatch.linewidth": 0.6,
    "text.parse_math": False,
    "text.usetex": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "biomarker_stats",
}

_active: ContextVar[bool] = ContextVar("style is active", default=False)


@contextmanager
def style() -> Iterator[None]:
    """Draw inside this context with the package's style, whatever the reader's own matplotlib settings are.

    ``$`` is a dollar sign in it: no text is ever read as TeX.
    """
    if _active.get():
        yield
        return
    token = _active.set(True)
    try:
        with mpl.rc_context():
            mpl.rcdefaults()
            settings: Any = mpl.rcParams
            settings.update(_STYLE)
            yield
    finally:
        _active.reset(token)


@dataclass(frozen=True, slots=True)
class Mark:
    """How one arm is drawn: never by colour alone."""

    colour: str
    tint: str
    marker: str
    dash: tuple[float, tuple[float, ...]]
    hatch: str


_COLOURS: Final = (  # Okabe & Ito (2008), and a tint of each for areas; their yellow is too pale for a line on white
    ("#0072B2", "#bfdcec"),
    ("#D55E00", "#f5d7bf"),
    ("#009E73", "#bfe7dc"),
    ("#CC79A7", "#f2dde9"),
    ("#E69F00", "#f9e7bf"),
    ("#56B4E9", "#d5ecfa"),
    ("#000000", "#cfcfcf"),
)
_MARKERS: Final = ("o", "s", "^", "v", "P", "X", "p", "h")
_DASHES: Final[tuple[tuple[float, ...], ...]] = ((), (4.0, 1.6), (1.2, 1.2), (5.0, 1.2, 1.2, 1.2), (7.0, 2.0))
_HATCHES: Final = ("", "/" * 6, "\\" * 6, "x" * 5, "-" * 5, "|" * 5)  # no dots: they make an SVG ten times larger

NEUTRAL: Final = Mark("#4d4d4d", "#d0d0d0", "o", (0.0, ()), "")


def mark(position: int) -> Mark:
    """Return the mark of the arm at ``position`` (0, 1, 2 …); the first 280 differ from each other.

    >>> mark(0).marker, mark(1).marker
    ('o', 's')
    """
    colour, tint = _COLOURS[position % len(_COLOURS)]
    return Mark(
        colour,
        tint,
        _MARKERS[position % len(_MARKERS)],
        (0.0, _DASHES[position % len(_DASHES)]),
        _HATCHES[position % len(_HATCHES)],
    )
