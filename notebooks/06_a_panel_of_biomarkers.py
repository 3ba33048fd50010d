# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A panel of biomarkers (SIMULATED)
#
# **All readings here are SIMULATED** with a fixed seed; no patient is behind them. The gene names and gene sets are
# real: they come from two published pathway figures. A biopsy before and one after treatment, sixty markers of each:
# which markers changed, could any have survived adjustment for their number, and which pathway do they belong to?

# %%
import numpy as np
import pandas as pd

import biomarker_stats as bs

pd.set_option("display.max_colwidth", None)
LEVEL = 0.05

# %% [markdown]
# ## The markers: genes of two published figures
# Records of the Pathway Figure OCR project, which come with the package. The notes say what a record leaves open: most
# symbols stand for a *word* of the figure, as ARAF, BRAF and RAF1 do for "Raf".

# %%
her2 = bs.pathways.load_figure("PMC4267894__nihms-640515-f0007")
her2

# %%
mtor = bs.pathways.load_figure("PMC11954216__13287_2025_4218_Fig2_HTML")
sets = {"HER2/ERK/MKP1": her2.symbols("Homo sapiens"), "mTOR in stem cells": mtor.symbols("Homo sapiens")}
genes = list(dict.fromkeys([*sets["HER2/ERK/MKP1"], *sets["mTOR in stem cells"][::3]]))
genes += [f"other {k:02}" for k in range(1, 61 - len(genes))]  # markers of neither figure
rising = ["ARAF", "BRAF", "RAF1", "MAP2K1", "MAP2K2", "MAPK1", "MAPK3", "DUSP1"]  # the truth that is simulated
len(genes), len(rising)


# %%
def named(n):
    """Return the names of n patients."""
    return [f"P{k:02}" for k in range(1, n + 1)]


def pairs_of(markers):
    """Return the columns of each marker's two readings."""
    return {when: [f"{marker}_{tail}" for marker in markers] for when, tail in (("before", "pre"), ("after", "post"))}


def simulated(n, markers, seed=8):
    """Return SIMULATED log2 readings of n patients; the rising genes rise together, more in some patients."""
    rng = np.random.default_rng(seed)
    size = np.array([0.7 + 0.1 * rising.index(marker) if marker in rising else 0.0 for marker in markers])
    before = rng.normal(8, 1, (n, len(markers)))
    after = before + np.outer(rng.uniform(0.6, 1.8, n), size) + rng.normal(0, 0.5, before.shape)
    columns = pairs_of(markers)["before"] + pairs_of(markers)["after"]
    return pd.DataFrame(np.hstack([before, after]).round(6), columns=columns, index=pd.Index(named(n), name="patient"))


def screened(n, markers):
    """Return the exact signed-rank test of every marker; all markers of a patient change sign together."""
    return bs.screen(simulated(n, markers).reset_index(), unit="patient", **pairs_of(markers))


# %% [markdown]
# ## Before the first biopsy: could any marker survive?
# With n pairs and no ties the smallest two-sided p of a marker is 2/2ⁿ; adjusting for k markers can take it to
# k · 2/2ⁿ. Below, the smallest adjusted p (step-down maxT) that SIMULATED panels of unrelated markers could have given:

# %%
unrelated = [f"marker {k}" for k in range(1, 201)]
panels = {(n, k): screened(n, unrelated[:k]) for n in (6, 8, 10, 12) for k in (20, 60, 200)}
least = pd.Series({size: panel.least_maxt for size, panel in panels.items()}).unstack()
least.rename_axis(index="pairs", columns="markers").round(4)

# %%
print(panels[6, 200].attainable())
print(panels[10, 60].attainable())

# %% [markdown]
# At n = 6 no marker of 200 can survive, nor of 20; at n = 8 none of 20; at n = 10 none of 60; at n = 12 none of 200. A
# better assay does not mend that; more patients do, or fewer markers, named beforehand. Markers that rise and fall
# together cost less than unrelated ones.
#
# Where the numbers come from: each marker is as extreme as it can be under the signs it has, or all of them turned. The
# share of sign patterns that make *some* marker as extreme as that is the smallest adjusted p:

