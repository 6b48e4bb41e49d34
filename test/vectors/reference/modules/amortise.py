"""amortise: instalments, what they unlock, and the fair rate."""

from fractions import Fraction

from mpmath import exp, expm1, log, mpf, ncdf, sqrt

from ..sampling import U64, U128, WAD, YEAR, Domain, Sampler
from ..table import DIVISION_BY_ZERO, OUT_OF_DOMAIN, OVERFLOW, Exact, Fail, table
from .curve import RATE, REACH, TIME, compounded, real

MOST = U128.high
AMOUNT = Domain(0, 2**100, (10**6, WAD, 10**24))
MOST_INSTALMENTS = 120
BULLET, EQUAL_PRINCIPAL, EQUAL_PAYMENT, CUSTOM = range(4)


@table("principal", "rate", "seconds")
def interest(sample: Sampler):
    rows = list(sample.rows(AMOUNT, RATE, TIME, count=1_750)) + list(sample.rows(U128, U128, U64, count=350, edges=50))
    for principal, rate, seconds in rows:
        factor = compounded(rate, seconds)
        if factor is None:
            continue
        value = owed(principal, rate, seconds)
        if isinstance(value, Fail) or abs(value / MOST - 1) > mpf("1e-20"):
            yield principal, rate, seconds, value


def owed(principal: mpf | int, rate: int, seconds: int) -> mpf | Fail:
    """Interest: principal * (e^(rate * time) - 1)."""
    if isinstance(compounded(rate, seconds), Fail):
        return OVERFLOW
    value = principal * expm1(real(Fraction(rate * seconds, WAD * YEAR)))
    return OVERFLOW if value > MOST else value


@table("payment", "outstanding", "rate", "seconds")
def principal_paid(sample: Sampler):
    rows = list(sample.rows(AMOUNT, AMOUNT, RATE, TIME, count=1_750))
    rows += sample.rows(U128, U128, U128, U64, count=300, edges=50)
    for payment, outstanding, rate, seconds in rows:
        factor = compounded(rate, seconds)
        if factor is not None:
            value = factor if isinstance(factor, Fail) else min(payment / factor, mpf(outstanding))
            yield payment, outstanding, rate, seconds, value


