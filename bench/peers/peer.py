"""The other side of the comparison: the same networks in PyTorch, the same products and eigen-systems in NumPy over OpenBLAS and LAPACK.

Reads a work order a line (JSON), answers with a report a line, sleeps in between; compare.py drives it beside Inflaton. The number of
threads is set in the environment before this program starts.
"""

import ctypes
import functools
import json
import math
import os
import struct
import sys
import time

import numpy as np
import torch

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
WARMUP = 2
now = time.process_time if sys.argv[1:] == ["processor"] else time.perf_counter


def sample(seconds, call):
    """Seconds a call, one entry a batch of calls that is long enough for the clock."""
    call()
    calls = 1
    batch = timed(call, calls)
    while batch < 0.002:
        calls *= 2
        batch = timed(call, calls)
    samples, spent = [batch / calls], batch
    while spent < seconds or (len(samples) < 3 and spent < 3 * seconds):
        batch = timed(call, calls)
        samples.append(batch / calls)
        spent += batch
    return samples


def timed(call, calls):
    start = now()
    for _ in range(calls):
        call()
    return now() - start


def resident(label):
    """MiB."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(label)) / 1024


def peak_growth(call):
    """MiB that the resident memory grows by at its peak."""
    with open("/proc/self/clear_refs", "w") as control:
        control.write("5")
    before = resident("VmRSS:")
    call()
    return resident("VmHWM:") - before


@functools.lru_cache(maxsize=1)
def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data, "<f8", math.prod(entry["shape"]), entry["data_offsets"][0]).reshape(entry["shape"])
        for name, entry in header.items()
    }


class Network:
    """Weights, data and hyperparameters of a case, fresh from the file that the other side wrote."""

    def __init__(self, order):
        case = order["network"]
        arrays = read_safetensors(order["path"])
        self.inputs = torch.from_numpy(arrays["inputs"].copy())
        layers = sum(name.endswith("weight") for name in arrays)
        self.weights = [torch.from_numpy(arrays[f"layers.{l}.weight"].copy()) for l in range(layers)]
        self.biases = [torch.from_numpy(arrays[f"layers.{l}.bias"].copy()) for l in range(layers)]
        self.layers = layers
        self.points = len(self.inputs)
        self.rows, self.place = case.get("rows", self.points), 0
        self.scales = [case["weight_std"] / math.sqrt(weight.shape[1]) for weight in self.weights]
        self.bias_scale = case["bias_std"]
        self.learning_rate, self.momentum = case["learning_rate"], case["momentum"]
        self.curvature, self.minimum = case["scale"], case["minimum"]

    def take(self):
        """The inputs of the next step: all, or the batches in turn."""
        begin = self.place
        self.place = (begin + self.rows) % self.points
        return self.inputs[begin : begin + self.rows]

    def slope(self, field):
        """Derivative of the loss by the field."""
        return (field - self.minimum) * (self.curvature / len(field))


SLOPE_AT_ZERO = 2 / math.sqrt(math.pi)


def erf_slope(z, out):
    """erf'(z) = 2/√π exp(−z²)."""
    return torch.mul(z, z, out=out).neg_().exp_().mul_(SLOPE_AT_ZERO)


class Autograd:
    """What most write: the graph differentiates, torch.optim.SGD moves."""

    def __init__(self, network):
        self.network = network
        for parameter in network.weights + network.biases:
            parameter.requires_grad_(True)
        self.optimizer = torch.optim.SGD(
            network.weights + network.biases, lr=network.learning_rate, momentum=network.momentum
        )

    def field(self, inputs=None):
        net, a = self.network, self.network.inputs if inputs is None else inputs
        for l in range(net.layers):
            z = torch.nn.functional.linear(a, net.weights[l]) * net.scales[l] + net.bias_scale * net.biases[l]
            a = torch.erf(z) if l < net.layers - 1 else z
        return a

    def step(self):
        net = self.network
        loss = (self.field(net.take()) - net.minimum).square().sum() * (0.5 * net.curvature / net.rows)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()


