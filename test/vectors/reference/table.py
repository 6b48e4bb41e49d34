"""Tables of vectors: what a module's file declares with @table, and how rows are written."""

from dataclasses import dataclass
from fractions import Fraction
from types import ModuleType
from typing import Callable, Iterable

from mpmath import floor, isfinite, mp, mpf

from .sampling import Sampler

# 256-bit numbers with six more digits take 84; the rest is for cancellation.
mp.dps = 120

#: Digits kept beyond the unit in the last place.
DIGITS = 6
SCALE = 10**DIGITS


@dataclass(frozen=True)
class Fail:
    """The RiskError that a function must give."""

    error: str


OVERFLOW = Fail("Overflow")
DIVISION_BY_ZERO = Fail("DivisionByZero")
OUT_OF_DOMAIN = Fail("OutOfDomain")

Exact = int | Fraction | mpf | Fail


@dataclass(frozen=True)
class Table:
    """The vectors of one function."""

    name: str
    inputs: tuple[str, ...]
    expected: tuple[str, ...]
    rows: Callable[[Sampler], Iterable[tuple]]

    def render(self, module: str) -> bytes:
        """The file: a header, then a line for every row."""
        lines = [",".join(self.inputs + self.expected)]
        width = len(self.inputs)
        for row in self.rows(Sampler(f"{module}::{self.name}")):
            inputs, expected = row[:width], row[width:]
            if len(expected) == 1 and isinstance(expected[0], Fail):
                expected *= len(self.expected)
            if len(inputs) + len(expected) != width + len(self.expected):
                raise ValueError(f"{module}::{self.name}: a row of {len(row)} fields: {row}")
            lines.append(",".join([text(value) for value in inputs] + [show(value) for value in expected]))
        return ("\n".join(lines) + "\n").encode("ascii")


def table(*inputs: str, expected: tuple[str, ...] = ("expected",)) -> Callable:
    """Declares the vectors of the function of the same name: it yields, for a Sampler, rows of the inputs and then the
    expected values, exact and in units of the result's last place, or one Fail."""

    def declare(rows: Callable[[Sampler], Iterable[tuple]]) -> Callable:
        rows.table = Table(rows.__name__, inputs, expected, rows)
        return rows

    return declare


def tables_of(module: ModuleType) -> list[Table]:
    """All tables that a module declares."""
    return [value.table for value in vars(module).values() if hasattr(value, "table")]


def text(value: object) -> str:
    """An input: a number, a name, or several of them behind one another, separated by spaces."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (tuple, list)):
        return " ".join(map(text, value))
    result = str(value)
    if "," in result or "\n" in result or isinstance(value, (float, Fraction, mpf)):
        raise ValueError(f"not an input: {value!r}")
    return result


def show(value: Exact) -> str:
    """An expected value: rounded down to six more digits. What is no whole number never looks like one, so that both
    the floor and the ceiling of what is written are those of the exact value."""
    if isinstance(value, Fail):
        return value.error
    if isinstance(value, int):
        scaled, exact = value * SCALE, True
    elif isinstance(value, Fraction):
        scaled, rest = divmod(value.numerator * SCALE, value.denominator)
        exact = rest == 0
    elif isinstance(value, mpf) and isfinite(value):
        scaled = int(floor(value * SCALE))
        exact = mpf(scaled) == value * SCALE
    else:
        raise ValueError(f"not an expected value: {value!r}")
    if not exact and scaled % SCALE == 0:
        scaled += 1
    whole, rest = divmod(abs(scaled), SCALE)
    return f"{'-' if scaled < 0 else ''}{whole}.{rest:0{DIGITS}d}"
