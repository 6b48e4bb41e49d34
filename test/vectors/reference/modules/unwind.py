"""unwind: durations, trajectories, releases, prices, budgets and stages; sizes of sales."""

from fractions import Fraction

from mpmath import exp, log, mpf, sinh

from .. import portfolio
from ..portfolio import MAX_VALUE, ORDINARY, matrix
from ..sales import NONE, Trial
from ..sampling import BPS, U16, U64, U128, WAD, YEAR, Domain, Sampler
from ..table import OUT_OF_DOMAIN, OVERFLOW, Exact, Fail, table

DAY = 86_400
HEALTH = Domain(0, 2 * WAD, (WAD // 10 * 9, WAD - 1, WAD, WAD + 1, WAD // 50 * 51))
SECONDS = Domain(0, 10 * DAY, (60, 900, 1_800, 43_200, DAY))
URGENCY = Domain(0, 20 * WAD, (WAD // 1_000, WAD, 5 * WAD))
USD = Domain(0, 2**100, (WAD, 1_000 * WAD, 10**6 * WAD))
SHARE = Domain(0, WAD, (WAD // 10, WAD // 2))
#: Beyond e^47.26 a ratio in WAD leaves 128 bits.
EXP_END = log(mpf(2) ** 128 / WAD)
PRICE = Domain(1, 2**110, (WAD, 3_000 * WAD))
BOOK = ("collateral", "debt", "assets", "matrix", "z", "horizon")


@table("health", "critical", "minimum", "maximum")
def duration(sample: Sampler):
    rows = list(sample.rows(HEALTH, HEALTH, SECONDS, SECONDS, count=1_600, edges=300))
    for health, critical, minimum, maximum in rows + list(sample.rows(U128, U128, U64, U64, count=400)):
        least = min(minimum, maximum)
        if health >= WAD:
            value = maximum
        elif health <= critical:
            value = least
        else:
            value = least + (maximum - least) * Fraction(health - critical, WAD - critical)
        yield health, critical, minimum, maximum, value


@table("urgency", "elapsed", "total")
def remaining(sample: Sampler):
    rows = list(sample.rows(URGENCY, SECONDS, SECONDS, count=1_500, edges=400))
    for urgency, elapsed, total in rows + list(sample.rows(U128, U64, U64, count=500)):
        if urgency > 20 * WAD:
            value: Exact = OUT_OF_DOMAIN
        elif elapsed >= total:
            value = 0
        elif urgency == 0:
            value = Fraction((total - elapsed) * WAD, total)
        else:
            k = mpf(urgency) / WAD
            value = WAD if elapsed == 0 else sinh(k * (total - elapsed) / total) / sinh(k) * WAD
        yield urgency, elapsed, total, value


@table("need", "available", "before", "after")
def newly_released(sample: Sampler):
    rows = list(sample.rows(USD, USD, SHARE, SHARE, count=1_600, edges=300))
    for need, available, before, after in rows + list(sample.rows(U128, U128, U128, U128, count=400)):
        missing, passed = max(need - available, 0), max(before - after, 0)
        yield need, available, before, after, Fraction(missing * passed, before) if before else missing


def prices(sample: Sampler) -> list[tuple[int, int, int, int]]:
    near = list(sample.rows(PRICE, SHARE, SECONDS, SECONDS, count=1_500, edges=200))
    rows = [(start, max(1, start * share // WAD), elapsed, whole) for start, share, elapsed, whole in near]
    return rows + list(sample.rows(U128, U128, U64, U64, count=500, edges=200))


@table("start", "floor", "elapsed", "duration")
def dutch_linear(sample: Sampler):
    for start, floor, elapsed, whole in prices(sample):
        left = Fraction(max(whole - elapsed, 0), whole) if whole else 0
        yield start, floor, elapsed, whole, floor + max(start - floor, 0) * left


@table("start", "floor", "elapsed", "duration")
def dutch_exponential(sample: Sampler):
    for start, floor, elapsed, whole in prices(sample):
        value: Exact
        if floor == 0:
            value = OUT_OF_DOMAIN
        elif elapsed >= whole or start <= floor:
            value = floor
        elif elapsed == 0:
            value = start
        else:
            power = log(mpf(start) / floor) * (whole - elapsed) / whole
            if abs(power - EXP_END) < mpf("0.001"):
                continue  # too near to the end of exp to tell
            value = OVERFLOW if power > EXP_END else floor * exp(power)
        yield start, floor, elapsed, whole, value
    for _ in range(50):  # for those too near
        price = sample.sample(PRICE)
        yield price, price, sample.sample(SECONDS), sample.sample(SECONDS), price


@table("start", "floor", "elapsed", "duration", "steps")
def dutch_stairs(sample: Sampler):
    for start, floor, elapsed, whole in prices(sample):
        steps = sample.choice([0, 1, 2, 10, 2**32 - 1, sample.uniform(1, 100)])
        passed = steps * min(elapsed, whole) // whole if whole else steps
        left = Fraction(steps - passed, steps) if steps else 0
        yield start, floor, elapsed, whole, steps, floor + max(start - floor, 0) * left


@table("capacity", "level", "per_minute", "elapsed")
def refilled(sample: Sampler):
    rows = list(sample.rows(USD, USD, USD, SECONDS, count=1_600, edges=300))
    for capacity, level, rate, elapsed in rows + list(sample.rows(U128, U128, U128, U64, count=400)):
        yield capacity, level, rate, elapsed, min(Fraction(capacity), level + Fraction(rate * elapsed, 60))


def buckets(sample: Sampler) -> list[tuple[int, ...]]:
    rows = [
        (capacity, capacity * share // WAD, max(a, b), min(a, b), health)
        for capacity, share, a, b, health in sample.rows(USD, SHARE, HEALTH, HEALTH, HEALTH, count=1_600, edges=300)
    ]
    return rows + list(sample.rows(U128, U128, U128, U128, U128, count=400))


@table("capacity", "level", "highest", "lowest")
def admitted_health(sample: Sampler):
    for capacity, level, highest, lowest, _ in buckets(sample):
        share = Fraction(min(level, capacity), capacity) if capacity else 0
        yield capacity, level, highest, lowest, lowest + max(highest - lowest, 0) * share


def drawable_of(capacity: int, level: int, highest: int, lowest: int, health: int) -> Exact:
    level = min(level, capacity)
    if health <= lowest:
        return level
    if health > highest:
        return 0
    return max(level - Fraction(capacity * (health - lowest), highest - lowest), Fraction(0))


@table("capacity", "level", "highest", "lowest", "health")
def drawable(sample: Sampler):
    for row in buckets(sample):
        yield *row, drawable_of(*row)


@table("capacity", "level", "highest", "lowest", "health", "asked", expected=("left", "taken"))
def drawn(sample: Sampler):
    for row in buckets(sample):
        asked = sample.choice([sample.sample(USD), row[1], sample.sample(U128)])
        taken = min(int(drawable_of(*row)), asked)
        yield *row, asked, row[1] - taken, taken


@table("left", "position", "bps_per_day", "elapsed")
def cost_refilled(sample: Sampler):
    rows = list(sample.rows(USD, USD, U16, SECONDS, count=1_600, edges=300))
    for left, position, share, elapsed in rows + list(sample.rows(U128, U128, U16, U64, count=400)):
        day = min(Fraction(position * share, BPS), Fraction(U128.high))  # saturates
        yield left, position, share, elapsed, min(day, left + day * elapsed / DAY)


@table("need", "rate", "elapsed", "total")
def floor_release(sample: Sampler):
    rows = list(sample.rows(USD, SHARE, SECONDS, SECONDS, count=1_600, edges=300))
    for need, rate, elapsed, total in rows + list(sample.rows(U128, U128, U64, U64, count=400)):
        share = Fraction(min(elapsed, total), total) if total else Fraction(1)
        yield need, rate, elapsed, total, min(Fraction(need), need * share * rate / WAD)


@table("planned", "floor", "left", "discount")
def within_cost(sample: Sampler):
    rows = list(sample.rows(USD, USD, USD, SHARE, count=1_600, edges=300))
    for planned, floor, left, discount in rows + list(sample.rows(U128, U128, U128, U128, count=400)):
        affordable = Fraction(left * WAD, discount) if discount else Fraction(planned)
        yield planned, floor, left, discount, min(Fraction(planned), max(affordable, Fraction(floor)))


@table("spot", "critical")
def critical_level(sample: Sampler):
    for spot, critical in [*sample.rows(HEALTH, HEALTH, count=1_500), *sample.rows(U128, U128, count=500)]:
        yield spot, critical, min(Fraction(spot * WAD, critical), Fraction(WAD)) if critical else WAD


@table("since", "first_round", "now", "round")
def critical_confirmed(sample: Sampler):
    time = Domain(0, 1_000, (59, 60, 61))
    for since, first, now, round_ in sample.rows(time, time, time, time, count=1_600):
        yield since, first, now, round_, int(since > 0 and now - since >= 60 and round_ > first)
    for since, first, now, round_ in sample.rows(U64, U64, U64, U64, count=400):
        held = now - since >= 60 or now == 2**64 - 1  # time saturates
        yield since, first, now, round_, int(since > 0 and held and now >= since and round_ > first)


@table("start", "end", "closed_at", "now", "duration", "recovery", expected=("from", "until"))
def reopened(sample: Sampler):
    for _ in range(2_000):
        start = sample.uniform(1, 10**9)
        end = start + sample.sample(SECONDS)
        closed = sample.choice([0, start + sample.sample(SECONDS), end])
        now = max(closed, start) + sample.choice([0, 1, sample.sample(SECONDS)])
        whole, recovery = sample.sample(SECONDS), sample.sample(SECONDS)
        inputs = (start, end, closed, now, whole, recovery)
        if closed == 0 or now - closed >= recovery:
            yield *inputs, now, now + whole
        else:
            pause = now - closed  # the schedule's clock stood still
            yield *inputs, start + pause, max(now, min(now + whole, end + pause))


@table("health", "buffer", "target", "collateral", "debt", "open", "end", "auction", "falls", "critical", "now")
def stage(sample: Sampler):
    time = Domain(0, 1_000)
    for _ in range(2_000):
        health, buffer = sample.sample(HEALTH), sample.choice([0, WAD // 20, WAD // 5])
        target = WAD + sample.choice([0, WAD // 50, WAD // 5])
        collateral, debt = (sample.choice([0, 1, WAD, WAD, WAD]) for _ in range(2))
        opened, critical = sample.bits(1), int(sample.below(4) == 0)
        end, falls, now = sample.sample(time), sample.sample(time), sample.sample(time)
        auction = sample.choice([0, 0, sample.uniform(1, 1_000)])  # 0: none
        if debt == 0:
            value = 0
        elif collateral == 0:
            value = 5
        elif opened and health < target:
            running = auction > 0
            value = 4 if running and now >= auction + falls else 3 if running or critical or now >= end else 2
        else:
            value = 2 if health < WAD else 1 if health < WAD + buffer else 0
        yield health, buffer, target, collateral, debt, opened, end, auction, falls, critical, now, value


def indebted(sample: Sampler, wild: bool = False):
    """A book, half of them with collateral and debt of like sizes, and its parameters."""
    held = portfolio.book(sample, wild, MAX_VALUE if wild else 10**24)
    if sample.bits(1):
        size, positions = sample.log_uniform(10**6, MAX_VALUE if wild else 10**24), []
        for index, (collateral, debt, which) in enumerate(held.positions):
            both = sample.below(5) == 0
            collateral = sample.uniform(size // 8, size) if both or index % 2 == 0 else 0
            debt = sample.uniform(size // 8, size) * 3 // 4 if both or index % 2 == 1 else 0
            positions.append((collateral, debt, which))
        held = portfolio.Book(tuple(positions))
    which = sample.uniform(ORDINARY, 1_999) if wild else sample.below(ORDINARY)
    return held, which, *portfolio.parameters(sample, wild)


def pair_of(sample: Sampler, held: portfolio.Book) -> tuple[int, int]:
    """A position with collateral and one with debt, where there are such; seldom any."""
    choices = []
    for amounts in (held.collateral(), held.debt()):
        some = [index for index, amount in enumerate(amounts) if amount]
        choices.append(sample.choice(some) if some and sample.below(20) else sample.below(len(amounts)))
    return choices[0], choices[1]


def aim(sample: Sampler, trial: Trial, sold: int, repaid: int) -> int:
    """A target: a usual one, or one that a sale of the pair reaches."""
    target = sample.choice([WAD, WAD // 100 * 102, WAD // 100 * 105, WAD // 10 * 12])
    capacity = trial.capacity(sold, repaid)
    if sample.below(3) and capacity:
        sell = sample.choice([sample.uniform(0, capacity), sample.log_uniform(1, capacity)])
        repay = trial.repays(repaid, sell)
        worth = sum(trial.collateral) - sell - trial.stressed(sold, repaid, sell, repay)
        debt = sum(trial.debt) - repay
        if debt and 0 < worth * WAD <= 16 * WAD * debt:
            return worth * WAD // debt
    return target


PROCEEDS = [WAD, WAD, WAD // 100 * 95, WAD // 10 * 9, WAD // 2, WAD // 100 * 110]


def refused(rest: tuple, sampled: tuple = ()):
    """Books and parameters outside the domain, with what the columns of a table hold besides; and those that `sampled`
    has, which a good book does not save."""
    for z, horizon, amount in [(16 * WAD + 1, 1, 1), (WAD, YEAR + 1, 1), (WAD, 1, MAX_VALUE + 1)]:
        yield [1, amount], [1, 0], [0, 1], 0, z, horizon, *rest, OUT_OF_DOMAIN
        yield [1, 0], [0, amount], [0, 1], 0, z, horizon, *rest, OUT_OF_DOMAIN
    yield [1] * 17, [1] * 17, [0] * 17, 0, WAD, 1, *rest, Fail("TooManyPositions")
    for other in sampled:
        yield [WAD, 1], [0, WAD], [0, 1], 0, WAD, 3_600, *other, OUT_OF_DOMAIN


@table(*BOOK, "sold", "repaid", "target", "proceeds", "accuracy", expected=("least", "most"))
def need(sample: Sampler):
    for index in range(2_100):
        held, which, z, horizon = indebted(sample, index % 10 == 9)
        proceeds = sample.choice([*PROCEEDS, sample.uniform(1, 4 * WAD)])
        trial = Trial(held, matrix(which), z, horizon, proceeds)
        sold, repaid = pair_of(sample, held)
        target = aim(sample, trial, sold, repaid)
        sale = trial.least_sale(sold, repaid, target)
        yield *held.columns(), which, z, horizon, sold, repaid, target, proceeds, trial.error, sale.least, sale.most
    others = [(2, 1, WAD, WAD), (0, 2, WAD, WAD), (16, 0, WAD, WAD), (0, 1, WAD, 0), (0, 1, WAD, 4 * WAD + 1)]
    others += [(0, 1, 16 * WAD + 1, WAD), (0, 1, 2**128 - 1, WAD), (0, 1, WAD, 2**128 - 1)]
    yield from refused((0, 0, WAD, WAD, 0), tuple((*other, 0) for other in others))


@table(*BOOK, "discount", "candidates")
def best_pair(sample: Sampler):
    for index in range(2_100):
        held, which, z, horizon = indebted(sample, index % 10 == 9)
        if index % 10 == 4:  # equals, of which the first counts
            held = portfolio.Book((held.positions * 2)[:16])
        discount = sample.choice([0, WAD // 20, WAD // 10, sample.uniform(0, WAD - 1)])
        pairs = Trial(held, matrix(which), z, horizon, WAD - discount).best_pairs()
        yield *held.columns(), which, z, horizon, discount, pairs, pairs[0]
    yield [], [], [], 0, WAD, 3_600, 0, [NONE], NONE
    yield from refused((0, []), tuple((discount, []) for discount in (WAD, WAD + 1, 2**128 - 1)))


def bend(held: portfolio.Book, sold: int, repaid: int) -> int:
    """The greatest basis of the pair's families, per dollar, where it may bend the stress from convexity: pro rata in
    three members or more, and above twice a haircut."""
    assets, greatest = held.assets(), 0
    for index in (sold, repaid):
        family = [a for a in assets if a.family == assets[index].family]
        basis = max(a.basis for a in family)
        if len(family) > 2 or len(family) == 2 and basis > 2 * min(a.haircut for a in family):
            greatest = max(greatest, basis)
    return greatest * WAD // BPS


@table(*BOOK, "sold", "repaid", "sell", expected=("least", "most"))
def max_discount(sample: Sampler):
    """At most the d at which m(d) - d is zero, for the sale and for a smaller; at least where its chord from zero to m(0)
    is, in two parts where the sale that repays all turns into that of all."""
    for index in range(2_100):
        held, which, z, horizon = indebted(sample, index % 10 == 9)
        sold, repaid = pair_of(sample, held)
        available, owed = held.positions[sold][0], held.positions[repaid][1]
        sell = sample.choice([available, sample.uniform(0, available), sample.log_uniform(0, available)])
        columns = (*held.columns(), which, z, horizon, sold, repaid, sell)
        if min(sell, owed) == 0:
            yield *columns, 0, 0
            continue
        trial = Trial(held, matrix(which), z, horizon, WAD)
        bounds = [trial.discount(sold, repaid, part) for part in (sell, max(sell // 4, 1))]
        most = min(value + error for value, error in bounds) + bend(held, sold, repaid)

        limit = available if sell > owed else sell

        def beyond(d: int) -> int:
            sale = min(-(-owed * WAD // (WAD - d)), limit)
            after = trial.stressed(sold, repaid, sale, min(owed, -(-sale * (WAD - d) // WAD)))
            return (trial.stress - after) * WAD // sale - d

        def zero(low: int, high: int) -> int:
            """Of the chord."""
            above, below = beyond(low), -beyond(high)
            return high if below <= 0 else low + (high - low) * above // (above + below)

        first, turn, debtor = min(max(beyond(0), 0), WAD - 1), WAD - WAD * owed // limit, held.assets()[repaid]
        if first == 0:
            chord = 0
        elif 0 < turn < first:
            chord = zero(0, turn) if beyond(turn) < 0 else zero(turn, first)
        else:
            chord = zero(0, first)
        steep = portfolio.dollar_stress(debtor, matrix(which), z, horizon) * WAD / (WAD - first)
        error = int((2 + steep) * bounds[0][1])
        yield *columns, max(chord - error, 0), min(most, WAD - 1)
    others = [(2, 1, 1), (0, 2, 1), (16, 0, 1), (0, 1, WAD + 1), (1, 1, 2), (0, 1, 2**128 - 1), (2, 0, 0)]
    yield from refused((0, 0, 1), tuple(others))


@table(*BOOK, "target", "proceeds", "accuracy", "pairs", "sells", "reached", expected=("least", "most"))
def plan(sample: Sampler):
    """Pairs in their order, 16 times what is sold and what is repaid, and the sales of all but the last, which are all
    that the pair can sell. Only where no leg is within the error of another pair or of the target."""
    rows = 0
    while rows < 2_050:
        held, which, z, horizon = indebted(sample)
        target, proceeds = sample.choice([WAD, WAD // 100 * 102, WAD // 10 * 12]), sample.choice(PROCEEDS)
        trial = Trial(held, matrix(which), z, horizon, proceeds)
        start = trial.gap(0, 0, 0, target)
        pairs, sells, least, most = [], [], 0, 0
        reached, certain = start >= 0, abs(start) >= (trial.error + 32) * WAD
        while certain and not reached and len(pairs) < 32:
            best = trial.best_pairs()
            if best == [NONE]:
                break
            sold, repaid = divmod(best[0], 16)
            sale = trial.least_sale(sold, repaid, target)
            certain, reached = sale.certain and len(best) == 1, sale.reaches
            pairs.append(best[0])
            sells.append(sale.most)
            least, most = sale.least, sale.most
            if certain and not reached:
                trial.commit(sold, repaid, sale.most)
        if certain:
            rows += 1
            columns = (*held.columns(), which, z, horizon, target, proceeds, trial.error)
            yield *columns, pairs, sells[:-1], reached, least, most
    others = [(WAD, 0), (WAD, 4 * WAD + 1), (16 * WAD + 1, WAD), (2**128 - 1, WAD), (WAD, 2**128 - 1)]
    yield from refused((WAD, WAD, 0, [], [], 0), tuple((*other, 0, [], [], 0) for other in others))
