"""A small study folder with any text in it, made anew for each test."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


def quoted(text: str) -> str:
    """Return ``text`` as a TOML basic string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@dataclass(frozen=True, kw_only=True)
class SmallStudy:
    """Four units before and after; every text a test may want to replace is a field."""

    title: str = "Four patients"
    question: str = "Does it rise?"
    units: Sequence[str] = ("A", "B", "C", "D")
    sites: Sequence[str] = ("skin", "skin", "liver", "liver")
    arms: Sequence[str] = ("high", "high", "low", "low")
    doses: Sequence[int] = (9, 9, 1, 1)
    before: Sequence[str] = ("–", "–", "+", "+")
    after: Sequence[str] = ("+", "++", "+", "++")
    reporting: Mapping[str, str] = field(default_factory=dict)
    limitation: str = "Nobody was blinded."
    note: str = "A note."
    column_title: str = "Site"
    quote: str = "4 patients took part"
    extra: str = ""
    simulated: bool = False
    analyses: str = """
[[analyses]]
id = "change"
title = "Change"
type = "paired"
endpoint = "change"
role = "primary"
note = NOTE
methods = ["signed-rank", { method = "paired-t", role = "as-published" }]

[[analyses]]
id = "rose"
title = "Rose"
type = "proportion"
endpoint = "rose"
methods = ["clopper-pearson"]

[[analyses]]
id = "by-arm"
title = "Change by arm"
type = "compare"
endpoint = "change"
by = "arm"
methods = ["rank-sum"]
"""

    def write(self, folder: Path) -> Path:
        """Write the folder and return it."""
        folder.mkdir(parents=True)
        (folder / "table.csv").write_text(self.table(), encoding="utf-8")
        (folder / "study.toml").write_text(self.manifest(), encoding="utf-8")
        (folder / "claims.toml").write_text(self.claims(), encoding="utf-8")
        return folder

    def table(self) -> str:
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["patient", "site", "arm", "dose", "before", "after"])
        writer.writerows(zip(self.units, self.sites, self.arms, self.doses, self.before, self.after, strict=True))
        return stream.getvalue()

    def manifest(self) -> str:
        sites, arms = (", ".join(map(quoted, dict.fromkeys(cells))) for cells in (self.sites, self.arms))
        reporting = "\n".join(f"{name} = {quoted(text)}" for name, text in self.reporting.items())
        return f"""
format = 1
id = "small"
title = {quoted(self.title)}
question = {quoted(self.question)}
simulated = {str(self.simulated).lower()}
limitations = [{quoted(self.limitation)}]
[reporting]
{reporting}
[tables.table]
file = "table.csv"
unit = "patient"
[tables.table.columns]
patient = {{ type = "id" }}
site = {{ type = "category", title = {quoted(self.column_title)}, levels = [{sites}] }}
arm = {{ type = "category", levels = [{arms}] }}
dose = {{ type = "integer", unit = "mg" }}
before = {{ type = "ordinal", scale = "score" }}
after = {{ type = "ordinal", scale = "score" }}
[scales.score]
levels = ["–", "+", "++"]
[endpoints.change]
title = "Change of the score"
type = "change"
table = "table"
before = "before"
after = "after"
[endpoints.rose]
title = "Ends high"
type = "binary"
table = "table"
when = [{{ column = "after", in = ["++"] }}]
{self.analyses.replace("NOTE", quoted(self.note))}
{self.extra}
"""

    def claims(self) -> str:
        return f"""
format = 1
[[claim]]
id = "n"
quote = {quoted(self.quote)}
location = "Methods"
kind = "count"
printed = "4"
derivation = {{ quantity = "count", table = "table" }}
expected = {{ verdict = "reproduced", value = "4" }}
"""
