"""Coefficients of the polynomials in `risk-core/src/fixed/`: run it and compare, or paste what it prints.

Each function is interpolated at Chebyshev nodes at 60 digits, in the variable and on the interval that the
kernel evaluates; the coefficients are scaled by 2^62 and rounded to nearest, lowest degree first. Printed with
each: the greatest error of the rounded polynomial at 2,000 points.
"""

from mpmath import atanh, cos, erfc, exp, expm1, linspace, log, lu_solve, matrix, mp, mpf, nint, nstr, pi, polyval, sqrt

mp.dps = 60
ONE = 1 << 62


def interpolate(function, low, high, degree):
    """Monomial coefficients, scaled and rounded, of the interpolant at Chebyshev nodes."""
    count = degree + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    powers, values = matrix(count, count), matrix(count, 1)
    for i, node in enumerate(nodes):
        values[i] = function(node)
        for j in range(count):
            powers[i, j] = node**j
    solution = lu_solve(powers, values)
    return [int(nint(solution[i] * ONE)) for i in range(count)]


def show(name, function, low, high, degree):
    """Prints one table in Rust, with its error."""
    coefficients = interpolate(function, low, high, degree)
    error = max(abs(polyval(coefficients[::-1], x) / ONE - function(x)) for x in linspace(low, high, 2000))
    print(f"// {name}: degree {degree}, error below {nstr(error, 3)}")
    print(f"const {name}: [i64; {degree + 1}] = [")
    for coefficient in coefficients:
        print(f"    {coefficient:_},")
    print("];")


def power_of_two(x):
    """(2^x - 1) / x."""
    return expm1(x * log(mpf(2))) / x if x else log(mpf(2))


def inverse_tangent(z):
    """(atanh(sqrt z) / sqrt z - 1) / z."""
    return (atanh(sqrt(z)) / sqrt(z) - 1) / z if abs(z) > mpf("1e-25") else mpf(1) / 3


def scaled_tail(g):
    """e^(x^2 / 2) N(-x) for g = (x - 2.3) / (x + 4.6)."""
    x = (mpf("2.3") + mpf("4.6") * g) / (1 - g)
    return exp(x * x / 2) * erfc(x / sqrt(mpf(2))) / 2


HALF = mpf(1) / 2
RATIO = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2 * mpf("1.0001")
show("POWER_OF_TWO", power_of_two, -HALF, HALF, 12)
show("INVERSE_TANGENT", inverse_tangent, mpf(0), RATIO, 7)
show("SCALED_TAIL", scaled_tail, -HALF, HALF, 22)
print("LOG2_E * 2^127", int(nint(mpf(2) ** 127 / log(mpf(2)))))
print("LN_2 * 2^127", int(nint(mpf(2) ** 127 * log(mpf(2)))))
print("LOG2_E / 10^18 * 2^184", int(nint(mpf(2) ** 184 / log(mpf(2)) / 10**18)))
print("LOG2_E / 2 / 10^36 * 2^246", int(nint(mpf(2) ** 246 / log(mpf(2)) / 2 / mpf(10) ** 36)))
print("1 / sqrt(2 pi) * 2^64", int(nint(mpf(2) ** 64 / sqrt(2 * pi))))
print("sqrt(1/2) * 2^64", int(nint(mpf(2) ** 64 / sqrt(mpf(2)))))
