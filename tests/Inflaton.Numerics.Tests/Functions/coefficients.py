"""Derives the polynomials in src/Inflaton.Numerics/Functions: Chebyshev interpolation in 60 digits, rounded to double.

Run: python3 coefficients.py   (prints each polynomial, lowest power first, with its largest error on a fine grid)
"""
from decimal import Decimal

from special_functions import arctangent, erf, pi, scaled_erfc, sin_cos

PI = pi()
LN2 = Decimal(2).ln()


def chebyshev(f, low, high, degree):
    n = degree + 1
    angles = [sin_cos(PI * (2 * j + 1) / (2 * n))[1] for j in range(n)]
    values = [f((high + low) / 2 + (high - low) / 2 * t) for t in angles]
    series = []
    for k in range(n):
        total = sum(v * sin_cos(PI * k * (2 * j + 1) / (2 * n))[1] for j, v in enumerate(values))
        series.append(total * (1 if k == 0 else 2) / n)
    # Monomials in t by the three-term recurrence, then in x by substituting t = a x + b.
    monomials = [Decimal(0)] * n
    previous, current = [Decimal(1)], [Decimal(0), Decimal(1)]
    for k in range(n):
        basis = previous if k == 0 else current
        for power, c in enumerate(basis):
            monomials[power] += series[k] * c
        if k >= 1:
            following = [Decimal(0)] + [2 * c for c in current]
            for power, c in enumerate(previous):
                following[power] -= c
            previous, current = current, following
    a, b = 2 / (high - low), -(high + low) / (high - low)
    result = [Decimal(0)]
    for c in reversed(monomials):
        shifted = [Decimal(0)] + [a * r for r in result]
        for power, r in enumerate(result):
            shifted[power] += b * r
        shifted[0] += c
        result = shifted
    return result[:n]


def report(name, f, low, high, degree, weight=lambda x: Decimal(1), points=400):
    low, high = Decimal(low), Decimal(high)
    rounded = [float(c) for c in chebyshev(f, low, high, degree)]
    worst = Decimal(0)
    for j in range(points + 1):
        x = low + (high - low) * j / points
        value = Decimal(0)
        for c in reversed(rounded):
            value = value * x + Decimal(c)
        worst = max(worst, abs((value - f(x)) * weight(x)))
    print(f"{name}: degree {degree} on [{low:.6g}, {high:.6g}], weighted error {worst:.2e}")
    for c in rounded:
        print(f"    {c!r}")


def exponential(r):
    return (r.exp() - 1 - r) / (r * r) if abs(r) > Decimal("1e-12") else Decimal("0.5") + r / 6 + r * r / 24


def log_tail(z):
    """(2 atanh(s)/s - 2)/z with z = s^2: sum 2 z^k/(2k+3)."""
    total, power, k = Decimal(0), Decimal(1), 0
    while abs(power) > Decimal("1e-55"):
        total += 2 * power / (2 * k + 3)
        power *= z
        k += 1
    return total


def alternating(z, first):
    """sum (-z)^k / (first + 2k)!, the tails of sine (first = 3) and cosine (first = 4), signs as in -1/6, +1/24."""
    term, total, k = Decimal(1), Decimal(0), 0
    for j in range(1, first + 1):
        term /= j
    while abs(term) > Decimal("1e-55"):
        total += term
        term *= -z / ((first + 2 * k + 1) * (first + 2 * k + 2))
        k += 1
    return total


def erf_ratio(z):
    x = z.sqrt()
    return erf(x) / x - 1 if x > Decimal("1e-15") else 2 / PI.sqrt() - 1


def arctangent_tail(z):
    """(atan(t)/t - 1)/z with z = t^2."""
    if z < Decimal("1e-12"):
        return Decimal(-1) / 3 + z / 5 - z * z / 7
    t = z.sqrt()
    return (arctangent(t) / t - 1) / z


SCALE = Decimal("3.75")
LARGEST = Decimal(28)


def scaled_complement(q):
    x = SCALE * (1 + q) / (1 - q)
    return (1 + 2 * x) * scaled_erfc(max(x, Decimal(0))) - 1


if __name__ == "__main__":
    h = LN2 / 2 + Decimal("1e-4")
    report("exponential (e^r - 1 - r)/r^2", exponential, -h, h, 10, lambda r: r * r)
    report("erf(x)/x - 1 in x^2", erf_ratio, Decimal(0), Decimal(1), 11)
    report("logarithm tail, |s| <= 3 - 2 sqrt 2", log_tail, Decimal(0), Decimal("0.02945"), 6, lambda z: z)
    report("logarithm tail, s <= 1/3", log_tail, Decimal(0), Decimal(1) / 9, 9, lambda z: z)
    quarter = (PI / 4 + Decimal("1e-5")) ** 2
    report("sine tail", lambda z: -alternating(z, 3), Decimal(0), quarter, 5, lambda z: z)
    report("cosine tail", lambda z: alternating(z, 4), Decimal(0), quarter, 5, lambda z: z * z)
    report("(1 + 2x) exp(x^2) erfc(x) - 1", scaled_complement, Decimal(-1), (LARGEST - SCALE) / (LARGEST + SCALE), 22)
    eighth = (Decimal(2).sqrt() - 1 + Decimal("1e-5")) ** 2
    report("arc tangent tail", arctangent_tail, Decimal(0), eighth, 10, lambda z: z)