class HandWritten:
    """Backward pass by hand, in place: two products a matrix, one to add the gradient to the velocity, one sweep to move the weights."""

    def __init__(self, network):
        self.network = network
        self.velocities = [torch.zeros_like(weight) for weight in network.weights]
        self.bias_velocities = [torch.zeros_like(bias) for bias in network.biases]
        shapes = [(network.rows, weight.shape[0]) for weight in network.weights]
        self.pre = [torch.empty(shape, dtype=torch.float64) for shape in shapes]
        self.slopes = [torch.empty(shape, dtype=torch.float64) for shape in shapes]
        self.deltas = [torch.empty(shape, dtype=torch.float64) for shape in shapes]
        self.signals = [network.inputs] + [torch.empty(shape, dtype=torch.float64) for shape in shapes[:-1]]

    def field(self):
        batches = range(0, self.network.points, self.network.rows)
        return torch.cat([self.forward(self.network.inputs[i : i + self.network.rows]).clone() for i in batches])

    def forward(self, inputs):
        net = self.network
        self.signals[0] = inputs
        for l in range(net.layers):
            z = self.pre[l]
            torch.mm(self.signals[l], net.weights[l].t(), out=z)
            z.mul_(net.scales[l]).add_(net.biases[l], alpha=net.bias_scale)
            if l < net.layers - 1:
                torch.erf(z, out=self.signals[l + 1])
                erf_slope(z, self.slopes[l])
        return self.pre[-1]

    def step(self):
        net = self.network
        self.deltas[-1].copy_(net.slope(self.forward(net.take())))
        for l in range(net.layers - 1, 0, -1):
            torch.mm(self.deltas[l], net.weights[l], out=self.deltas[l - 1])
            self.deltas[l - 1].mul_(net.scales[l]).mul_(self.slopes[l - 1])
        for l in range(net.layers):
            self.velocities[l].addmm_(
                self.deltas[l].t(), self.signals[l], beta=net.momentum, alpha=-net.learning_rate * net.scales[l]
            )
            net.weights[l].add_(self.velocities[l])
            self.bias_velocities[l].mul_(net.momentum).add_(self.deltas[l].sum(0), alpha=-net.learning_rate * net.bias_scale)
            net.biases[l].add_(self.bias_velocities[l])


class HandWrittenVector:
    """The same for a single input with matrix-vector products and rank-1 updates, the fastest that was found for N = 1."""

    def __init__(self, network):
        if network.points != 1:
            raise ValueError("The vector form takes a single input.")
        self.network = network
        self.velocities = [torch.zeros_like(weight) for weight in network.weights]
        self.bias_velocities = [torch.zeros_like(bias) for bias in network.biases]
        self.pre = [torch.empty_like(bias) for bias in network.biases]
        self.slopes = [torch.empty_like(bias) for bias in network.biases]
        self.deltas = [torch.empty_like(bias) for bias in network.biases]
        self.signals = [network.inputs[0]] + [torch.empty_like(bias) for bias in network.biases[:-1]]

    def field(self):
        net = self.network
        for l in range(net.layers):
            z = self.pre[l]
            torch.addmv(net.biases[l], net.weights[l], self.signals[l], beta=net.bias_scale, alpha=net.scales[l], out=z)
            if l < net.layers - 1:
                torch.erf(z, out=self.signals[l + 1])
                erf_slope(z, self.slopes[l])
        return self.pre[-1]

    def step(self):
        net = self.network
        self.deltas[-1].copy_(net.slope(self.field()))
        for l in range(net.layers - 1, 0, -1):
            torch.mv(net.weights[l].t(), self.deltas[l], out=self.deltas[l - 1])
            self.deltas[l - 1].mul_(self.slopes[l - 1]).mul_(net.scales[l])
        for l in range(net.layers):
            self.velocities[l].addr_(
                self.deltas[l], self.signals[l], beta=net.momentum, alpha=-net.learning_rate * net.scales[l]
            )
            net.weights[l].add_(self.velocities[l])
            self.bias_velocities[l].mul_(net.momentum).add_(self.deltas[l], alpha=-net.learning_rate * net.bias_scale)
            net.biases[l].add_(self.bias_velocities[l])


