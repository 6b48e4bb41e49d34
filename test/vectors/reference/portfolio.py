"""Books of positions, sampled, and the design's stress of them in exact fractions. No tables of its own."""

from dataclasses import dataclass
from fractions import Fraction

from mpmath import mpf, sqrt

from .sampling import WAD, YEAR, Sampler

#: The most that a position may hold or owe.
MAX_VALUE = 2**100
NUMERAIRE = 2**64 - 1
#: Sets of correlations that are possible; the second and the last are singular.
CORRELATIONS = [
    (0, 0, 0, 0, 0, 0),
    (10_000,) * 6,
    (5_000, 5_000, 0, 3_000, 0, 0),
    (8_500, 9_000, 0, 8_000, 0, 0),
    (-3_000, 2_000, 1_000, 4_000, -2_000, 3_000),
    (-10_000, 10_000, -10_000, -10_000, 10_000, -10_000),
]
PAIRS = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


@dataclass(frozen=True)
class Asset:
    """An asset's risk, in the units of its profile."""

    loadings: tuple[int, ...]
    idiosyncratic: int
    issuer: int
    family: int
    haircut: int
    basis: int
    depth: int
    scenarios: tuple[int, ...]

    def fields(self) -> list[int]:
        head = [self.idiosyncratic, self.issuer, self.family, self.haircut, self.basis, self.depth]
        return [*self.loadings, *head, *self.scenarios]


@dataclass(frozen=True)
class Book:
    """Positions: collateral, debt and asset of each. USD in wei."""

    positions: tuple[tuple[int, int, Asset], ...]

    def risks(self) -> list[int]:
        return [field for _, _, asset in self.positions for field in asset.fields()]

    def collateral(self) -> list[int]:
        return [collateral for collateral, _, _ in self.positions]

    def debt(self) -> list[int]:
        return [debt for _, debt, _ in self.positions]

    def columns(self) -> tuple:
        return self.collateral(), self.debt(), self.risks()

    def changed(self, index: int, collateral: int, debt: int) -> "Book":
        positions = list(self.positions)
        held, owed, asset = positions[index]
        positions[index] = (held + collateral, owed + debt, asset)
        return Book(tuple(positions))


def asset(sample: Sampler, wild: bool) -> Asset:
    if wild:
        loading = lambda: sample.choice([-(2**15), 2**15 - 1, 0, 10_000, sample.uniform(-(2**15), 2**15 - 1)])
        loss = lambda: sample.choice([-(2**15), 2**15 - 1, 0, sample.uniform(-(2**15), 2**15 - 1)])
        bps, most = (lambda: sample.choice([0, 2**16 - 1, sample.uniform(0, 2**16 - 1)])), 2**64 - 1
        depth = sample.choice([0, 1, NUMERAIRE, NUMERAIRE - 1, sample.log_uniform(1, most)])
        haircut, basis, own = bps(), bps(), bps()
    else:
        loading = lambda: sample.uniform(-2_000, 12_000)
        loss = lambda: sample.uniform(-3_000, 3_000)
        depth = sample.choice([0, NUMERAIRE, sample.log_uniform(1_000, 10**9), sample.log_uniform(1_000, 10**9)])
        haircut, basis, own = 0, sample.uniform(0, 300), sample.uniform(0, 6_000)
    family = sample.below(3)
    return Asset(
        loadings=tuple(loading() for _ in range(4)),
        idiosyncratic=own,
        issuer=sample.below(5),
        family=family,
        haircut=haircut if wild else 800 + 600 * family,
        basis=basis,
        depth=depth,
        scenarios=tuple(loss() for _ in range(16)),
    )


def book(sample: Sampler, count: int | None = None, wild: bool = False, most: int = 10**24) -> Book:
    """One to 16 positions, small books more often. One in six is hedged in one family, one in six is all of one issuer,
    one in six owes nothing."""
    count = count or sample.choice([1, 2, 2, 3, 4, sample.uniform(1, 16)])
    kind = sample.below(6)
    positions, first = [], asset(sample, wild)
    for index in range(count):
        risk = asset(sample, wild)
        if kind == 0:
            risk = Asset(**{**first.__dict__, "basis": risk.basis, "idiosyncratic": risk.idiosyncratic})
        if kind == 1:
            risk = Asset(**{**risk.__dict__, "issuer": 7})
        amount = sample.choice([sample.uniform(0, most), sample.log_uniform(1, most), sample.choice([0, 1, most])])
        collateral, debt = (amount, 0) if index % 2 == 0 else (0, amount)
        if sample.below(5) == 0:
            debt = amount // 4
        positions.append((collateral, 0 if kind == 2 else debt, risk))
    return Book(tuple(positions))


