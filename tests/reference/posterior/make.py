"""Mean and covariance of trained networks of infinite width, with 50 digits: what posterior.json holds.

    python3 make.py        (needs mpmath)

An erf network with two hidden layers, ntk parameterisation, on four training inputs of the plane and three test inputs, the last of which is a
training input. Kernels by their closed forms, layer by layer; the heavy ball stepped epoch by epoch as a matrix that acts on the residual; gradient
flow by the exponential of the kernel; limits by solving. No eigen-system is used.
"""
import json
from mpmath import mp, mpf, matrix, sqrt, asin, pi, expm, eye, lu_solve, zeros

mp.dps = 50
SIGMA_W, SIGMA_B = mpf("1.5"), mpf("0.1")
TRAIN = [["1", "-0.5"], ["0.2", "0.7"], ["-1.1", "0.4"], ["0.6", "1.3"]]
TEST = [["0.9", "-0.4"], ["-2", "1.5"], ["0.2", "0.7"]]
TARGETS = ["1", "-0.5", "0.3", "2"]
RATE, MOMENTUM, SCALE, NOISE = mpf("0.2"), mpf("0.6"), mpf("0.7"), mpf("0.05")
EPOCHS = [0, 1, 7, 60]

x = [[mpf(c) for c in point] for point in TRAIN + TEST]
n, m = len(TRAIN), len(TEST)


def kernels():
    size = n + m
    ones = matrix([[1] * size] * size)
    k = SIGMA_W**2 * matrix([[sum(a * b for a, b in zip(p, q)) / 2 for q in x] for p in x]) + SIGMA_B**2 * ones
    t = k.copy()
    for _ in range(2):
        phi, slope = zeros(size), zeros(size)
        for i in range(size):
            for j in range(size):
                a, b, c = k[i, i], k[j, j], k[i, j]
                phi[i, j] = 2 / pi * asin(2 * c / sqrt((1 + 2 * a) * (1 + 2 * b)))
                slope[i, j] = 4 / pi / sqrt((1 + 2 * a) * (1 + 2 * b) - 4 * c**2)
        for i in range(size):
            for j in range(size):
                t[i, j] *= slope[i, j]
        k = SIGMA_W**2 * phi + SIGMA_B**2 * ones
        t = k + SIGMA_W**2 * t
    return k, t


def block(a, rows, columns):
    return matrix([[a[i, j] for j in columns] for i in rows])


def inverse(a):
    columns = [lu_solve(a, eye(a.rows)[:, j]) for j in range(a.rows)]
    return matrix([[column[i] for column in columns] for i in range(a.rows)])


def ensemble(k, mover, rows, alpha, noise=mpf(0)):
    """f = f0 + mover(rows, train) alpha (f0 - y - noise): mean and covariance over f0 ~ N(0, k) and the noise."""
    train, whole = range(n), range(n + m)
    move = block(mover, rows, train) * alpha
    carry = zeros(len(rows), n + m)
    for i, row in enumerate(rows):
        carry[i, row] += 1
        for j in train:
            carry[i, j] += move[i, j]
    y = matrix([mpf(t) for t in TARGETS])
    return -move * y, carry * k * carry.T + noise * move * move.T


K, T = kernels()
train, test = list(range(n)), list(range(n, n + m))
velocity_step = SCALE * RATE / n


def discrete(theta, epoch):
    """alpha of the heavy ball: f0 + theta alpha r0, from r_{k+1} = r_k + gamma (r_k - r_{k-1}) - e theta r_k."""
    alpha, before, one = zeros(n), zeros(n), eye(n)
    for _ in range(epoch):
        residual = one + theta * alpha
        alpha, before = alpha + MOMENTUM * (alpha - before) - velocity_step * residual, alpha
    return alpha


def flow(theta, epoch, ridge=mpf(0)):
    moved = theta + ridge * eye(n)
    return inverse(moved) * (expm(-velocity_step * epoch * moved) - eye(n))


def listed(field):
    mean, covariance = field
    return {"mean": [float(v) for v in mean], "covariance": [float(covariance[i, j]) for i in range(covariance.rows) for j in range(covariance.cols)]}


def both(mover, alpha, noise=mpf(0)):
    return {"train": listed(ensemble(K, mover, train, alpha, noise)), "test": listed(ensemble(K, mover, test, alpha, noise))}


theta, nngp = block(T, train, train), block(K, train, train)
result = {
    "weight_std": float(SIGMA_W), "bias_std": float(SIGMA_B), "inputs": [[float(c) for c in p] for p in TRAIN],
    "test_inputs": [[float(c) for c in p] for p in TEST], "targets": [float(t) for t in TARGETS],
    "learning_rate": float(RATE), "momentum": float(MOMENTUM), "scale": float(SCALE), "noise": float(NOISE), "epochs": EPOCHS,
    "nngp": [float(K[i, j]) for i in range(n + m) for j in range(n + m)],
    "ntk": [float(T[i, j]) for i in range(n + m) for j in range(n + m)],
    "ntk_discrete": [both(T, discrete(theta, k)) for k in EPOCHS],
    "ntk_gradient_flow": [both(T, flow(theta, k)) for k in EPOCHS],
    "ntk_infinity": both(T, -inverse(theta)),
    "ntk_ridge_infinity": both(T, -inverse(theta + NOISE * eye(n))),
    "nngp_discrete": [both(K, discrete(nngp, k)) for k in EPOCHS],
    "nngp_gradient_flow_noise": [both(K, flow(nngp, k, NOISE), NOISE) for k in EPOCHS],
    "nngp_infinity": both(K, -inverse(nngp)),
    "nngp_noise_infinity": both(K, -inverse(nngp + NOISE * eye(n)), NOISE),
}

# The textbook's Gaussian process, as a check of the last.
gain = block(K, test, train) * inverse(nngp + NOISE * eye(n))
textbook = block(K, test, test) - gain * block(K, train, test)
for i in range(m):
    for j in range(m):
        assert abs(textbook[i, j] - mpf(result["nngp_noise_infinity"]["test"]["covariance"][i * m + j])) < 1e-15

with open("posterior.json", "w", encoding="utf-8") as file:
    json.dump(result, file, indent=1)
    file.write("\n")
