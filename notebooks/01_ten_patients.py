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
# # Ten patients, reanalysed
#
# Carracedo et al. (*J Clin Invest* 2008;118:3065–3074) took a biopsy of ten patients before and after RAD001
# (everolimus), four of them dosed weekly and six daily, and scored p-ERK as –, + or ++. The paper prints P = 0.025 for
# all ten patients and P = 0.014 for the four weekly ones. This notebook asks what such data can say.

# %%
import biomarker_stats as bs

study = bs.load_study("carracedo2008")
study

# %% [markdown]
# Table 1 of the paper, as printed. Two cells are mixed: *++/–* (some clusters strongly positive, all others weak or
# negative) and *+/++* (tumour cells weak, normal glands strong).

# %%
trial = study.tables["trial"]
trial[["patient", "tumour", "dose_mg", "schedule", "perk_pre", "perk_post"]]

# %% [markdown]
# ## All ten patients
# The scale gives each symbol a score; mixed cells need one too. Here they get those under which the paper's own P
# values come out (`as-published` in `study.toml`).

# %%
scale = {"–": 0, "+": 1, "++": 2, "++/–": 1, "+/++": 2}
everyone = bs.paired(trial, before="perk_pre", after="perk_post", scale=scale, method="signed-rank")
everyone

# %% [markdown]
# Five patients went up, five did not change, none went down. A patient who does not change says nothing about the
# direction, so the two-sided exact p value is 2 / 2⁵ = 0.0625, and that is also the **smallest** p value that five
# changed pairs allow. The sign test and the paired permutation test agree:

# %%
exact = {
    method: bs.paired(trial, before="perk_pre", after="perk_post", scale=scale, method=method).p_value
    for method in ("sign", "signed-rank", "permutation")
}
exact

# %% [markdown]
# Student's paired t test on the scores prints the published number:

# %%
t_test = bs.paired(trial, before="perk_pre", after="perk_post", scale=scale, method="paired-t")
print(t_test.sentence())

# %% [markdown]
# ## The four weekly patients
# With four pairs no exact two-sided paired test can go below 2 / 2⁴ = 0.125. The paper prints 0.014.

# %%
weekly = bs.paired(
    study.population("weekly", "trial"), before="perk_pre", after="perk_post", scale=scale, method="signed-rank"
)
print(weekly.summary())

# %% [markdown]
# ## Weekly against daily
# p-ERK rose in 4 of 4 weekly and in 1 of 6 daily patients. Fisher's exact test, with the interval that inverts the same
# two-sided rule:

# %%
schedules = bs.table([[4, 0], [1, 5]], method="fisher")
schedules

# %% [markdown]
# Schedules were not randomised, and the second biopsies were timed differently in the two: the table compares
# schedules, not their causes.
#
# ## What if other choices had been made?
# All defensible readings of the mixed cells, endpoints, populations and tests at once. Every sign flip (or relabelling)
# is applied to all specifications together, so that the joint p values are exact.

# %%
multiverse = bs.multiverse(study)
multiverse

# %% [markdown]
# ## Every published number
# Each number that the paper prints on these patients is recomputed and given a verdict. Here are the P values and
# percentages; `bs.verify(study)` alone shows all claims.

# %%
verdicts = bs.verify(study)
table = verdicts.to_frame()
numbers = table[table["kind"].isin(["p", "percent"]) & table["recomputed"].notna()]
numbers[["id", "printed", "recomputed", "verdict"]]

# %%
verdicts.ok  # every verdict is the one recorded in claims.toml

# %% [markdown]
# ## The report
# One call writes the document an oncologist forwards and a biostatistician signs. Here it goes to a temporary folder;
# two of its figures:

# %%
import tempfile
from pathlib import Path

from IPython.display import SVG
from IPython.display import display as show

folder = Path(tempfile.mkdtemp()) / "report"
bs.report(study, out=folder, formats=["md"])
show(SVG(filename=str(folder / "figures" / "paired-slope.svg")))
show(SVG(filename=str(folder / "figures" / "null-distribution.svg")))