PLAN = ("kind", "period", "number_of", "rate", "dates", "principals")
PERIOD = Domain(0, 10 * YEAR, (1, 86_400, 7 * 86_400, YEAR // 12, YEAR))
YEARLY = Domain(0, 3 * WAD, (WAD // 100, WAD // 20, WAD // 10, WAD))


class Plan:
    """A plan as the columns describe it."""

    def __init__(self, sample: Sampler, principal: int) -> None:
        self.kind = sample.below(4)
        self.period = sample.sample(PERIOD) if sample.below(50) else sample.sample(U64)
        self.count = sample.choice((0, 1, 2, 3, 4, 6, 12, 24, 60, 120, 121, 65_535)) if self.kind in (1, 2) else 1
        self.rate = sample.sample(YEARLY) if self.kind == EQUAL_PAYMENT else 0
        self.dates: list[int] = []
        self.principals: list[int] = []
        if self.kind == CUSTOM:
            self.count = sample.choice((0, 1, 2, 3, 4)) if sample.below(40) else sample.choice((120, 121))
            step = sample.sample(PERIOD) if self.count < 9 else 1 + sample.below(9)
            self.dates = [step * (number + 1) + sample.below(max(1, step)) for number in range(self.count)]
            cuts = sorted(sample.uniform(0, principal) for _ in range(self.count - 1))
            self.principals = [b - a for a, b in zip([0, *cuts], [*cuts, principal])][: self.count]
            if self.count and sample.below(8) == 0:
                self.principals[-1] = max(0, self.principals[-1] + sample.choice((-1, 1)))
            if self.count and sample.below(20) == 0:
                self.dates[0] = sample.choice((0, self.dates[-1], U64.high))

    def columns(self) -> tuple:
        return self.kind, self.period, self.count, self.rate, self.dates, self.principals

    def counted(self) -> bool:
        return 0 < self.count <= MOST_INSTALMENTS

    def due(self, number: int) -> int | Fail:
        if not self.counted() or not 0 < number <= self.count:
            return OUT_OF_DOMAIN
        if self.kind == CUSTOM:
            return self.dates[number - 1]
        if self.period == 0:
            return OUT_OF_DOMAIN
        return self.period * number if self.period * number <= U64.high else OVERFLOW

    def exponent(self, periods: int) -> Fraction | Fail:
        time = self.period * periods
        value = Fraction(self.rate * time, WAD * YEAR)
        return OVERFLOW if time > U64.high or value > REACH else value

    def repaid_by(self, principal: int, number: int) -> Exact:
        if not self.counted() or number > self.count:
            return OUT_OF_DOMAIN
        if number in (0, self.count):
            return principal if number else 0
        if self.kind == CUSTOM:
            return min(principal, sum(self.principals[:number]))
        if self.kind == EQUAL_PAYMENT:
            whole, rest = self.exponent(self.count), self.exponent(self.count - number)
            if isinstance(whole, Fail):
                return whole
            if whole:
                return principal * (1 - expm1(-real(rest)) / expm1(-real(whole)))
        return Fraction(principal * number, self.count)

    def check(self, principal: int) -> Exact:
        last = self.due(self.count)
        if isinstance(last, Fail):
            return last
        if self.kind == EQUAL_PAYMENT and isinstance(self.exponent(self.count), Fail):
            return OVERFLOW
        if self.kind == CUSTOM:
            rising = all(a < b for a, b in zip([0, *self.dates], self.dates))
            return 1 if rising and sum(self.principals) == principal else OUT_OF_DOMAIN
        return 1


def plans(sample: Sampler, count: int = 2_000):
    """Plans with a principal and a number."""
    for _ in range(count):
        principal = sample.sample(AMOUNT) if sample.below(20) else sample.sample(U128)
        plan = Plan(sample, principal)
        number = sample.choice((0, 1, plan.count, plan.count + 1)) if sample.below(3) == 0 else sample.uniform(0, plan.count)
        yield plan, principal, min(number, 65_535)


@table(*PLAN, "principal")
def check(sample: Sampler):
    for plan, principal, _ in plans(sample):
        yield *plan.columns(), principal, plan.check(principal)


@table(*PLAN)
def count(sample: Sampler):
    for plan, _, _ in plans(sample):
        yield *plan.columns(), plan.count if plan.counted() else OUT_OF_DOMAIN


@table(*PLAN, "number")
def due(sample: Sampler):
    for plan, _, number in plans(sample):
        yield *plan.columns(), number, plan.due(number)


@table(*PLAN, "principal", "number")
def repaid_by(sample: Sampler):
    for plan, principal, number in plans(sample):
        yield *plan.columns(), principal, number, plan.repaid_by(principal, number)


def whole(plan: Plan, value: Exact) -> Exact:
    """As whole units, where the formula says which: an annuity is left as it is."""
    return -(-value.numerator // value.denominator) if isinstance(value, Fraction) else value


def share(plan: Plan, principal: int, number: int) -> tuple[Exact, Exact, Exact]:
    """What is outstanding before an instalment, its date and its principal; or an error."""
    date = plan.due(number)
    if isinstance(date, Fail):
        return date, date, date
    before, after = (whole(plan, plan.repaid_by(principal, k)) for k in (number - 1, number))
    for value in (before, after):
        if isinstance(value, Fail):
            return value, value, value
    return principal - before, date, max(after - before, 0)


@table(*PLAN, "principal", "number", expected=("due_at", "share"))
def instalment(sample: Sampler):
    for plan, principal, number in plans(sample):
        _, date, part = share(plan, principal, number)
        yield *plan.columns(), principal, number, date, part


@table(*PLAN, "principal", "number", "loan_rate", expected=("due_at", "share", "interest"))
def payment(sample: Sampler):
    for plan, principal, number in plans(sample):
        rate = plan.rate if sample.below(2) else sample.sample(YEARLY)
        outstanding, date, part = share(plan, principal, number)
        if isinstance(date, Fail):
            yield *plan.columns(), principal, number, rate, date
            continue
        since = plan.due(number - 1) if number > 1 else 0
        if compounded(rate, max(0, date - since)) is None:
            continue
        cost = owed(outstanding, rate, max(0, date - since))
        if isinstance(cost, Fail):
            yield *plan.columns(), principal, number, rate, cost
        else:
            yield *plan.columns(), principal, number, rate, date, part, cost


@table(*PLAN, "elapsed", "grace")
def overdue(sample: Sampler):
    for plan, _, _ in plans(sample):
        grace = sample.choice((0, 3_600, 86_400, 7 * 86_400, U64.high, sample.bits(20)))
        elapsed = sample.sample(U64)
        if plan.counted():
            date = plan.due(1 + sample.below(plan.count))
            if isinstance(date, int) and sample.below(4):
                elapsed = min(U64.high, max(0, date + grace + sample.choice((-1, 0, 1))))
        yield *plan.columns(), elapsed, grace, passed(plan, elapsed, grace)


def passed(plan: Plan, elapsed: int, grace: int) -> Exact:
    if not plan.counted():
        return OUT_OF_DOMAIN
    for number in range(1, plan.count + 1):
        date = plan.due(number)
        if isinstance(date, Fail):
            return date
        if date + grace > U64.high or elapsed <= date + grace:
            return number - 1
    return plan.count


def movements(sample: Sampler):
    yield from sample.rows(U128, U128, U128, count=600)
    for _ in range(1_400):
        principal = sample.log_uniform(1, MOST)
        yield principal, sample.log_uniform(0, MOST), sample.log_uniform(0, principal)


MOVED = ("principal_after", "collateral_after", "moved")


@table("principal", "collateral", "repaid", expected=MOVED)
def repay(sample: Sampler):
    for principal, collateral, repaid in movements(sample):
        if repaid > principal:
            yield principal, collateral, repaid, OUT_OF_DOMAIN
            continue
        moved = collateral if repaid == principal else collateral * repaid // principal
        yield principal, collateral, repaid, principal - repaid, collateral - moved, moved


@table("principal", "collateral", "missed", expected=MOVED)
def forfeit(sample: Sampler):
    for principal, collateral, missed in movements(sample):
        if missed > principal:
            yield principal, collateral, missed, OUT_OF_DOMAIN
            continue
        moved = collateral if missed == principal else -(-collateral * missed // principal)
        yield principal, collateral, missed, principal - missed, collateral - moved, moved


@table("due", "grace", "now")
def standing(sample: Sampler):
    """0 early, 1 payable, 2 missed."""
    for due_at, grace, now in sample.rows(U64, U64, U64):
        if sample.below(2):
            now = min(U64.high, max(0, due_at + sample.choice((0, grace)) + sample.choice((-1, 0, 1))))
        yield due_at, grace, now, 0 if now < due_at else 1 if now <= due_at + grace else 2


@table("payment", "collateral")
def strike(sample: Sampler):
    for value, collateral in sample.rows(U128, U128):
        if collateral == 0:
            yield value, collateral, DIVISION_BY_ZERO
        else:
            ratio = Fraction(value * WAD, collateral)
            yield value, collateral, OVERFLOW if ratio > MOST else ratio


@table("principal", "rate", "seconds")
def simple_interest(sample: Sampler):
    rows = list(sample.rows(AMOUNT, RATE, TIME, count=1_700)) + list(sample.rows(U128, U128, U64, count=350, edges=50))
    for principal, rate, seconds in rows:
        value = Fraction(principal * rate * seconds, WAD * YEAR)
        yield principal, rate, seconds, OVERFLOW if rate * seconds > MOST or value > MOST else value


@table("collateral", "mark", "now")
def harvestable(sample: Sampler):
    for collateral, mark, rate in growths(sample):
        if mark == 0:
            yield collateral, mark, rate, OUT_OF_DOMAIN
        else:
            yield collateral, mark, rate, collateral * (1 - Fraction(mark, rate)) if rate > mark else 0


def growths(sample: Sampler):
    yield from sample.rows(U128, U128, U128, count=700)
    for _ in range(1_400):
        mark = sample.log_uniform(WAD // 100, 100 * WAD)
        yield sample.log_uniform(1, MOST), mark, mark + sample.uniform(0, mark // 5)


@table("collateral", "mark", "taken")
def marked(sample: Sampler):
    for collateral, mark, taken in sample.rows(U128, U128, U128):
        if taken >= collateral:
            yield collateral, mark, taken, OUT_OF_DOMAIN
            continue
        value = Fraction(mark * collateral, collateral - taken)
        yield collateral, mark, taken, OVERFLOW if value > MOST else value


@table("interest", "growth", "margin", "loan_to_value", "principal")
def value_needed(sample: Sampler):
    margins, shares = Domain(0, 65_535, (0, 10_000)), Domain(0, 65_535, (0, 1, 9_000, 10_000))
    rows = list(sample.rows(RATE, RATE, margins, shares, AMOUNT, count=1_700, edges=900))
    rows += sample.rows(U128, U128, margins, shares, U128, count=400, edges=200)
    for rate, floor, margin, part, principal in rows:
        yield rate, floor, margin, part, principal, needed(rate, floor, margin, part, principal)


def needed(rate: int, floor: int, margin: int, part: int, principal: int) -> Exact:
    if part == 0:
        return DIVISION_BY_ZERO
    by_value = Fraction(principal * 10_000, part)
    if by_value > MOST:
        return OVERFLOW
    if rate == 0:
        return by_value
    if rate * (10_000 + margin) > MOST or floor * 10_000 > MOST:
        return OVERFLOW
    if floor == 0:
        return DIVISION_BY_ZERO
    by_growth = Fraction(principal * rate * (10_000 + margin), floor * 10_000)
    return OVERFLOW if by_growth > MOST else max(by_value, by_growth)


@table("base", "dates", "principals", "puts")
def fair_rate(sample: Sampler):
    date = Domain(0, 10 * YEAR, (86_400, YEAR))
    for _ in range(2_000):
        number = sample.choice((0, 1, 2, 3, 4)) if sample.below(50) else sample.choice((120, 121))
        amount = Domain(0, 2**96) if number < 9 and sample.below(12) else Domain(0, MOST) if number < 9 else Domain(0, 9)
        dates, principals = ([sample.sample(d) for _ in range(number)] for d in (date, amount))
        puts = [sample.uniform(0, p) for p in principals]
        base = sample.sample(RATE) if sample.below(30) else sample.sample(U128)
        yield base, dates, principals, puts, fair(base, dates, principals, puts)


def fair(base: int, dates: list[int], principals: list[int], puts: list[int]) -> Exact:
    if len(dates) > MOST_INSTALMENTS:
        return OUT_OF_DOMAIN
    lent, principal = sum(date * part for date, part in zip(dates, principals)), sum(principals)
    if lent > MOST or sum(puts) > MOST or principal > MOST:
        return OVERFLOW
    if principal == 0:
        return DIVISION_BY_ZERO
    if -(-sum(puts) * WAD // principal) + WAD > MOST or principal * YEAR > MOST:
        return OVERFLOW
    if lent == 0:
        return DIVISION_BY_ZERO
    value = base + log(1 + mpf(sum(puts)) / principal) * WAD * principal * YEAR / lent
    return OVERFLOW if value > MOST else value


OFFER = ("kind", "period", "number_of", "rate", "dates", "principals", "principal", "collateral", "grace", "offered")
MARKET = ("spot", "volatility", "carry", "base")


@table(*OFFER, *MARKET, "slack")
def fair_rate_of(sample: Sampler):
    """With what it may be above the exact rate: for each put 1.4e-17 of both legs, four units and one of the strike."""
    for _ in range(2_000):
        principal = sample.log_uniform(1, 10**6) * WAD
        plan = Plan(sample, principal)
        while plan.kind == EQUAL_PAYMENT or plan.count > 6 or max([plan.period, *plan.dates]) > 2 * YEAR:
            plan = Plan(sample, principal)
        spot = sample.log_uniform(1, 10**8) * WAD // 1_000
        collateral = principal * 100 // sample.uniform(20, 120) * WAD // spot if sample.below(40) else 0
        grace, offered, base = sample.below(30) * 86_400, sample.below(5_000) * WAD // 10_000, sample.below(25) * WAD // 100
        volatility = sample.uniform(1, 300) * WAD // 100 if sample.below(10) else 0
        carry = sample.uniform(-10, 10) * WAD // 100
        rate, slack = offer(plan, principal, collateral, grace, offered, spot, volatility, carry, base)
        offered_terms = (*plan.columns(), principal, collateral, grace, offered)
        yield *offered_terms, spot, volatility, carry, base, slack, rate


def offer(
    plan: Plan, principal: int, collateral: int, grace: int, offered: int, spot: int, volatility: int, carry: int, base: int
) -> tuple[Exact, int]:
    sound = plan.check(principal)
    if isinstance(sound, Fail):
        return sound, 0
    puts, lent, error, left = mpf(0), 0, mpf(0), principal
    for number in range(1, plan.count + 1):
        _, date, part = share(plan, principal, number)
        pledged = collateral if part == left else collateral * part // left
        if pledged == 0:
            return DIVISION_BY_ZERO, 0
        left, collateral = left - part, collateral - pledged
        strike_price = (part + owed(part, offered, date + grace)) * WAD / pledged
        value = put(mpf(spot), strike_price, base, carry, volatility, date + grace)
        puts += value * pledged / WAD
        # Of the legs not discounted, which are at most a tenth more where the carry is negative.
        error += mpf(pledged) / WAD * (mpf("1.6e-17") * (spot + strike_price) + 7) + 2
        lent += part * date
    if lent == 0:
        return DIVISION_BY_ZERO, 0
    scale = mpf(principal) * YEAR / lent
    value = base + log(1 + puts / principal) * WAD * scale
    return value, int((error * WAD / principal + 3) * scale) + 2


def put(spot: mpf, strike_price: mpf, rate: int, carry: int, volatility: int, seconds: int) -> mpf:
    years = mpf(seconds) / YEAR
    owned, paid = spot * exp(-years * carry / WAD), strike_price * exp(-years * rate / WAD)
    spread = mpf(volatility) / WAD * sqrt(years)
    if spread == 0:
        return max(paid - owned, mpf(0))
    d1 = log(owned / paid) / spread + spread / 2
    return paid * ncdf(spread - d1) - owned * ncdf(-d1)
