"""What the README shows is what the package prints."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import biomarker_stats as bs
from biomarker_stats.terminal import methods_markdown

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_methods_table_is_the_catalogue() -> None:
    shown = README.split("<!-- methods:begin")[1].split("-->", 1)[1].split("<!-- methods:end")[0].strip()
    assert shown == methods_markdown(bs.methods()), "run: biomarker-stats methods --markdown"


@pytest.mark.parametrize("command", [("verify",), ("trace", "--decoys", "0")])
def test_the_terminal_output_is_what_the_command_prints(run: Callable[..., object], command: tuple[str, ...]) -> None:
    block = README.split(f"$ biomarker-stats {command[0]}\n", 1)[1].split("```", 1)[0]
    printed = [line.rstrip() for line in run(*command).out.splitlines()]
    for part in block.split("…\n"):
        lines = [line.rstrip() for line in part.strip("\n").splitlines()]
        starts = [k for k in range(len(printed)) if printed[k : k + len(lines)] == lines]
        assert starts, part


def test_the_figures_of_the_multiverse_are_what_it_finds() -> None:
    change = bs.multiverse("carracedo2008").question("paired")
    assert f"{change.inference.below} of {len(change.choices)} specifications lie below 0.05" in README
    assert (change.smallest.p_value, change.smallest.floor) == (0.0625, 0.0625)
    assert "adjusted for the search is\n0.0625" in README


def test_the_notebook_example_runs() -> None:
    code = README.split("```python\n", 1)[1].split("```", 1)[0]
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102  # our own README, to show that it runs
    result = names["result"]
    assert isinstance(result, bs.Result)
    assert (result.p_value, result.p_min_attainable) == (0.125, 0.125)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_local_links_lead_somewhere(link: str) -> None:
    assert link.startswith("https://") or (ROOT / link).exists()
