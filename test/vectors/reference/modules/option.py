"""option: Black, Scholes and Merton, from the formula."""

from fractions import Fraction
from math import ceil

from mpmath import ceil as mp_ceil, erfc, exp as mp_exp, floor as mp_floor, inf, ln as mp_ln, mp, mpf, nint, pi, sqrt as exact_sqrt

from ..sampling import I128, U128, WAD, YEAR, Domain, Sampler
from ..table import OUT_OF_DOMAIN, OVERFLOW, table

INPUTS = ("put", "spot", "strike", "rate", "carry", "volatility", "seconds")
SPOT = Domain(WAD // 100, 10**6 * WAD)
RATE = Domain(-WAD // 2, WAD // 2)
VOLATILITY = Domain(WAD // 1000, 5 * WAD)
SECONDS = Domain(0, 20 * YEAR)


def below(x):
    return erfc(-x / exact_sqrt(mpf(2))) / 2


def value(put, spot, strike, rate, carry, volatility, seconds):
    """Price and delta of one option, real numbers."""
    spot, strike, rate, carry, volatility = (mpf(x) / WAD for x in (spot, strike, rate, carry, volatility))
    time = mpf(seconds) / YEAR
    carried, discount = mp_exp(-carry * time), mp_exp(-rate * time)
    deviation = volatility * exact_sqrt(time)
    if deviation == 0:
        gap = strike * discount - spot * carried
        half = mpf(1) / 2 if gap == 0 else mpf(int(gap > 0))
        return (max(gap, 0), -half * carried) if put else (max(-gap, 0), (1 - half) * carried)
    d1 = (mp_ln(spot / strike) + (rate - carry) * time) / deviation + deviation / 2
    d2 = d1 - deviation
    if put:
        return strike * discount * below(-d2) - spot * carried * below(-d1), -carried * below(-d1)
    return spot * carried * below(d1) - strike * discount * below(d2), carried * below(d1)


def snapped(x):
    """A whole number where only the last of the 120 digits says otherwise."""
    return int(nint(x)) if abs(x - nint(x)) < mpf(10) ** -60 else x


def cases(sample: Sampler):
    for _ in range(2_000):
        spot = sample.sample(SPOT)
        strike = spot * sample.uniform(WAD // 4, 4 * WAD) // WAD if sample.below(4) else sample.sample(SPOT)
        seconds = sample.choice((sample.sample(SECONDS), sample.uniform(0, 2 * YEAR)))
        yield sample.below(2), spot, strike, sample.sample(RATE), sample.sample(RATE), sample.sample(VOLATILITY), seconds
    for bad in (dict(volatility=100 * WAD + 1), dict(rate=10 * WAD + 1), dict(carry=-10 * WAD - 1), dict(seconds=100 * YEAR + 1)):
        row = dict(put=1, spot=WAD, strike=WAD, rate=0, carry=0, volatility=WAD, seconds=1)
        row.update(bad)
        yield tuple(row[name] for name in INPUTS)


def refused(row):
    put, spot, strike, rate, carry, volatility, seconds = row
    return abs(rate) > 10 * WAD or abs(carry) > 10 * WAD or volatility > 100 * WAD or seconds > 100 * YEAR


@table(*INPUTS, expected=("price", "delta"))
def quote_up(sample: Sampler):
    for row in cases(sample):
        if refused(row):
            yield *row, OUT_OF_DOMAIN
        else:
            price, delta = value(*row)
            yield *row, snapped(price * WAD), snapped(delta * WAD)


@table(*INPUTS, expected=("price", "delta"))
def quote_down(sample: Sampler):
    yield from quote_up(sample)


#: The whole domain, with its edges; prices from a unit to a trillion dollars, and nothing.
WHOLE_SPOT = Domain(0, 10**12 * WAD, (WAD, 2_000 * WAD, 60_000 * WAD))
WHOLE_RATE = Domain(-10 * WAD, 10 * WAD, (WAD // 20, -WAD // 20))
WHOLE_VOLATILITY = Domain(0, 100 * WAD, (WAD, WAD // 2))
WHOLE_SECONDS = Domain(0, 100 * YEAR, (3_600, 86_400, 30 * 86_400, YEAR))
#: Below this v sqrt T nothing is promised of sensitivities, but at zero.
LEAST_DEVIATION = mpf(10) ** -6
BAD = (
    dict(volatility=100 * WAD + 1), dict(rate=10 * WAD + 1), dict(rate=-10 * WAD - 1), dict(carry=10 * WAD + 1),
    dict(carry=-10 * WAD - 1), dict(seconds=100 * YEAR + 1), dict(rate=10 * WAD, seconds=3 * YEAR),
    dict(carry=-WAD, seconds=21 * YEAR), dict(volatility=U128.high), dict(seconds=2**64 - 1),
)
#: Discounted legs of more than 128 bits.
TOO_GREAT = (
    dict(spot=10**20 * WAD, carry=-WAD, seconds=10 * YEAR), dict(strike=U128.high, rate=-1, seconds=100 * YEAR, carry=0),
    dict(strike=10**20 * WAD, rate=-2 * WAD, seconds=YEAR),
)


def named(**changes) -> tuple:
    """An ordinary option but for what is given."""
    row = dict(put=1, spot=2_000 * WAD, strike=2_000 * WAD, rate=0, carry=0, volatility=WAD, seconds=YEAR)
    row.update(changes)
    return tuple(row[name] for name in INPUTS)


def whole(sample: Sampler) -> tuple:
    """A row of the whole domain: half ordinary, half of any magnitude; growth within 20, legs within 128 bits."""
    while True:
        row = any_row(sample)
        if max(legs(row)) < mpf("3.4e38"):
            return row


def any_row(sample: Sampler) -> tuple:
    if sample.below(2):
        spot = sample.log_uniform(WAD // 100, 10**6 * WAD)
        strike = spot * sample.uniform(WAD // 4, 4 * WAD) // WAD
        rate, carry = (sample.uniform(-WAD // 2, WAD // 2) if sample.below(4) else 0 for _ in range(2))
        return sample.below(2), spot, strike, rate, carry, sample.uniform(WAD // 100, 4 * WAD), sample.log_uniform(1, 10 * YEAR)
    spot, strike = sample.sample(WHOLE_SPOT), sample.sample(WHOLE_SPOT)
    if sample.below(2):
        strike = spot * sample.uniform(WAD // 2, 2 * WAD) // WAD
    seconds = sample.sample(WHOLE_SECONDS)
    most = min(10 * WAD, (20 * WAD * YEAR - YEAR) // max(seconds, 1))
    rate, carry = (sample.sample(Domain(-most, most)) for _ in range(2))
    return sample.below(2), spot, strike, rate, carry, sample.sample(WHOLE_VOLATILITY), seconds


def real(row):
    """The terms as real numbers."""
    put, spot, strike, rate, carry, volatility, seconds = row
    return put, mpf(spot) / WAD, mpf(strike) / WAD, mpf(rate) / WAD, mpf(carry) / WAD, mpf(volatility) / WAD, mpf(seconds) / YEAR


def distances(spot, strike, rate, carry, volatility, time):
    """d1 and d2, infinite where they are."""
    deviation = volatility * exact_sqrt(time)
    if spot == 0:
        return -inf, -inf
    if strike == 0:
        return inf, inf
    log = mp_ln(spot / strike) + (rate - carry) * time
    if deviation == 0:
        d = mpf(0) if log == 0 else inf * log
        return d, d
    return log / deviation + deviation / 2, log / deviation - deviation / 2


def normal(x):
    if x in (inf, -inf):
        return mpf(int(x > 0))
    return erfc(-x / exact_sqrt(mpf(2))) / 2


def legs(row):
    """S e^(-q T) and K e^(-r T) in WAD."""
    _, spot, strike, rate, carry, _, time = real(row)
    return spot * mp_exp(-carry * time) * WAD, strike * mp_exp(-rate * time) * WAD


def price_of(row):
    """The price in WAD, for the whole domain."""
    put, spot, strike, rate, carry, volatility, time = real(row)
    d1, d2 = distances(spot, strike, rate, carry, volatility, time)
    held, owed = spot * mp_exp(-carry * time) * WAD, strike * mp_exp(-rate * time) * WAD
    if d1 in (inf, -inf) or volatility * time == 0:
        return max(owed - held, 0) if put else max(held - owed, 0)
    return owed * normal(-d2) - held * normal(-d1) if put else held * normal(d1) - owed * normal(d2)


def tolerance(row):
    """What the module states for prices: 1.4e-17 of both discounted legs, and 4 units; in units."""
    return mpf("1.4e-17") * sum(legs(row)) + 4


def interest_free(row) -> bool:
    return row[6] == 0 or row[3] == row[4] == 0


def certain_and_most(row):
    """The price's bounds without arbitrage."""
    held, owed = legs(row)
    return (max(owed - held, 0), owed) if row[0] else (max(held - owed, 0), held)


def with_volatility(row, volatility) -> tuple:
    return (*row[:5], volatility, row[6])


@table(*INPUTS, expected=("delta", "gamma", "vega", "theta"))
def greeks(sample: Sampler):
    for bad in BAD:
        yield *named(**bad), OUT_OF_DOMAIN
    for great in TOO_GREAT:
        yield *named(**great), OVERFLOW
    # Gamma of a spot of a unit; vega and theta of all the money there is.
    yield *named(spot=1, strike=1, volatility=WAD // 1_000), OVERFLOW
    yield *named(spot=3 * 10**20 * WAD, strike=3 * 10**20 * WAD, seconds=100 * YEAR, volatility=WAD // 100), OVERFLOW
    yield *named(spot=10**20 * WAD, strike=10**20 * WAD, volatility=100 * WAD, seconds=1), OVERFLOW
    count = 0
    while count < 2_000:
        row = whole(sample)
        put, spot, strike, rate, carry, volatility, time = real(row)
        deviation = volatility * exact_sqrt(time)
        if 0 < deviation < LEAST_DEVIATION:
            continue
        count += 1
        d1, d2 = distances(spot, strike, rate, carry, volatility, time)
        carried, discount = mp_exp(-carry * time), mp_exp(-rate * time)
        side = -1 if put else 1
        delta = side * carried * normal(side * d1)
        held = side * (carry * spot * carried * normal(side * d1) - rate * strike * discount * normal(side * d2))
        if deviation == 0 or spot == 0:
            yield *row, *(snapped(x * WAD) for x in (delta, mpf(0), mpf(0), held))
            continue
        density = mpf(0) if d1 == inf else mp_exp(-d1 * d1 / 2) / exact_sqrt(2 * pi)
        gamma = carried * density / (spot * deviation)
        vega = spot * carried * density * exact_sqrt(time)
        decay = spot * carried * density * volatility / (2 * exact_sqrt(time))
        theta = held - decay
        products = (carry * spot * carried * normal(side * d1), rate * strike * discount * normal(side * d2), decay, held, theta)
        fullness = max(gamma * WAD / U128.high, vega * WAD / U128.high, *(abs(x) * WAD / I128.high for x in products))
        if fullness > mpf("0.999"):
            if fullness < mpf("1.001"):
                continue
            yield *row, OVERFLOW
        else:
            yield *row, *(snapped(x * WAD) for x in (delta, gamma, vega, theta))


def volatility_at(row, price, start):
    """The volatility in WAD at which the price is `price`, to less than a hundredth of a unit: Newton's method within a
    bracket, and halving. None where it is beyond 100."""
    _, spot, strike, rate, carry, _, time = real(row)
    low, high = mpf(0), mpf(100 * WAD)
    if price_of(with_volatility(row, high)) < price:
        return None
    guess = mpf(start)
    for _ in range(400):
        gap = price_of(with_volatility(row, guess)) - price
        if gap < 0:
            low = guess
        else:
            high = guess
        d1, _ = distances(spot, strike, rate, carry, guess / WAD, time)
        vega = spot * mp_exp(-carry * time) * mp_exp(-d1 * d1 / 2) / exact_sqrt(2 * pi) * exact_sqrt(time)
        step = gap / vega if vega > mpf(10) ** -45 else inf
        if abs(step) < mpf("0.001") or high - low < mpf("0.01"):
            return guess - step if abs(step) < mpf("0.001") else (low + high) / 2
        guess = guess - step if low < guess - step < high else (low + high) / 2
    raise ValueError(f"no volatility found for {row} at {price}")


IMPLIED = ("put", "spot", "strike", "rate", "carry", "seconds", "price")


@table(*IMPLIED, expected=("least", "most"))
def implied_volatility(sample: Sampler):
    """`least` and `most`: where the price is lower and higher than what was wanted by the stated error."""

    def of(row, price):
        return (*row[:5], row[6], price)

    for bad in BAD:
        if "volatility" not in bad:
            yield *of(named(**bad), WAD), OUT_OF_DOMAIN
    for great in TOO_GREAT:
        yield *of(named(**great), WAD), OVERFLOW
    count = 0
    while count < 2_000:
        row = whole(sample)
        if row[5] == 0:
            continue
        with mp.workdps(70):
            least, most = certain_and_most(row)
            error = tolerance(row)
            kind = sample.below(16)
            if kind == 0:  # below what it is worth with certainty
                price = int(least) - sample.uniform(1, max(int(least) // 2, 1))
                fails = price < least - 2 * error or interest_free(row) and price < least
            elif kind == 1:  # above the greatest
                price = int(mp_ceil(most)) + sample.uniform(0, int(most) // 2 + 1)
                fails = price > most + 2 * error or interest_free(row)
            elif kind == 2:
                price = sample.uniform(int(least), int(mp_ceil(most)))
                fails = price_of(with_volatility(row, 100 * WAD)) + 2 * error < price
            else:
                price, fails = int(nint(price_of(row))), False
            if price < 0 or price > U128.high:
                continue
            if fails:
                expected = OUT_OF_DOMAIN,
            elif price < least or price + 2 * error > price_of(with_volatility(row, 100 * WAD)):
                continue  # within the errors of a bound
            else:
                margin = mpf("1.4e-17") * sum(legs(row)) + 4
                low = volatility_at(row, price - margin, row[5]) if price - margin > least else mpf(0)
                high = volatility_at(row, price + margin, row[5])
                # The next volatility in WAD, where there is none within the error.
                expected = max(int(mp_floor(low)) - 1, 0), int(mp_ceil(high)) + 1
        count += 1
        yield *of(row, price), *expected


def strike_at(row, worth, start):
    """The strike in WAD at which `worth` of a call, which falls with it, is zero, between nothing and 64 times the spot."""
    low, high = mpf(0), 64 * mpf(row[1])
    guess = mpf(start)
    for _ in range(120):
        if high - low < mpf("0.01"):
            break
        # By the secant of a small step, else by halving.
        here = worth(guess)
        if here >= 0:
            low = guess
        else:
            high = guess
        span = max(guess * mpf(10) ** -25, mpf(10) ** -6)
        slope = (worth(guess + span) - here) / span
        following = guess - here / slope if slope < 0 else inf
        if abs(following - guess) < mpf("0.001"):
            return following
        guess = following if low < following < high else (low + high) / 2
    return (low + high) / 2


@table("spot", "rate", "carry", "volatility", "seconds", "premium", "spread", expected=("least", "most"))
def collar_call_strike(sample: Sampler):
    """`most`: where the call just pays; `least`: where it does with all that the stated errors take, less the last interval
    of the search."""

    def of(row, premium, spread):
        return (row[1], *row[3:], premium, spread)

    for bad in BAD:
        yield *of(named(**bad), WAD, 0), OUT_OF_DOMAIN
    yield *of(named(spot=U128.high // 64 + 1), WAD, 0), OVERFLOW
    yield *of(named(spot=U128.high), WAD, 0), OVERFLOW
    yield *of(named(spot=10**18 * WAD, rate=-2 * WAD), WAD, 0), OVERFLOW
    for premium in (0, 1, WAD):
        yield *of(named(spot=0), premium, 0), OUT_OF_DOMAIN
        yield *of(named(), premium, WAD), OUT_OF_DOMAIN
        yield *of(named(), premium, U128.high), OUT_OF_DOMAIN
    yield *of(named(), 0, 0), OUT_OF_DOMAIN
    yield *of(named(), 2_000 * WAD + 1, 0), OUT_OF_DOMAIN
    count = 0
    while count < 2_000:
        row = (0, *whole(sample)[1:])
        if row[1] == 0:
            continue
        spread = sample.choice((0, WAD // 100, sample.below(WAD), sample.log_uniform(1, WAD - 1)))
        with mp.workdps(60):
            keep = 1 - mpf(spread) / WAD
            call = lambda strike: (0, row[1], strike, *row[3:])
            pays_most, pays_least = (keep * price_of(call(strike)) for strike in (mpf(0), 64 * mpf(row[1])))
            error = tolerance(call(64 * mpf(row[1])))
            if sample.below(8) == 0:
                premium = sample.choice((int(mp_ceil(pays_most + 2 * error)) + sample.log_uniform(0, row[1]), int(pays_least) // 2))
            elif sample.below(2):
                premium = int(pays_least + (pays_most - pays_least) * sample.below(WAD) / WAD)
            else:
                premium = int(keep * price_of(row))
            still = interest_free(row)
            far = legs(call(64 * mpf(row[1])))[1]
            if premium < pays_most - 2 * error and far > U128.high:
                expected = OVERFLOW,
            elif premium > pays_most + (0 if still else 2 * error) or premium < pays_least - 2 * error or premium == 0:
                expected = OUT_OF_DOMAIN,
            elif premium > pays_most - 2 * error - 2 or premium < pays_least + 2 * error + 2:
                continue  # within the errors of a bound
            else:
                exact = still and row[5] * row[6] == 0
                most = strike_at(row, lambda strike: keep * price_of(call(strike)) - premium, row[2])
                least = strike_at(
                    row, lambda strike: keep * (price_of(call(strike)) - (0 if exact else tolerance(call(strike)))) - 1 - premium, most
                )
                expected = max(int(mp_floor(least - mpf(row[1]) / 2**58)) - 2, 0), int(mp_ceil(most))
        count += 1
        yield *of(row, premium, spread), *expected


@table(*INPUTS, "spread")
def early_close_down(sample: Sampler):
    for bad in BAD:
        yield *named(**bad), 0, OUT_OF_DOMAIN
    for great in TOO_GREAT:
        yield *named(**great), 0, OVERFLOW
    for _ in range(2_000):
        row = whole(sample)
        spread = sample.choice((0, WAD // 100, WAD, sample.below(WAD), sample.sample(U128)))
        bid = max(1 - mpf(spread) / WAD, 0) * price_of(row)
        yield *row, spread, snapped(max(bid, certain_and_most(row)[0]))


def surface_points(sample: Sampler):
    """Strikes, expiries and volatilities as a market quotes them, and otherwise."""
    strikes = [sample.uniform(WAD // 2, 19 * WAD // 20), sample.uniform(19 * WAD // 20, 21 * WAD // 20), sample.uniform(21 * WAD // 20, 2 * WAD)]
    first = sample.log_uniform(3_600, YEAR)
    second = first + sample.log_uniform(3_600, YEAR)
    expiries = [first, second, second + sample.log_uniform(3_600, 5 * YEAR)]
    level, rough = sample.uniform(WAD // 10, 2 * WAD), sample.choice((WAD // 100, WAD // 20, WAD // 5))
    volatilities = [[level * (WAD + sample.uniform(-rough, rough)) // WAD for _ in range(3)] for _ in range(3)]
    return strikes, expiries, volatilities


def surface_verdict(strikes, expiries, volatilities):
    """Whether the points are free of arbitrage: True, False, or None where the errors of prices decide."""
    if not (0 < strikes[0] < strikes[1] < strikes[2] and 0 < expiries[0] < expiries[1] < expiries[2] <= 100 * YEAR):
        return False
    if not all(0 < volatility <= 10 * WAD for row in volatilities for volatility in row):
        return False
    verdict = True
    for earlier, later, start, end in zip(volatilities, volatilities[1:], expiries, expiries[1:]):
        for before, after in zip(earlier, later):
            if after * after * end < before * before * start:
                if after * after * end * (1 + 10**-15) > before * before * start:
                    return None
                return False
    for row, seconds in zip(volatilities, expiries):
        last_strike, last_price, last_slope, last_run = mpf(0), mpf(1), mpf(1), mpf(1)
        for strike, volatility in zip(strikes, row):
            price = price_of((0, WAD, strike, 0, 0, volatility, seconds)) / WAD
            run = mpf(strike) / WAD - last_strike
            slope = (last_price - price) / run
            error = (mpf("1.4e-17") * (2 + mpf(strike) / WAD) + mpf("4e-18")) * 2
            if slope - last_slope > (error + 100 / mpf(WAD)) / run + error / last_run or last_price - price < -error - 100 / mpf(WAD):
                return False
            if slope > last_slope or price > last_price or error > 100 / mpf(WAD):
                verdict = None
            last_strike, last_price, last_slope, last_run = mpf(strike) / WAD, price, slope, run
    return verdict


SURFACE = ("strikes", "expiries", "volatilities")


def flat(rows):
    return [value for row in rows for value in row]


@table(*SURFACE)
def surface_new(sample: Sampler):
    """One where the points are taken."""
    fair = ([8 * WAD // 10, WAD, 12 * WAD // 10], [YEAR // 52, YEAR // 12, YEAR // 4], [[8 * WAD // 10] * 3] * 3)
    yield fair[0], fair[1], flat(fair[2]), 1
    for strikes in ([WAD, WAD, 2 * WAD], [0, WAD, 2 * WAD], [2 * WAD, WAD, 3 * WAD], [WAD, 2 * WAD, 2 * WAD], [WAD, U128.high, 1]):
        yield strikes, fair[1], flat(fair[2]), OUT_OF_DOMAIN
    for expiries in ([0, 1, 2], [1, 1, 2], [1, 3, 2], [1, 2, 100 * YEAR + 1], [1, 2, 2**64 - 1]):
        yield fair[0], expiries, flat(fair[2]), OUT_OF_DOMAIN
    for volatility in (0, 10 * WAD + 1, U128.high):
        for at in range(9):
            volatilities = flat(fair[2])
            volatilities[at] = volatility
            yield fair[0], fair[1], volatilities, OUT_OF_DOMAIN
    count = 0
    while count < 2_000:
        strikes, expiries, volatilities = surface_points(sample)
        if sample.below(8) == 0:
            volatilities[sample.below(3)][sample.below(3)] = sample.log_uniform(1, 10 * WAD)
        if sample.below(16) == 0:
            expiries[sample.below(3)] = sample.log_uniform(0, 101 * YEAR)
        if sample.below(16) == 0:
            strikes[sample.below(3)] = sample.log_uniform(0, 2 * WAD)
        verdict = surface_verdict(strikes, expiries, volatilities)
        if verdict is not None:
            count += 1
            yield strikes, expiries, flat(volatilities), 1 if verdict else OUT_OF_DOMAIN


def interpolated(points, x):
    """Linear between points, flat beyond; points ascend."""
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x <= x1:
            return y0 + (y1 - y0) * Fraction(x - x0, x1 - x0)
    return points[-1][1]


@table(*SURFACE, "strike", "seconds")
def surface_volatility(sample: Sampler):
    fair = ([8 * WAD // 10, WAD, 12 * WAD // 10], [YEAR // 52, YEAR // 12, YEAR // 4], [8 * WAD // 10] * 9)
    for seconds in (0, 100 * YEAR + 1, 2**64 - 1):
        yield *fair, WAD, seconds, OUT_OF_DOMAIN
    count = 0
    while count < 2_000:
        strikes, expiries, volatilities = surface_points(sample)
        if sample.below(8) == 0:  # the least and the greatest: flat in the strike at a volatility of any size
            volatilities = [[sample.log_uniform(10**10, 10 * WAD)] * 3] * 3
        if surface_verdict(strikes, expiries, volatilities) is not True:
            continue
        count += 1
        strike = sample.choice((sample.choice(strikes), sample.sample(U128), sample.uniform(WAD // 2, 2 * WAD), sample.uniform(WAD // 2, 2 * WAD)))
        seconds = sample.choice((sample.choice(expiries), sample.uniform(1, 100 * YEAR), sample.uniform(expiries[0], expiries[2])))
        totals = [
            (expiry, interpolated([(k, Fraction(v * v * expiry)) for k, v in zip(strikes, row)], strike))
            for expiry, row in zip(expiries, volatilities)
        ]
        time = min(max(seconds, expiries[0]), expiries[2])
        square = interpolated(totals, time) / time
        yield strikes, expiries, flat(volatilities), strike, seconds, snapped(exact_sqrt(mpf(square.numerator) / square.denominator))


@table("surface", "slow", "skew", "utilisation")
def quoted_volatility(sample: Sampler):
    """The greater, raised by the skew times the part in use."""
    ordinary = Domain(0, 100 * WAD, (WAD // 2, WAD))
    for wide in (True, False):
        domain = U128 if wide else ordinary
        for surface, slow, skew, utilisation in sample.rows(domain, domain, domain, domain, count=1_000):
            raised = WAD + ceil(Fraction(skew * min(utilisation, WAD), WAD))
            quoted = max(surface, slow) * (1 + Fraction(skew * min(utilisation, WAD), WAD * WAD))
            over = raised > U128.high or ceil(Fraction(max(surface, slow) * raised, WAD)) > U128.high
            yield surface, slow, skew, utilisation, OVERFLOW if over else quoted
