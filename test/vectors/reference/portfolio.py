"""Books of positions, sampled, and the design's stress of them in exact fractions. No tables of its own."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import isqrt
from operator import mul
from typing import Callable

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
    """Positions: collateral and debt in wei of USD, and the number of the asset."""

    positions: tuple[tuple[int, int, int], ...]

    def collateral(self) -> list[int]:
        return [collateral for collateral, _, _ in self.positions]

    def debt(self) -> list[int]:
        return [debt for _, debt, _ in self.positions]

    def assets(self) -> list[Asset]:
        return [ASSETS[which] for _, _, which in self.positions]

    def columns(self) -> tuple:
        return self.collateral(), self.debt(), [which for _, _, which in self.positions]


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


#: Assets in blocks of 16: blocks of any, of one family with the same risk but for bases and volatilities of their own,
#: of one issuer. The last 512 are beyond all sense.
BLOCK, ORDINARY = 16, 1_488


def catalogue() -> list[Asset]:
    sample, assets = Sampler("portfolio::assets"), []
    for index in range(2_000):
        risk, kind = asset(sample, index >= ORDINARY), index // BLOCK % 3
        first = assets[index - index % BLOCK] if index % BLOCK else risk
        if kind == 1:
            risk = replace(first, basis=risk.basis, idiosyncratic=risk.idiosyncratic, issuer=risk.issuer)
        if kind == 2:
            risk = replace(risk, issuer=first.issuer)
        assets.append(risk)
    return assets


ASSETS = catalogue()


def covariances() -> list[tuple[list[int], tuple[int, ...], list[mpf]]]:
    """Variances, correlations, and the exact covariances of the six pairs in WAD."""
    sample, matrices = Sampler("portfolio::covariances"), []
    for index in range(2_000):
        top = WAD if index < ORDINARY else 100 * WAD
        kinds = ([0, top, sample.uniform(0, top), sample.log_uniform(1, top)] for _ in range(4))
        variances = [sample.choice(kind) for kind in kinds]
        correlations = sample.choice(CORRELATIONS)
        exact = [
            mpf(rho) / 10_000 * sqrt(mpf(variances[k]) * variances[l]) for (k, l), rho in zip(PAIRS, correlations)
        ]
        matrices.append((variances, correlations, exact))
    return matrices


MATRICES = covariances()


def matrix(index: int) -> list[int]:
    """One of them in whole WAD units towards zero, row by row."""
    variances, _, exact = MATRICES[index]
    rows = [[0] * 4 for _ in range(4)]
    for k in range(4):
        rows[k][k] = variances[k]
    for (k, l), value in zip(PAIRS, exact):
        rows[k][l] = rows[l][k] = int(value)
    return [value for row in rows for value in row]


def book(sample: Sampler, wild: bool = False, most: int = 10**24) -> Book:
    """One to 16 positions, small books more often, each of one block or of several. One in six owes nothing."""
    count = sample.choice([1, 2, 2, 3, 4, sample.uniform(1, 16)])
    low, high = (ORDINARY, 1_999) if wild else (0, ORDINARY - 1)
    block, mixed, unowed = sample.uniform(low, high) // BLOCK * BLOCK, sample.bits(1), sample.below(6) == 0
    positions = []
    for index in range(count):
        which = sample.uniform(low, high) if mixed else block + index
        amount = sample.choice([sample.uniform(0, most), sample.log_uniform(1, most), sample.choice([0, 1, most])])
        collateral, debt = (amount, 0) if index % 2 == 0 else (0, amount)
        if sample.below(5) == 0:
            debt = amount // 4
        positions.append((collateral, 0 if unowed else debt, which))
    return Book(tuple(positions))


def parameters(sample: Sampler, wild: bool = False) -> tuple[int, int]:
    """z and the horizon in seconds."""
    if wild:
        horizon = sample.choice([0, 1, YEAR, sample.log_uniform(1, YEAR)])
        return sample.choice([0, 1, WAD, 16 * WAD, sample.uniform(0, 16 * WAD)]), horizon
    return sample.uniform(WAD, 4 * WAD), sample.uniform(900, 72 * 3_600)


def root_form(exposures: list, assets: list[Asset], covariance: list[int], exact: bool):
    """The root of F' C F + sum over issuers of idio^2, times 10,000."""
    net = [sum(v * a.loadings[k] for v, a in zip(exposures, assets)) for k in range(4)]
    scale = Fraction(1, WAD) if exact else 1 / WAD
    form = sum(net[k] * net[l] * covariance[4 * k + l] for k in range(4) for l in range(4)) * scale
    form = max(form, 0)
    for issuer in {a.issuer for a in assets}:
        own = sum(abs(v) * a.idiosyncratic for v, a in zip(exposures, assets) if a.issuer == issuer)
        form += own * own
    return sqrt(mpf(form.numerator) / form.denominator) if exact else float(form) ** 0.5


