"""Runs the report again and again and kills it; ``test_killed.py`` starts this as a program of its own.

Each run is a fork of one process that has imported everything, so that a kill falls into the work and not into the
import of libraries. Prints one JSON object: for each kill, whether the run was still going, and what the folder holds.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from biomarker_stats.reporting import report


def run(study: str, out: str) -> int:
    """Start a report in a process of its own and return the number of that process."""
    process = os.fork()
    if process == 0:
        try:
            report(study, out=out, formats=FORMATS)
        except BaseException:  # noqa: BLE001 - reported by the exit code
            os._exit(1)
        os._exit(0)
    return process


FORMATS = ("html", "md", "json")


def main(old: str, new: str, out: str, kills: int) -> None:
    report(old, out=out, formats=FORMATS)
    whole = min(timed(old, out) for _ in range(2))
    draw = random.Random(2008)  # noqa: S311 - a repeatable choice, no secret
    found = []
    for number in range(kills):
        process = run(old if number % 4 < 2 else new, out)
        writing = bool(number % 2)  # every second kill falls where the folder is written and changes places
        if writing:
            wait_for_staging(Path(out), process)
        time.sleep(draw.uniform(0.0, 0.012 if writing else 0.8 * whole))
        still_going = os.waitpid(process, os.WNOHANG)[0] == 0
        if still_going:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        found.append({"writing": writing, "killed": still_going, **state(Path(out))})
    timed(new, out)
    print(json.dumps({"kills": found, "last": state(Path(out))}))


def timed(study: str, out: str) -> float:
    """Let a run finish and return how long it took."""
    started = time.monotonic()
    assert os.waitpid(run(study, out), 0)[1] == 0
    return time.monotonic() - started


def wait_for_staging(out: Path, process: int) -> None:
    """Return when a staging folder that was not there has come, or the run is over."""
    before = set(out.parent.iterdir())
    while set(out.parent.iterdir()) == before:
        if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return
        time.sleep(0.001)


def state(folder: Path) -> dict[str, object]:
    """Return the manifest's hashes and those of the files that are there, for the test to compare."""
    import hashlib

    there = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
    manifest = there.pop("manifest.json", None)
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"] if manifest else None
    return {"files": there, "listed": listed, "manifest": manifest}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
