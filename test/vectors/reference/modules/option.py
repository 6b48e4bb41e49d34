"""option: Black, Scholes and Merton, from the formula."""

from mpmath import erfc, exp as mp_exp, ln as mp_ln, mpf, nint, sqrt as exact_sqrt

from ..sampling import WAD, YEAR, Domain, Sampler
from ..table import OUT_OF_DOMAIN, table

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
