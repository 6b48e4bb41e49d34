"""health: stress by section 4 of the design, and what it decides."""

from fractions import Fraction

from mpmath import mpf, sqrt

from .. import portfolio
from ..portfolio import ASSETS, CORRELATIONS, MATRICES, MAX_VALUE, ORDINARY, matrix, stress_of
from ..sampling import BPS, U128, WAD, YEAR, Domain, Sampler
from ..table import DIVISION_BY_ZERO, OUT_OF_DOMAIN, Fail, table

BOOK = ("collateral", "debt", "assets", "matrix", "z", "horizon")
VARIANCE = Domain(0, 100 * WAD, (WAD,))
CORRELATION = Domain(-(2**15), 2**15 - 1, (-10_000, 10_000))


@table("fields", expected=("profile", "scenarios"))
def pack(sample: Sampler):
    for asset in ASSETS:
        profile = b"".join(loading.to_bytes(2, "big", signed=True) for loading in asset.loadings)
        profile += asset.idiosyncratic.to_bytes(2, "big") + bytes([asset.issuer, asset.family])
        profile += asset.haircut.to_bytes(2, "big") + asset.basis.to_bytes(2, "big") + asset.depth.to_bytes(8, "big")
        scenarios = b"".join(loss.to_bytes(2, "big", signed=True) for loss in asset.scenarios)
        yield asset.fields(), int.from_bytes(profile.ljust(32, b"\0"), "big"), int.from_bytes(scenarios, "big")


@table("variances", "correlations", expected=("c01", "c02", "c03", "c12", "c13", "c23"))
def new(sample: Sampler):
    for variances, correlations, exact in MATRICES:
        yield variances, correlations, *exact


@table("variances", "correlations", expected=("c01", "c02", "c03", "c12", "c13", "c23"))
def from_valid(sample: Sampler):
    """Any correlations, for nothing checks them here."""
    for _ in range(2_000):
        variances = [sample.sample(VARIANCE) for _ in range(4)]
        if sample.below(20) == 0:
            variances[sample.below(4)] = sample.choice((100 * WAD + 1, U128.high))
        correlations = [sample.sample(CORRELATION) for _ in range(6)]
        if max(variances) > 100 * WAD:
            yield variances, correlations, OUT_OF_DOMAIN
        else:
            pairs = [sqrt(mpf(variances[k] * variances[l])) for k, l in portfolio.PAIRS]
            yield variances, correlations, *(pair * r / BPS for pair, r in zip(pairs, correlations))


def held(sample: Sampler):
    """Amounts of up to sixteen positions, and their sum, at most the greatest number."""
    for index in range(2_000):
        amounts = [sample.sample(U128) if index % 4 == 3 else sample.log_uniform(0, MAX_VALUE) for _ in range(index % 17)]
        yield amounts, min(sum(amounts), U128.high)


@table("amounts")
def collateral(sample: Sampler):
    yield from held(sample)


@table("amounts")
def debt(sample: Sampler):
    yield from held(sample)


def cases(sample: Sampler, count: int = 2_000):
    """Books with a matrix and parameters, one in five beyond all sense."""
    for index in range(count):
        wild = index % 5 == 4
        held = portfolio.book(sample, wild, MAX_VALUE if wild else 10**24)
        which = sample.uniform(ORDINARY, 1_999) if wild else sample.below(ORDINARY)
        z, horizon = portfolio.parameters(sample, wild)
        yield held, which, z, horizon


@table(*BOOK, "accuracy", expected=("parametric", "scenario", "floor", "liquidity"))
def stress(sample: Sampler):
    for held, which, z, horizon in cases(sample):
        case = (held, matrix(which), z, horizon)
        yield *held.columns(), which, z, horizon, portfolio.accuracy(*case), *portfolio.stress(*case)[:4]
    for which, z, horizon, amount in [(0, 16 * WAD + 1, 1, 1), (0, WAD, YEAR + 1, 1), (0, WAD, 1, MAX_VALUE + 1)]:
        yield [amount], [0], [0], which, z, horizon, 0, OUT_OF_DOMAIN
    yield [1] * 17, [0] * 17, [0] * 17, 0, WAD, 1, 0, Fail("TooManyPositions")


@table("collateral", "stress", "debt")
def health(sample: Sampler):
    for collateral, loss, debt in sample.rows(U128, U128, U128):
        if debt == 0:
            yield collateral, loss, debt, U128.high
        else:
            yield collateral, loss, debt, min(Fraction(max(collateral - loss, 0) * WAD, debt), U128.high)


