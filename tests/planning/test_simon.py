"""Two-stage designs against the published tables and against a plain search in rational arithmetic."""

from fractions import Fraction
from math import comb

import pytest

import biomarker_stats as bs
from biomarker_stats.planning.simon import TwoStage, simon

# Simon R (1989), Control Clin Trials 10:1-10, DOI 10.1016/0197-2456(89)90015-9: Table 1, page 4 (p1 − p0 = 0.20), and
# Table 2 (p1 − p0 = 0.15). The article itself was not at hand: the page of Table 1 and six of its rows are as another
# reader of the article gives them (test suite of the Python package mdanderson_stats, "printed page 4"), the other
# rows as they are commonly quoted. The error rates of every design are confirmed below in rational arithmetic, and the
# search against a plain one over all designs of up to 14 patients.
# (table, alpha, power, p0, p1): optimal r1/n1 r/n EN PET, minimax r1/n1 r/n EN PET, as printed.
PUBLISHED = {
    (1, 0.10, 0.90, 0.05, 0.25): ("0/9 2/24 14.5 0.63", "0/13 2/20 16.4 0.51"),
    (1, 0.05, 0.80, 0.05, 0.25): ("0/9 2/17 12.0 0.63", "0/12 2/16 13.8 0.54"),
    (1, 0.05, 0.90, 0.05, 0.25): ("0/9 3/30 16.8 0.63", "0/15 3/25 20.4 0.46"),
    (1, 0.05, 0.80, 0.10, 0.30): ("1/10 5/29 15.0 0.74", "1/15 5/25 19.5 0.55"),
    (1, 0.05, 0.90, 0.10, 0.30): ("2/18 6/35 22.5 0.73", "2/22 6/33 26.2 0.62"),
    (1, 0.05, 0.80, 0.20, 0.40): ("3/13 12/43 20.6 0.75", "4/18 10/33 22.3 0.72"),
    (1, 0.05, 0.90, 0.20, 0.40): ("4/19 15/54 30.4 0.67", "5/24 13/45 31.2 0.66"),
    (1, 0.05, 0.80, 0.30, 0.50): ("5/15 18/46 23.6 0.72", "6/19 16/39 25.7 0.67"),
    (1, 0.05, 0.80, 0.40, 0.60): ("7/16 23/46 24.5 0.72", "17/34 20/39 34.4 0.91"),
    (1, 0.05, 0.80, 0.50, 0.70): ("8/15 26/43 23.5 0.70", "12/23 23/37 27.7 0.66"),
    (1, 0.05, 0.80, 0.60, 0.80): ("7/11 30/43 20.5 0.70", "8/13 25/35 20.8 0.65"),
    (1, 0.05, 0.80, 0.70, 0.90): ("4/6 22/27 14.8 0.58", "19/23 21/26 23.2 0.95"),
    (2, 0.05, 0.80, 0.05, 0.20): ("0/10 3/29 17.6 0.60", "0/13 3/27 19.8 0.51"),
    (2, 0.05, 0.80, 0.10, 0.25): ("2/18 7/43 24.7 0.73", "2/22 7/40 28.8 0.62"),
    (2, 0.05, 0.80, 0.20, 0.35): ("5/22 19/72 35.4 0.73", "6/31 15/53 40.4 0.57"),
    (2, 0.05, 0.80, 0.30, 0.45): ("9/27 30/81 41.7 0.73", "16/46 25/65 49.6 0.81"),
}


def as_printed(design: TwoStage) -> str:
    return f"{design.r1}/{design.n1} {design.r}/{design.n} {design.expected_n:.1f} {design.stops_early:.2f}"


@pytest.mark.parametrize("asked", PUBLISHED, ids=lambda row: "-".join(map(str, row)))
def test_the_published_designs(asked: tuple[int, float, float, float, float]) -> None:
    _, alpha, power, p0, p1 = asked
    found = simon(p0, p1, alpha=alpha, power=power)
    assert (as_printed(found.optimal), as_printed(found.minimax)) == PUBLISHED[asked]


