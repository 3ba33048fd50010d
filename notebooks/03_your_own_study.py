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
# # Your own study, from a CSV
#
# You have a table: one row a patient, a score before and after. This notebook makes one up (**SIMULATED**, eight
# patients), turns it into a study folder, analyses it, and holds a published number against it. Everything is written
# to a temporary folder; put your own file and folder in their place.

# %%
import tempfile
from pathlib import Path

import pandas as pd

import biomarker_stats as bs

here = Path(tempfile.mkdtemp())
simulated = pd.DataFrame(
    {
        "patient": ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"],
        "arm": ["low", "low", "low", "low", "high", "high", "high", "high"],
        "ki67_pre": [2, 3, 2, 1, 2, 3, 3, 2],
        "ki67_post": [2, 2, 1, 1, 0, 1, 1, 1],
        "data": ["SIMULATED"] * 8,
    }
)
simulated.to_csv(here / "ki67.csv", index=False)

# %% [markdown]
# ## One test, no study
# A frame is enough. One row holds both readings of a unit, columns are named, and missing cells are an error until
# you say otherwise.

# %%
frame = bs.read_table(here / "ki67.csv")
change = bs.paired(frame, before="ki67_pre", after="ki67_post", method="signed-rank")
change

# %%
frame["fall"] = frame["ki67_pre"] - frame["ki67_post"]
between = bs.compare(frame, outcome="fall", arm="arm", arms=["high", "low"], method="rank-sum")
print(between.sentence())

# %% [markdown]
# ## A study folder
# `biomarker-stats init` writes a commented `study.toml` and `claims.toml` that load as they are; here the same command
# runs in the notebook. Lines marked "guessed" are guesses: check them.

# %%
import subprocess
import sys

command = [sys.executable, "-m", "biomarker_stats", "init", "ki67", "--table", "ki67.csv"]
subprocess.run(command, cwd=here, check=True, capture_output=True)
written = (here / "ki67" / "study.toml").read_text(encoding="utf-8").splitlines()
print("\n".join(written[:20]), "…", sep="\n")

# %% [markdown]
# It loads, and is empty of questions. Say what is measured and asked: an endpoint, a population and an analysis.

# %%
manifest = here / "ki67" / "study.toml"
manifest.write_text(
    """format = 1
id = "ki67"
title = "Ki-67 before and after treatment, two doses"
question = "Does treatment lower Ki-67?"
simulated = true                # every page and figure will say so

[tables.main]
file = "table.csv"
unit = "patient"

[tables.main.columns]
patient = { type = "id", title = "Patient" }
arm = { type = "category", title = "Dose", levels = ["low", "high"] }
ki67_pre = { type = "integer", title = "Ki-67 before", minimum = 0, maximum = 3 }
ki67_post = { type = "integer", title = "Ki-67 after", minimum = 0, maximum = 3 }
data = { type = "category", title = "Data", levels = ["SIMULATED"] }

[endpoints.change]
title = "Change in Ki-67"
type = "change"
table = "main"
before = "ki67_pre"
after = "ki67_post"

[[analyses]]
id = "change"
title = "Change in Ki-67, all patients"
type = "paired"
endpoint = "change"
role = "primary"
methods = ["signed-rank", "sign", { method = "paired-t", role = "sensitivity" }]
""",
    encoding="utf-8",
)
claims = here / "ki67" / "claims.toml"
claims.write_text(
    """format = 1

[[claim]]
id = "fallen"
quote = "Ki-67 fell in all patients (P = 0.03)"
location = "made-up abstract"
kind = "p"
printed = "0.03"                # always text: trailing zeros are evidence
derivation = { quantity = "p", endpoint = "change", type = "paired", method = "signed-rank" }
stated = { methods = ["signed-rank"], alternative = "two-sided", text = "Wilcoxon signed-rank test" }
expected = { verdict = "reproduced" }
""",
    encoding="utf-8",
)
study = bs.load_study(here / "ki67")
study

# %% [markdown]
# ## Analyse, verify, report

# %%
main = bs.run_analyses(study)[0].main
print(main.summary())

# %%
verdicts = bs.verify(study)
verdicts

# %% [markdown]
# In CI `biomarker-stats verify ki67` exits 0 while every verdict is as `claims.toml` expects, and 1 when one moves.
#
# A mistake in the folder is told with file, row, unit, column, value and remedy, and all of them at once:

# %%
table = here / "ki67" / "table.csv"
good = table.read_text(encoding="utf-8")
table.write_text(good.replace("P3,low,2,1", "P3,low,7,1").replace("P8,high", "P8,medium"), encoding="utf-8")
try:
    bs.load_study(here / "ki67")
except bs.StudyError as error:
    problems = [str(violation) for violation in error.violations]
    print("\n".join(problems))
_ = table.write_text(good, encoding="utf-8")

# %%
folder = bs.report(study, out=here / "report", formats=["html", "md"])
sorted(path.name for path in folder.iterdir())