METHODS = {"autograd": Autograd, "by hand": HandWritten, "by hand, vectors": HandWrittenVector}


def begin(order):
    training = METHODS[order["how"]](Network(order))
    gradients = torch.enable_grad() if order["how"] == "autograd" else torch.no_grad()
    return training, gradients


def advance(training, steps):
    for _ in range(steps):
        training.step()


def time_steps(order):
    samples, spent = [], 0.0
    while spent < order["seconds"] or not samples:
        training, gradients = begin(order)
        with gradients:
            advance(training, WARMUP)
            start = now()
            advance(training, order["epochs"])
            elapsed = now() - start
        spent += elapsed
        samples.append(elapsed / order["epochs"])
    return {"seconds": samples}


def time_run(order):
    training, gradients = begin(order)
    with gradients:
        start = now()
        advance(training, order["epochs"])
        field = training.field()
        elapsed = now() - start
    return {"seconds": [elapsed], "values": field.detach().flatten().tolist()}


def field_after(order):
    training, gradients = begin(order)
    with gradients:
        advance(training, order["epochs"])
        return {"values": training.field().detach().flatten().tolist()}


def kernel_by_samples(network):
    """A backward pass a sample, the Jacobian whole, then its Gram matrix."""
    training = Autograd(network)
    parameters = network.weights + network.biases
    field = training.field()
    jacobian = torch.empty(network.points, sum(p.numel() for p in parameters), dtype=torch.float64)
    for i in range(network.points):
        gradients = torch.autograd.grad(field[i, 0], parameters, retain_graph=True)
        torch.cat([gradient.flatten() for gradient in gradients], out=jacobian[i])
    return jacobian @ jacobian.t()


def kernel_by_vmap(network):
    """The Jacobian by functorch's vmap of grad, then the sum of the parameters' Gram matrices."""
    from functorch import grad, vmap

    def field(weights, biases, x):
        a = x
        for l in range(network.layers):
            z = torch.nn.functional.linear(a, weights[l]) * network.scales[l] + network.bias_scale * biases[l]
            a = torch.erf(z) if l < network.layers - 1 else z
        return a.squeeze()

    weights, biases = vmap(grad(field, argnums=(0, 1)), (None, None, 0))(
        tuple(network.weights), tuple(network.biases), network.inputs
    )
    kernel = torch.zeros(network.points, network.points, dtype=torch.float64)
    for jacobian in weights + biases:
        rows = jacobian.flatten(1)
        kernel.addmm_(rows, rows.t())
    return kernel


def kernel_by_grams(network):
    """Two Gram matrices and a Hadamard product a layer: the formula that Inflaton uses."""
    with torch.no_grad():
        signals, slopes, a = [network.inputs], [], network.inputs
        for l in range(network.layers - 1):
            z = torch.addmm(network.biases[l], a, network.weights[l].t(), beta=network.bias_scale, alpha=network.scales[l])
            a = torch.erf(z)
            signals.append(a)
            slopes.append(erf_slope(z, z))
        kernel = torch.zeros(network.points, network.points, dtype=torch.float64)
        delta = torch.ones(network.points, 1, dtype=torch.float64)
        for l in range(network.layers - 1, -1, -1):
            signal = (signals[l] @ signals[l].t()).mul_(network.scales[l] ** 2).add_(network.bias_scale**2)
            kernel.addcmul_(signal, delta @ delta.t())
            if l > 0:
                delta = (delta @ network.weights[l]).mul_(slopes[l - 1]).mul_(network.scales[l])
        return kernel


KERNELS = {"by samples": kernel_by_samples, "vmap": kernel_by_vmap, "by Grams": kernel_by_grams}


def time_kernel(order):
    network, kernel = Network(order), KERNELS[order["how"]]
    if order["seconds"] == 0:
        return {"seconds": [timed(lambda: kernel(network), 1)]}
    return {"seconds": sample(order["seconds"], lambda: kernel(network))}


def kernel_values(order):
    return {"values": KERNELS[order["how"]](Network(order)).flatten().tolist()}


