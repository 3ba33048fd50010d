"""A small good study in a folder of its own, and the faults of it once something is changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

import biomarker_stats as bs

STUDY = """\
format = 1
id = "small"
title = "A small study"

[tables.trial]
file = "trial.csv"
unit = "patient"

[tables.trial.columns]
patient = { type = "id" }
schedule = { type = "category", levels = ["Weekly", "Daily"] }
dose = { type = "integer", unit = "mg", minimum = 1, maximum = 100 }
size = { type = "number", optional = true }
pre = { type = "ordinal", scale = "perk" }
post = { type = "ordinal", scale = "perk" }
note = { type = "text", optional = true }

[scales.perk]
levels = ["–", "+", "++"]
default_coding = "upper"

[scales.perk.mixed]
"+/++" = [1, 1.5, 2]

[scales.perk.codings.upper]
"+/++" = 2

[endpoints.change]
title = "Change"
type = "change"
table = "trial"
before = "pre"
after = "post"

[endpoints.strong]
title = "Strong after"
type = "binary"
table = "trial"
when = [{ column = "post", in = ["++"] }]

[populations.weekly]
title = "Weekly"
where = [{ column = "schedule", in = ["Weekly"] }]

[[analyses]]
id = "change_weekly"
title = "Change, weekly"
type = "paired"
endpoint = "change"
population = "weekly"
methods = ["sign"]

[[analyses]]
id = "by_schedule"
title = "Change by schedule"
type = "compare"
endpoint = "change"
by = "schedule"
methods = ["rank-sum"]
"""
TRIAL = """\
patient,schedule,dose,size,pre,post,note
A,Weekly,50,1.5,–,++,
B,Weekly,70,2,+,++,late
C,Daily,5,,++,++,
D,Daily,10,0.25,+,+/++,
"""
CLAIMS = """\
format = 1

[[claim]]
id = "patients"
quote = "of the 4 patients"
location = "Results"
kind = "count"
printed = "4"
derivation = { quantity = "count" }
expected = { verdict = "reproduced", value = "4" }

[[claim]]
id = "p-weekly"
quote = "weekly (P = 0.500)"
location = "Results"
kind = "p"
printed = "0.500"
derivation = { quantity = "p", endpoint = "change", population = "weekly", method = "sign" }
expected = { verdict = "reproduced", value = "0.5" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The good study, to be changed by a test."""
    made = tmp_path / "small"
    made.mkdir()
    for name, text in (("study.toml", STUDY), ("trial.csv", TRIAL), ("claims.toml", CLAIMS)):
        (made / name).write_text(text, encoding="utf-8", newline="")
    return made


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], None]:
    """Replace the one place where a file of the study says something."""

    def replace(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old == "" or text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new) if old else new, encoding="utf-8", newline="")

    return replace


@pytest.fixture
def faults(folder: Path) -> Callable[[], list[str]]:
    """Load the study and return what is wrong with it, one line a violation."""

    def load() -> list[str]:
        with pytest.raises(bs.StudyError) as caught:
            bs.load_study(folder)
        lines = [str(violation) for violation in caught.value.violations]
        assert str(caught.value) == "\n".join(lines)
        assert all(violation.message and violation.remedy for violation in caught.value.violations)
        return lines

    return load