def stress_of(exposures: list, assets: list[Asset], covariance: list[int], z: int, horizon: int, exact: bool = True):
    """Parametric, scenario, floor, liquidity and total of section 4, in wei; in exact numbers or in floating point."""
    number = Fraction if exact else float
    real = (lambda x: mpf(x.numerator) / x.denominator) if exact else float
    v = [number(x) for x in exposures]
    time = sqrt(mpf(horizon) / YEAR) if exact else (horizon / YEAR) ** 0.5
    parametric = z * time * root_form(v, assets, covariance, exact) / WAD / 10_000
    scenario = max([sum(x * a.scenarios[s] for x, a in zip(v, assets)) for s in range(16)] + [number(0)])
    floor = number(0)
    for family in sorted({a.family for a in assets}):
        members = [(x, a) for x, a in zip(v, assets) if a.family == family]
        floor += abs(sum(x * a.haircut for x, a in members))
        longs, shorts = ([(abs(x), a) for x, a in members if x * sign > 0] for sign in (1, -1))
        matched = min(sum(x for x, _ in longs), sum(x for x, _ in shorts))
        for side in (longs, shorts):
            if matched:
                floor += sum(x * a.basis for x, a in side) * matched / sum(x for x, _ in side)
    liquidity = number(0)
    for x, a in zip(v, assets):
        x = abs(x)
        if a.depth == NUMERAIRE or not x:
            continue
        passed = number(a.depth * WAD * horizon) / 60  # leaves at 1%
        within = min(x, 25 * passed)  # up to there the last dollar loses no more than half
        liquidity += (within * within / passed / 100 if within else 0) + (x - within) / 2
    scenario, floor = real(scenario) / 10_000, real(floor) / 10_000
    total = max(parametric, scenario, floor) + real(liquidity)
    return [parametric, scenario, floor, real(liquidity), total]


def stress(held: Book, covariance: list[int], z: int, horizon: int) -> list[mpf]:
    exposures = [collateral - debt for collateral, debt, _ in held.positions]
    return stress_of(exposures, held.assets(), covariance, z, horizon)


def groups(keys: list[int]) -> list[list[int]]:
    """Which of them are equal."""
    return [[i for i, other in enumerate(keys) if other == key] for key in sorted(set(keys))]


#: What `whole_stress` leaves out at most, in wei.
WHOLE_ERROR = 64


def whole_stress(assets: list[Asset], covariance: list[int], z: int, horizon: int) -> Callable[[list[int]], int]:
    """The total of `stress_of` for searches that ask for it many times: on integers, every quotient rounded down."""
    loadings, scenarios = (list(zip(*(getattr(a, name) for a in assets))) for name in ("loadings", "scenarios"))
    issuers, families = groups([a.issuer for a in assets]), groups([a.family for a in assets])
    rows, time = [covariance[4 * k : 4 * k + 4] for k in range(4)], z * z * horizon
    passed = [a.depth * WAD * horizon for a in assets]  # 60 times what leaves at 1%

    def total(v: list[int]) -> int:
        net = [sum(map(mul, v, column)) for column in loadings]
        form = max(sum(x * sum(map(mul, row, net)) for x, row in zip(net, rows)), 0)
        form += WAD * sum(sum(abs(v[i]) * assets[i].idiosyncratic for i in members) ** 2 for members in issuers)
        loss = max(isqrt(form * time // (YEAR * WAD**3 * 10**8)), max(sum(map(mul, v, s)) for s in scenarios) // 10_000)
        floor = 0
        for members in families:
            floor += abs(sum(v[i] * assets[i].haircut for i in members))
            sides = [[i for i in members if v[i] * sign > 0] for sign in (1, -1)]
            sums = [abs(sum(v[i] for i in side)) for side in sides]
            for side, whole in zip(sides, sums):
                if min(sums):
                    floor += sum(abs(v[i]) * assets[i].basis for i in side) * min(sums) // whole
        cost = 0
        for x, a, flow in zip(map(abs, v), assets, passed):
            if a.depth != NUMERAIRE and x:
                within = min(x, flow * 25 // 60)
                cost += (within * within * 60 // (flow * 100) if within else 0) + (x - within) // 2
        return max(loss, floor // 10_000) + cost

    return total


def accuracy(held: Book, covariance: list[int], z: int, horizon: int, spare: int = 0) -> int:
    """What risk-core states of each part of a stress: 2^-43 of the greatest collateral or debt, times 5 and twice the
    stress of a dollar of every position; and two wei. `spare`: the most that one may come to hold."""
    peak = max([*held.collateral(), *held.debt(), spare])
    dollars = 5.0
    for a in held.assets():
        dollars += 2 * dollar_stress(a, covariance, z, horizon) + 4 * a.basis / 10_000
    return int(dollars * peak / 2**43) + 2


def dollar_stress(a: Asset, covariance: list[int], z: int, horizon: int) -> float:
    """What a dollar of an asset alone, held or owed, has of every part of the stress together."""
    alone = (stress_of([sign * 1e18], [a], covariance, z, horizon, exact=False) for sign in (1, -1))
    return max(sum(parts[:4]) for parts in alone) / 1e18
