"""Analyses made by hand, and the boxes of the text on a figure."""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from biomarker_stats.design.problem import Proportion, Table
from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.methods.fisher import fisher
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.proportion import clopper_pearson
from biomarker_stats.methods.result import Result
from biomarker_stats.plots.figure import page_of
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.style import style
from biomarker_stats.study.manifest import Analysis, MethodChoice, ScaleSpec

Unit = tuple[str, float, float, str | None]  # name, before, after, arm

PairedMaker = Callable[..., AnalysisResults]
ShareMaker = Callable[..., AnalysisResults]


@pytest.fixture
def scale() -> ScaleSpec:
    words = {"–": "negative", "+": "weakly positive", "++": "strongly positive"}
    return ScaleSpec(title="p-ERK score", levels=("–", "+", "++"), labels=words, mixed={"+/++": (1, 1.5, 2)})


@pytest.fixture
def labels() -> Labels:
    return Labels(
        unit="patient",
        group="Schedule",
        arms=("Weekly", "Daily"),
        before="p-ERK before",
        after="p-ERK after",
        outcome="Change in p-ERK score",
        measure="p-ERK score",
        populations={"all": "All patients", "weekly": "Weekly", "daily": "Daily"},
        endpoints={"increased": "p-ERK increased"},
        yes={"increased": "increased"},
        arm_of={"weekly": "Weekly", "daily": "Daily"},
    )


@pytest.fixture
def paired() -> PairedMaker:
    """Make a paired analysis of (name, before, after, arm); p is a stand-in: figures only print it."""

    def make(units: Sequence[Unit], *, printed: Sequence[tuple[str, str]] | None = None) -> AnalysisResults:
        frame = pd.DataFrame(
            {
                "unit": [unit[0] for unit in units],
                "before": [float(unit[1]) for unit in units],
                "after": [float(unit[2]) for unit in units],
            }
        )
        frame["change"] = frame["after"] - frame["before"]
        cells = printed if printed is not None else [(f"{unit[1]:g}", f"{unit[2]:g}") for unit in units]
        frame["before_printed"], frame["after_printed"] = [c[0] for c in cells], [c[1] for c in cells]
        if any(unit[3] is not None for unit in units):
            frame["arm"] = [unit[3] for unit in units]
        analysis = Analysis(
            id="change", title="Change", type="paired", endpoint="change", methods=(MethodChoice(method="signed-rank"),)
        )
        result = Result(
            method="signed-rank",
            title="Wilcoxon signed-rank test",
            estimand="pseudo-median of the change",
            p_value=0.0625,
            alternative="two-sided",
            reference="exact",
            n={"pairs": len(units)},
            n_used=int((frame["change"] != 0).sum()),
            p_min_attainable=0.0625,
        )
        return AnalysisResults(analysis=analysis, frame=frame, scale="perk", coding="as-published", results=(result,))

    return make


@pytest.fixture
def share() -> ShareMaker:
    """Make a proportion analysis of k of n."""

    def make(k: int, n: int, population: str = "all", endpoint: str = "increased") -> AnalysisResults:
        frame = pd.DataFrame({"unit": [f"{population}{i}" for i in range(n)], "yes": [i < k for i in range(n)]})
        analysis = Analysis(
            id=f"{endpoint}_{population}",
            title="Proportion",
            type="proportion",
            endpoint=endpoint,
            population=population,
            methods=(MethodChoice(method="clopper-pearson"),),
        )
        result = clopper_pearson(Proportion(successes=k, n=n), Options())
        return AnalysisResults(analysis=analysis, frame=frame, scale=None, coding=None, results=(result,))

    return make


@pytest.fixture
def effect() -> ShareMaker:
    """Make Fisher's test of k of n against k of n."""

    def make(
        first: tuple[int, int], second: tuple[int, int], population: str = "all", endpoint: str = "increased"
    ) -> AnalysisResults:
        counts = np.array([[[first[0], first[1] - first[0]], [second[0], second[1] - second[0]]]])
        table = Table(counts=counts, row_names=("Weekly", "Daily"), column_names=("yes", "no"))
        analysis = Analysis(
            id=f"{endpoint}_by_arm_{population}",
            title="By arm",
            type="compare",
            endpoint=endpoint,
            population=population,
            by="schedule",
            methods=(MethodChoice(method="fisher"),),
        )
        frame = pd.DataFrame({"unit": [], "yes": []})
        return AnalysisResults(
            analysis=analysis, frame=frame, scale=None, coding=None, results=(fisher(table, Options()),)
        )

    return make


def text_boxes(ax: Axes) -> list[tuple[str, Bbox]]:
    """Return every text on the page of ``ax`` with the box it takes up, in pixels."""
    page = page_of(ax)
    with style():
        canvas = FigureCanvasAgg(page)
        canvas.draw()
        texts = [text for text in page.findobj(Text) if isinstance(text, Text) and text.get_visible()]
        return [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in texts if text.get_text()]


@pytest.fixture
def assert_tidy() -> Callable[[Axes], None]:
    """Fail when two texts on the page touch, or one leaves the page."""

    def check(ax: Axes) -> None:
        boxes = text_boxes(ax)
        page = page_of(ax).bbox
        assert boxes
        for text, box in boxes:
            inside = box.x0 >= -0.5 and box.y0 >= -0.5 and box.x1 <= page.width + 0.5 and box.y1 <= page.height + 0.5
            assert inside, f"{text!r} leaves the page: {box.extents} of {page.width:.0f} × {page.height:.0f}"
        for (text, box), (other, beside) in combinations(boxes, 2):
            across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            along = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert across <= 0.5 or along <= 0.5, f"{text!r} and {other!r} overlap by {across:.1f} × {along:.1f} px"

    return check