def factors(sample: Sampler, wild: bool = False) -> list[int]:
    """A covariance matrix in WAD, row by row, from variances and correlations."""
    top = 100 * WAD if wild else WAD
    variances = [sample.choice([0, sample.uniform(0, top), sample.log_uniform(1, top), top]) for _ in range(4)]
    matrix = [[0] * 4 for _ in range(4)]
    correlations = sample.choice(CORRELATIONS)
    for k in range(4):
        matrix[k][k] = variances[k]
    for (k, l), rho in zip(PAIRS, correlations):
        value = int(sqrt(mpf(variances[k] * variances[l])) * abs(rho) / 10_000)
        matrix[k][l] = matrix[l][k] = -value if rho < 0 else value
    return [value for row in matrix for value in row]


def parameters(sample: Sampler, wild: bool = False) -> tuple[int, int]:
    """z and the horizon in seconds."""
    if wild:
        horizon = sample.choice([0, 1, YEAR, sample.log_uniform(1, YEAR)])
        return sample.choice([0, 1, WAD, 16 * WAD, sample.uniform(0, 16 * WAD)]), horizon
    return sample.uniform(WAD, 4 * WAD), sample.uniform(900, 72 * 3_600)


def bps(value: int) -> Fraction:
    return Fraction(value, 10_000)


def root_form(exposures: list[Fraction], assets: list[Asset], covariance: list[int]) -> mpf:
    """The root of F' C F + sum over issuers of idio^2."""
    net = [sum(v * bps(a.loadings[k]) for v, a in zip(exposures, assets)) for k in range(4)]
    form = sum(net[k] * net[l] * Fraction(covariance[4 * k + l], WAD) for k in range(4) for l in range(4))
    form = max(form, 0)
    for issuer in {a.issuer for a in assets}:
        own = sum(abs(v) * bps(a.idiosyncratic) for v, a in zip(exposures, assets) if a.issuer == issuer)
        form += own * own
    return sqrt(mpf(form.numerator) / form.denominator) if form else mpf(0)


def stress_of(exposures: list[int], assets: list[Asset], covariance: list[int], z: int, horizon: int) -> list[mpf]:
    """Parametric, scenario, floor, liquidity and total of section 4, in wei."""
    v = [Fraction(x) for x in exposures]
    parametric = mpf(z) / WAD * sqrt(mpf(horizon) / YEAR) * root_form(v, assets, covariance)
    scenario = max([sum((x * bps(a.scenarios[s]) for x, a in zip(v, assets)), Fraction(0)) for s in range(16)] + [0])
    floor = Fraction(0)
    for family in {a.family for a in assets}:
        members = [(x, a) for x, a in zip(v, assets) if a.family == family]
        floor += abs(sum(x * bps(a.haircut) for x, a in members))
        longs, shorts = ([(abs(x), a) for x, a in members if x * sign > 0] for sign in (1, -1))
        matched = min(sum(x for x, _ in longs), sum(x for x, _ in shorts))
        for side in (longs, shorts):
            if matched:
                whole = sum(x for x, _ in side)
                floor += sum(x * bps(a.basis) for x, a in side) * matched / whole
    liquidity = Fraction(0)
    for x, a in zip(v, assets):
        x = abs(x)
        if a.depth == NUMERAIRE or not x:
            continue
        passed = Fraction(a.depth * WAD * horizon, 60)  # leaves at 1%
        within = min(x, 25 * passed)  # up to there the last dollar loses no more than half
        liquidity += (within * within / passed / 100 if within else 0) + (x - within) / 2
    exact = [mpf(part.numerator) / part.denominator for part in (Fraction(scenario), floor, liquidity)]
    total = max(parametric, exact[0], exact[1]) + exact[2]
    return [parametric, *exact, total]


def stress_total(held: Book, covariance: list[int], z: int, horizon: int) -> mpf:
    exposures = [collateral - debt for collateral, debt, _ in held.positions]
    return stress_of(exposures, [a for _, _, a in held.positions], covariance, z, horizon)[4]


def accuracy(held: Book, covariance: list[int], z: int, horizon: int, spare: int = 0) -> int:
    """What risk-core states of a stress: 2^-43 of the greatest collateral or debt, times 5 and twice the stress of a
    dollar of every position. Rounded up; at least two wei."""
    peak = max([spare, *held.collateral(), *held.debt()], default=0)
    dollars = 5
    for _, _, a in held.positions:
        dollars += 2 * max(stress_of([sign], [a], covariance, z, horizon)[4] for sign in (1, -1)) + 4 * float(bps(a.basis))
    return int(dollars * peak / 2**43) + 2
