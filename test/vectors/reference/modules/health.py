"""health: stress by section 4 of the design, and what it decides."""

from fractions import Fraction

from mpmath import mpf, sqrt

from .. import portfolio
from ..portfolio import ASSETS, CORRELATIONS, MATRICES, MAX_VALUE, ORDINARY, matrix, stress_of
from ..sampling import U128, WAD, YEAR, Domain, Sampler
from ..table import OUT_OF_DOMAIN, Fail, table

BOOK = ("collateral", "debt", "assets", "matrix", "z", "horizon")
VARIANCE = Domain(0, 100 * WAD, (WAD,))


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


@table(*BOOK, "auction", "discount", "accuracy")
def auction_stress(sample: Sampler):
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
        yield *held.columns(), which, z, horizon, auction, discount, 2 * error + spread + 8, value
    for index in range(50):
        held = portfolio.Book(((sample.uniform(1, 10**24), 0, index),))
        yield *held.columns(), 0, WAD, 3_600, 600, WAD + 1 + index, 0, OUT_OF_DOMAIN


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
