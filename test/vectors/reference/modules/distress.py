"""distress: first passage of a Brownian motion with drift, from the reflection formula."""

from mpmath import ceil as mp_ceil, erfc, exp as mp_exp, floor as mp_floor, ln as mp_ln, mp, mpf, sqrt as exact_sqrt

from ..sampling import U128, WAD, YEAR, Domain, Sampler
from ..table import DIVISION_BY_ZERO, OUT_OF_DOMAIN, OVERFLOW, table
from .option import legs, named, price_of, snapped


def below(x):
    return erfc(-x / exact_sqrt(mpf(2))) / 2


@table("health", "drift", "volatility", "seconds")
def breach_probability(sample: Sampler):
    yield 2 * WAD, 0, 100 * WAD + 1, 1, OUT_OF_DOMAIN
    yield 2 * WAD, 10 * WAD + 1, WAD, 1, OUT_OF_DOMAIN
    yield 2 * WAD, 0, WAD, 100 * YEAR + 1, OUT_OF_DOMAIN
    for health in (0, 1, WAD - 1, WAD):
        yield health, 0, WAD, YEAR, WAD
    yield 2 * WAD, 0, WAD, 0, 0
    for _ in range(2_200):
        drift, volatility, seconds = path(sample) if sample.below(2) else whole_path(sample)
        deviation = deviation_of(volatility, seconds)
        if sample.below(4) and deviation < 11:  # about as far as the path goes
            health = int(mp_exp(deviation * sample.uniform(0, 4 * WAD) / WAD) * WAD) + 1
        else:
            health = WAD + sample.log_uniform(1, sample.choice((5 * WAD, U128.high - WAD)))
        if deviation == 0 and drift < 0 and abs(mp_ln(mpf(health) / WAD) + mpf(drift) * seconds / YEAR / WAD) < mpf(10) ** -17:
            continue  # ends at the threshold, to a unit
        yield health, drift, volatility, seconds, snapped(chance(mp_ln(mpf(health) / WAD), drift, volatility, seconds) * WAD)


