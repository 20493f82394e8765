"""Writes references/*.csv: x, and f(x) as the nearest double and the double nearest to what is left (32 digits together).

Run: python3 references.py [points for each function, default 400] [folder, default references]
"""
import math
import os
import random
import sys
from decimal import Decimal, localcontext

from special_functions import arctangent, erf, erfc, pi, scaled_erfc, sin_cos

ROOT_PI = pi().sqrt()
ROOT_TWO_PI = (2 * pi()).sqrt()
ROOT_TWO = Decimal(2).sqrt()


def tanh(x):
    a = abs(x)
    with localcontext() as c:
        c.prec += 700 if a < Decimal("1e-30") else 40
        u = (-2 * a).exp()
        value = (1 - u) / (1 + u)
    return +value if x >= 0 else -value


def sech_squared(x):
    u = (-2 * abs(x)).exp()
    return 4 * u / (1 + u) ** 2


def logistic(x):
    return 1 / (1 + (-x).exp())


def softplus(x):
    u = (-abs(x)).exp()
    if u < Decimal("1e-30"):
        small = u - u * u / 2
    else:
        with localcontext() as c:
            c.prec += 40
            small = (1 + u).ln()
    return max(x, Decimal(0)) + small


def exponential_minus_one(x):
    with localcontext() as c:
        c.prec += 40 + max(0, -x.adjusted())
        value = x.exp() - 1
    return +value


def cumulative(x):
    a = abs(x)
    tail = scaled_erfc(a / ROOT_TWO) * (-a * a / 2).exp() / 2
    return tail if x < 0 else 1 - tail


# name: (function, largest |x| drawn uniformly, smallest |x| drawn by its logarithm, extra points)
ZEROS = [float(pi() / 2 * k) for k in list(range(1, 40)) + [355, 710, 1000, 4095, 51819, 63661]]
FUNCTIONS = {
    "exponential": (lambda x: x.exp(), 746, 1e-300, [709.782712893384, 709.78, -708.3964185322641, -745.1332191019411, -740.0, -720.0]),
    "hyperbolic-tangent": (tanh, 20, 1e-300, [354.0, 400.0, 1e300]),
    "hyperbolic-tangent-derivative": (sech_squared, 373, 1e-20, [354.5, 370.0]),
    "error-function": (erf, 6, 1e-308, [5e-324, 1e-310, 0.9999999999999999, 1.0, 1.0000000000000002]),
    "error-function-derivative": (lambda x: 2 / ROOT_PI * (-x * x).exp(), 27.3, 1e-20, [26.6, 27.0]),
    "error-function-complement": (erfc, 27.3, 1e-20, [26.5, 26.6, 27.0]),
    "normal-cumulative": (cumulative, 38.5, 1e-20, [-37.6, -38.4]),
    "normal-density": (lambda x: (-x * x / 2).exp() / ROOT_TWO_PI, 38.5, 1e-20, [-37.6, -38.4]),
    "logistic": (logistic, 745, 1e-20, [-709.0, -720.0, -744.0]),
    "logistic-derivative": (lambda x: logistic(x) * logistic(-x), 745, 1e-20, [-720.0, 744.0]),
    "softplus": (softplus, 745, 1e-20, [-709.0, -720.0, -744.0]),
    "sine": (lambda x: sin_cos(x)[0], 1e5, 1e-300, ZEROS + [1e9, 1073741823.5]),
    "arc-tangent": (arctangent, 1e4, 1e-300, [0.41421356237309503, 0.4142135623730951, 2.414213562373095, 2.4142135623730954, 1.0, 1e300]),
    "exponential-minus-one": (exponential_minus_one, 709, 1e-300, [0.34657359027997264, 40.0, 709.782712893384]),
    "cosine": (lambda x: sin_cos(x)[1], 1e5, 1e-20, ZEROS + [1e9, 1073741823.5]),
}


def arguments(largest, smallest, extra, count):
    yield from extra
    yield from (-x for x in extra if x not in (709.782712893384, 709.78))
    while True:
        sign = random.choice((-1, 1))
        kind = random.random()
        if kind < 0.4:
            yield sign * largest * random.random()
        elif kind < 0.8:
            yield sign * min(largest, 4) * random.random()
        else:
            yield sign * math.exp(random.uniform(math.log(smallest), math.log(largest)))


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    folder = sys.argv[2] if len(sys.argv) > 2 else "references"
    os.makedirs(folder, exist_ok=True)
    for name, (f, largest, smallest, extra) in FUNCTIONS.items():
        random.seed(name)
        rows = []
        for x in arguments(largest, smallest, extra, count):
            try:
                value = f(Decimal(x))
                high = float(value)
            except OverflowError:
                continue
            if not math.isfinite(high):
                continue
            rows.append((x, high, float(value - Decimal(high))))
            if len(rows) == count:
                break
        with open(os.path.join(folder, name + ".csv"), "w") as out:
            out.write("x,value,rest\n")
            out.writelines(f"{x!r},{high!r},{low!r}\n" for x, high, low in sorted(rows))


if __name__ == "__main__":
    main()
