"""Deterministic samples: edges, log-uniform and uniform, from nothing but getrandbits, whose bits no version of Python
changes."""

import hashlib
import random
from dataclasses import dataclass, field
from itertools import product
from typing import Iterator, Sequence, TypeVar

T = TypeVar("T")

WAD = 10**18
RAY = 10**27
BPS = 10_000
YEAR = 31_536_000

#: Rows per function.
ROWS = 2_000


@dataclass(frozen=True)
class Domain:
    """Whole numbers from `low` to `high`, both included, with values that matter most."""

    low: int
    high: int
    edges: tuple[int, ...] = field(default=())

    def all_edges(self) -> list[int]:
        """The bounds, their neighbours and what was named, as far as they lie within; ascending."""
        near = [self.low, self.low + 1, self.high - 1, self.high]
        if self.low < 0 < self.high:
            near += [-1, 0, 1]
        return sorted({edge for edge in [*near, *self.edges] if self.low <= edge <= self.high})


U16 = Domain(0, 2**16 - 1, (BPS - 1, BPS, BPS + 1))
U64 = Domain(0, 2**64 - 1, (2**32 - 1, 2**32, YEAR, 86_400))
U128 = Domain(0, 2**128 - 1, (2**64 - 1, 2**64, WAD - 1, WAD, WAD + 1, RAY, 10**36, 2**127))
I128 = Domain(-(2**127), 2**127 - 1, (-(2**64), 2**64, WAD, -WAD, RAY, 10**36))
U256 = Domain(0, 2**256 - 1, (2**128 - 1, 2**128, 2**128 + 1, WAD, RAY, 2**255))


class Sampler:
    """A stream of samples that belongs to one name."""

    def __init__(self, name: str) -> None:
        seed = int.from_bytes(hashlib.sha256(name.encode("ascii")).digest()[:16], "big")
        self._random = random.Random(seed)

    def bits(self, count: int) -> int:
        return self._random.getrandbits(count) if count > 0 else 0

    def below(self, bound: int) -> int:
        """Uniform in 0..bound, without bias that 64 spare bits would not hide."""
        return self.bits(bound.bit_length() + 64) * bound >> bound.bit_length() + 64

    def uniform(self, low: int, high: int) -> int:
        """Uniform, both ends included."""
        return low + self.below(high - low + 1)

    def log_uniform(self, low: int, high: int) -> int:
        """Every magnitude as likely as every other; of both signs where the range is."""
        if low == high == 0:
            return 0
        if low < 0 < high:
            return self.log_uniform(0, high) if self.bits(1) else -self.log_uniform(0, -low)
        if high <= 0:
            return -self.log_uniform(-high, -low)
        shortest, longest = low.bit_length(), high.bit_length()
        length = self.uniform(shortest, longest)
        least, most = (1 << length >> 1, (1 << length) - 1)
        return self.uniform(max(low, least if length else 0), min(high, most))

    def choice(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]

    def sample(self, domain: Domain) -> int:
        """One in eight an edge, one in eight uniform, the rest log-uniform."""
        kind = self.below(8)
        if kind == 0:
            return self.choice(domain.all_edges())
        if kind == 1:
            return self.uniform(domain.low, domain.high)
        return self.log_uniform(domain.low, domain.high)

    def rows(self, *domains: Domain, count: int = ROWS, edges: int = ROWS // 4) -> Iterator[tuple[int, ...]]:
        """`count` rows of inputs: first combinations of edges, all of them or as many as `edges`, then samples."""
        combinations = list(product(*(domain.all_edges() for domain in domains))) if len(domains) <= 3 else []
        if not combinations:
            combinations = [tuple(self.choice(domain.all_edges()) for domain in domains) for _ in range(edges)]
        while len(combinations) > edges:
            combinations.pop(self.below(len(combinations)))
        yield from combinations
        for _ in range(count - len(combinations)):
            yield tuple(self.sample(domain) for domain in domains)
