"""The specification curve as a finished figure."""

from typing import TYPE_CHECKING

from biomarker_stats.plots.captions_multiverse import curve_words
from biomarker_stats.plots.figure import Figure, make_figure
from biomarker_stats.plots.specification_curve import specification_curve

if TYPE_CHECKING:
    from biomarker_stats.claims.choices import Multiverse
    from biomarker_stats.study import Study


def curve_figure(multiverse: "Multiverse", study: "Study") -> Figure | None:
    """Return the specification curve of a multiverse, with its caption; None where there is nothing to draw."""
    if not len(multiverse):
        return None
    titles = titles_of(study)
    caption, alt_text = curve_words(multiverse, titles)
    return make_figure(
        lambda: specification_curve(multiverse, titles=titles),
        name="specification-curve",
        title="Every defensible choice",
        caption=caption,
        alt_text=alt_text,
        simulated=multiverse.simulated,
    )


def titles_of(study: "Study") -> dict[str, str]:
    """Return what the populations and endpoints of a study are called."""
    titles = {"all": "all", **{name: each.title for name, each in study.manifest.populations.items()}}
    return titles | {name: each.title for name, each in study.manifest.endpoints.items()}
