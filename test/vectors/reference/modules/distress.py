"""distress: first passage of a Brownian motion with drift, from the reflection formula."""

from mpmath import erfc, exp as mp_exp, ln as mp_ln, mpf, sqrt as exact_sqrt

from ..sampling import WAD, YEAR, Sampler
from ..table import OUT_OF_DOMAIN, table


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
    for _ in range(2_000):
        health = WAD + sample.log_uniform(1, 5 * WAD)
        drift, volatility = sample.log_uniform(-3 * WAD, 3 * WAD), sample.uniform(WAD // 1000, 4 * WAD)
        seconds = sample.log_uniform(1, 3 * YEAR)
        b, m, v, t = mp_ln(mpf(health) / WAD), mpf(drift) / WAD, mpf(volatility) / WAD, mpf(seconds) / YEAR
        s = v * exact_sqrt(t)
        chance = below((-b - m * t) / s) + mp_exp(-2 * m * b / v**2) * below((-b + m * t) / s)
        yield health, drift, volatility, seconds, chance * WAD
