"""The reference of the public names, in groups; a name that no group lists stands in the last one."""

import inspect

import biomarker_stats

_GROUPS: dict[str, tuple[str, ...]] = {
    "Studies": (
        "load_study",
        "bundled_studies",
        "read_table",
        "from_adam",
        "Study",
        "run_analyses",
        "run_experiments",
        "run_specification",
    ),
    "Reports, figures and tables": ("report", "plots", "table_one", "ard"),
    "Tests": ("paired", "compare", "trend", "table", "proportion", "methods", "Result"),
    "Many hypotheses": ("adjust", "westfall_young", "AdjustedP", "screen", "Screen"),
    "Published numbers": ("verify", "trace", "Trace", "multiverse", "Multiverse"),
    "Integrity checks": (
        "grim",
        "debit",
        "grimmer",
        "sprite",
        "closure",
        "p_from_statistic",
        "p_from_summaries",
        "attainable",
        "two_by_two",
    ),
    "Xenografts and combinations": (
        "growth",
        "combination",
        "mixed_model",
        "interaction_power",
        "volume_from",
        "GrowthAnalysis",
        "CombinationAnalysis",
        "MixedModel",
    ),
    "Dishes, blots and plates": (
        "pairwise",
        "unit_proportions",
        "blots",
        "qpcr",
        "in_vitro_growth",
        "harvest",
        "dose_response",
        "significance_symbols",
    ),
    "Planning": ("plan",),
    "Errors": ("BiomarkerStatsError", "DataError", "StudyError", "UsageError", "ExactTooLarge"),
}
_HEAD = """# Public names

`import biomarker_stats as bs` loads nothing heavy; each name is imported when it is first used. Everything that is not
on this page is private and may change.
"""


def api_page() -> str:
    """Return the page with one autodoc directive a public name."""
    grouped = {name for names in _GROUPS.values() for name in names}
    others = tuple(name for name in biomarker_stats.__all__ if name not in grouped)
    parts = [_HEAD]
    for title, names in {**_GROUPS, "More": others}.items():
        listed = [name for name in names if name in biomarker_stats.__all__]
        if listed:
            parts += [f"## {title}", "", "```{eval-rst}", *(_directive(name) for name in listed), "```", ""]
    return "\n".join(parts)


def _directive(name: str) -> str:
    value = getattr(biomarker_stats, name)
    kind = "class" if inspect.isclass(value) else "module" if inspect.ismodule(value) else "function"
    if inspect.isclass(value) and issubclass(value, BaseException):
        return f".. autoexception:: biomarker_stats.{name}\n"
    members = "   :members:\n" if kind in {"class", "module"} else ""
    place = value.__name__ if kind == "module" else f"biomarker_stats.{name}"
    own = f"biomarker_stats.{name}"
    known_as = f".. py:module:: {own}\n\n" if kind == "module" and place != own else ""
    return f"{known_as}.. auto{kind}:: {place}\n{members}"
