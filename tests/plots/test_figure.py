import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes

from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.plots import Figure, Labels, make_figure, paired_slope, percent_activated, waterfall
from biomarker_stats.plots.style import mark, style
from biomarker_stats.study.manifest import ScaleSpec

UNITS = [("A", 0, 2, "Weekly"), ("B", 1, 1, "Weekly"), ("C", 2, 0, "Daily"), ("D", 0, 1, "Daily")]
HOSTILE = ["$\\frac{1}{0}$", "_private", "<script>alert(1)</script>", "日本 \u202eabc\x07", "]]>&<!-- --", "=1+1\n%{}"]


def make(draw: Callable[[], Axes], **more: bool) -> Figure:
    return make_figure(draw, name="x", title="X", caption="Caption.", alt_text="Alt.", **more)


def test_bytes_do_not_change(paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels) -> None:
    first, second = (make(lambda: paired_slope(paired(UNITS), scale=scale, labels=labels)) for _ in range(2))
    assert first == second


def test_bytes_do_not_hang_on_the_readers_settings(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    first = make(lambda: waterfall(paired(UNITS), scale=scale, labels=labels))
    with mpl.rc_context({"font.size": 20, "font.family": "monospace", "axes.facecolor": "red", "svg.fonttype": "none"}):
        second = make(lambda: waterfall(paired(UNITS), scale=scale, labels=labels))
        assert mpl.rcParams["font.size"] == 20
    assert first == second


def test_nothing_but_the_drawing_is_written(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    figure = make(lambda: paired_slope(paired(UNITS), scale=scale, labels=labels))
    assert figure.width_mm == 89
    assert figure.png.startswith(b"\x89PNG")
    for word in (b"atplotlib v", b"Software", b"date", b"<!--", b"DOCTYPE", b"http://matplotlib"):
        assert word not in figure.svg
        assert word not in figure.png[:400]
    assert len(figure.svg) < 150_000
    ET.fromstring(figure.svg)  # noqa: S314 - our own bytes
    assert b"<text" not in figure.svg  # glyphs are paths


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(
    paired: Callable[..., AnalysisResults], share: Callable[..., AnalysisResults], text: str
) -> None:
    units = [(f"{text}{k}", k % 3, 1, text) for k in range(3)]
    scale = ScaleSpec(title=text, levels=("0", text, "2"), labels={text: text})
    labels = Labels(
        unit=text,
        group=text,
        arms=(text,),
        before=text,
        after=text,
        outcome=text,
        measure=text,
        yes={"increased": text},
    )
    for draw in (
        lambda: paired_slope(paired(units), scale=scale, labels=labels),
        lambda: waterfall(paired(units), scale=scale, labels=labels),
        lambda: percent_activated([share(1, 3, "all")], labels=labels),
    ):
        figure = make(draw)
        ET.fromstring(figure.svg)  # noqa: S314 - our own bytes
        assert b"script" not in figure.svg


def test_what_stands_for_other_text_is_explained(paired: Callable[..., AnalysisResults], scale: ScaleSpec) -> None:
    odd = paired([("日本", 0, 1, None), ("an identifier far too long for the margin of a figure", 1, 1, None)])
    figure = make(lambda: paired_slope(odd, scale=scale))
    assert "� stands for a character" in figure.caption
    assert "… marks a name cut to fit" in figure.caption
    plain = make(lambda: paired_slope(paired([("A", 0, 1, None)]), scale=scale))
    assert plain.caption == "Caption."


def test_simulated_is_on_the_face_and_in_the_words(
    paired: Callable[..., AnalysisResults], scale: ScaleSpec, labels: Labels
) -> None:
    real = make(lambda: waterfall(paired(UNITS), scale=scale, labels=labels))
    simulated = make(lambda: waterfall(paired(UNITS), scale=scale, labels=labels), simulated=True)
    assert simulated.caption.startswith("SIMULATED")
    assert simulated.alt_text.startswith("Simulated")
    assert simulated.png != real.png


def test_simulated_strip_is_drawn_above_everything(
    paired: Callable[..., AnalysisResults],
    scale: ScaleSpec,
    labels: Labels,
    assert_tidy: Callable[[Axes], None],
) -> None:
    kept: list[Axes] = []

    def draw() -> Axes:
        kept.append(paired_slope(paired(UNITS), scale=scale, labels=labels))
        return kept[-1]

    make(draw, simulated=True)
    assert [text.get_text() for text in kept[0].figure.texts] == ["SIMULATED DATA"]
    assert_tidy(kept[0])


def test_marks_differ_in_colour_marker_dash_and_hatch() -> None:
    marks = [mark(k) for k in range(5)]
    for field in ("colour", "marker", "dash", "hatch"):
        assert len({getattr(one, field) for one in marks}) == 5
    assert len({mark(k) for k in range(280)}) == 280


def test_style_is_left_behind() -> None:
    before = mpl.rcParams["text.parse_math"]
    with style():
        assert mpl.rcParams["text.parse_math"] is False
    assert mpl.rcParams["text.parse_math"] == before


def test_neither_pyplot_nor_seaborn_is_imported() -> None:
    code = "import sys, biomarker_stats.plots; print({'matplotlib.pyplot', 'seaborn'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
