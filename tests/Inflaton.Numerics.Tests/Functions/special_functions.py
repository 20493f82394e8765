"""Special functions in many digits with nothing but the standard library's decimal module."""
from decimal import Decimal, getcontext, localcontext

getcontext().prec = 60
ONE = Decimal(1)


def pi():
    with localcontext() as c:
        c.prec += 10
        total, k, term = Decimal(0), 0, None
        # Machin: 16 atan(1/5) - 4 atan(1/239)
        def atan_inverse(n):
            power, total, k = ONE / n, Decimal(0), 0
            while abs(power) > Decimal(10) ** (-c.prec - 5):
                total += (-power if k & 1 else power) / (2 * k + 1)
                power /= n * n
                k += 1
            return total
        result = 16 * atan_inverse(5) - 4 * atan_inverse(239)
    return +result


def sin_cos(x):
    """sin and cos by their Taylor series after reduction by multiples of pi/2 in enough digits."""
    x = Decimal(x)
    with localcontext() as c:
        c.prec += 20 + max(0, x.adjusted())
        half = pi() / 2
        n = int((x / half).to_integral_value())
        r = x - n * half
        s, k, term = Decimal(0), 1, r
        while term != 0 and abs(term) > abs(r) * Decimal(10) ** (-c.prec):
            s += term
            term *= -r * r / ((k + 1) * (k + 2))
            k += 2
        co, k, term = Decimal(0), 0, ONE
        while abs(term) > Decimal(10) ** (-c.prec):
            co += term
            term *= -r * r / ((k + 1) * (k + 2))
            k += 2
        s, co = [(s, co), (co, -s), (-s, -co), (-co, s)][n % 4]
    return +s, +co


def erf(x):
    """2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1)/(2n+1)!!: every term positive."""
    x = Decimal(x)
    with localcontext() as c:
        c.prec += 10
        total, term, n = Decimal(0), x, 0
        while term != 0 and abs(term) > abs(total) * Decimal(10) ** (-c.prec):
            total += term
            n += 1
            term *= 2 * x * x / (2 * n + 1)
        result = 2 / pi().sqrt() * (-x * x).exp() * total
    return +result


def scaled_erfc(x):
    """exp(x^2) erfc(x) for x >= 0: the series below 4, the continued fraction above."""
    x = Decimal(x)
    if x < 4:
        with localcontext() as c:
            c.prec += 20
            result = (x * x).exp() * (1 - erf(x))
        return +result
    with localcontext() as c:
        c.prec += 10
        f = x
        for k in range(1200 if x < 8 else 400, 0, -1):
            f = x + Decimal(k) / 2 / f
        result = 1 / (pi().sqrt() * f)
    return +result


def erfc(x):
    x = Decimal(x)
    return scaled_erfc(x) * (-x * x).exp() if x >= 0 else 2 - erfc(-x)


def arctangent(x):
    """Halved by atan x = 2 atan(x/(1 + sqrt(1 + x^2))) until the series converges fast."""
    x = Decimal(x)
    with localcontext() as c:
        c.prec += 20
        halvings = 0
        while abs(x) > Decimal("0.05"):
            x = x / (1 + (1 + x * x).sqrt())
            halvings += 1
        total, power, k = Decimal(0), x, 1
        while power != 0 and abs(power) > abs(x) * Decimal(10) ** (-c.prec):
            total += power / k
            power *= -x * x
            k += 2
        result = total * 2 ** halvings
    return +result
