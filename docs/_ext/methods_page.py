"""The catalogue of methods as a page: H0, estimand, formula and reference of each."""

from formulas import formula

import biomarker_stats as bs

_TITLES = {
    "pairs": "Pairs: two readings of the same units",
    "paired-table": "Tables of pairs",
    "arms": "Arms: separate units",
    "ordered-arms": "Ordered arms and doses",
    "table": "Tables of counts",
    "strata-of-tables": "Strata of 2 × 2 tables",
    "proportion": "One proportion",
}
_HEAD = r"""# Methods

Made from `bs.methods()`, the catalogue the package itself runs. A linear test is scores × what H0 lets one exchange ×
a reference distribution ({doc}`../concepts`); *null distribution* says over what the p value is counted. Every exact
result carries its smallest attainable p, its mid-p and the whole null distribution.

Notation
: $d_i$ a pair's after − before; $y_i$ an outcome; $R_i$ its midrank (within its stratum, or over all); $i \in 1$ the
  units of the first arm; $N$ all units, $n_j$ those of arm $j$; $n_{jk}$ the counts of a table, $n_{j\cdot}$ and
  $n_{\cdot k}$ its margins, $e_{jk}$ the counts expected under H0; $u, v, x$ given scores. Of the table of pairs, $b$
  and $c$ are those that changed one way and the other.

Two-sided rules (`two_sided=`)
: `absolute`: outcomes at least as far from the expectation; `central`: twice the smaller tail, at most 1; `minlike`:
  outcomes no more probable; `blaker`: outcomes whose smaller tail is no larger. The result names the rule, and its
  interval inverts the same one.
"""


def methods_page() -> str:
    """Return the page, one section for each kind of data and one list a method."""
    catalogue = bs.methods().reset_index()
    parts = [_HEAD]
    for takes, title in _TITLES.items():
        parts += [f"## {title}", ""]
        for row in catalogue[catalogue["takes"] == takes].to_dict("records"):
            statistic, null = formula(row["method"], takes)
            facts = {
                "H0": row["null"],
                "Estimand": "" if row["estimand"].startswith("none") else row["estimand"],
                "Statistic": statistic,
                "Null distribution": null,
                "Ties": row["ties"],
                "Zeros": row["zeros"],
                "Strata": row["strata"],
                "Interval": row["interval"],
                "Reference": row["references"],
                "Checked against": row["source"],
            }
            body = [f"{name}\n: {text}\n" for name, text in facts.items() if text not in {"", "none", "not special"}]
            parts += [f"### `{row['method']}`: {row['title']}", "", *body]
    return "\n".join(parts)
