"""A report folder is written whole, or not at all, and nothing in it that is not ours is ever lost."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from biomarker_stats.errors import OutputError
from biomarker_stats.reporting import folder as folder_module
from biomarker_stats.reporting import swap as swap_module
from biomarker_stats.reporting.folder import MANIFEST, MARKER, check_folder, write_report


def report_files(word: str, extra: tuple[str, ...] = ()) -> dict[str, bytes]:
    files = {"report.md": f"# {word}\n".encode(), "figures/a.png": word.encode() * 100}
    files |= {name: word.encode() for name in extra}
    listed = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return files | {MANIFEST: json.dumps({"marker": MARKER, "files": listed}).encode()}


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(params=["in one step", "renamed aside"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "renamed aside":
        monkeypatch.setattr(swap_module, "exchange", lambda *_: False)


def test_a_new_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    out = write_report(tmp_path / "reports" / "study", report_files("one"))
    assert content(out) == report_files("one")
    assert [entry.name for entry in out.parent.iterdir()] == ["study"]


@pytest.mark.usefixtures("either_way")
def test_an_earlier_report_is_replaced_and_what_it_no_longer_has_goes(tmp_path: Path) -> None:
    out = tmp_path / "study"
    write_report(out, report_files("one", extra=("report.html",)))
    write_report(out, report_files("two"))
    assert content(out) == report_files("two")
    assert [entry.name for entry in tmp_path.iterdir()] == ["study"]


def test_an_empty_folder_is_used_and_keeps_its_permissions(tmp_path: Path) -> None:
    out = tmp_path / "study"
    out.mkdir(mode=0o750)
    write_report(out, report_files("one"))
    assert content(out) == report_files("one")
    assert out.stat().st_mode & 0o777 == 0o750


def test_a_foreign_file_beside_a_report_is_named_and_the_report_refused(tmp_path: Path) -> None:
    out = tmp_path / "study"
    write_report(out, report_files("one"))
    (out / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"also holds notes\.txt — .*--force"):
        write_report(out, report_files("two"))
    assert content(out) == report_files("one") | {"notes.txt": b"mine"}


@pytest.mark.parametrize("name", ["notes.txt", "sub/deep/x.csv", MANIFEST])
def test_any_other_folder_is_refused(tmp_path: Path, name: str) -> None:
    out = tmp_path / "study"
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text("{}")
    with pytest.raises(OutputError, match=f"is not a report of this package; it holds {name}"):
        write_report(out, report_files("one"))
    assert content(out) == {name: b"{}"}


@pytest.mark.usefixtures("either_way")
def test_force_keeps_every_foreign_file(tmp_path: Path) -> None:
    out = tmp_path / "study"
    write_report(out, report_files("one"))
    mine = {"notes.txt": b"mine", "sub/deep/x.csv": b"1", "figures/mine.png": b"2"}
    for name, text in mine.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(text)
    (out / "empty").mkdir()
    (out / "link").symlink_to("notes.txt")
    write_report(out, report_files("two"), force=True)
    assert content(out) == report_files("two") | mine | {"link": b"mine"}
    assert (out / "link").is_symlink()
    assert (out / "empty").is_dir()
    assert [entry.name for entry in tmp_path.iterdir()] == ["study"]


@pytest.mark.usefixtures("either_way")
def test_force_keeps_a_foreign_file_whose_name_the_report_needs(tmp_path: Path) -> None:
    out = tmp_path / "study"
    out.mkdir()
    (out / "report.md").write_text("my own")
    (out / "figures").write_text("a file called figures")
    write_report(out, report_files("one"), force=True)
    kept = {"report.md.orig": b"my own", "figures.orig": b"a file called figures"}
    assert content(out) == report_files("one") | kept


def test_a_file_a_link_and_the_working_folder_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "broken").symlink_to("nowhere")
    monkeypatch.chdir(tmp_path / "real")
    for name, reason in {
        "file": "is a file",
        "file/inside": "cannot be written",
        "link": "symbolic link",
        "broken": "symbolic link",
        "real": "working in",
    }.items():
        with pytest.raises(OutputError, match=reason):
            write_report(tmp_path / name, report_files("one"), force=True)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["broken", "file", "link", "real"]


def test_a_manifest_that_is_no_json_makes_no_report(tmp_path: Path) -> None:
    for text in ("", "[" * 100_000, "[]", '{"marker": "biomarker_stats report", "files": 3}', "\udcff"):
        (tmp_path / "x").mkdir(exist_ok=True)
        (tmp_path / "x" / MANIFEST).write_bytes(text.encode(errors="surrogateescape"))
        with pytest.raises(OutputError, match="not a report"):
            check_folder(tmp_path / "x")


def test_a_report_put_aside_by_a_killed_run_is_put_back(tmp_path: Path) -> None:
    write_report(tmp_path / "study", report_files("one"))
    (tmp_path / "study").rename(tmp_path / ".study.biomarker-stats-old")
    check_folder(tmp_path / "study")
    assert content(tmp_path / "study") == report_files("one")


def test_what_killed_runs_left_is_cleared_later_but_a_running_one_is_not(tmp_path: Path) -> None:
    write_report(tmp_path / "study", report_files("one"))
    for name, age in ((".study.0000.biomarker-stats-new", 7200), (".study.1111.biomarker-stats-new", 0)):
        write_report(tmp_path / name, report_files("half"))
        seconds = (tmp_path / name).stat().st_mtime - age
        os.utime(tmp_path / name, (seconds, seconds))
    check_folder(tmp_path / "study")
    assert sorted(e.name for e in tmp_path.iterdir()) == [".study.1111.biomarker-stats-new", "study"]


class Killed(BaseException):
    """Stands for a signal."""


def failing_at(step: int, function: Callable[..., object], calls: list[int]) -> Callable[..., object]:
    def wrapped(*arguments: object, **options: object) -> object:
        calls[0] += 1
        if calls[0] == step:
            raise Killed
        return function(*arguments, **options)

    return wrapped


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("step", range(1, 12))
def test_an_interrupt_at_any_system_call_leaves_one_whole_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    out = tmp_path / "study"
    write_report(out, report_files("one"))
    calls = [0]
    monkeypatch.setattr(os, "fsync", failing_at(step, os.fsync, calls))
    monkeypatch.setattr(Path, "rename", failing_at(step, Path.rename, calls))
    with suppress(Killed):
        write_report(out, report_files("two"))
    monkeypatch.undo()
    check_folder(out)
    assert content(out) in (report_files("one"), report_files("two"))


KILLS = """
import json, os, random, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_folder import report_files
from biomarker_stats.reporting import folder, swap
root, one_step = Path(sys.argv[2]), sys.argv[3] == "in one step"
if not one_step:
    swap.exchange = lambda *_: False
