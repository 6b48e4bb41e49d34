"""oracle: averages, rounds, age, decimals, share rates and two sources. Exact but for the averages."""

from fractions import Fraction

from mpmath import expm1, log, mpf

from ..sampling import U64, U128, U256, WAD, YEAR, Domain, Sampler
from ..table import DIVISION_BY_ZERO, OUT_OF_DOMAIN, OVERFLOW, Exact, table

MOST = U128.high
PRICE = Domain(0, 10**30, (1, WAD // 10**6, WAD, 2_000 * WAD, 100_000 * WAD))
HALF_LIFE = Domain(0, 90 * 86_400, (300, 1_800, 3_600, 86_400, 30 * 86_400))
ELAPSED = Domain(0, 10 * YEAR, (1, 12, 60, 1_800, 3_600, 86_400, YEAR))
LN2 = log(mpf(2))


def weight(elapsed: int, half_life: int) -> mpf | int:
    """Of what is new: 1 - 2^(-elapsed / half_life)."""
    if half_life == 0:
        return 1
    return -expm1(-LN2 * elapsed / half_life) if elapsed else 0


@table("average", "sample", "elapsed", "half_life")
def ema(sample: Sampler):
    rows = list(sample.rows(PRICE, PRICE, ELAPSED, HALF_LIFE, count=1_700)) + list(sample.rows(U128, U128, U64, U64, count=300))
    for average, new, elapsed, half_life in rows:
        yield average, new, elapsed, half_life, average + (new - average) * weight(elapsed, half_life)


@table("variance", "previous", "price", "elapsed", "half_life")
def ewma_variance(sample: Sampler):
    variance_domain = Domain(0, 100 * WAD, (WAD // 2, WAD))
    for _ in range(2_000):
        variance = sample.sample(variance_domain)
        previous = sample.sample(PRICE) if sample.below(4) else sample.uniform(WAD, 5_000 * WAD)
        # Most prices are near the one before.
        near = previous + sample.log_uniform(-(previous // 10), previous // 10) if previous else 0
        price = near if sample.below(4) else sample.sample(PRICE)
        elapsed, half_life = sample.sample(ELAPSED), sample.sample(HALF_LIFE)
        yield variance, previous, price, elapsed, half_life, ewma(variance, previous, price, elapsed, half_life)


def ewma(variance: int, previous: int, price: int, elapsed: int, half_life: int) -> Exact:
    if previous == 0 or price == 0:
        return OUT_OF_DOMAIN
    if elapsed == 0 and half_life == 0:
        return DIVISION_BY_ZERO
    square = log(mpf(price) / previous) ** 2 if price != previous else mpf(0)
    new = weight(elapsed, half_life)
    per_year = new * mpf(YEAR) / elapsed if elapsed else LN2 * YEAR / half_life
    return variance * (1 - new) + square * per_year * WAD


def near_prices(sample: Sampler, count: int):
    for _ in range(count):
        first = sample.sample(PRICE) if sample.below(5) else sample.sample(U128)
        step = sample.log_uniform(-(first // 5), first // 5) if first else 0
        yield first, min(MOST, first + step) if sample.below(3) else sample.sample(PRICE)


def apart(a: int, b: int) -> Exact:
    if min(a, b) == 0:
        return OUT_OF_DOMAIN
    value = Fraction(abs(a - b) * WAD, min(a, b))
    return OVERFLOW if value > MOST else value


@table("a", "b")
def deviation(sample: Sampler):
    for a, b in near_prices(sample, 2_000):
        yield a, b, apart(a, b)


TOLERANCE = Domain(0, WAD, (WAD // 200, WAD // 100, WAD // 50, WAD // 20))


def tolerances(sample: Sampler, a: int, b: int) -> int:
    """At, just under and just over how far they are apart, or any."""
    value = apart(a, b)
    if isinstance(value, Fraction) and sample.below(2):
        return min(MOST, max(0, value.numerator // value.denominator + sample.choice((-1, 0, 1))))
    return sample.sample(TOLERANCE) if sample.below(4) else sample.sample(U128)


def differ(a: int, b: int, tolerance: int) -> bool:
    value = apart(a, b)
    return not isinstance(value, Fraction) or value > tolerance


@table("a", "b", "tolerance")
def disagree(sample: Sampler):
    for a, b in near_prices(sample, 2_000):
        tolerance = tolerances(sample, a, b)
        yield a, b, tolerance, int(differ(a, b, tolerance))


@table("first", "second", "last", "tolerance", expected=("price", "doubtful", "single"))
def agree(sample: Sampler):
    """A source that does not answer is written as none."""
    for a, b in near_prices(sample, 2_000):
        last, tolerance = sample.sample(PRICE), tolerances(sample, a, b)
        if sample.below(3) == 0:
            last = sample.uniform(min(a, b), max(a, b))
        first, second = (price if sample.below(12) else "none" for price in (a, b))
        prices = sorted(price for price in (first, second) if price not in ("none", 0))
        if len(prices) == 2 and differ(*prices, tolerance):
            result = sorted([*prices, last])[1], 1, 0
        elif len(prices) == 2:
            result = Fraction(sum(prices), 2), 0, 0
        elif prices:
            result = prices[0], 0, 1
        else:
            result = last, 1, 0
        yield first, second, last, tolerance, *result


def moment(sample: Sampler, other: int, distance: int) -> int:
    """A time about `distance` before or after another, or any."""
    if sample.below(3) == 0:
        return sample.sample(U64)
    step = sample.choice((0, 1, distance, distance + 1, max(0, distance - 1)))
    return min(U64.high, max(0, other + sample.choice((-1, 1)) * step))


@table("updated_at", "now", "heartbeat")
def stale(sample: Sampler):
    for now, heartbeat in sample.rows(U64, U64):
        updated_at = moment(sample, now, heartbeat)
        yield updated_at, now, heartbeat, int(updated_at == 0 or updated_at > now or now - updated_at > heartbeat)


@table("up", "since", "grace", "now")
def sequencer_halted(sample: Sampler):
    for now, grace in sample.rows(U64, U64):
        up, since = sample.below(4) > 0, moment(sample, now, grace)
        yield up, since, grace, now, int(not up or since == 0 or since > now or now - since < grace)


ROUND = ("id", "answer", "started_at", "updated_at", "answered_in")


def rounds(sample: Sampler, now: int) -> tuple[int, int, int, int, int]:
    number = sample.log_uniform(0, 2**80)
    updated_at = moment(sample, now, 60)
    answer = sample.log_uniform(0, 2**127 - 1) * sample.choice((1, 1, 1, 1, 1, -1, 0))
    answered_in = max(0, number + sample.choice((0, 0, 0, 0, -1, 1)))
    return number, answer, moment(sample, updated_at, 1), updated_at, answered_in


@table(*ROUND, "now")
def round_fault(sample: Sampler):
    """0 none, 1 incomplete, 2 not positive, 3 wrong time, 4 carried over."""
    for _ in range(2_000):
        now = sample.log_uniform(1, U64.high)
        number, answer, started_at, updated_at, answered_in = rounds(sample, now)
        faults = [
            (updated_at == 0 or number == 0, 1),
            (answer <= 0, 2),
            (updated_at > now or started_at > updated_at, 3),
            (answered_in < number, 4),
        ]
        yield number, answer, started_at, updated_at, answered_in, now, next((code for true, code in faults if true), 0)


@table("last_id", "last_updated_at", "next_id", "next_updated_at")
def follows(sample: Sampler):
    for last, at in sample.rows(Domain(0, 2**80), U64):
        following, later = max(0, last + sample.choice((-1, 0, 1, 2))), moment(sample, at, 1)
        yield last, at, following, later, int(following > last and later >= at)


DECIMALS = Domain(0, 39, (6, 8, 18))


def rescaled(sample: Sampler):
    for value, before, after in sample.rows(U128, DECIMALS, DECIMALS):
        scaled = value * Fraction(10) ** (after - before)
        yield value, before, after, OUT_OF_DOMAIN if max(before, after) > 38 else OVERFLOW if scaled > MOST else scaled


@table("value", "before", "after")
def rescale_down(sample: Sampler):
    yield from rescaled(sample)


@table("value", "before", "after")
def rescale_up(sample: Sampler):
    yield from rescaled(sample)


@table("price", "rate")
def compose(sample: Sampler):
    for price, rate in sample.rows(U128, U128):
        value = Fraction(price * rate, WAD)
        yield price, rate, OUT_OF_DOMAIN if not price * rate else OVERFLOW if value >= MOST + 1 else value


@table("amount", "base_price", "base_decimals", "quote_price", "quote_decimals")
def quote_down(sample: Sampler):
    rows = list(sample.rows(Domain(0, 10**40), PRICE, DECIMALS, PRICE, DECIMALS, count=1_600))
    rows += sample.rows(U256, U128, DECIMALS, U128, DECIMALS, count=400)
    for amount, base, base_decimals, price, decimals in rows:
        if max(base_decimals, decimals) > 38:
            value = OUT_OF_DOMAIN
        elif price == 0:
            value = DIVISION_BY_ZERO
        else:
            value = Fraction(amount * base * 10**decimals, price * 10**base_decimals)
            value = OVERFLOW if value >= 2**256 else value
        yield amount, base, base_decimals, price, decimals, value


SHARE_RATE = Domain(0, 100 * WAD, (WAD - 1, WAD, WAD + WAD // 20))
YEARLY = Domain(0, 2 * WAD, (WAD // 100, WAD // 20, WAD // 10))


def caps(sample: Sampler):
    yield from sample.rows(SHARE_RATE, YEARLY, ELAPSED, count=1_700)
    yield from sample.rows(U128, U128, U64, count=300)


def cap(last: int, growth: int, elapsed: int) -> Fraction:
    return min(Fraction(MOST), last * (1 + Fraction(growth * elapsed, WAD * YEAR)))


@table("last", "growth", "elapsed")
def rate_cap(sample: Sampler):
    for last, growth, elapsed in caps(sample):
        yield last, growth, elapsed, cap(last, growth, elapsed)


@table("last", "rate", "growth", "elapsed", expected=("counted", "capped", "fell"))
def capped_rate(sample: Sampler):
    for last, growth, elapsed in caps(sample):
        most = cap(last, growth, elapsed)
        most = most.numerator // most.denominator
        rate = sample.sample(SHARE_RATE)
        if sample.below(2):
            rate = max(0, min(MOST, most + sample.choice((-1, 0, 1))))
        if last == 0 or rate == 0:
            yield last, rate, growth, elapsed, OUT_OF_DOMAIN
        else:
            yield last, rate, growth, elapsed, min(rate, most), int(rate > most), int(rate < last)


@table("market", "price", "rate")
def depeg(sample: Sampler):
    rows = [(sample.sample(PRICE), sample.sample(SHARE_RATE)) for _ in range(1_700)]
    rows += [(sample.sample(U128), sample.sample(U128)) for _ in range(300)]
    for price, rate in rows:
        fair = Fraction(price * rate, WAD)
        about = int(fair) + sample.log_uniform(-(int(fair) // 20), int(fair) // 20)
        market = min(MOST, about) if sample.below(4) else sample.sample(PRICE)
        if fair > MOST or not fair:
            yield market, price, rate, OVERFLOW if fair else OUT_OF_DOMAIN
        else:
            yield market, price, rate, max(Fraction(0), (1 - market / fair) * WAD)
