"""A scaffold loads as it is, whatever the headers and cells; it never half-writes and never overwrites."""

import csv
import errno
import io
import string
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import biomarker_stats as bs
from biomarker_stats.errors import OutputError
from biomarker_stats.study.scaffold import scaffold
from biomarker_stats.study.symbols import skeleton


def as_csv(lines: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(lines)
    return out.getvalue()


def made_from(text: str, folder: Path) -> bs.Study:
    folder.mkdir(exist_ok=True)
    source = folder / "my table.csv"
    source.write_text(text, encoding="utf-8", newline="")
    return bs.load_study(scaffold(folder / "study", source))


def test_the_seed_table_comes_back_with_its_scale_its_mixed_cells_and_its_pairs(
    seed_study: bs.Study, tmp_path: Path
) -> None:
    study = bs.load_study(scaffold(tmp_path / "made", seed_study.folder / "trial.csv"))
    assert study.tables["main"].to_numpy().tolist() == seed_study.tables["trial"].to_numpy().tolist()
    assert study.unit_column("main") == "patient"
    scale = study.manifest.scales["score"]
    assert scale.levels == ("–", "+", "++")
    assert scale.mixed == {"++/–": (0, 1, 2), "+/++": (1, 1.5, 2)}
    assert scale.codings == {"midpoint": {"++/–": 1, "+/++": 1.5}}
    (endpoint,) = study.manifest.endpoints.values()
    assert (endpoint.type, endpoint.before, endpoint.after) == ("change", "perk_pre", "perk_post")
    assert [analysis.endpoint for analysis in study.manifest.analyses] == ["change_perk"]


def test_a_scaffold_can_be_reported_and_verified_at_once(
    seed_study: bs.Study, tmp_path: Path, run: Callable[..., Any]
) -> None:
    told = run("init", tmp_path / "made", "--table", seed_study.folder / "trial.csv")
    assert told.code == 0
    assert "README.md, claims.toml, study.toml, table.csv" in told.out
    verified = run("verify", tmp_path / "made")
    assert verified.code == 0
    assert " ".join(verified.out.split()) == (
        "made: no claims, so nothing was checked — write each published number into claims.toml"
    )
    assert run("report", tmp_path / "made", "-o", tmp_path / "report", "--format", "md,csv").code == 0
    assert "change in perk" in (tmp_path / "report" / "report.md").read_text(encoding="utf-8").lower()


def test_headers_that_are_no_names_are_renamed_and_kept_as_titles(tmp_path: Path) -> None:
    headers = ["Patient no.", "p-ERK (%)", 'a"b\\c', "年齢", "p-ERK [%]", "x\ny", "# not a comment", "a.b", "]] = 1"]
    rows = [[f"P{row}", *(str(row) for _ in headers[1:])] for row in range(3)]
    study = made_from(as_csv([headers, *rows]), tmp_path)
    columns = study.manifest.tables["main"].columns
    names = ["Patient_no", "p-ERK", "a_b_c", "column_4", "p-ERK_2", "x_y", "not_a_comment", "a.b", "1"]
    assert list(columns) == names
    assert [column.title for column in columns.values()] == headers
    readme = (study.folder / "README.md").read_text(encoding="utf-8")
    assert '`table.csv` is a copy of "my table.csv"' in readme
    assert '- `p-ERK_2` was "p-ERK [%]"' in readme
    assert "`a.b`" not in readme


def test_guesses_are_marked_and_the_rest_is_commented(tmp_path: Path) -> None:
    text = "id,arm,grade,size,age,pre,post,free\n" + "".join(
        f"m{row},{'ab'[row % 2]},{row % 4}+,{row}.5,{row},{row},{row + 1},{'word ' * row}\n".replace(",0+,", ",0,")
        for row in range(8)
    )
    study = made_from(text, tmp_path)
    columns = study.manifest.tables["main"].columns
    kinds = {name: column.type for name, column in columns.items()}
    assert kinds == {
        "id": "id",
        "arm": "category",
        "grade": "ordinal",
        "size": "number",
        "age": "integer",
        "pre": "integer",
        "post": "integer",
        "free": "text",
    }
    assert study.manifest.scales["grade"].levels == ("0", "1+", "2+", "3+")
    assert columns["arm"].levels == ("a", "b")
    assert columns["free"].optional
    assert not columns["size"].optional
    assert [(e.before, e.after) for e in study.manifest.endpoints.values()] == [("pre", "post")]
    lines = (study.folder / "study.toml").read_text(encoding="utf-8").splitlines()
    declared = lines[lines.index("[tables.main.columns]") + 1 :][: len(kinds)]
    assert all(line.endswith("# guessed") for line in declared)
    assert tomllib.loads((study.folder / "claims.toml").read_text(encoding="utf-8")) == {"format": 1}
    commented = [
        line.removeprefix("# ") for line in (study.folder / "claims.toml").read_text().splitlines()[3:] if line
    ]
    example = tomllib.loads("format = 1\n" + "\n".join(commented))["claim"][0]
    assert example["printed"] == "10"


def test_pairs_are_guessed_only_where_names_and_readings_fit(tmp_path: Path) -> None:
    text = (
        "id,a_pre,a_post,a.pre,a.post,b before,b after,c_pre,c_post,d_pre,d_post,prelim,postal\n"
        "1,1,2,3,4,5,6,+,1,1,,1,2\n"
        "2,1,2,3,4,,,–,2,1,3,1,2\n"
    )
    study = made_from(text, tmp_path)
    found = {name: (e.before, e.after) for name, e in study.manifest.endpoints.items()}
    assert found == {
        "change_a": ("a_pre", "a_post"),
        "change_a_2": ("a.pre", "a.post"),
        "change_b": ("b_before", "b_after"),
        "change_d": ("d_pre", "d_post"),
    }


def test_numbers_that_no_column_could_hold_stay_text(tmp_path: Path) -> None:
    study = made_from("id,big,huge\na,99999999999999999999,1e999\nb,1,1e999\n", tmp_path)
    kinds = [column.type for column in study.manifest.tables["main"].columns.values()]
    assert kinds == ["id", "number", "category"]


MARKS = "\"'\\#=[]{},;.\n\r\t +-–/%$<>&|`*_()!\u202e\u2028\ufeff\u00a0é年"
LIKELY = ["", "–", "-", "+", "++", "+/++", "++/-", "0", "1+", "7", "2.5", "1,5", "NaN", "pre", "yes", "no", "No"]
LIKELY_NAMES = ["pre", "post", "x_pre", "x_post", "X-POST", "before", "after"]


def hostile(*, controls: bool) -> st.SearchStrategy[str]:
    plain = st.characters(exclude_categories=["Cs"] if controls else ["Cs", "Cc"])
    letters = st.sampled_from(MARKS + string.ascii_letters + string.digits)
    return st.text(st.one_of(letters, plain), max_size=12)


@st.composite
def tables(draw: st.DrawFn, *, controls: bool) -> list[list[str]]:
    width, height = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    names = st.one_of(hostile(controls=controls), st.sampled_from(LIKELY_NAMES))
    cells = st.one_of(st.sampled_from(LIKELY), hostile(controls=controls))
    headers = draw(
        st.lists(names.filter(str.strip), min_size=width, max_size=width, unique_by=lambda name: name.strip()).filter(
            lambda found: "unit" not in found
        )
    )
    rows = [draw(st.lists(cells, min_size=width, max_size=width)) for _ in range(height)]
    return [["unit", *headers], *([f"u{number}", *row] for number, row in enumerate(rows))]


@given(tables(controls=False))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_table_of_printable_cells_makes_a_study_that_loads_with_every_cell(lines: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        study = made_from(as_csv(lines), Path(name))
    frame = study.tables["main"]
    columns = study.manifest.tables["main"].columns
    assert [column.title for column in columns.values()] == [header.strip() for header in lines[0]]
    for place, (name, column) in enumerate(columns.items()):
        typed = [line[place].strip() for line in lines[1:]]
        if column.type in {"integer", "number"}:
            assert frame[name].dropna().tolist() == [float(cell.replace("−", "-")) for cell in typed if cell]
        else:
            read = [cell or "" for cell in frame[name]]
            assert [skeleton(cell) for cell in read] == [skeleton(cell) for cell in typed]
            assert column.type == "ordinal" or read == typed


@given(tables(controls=True))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_table_with_control_characters_loads_or_is_refused_under_its_own_name(lines: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        refused: list[bs.StudyError] = []
        try:
            made_from(as_csv(lines), folder)
        except bs.StudyError as error:
            refused.append(error)
        assert (folder / "study").exists() != bool(refused)
        assert all(violation.file == "my table.csv" for error in refused for violation in error.violations)


@pytest.mark.parametrize("name", ["new", "deep/er/new", "."])
def test_a_new_or_an_empty_folder_is_filled(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv").write_text("id,x\na,1\n")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    made = scaffold(name, tmp_path / "t.csv")
    assert sorted(path.name for path in Path(made).iterdir()) == ["README.md", "claims.toml", "study.toml", "table.csv"]
    assert bs.load_study(Path.cwd() / name).id in {"new", "empty"}


def test_a_folder_that_holds_anything_is_refused_and_left_alone(tmp_path: Path, run: Callable[..., Any]) -> None:
    (tmp_path / "t.csv").write_text("id,x\na,1\n")
    full = tmp_path / "full"
    full.mkdir()
    (full / ".hidden").write_text("mine")
    for place in (full, tmp_path / "t.csv"):
        with pytest.raises(OutputError, match="exists and is not an empty folder — name a new one"):
            scaffold(place, tmp_path / "t.csv")
        assert run("init", place, "--table", tmp_path / "t.csv").code == 2
    assert [path.name for path in full.iterdir()] == [".hidden"]
    with pytest.raises(OutputError, match=r"cannot be written: (not a directory|file exists)"):
        scaffold(tmp_path / "t.csv" / "new", tmp_path / "t.csv")


@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_half_written(there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv").write_text("id,x\na,1\n")
    place = tmp_path / "out" / "new"
    place.parent.mkdir()
    if there:
        place.mkdir()
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name in {"claims.toml", "study"}:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OutputError, match="cannot be written: no space left on device"):
        scaffold(place, tmp_path / "t.csv")
    assert [str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*")] == ["new"] * there


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "t.csv: is empty"),
        ("id,x\n", "t.csv: has a header and no rows"),
        ("x,y\n1.5,a\n1.5,a\n", "t.csv: has no column that names each row differently"),
        ("id,x\na,1,2\n", "t.csv row 1: has 3 cells where the header has 2"),
        ("id,x\na,\x1b\n", "t.csv row 1, column x: '\\x1b' holds a control character"),
        ("id,id\na,b\n", "t.csv (header): 'id' names two columns"),
    ],
)
def test_tables_that_cannot_be_read(text: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(bs.StudyError) as caught:
        scaffold(tmp_path / "new", tmp_path / "t.csv")
    assert str(caught.value).startswith(expected)
    assert not (tmp_path / "new").exists()


def test_no_table_is_told_by_its_path(tmp_path: Path, run: Callable[..., Any]) -> None:
    told = run("init", tmp_path / "new", "--table", tmp_path / "none.csv")
    assert told.code == 3
    assert told.err == f"{tmp_path / 'none.csv'}: does not exist — name an existing file\n"
