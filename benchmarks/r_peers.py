"""Peers in R: a case goes out as plain text, answers and times measured inside R come back."""

import math
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.model import Case, Contender, Numbers

_SCRIPT = Path(__file__).with_name("peers.R")
_MARK = "peer:"


@contextmanager
def r_peers(case: Case) -> Iterator[tuple[Contender, ...]]:
    """Yield the R peers of the case's task, each ready to be timed; nothing where there is no task."""
    program = shutil.which("Rscript")
    if not case.task or program is None:
        missing = Contender(name="R", kind="other", note="not here: no Rscript on the path")
        yield (missing,) if case.task else ()
        return
    with TemporaryDirectory() as folder:
        given = Path(folder) / "case.txt"
        lines = [f"task {case.task}", *(_line(name, data) for name, data in case.data.items())]
        given.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with subprocess.Popen(  # noqa: S603 - Rscript from the path on a script of ours; nothing comes from outside
            [program, "--vanilla", str(_SCRIPT), str(given)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            yield tuple(_contenders(process, case.r_factor))
            if process.stdin is not None:
                process.stdin.close()


def _contenders(process: "subprocess.Popen[str]", factor: float) -> Iterator[Contender]:
    timed = 0
    while (line := _answer(process)) != "ready":
        name, kind, *rest = line.split("|")
        if kind not in {"exact", "other"}:
            yield Contender(name=name, kind="other", note="not here")
            continue
        timed += 1
        answer = float(rest[0])
        yield Contender(
            name=name,
            kind="exact" if kind == "exact" else "other",
            answer=None if math.isnan(answer) else answer,
            note=rest[1],
            run=partial(_one_run, process, timed, factor),
        )


def _one_run(process: "subprocess.Popen[str]", peer: int, factor: float) -> float:
    if process.stdin is not None:
        process.stdin.write(f"{peer}\n")
        process.stdin.flush()
    return float(_answer(process)) * factor


def _answer(process: "subprocess.Popen[str]") -> str:
    """Return the next line that counts."""
    for line in process.stdout or ():
        if line.startswith(_MARK):
            return line.removeprefix(_MARK).strip()
    msg = "R stopped: run Rscript benchmarks/peers.R on a case by hand to see why"
    raise RuntimeError(msg)


def _line(name: str, numbers: Numbers) -> str:
    return " ".join([name, *(repr(float(x)) for x in numbers)])