lines, stop = 0, -1

def count(frame, event, argument):
    global lines
    if frame.f_code.co_filename not in (folder.__file__, swap.__file__):
        return None
    if event == "line":
        lines += 1
        if lines == stop:
            os._exit(9)  # no finally clause runs, as under SIGKILL
    return count

def old_report(name):
    target = root / name / "study"
    folder.write_report(target, report_files("one"))
    (target / "notes.txt").write_bytes(b"mine")
    return target

def write_new(target):
    sys.settrace(count)
    folder.write_report(target, report_files("two"), force=True)
    sys.settrace(None)

write_new(old_report("dry run"))
stops, codes = random.Random(20080201).sample(range(1, lines), 20), []
for stop in stops:
    target, lines = old_report(f"line {stop}"), 0
    child = os.fork()
    if not child:
        write_new(target)
        os._exit(0)
    codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
print(json.dumps([stops, codes]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
@pytest.mark.parametrize("way", ["in one step", "renamed aside"])
def test_a_kill_at_twenty_random_lines_leaves_the_old_report_or_the_new_one(tmp_path: Path, way: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", KILLS, str(Path(__file__).parent), str(tmp_path), way]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    stops, codes = json.loads(done.stdout)
    assert codes == [9] * 20
    old, new = (report_files(word) | {"notes.txt": b"mine"} for word in ("one", "two"))
    for line in stops:
        out = tmp_path / f"line {line}" / "study"
        if way == "renamed aside":  # between two renames only the folder put aside is there, until the next start
            check_folder(out, force=True)
        assert content(out) in (old, new), f"killed at line {line}"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(folder_module, "stage", refuse)
    with pytest.raises(OutputError, match=r"study cannot be written \(Permission denied\) — .* -o"):
        write_report(tmp_path / "study", report_files("one"))
