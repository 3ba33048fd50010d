"""Student's sleep data as a study folder, and the verdict on one claim about it.

Data: Student (1908), The probable error of a mean, Biometrika 6:1-25, table on p. 20: hours of sleep gained by ten
patients under two drugs. (They are R's data set ``sleep``.) The blocks are invented, for enumeration.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

import biomarker_stats as bs
from biomarker_stats.claims import Verdict

DEXTRO = ("0.7", "-1.6", "-0.2", "-1.2", "-0.1", "3.4", "3.7", "0.8", "0.0", "2.0")
LAEVO = ("1.9", "0.8", "1.1", "0.1", "-0.1", "4.4", "5.5", "1.6", "4.6", "3.4")
BLOCKS = (
    ("a", "x", 1),
    ("a", "x", 4),
    ("a", "y", 2),
    ("a", "y", 0),
    ("b", "x", 5),
    ("b", "x", 7),
    ("b", "y", 3),
    ("b", "y", 6),
)
STUDY = """\
format = 1
id = "sleep"
title = "Hours of sleep gained"

[tables.wide]
file = "wide.csv"
unit = "patient"

[tables.wide.columns]
patient = { type = "id" }
dextro = { type = "number", unit = "h" }
laevo = { type = "number", unit = "h" }

[tables.long]
file = "long.csv"
unit = "reading"

[tables.long.columns]
reading = { type = "id" }
drug = { type = "category", levels = ["dextro", "laevo"] }
extra = { type = "number", unit = "h" }

[tables.blocks]
file = "blocks.csv"
unit = "plot"

[tables.blocks.columns]
plot = { type = "id" }
block = { type = "category", levels = ["b", "a"] }
arm = { type = "category", levels = ["x", "y"] }
crop = { type = "integer", optional = true }

[endpoints.change]
title = "laevo − dextro"
type = "change"
table = "wide"
before = "dextro"
after = "laevo"

[endpoints.gained]
title = "Slept longer under dextro"
type = "binary"
table = "wide"
when = [{ column = "dextro", at_least = 0.05 }]

[endpoints.extra]
title = "Hours gained"
type = "value"
table = "long"
column = "extra"

[endpoints.crop]
title = "Crop"
type = "value"
table = "blocks"
column = "crop"

[populations.first_five]
title = "The first five patients"
where = [{ column = "patient", in = ["p1", "p2", "p3", "p4", "p5"] }]
"""


def rows(header: str, lines: list[str]) -> str:
    return "\n".join([header, *lines, ""])


@pytest.fixture
def sleep(tmp_path: Path) -> Path:
    """The study folder, without claims."""
    folder = tmp_path / "sleep"
    folder.mkdir()
    pairs = list(zip(DEXTRO, LAEVO, strict=True))
    wide = [f"p{k},{d},{e}" for k, (d, e) in enumerate(pairs, 1)]
    long = [f"{drug}{k},{drug},{x}" for k, (d, e) in enumerate(pairs, 1) for drug, x in (("dextro", d), ("laevo", e))]
    blocks = [f"{k},{block},{arm},{crop}" for k, (block, arm, crop) in enumerate(BLOCKS, 1)]
    for name, text in (
        ("study.toml", STUDY),
        ("wide.csv", rows("patient,dextro,laevo", wide)),
        ("long.csv", rows("reading,drug,extra", long)),
        ("blocks.csv", rows("plot,block,arm,crop", blocks)),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def claim_text(name: str, text: str) -> str:
    """Return one claim; what ``text`` does not say is filled in."""
    filled = text
    for key, value in (
        ("quote", '"of the study"'),
        ("location", '"Results"'),
        ("expected", '{ verdict = "reproduced" }'),
    ):
        if f"{key} = " not in text:
            filled += f"\n{key} = {value}"
    return f'[[claim]]\nid = "{name}"\n{filled}\n'


@pytest.fixture
def write_claims(sleep: Path) -> Callable[..., Path]:
    """Write ``claims.toml`` from the text of each claim, by name; return the folder."""

    def write(**claims: str) -> Path:
        text = "format = 1\n\n" + "\n".join(claim_text(name, text) for name, text in claims.items())
        (sleep / "claims.toml").write_text(text, encoding="utf-8")
        return sleep

    return write


@pytest.fixture
def judged(write_claims: Callable[..., Path]) -> Callable[..., Verdict]:
    """Return the verdict on one claim about the study, or on the first of several."""

    def judge(text: str, **others: str) -> Verdict:
        return bs.verify(write_claims(claim=text, **others)).verdicts[0]

    return judge


@pytest.fixture
def faults(write_claims: Callable[..., Path]) -> Callable[..., list[str]]:
    """Return what is wrong with one claim, one line a violation."""

    def load(text: str, **others: str) -> list[str]:
        with pytest.raises(bs.StudyError) as caught:
            bs.load_study(write_claims(claim=text, **others))
        return [str(violation) for violation in caught.value.violations]

    return load
