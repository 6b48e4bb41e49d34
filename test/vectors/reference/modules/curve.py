"""curve: rates by utilisation and term, and what they compound to."""

from fractions import Fraction

from mpmath import exp, expm1, log, mpf

from ..sampling import RAY, U64, U128, WAD, YEAR, Domain, Sampler
from ..table import OUT_OF_DOMAIN, OVERFLOW, Exact, Fail, table

MOST = U128.high
RATE = Domain(0, 100 * WAD, (WAD // 1_000, WAD // 100, WAD // 25, WAD // 20, WAD // 2, WAD, 2 * WAD))
SHARE = Domain(0, WAD, (WAD // 2, WAD // 10 * 9 - 1, WAD // 10 * 9, WAD // 10 * 9 + 1))
TIME = Domain(0, 10 * YEAR, (12, 3_600, 86_400, YEAR - 1, YEAR, YEAR + 1))
#: The exponent beyond which compounding gives up.
REACH = 27


def real(fraction: Fraction) -> mpf:
    return mpf(fraction.numerator) / fraction.denominator


def compounded(rate: int, seconds: int) -> mpf | Fail | None:
    """e^(rate * time), an error where it does not fit RAY, None too near to that edge to tell."""
    exponent = Fraction(rate * seconds, WAD * YEAR)
    if exponent > REACH:
        return OVERFLOW
    value = exp(real(exponent))
    if abs(value * RAY / MOST - 1) < mpf("1e-20"):
        return None
    return OVERFLOW if value * RAY > MOST else value


@table("base", "slope_below", "slope_above", "kink", "utilisation")
def kinked_borrow_rate(sample: Sampler):
    rows = list(sample.rows(RATE, RATE, RATE, SHARE, SHARE, count=1_700, edges=400))
    rows += sample.rows(U128, U128, U128, U128, U128, count=150, edges=30)
    rows += sample.rows(U128, U128, U128, SHARE, SHARE, count=150, edges=30)
    for base, below, above, kink, utilisation in rows:
        yield base, below, above, kink, utilisation, kinked(base, below, above, kink, min(utilisation, WAD))


def kinked(base: int, below: int, above: int, kink: int, u: int) -> Exact:
    if kink > WAD:
        return OUT_OF_DOMAIN
    if u < kink:
        value = base + Fraction(below * u, kink)
    else:
        value = base + below + (Fraction(above * (u - kink), WAD - kink) if u > kink else 0)
    return OVERFLOW if value > MOST else value


@table("cash", "debt")
def utilisation(sample: Sampler):
    for cash, debt in sample.rows(U128, U128):
        if cash + debt > MOST:  # a sum beyond 128 bits counts as their end
            yield cash, debt, Fraction(debt * WAD, MOST)
        else:
            yield cash, debt, Fraction(debt * WAD, cash + debt) if debt else 0


@table("rate", "seconds")
def growth(sample: Sampler):
    rows = list(sample.rows(RATE, TIME, count=1_500, edges=300)) + list(sample.rows(U128, U64, count=300, edges=60))
    # Near the greatest factor.
    rows += [(sample.uniform(26 * WAD, 28 * WAD), YEAR - sample.below(1_000)) for _ in range(250)]
    for rate, seconds in rows:
        value = compounded(rate, seconds)
        if value is not None:
            yield rate, seconds, value if isinstance(value, Fail) else value * RAY


@table("borrow_rate", "utilisation", "reserve_factor")
def supply_rate(sample: Sampler):
    rows = list(sample.rows(RATE, SHARE, SHARE, count=1_600, edges=320)) + list(sample.rows(U128, U128, U128, count=400, edges=80))
    for rate, share, factor in rows:
        paid = Fraction(rate * min(share, WAD), WAD)
        yield rate, share, factor, paid * max(0, WAD - factor) / WAD


STEEPNESS = Domain(WAD, 10**30, (4 * WAD, 2 * WAD))
SPEED = Domain(0, 10_000 * WAD, (50 * WAD, WAD))
LIMIT = 100 * WAD
FASTEST = 10_000 * WAD
#: Seconds beyond these count as these.
LONGEST = 2**48
CURVE = ("target", "steepness", "speed", "minimum", "maximum")
DEFAULT = (WAD // 10 * 9, 4 * WAD, 50 * WAD, WAD // 1_000, 2 * WAD)


def curves(sample: Sampler, count: int):
    """The default, others within bounds, and some that are not."""
    for _ in range(count):
        kind = sample.below(10)
        if kind < 5:
            yield DEFAULT
        elif kind < 9:
            low, high = sorted((sample.log_uniform(1, LIMIT), sample.log_uniform(1, LIMIT)))
            yield sample.uniform(1, WAD - 1), sample.sample(STEEPNESS), sample.sample(SPEED), low, high
        else:
            near = Domain(0, WAD + 1)
            bounds = Domain(0, LIMIT + 1)
            yield (*(sample.sample(near) for _ in range(2)), sample.sample(U128), *(sample.sample(bounds) for _ in "ab"))


def sound(target: int, steepness: int, speed: int, minimum: int, maximum: int) -> bool:
    return 0 < target < WAD and steepness >= WAD and speed <= FASTEST and 0 < minimum <= maximum <= LIMIT


def deviation(u: int, target: int) -> Fraction:
    return Fraction(u - target, WAD - target if u > target else target)


def on_curve(rate: mpf | int, steepness: int, error: Fraction) -> Exact:
    steep = Fraction(steepness, WAD)
    factor = 1 + (steep - 1 if error > 0 else 1 - 1 / steep) * error
    value = rate * (factor if isinstance(rate, int) else real(factor))
    return OVERFLOW if value > MOST else value


@table(*CURVE)
def check(sample: Sampler):
    for curve in curves(sample, 2_000):
        yield *curve, 1 if sound(*curve) else OUT_OF_DOMAIN


@table(*CURVE, "rate_at_target", "utilisation")
def borrow_rate(sample: Sampler):
    wide = Domain(0, U128.high, (WAD // 25,))
    for curve in [*curves(sample, 2_000), *[(WAD // 2, U128.high, WAD, 10 * WAD, 20 * WAD)] * 10]:
        rate, u = sample.sample(sample.choice((RATE, wide))), sample.sample(SHARE)
        if not sound(*curve):
            yield *curve, rate, u, OUT_OF_DOMAIN
            continue
        target, steepness, _, minimum, maximum = curve
        if steepness == U128.high:
            u = WAD
        start = min(max(rate, minimum), maximum)
        yield *curve, rate, u, on_curve(start, steepness, deviation(u, target))


@table(*CURVE, "rate_at_target", "utilisation", "seconds", expected=("average_rate", "rate_at_target_after"))
def accrue(sample: Sampler):
    for curve in curves(sample, 2_000):
        target, steepness, speed, minimum, maximum = curve
        rate = sample.sample(RATE)
        if sample.below(8) == 0 and sound(*curve):
            # Beside a bound.
            step = sample.log_uniform(0, maximum // 1_000_000)
            rate = min(MOST, sample.choice((minimum + step, max(0, maximum - step))))
        u = sample.sample(SHARE)
        if sample.below(4) == 0:
            # So near to target that exponents are small.
            u = min(WAD, max(0, target + sample.log_uniform(-WAD // 1000, WAD // 1000)))
        seconds = sample.sample(TIME) if sample.below(8) else sample.sample(U64)
        if not sound(*curve):
            yield *curve, rate, u, seconds, OUT_OF_DOMAIN
            continue
        start = min(max(rate, minimum), maximum)
        error = deviation(u, target)
        mean, end = drift(start, Fraction(speed * min(seconds, LONGEST), WAD * YEAR) * error, minimum, maximum)
        yield *curve, rate, u, seconds, on_curve(mean, steepness, error), end


def drift(start: int, x: Fraction, minimum: int, maximum: int) -> tuple[mpf | int, mpf | int]:
    """The mean over an interval and the end of a rate that moves by e^x and stays at the first bound it meets."""
    bound = maximum if x > 0 else minimum
    if x == 0 or start == bound:
        return start, start
    to_bound, x = log(mpf(bound) / start), real(x)
    if abs(x) < abs(to_bound):
        return start * expm1(x) / x, start * exp(x)
    moving = to_bound / x
    while_moving = start * expm1(to_bound) / to_bound
    return while_moving * moving + bound * (1 - moving), bound


@table("terms", "rates", "term")
def term_rate(sample: Sampler):
    term_domain = Domain(1, 20 * YEAR, (86_400, YEAR))
    for number in range(2_000):
        count = sample.choice((0, 1, 2, 3, 4, 5)) if number % 8 else sample.choice((2, 8, 15, 16, 17))
        terms = sorted({sample.sample(term_domain) for _ in range(count)})
        rates = [sample.sample(RATE)]
        for earlier, later in zip(terms, terms[1:]):
            # Rising rate * term, but for some.
            least = -(-rates[-1] * earlier // later)
            rates.append(sample.uniform(least, least + WAD // 5) if sample.below(30) else sample.sample(RATE))
        rates = rates[: len(terms)]
        if len(terms) > 1 and sample.below(20) == 0:
            terms[0], terms[1] = terms[1], terms[0]
        if terms and sample.below(40) == 0:
            terms[0] = 0
        if terms and sample.below(40) == 0:
            rates[-1] = U128.high - sample.bits(8)
        choices = [*terms, *(t + 1 for t in terms), *(max(0, t - 1) for t in terms), 0, U64.high]
        term = sample.choice(choices) if sample.below(3) == 0 else sample.sample(Domain(0, 20 * YEAR))
        yield terms, rates, term, structure(terms, rates, term)


def structure(terms: list[int], rates: list[int], term: int) -> Exact:
    if not terms or len(terms) > 16:
        return OUT_OF_DOMAIN
    costs = [rate * length for rate, length in zip(rates, terms)]
    for number, (length, cost) in enumerate(zip(terms, costs)):
        # Points are checked in order, and each for overflow first.
        if cost > MOST:
            return OVERFLOW
        if length <= (terms[number - 1] if number else 0) or cost < (costs[number - 1] if number else 0):
            return OUT_OF_DOMAIN
    if term <= terms[0]:
        return rates[0]
    for number in range(1, len(terms)):
        if term <= terms[number]:
            (t, a), (s, b) = (terms[number - 1], costs[number - 1]), (terms[number], costs[number])
            return (a + Fraction((b - a) * (term - t), s - t)) / term
    return rates[-1]