# %%
changes = simulated(10, unrelated[:60])
signs = np.sign(changes.iloc[:, 60:].to_numpy() - changes.iloc[:, :60].to_numpy())
patterns = {tuple(of_marker * of_marker[0]) for of_marker in signs.T}
len(patterns) / 2**9, panels[10, 60].least_maxt

# %% [markdown]
# How many unrelated markers leave room at 5%, if k · 2/2ⁿ is all that is known:

# %%
{f"{n} pairs": int(LEVEL / (2 / 2**n)) for n in (6, 8, 10, 12)}

# %% [markdown]
# ## Twelve patients, sixty markers
# Some readings fail: two patients have no MAPK3 after treatment, NFKB1 was read again in five patients only, and one
# assay returned the same number for everybody.

# %%
panel = simulated(12, genes)
panel.loc[["P04", "P08"], "MAPK3_post"] = np.nan
panel.loc["P06":, "NFKB1_post"] = np.nan
panel[["other 01_pre", "other 01_post"]] = 8.0
screen = bs.screen(panel.reset_index(), unit="patient", **pairs_of(genes))
screen

# %% [markdown]
# ### Four columns side by side
# - `p_value`: exact, of one marker alone; what `bs.paired` gives.
# - `p_maxt`: step-down maxT. The chance of *any* false claim is at most the level; uses how markers go together.
# - `p_tarone`: the same promise under any dependence, counting only markers that could have reached such a p.
# - `q_discrete`: discrete Benjamini–Hochberg. Of the markers claimed, the expected *share* of false ones; held in
#   simulations, not proved.

# %%
table = screen.to_frame()
columns = ["marker", "n", "estimate", "p_value", "p_maxt", "p_tarone", "q_discrete"]
table.iloc[screen.order()][columns].head(12).round(4)

# %%
counts = {
    column: {
        "at most 0.05": int((table[column] <= LEVEL).sum()),
        "of them really rising": int((table[column][table["marker"].isin(rising)] <= LEVEL).sum()),
    }
    for column in ("p_value", "p_maxt", "p_tarone", "q_discrete")
}
pd.DataFrame(counts).T

# %% [markdown]
# The truth is known here, as it never is in a study. Without adjustment one claim is chance; maxT finds more than
# Tarone, as it counts how the markers go together; MAPK3 rises like the others, but ten patients are too few for it.

# %% [markdown]
# Any one marker has the p value, and the estimate, of the test on its own:

# %%
alone = bs.paired(panel, before="MAPK1_pre", after="MAPK1_post", method="signed-rank")
bool(alone.p_value == table.set_index("marker").loc["MAPK1", "p_value"])

# %% [markdown]
# ### What is missing
# A missing reading leaves its patient out of that marker alone. `n` says how many are left, and `p_min_attainable` what
# they could have shown: with five patients nothing below 2/2⁵, so that this marker never had a chance.

# %%
table.loc[table["note"] != "", ["marker", "n", "p_value", "p_min_attainable", "p_tarone", "note"]].round(4)

# %% [markdown]
# ### Figures
# SIMULATED. Volcano plot: effect against exact p. The dashed line is the smallest p that was attainable: markers pile
# up there, and none can lie above it, however large its change.

# %%
bs.plots.volcano(screen, simulated=True)

# %% [markdown]
# SIMULATED. Heat map of the strongest markers, patient by patient. Crossed-out cells are missing.

# %%
bs.plots.heat_map(screen, most=20, simulated=True)

# %% [markdown]
# ## Two arms, in two centres
# SIMULATED changes of thirty markers on a daily or weekly schedule. Labels are exchanged within a centre only, so a
# difference between centres cannot pass for one between schedules.

