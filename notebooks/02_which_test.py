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
# # Which test printed these P values?
#
# The paper on the ten patients prints P = 0.025 (all), P = 0.014 (weekly) and P = 0.4 (daily), and says "Student's t
# test unless otherwise specified": not whether paired, one- or two-sided, nor how –, + and ++ became numbers.
# `bs.trace` lays down every specification before it computes any P value, and asks which of them print *all* the
# numbers of a family. The answer says what the numbers are consistent with, never what anybody did.

# %%
import biomarker_stats as bs

study = bs.load_study("carracedo2008")
trace = bs.trace(study, alone=3)
trace

# %%
family = trace.families[0]
family.answer, family.matching[0].words

# %% [markdown]
# ## How to read it
# - **lattice**: an exact paired test of four patients cannot print 0.014; whole families fall without a search.
# - **alone**: one three-decimal P value is printed by hundreds of specifications. Only together do they tell tests
#   apart.
# - **left out**: the specifications that print the other two claims, and what they say about the third.
# - **decoys**: random studies of the same shape, and studies whose true test was taken out of the space. They say
#   how often a match is luck.
#
# One row a match that prints every claim:

# %%
matches = trace.to_frame()
matches.loc[matches["claims"] == "all", ["rounding", "methods", "p_p-all", "p_p-weekly", "p_p-daily"]]

# %% [markdown]
# ## One number alone
# Integrity checks need no data, only the printed number and n. Can a signed-rank test of four pairs print 0.014?

# %%
lattice = bs.attainable("0.014", method="signed-rank", n=4)
lattice

# %% [markdown]
# The paper prints "16%" for one of six daily patients. No whole number of six rounds to 16% (1/6 = 16.67%); cut off
# after the second digit it is 16%:

# %%
rounded, cut = bs.grim("16", 6, percent=True), bs.grim("16", 6, percent=True, rounding="trunc")
bool(rounded), bool(cut)

# %%
rounded
