"""The GitHub Action and the pre-commit hook: what they run exists, and nothing of a caller's input becomes code."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import yaml
from typer.main import get_command

from biomarker_stats.cli import app

ROOT = Path(__file__).resolve().parents[2]


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def verify_options() -> set[str]:
    command = get_command(app).commands["verify"]  # type: ignore[attr-defined]
    return {option for parameter in command.params for option in parameter.opts}


def test_the_action_installs_itself_and_runs_options_that_exist() -> None:
    action = loaded("action.yml")
    assert action["runs"]["using"] == "composite"
    assert set(action["inputs"]) == {"study", "python-version", "sarif", "junit"}
    assert action["inputs"]["study"]["required"] is True
    steps = action["runs"]["steps"]
    install, verify = (step for step in steps if "run" in step)
    assert install["env"]["ACTION"] == "${{ github.action_path }}"
    assert install["run"].rstrip().endswith('pip install --quiet --disable-pip-version-check "$ACTION"')
    words = shlex.split(verify["run"])
    assert words[0].endswith("/bin/biomarker-stats")
    assert words[1] == "verify"
    assert {word for word in words if word.startswith("--") and word != "--"} <= verify_options()
    assert words[-2:] == ["--", "$STUDY"]


def test_no_expression_stands_inside_a_script_of_the_action() -> None:
    action = loaded("action.yml")
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        used = set(re.findall(r"\$([A-Z_]+)", step.get("run", "")))
        assert used <= {*step.get("env", {}), "RUNNER_TEMP", "GITHUB_STEP_SUMMARY"}
        for expression in re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", str(step)):
            assert expression in action["inputs"]


def test_the_command_of_the_action_runs_as_it_stands(seed_copy: Path, tmp_path: Path) -> None:
    verify = [step for step in loaded("action.yml")["runs"]["steps"] if "run" in step][-1]
    place = tmp_path / "biomarker-stats" / "bin"
    place.mkdir(parents=True)
    (place / "biomarker-stats").symlink_to(Path(sys.executable).parent / "biomarker-stats")
    values = {"STUDY": str(seed_copy), "SARIF": "out.sarif", "JUNIT": "out.xml"}
    summary = tmp_path / "summary.md"
    environment = {**values, "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(summary), "PATH": "/usr/bin:/bin"}
    subprocess.run(["bash", "-e", "-c", verify["run"]], check=True, cwd=tmp_path, env=environment, capture_output=True)
    assert set(values) == set(verify["env"])
    assert (tmp_path / "out.sarif").is_file()
    assert (tmp_path / "out.xml").is_file()
    assert summary.read_text(encoding="utf-8").startswith("## carracedo2008")


def test_the_pre_commit_hook_runs_a_command_that_is_installed() -> None:
    (hook,) = loaded(".pre-commit-hooks.yaml")
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    program, command = hook["entry"].split()
    assert (hook["id"], hook["language"], hook["pass_filenames"]) == ("biomarker-stats-verify", "python", False)
    assert program in scripts
    assert command in get_command(app).commands  # type: ignore[attr-defined]
    for name in ("study.toml", "a/claims.toml", "a/trial.csv", "trial.xlsx"):
        assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "a/my-study.toml")