# %%
rng = np.random.default_rng(12)
measured = genes[:30]
design = {"patient": named(20), "schedule": ["daily", "weekly"] * 10, "centre": ["north"] * 8 + ["south"] * 12}
arms = pd.DataFrame(design)
rise = 1.2 * np.outer(arms["schedule"] == "daily", [gene in rising for gene in measured])
elsewhere = 0.6 * (arms[["centre"]] == "south").to_numpy()
arms[measured] = (rise + elsewhere + rng.normal(0, 0.5, rise.shape)).round(6)
schedules = bs.screen(arms, unit="patient", outcomes=measured, arm="schedule", strata="centre")
schedules

# %% [markdown]
# SIMULATED. Heat map, patients ordered by arm.

# %%
bs.plots.heat_map(schedules, most=15, simulated=True)

# %% [markdown]
# ## From markers to pathways
# **Over-representation**: do a figure's genes hold more of the hits than a random draw of genes would? Genes are taken
# as independent, which they are not: a description, no proof. Of the second figure a third was measured.

# %%
hits = table.loc[table["q_discrete"] <= LEVEL, "marker"].tolist()
enriched = bs.pathways.over_representation(sets, hits=hits, measured=genes)
enriched

# %% [markdown]
# **The sign-flip set test**: did the genes of a figure rise in these *patients*? The signs of all genes of a patient
# flip together, so patients are the units and genes may depend on each other. With twelve pairs no set goes below
# 1/2¹².

# %%
readings = pairs_of(genes)
change = panel[readings["after"]].to_numpy() - panel[readings["before"]].to_numpy()
differences = pd.DataFrame(change.T, index=genes, columns=panel.index)  # one row a gene, one column a patient
risen = bs.pathways.set_sign_flips(differences, sets=sets, direction="up")
risen

# %% [markdown]
# Eight of the sixteen genes of the first figure rise in truth, none that only the second one has. The second p is the
# honest one: eight genes that move together are not eight findings.
#
# ## The mechanism: a feedback model against its paper
# Figure 8 of Carracedo et al. (2008) says why ERK goes up when mTORC1 is inhibited. As a signed graph it makes
# predictions, here held against every direction that the article states in words for its other figures. Nothing is
# simulated in this part.

# %%
model = bs.pathways.load_feedback()
agreement = bs.pathways.agreement(model)
agreement

# %% [markdown]
# A row that does not agree has an explanation:

# %%
rows = agreement.to_frame()
for row in rows[rows["outcome"] == "disagrees"].itertuples():
    print(f"Figure {row.figure}, {row.treatment} on {row.readout}: {row.explanation}\n")

# %% [markdown]
# The same graph under rapamycin, and with the MEK inhibitor UO126 added: the case for the combination.

# %%
bs.plots.pathway(["rapamycin"])

# %%
bs.plots.pathway(["rapamycin", "UO126"], versus=["rapamycin"])

# %% [markdown]
# Agreement says little where a graph was drawn from the same results. Edges whose sign could be turned without any
# reported direction noticing:

# %%
[edge for edge, noticed in bs.pathways.edge_tests(model).items() if not noticed]

# %% [markdown]
# ## The same call from Parquet, and on Dask
# Not run here. A panel of a million markers is a Parquet file with one row a marker and one column a reading. The call
# is the same; the file is read in pieces, and the numbers are those of the table in memory:
#
# ```python
# patients = range(1, 13)
# before, after = [f"{k}_pre" for k in patients], [f"{k}_post" for k in patients]
# screen = bs.screen("panel.parquet", marker="gene", before=before, after=after)
# ```
#
# With `engine="dask"` the pieces go to other processes or machines (`pip install 'biomarker_stats[dask]'`, then
# `dask scheduler`, and `dask worker tcp://127.0.0.1:8786` on each machine). The numbers are the same to the last bit:
#
# ```python
# screen = bs.screen(
#     "panel.parquet", marker="gene", before=before, after=after,
#     engine="dask", scheduler="tcp://127.0.0.1:8786",
# )
# ```
#
# Without `scheduler=` two processes are started on this machine. On the command line:
#
# ```sh
# biomarker-stats screen panel.parquet --marker gene --before-suffix _pre --after-suffix _post --engine dask
# ```
