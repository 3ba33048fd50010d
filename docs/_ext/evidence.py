"""Counts for the page on validation, read from the reference cases that the tests run."""

import ast
import json
from collections import Counter
from pathlib import Path
from typing import Any


def substitutions(root: Path) -> dict[str, str]:
    """Return what the pages write between double braces."""
    exact, claims = (_cases(root, name) for name in ("exact", "claims"))
    return {
        "n_exact": str(len(exact)),
        "n_claims": str(len(claims)),
        "n_mixed": str(len(_cases(root, "invivo_simulated"))),
        "exact_calls": _table("public call", Counter(_call(case) for case in exact)),
        "n_disagree": str(sum(bool(case.get("peers_that_disagree")) for case in exact)),
        "claims_families": _table("check", Counter(case["family"] for case in claims)),
        "silent_errors": _silent(root),
    }


def _cases(root: Path, name: str) -> list[Any]:
    found: list[Any] = json.loads((root / "tests" / "reference" / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    return found


def _call(case: Any) -> str:
    return f"`bs.{case['call']['function']}`" if case.get("call") else "a function of the engine"


def _table(what: str, counts: "Counter[str]") -> str:
    rows = [f"| {name} | {n} |" for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    return "\n".join([f"| {what} | cases |", "| --- | ---: |", *rows])


def _silent(root: Path) -> str:
    """Return the inputs of tests/test_peers_silent_errors.py, each with the comment that stands in its test."""
    text = (root / "tests" / "test_peers_silent_errors.py").read_text(encoding="utf-8")
    lines = text.splitlines()
    rows = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            inside = lines[node.lineno : node.end_lineno]
            comment = " ".join(line.strip().removeprefix("# ") for line in inside if line.strip().startswith("# "))
            name = node.name.removeprefix("test_").replace("_", " ")
            rows.append(f"{name[0].upper()}{name[1:]}\n: {comment}\n")
    return "\n".join(rows)
