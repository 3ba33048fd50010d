"""Run the jobs: ``python -m benchmarks [--jobs a,c] [--runs 5] [--quick] [--out FOLDER]``."""

import argparse
import csv
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import measure
from benchmarks.memory import MARKERS, Peak, memory_text, peaks
from benchmarks.model import Case, Outcome
from benchmarks.paired import many_biomarkers, one_signed_rank
from benchmarks.panels import screens
from benchmarks.planning import fisher_planning, mcnemar_planning
from benchmarks.plot import plot_times
from benchmarks.power import power
from benchmarks.printing import closing_table, outcome_text
from benchmarks.tables import larger_tables, unconditional
from benchmarks.two_arms import one_rank_sum, stratified

JOBS: tuple[tuple[str, str, Callable[[bool], tuple[Case, ...]]], ...] = (
    ("a", "one tied signed-rank test", one_signed_rank),
    ("b", "10,000 biomarkers of 10 pairs: p values and step-down maxT", many_biomarkers),
    ("c", "one tied rank-sum test", one_rank_sum),
    ("d", "stratified rank-sum and exact Cochran–Mantel–Haenszel", stratified),
    ("e", "Boschloo's test and unconditional intervals", unconditional),
    ("f", "power of Fisher's and Boschloo's tests", power),
    ("g", "Freeman–Halton on 5 × 5 tables", larger_tables),
    ("h", "bs.plan: power of Fisher's test", fisher_planning),
    ("i", "bs.plan: power curve of McNemar's exact test, within a second", mcnemar_planning),
    ("j", "bs.screen: 10,000 markers of 10 pairs; peak memory of 200,000 from Parquet", screens),
)

_MEMORY_RUNS = 3


def main() -> int:
    """Run the chosen jobs, print them, write the figure; 1 where an exact peer disagrees, or a time limit is missed."""
    arguments = _parser().parse_args()
    wanted = arguments.jobs.split(",")
    unknown = [name for name in wanted if name not in {job for job, _, _ in JOBS}]
    if unknown or arguments.runs < 1:
        print(
            f"no job is called {unknown[0]!r}; known: a … j" if unknown else "--runs must be at least 1",
            file=sys.stderr,
        )
        return 2
    outcomes: list[Outcome] = []
    for job, _, cases in JOBS:
        for case in cases(arguments.quick) if job in wanted else ():
            outcomes.append(measure(case, arguments.runs))
            print(outcome_text(outcomes[-1]), end="\n\n", flush=True)
    found = peaks(MARKERS, 1 if arguments.quick else min(arguments.runs, _MEMORY_RUNS)) if "j" in wanted else []
    if found:
        print(memory_text(MARKERS, found), end="\n\n")
    print(closing_table(outcomes))
    arguments.out.mkdir(parents=True, exist_ok=True)
    _write(outcomes, arguments.out / "times.csv")
    plot_times(outcomes, arguments.out / "time_against_n.png")
    written = ["times.csv", "time_against_n.png"]
    if found:
        _write_memory(found, arguments.out / "memory.csv")
        written.append("memory.csv")
    print(f"\nwritten: {', '.join(str(arguments.out / name) for name in written)}")
    return int(any(outcome.disagreements or outcome.late for outcome in outcomes))


def _parser() -> argparse.ArgumentParser:
    known = "\n".join(f"  {job}  {what}" for job, what, _ in JOBS)
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Time this package beside its peers, in one run.\n\njobs:\n" + known,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--jobs", default=",".join(job for job, _, _ in JOBS), help="which, separated by commas (default: all)"
    )
    parser.add_argument("--runs", type=int, default=5, help="runs a median is taken over (default: 5)")
    parser.add_argument("--quick", action="store_true", help="smaller cases, for a look")
    default = Path(__file__).parent / "out"
    parser.add_argument("--out", type=Path, default=default, help="where to write (default: benchmarks/out)")
    return parser


def _write(outcomes: list[Outcome], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["job", "case", "n", "runner", "kind", "answer", "median_seconds", "ratio", "target", "note"])
        for outcome in outcomes:
            case = outcome.case
            for m in outcome.measured:
                ratio = outcome.ratio(m) if m.kind in {"ours", "engine"} else None
                writer.writerow(
                    [case.job, case.title, case.n, m.name, m.kind, m.answer, m.seconds, ratio, case.target, m.note]
                )


def _write_memory(found: list[Peak], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["run", "markers", "peak_mb", "before_the_screen_mb"])
        writer.writerows([k, MARKERS, peak.whole, peak.imported] for k, peak in enumerate(found, start=1))


if __name__ == "__main__":
    sys.exit(main())
