"""The SIMULATED study: the same bytes for a seed, marked everywhere, and the truth it was made from recovered."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical.simulation import DEFAULT_SEED, combination_simulated
from biomarker_stats.methods.preclinical.simulation_truth import ARMS, TRUTH, TrueParameters

Run = Callable[..., object]
TABLES = ("xenograft", "weights", "brdu", "ki67", "tunel", "growth_in_vitro", "blots", "qpcr")


def table(name: str, files: dict[str, bytes]) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(files[f"{name}.csv"]))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return combination_simulated()


def test_a_seed_gives_the_same_bytes_and_another_gives_others(files: dict[str, bytes]) -> None:
    digest = hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest()
    again = combination_simulated(DEFAULT_SEED)
    assert hashlib.sha256(b"".join(again[name] for name in sorted(again))).hexdigest() == digest
    other = combination_simulated(1)
    assert {name for name in files if other[name] == files[name]} == {"claims.toml"}  # sizes do not change


def test_another_table_does_not_move_the_others(files: dict[str, bytes]) -> None:
    more_mice = combination_simulated(truth=replace(TRUTH, mice=9))
    assert more_mice["xenograft.csv"] != files["xenograft.csv"]
    assert more_mice["brdu.csv"] == files["brdu.csv"]


def test_everything_says_simulated(files: dict[str, bytes]) -> None:
    assert set(files) == {"README.md", "study.toml", "claims.toml", *(f"{name}.csv" for name in TABLES)}
    assert files["README.md"].decode().startswith("# combination_simulated: SIMULATED data\n")
    for name in TABLES:
        assert (table(name, files)["data"] == "SIMULATED").all()


def test_the_readme_prints_the_parameters_it_was_made_from(files: dict[str, bytes]) -> None:
    text = files["README.md"].decode()
    assert "| tumour growth rate, per day, log scale | 0.085 | 0.06 | 0.055 | 0.005 |" in text
    assert f"{TRUTH.growth_contrast:.3f} per day" in text
    changed = combination_simulated(truth=replace(TRUTH, growth_rate=(0.08, 0.07, 0.06, 0.05)))["README.md"].decode()
    assert "| tumour growth rate, per day, log scale | 0.08 | 0.07 | 0.06 | 0.05 |" in changed
    assert "tumour growth rates: 0.000 per day" in changed  # 0.08 − 0.07 − 0.06 + 0.05


def test_the_design(files: dict[str, bytes]) -> None:
    volumes = table("xenograft", files)
    assert volumes.groupby("arm")["mouse"].nunique().to_dict() == dict.fromkeys(ARMS, 8)
    last = volumes.groupby("mouse").tail(1)
    for _, mouse in volumes.groupby("mouse"):
        assert (mouse["volume_mm3"][:-1] < TRUTH.size_limit).all()  # no reading after the limit was reached
    lost = last[last["day"] < 20]
    assert len(lost) > 0
    assert (lost["volume_mm3"] >= TRUTH.size_limit).all()
    weights = table("weights", files).set_index("mouse")["day"]
    assert weights.to_dict() == last.set_index("mouse")["day"].to_dict()
    assert table("brdu", files).groupby(["arm", "dish"]).size().tolist() == [3] * 16
    assert table("blots", files).groupby("gel").size().tolist() == [4] * 3
    assert table("qpcr", files).groupby(["sample", "gene"]).size().tolist() == [3] * 48


LARGE = TrueParameters(dishes=60, experiments=150, gels=400, samples=150, tumours=150)


def test_our_methods_recover_the_truth_from_a_large_simulation() -> None:
    files = combination_simulated(3, LARGE)
    options = {"arms": ARMS, "control": "vehicle", "against": "control"}
    brdu = bs.unit_proportions(table("brdu", files), positive="positive", total="total", unit="dish", **options)
    odds = [p / (1 - p) for p in LARGE.brdu]
    for result, expected in zip([c.main for c in brdu.comparisons], [o / odds[0] for o in odds[1:]], strict=True):
        assert np.log(result.estimate) == pytest.approx(np.log(expected), abs=0.12)
    blots = bs.blots(table("blots", files), phospho="phospho", total="total", **options)
    for result, expected in zip([c.main for c in blots.comparisons], LARGE.phospho_over_total[1:], strict=True):
        assert np.log(result.estimate) == pytest.approx(np.log(expected), abs=0.06)  # 4 SE: 4·√(2·0.2²/400)
    wells = table("qpcr", files)
    names = {"target": "CCND1", "references": ["GUSB", "TBP"], "technical": "technical"}
    pcr = bs.qpcr(wells, **names, efficiency="efficiency", seed=1, **options)
    for result, expected in zip([c.main for c in pcr.comparisons], LARGE.fold_change[1:], strict=True):
        assert np.log2(result.estimate) == pytest.approx(np.log2(expected), abs=0.15)
    roles = dict(zip(("control", "agent_a", "agent_b", "combination"), ARMS, strict=True))
    growth = bs.in_vitro_growth(table("growth_in_vitro", files), **roles, experiment="experiment")
    assert growth.results[0].estimate == pytest.approx(LARGE.well_contrast, abs=0.015)  # 4 SE of 2·0.021/√150


def test_every_table_of_the_study_can_be_analysed_and_written_as_json(files: dict[str, bytes]) -> None:
    tunel = bs.unit_proportions(table("tunel", files), percent="percent_area", unit="mouse", arms=ARMS)
    ki67 = bs.unit_proportions(table("ki67", files), positive="positive", total="total", unit="mouse", arms=ARMS)
    for found in (tunel, ki67):
        assert len(json.loads(json.dumps(found.to_dict(), allow_nan=False))["comparisons"]) == 6
        assert len(found.to_frame()) == len(found.results)
        assert "smallest p of an exact test" in found.summary()


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, True])
def test_seeds_that_are_none(seed: object) -> None:
    with pytest.raises(UsageError, match="seed must be a whole number from 0"):
        combination_simulated(seed)


def test_the_command_writes_the_files_and_refuses_a_full_folder(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "sim"
    result = run("simulate", folder, "--seed", 7)
    assert result.code == 0
    assert "SIMULATED" in result.out
    expected = combination_simulated(7)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == expected
    again = run("simulate", folder)
    assert again.code == 2
    assert "not an empty folder" in again.err
    empty = tmp_path / "empty"
    empty.mkdir()
    payload = json.loads(run("simulate", empty, "--json").out)
    assert payload["simulated"] is True
    assert payload["seed"] == DEFAULT_SEED
    assert sorted(path.name for path in empty.iterdir()) == payload["files"]
    assert run("simulate", tmp_path / "x", "--seed", -1).code == 2
