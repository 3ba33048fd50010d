"""Transcription checksums: what a person counted on the page against the file; every difference, with both numbers."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import biomarker_stats as bs

Edit = Callable[[str, str, str], None]
Faults = Callable[[], list[str]]
SCALES = "[scales.perk]\nlevels"
# counted by hand in TRIAL of tests/study/conftest.py: 4 rows, doses 50 + 70 + 5 + 10, sizes 1.5 + 2 + 0.25
GOOD = """\
[tables.trial.checksums]
rows = 4
sums = { dose = 135, size = 3.75 }
counts = { schedule = { Weekly = 2, Daily = 2 }, pre = { "-" = 1, "+" = 2, "++" = 1 }, note = { "" = 3, late = 1 } }

"""
REMEDY = "compare the file with the printed page, or correct [tables.trial.checksums] in study.toml"


@pytest.fixture
def checksums(edit: Edit) -> Callable[[str], None]:
    return lambda text: edit("study.toml", SCALES, text + SCALES)


def test_right_checksums_load(checksums: Callable[[str], None], folder: Path) -> None:
    checksums(GOOD)
    assert bs.load_study(folder).manifest.tables["trial"].checksums.sums == {"dose": 135, "size": 3.75}


def test_every_difference_is_named_with_both_numbers(
    checksums: Callable[[str], None], edit: Edit, faults: Faults
) -> None:
    checksums(GOOD)
    edit("trial.csv", "B,Weekly,70,2,+,++,late\n", "")
    edit("trial.csv", "D,Daily,10,0.25,+", "D,Daily,10,0.25,++")
    edit("trial.csv", "++,\nC", "++,early\nC")
    assert faults() == [
        f"trial.csv: has 3 rows, but 4 were counted by hand — {REMEDY}",
        f"trial.csv, column dose: sums to 65, but 135 was added up by hand — {REMEDY}",
        f"trial.csv, column size: sums to 1.75, but 3.75 was added up by hand — {REMEDY}",
        f"trial.csv, column schedule: holds 'Weekly' 1 times, but 2 were counted by hand — {REMEDY}",
        f"trial.csv, column pre: holds '+' 0 times, but 2 were counted by hand — {REMEDY}",
        f"trial.csv, column pre: holds '++' 2 times, but 1 were counted by hand — {REMEDY}",
        f"trial.csv, column note: holds an empty cell 2 times, but 3 were counted by hand — {REMEDY}",
        f"trial.csv, column note: holds 'late' 0 times, but 1 were counted by hand — {REMEDY}",
        f"trial.csv, column note: holds 'early' 1 times, but 0 were counted by hand — {REMEDY}",
    ]


def test_a_sum_of_words_and_a_count_of_numbers(checksums: Callable[[str], None], faults: Faults) -> None:
    checksums("[tables.trial.checksums]\nsums = { schedul = 1, note = 2 }\ncounts = { dose = { x = 1 } }\n")
    found = [re.sub(" — .*", "", line) for line in faults()]
    assert found == [
        "study.toml (tables.trial.checksums.sums): 'schedul' is not a column of the table",
        "study.toml (tables.trial.checksums.sums): 'note' is a column of type text, which has no sums",
        "study.toml (tables.trial.checksums.counts): 'dose' is a column of type integer, which has no counts",
    ]


def test_the_seed_study_holds_the_mark_that_no_claim_bears_on(seed_copy: Path) -> None:
    path = seed_copy / "trial.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("++/–,B,", "++/–,,"), encoding="utf-8")
    with pytest.raises(bs.StudyError, match="column perk_pre_mark: holds 'B' 0 times, but 1 were counted by hand"):
        bs.load_study(seed_copy)
