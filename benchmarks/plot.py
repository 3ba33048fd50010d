"""Time against n, one panel a job."""

from pathlib import Path

from benchmarks.model import Kind, Outcome

_STYLE: dict[Kind, str] = {"ours": "-", "engine": "--", "exact": "-", "other": ":"}
_COLOURS = (
    ("ours, p only", "#5aa9d6"),
    ("ours", "#0b4f7d"),
    ("engine", "#0b4f7d"),
    ("exactRankTests", "#c8553d"),
    ("coin", "#e0a030"),
    ("base R", "#5d8c4a"),
    ("multtest", "#8a5a9e"),
    ("Exact", "#a0522d"),
    ("scipy, all", "#444444"),
    ("scipy", "#888888"),
    ("pingouin", "#d48fb0"),
)


def plot_times(outcomes: list[Outcome], path: Path) -> None:
    """Write a figure of the median times, both axes logarithmic; dotted lines are not exact, dashed is the engine."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    titles = list(dict.fromkeys(outcome.case.title for outcome in outcomes))
    columns = 3
    rows = -(-len(titles) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(5 * columns, 3.6 * rows), squeeze=False, layout="constrained")
    for panel, title in zip(axes.flat, titles, strict=False):
        mine = [outcome for outcome in outcomes if outcome.case.title == title]
        series: dict[tuple[str, Kind], list[tuple[int, float]]] = {}
        for outcome in mine:
            for m in outcome.measured:
                if m.seconds is not None:
                    series.setdefault((m.name, m.kind), []).append((outcome.case.n, m.seconds))
        for (name, kind), points in series.items():
            width = 2.2 if kind == "ours" else 1.2
            panel.plot(
                *zip(*points, strict=True),
                _STYLE[kind],
                marker="o",
                markersize=4,
                linewidth=width,
                label=name,
                color=_colour(name),
            )
        panel.set(xscale="log", yscale="log", xlabel="n", ylabel="seconds")
        ticks = sorted({outcome.case.n for outcome in mine})
        panel.set_xticks(ticks, [f"{n:,}" for n in ticks])
        panel.minorticks_off()
        panel.set_title(f"{mine[0].case.job}: {title}", fontsize=9, loc="left", wrap=True)
        if series:
            panel.legend(fontsize=7, frameon=False)
        panel.spines[["top", "right"]].set_visible(False)
    for panel in list(axes.flat)[len(titles) :]:
        panel.remove()
    figure.savefig(path, dpi=150)
    plt.close(figure)


def _colour(name: str) -> str:
    return next((colour for start, colour in _COLOURS if name.startswith(start)), "#bbbbbb")
