"""Peak memory of a screen of 200,000 markers of 10 pairs, read from Parquet by a process of its own.

``python -m benchmarks.memory FILE`` is that process: it prints its peak before and after the screen. It is started by
another small process, for on Linux a program inherits the peak of the process that became it.
"""

import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

MARKERS = 200_000
_FOLDER = Path(__file__).resolve().parent.parent
_WORKER = "import subprocess, sys; sys.exit(subprocess.run([sys.executable, *sys.argv[1:]]).returncode)"


@dataclass(frozen=True, slots=True)
class Peak:
    """Peak resident memory in MB: of Python with all it has imported, and of the whole screen."""

    imported: float
    whole: float


def peaks(markers: int, runs: int) -> list[Peak]:
    """Return the peak memory of each of several runs, each a fresh process that reads the same SIMULATED panel."""
    from benchmarks.panels import panel

    with TemporaryDirectory() as folder:
        path = Path(folder) / "panel.parquet"
        panel(markers)[1].to_parquet(path, index=False)
        return [_one_run(path) for _ in range(runs)]


def _one_run(path: Path) -> Peak:
    command = [sys.executable, "-c", _WORKER, "-m", "benchmarks.memory", str(path)]
    run = subprocess.run(  # noqa: S603 - this interpreter on a module of ours; nothing comes from outside
        command, cwd=_FOLDER, capture_output=True, text=True, check=True
    )
    imported, whole = map(float, run.stdout.split())
    return Peak(imported, whole)


def memory_text(markers: int, found: list[Peak]) -> str:
    """Return the peaks as lines, one a run.

    >>> print(memory_text(200_000, [Peak(150.0, 320.0)]))
    job j  peak memory of bs.screen on 200,000 markers × 10 pairs from Parquet, a fresh process each
      run 1: 320 MB, of which 150 MB before the screen
    """
    lines = [f"job j  peak memory of bs.screen on {markers:,} markers × 10 pairs from Parquet, a fresh process each"]
    lines += [
        f"  run {place}: {peak.whole:.0f} MB, of which {peak.imported:.0f} MB before the screen"
        for place, peak in enumerate(found, start=1)
    ]
    return "\n".join(lines)


def peak_now() -> float:
    """Return the peak resident memory of this process so far, in MB of a million bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _worker(path: str) -> None:
    import pyarrow.parquet

    import biomarker_stats as bs
    from benchmarks.panels import AFTER, BEFORE, panel

    pyarrow.parquet.ParquetFile(path).close()
    bs.screen(panel(1)[1], marker="marker", before=BEFORE, after=AFTER)  # loads what a screen needs
    imported = peak_now()
    bs.screen(path, marker="marker", before=BEFORE, after=AFTER)
    print(imported, peak_now())


if __name__ == "__main__":
    _worker(sys.argv[1])