def kernel_memory(order):
    network, kernel, seconds = Network(order), KERNELS[order["how"]], []
    return {"values": [peak_growth(lambda: seconds.append(timed(lambda: kernel(network), 1)))], "seconds": seconds}


def time_product(order):
    kind = np.float32 if order.get("how") == "float32" else np.float64
    m, n, k = order["rows"], order["columns"], order["depth"]
    rng = np.random.default_rng(1)
    left, right = order["layout"]
    a = rng.standard_normal((k, m) if left == "t" else (m, k)).astype(kind)
    b = rng.standard_normal((n, k) if right == "t" else (k, n)).astype(kind)
    c = np.empty((m, n), kind)
    a, b = a.T if left == "t" else a, b.T if right == "t" else b
    return {"seconds": sample(order["seconds"], lambda: np.matmul(a, b, out=c))}


def time_eigen(order):
    matrix, found = np.load(order["path"]), []
    seconds = sample(order["seconds"], lambda: found.append(np.linalg.eigh(matrix)[0]))
    return {"seconds": seconds, "values": found[-1].tolist()}


def time_normals(order):
    generator, draws = np.random.Generator(np.random.SFC64(1)), np.empty(order["rows"])
    return {"seconds": sample(order["seconds"], lambda: generator.standard_normal(out=draws))}


def time_spectra(order):
    """P(k) of fields of the shape [C, N, N, N], |n| rounded into bins, as one writes it: bins and weights are made once."""
    fields = np.load(order["path"])
    sites = fields.shape[1]
    waves = np.fft.fftfreq(sites, 1 / sites)
    half = np.abs(np.fft.rfftfreq(sites, 1 / sites))
    radius = np.sqrt(waves[:, None, None] ** 2 + waves[None, :, None] ** 2 + half**2)
    bins = np.rint(radius).astype(np.intp).ravel()
    twice = np.broadcast_to(np.where((half == 0) | (2 * half == sites), 1.0, 2.0), radius.shape).ravel()
    norm = sites**3 * np.bincount(bins, weights=twice)

    def spectra():
        found = []
        for field in fields:
            modes = np.fft.rfftn(field)
            square = modes.real**2 + modes.imag**2
            found.append(np.bincount(bins, weights=twice * square.ravel()) / norm)
        return found

    return {"seconds": sample(order["seconds"], spectra), "values": np.concatenate(spectra()).tolist()}


def time_copy(order):
    source, destination = np.ones(order["rows"]), np.zeros(order["rows"])
    return {"seconds": sample(order["seconds"], lambda: np.copyto(destination, source))}


def blas():
    """The library that is loaded, and for OpenBLAS the kind of processor that it chose its code for."""
    with open("/proc/self/maps") as maps:
        paths = {os.path.realpath(line.split()[-1]) for line in maps if "blas" in line}
    for path in paths:
        if "openblas" in os.path.basename(path):
            library = ctypes.CDLL(path)
            library.openblas_get_corename.restype = library.openblas_get_config.restype = ctypes.c_char_p
            return f"{' '.join(library.openblas_get_config().decode().split()[:2])}, code for {library.openblas_get_corename().decode()}"
    return ", ".join(sorted(os.path.basename(path) for path in paths))


def describe(_):
    return {
        "notes": {
            "PyTorch": torch.__version__,
            "NumPy": np.__version__,
            "Python": sys.version.split()[0],
            "BLAS": blas(),
            "threads": str(torch.get_num_threads()),
        }
    }


WORKS = {
    "machine": describe,
    "copy": time_copy,
    "normals": time_normals,
    "product": time_product,
    "eigen": time_eigen,
    "spectra": time_spectra,
    "step": time_steps,
    "run": time_run,
    "field": field_after,
    "kernel": time_kernel,
    "kernel values": kernel_values,
    "kernel memory": kernel_memory,
}


def main():
    torch.set_num_threads(THREADS)
    for line in sys.stdin:
        order = json.loads(line)
        order.setdefault("seconds", 0.3)
        try:
            report = WORKS[order["work"]](order)
        except Exception as failure:  # the driver shows it and ends
            report = {"error": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