def promising(design: tuple[int, int, int, int], p: Fraction) -> Fraction:
    r1, n1, r, n = design
    total = Fraction(0)
    for x in range(r1 + 1, n1 + 1):
        for y in range(max(0, r + 1 - x), n - n1 + 1):
            ways = comb(n1, x) * comb(n - n1, y)
            total += ways * p ** (x + y) * (1 - p) ** (n - x - y)
    return total


@pytest.mark.parametrize("asked", PUBLISHED, ids=lambda row: "-".join(map(str, row)))
def test_error_rates_are_exact(asked: tuple[int, float, float, float, float]) -> None:
    _, alpha, power, p0, p1 = asked
    for design in simon(p0, p1, alpha=alpha, power=power).admissible:
        numbers = (design.r1, design.n1, design.r, design.n)
        type_one, reached = (float(promising(numbers, Fraction(str(p)))) for p in (p0, p1))
        assert design.type_one == pytest.approx(type_one, abs=1e-12)
        assert design.power == pytest.approx(reached, abs=1e-12)
        assert type_one <= alpha
        assert reached >= power


def test_no_other_design_does_better() -> None:
    # Every (r1, n1, r, n) up to 14 patients, in fractions.
    p0, p1, alpha, power, up_to = 0.2, 0.6, 0.1, 0.8, 14
    feasible = []
    for n in range(2, up_to + 1):
        for n1 in range(1, n):
            for r1 in range(n1):
                stops = sum(
                    Fraction(comb(n1, x)) * Fraction(1, 5) ** x * Fraction(4, 5) ** (n1 - x) for x in range(r1 + 1)
                )
                expected = float(n1 + (1 - stops) * (n - n1))
                feasible += [
                    (n, expected)
                    for r in range(r1, n)
                    if promising((r1, n1, r, n), Fraction(1, 5)) <= Fraction(1, 10)
                    and promising((r1, n1, r, n), Fraction(3, 5)) >= Fraction(4, 5)
                ]
    found = simon(p0, p1, alpha=alpha, power=power, up_to=up_to)
    assert found.optimal.expected_n == pytest.approx(min(expected for _, expected in feasible), abs=1e-12)
    assert (found.minimax.n, found.minimax.expected_n) == pytest.approx(min(feasible), abs=1e-12)
    for weight in (0.0, 0.1, 0.25, 0.5, 0.75, 0.9):
        best = min(weight * n + (1 - weight) * expected for n, expected in feasible)
        ours = min(weight * d.n + (1 - weight) * d.expected_n for d in found.admissible)
        assert ours == pytest.approx(best, abs=1e-12)


def test_a_record_says_what_it_holds() -> None:
    found = bs.plan.simon(0.05, 0.25)
    assert "stop at ≤ 0/9 responses, else go on to 17; promising at > 2/17" in found.summary()
    assert found.to_dict()["optimal"]["n"] == 17
    assert list(found.to_frame()["kinds"]) == ["minimax", "optimal"]
    assert simon(0.8, 0.95).admissible[0].kinds == ("minimax", "optimal")  # Table 2: one design is both, 7/9 26/29


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p0": 0.3, "p1": 0.2}, "0 < p0 < p1 < 1"),
        ({"p0": 5, "p1": 25}, "write 25% as 0.25"),
        ({"p0": 0.05, "p1": 0.25, "up_to": 10}, "raise up_to"),
        ({"p0": 0.05, "p1": 0.25, "up_to": 1}, "at least 2"),
    ],
)
def test_bad_input_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(bs.UsageError, match=message):
        simon(**arguments)  # type: ignore[arg-type]


def test_a_search_without_end_is_refused() -> None:
    with pytest.raises(bs.ExactTooLarge, match="p1 further from p0"):
        simon(0.30, 0.32)
