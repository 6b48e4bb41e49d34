"""fixed: directed arithmetic and elementary functions."""

from fractions import Fraction

from mpmath import mpf, sqrt as exact_sqrt

from ..sampling import U128, WAD, Sampler
from ..table import DIVISION_BY_ZERO, OVERFLOW, Exact, table


def quotient(a: int, b: int, d: int, most: int) -> Exact:
    """a * b / d where the result, rounded towards it, is at most `most`."""
    if d == 0:
        return DIVISION_BY_ZERO
    value = Fraction(a * b, d)
    return OVERFLOW if value >= most + 1 else value


@table("a", "b", "d")
def mul_div_down(sample: Sampler):
    for a, b, d in sample.rows(U128, U128, U128):
        yield a, b, d, quotient(a, b, d, U128.high)


@table("a", "b", "d")
def mul_div_up(sample: Sampler):
    for a, b, d in sample.rows(U128, U128, U128):
        value = quotient(a, b, d, U128.high)
        yield a, b, d, OVERFLOW if isinstance(value, Fraction) and value > U128.high else value


@table("x")
def sqrt(sample: Sampler):
    squares = [n * n * WAD + d for n in (1, 2, 3, 10**5, 10**9) for d in (-1, 0, 1)]
    for x in squares:
        yield x, exact_sqrt(mpf(x) * WAD)
    for (x,) in sample.rows(U128):
        yield x, exact_sqrt(mpf(x) * WAD)
