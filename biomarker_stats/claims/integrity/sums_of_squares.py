"""Which sums and sums of squares can n whole numbers have? Decided exactly, with a scale or without."""

from math import isqrt

from biomarker_stats.errors import ExactTooLarge

MOST_STATES = 300_000
_MOST_STEPS = 2_000_000


def least_squares(n: int, total: int) -> int:
    """Return the smallest sum of squares of n whole numbers with that sum: all within 1 of each other.

    >>> least_squares(4, 6)
    10
    """
    quotient, rest = divmod(total, n)
    return n * quotient * quotient + rest * (2 * quotient + 1)


def most_squares(total: int, top: int) -> int:
    """Return the largest sum of squares of whole numbers on 0 … ``top`` with that sum: as many at the ends as can be.

    >>> most_squares(6, 5)
    26
    """
    at_top, rest = divmod(total, top) if top else (0, 0)
    return at_top * top * top + rest * rest


def whole_numbers_exist(n: int, total: int, squares: int) -> bool:
    """Return whether n whole numbers, of any size, have that sum and sum of squares.

    For n ≥ 5 the two necessary conditions are enough: the parities agree, and the sum of squares reaches its least.
    (For five numbers, moved so that |sum| ≤ 2, take one of them −1, 0 or 1 so that the other four have an odd sum; by
    Gauss's theorem on three odd squares they exist. For more, take away one that has the sign of the sum.) For n = 4
    the differences of pairs are three squares; for n = 3 they are u² + uv + v²; for n = 2 one square.

    Raises:
        ExactTooLarge: three numbers with too large a spread.

    >>> [squares for squares in range(20) if whole_numbers_exist(3, 3, squares)]
    [3, 5, 9, 11, 17]
    """
    if (total - squares) % 2 or squares < least_squares(n, total):
        return False
    if n >= 5:
        return True
    if n == 1:
        return squares == total * total
    if n == 2:
        rest = 2 * squares - total * total
        return isqrt(rest) ** 2 == rest
    if n == 3:
        return _is_loeschian((3 * squares - total * total) // 2)
    return total % 2 == 1 or _is_three_squares(squares - total * total // 4)


def _is_three_squares(number: int) -> bool:
    """Legendre: every number but 4^a (8b + 7)."""
    while number and number % 4 == 0:
        number //= 4
    return number % 8 != 7


def _is_loeschian(number: int) -> bool:
    """Whether the number is u² + uv + v²."""
    last = isqrt(4 * number // 3)
    if last > _MOST_STEPS:
        msg = f"three numbers that far apart would need {last:,} steps, more than are allowed — give fewer decimals"
        raise ExactTooLarge(msg)
    for v in range(last // 2 + 2):  # the smaller of u and v in size, up to signs
        rest = 4 * number - 3 * v * v
        if rest >= 0:
            root = isqrt(rest)
            if root * root == rest and (root - v) % 2 == 0:
                return True
    return False


class ScaleSearch:
    """Looks for n whole numbers on 0 … top with a given sum and sum of squares; all searches share one bound."""

    def __init__(self) -> None:
        self._barren: set[tuple[int, int, int, int]] = set()

    def exists(self, n: int, total: int, squares: int, top: int) -> bool:
        """Return whether such numbers exist.

        Each step takes one number at an end of the scale away, or says that there is none there; a branch ends where
        the sums are out of reach, are extreme, or can only come from numbers inside the scale, which are then any.

        Raises:
            ExactTooLarge: too many steps.

        >>> ScaleSearch().exists(3, 4, 8, 4), ScaleSearch().exists(3, 4, 8, 1)
        (True, False)
        """
        stack, visited = [(n, total, squares, top)], set()
        while stack:
            state = stack.pop()
            if state in visited or state in self._barren:
                continue
            answer = _settled(*state)
            if answer:
                return True
            visited.add(state)
            if answer is None:
                stack += _smaller(*state)
            if len(visited) + len(self._barren) > MOST_STATES:
                msg = (
                    f"more than {MOST_STATES:,} steps would be needed on a scale that wide — "
                    "give a narrower scale, or none"
                )
                raise ExactTooLarge(msg)
        self._barren |= visited
        return False


def _settled(n: int, total: int, squares: int, top: int) -> bool | None:
    """Return whether such numbers exist where that is plain, or None."""
    if n == 0 or top < 0:
        return n == 0 and total == 0 and squares == 0
    if not 0 <= total <= n * top or not least_squares(n, total) <= squares <= most_squares(total, top):
        return False
    if squares == least_squares(n, total):
        return True
    if top <= 2:
        return _on_three_levels(n, total, squares)
    if not whole_numbers_exist(n, total, squares):
        return False
    spread = (n - 1) * (n * squares - total * total)
    inside = (n + total) ** 2 > spread and (n * (top + 1) - total) ** 2 > spread
    return True if inside else None


def _on_three_levels(n: int, total: int, squares: int) -> bool:
    twos, odd = divmod(squares - total, 2)
    ones = total - 2 * twos
    return not odd and twos >= 0 and ones >= 0 and ones + twos <= n


def _smaller(n: int, total: int, squares: int, top: int) -> list[tuple[int, int, int, int]]:
    return [
        (n - 1, total, squares, top),
        (n - 1, total - top, squares - top * top, top),
        (n, total - n, squares - 2 * total + n, top - 2),
    ]
