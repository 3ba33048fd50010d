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
# # Planning the next trial
#
# An exact test at small n has a floor: the smallest P it can give. `bs.plan` counts power outcome by outcome, with the
# test that the study will be analysed with, so that designs which cannot show anything are seen before the first
# patient.

# %%
import biomarker_stats as bs

plan = bs.plan

# %% [markdown]
# ## What could four weekly patients ever show?
# Whatever the truth is: with four pairs the smallest two-sided P of an exact paired test is 2/2⁴.

# %%
four = plan.could_show(plan.PairedChanges(up=0.5, down=0.1), 4)
print(four.summary())

# %% [markdown]
# ## What the ten patients would have needed
# The observed changes are taken as the truth. Observed effects of small studies are more often too large than too
# small: read the answer as the least that would be needed.

# %%
needed = plan.for_study("carracedo2008")
needed.to_frame()

# %% [markdown]
# ## A comparison of two schedules
# The sample size is the n from which power *stays* at 80%: one patient more can lower the power of an exact test.

# %%
fisher = plan.sample_size(plan.TwoProportions(0.2, 0.6), up_to=40)
boschloo = plan.sample_size(plan.TwoProportions(0.2, 0.6), up_to=40, method="boschloo")
fisher.n, boschloo.n

# %%
bs.plots.power_curve([fisher, boschloo])

# %% [markdown]
# ## A phase II trial in two stages
# Simon's designs: stop early when the drug does nothing. H0: 5% respond; the alternative: 25% do.

# %%
designs = plan.simon(0.05, 0.25, alpha=0.1, power=0.9)
print(designs.summary())

# %% [markdown]
# ## How many to screen
# To enrol ten patients whose tumours are HER2-positive (20 to 30% of breast cancers) and express p95HER2 (about 30% of
# those), with a probability of 90%:

# %%
screening = plan.screening_yield(10, (0.2, 0.3), then=[0.3])
print(screening.summary())