@table("smoothed", "spot", "critical")
def effective_health(sample: Sampler):
    for smoothed, spot, critical in sample.rows(U128, U128, U128):
        yield smoothed, spot, critical, min(smoothed, spot) if critical < WAD else smoothed


@table("slow", "floor", "cap")
def maintenance_variances(sample: Sampler):
    for slow, floor, cap in sample.rows(U128, U128, U128):
        value = floor if min(slow, cap) < floor else min(slow, cap)
        yield slow, floor, cap, min(value, 100 * WAD)


@table("fast", "slow")
def opening_variances(sample: Sampler):
    for fast, slow in [*sample.rows(U128, U128, count=1_000), *sample.rows(VARIANCE, VARIANCE, count=1_000)]:
        yield fast, slow, min(max(fast, slow), 100 * WAD)


@table("asset", "matrix", "z", "horizon", "cap", "error")
def worst_marginal_stress(sample: Sampler):
    for index in range(2_000):
        wild = index % 5 == 4
        which = sample.uniform(ORDINARY, 1_999) if wild else sample.below(ORDINARY)
        z, horizon = portfolio.parameters(sample, wild)
        asset, cap = ASSETS[which], sample.log_uniform(1, MAX_VALUE) if index else 1
        norm = portfolio.root_form([Fraction(1)], [asset], matrix(which), True) * z * sqrt(mpf(horizon) / YEAR) / WAD
        loss = max(norm, mpf(max(0, *asset.scenarios)), mpf(asset.haircut + asset.basis)) / 10_000
        passed = Fraction(asset.depth * WAD * horizon, 60)
        impact = Fraction(2 * cap, passed * 100) if passed else Fraction(1, 2)
        impact = Fraction(0) if asset.depth == 2**64 - 1 else min(impact, Fraction(1, 2))
        value = (loss + mpf(impact.numerator) / impact.denominator) * WAD
        # Parts of 2^-43 of the cap: 5 and what the asset loses of it; and a few units on the cap.
        error = int((5 + 4 * float(value) / 1e18) * (WAD / 2**43 + 4 * WAD / cap)) + 4
        yield which, which, z, horizon, cap, error, value


