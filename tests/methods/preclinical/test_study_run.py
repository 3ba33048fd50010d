"""Experiments of a study run: the same numbers as the analyses called by hand, and every fault with its place."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import biomarker_stats as bs
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.preclinical.simulation import combination_simulated
from biomarker_stats.methods.preclinical.simulation_truth import ARMS, TRUTH

ROLES = dict(zip(("control", "agent_a", "agent_b", "combination"), ARMS, strict=True))
Edit = Callable[[str, str, str], None]


@pytest.fixture(scope="module")
def study() -> bs.Study:
    return bs.load_study("combination_simulated")


@pytest.fixture(scope="module")
def results(study: bs.Study) -> dict[str, ExperimentResults]:
    return {found.id: found for found in bs.run_experiments(study)}


@pytest.fixture
def copy(tmp_path: Path, study: bs.Study) -> Path:
    return Path(shutil.copytree(study.folder, tmp_path / "study"))


@pytest.fixture
def edit(copy: Path) -> Edit:
    def replace(name: str, old: str, new: str) -> None:
        text = (copy / name).read_text(encoding="utf-8")
        assert old in text
        (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def lines(copy: Path) -> list[str]:
    with pytest.raises(bs.DataError) as caught:
        bs.run_experiments(bs.load_study(copy))
    return [str(violation) for violation in caught.value.violations]


def test_the_bundled_folder_is_what_the_command_writes(study: bs.Study) -> None:
    found = {path.name: path.read_bytes() for path in study.folder.iterdir()}
    assert found == combination_simulated()


def test_it_says_simulated_and_its_sizes_are_those_of_its_readme(study: bs.Study) -> None:
    assert study.title.startswith("SIMULATED")
    assert bs.verify(study).ok
    assert len(study.claims) == 7


def test_every_kind_of_analysis_is_run(results: dict[str, ExperimentResults]) -> None:
    parts = {name: set(found.parts) for name, found in results.items()}
    assert parts["xenograft"] == {"growth", "combination", "pairwise"}
    assert parts["weights"] == {"weights", "pairwise"}
    of_units = ("ki67", "tunel", "brdu", "growth_in_vitro", "blots", "qpcr")
    assert all(parts[name] == {"analysis", "pairwise"} for name in of_units)
    assert results["xenograft"].n == dict.fromkeys(ARMS, TRUTH.mice)
    assert results["ki67"].n == dict.fromkeys(ARMS, TRUTH.tumours)
    assert results["brdu"].n == dict.fromkeys(ARMS, TRUTH.dishes)
    assert results["blots"].n == dict.fromkeys(ARMS, TRUTH.gels)
    assert results["qpcr"].n == dict.fromkeys(ARMS, TRUTH.samples)


def test_the_numbers_are_those_of_the_analyses_called_by_hand(
    study: bs.Study, results: dict[str, ExperimentResults]
) -> None:
    tables = study.tables
    volumes = {"volume": "volume_mm3", "arms": ROLES, "at_day": 14}
    combination = bs.combination(tables["xenograft"], margin=1.25, **volumes)
    assert results["xenograft"].combination.to_dict() == combination.to_dict()
    growth = bs.growth(tables["xenograft"], threshold=1500, **volumes)
    assert results["xenograft"].growth.to_dict() == growth.to_dict()
    compared = {"arms": ARMS, "control": "vehicle"}
    brdu = bs.unit_proportions(tables["brdu"], positive="positive", total="total", unit="dish", **compared)
    assert results["brdu"].analysis.to_dict() == brdu.to_dict()
    blots = bs.blots(tables["blots"], phospho="phospho", total="total", loading="loading", **compared)
    assert results["blots"].analysis.to_dict() == blots.to_dict()
    student = bs.pairwise(tables["weights"], outcome="tumour_weight_g", unit="mouse", arms=ARMS)
    assert results["weights"].pairwise.comparisons[0].results[0].p_value == student.comparisons[0].results[0].p_value


def test_arms_on_shared_gels_count_as_independent_in_the_published_style(results: dict[str, ExperimentResults]) -> None:
    pairwise = results["blots"].pairwise
    assert pairwise.comparisons[0].main.n == {"agent A": 3, "vehicle": 3}
    assert pairwise.comparisons[0].floor == 0.1  # 2 / C(6, 3); paired by gel it is 0.25
    assert results["blots"].analysis.comparisons[0].floor == 0.25


def test_everything_is_written_as_json_and_as_rows(results: dict[str, ExperimentResults]) -> None:
    for found in results.values():
        payload = json.loads(json.dumps(found.to_dict(), allow_nan=False))
        assert payload["experiment"]["id"] == found.id
        assert set(found.to_frame()["experiment"]) == {found.id}


def test_a_design_gives_floors_and_no_number_from_readings() -> None:
    designs = bs.run_experiments(bs.load_study("carracedo2008"))
    assert len(designs) == 18
    for found in designs:
        assert found.design_only
        assert found.results == ()
        assert found.parts == {}
        assert found.to_frame().empty
        assert len(found.frame) == 0
    floors = {found.id: {round(each.floor, 4) for each in found.attainable} for found in designs}
    assert floors["figure3"] == {0.1}  # 3 v 3: 2 / C(6, 3)
    assert floors["figure7a"] == {0.0286}  # 4 v 4: 2 / C(8, 4)
    assert floors["qpcr"] == set()
    paired = {found.id: {each.floor_paired for each in found.attainable} for found in designs}
    assert (paired["figure4a"], paired["figure6a"], paired["figure3"]) == ({0.25}, {None}, {None})


def test_a_mouse_in_two_arms_a_repeated_day_and_a_negative_volume_are_named_at_once(copy: Path, edit: Edit) -> None:
    edit("study.toml", 'unit = "mm³", minimum = 0 }', 'unit = "mm³" }')
    edit("xenograft.csv", "\nV2,vehicle,2,", "\nV2,agent A,2,")
    edit("xenograft.csv", "\nV3,vehicle,2,", "\nV3,vehicle,0,")
    edit("xenograft.csv", "\nV1,vehicle,4,", "\nV1,vehicle,4,-")
    edit("brdu.csv", "\nD1,vehicle,1,74,", "\nD1,vehicle,1,974,")
    found = lines(copy)
    assert len(found) == 4
    assert found[0].startswith("xenograft.csv row 3 (mouse V1), column volume_mm3: '-")
    assert found[1].startswith("xenograft.csv row 13, column mouse: 'V2' is in arm 'agent A' here and in arm 'vehicle'")
    assert found[2].startswith("xenograft.csv row ")
    assert "(mouse V3), column day: repeats row" in found[2]
    assert found[3].startswith("brdu.csv row 1 (dish D1), column positive: '974' is more than the total")


def test_rows_are_counted_as_in_the_file_where_a_line_is_blank(copy: Path, edit: Edit) -> None:
    edit("xenograft.csv", "\nV1,vehicle,0,", "\n\nV1,vehicle,0,")
    edit("xenograft.csv", "\nV2,vehicle,2,", "\nV2,agent A,2,")
    assert lines(copy)[0].startswith("xenograft.csv row 14, column mouse: 'V2' is in arm 'agent A' here")


def test_an_arm_of_one_animal_and_a_gel_without_control(copy: Path, edit: Edit) -> None:
    text = (copy / "tunel.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in text if ",A + B," not in line or line.startswith("C1,")]
    (copy / "tunel.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    edit("blots.csv", "\n1,1,vehicle,", "\n4,1,vehicle,")
    found = lines(copy)
    assert found[0].startswith("tunel.csv, column arm: 'A + B' has 1 mouse: the spread between units cannot be known")
    assert "blots.csv, column gel: '1' has no lane of the control 'vehicle'" in found[1]


def test_a_technical_replicate_given_as_a_sample(copy: Path) -> None:
    rows = [line.split(",") for line in (copy / "qpcr.csv").read_text(encoding="utf-8").splitlines()]
    renamed = [[f"{row[0]}r{row[3]}", *row[1:]] for row in rows[1:]]
    text = "\n".join(",".join(row) for row in [rows[0], *renamed]) + "\n"
    (copy / "qpcr.csv").write_text(text, encoding="utf-8")
    found = lines(copy)
    assert len(found) > 1
    assert found[0].startswith("qpcr.csv row 2 (sample S1r2), column technical: '2' is a technical replicate, but")


def test_what_the_study_file_gets_wrong_names_the_experiment(copy: Path, edit: Edit) -> None:
    edit("study.toml", "day = 14", "day = 15")
    edit("study.toml", 'references = ["GUSB", "TBP"]', 'references = ["GUSB", "TPB"]')
    day, gene = lines(copy)
    assert day.startswith("study.toml (experiments['xenograft']): day = 15: no reading of")
    assert gene == (
        "study.toml (experiments['qpcr']): no well holds gene 'TPB' — did you mean 'TBP'? known: CCND1, GUSB, TBP"
    )


def test_a_missing_control_day_and_unequal_units_are_noted(copy: Path) -> None:
    text = (copy / "xenograft.csv").read_text(encoding="utf-8").splitlines()
    without = [line for line in text if ",vehicle,2," not in line]
    (copy / "xenograft.csv").write_text("\n".join(without) + "\n", encoding="utf-8")
    brdu = (copy / "brdu.csv").read_text(encoding="utf-8").splitlines()
    (copy / "brdu.csv").write_text("\n".join([brdu[0], *brdu[2:]]) + "\n", encoding="utf-8")
    found = {each.id: each for each in bs.run_experiments(bs.load_study(copy))}
    assert any("control (vehicle) has no reading on day 2" in text for text in found["xenograft"].growth.notes)
    assert any("dishes have 2 to 3 fields" in text for text in found["brdu"].analysis.notes)


def two_diameters(copy: Path, change: Callable[[list[str]], list[str]] = lambda rows: rows) -> None:
    """Replace volumes by a length of 40 mm and the width that gives the volume back: length·width²/2."""
    text = (copy / "study.toml").read_text(encoding="utf-8")
    column = 'volume_mm3 = { type = "number", title = "Tumour volume", unit = "mm³", minimum = 0 }'
    assert column in text
    text = text.replace(column, 'length = { type = "number", optional = true }\nwidth = { type = "number" }')
    text = text.replace('volume = "volume_mm3" }', 'length = "length", width = "width" }\nformula = "ellipsoid"')
    (copy / "study.toml").write_text(text, encoding="utf-8")
    rows = [line.split(",") for line in (copy / "xenograft.csv").read_text(encoding="utf-8").splitlines()[1:]]
    made = change([f"{m},{a},{d},40,{(2 * float(v) / 40) ** 0.5!r},{s}" for m, a, d, v, s in rows])
    (copy / "xenograft.csv").write_text("\n".join(["mouse,arm,day,length,width,data", *made]) + "\n", encoding="utf-8")


def test_length_and_width_make_a_volume(copy: Path) -> None:
    two_diameters(copy)
    found = bs.run_experiments(bs.load_study(copy))[0].growth
    direct = bs.run_experiments(bs.load_study("combination_simulated"))[0].growth
    assert found.contrasts[0].welch.estimate == pytest.approx(direct.contrasts[0].welch.estimate, rel=1e-9)


def test_a_missing_diameter_is_counted_and_a_wrong_one_is_named(copy: Path) -> None:
    def change(rows: list[str]) -> list[str]:
        return [rows[0].replace(",40,", ",,"), rows[1].replace(",40,", ",1,"), *rows[2:]]

    two_diameters(copy, change)
    (fault,) = lines(copy)
    assert fault.startswith("xenograft.csv row 2 (mouse V1), column width: ")
    assert "exceeds the length 1" in fault
    rows = (copy / "xenograft.csv").read_text(encoding="utf-8").replace(",2,1,", ",2,40,")
    (copy / "xenograft.csv").write_text(rows, encoding="utf-8")
    assert bs.run_experiments(bs.load_study(copy))[0].excluded["no reading"] == 1


def test_a_table_far_too_large_is_refused_at_once(copy: Path) -> None:
    rows = "".join(f"m{k},vehicle,4.0,SIMULATED\n" for k in range(2_001))
    (copy / "tunel.csv").write_text(f"mouse,arm,percent_area,data\n{rows}m,agent A,1,SIMULATED\n", encoding="utf-8")
    text = (copy / "study.toml").read_text(encoding="utf-8")
    start = text.index('id = "tunel"')
    roles = 'arms = { control = "vehicle", agent_a = "agent A", agent_b = "agent B", combination = "A + B" }'
    kept = text[start:].replace(roles, 'arms = { control = "vehicle", agent_a = "agent A" }', 1)
    (copy / "study.toml").write_text(text[:start] + kept, encoding="utf-8")
    assert lines(copy) == [
        "tunel.csv (experiments['tunel']): has 2,002 units; an experiment is analysed with at most 2,000 — "
        "declare a smaller table"
    ]


def test_a_tumour_that_is_gone_counts_in_the_published_style(copy: Path) -> None:
    rows = (copy / "xenograft.csv").read_text(encoding="utf-8").splitlines()
    gone = ["C1,A + B,14,0,SIMULATED" if row.startswith("C1,A + B,14,") else row for row in rows]
    assert gone != rows
    (copy / "xenograft.csv").write_text("\n".join(gone) + "\n", encoding="utf-8")
    found = bs.run_experiments(bs.load_study(copy))[0]
    units = found.pairwise.units.set_index("unit")["value"]
    assert len(units) == 32
    assert units["C1"] == 0
    volumes = {row.split(",")[0]: float(row.split(",")[3]) for row in rows[1:] if row.split(",")[2] == "14"}
    assert units.drop("C1").to_dict() == {name: value for name, value in volumes.items() if name != "C1"}


def test_cubic_centimetres_are_compared_in_cubic_millimetres(copy: Path, edit: Edit) -> None:
    edit("study.toml", "size_limit = 1500", 'size_limit = 1500\nvolume_unit = "cm3"')
    rows = [line.split(",") for line in (copy / "xenograft.csv").read_text(encoding="utf-8").splitlines()]
    smaller = [rows[0], *([m, a, d, repr(float(v) / 1000), s] for m, a, d, v, s in rows[1:])]
    (copy / "xenograft.csv").write_text("\n".join(",".join(row) for row in smaller) + "\n", encoding="utf-8")
    found = bs.run_experiments(bs.load_study(copy))[0]
    first = bs.run_experiments(bs.load_study("combination_simulated"))[0]
    student, as_before = found.pairwise.comparisons[0].main, first.pairwise.comparisons[0].main
    assert student.estimate == pytest.approx(as_before.estimate, rel=1e-9)
    assert found.growth.response["t_over_c"].tolist() == pytest.approx(first.growth.response["t_over_c"].tolist())
