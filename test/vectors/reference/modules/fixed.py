"""fixed: directed arithmetic and elementary functions."""

from fractions import Fraction

from mpmath import erfc, exp as mp_exp, ln as mp_ln, mpf, pi, sqrt as exact_sqrt

from ..sampling import I128, U128, U256, WAD, Domain, Sampler
from ..table import DIVISION_BY_ZERO, OUT_OF_DOMAIN, OVERFLOW, Exact, table


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


def wide_rows(sample: Sampler):
    """Operands of 256 bits; half of the samples so that the quotient fits."""
    yield from sample.rows(U256, U256, U256, count=1_000)
    for _ in range(1_000):
        a, b = sample.sample(U256), sample.sample(U256)
        yield a, b, sample.log_uniform(a * b >> 256 or 1, U256.high)
    # Around the greatest quotient, whose floor fits where the ceiling does not.
    for d in (2, 3, 2**64 + 1, 2**128 - 1, 2**255 - 19):
        for a, b in ((U256.high, d), (U256.high, d - 1), (U256.high, d + 1)):
            yield a, b, d
    for n in (2**128, 2**200, 2**256):
        yield n - 1, n - 1, n - 2
        yield n - 1, n - 2, n - 1


@table("a", "b", "d")
def wide_mul_div_down(sample: Sampler):
    for a, b, d in wide_rows(sample):
        yield a, b, d, quotient(a, b, d, U256.high)


@table("a", "b", "d")
def wide_mul_div_up(sample: Sampler):
    for a, b, d in wide_rows(sample):
        value = quotient(a, b, d, U256.high)
        yield a, b, d, OVERFLOW if isinstance(value, Fraction) and value > U256.high else value


@table("n")
def isqrt(sample: Sampler):
    roots = [1, 2, 3, 2**31, 2**32 - 1, 2**32, 2**63, 2**64 - 2, 2**64 - 1]
    roots += [sample.bits(sample.uniform(1, 64)) for _ in range(400)]
    for root in roots:
        for n in (root * root - 1, root * root, root * root + 1, root * (root + 2)):
            if n >= 0:
                yield n, exact_sqrt(mpf(n))
    for (n,) in sample.rows(U128):
        yield n, exact_sqrt(mpf(n))


@table("x")
def sqrt(sample: Sampler):
    squares = [n * n * WAD + d for n in (1, 2, 3, 10**5, 10**9) for d in (-1, 0, 1)]
    for x in squares:
        yield x, exact_sqrt(mpf(x) * WAD)
    for (x,) in sample.rows(U128):
        yield x, exact_sqrt(mpf(x) * WAD)


@table("x")
def exp(sample: Sampler):
    near = Domain(-48 * WAD, 47 * WAD, (WAD, -WAD, 41 * WAD, -41 * WAD, -41446531673892822312))
    for (x,) in sample.rows(near):
        yield x, mp_exp(mpf(x) / WAD) * WAD
    for x in (48 * WAD, 100 * WAD, I128.high):
        yield x, OVERFLOW


@table("x")
def ln(sample: Sampler):
    yield 0, OUT_OF_DOMAIN
    for x in [WAD + d for d in range(-20, 20)]:
        yield x, mp_ln(mpf(x) / WAD) * WAD
    for (x,) in sample.rows(Domain(1, U128.high, U128.edges)):
        yield x, mp_ln(mpf(x) / WAD) * WAD


@table("x", "y")
def pow(sample: Sampler):
    for x, y in ((0, 0), (0, 1), (WAD, I128.high), (WAD, I128.low), (5, 0)):
        yield x, y, 0 if (x, y) == (0, 1) else WAD
    yield 0, -1, OUT_OF_DOMAIN
    for _ in range(2_600):
        x = sample.log_uniform(1, U128.high)
        log = mp_ln(mpf(x) / WAD)
        if log == 0:
            continue
        target = sample.uniform(-45 * WAD, 46 * WAD)
        y = int(mpf(target) / log)
        if abs(y) > I128.high:
            continue
        yield x, y, mp_exp(log * y / WAD) * WAD


NORMAL = Domain(-10 * WAD, 10 * WAD, (-92 * WAD // 10, 92 * WAD // 10, 23 * WAD // 10, WAD, -WAD))


@table("x")
def normal_cdf(sample: Sampler):
    for (x,) in sample.rows(NORMAL):
        yield x, erfc(-mpf(x) / WAD / exact_sqrt(mpf(2))) / 2 * WAD


@table("x")
def normal_density(sample: Sampler):
    for (x,) in sample.rows(NORMAL):
        yield x, mp_exp(-(mpf(x) / WAD) ** 2 / 2) / exact_sqrt(2 * pi) * WAD


def quantile(p):
    """The x with N(x) = p, by Newton's method at full precision."""
    least = min(p, 1 - p)
    t = exact_sqrt(-2 * mp_ln(least))
    x = t - (mpf("2.515517") + mpf("0.802853") * t + mpf("0.010328") * t**2) / (
        1 + mpf("1.432788") * t + mpf("0.189269") * t**2 + mpf("0.001308") * t**3
    )
    for _ in range(7):
        x += (erfc(x / exact_sqrt(mpf(2))) / 2 - least) * exact_sqrt(2 * pi) * mp_exp(x * x / 2)
    return -x if p < 0.5 else x


@table("p")
def inverse_normal_cdf(sample: Sampler):
    for p in (0, WAD, WAD + 1, U128.high):
        yield p, OUT_OF_DOMAIN
    yield WAD // 2, 0
    for (p,) in sample.rows(Domain(1, WAD - 1, (WAD // 2 + 1, WAD // 2 - 1, WAD // 10))):
        if p != WAD // 2:
            yield p, quantile(mpf(p) / WAD) * WAD