def auctions(sample: Sampler):
    """Cases with an auction, its stress and what that may be off by."""
    for held, which, z, horizon in cases(sample, 2_400):
        case = (held, matrix(which), z, horizon)
        auction = max(1, min(horizon, sample.choice([600, 1_800, 7_200])))
        discount = sample.uniform(0, WAD // 5)
        parts = portfolio.stress(*case)
        brief = portfolio.stress(held, matrix(which), z, auction)
        loss = max(parts[:3])
        if parts[0] == 0:
            share = mpf(1)
        elif parts[0] < 10**6:
            continue  # the root of time is told from rounded numbers
        else:
            share = sqrt(mpf(auction) / horizon)
        cost = min(mpf(discount) / WAD * sum(held.collateral()), parts[4]) / 2
        value = min(parts[4], loss * share + max(brief[3], cost))
        error = portfolio.accuracy(*case) + portfolio.accuracy(held, matrix(which), z, auction)
        # The share is the quotient of two parametric stresses, each off by its own error.
        spread = int(loss / parts[0] * 2 * error) if parts[0] else 0
        if spread > loss / 1_000:
            continue  # losses so far above the parametric stress tell nothing
        yield held, which, z, horizon, auction, discount, 2 * error + spread + 8, value


def bad_auctions(sample: Sampler):
    for index in range(50):
        held = portfolio.Book(((sample.uniform(1, 10**24), 0, index),))
        yield *held.columns(), 0, WAD, 3_600, 600, WAD + 1 + index, 0, OUT_OF_DOMAIN


@table(*BOOK, "auction", "discount", "accuracy")
def auction_stress(sample: Sampler):
    for held, *rest in auctions(sample):
        yield *held.columns(), *rest
    yield from bad_auctions(sample)


@table(*BOOK, "auction", "discount", "error")
def critical_health(sample: Sampler):
    for held, which, z, horizon, auction, discount, accuracy, loss in auctions(sample):
        yield *held.columns(), which, z, horizon, auction, discount, *quotient(held, loss, accuracy)
    yield from bad_auctions(sample)
    yield from refused((600, 0, 0))


def quotient(held: portfolio.Book, loss: mpf, accuracy: int) -> tuple[int, int | mpf]:
    """What (collateral - loss) / debt is off by where the loss is by `accuracy`, and its value: zero where the loss
    exceeds the collateral, the greatest number without debt and beyond it."""
    debt = sum(held.debt())
    if debt == 0:
        return 0, U128.high
    value = (sum(held.collateral()) - loss) * WAD / debt
    return accuracy * WAD // debt + 2, min(max(value, mpf(0)), mpf(U128.high))


def refused(rest: tuple):
    """Books and parameters outside the domain, with what the columns of a table hold besides."""
    for z, horizon, amount in [(16 * WAD + 1, 1, 1), (WAD, YEAR + 1, 1), (WAD, 1, MAX_VALUE + 1)]:
        yield [amount], [0], [0], 0, z, horizon, *rest, OUT_OF_DOMAIN
        yield [1, 0], [0, amount], [0, 1], 0, z, horizon, *rest, OUT_OF_DOMAIN
    yield [1] * 17, [0] * 17, [0] * 17, 0, WAD, 1, *rest, Fail("TooManyPositions")


@table(*BOOK, "error")
def maintenance_health(sample: Sampler):
    for held, which, z, horizon in cases(sample, 2_100):
        case = (held, matrix(which), z, horizon)
        rest = quotient(held, portfolio.stress(*case)[4], 2 * portfolio.accuracy(*case))
        yield *held.columns(), which, z, horizon, *rest
    yield from refused((0,))


@table(*BOOK, "moves", "error")
def opening_health(sample: Sampler):
    """The smoothed prices are those of spot times so many basis points, to whole wei downwards."""
    for held, which, z, horizon in cases(sample, 2_100):
        same = sample.below(8) == 0
        moves = [10_000 if same else sample.uniform(7_000, 13_000) for _ in held.positions]
        moved = zip(held.positions, moves)
        smoothed = portfolio.Book(tuple((c * move // BPS, d * move // BPS, a) for (c, d, a), move in moved))
        columns = (*held.columns(), which, z, horizon, moves)
        if max([*smoothed.collateral(), *smoothed.debt()]) > MAX_VALUE:
            yield *columns, 0, OUT_OF_DOMAIN
            continue
        forms = []
        for book in (held, smoothed):
            case = (book, matrix(which), z, horizon)
            forms.append(quotient(book, portfolio.stress(*case)[4], 2 * portfolio.accuracy(*case)))
        yield *columns, max(error for error, _ in forms), min(value for _, value in forms)
    yield from refused(([], 0))


def marginal(sample: Sampler, index: int):
    """A case, what is added to one position after another, the error per dollar added, and the stress that each brings."""
    wild = index % 5 == 4
    held = portfolio.book(sample, wild, MAX_VALUE // 2 if wild else 10**24)
    which = sample.uniform(ORDINARY, 1_999) if wild else sample.below(ORDINARY)
    z, horizon = portfolio.parameters(sample, wild)
    peak = max([*held.collateral(), *held.debt(), 1])
    added = sample.choice([sample.log_uniform(max(peak >> 20, 1), peak), sample.uniform(1, peak), 1, WAD])
    covariance, assets = matrix(which), held.assets()
    exposures = [collateral - debt for collateral, debt, _ in held.positions]
    accuracy = portfolio.accuracy(held, covariance, z, horizon, max(held.collateral()) + added)
    before = stress_of(exposures, assets, covariance, z, horizon)[4]

    def brought(position: int) -> mpf:
        more = [v + added if i == position else v for i, v in enumerate(exposures)]
        return (stress_of(more, assets, covariance, z, horizon)[4] - before) * WAD / added

    return held, which, z, horizon, added, 4 * accuracy * WAD // added + 2, brought


@table(*BOOK, "added", "error", "index")
def marginal_stress(sample: Sampler):
    for count in range(2_100):
        held, *rest, brought = marginal(sample, count)
        index = sample.below(len(held.positions))
        yield *held.columns(), *rest, index, brought(index)
    yield from refused((1, 0, 0))
    for held, added, index in [([1], 1, 1), ([1, 1], 1, 2), ([], 1, 0), ([1], MAX_VALUE, 0), ([1], 2**128 - 1, 0)]:
        yield held, [0] * len(held), [0] * len(held), 0, WAD, 1, added, 0, index, OUT_OF_DOMAIN
    yield [1], [0], [0], 0, WAD, 1, 0, 0, 0, DIVISION_BY_ZERO


@table(*BOOK, "added", "error", expected=tuple(f"m{index}" for index in range(16)))
def marginal_stresses(sample: Sampler):
    for count in range(2_000):
        held, *rest, brought = marginal(sample, count)
        values = [brought(index) if index < len(held.positions) else 0 for index in range(16)]
        yield *held.columns(), *rest, *values
    yield from refused((1, 0))
    yield [1], [0], [0], 0, WAD, 1, MAX_VALUE, 0, OUT_OF_DOMAIN
    yield [1], [0], [0], 0, WAD, 1, 0, 0, DIVISION_BY_ZERO


def possible(correlations: list[int]) -> bool:
    """Whether they make a positive semi-definite matrix: by elimination in exact fractions."""
    m = [[Fraction(BPS) if k == l else Fraction(0) for l in range(4)] for k in range(4)]
    for (k, l), rho in zip(portfolio.PAIRS, correlations):
        m[k][l] = m[l][k] = Fraction(rho)
    for k in range(4):
        if m[k][k] < 0 or m[k][k] == 0 and any(m[k][k + 1 :]):
            return False
        for i in range(k + 1, 4):
            share = m[i][k] / m[k][k] if m[k][k] else 0
            m[i] = [x - share * y for x, y in zip(m[i], m[k])]
    return True


@table("correlations")
def correlations_valid(sample: Sampler):
    edges = [-10_000, -9_999, -5_000, -3_334, -3_333, 0, 1, 5_000, 9_999, 10_000]
    rows = [*map(list, CORRELATIONS), *([edge] * 6 for edge in edges), [2**15 - 1] * 6, [-(2**15)] * 6]
    for count in range(600):
        rows.append([sample.choice(edges) for _ in range(6)])
        rows.append([sample.uniform(-5_000, 7_000) for _ in range(6)])
        rows.append([sample.uniform(-(2**15), 2**15 - 1) if sample.below(4) == 0 else 0 for _ in range(6)])
    while len(rows) < 2_800:  # at the edge: four directions in a plane or in space, to whole basis points
        across = sample.choice([2, 3])
        vectors = [[sample.uniform(-100, 100) for _ in range(across)] for _ in range(4)]
        if not all(any(vector) for vector in vectors):
            continue
        row = []
        for k, l in portfolio.PAIRS:
            a, b = vectors[k], vectors[l]
            norm = sqrt(mpf(sum(x * x for x in a) * sum(x * x for x in b)))
            row.append(int(sum(x * y for x, y in zip(a, b)) * BPS / norm) + sample.choice([-1, 0, 0, 1]))
        rows.append(row)
    for row in rows:
        value = 1 if possible(row) else Fail("NotPositiveSemiDefinite")
        yield row, OUT_OF_DOMAIN if max(map(abs, row)) > BPS else value


REQUIRED = [WAD, WAD // 100 * 105, WAD // 10 * 12]


def limits(sample: Sampler, verb: int):
    """The most that may be borrowed (+1) or withdrawn (-1): the greatest amount at which no part of the gap to what is
    required is negative, found by halving, for the gap is concave. In floating point: its error is a hundredth of what
    the search may be off by."""
    for _ in range(2_000):
        held = portfolio.book(sample)
        which, (z, horizon) = sample.below(ORDINARY), portfolio.parameters(sample)
        index, required = sample.below(len(held.positions)), sample.choice(REQUIRED)
        covariance, assets = matrix(which), held.assets()
        exposures = [float(collateral - debt) for collateral, debt, _ in held.positions]
        collateral, debt = float(sum(held.collateral())), float(sum(held.debt()))

        def gap(amount: float) -> float:
            moved = [v - amount if i == index else v for i, v in enumerate(exposures)]
            loss = stress_of(moved, assets, covariance, z, horizon, exact=False)[4]
            out, more = (0.0, amount) if verb > 0 else (amount, 0.0)
            return collateral - out - loss - required / WAD * (debt + more)

        most = collateral if verb > 0 else float(held.positions[index][0])
        free = verb < 0 and debt == 0
        if free or gap(most) >= 0:
            value = most
        elif gap(0.0) < 0:
            value = 0.0
        else:
            low, high = 0.0, most
            for _ in range(64):
                middle = (low + high) / 2
                low, high = (middle, high) if gap(middle) >= 0 else (low, middle)
            value = low
        # How fast the gap falls there tells what an error of the stress is worth.
        step = max((collateral + debt) * 1e-6, 1.0)
        slope = max((gap(max(value - step, 0.0)) - gap(value)) / step, 1e-6)
        yield *held.columns(), which, z, horizon, index, required, f"{slope:.3e}", int(value)


@table(*BOOK, "index", "required", "slope")
def max_borrow(sample: Sampler):
    yield from limits(sample, 1)


@table(*BOOK, "index", "required", "slope")
def max_withdraw(sample: Sampler):
    yield from limits(sample, -1)
