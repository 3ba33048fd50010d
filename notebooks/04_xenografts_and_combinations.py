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
# # Xenografts and combinations
#
# **All data here are SIMULATED**: the bundled study `combination_simulated`, made by `biomarker-stats simulate`, whose
# true parameters stand in its README. Four arms: vehicle, agent A, agent B, and both. It shows what the analyses do,
# not what any agent does.

# %%
import biomarker_stats as bs

study = bs.load_study("combination_simulated")
study

# %% [markdown]
# ## Tumour growth
# The experimental unit is the mouse. Each mouse's slope of log volume is one number; arms are compared on those, with a
# linear mixed model (Kenward–Roger) beside it. Roles of arms are declared, never guessed from their names.

# %%
arms = {"control": "vehicle", "agent_a": "agent A", "agent_b": "agent B", "combination": "A + B"}
xenograft = study.tables["xenograft"]
growth = bs.growth(xenograft, arms=arms, volume="volume_mm3", at_day=14)
growth

# %% [markdown]
# The table warns before any number: once an arm has lost an animal, a comparison on a fixed day is one of survivors.
#
# The interaction is control − A − B + combination. The truth that was simulated is −0.025 per day:

# %%
interaction = growth.interaction.welch
(interaction.conf_low < -0.025 < interaction.conf_high), round(interaction.estimate, 4)

# %% [markdown]
# ## Is it synergy, additive, or neither?
# Five lines and the verdict they allow. State the day and the margin before looking. "Neither shown" is an answer: an
# interaction that is not significant is not additivity.

# %%
combination = bs.combination(xenograft, arms=arms, volume="volume_mm3", at_day=14, margin=1.25)
combination

# %% [markdown]
# ## Percentages: BrdU in dishes
# Cells and fields are not independent. Fields are summed to dishes, dishes are compared, and the output says how much
# cells of one dish resemble each other.

# %%
brdu = bs.unit_proportions(
    study.tables["brdu"], positive="positive", total="total", unit="dish", control="vehicle", against="control"
)
brdu

# %% [markdown]
# With four dishes an arm, no exact two-sided test goes below 2 / 70:

# %%
brdu.comparison("A + B v vehicle").floor

# %% [markdown]
# ## Western blots
# log(phospho / total), arms paired by gel. The control is never set to 1: its lanes vary like all others.

# %%
blots = bs.blots(study.tables["blots"], phospho="phospho", total="total", control="vehicle", against="control")
blots

# %% [markdown]
# ## qPCR
# ΔCt is tested, the fold change and its interval are back-transformed; wells are averaged, samples are counted.

# %%
qpcr = bs.qpcr(
    study.tables["qpcr"],
    target="CCND1",
    references=["GUSB", "TBP"],
    efficiency="efficiency",
    technical="technical",
    control="vehicle",
    against="control",
)
qpcr.arms

# %% [markdown]
# ## How many mice would show an interaction?
# Power of the two-sided test of the interaction, for an effect in SDs of growth rates between mice.

# %%
power = {n: round(bs.interaction_power(n=n, effect=2.0, n_simulations=1000).analytic, 2) for n in (4, 6, 8, 12)}
power
