"""cover: premiums, the waterfall, pro-rata splits and the rolling cap. Exact but for the hazard's logarithm."""

from fractions import Fraction

from mpmath import log, mpf

from ..sampling import RAY, U64, U128, WAD, YEAR, Domain, Sampler
from ..table import DIVISION_BY_ZERO, OUT_OF_DOMAIN, OVERFLOW, Exact, table

MOST = U128.high
AMOUNT = Domain(0, 2**100, (10**6, WAD, 10**24))
CHANCE = Domain(0, WAD + 1, (WAD // 100, WAD // 2, WAD))
LOAD = Domain(0, 10 * WAD, (WAD // 10, WAD // 2, WAD))


def fits(value: Fraction) -> Exact:
    return OVERFLOW if value > MOST else value


@table("exposure", "probability", "severity", "load")
def premium(sample: Sampler):
    rows = list(sample.rows(AMOUNT, CHANCE, CHANCE, LOAD, count=1_800, edges=360)) + list(sample.rows(U128, CHANCE, CHANCE, LOAD, count=200, edges=40))
    rows += [(MOST, WAD, WAD, WAD), (MOST, WAD, WAD, MOST), (1, WAD, WAD, MOST)]
    for exposure, probability, severity, load in rows:
        if probability > WAD or severity > WAD:
            yield exposure, probability, severity, load, OUT_OF_DOMAIN
        elif load > MOST - WAD:
            yield exposure, probability, severity, load, OVERFLOW
        else:
            value = Fraction(exposure * probability * severity * (WAD + load), WAD**3)
            if abs(value - MOST) > 10**21:  # else rounding decides
                yield exposure, probability, severity, load, fits(value)


@table("probability", "horizon", "severity", "load")
def premium_rate(sample: Sampler):
    horizon = Domain(0, 10 * YEAR, (86_400, YEAR // 12, YEAR))
    for probability, time, severity, load in sample.rows(CHANCE, horizon, CHANCE, LOAD):
        if probability >= WAD or severity > WAD:
            value = OUT_OF_DOMAIN
        elif time == 0:
            value = DIVISION_BY_ZERO
        else:
            hazard = -log(1 - mpf(probability) / WAD) * YEAR / time
            value = hazard * severity * (WAD + load) / WAD if probability else 0
        yield probability, time, severity, load, value


@table("capital", "exposure")
def coverage(sample: Sampler):
    for capital, exposure in sample.rows(U128, U128):
        value = Fraction(capital * WAD, exposure) if exposure else MOST
        yield capital, exposure, min(value, MOST)


@table("debt", "collateral", "discount")
def provision(sample: Sampler):
    rows = list(sample.rows(AMOUNT, AMOUNT, CHANCE, count=1_700, edges=340)) + list(sample.rows(U128, U128, U128, count=300, edges=60))
    for debt, collateral, discount in rows:
        yield debt, collateral, discount, max(0, debt - Fraction(collateral * max(0, WAD - discount), WAD))


LAYERS = ("position_yield", "auction", "fund", "reserves", "suppliers")


@table("loss", *LAYERS, expected=(*(f"{layer}_bears" for layer in LAYERS), "unmet"))
def waterfall(sample: Sampler):
    rows = list(sample.rows(*[AMOUNT] * 6, count=900, edges=200)) + list(sample.rows(*[U128] * 6, count=300, edges=60))
    rows += [(sample.uniform(0, 6_000), *(sample.uniform(0, 1_200) for _ in LAYERS)) for _ in range(800)]
    for loss, *layers in rows:
        starts = [sum(layers[:number]) for number in range(6)]
        borne = [min(max(loss - start, 0), layer) for start, layer in zip(starts, layers)]
        yield loss, *layers, *borne, max(0, loss - starts[5])


@table("claim", "claims", "loss")
def pro_rata_loss(sample: Sampler):
    for claim, claims, loss in shares(sample):
        if claims == 0:
            value = DIVISION_BY_ZERO
        elif claim > claims or loss > claims:
            value = OUT_OF_DOMAIN
        else:
            value = Fraction(claim * loss, claims)
        yield claim, claims, loss, value


def shares(sample: Sampler):
    yield from sample.rows(U128, U128, U128, count=600, edges=300)
    for _ in range(1_400):
        claims = sample.log_uniform(1, MOST)
        yield sample.log_uniform(0, claims), claims, sample.log_uniform(0, claims)


@table("index", "claims", "loss")
def written_down(sample: Sampler):
    for number, (_, claims, loss) in enumerate(shares(sample)):
        index = sample.sample(Domain(0, MOST, (RAY,))) if number % 2 else sample.uniform(RAY, 10 * RAY)
        if claims == 0:
            value = DIVISION_BY_ZERO
        else:
            value = OUT_OF_DOMAIN if loss > claims else Fraction(index * (claims - loss), claims)
        yield index, claims, loss, value


@table("claim", "claims", "available")
def pro_rata_payment(sample: Sampler):
    for claim, claims, available in shares(sample):
        if claim > claims:
            value = OUT_OF_DOMAIN
        else:
            value = claim if claims <= available else Fraction(claim * available, claims)
        yield claim, claims, available, value


@table("claims", "available", "payments")
def share_out(sample: Sampler):
    for _ in range(2_000):
        limit = sample.choice((3, 100, 2**64, 2**100, 2**128 - 1))
        count = sample.choice((0, 1, 2, 3, 5)) if sample.below(50) else sample.choice((256, 257))
        claims = [sample.log_uniform(0, limit) for _ in range(count)] if count < 9 else [sample.below(9) for _ in range(count)]
        total = sum(claims)
        available = sample.log_uniform(0, MOST) if sample.below(3) == 0 else sample.uniform(0, min(total, MOST))
        if len(claims) > 256 or total > MOST:
            yield claims, available, [], OUT_OF_DOMAIN if len(claims) > 256 else OVERFLOW
            continue
        share = min(available, total)
        together = [sum(claims[:number]) * share // max(total, 1) for number in range(count + 1)]
        yield claims, available, [b - a for a, b in zip(together, together[1:])], share


WINDOW = ("period", "current", "previous", "cap", "length", "now")


def windows(sample: Sampler):
    for _ in range(2_000):
        length = sample.choice((0, 1, 3_600, 86_400, 604_800, U64.high)) if sample.below(3) else sample.log_uniform(0, U64.high)
        now = sample.sample(U64)
        period = now // length if length else 0
        period = max(0, min(U64.high, period - sample.choice((-1, 0, 0, 1, 1, 2, 3)))) if sample.below(10) else sample.sample(U64)
        limit = sample.choice((100, 2**100, MOST))
        yield period, *(sample.log_uniform(0, limit) for _ in range(3)), length, now


def paid_before(period: int, current: int, previous: int, length: int, now: int) -> tuple[int, int, int]:
    """The present period, what was paid in it and in the one before. Time never goes back."""
    present = max(period, now // length)
    return present, {0: current}.get(present - period, 0), {0: previous, 1: current}.get(present - period, 0)


@table(*WINDOW)
def available(sample: Sampler):
    for period, current, previous, cap, length, now in windows(sample):
        if length == 0:
            value = DIVISION_BY_ZERO
        else:
            _, one, other = paid_before(period, current, previous, length, now)
            value = max(0, cap - one - other)
        yield period, current, previous, cap, length, now, value


@table(*WINDOW, "wanted", expected=("paid", "period_after", "current_after", "previous_after"))
def draw(sample: Sampler):
    for period, current, previous, cap, length, now in windows(sample):
        wanted = sample.log_uniform(0, sample.choice((100, 2**100, MOST)))
        if length == 0:
            yield period, current, previous, cap, length, now, wanted, DIVISION_BY_ZERO
            continue
        present, one, other = paid_before(period, current, previous, length, now)
        paid = min(wanted, max(0, cap - one - other))
        yield period, current, previous, cap, length, now, wanted, paid, present, one + paid, other
