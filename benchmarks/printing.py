"""Outcomes as text: answers, times, ratios and targets."""

from benchmarks.model import Case, Measured, Outcome


def outcome_text(outcome: Outcome) -> str:
    """Return one case as lines: who answered what, how fast, and whether the target is met."""
    case = outcome.case
    lines = [f"job {case.job}  {case.title}, n = {case.n:,}"]
    lines += [f"  {_line(outcome, measured)}" for measured in outcome.measured]
    lines += [f"  {name:<34}{'':>16}  {duration(t):>10}  quoted from another machine" for name, t in case.quoted]
    best = outcome.best_peer
    if best is None:
        lines.append(f"  no exact peer is here: no ratio (target {_target(case)})")
    else:
        lines.append(f"  best exact peer: {best.name}; target {_target(case)}{_verdict(outcome)}")
    if case.most_seconds is not None:
        lines.append(f"  at most {duration(case.most_seconds)}: {'NOT met' if outcome.late else 'met'}")
    if case.scipy_target is not None:
        lines.append(f"  {_scipy_text(outcome, case.scipy_target)}")
    lines += [
        f"  DISAGREES: {m.name} says {m.answer:.10g}, this package {outcome.reference:.10g}"
        for m in outcome.disagreements
    ]
    return "\n".join(lines)


def closing_table(outcomes: list[Outcome]) -> str:
    """Return one line a case: our ratio beside its target."""
    lines = [f"{'job':<4}{'case':<64}{'n':>7}  {'ours':>10}  {'best peer':>10}  {'ratio':>8}  {'target':>7}"]
    for outcome in outcomes:
        ours, best = counted(outcome), outcome.best_peer
        ratio = None if ours is None else outcome.ratio(ours)
        cells = (
            duration(None if ours is None else ours.seconds),
            duration(None if best is None else best.seconds),
            "–" if ratio is None else f"{ratio:.3g}",
            _target(outcome.case),
        )
        case = outcome.case
        lines.append(
            f"{case.job:<4}{case.title:<64}{case.n:>7,}  {cells[0]:>10}  {cells[1]:>10}  {cells[2]:>8}  {cells[3]:>7}"
        )
    return "\n".join(lines)


def counted(outcome: Outcome) -> Measured | None:
    """Return the time the ratio is about: the public call that computes what peers compute, or else the engine."""
    ours = [m for m in outcome.measured if m.kind in {"ours", "engine"} and m.seconds is not None]
    return next((m for m in ours if m.name == "ours, p only"), ours[0] if ours else None)


def duration(seconds: float | None) -> str:
    """Return a time with its unit.

    >>> duration(0.00012), duration(0.25), duration(None)
    ('0.12 ms', '250 ms', '–')
    """
    if seconds is None:
        return "–"
    return f"{seconds:.3g} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"


def _line(outcome: Outcome, measured: Measured) -> str:
    answer = "" if measured.answer is None else f"{measured.answer:.9g}"
    ratio = outcome.ratio(measured) if measured.kind in {"ours", "engine"} else None
    remark = {"exact": "exact", "other": "not counted"}.get(measured.kind, "") if measured.seconds is not None else ""
    remark = f"ratio {ratio:.3g}" if ratio is not None else remark
    note = f"{remark}; {measured.note}" if remark and measured.note else remark or measured.note
    return f"{measured.name:<34}{answer:>16}  {duration(measured.seconds):>10}  {note}"


def _target(case: Case) -> str:
    return "–" if case.target is None else f"{case.target:g}"


def _verdict(outcome: Outcome) -> str:
    ours, target = counted(outcome), outcome.case.target
    ratio = None if ours is None else outcome.ratio(ours)
    if ratio is None or target is None:
        return ""
    return ": met" if ratio <= target else ": NOT met"


def _scipy_text(outcome: Outcome, target: float) -> str:
    ours = counted(outcome)
    scipy = next((m for m in outcome.measured if m.name.startswith("scipy, all") and m.seconds), None)
    if ours is None or scipy is None or not ours.seconds or not scipy.seconds:
        return f"scipy was not timed (target {target:,.0f} times as fast)"
    times = scipy.seconds / ours.seconds
    return f"{times:,.0f} times as fast as scipy; target {target:,.0f}: {'met' if times >= target else 'NOT met'}"