def path(sample: Sampler):
    """Drift, volatility and seconds of an ordinary path."""
    return sample.log_uniform(-3 * WAD, 3 * WAD), sample.uniform(WAD // 1000, 4 * WAD), sample.log_uniform(1, 3 * YEAR)


def whole_path(sample: Sampler):
    """The same of the whole domain; where it moves at all, by a millionth at least."""
    while True:
        seconds = sample.sample(Domain(0, 100 * YEAR, (86_400, YEAR)))
        most = min(10 * WAD, (20 * WAD * YEAR - YEAR) // max(seconds, 1))
        drift, volatility = sample.sample(Domain(-most, most)), sample.sample(Domain(0, 100 * WAD, (WAD,)))
        if not 0 < deviation_of(volatility, seconds) < mpf(10) ** -6:
            return drift, volatility, seconds


def deviation_of(volatility, seconds):
    return mpf(volatility) / WAD * exact_sqrt(mpf(seconds) / YEAR)


def chance(b, drift, volatility, seconds):
    """The probability that a path from `b` above the threshold reaches it."""
    m, v, t = mpf(drift) / WAD, mpf(volatility) / WAD, mpf(seconds) / YEAR
    s = v * exact_sqrt(t)
    if b <= 0:
        return mpf(1)
    if s == 0:
        return mpf(int(b + m * t <= 0))
    return below((-b - m * t) / s) + mp_exp(-2 * m * b / v**2) * below((-b + m * t) / s)


#: The logarithm of the greatest health that the search looks at: 2^68.
FARTHEST = 68 * mp_ln(mpf(2))


def distance_at(probability, drift, volatility, seconds):
    """The b at which the chance, which falls with it, is `probability`, to 1e-24 of the health; None where there is none
    below the farthest."""
    low, high = mpf(0), FARTHEST
    if chance(high, drift, volatility, seconds) > probability:
        return None
    side = 0
    above, under = 1 - probability, chance(high, drift, volatility, seconds) - probability
    for step in range(200):
        if high - low < mpf(10) ** -43:
            break
        # A chord across the root, its ends weighed down where one of them stays (Illinois); every third step halves.
        guess = (low + high) / 2 if step % 3 == 0 or above == under else (low * under - high * above) / (under - above)
        if not low < guess < high:
            guess = (low + high) / 2
        gap = chance(guess, drift, volatility, seconds) - probability
        if gap > 0:
            low, above = guess, gap
            under = under / 2 if side > 0 else under
            side = 1
        else:
            high, under = guess, gap
            above = above / 2 if side < 0 else above
            side = -1
    return high


def stated(volatility, seconds):
    """The stated error of a probability: 5e-18, and 4e-19 / (v sqrt T)."""
    deviation = deviation_of(volatility, seconds)
    return mpf("5e-18") + (mpf("4e-19") / deviation if deviation else 0)


PATH = ("drift", "volatility", "seconds")
BAD_PATHS = (
    (0, 100 * WAD + 1, 1), (10 * WAD + 1, WAD, 1), (-10 * WAD - 1, WAD, 1), (0, WAD, 100 * YEAR + 1), (10 * WAD, WAD, 3 * YEAR),
    (-WAD, WAD, 21 * YEAR),
)


def health_bounds(sample: Sampler):
    """Probabilities, paths, and where the health that is safe enough lies: least and most, in WAD and real; or how it fails."""
    for bad in BAD_PATHS:
        yield WAD // 10, *bad, OUT_OF_DOMAIN, None
    for probability in (0, WAD, WAD + 1, U128.high):
        yield probability, 0, WAD, YEAR, OUT_OF_DOMAIN, None
    count = 0
    while count < 2_000:
        drift, volatility, seconds = path(sample) if sample.below(4) else whole_path(sample)
        probability = sample.choice((
            sample.uniform(1, WAD - 1), sample.log_uniform(1, WAD - 1), WAD - sample.log_uniform(1, WAD - 1), WAD // 10, WAD // 100,
        ))
        with mp.workdps(60):
            p, error = mpf(probability) / WAD, stated(volatility, seconds)
            if volatility * seconds == 0:
                end = mp_exp(max(-mpf(drift) * seconds / YEAR / WAD, 0))
                nearest, farthest = mp_ln(end), mp_ln(end)
                slack = mpf("1e-17") * end * WAD + 1  # what the end itself is known to
            else:
                nearest = distance_at(p + error, drift, volatility, seconds) if p + error < 1 else mpf(0)
                farthest = distance_at(p - error, drift, volatility, seconds) if p > error else None
                slack = 0
            if nearest is None or nearest > FARTHEST - mpf("0.5"):
                if nearest is not None:
                    continue  # near the end of the search
                expected = OVERFLOW
            elif farthest is None and nearest > 20:
                continue  # found or not, by the errors alone
            else:
                least = max(mp_exp(nearest) * WAD - slack, mpf(WAD))
                expected = least, mpf(2**128 - 1) if farthest is None else mp_exp(farthest) * WAD + slack + 1
        count += 1
        yield probability, drift, volatility, seconds, expected, (farthest is None)


@table("probability", *PATH, expected=("least", "most"))
def breach_health(sample: Sampler):
    """`least` and `most`: where the chance is greater and smaller than what was wanted by the stated error, and a unit."""
    for *row, expected, _ in health_bounds(sample):
        if isinstance(expected, tuple):
            least, most = expected
            yield *row, int(mp_floor(least)), int(mp_ceil(most))
        else:
            yield *row, expected


@table("price", "health", "probability", *PATH, expected=("least", "most"))
def breach_price(sample: Sampler):
    """That health as a part of what health is, of the price."""
    yield WAD, 0, WAD // 10, 0, WAD, YEAR, DIVISION_BY_ZERO
    yield WAD, 0, 0, 0, WAD, YEAR, OUT_OF_DOMAIN
    yield 0, 0, WAD // 10, 0, WAD, YEAR, DIVISION_BY_ZERO
    yield U128.high, 1, WAD // 10, 0, WAD, YEAR, OVERFLOW
    for *row, expected, open_end in health_bounds(sample):
        price, health = sample.log_uniform(0, 10**9 * WAD), sample.log_uniform(1, 1_000 * WAD)
        if isinstance(expected, tuple):
            least, most = (price * x / health for x in expected)
            if most + 1 > U128.high and least <= U128.high and not open_end:
                continue
            if least > U128.high:
                yield price, health, *row, OVERFLOW
            elif most + 1 <= U128.high:
                yield price, health, *row, int(mp_floor(least)), int(mp_ceil(most)) + 1
        else:
            yield price, health, *row, expected
    # Ordinary ones, whose results all fit.
    for _ in range(600):
        drift, volatility, seconds = path(sample)
        price, health = sample.uniform(WAD, 10**5 * WAD), sample.uniform(WAD, 3 * WAD)
        probability, error = sample.uniform(WAD // 1_000, WAD // 2), stated(volatility, seconds)
        with mp.workdps(60):
            p = mpf(probability) / WAD
            near, far = (distance_at(p + side * error, drift, volatility, seconds) for side in (1, -1))
            if near is None or far is None or far > 40:
                continue
            least, most = price * mp_exp(near) * WAD / health, price * (mp_exp(far) * WAD + 1) / health + 1
            yield price, health, probability, drift, volatility, seconds, int(mp_floor(least)), int(mp_ceil(most))


@table("collateral", "debt", "volatility", "rate", "window", "most")
def distress_rate(sample: Sampler):
    """put(collateral, debt, window) / debt * YEAR / window, at most `most`."""

    def put(collateral, debt, volatility, rate, window):
        return named(spot=collateral, strike=debt, volatility=volatility, rate=rate, seconds=window)

    for volatility, rate, window in ((100 * WAD + 1, 0, 1), (WAD, 10 * WAD + 1, 1), (WAD, 0, 100 * YEAR + 1), (WAD, -10 * WAD, 3 * YEAR)):
        yield WAD, WAD, volatility, rate, window, WAD, OUT_OF_DOMAIN
        yield WAD, 0, volatility, rate, window, WAD, OUT_OF_DOMAIN
    yield WAD, U128.high, WAD, -WAD, YEAR, WAD, OVERFLOW
    yield 2 * WAD, WAD, WAD, 0, 0, 5 * WAD, 5 * WAD
    yield 0, 0, WAD, 0, 0, 5 * WAD, 0
    yield U128.high, 1, WAD, WAD // 20, 86_400, WAD, 0  # a debt of a unit beside all the collateral there is
    for _ in range(2_000):
        debt = sample.log_uniform(0, 10**12 * WAD)
        collateral = debt * sample.uniform(WAD // 2, 2 * WAD) // WAD if sample.below(4) else sample.log_uniform(0, 10**12 * WAD)
        volatility = sample.choice((sample.sample(Domain(0, 100 * WAD, (WAD,))), sample.uniform(0, 3 * WAD)))
        window = sample.choice((sample.sample(Domain(0, 100 * YEAR, (86_400, YEAR))), sample.uniform(60, 30 * 86_400)))
        most_rate = min(10 * WAD, (20 * WAD * YEAR - YEAR) // max(window, 1))
        rate = sample.choice((0, sample.sample(Domain(-most_rate, most_rate)), sample.log_uniform(0, min(most_rate, WAD // 10))))
        most = sample.choice((10 * WAD, sample.sample(Domain(0, 10**6 * WAD)), U128.high))
        terms = put(collateral, debt, volatility, rate, window)
        if legs(terms)[1] > mpf("3.4e38"):
            continue
        if debt == 0:
            expected = 0
        elif window == 0:
            expected = most
        else:
            expected = min(snapped(price_of(terms) * WAD / debt * YEAR / window), most)
        yield collateral, debt, volatility, rate, window, most, expected
