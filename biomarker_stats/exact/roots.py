"""Root finding without an optimiser: bracketed, and done when the bracket is as narrow as doubles allow."""

import math
from collections.abc import Callable

_STEPS = 200


def bracketed_root(function: Callable[[float], float], low: float, high: float, close: float = 0.0) -> float:
    """Return x in [low, high] where a continuous function changes sign, to a few units in the last place.

    False position with the Illinois correction, and bisection wherever that stalls or a value is infinite.

    Args:
        function: a real function; its values at ``low`` and ``high`` must differ in sign.
        low: lower end of the bracket.
        high: upper end of the bracket.
        close: a value of the function this near 0 is taken for 0.

    Raises:
        ValueError: the function has the same sign at both ends.

    References: Dowell M, Jarratt P (1971), BIT 11:168-174.

    >>> round(bracketed_root(lambda x: x * x - 2, 0.0, 2.0), 12)
    1.414213562373
    """
    at_low, at_high = function(low), function(high)
    if at_low == 0 or at_high == 0:
        return low if at_low == 0 else high
    if (at_low > 0) == (at_high > 0):
        msg = f"no sign change between {low} and {high}: {at_low} and {at_high}"
        raise ValueError(msg)
    side = 0
    for step in range(_STEPS):
        middle = 0.5 * (low + high)
        if step % 4 != 3 and math.isfinite(at_low) and math.isfinite(at_high):
            guess = (low * at_high - high * at_low) / (at_high - at_low)
            middle = guess if min(low, high) < guess < max(low, high) else middle
        if abs(high - low) <= 4e-16 * max(abs(low), abs(high)) or middle in {low, high}:
            break
        value = function(middle)
        if abs(value) <= close:
            return middle
        if (value > 0) == (at_high > 0):
            high, at_high, at_low, side = middle, value, at_low / (2 if side == 1 else 1), 1
        else:
            low, at_low, at_high, side = middle, value, at_high / (2 if side == -1 else 1), -1
    return 0.5 * (low + high)
