"""Sales of pairs on books, and what they must come to, by searches on whole wei. No tables of its own."""

from dataclasses import dataclass
from math import sqrt

from . import portfolio
from .portfolio import WHOLE_ERROR, Book
from .sampling import WAD

#: A sale counts as least up to so much of what the pair can sell: a millionth, as risk-core states.
TOLERANCE_BITS = 20
#: The searches stop at so much of it.
STEP_BITS = 34
GOLDEN = (sqrt(5) - 1) / 2
#: No pair.
NONE = 256


def ceiling(value: int, part: int, whole: int) -> int:
    return -(-value * part // whole)


@dataclass(frozen=True)
class Range:
    """Where a sale must lie, whether it reaches the target, and whether that is beyond doubt."""

    least: int
    most: int
    reaches: bool
    certain: bool


class Trial:
    """A book of which pairs are sold."""

    def __init__(self, held: Book, covariance: list[int], z: int, horizon: int, proceeds: int) -> None:
        self.collateral, self.debt = held.collateral(), held.debt()
        self.assets = [which for _, _, which in held.positions]
        self.total = portfolio.whole_stress(held.assets(), covariance, z, horizon)
        #: What a stress of risk-core may be off by, two parts together, beside that of the search here.
        self.error = 2 * portfolio.accuracy(held, covariance, z, horizon) + WHOLE_ERROR
        self.proceeds = proceeds
        self.stress = self.stressed(0, 0, 0, 0)

    def stressed(self, sold: int, repaid: int, sell: int, repay: int) -> int:
        """The stress after a sale of so much, against so much debt."""
        collateral, debt = list(self.collateral), list(self.debt)
        if collateral:
            collateral[sold] = max(collateral[sold] - sell, 0)
            debt[repaid] -= repay
        return self.total([held - owed for held, owed in zip(collateral, debt)])

    def repays(self, repaid: int, sell: int) -> int:
        return min(self.debt[repaid], ceiling(sell, self.proceeds, WAD))

    def capacity(self, sold: int, repaid: int) -> int:
        """The most that can be sold of a pair."""
        return min(self.collateral[sold], ceiling(self.debt[repaid], WAD, self.proceeds))

    def gap(self, sold: int, repaid: int, sell: int, target: int) -> int:
        """collateral - stress - target * debt after a sale, times WAD."""
        repay = self.repays(repaid, sell)
        worth = sum(self.collateral) - sell - self.stressed(sold, repaid, sell, repay)
        return worth * WAD - target * (sum(self.debt) - repay)

    def commit(self, sold: int, repaid: int, sell: int) -> None:
        repay = self.repays(repaid, sell)
        self.stress = self.stressed(sold, repaid, sell, repay)
        self.collateral[sold] -= sell
        self.debt[repaid] -= repay

    def least_sale(self, sold: int, repaid: int, target: int) -> Range:
        """The least sale of a pair that reaches the target, else all: between the least for a stress that is less by its
        error and the least for one that is greater, and the tolerance."""
        capacity = self.capacity(sold, repaid)
        tolerance, step = max(capacity >> TOLERANCE_BITS, 1), max(capacity >> STEP_BITS, 1)
        error = (self.error + 32) * WAD  # the debt is rounded too, at up to 16 times
        gap = lambda sell: self.gap(sold, repaid, sell, target)
        start, end = gap(0), gap(capacity)
        if capacity == 0 or start >= error:
            return Range(0, 0, start >= 0, abs(start) >= error)

        top, peak = capacity, end
        if end < error:  # neither end reaches: the top of the gap, which is concave
            low, high = 0.0, 1.0
            left, right = high - GOLDEN, GOLDEN
            at = lambda share: gap(int(share * capacity))
            gap_left, gap_right = at(left), at(right)
            for _ in range(44):
                if gap_left > gap_right:
                    high, right, gap_right = right, left, gap_left
                    left = high - GOLDEN * (high - low)
                    gap_left = at(left)
                else:
                    low, left, gap_left = left, right, gap_right
                    right = low + GOLDEN * (high - low)
                    gap_right = at(right)
            if max(gap_left, gap_right) > end:
                peak, top = max((gap_left, int(left * capacity)), (gap_right, int(right * capacity)))

        def edge(misses: int, reaches: int, threshold: int) -> tuple[int, int]:
            """Where the gap passes the threshold."""
            while abs(reaches - misses) > step:
                middle = (misses + reaches) // 2
                misses, reaches = (misses, middle) if gap(middle) >= threshold else (middle, reaches)
            return misses, reaches

        if max(start, peak) < -error:
            return Range(capacity, capacity, False, True)
        least = 0 if start >= -error else edge(0, top, -error)[0]
        if peak < error:
            return Range(least, capacity, False, False)
        most, found = edge(0, top, error)[1], True
        if end < error:
            # A top is overlooked where it is narrow, or where a step of the tolerance towards it tells nothing.
            slope = min((peak - start) // max(top, 1), (peak - end) // max(capacity - top, 1))
            found = edge(capacity, top, error)[1] - most > 4 * tolerance and slope * tolerance > 2 * error
        return Range(least, min(most + tolerance, capacity) if found else capacity, True, found)

    def best_pairs(self) -> list[int]:
        """The pair that releases the most stress per dollar, 16 times what is sold and what is repaid, and those that
        release as much but for the error of the stress; the best first. Of pairs of the same positions only the first."""
        debt = sum(self.debt)
        probe = max(debt + self.stress - sum(self.collateral), debt >> 7)
        found, seen = [], set()
        same = lambda index: (self.collateral[index], self.debt[index], self.assets[index])
        for sold, held in enumerate(self.collateral):
            for repaid, owed in enumerate(self.debt):
                alike = (same(sold), same(repaid), sold == repaid)
                if held and owed and alike not in seen:
                    seen.add(alike)
                    sell = max(min(self.capacity(sold, repaid), probe), 1)
                    after = self.stressed(sold, repaid, sell, self.repays(repaid, sell))
                    released, doubt = (self.stress - after) * WAD // sell, 8 * self.error * WAD // sell + 2
                    found.append((released, doubt, 16 * sold + repaid))
        if not found:
            return [NONE]
        best = max(found, key=lambda pair: (pair[0], -pair[2]))
        near = [pair for released, doubt, pair in found if released + doubt >= best[0] - best[1] and pair != best[2]]
        return [best[2], *near]

    def discount(self, sold: int, repaid: int, sell: int) -> tuple[int, int]:
        """The greatest discount d of a sale that is no more than what it releases per dollar, m(d); and what the stress'
        error makes of it."""

        def beyond(d: int) -> int:
            """m(d) - d."""
            self.proceeds = WAD - d
            sale = min(sell, self.capacity(sold, repaid))
            after = self.stressed(sold, repaid, sale, self.repays(repaid, sale))
            return (self.stress - after) * WAD // sale - d

        error = 4 * self.error * WAD // min(sell, self.debt[repaid]) + 4
        if beyond(0) <= 0:
            return 0, error
        low, high = 0, WAD
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if beyond(middle) >= 0 else (low, middle)
        return low, error
