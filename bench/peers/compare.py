"""Inflaton beside PyTorch, NumPy, OpenBLAS and LAPACK: the same numbers, the same cores, taking turns. Prints one table with ratios."""

import argparse
import itertools
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cases import batch, interval, practice, single
from partners import ROOT, PlainLattice, Subject, Timing, inflaton, pytorch, take_turns

sys.path.insert(0, str(ROOT / "bench"))
import jobs  # noqa: E402  (found by the line above)

RESULTS = ROOT / "bench/RESULTS.md"
NOTES = ("<!-- notes: kept when this file is written anew -->", "<!-- end of notes -->")
OURS = "Inflaton"
EPOCHS = 1000


@dataclass
class Line:
    """One comparison: times of both, how many times faster the first is by medians and by minima, and what it has to be."""

    work: str
    ours: float
    theirs: float
    peer: str
    ratio: float
    ratio_of_minima: float
    bar: float | None = None
    show: object = None

    @property
    def met(self):
        return None if self.bar is None else self.ratio >= self.bar

    def cells(self):
        show = self.show or duration
        bar = "" if self.bar is None else f"≥ {self.bar:.3g}"
        verdict = {None: "", True: "yes", False: "**no**"}[self.met]
        minima = "" if math.isnan(self.ratio_of_minima) else f"{self.ratio_of_minima:.2f}"
        return [self.work, show(self.ours), self.peer, show(self.theirs), f"{self.ratio:.2f}", minima, bar, verdict]


@dataclass
class Comparison:
    """Everything found in one run."""

    one: dict
    two: dict
    folder: Path
    rounds: int
    clock: str
    lines: list = field(default_factory=list)
    facts: list = field(default_factory=list)
    checks: list = field(default_factory=list)
    copy: dict = field(default_factory=dict)
    peak: dict = field(default_factory=dict)
    jobs: list = field(default_factory=list)
    files: dict = field(default_factory=dict)

    def line(self, work, timings, peer, bar=None, ours=OURS):
        mine, other = timings[ours], timings[peer]
        self.add(Line(work, mine.median, other.median, peer, mine.times_faster_than(other), other.minimum / mine.minimum, bar))

    def add(self, line):
        self.lines.append(line)
        print("| " + " | ".join(line.cells()) + " |", flush=True)

    def fact(self, work, text):
        self.facts.append((work, text))

    def check(self, what, ours, theirs, bound):
        ours, theirs = np.array(ours), np.array(theirs)
        self.checks.append((what, float(np.abs(ours - theirs).max() / np.abs(theirs).max()), bound))

    def with_file(self, network):
        """What an order to the other side needs: the network and the file with its weights."""
        key = repr(network)
        if key not in self.files:
            path = str(self.folder / f"network-{len(self.files)}.safetensors")
            self.one[OURS].ask(work="network", network=network, path=path)
            self.files[key] = path
        return {"network": network, "path": self.files[key]}


def duration(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def mebibytes(value):
    return f"{value:.3g} MiB"


def machine(c):
    """Copy bandwidth: read and written bytes."""
    count = 1 << 24
    for threads, partners in (("one thread", c.one), ("two threads", c.two))[: 1 if c.clock == "processor" else 2]:
        copy = take_turns({OURS: Subject(partners[OURS], {"work": "copy", "rows": count, "seconds": 0.3})}, 2)[OURS]
        c.copy[threads] = 16 * count / copy.median
        c.fact(f"copy bandwidth, {threads}", f"{c.copy[threads] / 1e9:.1f} GB/s read and written")


PRODUCTS = [
    (2048, 2048, 2048, 0.95, ("nn", "nt", "tn")),
    (100, 2048, 2048, 0.9, ("nn", "nt", "tn")),
    (2048, 2048, 100, None, ("tn",)),
    (100, 512, 512, None, ("nn",)),
]
LAYOUTS = {"nn": "A·B", "nt": "A·Bᵀ", "tn": "Aᵀ·B"}


def products(c):
    for (m, n, k, bar, layouts), how in itertools.product(PRODUCTS, ("", "float32")):
        for layout in layouts if not how else layouts[:1]:
            order = {"work": "product", "rows": m, "columns": n, "depth": k, "layout": layout, "how": how, "seconds": 0.1}
            timings = take_turns({OURS: Subject(c.one[OURS], order), "OpenBLAS": Subject(c.one["PyTorch"], order)}, c.rounds)
            work = f"product {m}×{n}, depth {k}, {LAYOUTS[layout]}" + (", float32" if how else "")
            c.line(work, timings, "OpenBLAS", None if how else bar)
            rates = [2e-9 * m * n * k / timings[name].median for name in (OURS, "OpenBLAS")]
            c.peak[how] = max(c.peak.get(how, 0), rates[0])
            c.fact(work, f"{rates[0]:.1f} GFLOP/s; OpenBLAS {rates[1]:.1f}")


def step(partner, method, about, epochs, seconds=0.2, **more):
    return Subject(partner, {"work": "step", "how": method, "epochs": epochs, "seconds": seconds, **about}, **more)


def hidden_weights(network):
    return sum(a * b for a, b in itertools.pairwise(network["hidden"]))


BY_TORCH = ("by hand", "by hand, vectors", "autograd")
STEPS = [
    ("N=1, 3 hidden × 1000", single(1000, 1000, 1000), 100, 2, 3.5),
    ("N=1, 1 hidden × 1000", single(1000), 2000, 5, 12),
    ("N=100, 2 hidden × 512", batch(512, 512), 40, 1.4, None),
    ("N=100, 3 hidden × 2048", batch(2048, 2048, 2048), 4, 1.1, None),
    ("32 of 320 rows, 2 hidden × 1024", practice(1024, 1024), 40, None, 1.5),
]


def training(c):
    for name, network, epochs, by_hand, autograd in STEPS:
        about = c.with_file(network)
        own = {"network": network}
        peer = c.one["PyTorch"]
        subjects = {
            OURS: step(c.one[OURS], "direct", own, epochs),
            "by hand": step(peer, "by hand", about, epochs),
            "autograd": step(peer, "autograd", about, epochs),
        }
        if network["points"] == 1:
            subjects["by hand, vectors"] = step(peer, "by hand, vectors", about, epochs)
        else:
            subjects["in float32"] = step(c.one[OURS], "direct, float32", own, epochs)
        timings = take_turns(subjects, c.rounds)
        c.line(f"step, {name}", timings, "by hand", by_hand)
        if network["points"] == 1:
            c.line(f"step, {name}", timings, "by hand, vectors", by_hand)
        c.line(f"step, {name}", timings, "autograd", autograd)
        if "in float32" in timings:
            c.line(f"step, {name}, float32", {OURS: timings["in float32"], "in float64": timings[OURS]}, "in float64")
        amounts_to(c, f"step, {name}", network, timings[OURS].median)

        field = c.one[OURS].ask(work="field", how="direct", epochs=50, network=network)["values"]
        for method in [method for method in subjects if method in BY_TORCH]:
            theirs = peer.ask(work="field", how=method, epochs=50, **about)["values"]
            c.check(f"f after 50 steps, {name}, {method}", field, theirs, 1e-9)


def amounts_to(c, work, network, seconds):
    """The step in the machine's own units, which say what limits it."""
    weights = hidden_weights(network)
    if not weights:
        return
    streams = seconds * c.copy["one thread"] / (8 * weights)
    text = f"{streams:.1f} streams of the hidden matrices ({8e-6 * weights:.0f} MB) at copy bandwidth"
    if network["points"] > 1 and c.peak:
        text += f"; {6e-9 * network['points'] * weights / seconds / c.peak['']:.2f} of the product's peak"
    c.fact(work, text)


def kernels(c):
    order = {"work": "kernel", "seconds": 0.2}
    peer = c.one["PyTorch"]
    for size, bar in ((2048, 1.5), (1000, None)):
        network = batch(size, size, size)
        about, work = c.with_file(network), f"kernel, N=100, 3 hidden × {size}"
        subjects = {
            OURS: Subject(c.one[OURS], {**order, "network": network}),
            "by Grams": Subject(peer, {**order, "how": "by Grams", **about}),
            "in float32": Subject(c.one[OURS], {**order, "how": "float32", "network": network}),
        }
        timings = take_turns(subjects, c.rounds)
        c.line(work, timings, "by Grams", bar)
        c.line(f"{work}, float32", {OURS: timings["in float32"], "in float64": timings[OURS]}, "in float64")
        flops = 4 * network["points"] * hidden_weights(network)
        peak = f", the product's peak {c.peak['']:.1f}" if c.peak else ""
        c.fact(work, f"{1e-9 * flops / timings[OURS].median:.1f} GFLOP/s counting the two passes alone{peak}")

        ours = c.one[OURS].ask(work="kernel values", network=network)["values"]
        c.check(f"{work}, by Grams", ours, peer.ask(work="kernel values", how="by Grams", **about)["values"], 1e-10)
        if size == 2048:
            with_jacobian(c, work, network, about, timings[OURS])
        else:
            c.check(f"{work}, vmap", ours, peer.ask(work="kernel values", how="vmap", **about)["values"], 1e-10)
            once = take_turns({how: Subject(peer, {**order, "seconds": 0, "how": how, **about}) for how in ("vmap", "by samples")}, 1)
            for how in once:
                c.line(work, {OURS: timings[OURS], how: once[how]}, how)


def with_jacobian(c, work, network, about, ours):
    """Memory in fresh processes; the one that makes a Jacobian is timed there too, once."""
    grown = {}
    for peer, start, order in (
        (OURS, inflaton, {"network": network}),
        ("by Grams", pytorch, {"how": "by Grams", **about}),
        ("vmap", pytorch, {"how": "vmap", **about}),
    ):
        with start(1) as fresh:
            report = fresh.ask(work="kernel memory", **order)
            grown[peer] = report["values"][0]
    c.line(work, {OURS: ours, "vmap": Timing([report["seconds"]])}, "vmap", 120)
    for peer, bar in (("by Grams", 1 / 1.5), ("vmap", None)):
        ratio = grown[peer] / grown[OURS]
        c.add(Line(f"memory of the {work}", grown[OURS], grown[peer], peer, ratio, math.nan, bar, mebibytes))


def eigen(c):
    draws = np.random.default_rng(1)
    for size in (500, 2000):
        random = draws.standard_normal((size, size))
        points = draws.standard_normal((size, 3))
        distance = ((points[:, None] - points[None]) ** 2).sum(-1)
        for kind, matrix, bar in (("random", random + random.T, 1), ("smooth kernel", np.exp(-0.5 * distance), 1)):
            path = str(c.folder / "matrix.npy")
            np.save(path, matrix)
            order = {"work": "eigen", "path": path, "seconds": 0.1}
            subjects = {OURS: Subject(c.one[OURS], order), "LAPACK dsyevd": Subject(c.one["PyTorch"], order)}
            timings = take_turns(subjects, min(c.rounds, 3) if size > 1000 else c.rounds)
            c.line(f"symmetric eigen-system {size}, {kind}", timings, "LAPACK dsyevd", bar)
            values = [timings[name].reports[0]["values"] for name in subjects]
            c.check(f"eigenvalues {size}, {kind}", *values, 1e-12)


def large_eigen(c):
    """5000 × 5000, on two threads."""
    draws = np.random.default_rng(1).standard_normal((5000, 5000))
    path = str(c.folder / "matrix.npy")
    np.save(path, draws + draws.T)
    order = {"work": "eigen", "path": path, "seconds": 0}
    timings = take_turns({OURS: Subject(c.two[OURS], order), "LAPACK dsyevd": Subject(c.two["PyTorch"], order)}, 1)
    c.line("symmetric eigen-system 5000, random, two threads", timings, "LAPACK dsyevd")
    c.add(Line("the same, two threads", timings[OURS].minimum, 15, "bar", 15 / timings[OURS].minimum, math.nan, 1))


def run(partner, method, about, epochs=EPOCHS, **more):
    return Subject(partner, {"work": "run", "how": method, "epochs": epochs, **about}, **more)


def reduced(c):
    ours, peer = c.one[OURS], c.one["PyTorch"]
    network = single(1000, 1000)
    about, own = c.with_file(network), {"network": network}
    name = f"N=1, 2 hidden × 1000, {EPOCHS} epochs, reduced"
    subjects = {
        OURS: run(ours, "reduced", own),
        "direct": run(ours, "direct", own),
        "by hand": run(peer, "by hand", about),
        "by hand, vectors": run(peer, "by hand, vectors", about),
    }
    timings = take_turns(subjects, c.rounds)
    for other, bar in (("direct", 12), ("by hand", 60), ("by hand, vectors", 60)):
        c.line(name, timings, other, bar)
    notes(c, name, timings)
    underway = {"work": "field", "epochs": 100}
    fields = {subject: subjects[subject].partner.ask(**{**subjects[subject].order, **underway})["values"] for subject in subjects}
    for other in ("direct", "by hand"):
        c.check(f"f after 100 steps, N=1, 2 hidden × 1000, reduced and {other}", fields[OURS], fields[other], 1e-9)

    for name, network, epochs, bar in (
        (f"N=1, 2 hidden × 8192, {EPOCHS} epochs, reduced", single(8192, 8192), 8, 40),
        (f"N=20, 2 hidden × 4096, {EPOCHS} epochs, reduced", interval(4096, 4096), 20, 5),
    ):
        own = {"network": network}
        scaled = f"direct, {epochs} epochs scaled"
        subjects = {OURS: run(ours, "reduced", own), scaled: step(ours, "direct", own, epochs, scale=EPOCHS)}
        timings = take_turns(subjects, min(c.rounds, 2))
        c.line(name, timings, scaled, bar)
        notes(c, name, timings)

    widths = [1000, 2000, 4096, 8192, 16384]
    stepping = [ours.ask(**run(ours, "reduced", {"network": single(n, n)}, 200).order)["stepping"] for n in widths]
    exponent = np.polyfit(np.log(widths), np.log(stepping), 1)[0]
    work = "stepping alone, reduced, N=1: exponent of time in width"
    c.add(Line(work, exponent, 1.2, "bar", 1.2 / exponent, math.nan, 1, "{:.2f}".format))
    c.fact("stepping alone, reduced, N=1", ", ".join(f"{n}: {duration(s)}" for n, s in zip(widths, stepping)))


def notes(c, name, timings):
    report = timings[OURS].reports[-1]
    found = ", ".join(f"{key} {value}" for key, value in report["notes"].items())
    c.fact(name, f"{duration(report['stepping'])} a step once the bases stand; {found}")


def normals(c):
    count = 1 << 16
    order = {"work": "normals", "rows": count, "seconds": 0.2}
    subjects = {OURS: Subject(c.one[OURS], order), "NumPy, ziggurat": Subject(c.one["PyTorch"], order)}
    timings = take_turns(subjects, c.rounds)
    millions = {name: 1e-6 * count / timings[name].median for name in subjects}
    show = "{:.0f} million/s".format
    ours = millions[OURS]
    c.add(Line("normal draws, one thread", ours, 150, "bar", ours / 150, math.nan, 1, show))
    faster = timings[OURS].times_faster_than(timings["NumPy, ziggurat"])
    c.add(Line("normal draws, one thread", ours, millions["NumPy, ziggurat"], "NumPy, ziggurat", faster, math.nan, None, show))


def threads(c):
    for name, network, epochs in (("2 hidden × 512", batch(512, 512), 40), ("3 hidden × 2048", batch(2048, 2048, 2048), 4)):
        about, own = c.with_file(network), {"network": network}
        work = f"step, N=100, {name}, two threads"
        subjects = {
            OURS: step(c.two[OURS], "direct", own, epochs),
            "one thread": step(c.one[OURS], "direct", own, epochs),
            "by hand, two threads": step(c.two["PyTorch"], "by hand", about, epochs),
            "autograd, two threads": step(c.two["PyTorch"], "autograd", about, epochs),
        }
        timings = take_turns(subjects, c.rounds)
        c.line(work, timings, "one thread", 1.8)
        c.line(work, timings, "by hand, two threads")
        c.line(work, timings, "autograd, two threads")

    network = batch(2048, 2048, 2048)
    about, order = c.with_file(network), {"work": "kernel", "seconds": 0.2}
    subjects = {
        OURS: Subject(c.two[OURS], {**order, "network": network}),
        "one thread": Subject(c.one[OURS], {**order, "network": network}),
        "by Grams, two threads": Subject(c.two["PyTorch"], {**order, "how": "by Grams", **about}),
    }
    timings = take_turns(subjects, c.rounds)
    work = "kernel, N=100, 3 hidden × 2048, two threads"
    c.line(work, timings, "one thread", 1.8)
    c.line(work, timings, "by Grams, two threads")


# Rungs that the kernel at the start gives by itself; the others cost more, and have bars of their own.
FREE_RUNGS = ("mean_field", "mean_kernel", "perturbations", "frozen_kernel", "discrete")
NEXT_ORDER_BARS = {"diabetes": 2, "interval": 10}
FREE_BARS = {"diabetes": 100, "digits": 100, "digits-classes": 10, "homogeneous": 100, "interval": 100}


def samples(c):
    for path in jobs.samples():
        job = jobs.run(path, threads=2)
        c.jobs.append(job)
        replaced = job.phases["training"]
        beside = f"training, {job.method}"
        free = [rung for rung in job.rungs if rung in FREE_RUNGS]
        choice = f"predictions=[{', '.join(free)}]"
        alone = jobs.run(path, threads=2, options=("--no-train", "--set", choice))
        work = f"predicting {job.name}.yaml with its kernel frozen, two threads"
        c.add(Line(work, alone.prediction, replaced, beside, replaced / alone.prediction, math.nan, FREE_BARS.get(job.name)))
        order = {"work": "experiment", "path": str(path)}
        compiled = replaced if job.method != "reduced" else c.two[OURS].ask(**order, how="train")["stepping"]
        again = statistics.median(c.two[OURS].ask(**order, overrides=[choice])["seconds"])
        c.add(Line("the same, once compiled", again, compiled, beside, compiled / again, math.nan))
        if len(free) < len(job.rungs):
            predicted = job.prediction_cost_ratio * replaced
            further = ", ".join(rung for rung in job.rungs if rung not in free)
            work = f"predicting {job.name}.yaml with {further} as well, two threads"
            c.add(Line(work, predicted, replaced, beside, 1 / job.prediction_cost_ratio, math.nan, NEXT_ORDER_BARS.get(job.name)))


def busy(c):
    """Two threads and one, while another program keeps one of the processors busy."""
    other = [sys.executable, "-c", "while True: pass"]
    core = str(max(os.sched_getaffinity(0)))
    cases = [("2 hidden × 512", batch(512, 512), 40), ("3 hidden × 2048", batch(2048, 2048, 2048), 4)]
    with subprocess.Popen(["taskset", "-c", core, *other]) as loop:
        try:
            for name, network, epochs in cases:
                own = {"network": network}
                subjects = {OURS: step(c.two[OURS], "direct", own, epochs), "one thread": step(c.one[OURS], "direct", own, epochs)}
                c.line(f"step, N=100, {name}, two threads beside a busy processor", take_turns(subjects, 2 * c.rounds), "one thread", 1)
            about, order = c.with_file(network), {"work": "kernel", "seconds": 0.2}
            subjects = {
                OURS: Subject(c.two[OURS], {**order, "network": network}),
                "one thread": Subject(c.one[OURS], {**order, "network": network}),
                "by Grams": Subject(c.one["PyTorch"], {**order, "how": "by Grams", **about}),
            }
            timings = take_turns(subjects, 2 * c.rounds)
            c.line("kernel, N=100, 3 hidden × 2048, two threads beside a busy processor", timings, "one thread", 1)
            alone = {OURS: timings["one thread"], "by Grams": timings["by Grams"]}
            c.line("kernel, N=100, 3 hidden × 2048, beside a busy processor", alone, "by Grams", 1.2)
        finally:
            loop.kill()


def start(c):
    """The program as a user starts it: what it is, and the smallest of its runs, without pictures; least times."""
    with tempfile.TemporaryDirectory() as folder:
        small = ["run", str(ROOT / "samples/homogeneous.yaml"), "--out", f"{folder}/out", "--overwrite", "--no-pictures", "--quiet"]
        for work, words, bar in (("--version", ["--version"], 0.15), ("run homogeneous.yaml, without pictures", small, 0.5)):
            seconds = []
            for _ in range(3 * c.rounds):
                began = time.perf_counter()
                subprocess.run(["dotnet", str(ROOT / jobs.PROGRAM), *words], stdout=subprocess.DEVNULL, check=True)
                seconds.append(time.perf_counter() - began)
            median, least = statistics.median(seconds), min(seconds)
            c.add(Line(f"start, {work}", median, bar, "bar", bar / median, bar / least, 1))


SMALL_SCAN = """
name: small
network:
  hidden: [[32], [64], [128], [32, 32], [128, 128]]
  activation: erf
  weight_std: {from: 0.5, to: 2, steps: 4}
  bias_std: 0.1
data:
  circle: {points: 8}
  targets: [1, -1, 1, -1, 0.5, -0.5, 0.2, -0.2]
loss:
  squared: {scale: 1}
optimizer:
  gradient_descent: {learning_rate: 0.05, momentum: 0.9}
epochs: 100
scan:
  grid: [network.hidden, network.weight_std]
  seeds: 500
  measure: [loss_final, theta0]
  keep: measures
"""


SMALL_RUNS = 10_000


def scan(c):
    """Small runs, one at a time, start of the program included; seconds of the processor."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.yaml"
        path.write_text(SMALL_SCAN)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = ["dotnet", str(jobs.PROGRAM), "scan", str(path), "--out", f"{folder}/out", "--jobs", "1", "--quiet"]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    rate = SMALL_RUNS / (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    c.add(Line(f"scan of {SMALL_RUNS} small runs, a second and core", rate, 200, "bar", rate / 200, math.nan, 1, "{:.0f}".format))


def modes(c):
    """200 leading modes of a kernel of 6000 inputs: memory of the program, beside what the kernel and its eigen-system would take."""
    points, network = 6000, batch(256, 256)
    with tempfile.TemporaryDirectory() as folder:
        inputs = str(Path(folder) / "inputs.npy")
        np.save(inputs, np.random.default_rng(1).standard_normal((points, network["inputs"])))
        command = ["dotnet", str(ROOT / jobs.PROGRAM), "kernel", c.with_file(network)["path"], "--inputs", inputs, "--modes", "200"]
        command += ["--activation", "erf", "--layers", "layers.0", "layers.1", "layers.2", "--threads", "2", "--quiet"]
        command += ["--parameterization", "ntk", "--weight-std", str(network["weight_std"]), "--bias-std", str(network["bias_std"])]
        command += ["--out", f"{folder}/out"]
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"compare: the command kernel ended with {process.returncode}.")
        seconds, peak, whole = time.perf_counter() - began, usage.ru_maxrss / 1024, 5 * 8 * points**2 / 2**20
        work = f"memory, 200 leading modes of a kernel of {points} inputs"
        c.add(Line(work, peak, whole, "whole kernel", whole / peak, math.nan, 2, mebibytes))
        c.fact(f"200 leading modes of a kernel of {points} inputs, 2 hidden × 256, two threads", duration(seconds))


def lattice(c):
    """Two fields, λφ⁴ + g²φ²χ², leapfrog, self-consistent; both sides on one core, then ours on two and in single precision; their spectra."""
    with PlainLattice(c.folder, c.clock) as plain:
        for sites, steps in ((64, 40), (128, 5)):
            order = {"work": "lattice", "rows": sites, "epochs": steps, "seconds": 0.3}
            work = f"lattice {sites}³, two fields, a step"
            timings = take_turns({OURS: Subject(c.one[OURS], order), "plain C++": Subject(plain, order)}, c.rounds)
            c.line(work, timings, "plain C++", 1.5)
            for name in timings:
                rate = sites**3 / timings[name].median
                c.fact(f"{work}, {name}", f"{rate:.3g} site-steps/s, {64e-9 * rate:.3g} GB/s of fields and momenta read and written")
        same_fields(c, plain)
    order = {"work": "lattice", "rows": 128, "epochs": 5, "seconds": 0.3}
    single = {**order, "how": "float32"}
    # One partner keeps one lattice: each order warms its own by its first batch, which the median leaves out.
    timings = take_turns({"in float32": Subject(c.one[OURS], single), OURS: Subject(c.one[OURS], order)}, c.rounds)
    c.line("lattice 128³, float32", {OURS: timings["in float32"], "in float64": timings[OURS]}, "in float64", 1.7)
    if c.clock == "wall":
        timings = take_turns({"two": Subject(c.two[OURS], order), OURS: Subject(c.one[OURS], order)}, c.rounds)
        c.line("lattice 128³, two threads", {OURS: timings["two"], "one thread": timings[OURS]}, "one thread", 1.6)
    with inflaton(1) as fresh:
        grown = fresh.ask(work="lattice memory", rows=128, epochs=3)["values"][0] * 2**20 / 1e6
    c.add(Line("memory of the lattice 128³, two fields", grown, 72, "bar", 72 / grown, math.nan, 1, "{:.1f} MB".format))
    spectra(c)


def same_fields(c, plain):
    sites, steps = 32, 200
    ours, theirs = str(c.folder / "ours.npy"), str(c.folder / "theirs.bin")
    scale = c.one[OURS].ask(work="lattice fields", rows=sites, epochs=steps, path=ours)["values"]
    other = plain.write(sites, steps, theirs)
    for field, mine, other_field in zip("φχ", np.load(ours), np.fromfile(theirs).reshape(2, -1)):
        c.check(f"{field} after {steps} steps, lattice {sites}³, plain C++", mine, other_field, 1e-10)
    c.check(f"scale factor after {steps} steps, lattice {sites}³, plain C++", scale, [other], 1e-10)


def spectra(c):
    path = str(c.folder / "fields.npy")
    np.save(path, np.random.default_rng(1).standard_normal((2, 128, 128, 128)))
    order = {"work": "spectra", "path": path, "seconds": 0.3}
    timings = take_turns({OURS: Subject(c.one[OURS], order), "NumPy": Subject(c.one["PyTorch"], order)}, c.rounds)
    c.line("spectra of two fields at 128³", timings, "NumPy", 3)
    values = [timings[name].reports[0]["values"] for name in (OURS, "NumPy")]
    c.check("spectra of two fields at 128³, NumPy", *values, 1e-10)


def long_lattice(c):
    """256³, one field, 1000 steps and 20 spectra, on two threads."""
    report = c.two[OURS].ask(work="lattice run", rows=256, columns=1, epochs=1000, depth=20)
    found = ", ".join(f"{key} {value}" for key, value in report["notes"].items())
    c.fact("lattice 256³, one field, 1000 steps, 20 spectra, two threads", f"{duration(report['seconds'][0])}; {found}")


PARTS = {
    "machine": machine,
    "products": products,
    "training": training,
    "kernels": kernels,
    "eigen": eigen,
    "eigen-5000": large_eigen,
    "modes": modes,
    "reduced": reduced,
    "normals": normals,
    "lattice": lattice,
    "threads": threads,
    "busy": busy,
    "start": start,
    "scan": scan,
    "samples": samples,
}

# Only by name.
LONG_PARTS = {"lattice-256": long_lattice}

HEADER = ["work", OURS, "beside", "its time", "times faster", "of minima", "bar", "met"]


def markdown(header, rows):
    lines = ["| " + " | ".join(cells) + " |" for cells in [header, *rows]]
    lines.insert(1, "|" + "---|" * len(header))
    return "\n".join(lines)


def processor():
    with open("/proc/cpuinfo") as info:
        entries = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    with open("/proc/meminfo") as info:
        memory = int(info.readline().split()[1]) / 2**20
    with open("/proc/cpuinfo") as info:
        first = [line.split(":", 1) for line in itertools.takewhile(str.strip, info)]
    family = {name.strip(): value.strip() for name, value in first}
    kind = f"family {family.get('cpu family', '?')}, model {family.get('model', '?')}, {family.get('cache size', '?')} cache"
    return f"{entries[0]} ({kind}), {len(entries)} processors, {memory:.0f} GiB; Linux {platform.release()}"


def document(c, arguments, loads, seconds):
    versions = {**c.one[OURS].ask(work="machine")["notes"], **c.one["PyTorch"].ask(work="machine")["notes"]}
    versions.pop("threads")
    previous = RESULTS.read_text() if RESULTS.exists() else ""
    kept = previous.partition(NOTES[0])[2].partition(NOTES[1])[0] or "\n\n"
    bars = [line for line in c.lines if line.bar is not None]
    parts = [
        "# Results",
        "Inflaton beside what a user would take instead, in one run: `./benchmark --with-peers --write` made this file. The sides take turns "
        "on the same cores, a process a side and number of threads; float64, one thread unless said. *Times faster* is the median over "
        "the rounds of the ratio of the two medians, *of minima* the ratio of the least times. *By hand* is a backward pass written by "
        "hand in PyTorch with batched products, *vectors* the same with matrix-vector products and rank-1 updates for N = 1; *autograd* "
        "is `loss.backward()` with `torch.optim.SGD`. Networks: erf, NTK parameterisation, heavy ball with γ = 0.9.",
        markdown(
            ["", ""],
            [
                ["machine", processor()],
                ["versions", ", ".join(f"{name} {version}" for name, version in versions.items())],
                ["date", arguments.date],
                ["rounds", f"{c.rounds}, in {seconds:.0f} s"],
                ["clock", arguments.clock],
                ["load of the machine before and after", f"{loads[0]:.2f}, {loads[1]:.2f}"],
                ["bars", f"{sum(line.met for line in bars)} of {len(bars)} met"],
            ],
        ),
        "## Side by side",
        markdown(HEADER, [line.cells() for line in c.lines]),
        NOTES[0] + kept + NOTES[1],
        "## The same in the machine's units",
        markdown(["work", "figure"], c.facts),
        "## Both sides compute the same",
        markdown(
            ["quantity", "largest difference over largest value", "bound", "holds"],
            [
                [what, f"{difference:.1e}", f"{bound:.0e}", "yes" if difference <= bound else "**no**"]
                for what, difference, bound in c.checks
            ],
        ),
    ]
    if c.jobs:
        parts += [
            "## Whole jobs",
            "The samples as a user runs them, start of the program included, two threads, on the clock of the wall. The cost of predicting is "
            "that of the kernel at the start, its eigen-system and all rungs, over the training.",
            jobs.table(c.jobs),
        ]
    return "\n\n".join(parts) + "\n"


def arguments_of(command_line):
    reader = argparse.ArgumentParser(prog="./benchmark --with-peers", description=__doc__)
    reader.add_argument("--only", metavar="PART,…", help=f"of {', '.join([*PARTS, *LONG_PARTS])}")
    reader.add_argument("--rounds", type=int, default=5, help="how often the sides take turns (default 5)")
    reader.add_argument(
        "--clock",
        choices=("wall", "processor"),
        default="wall",
        help="processor: seconds of the processors, for a machine that others load; leaves out what is about two threads (default wall)",
    )
    reader.add_argument("--write", action="store_true", help="write bench/RESULTS.md; only for all parts together")
    reader.add_argument("--date", default=time.strftime("%Y-%m-%d"), help="date to write (default today)")
    arguments = reader.parse_args(command_line)
    arguments.parts = arguments.only.split(",") if arguments.only else list(PARTS)
    if arguments.clock == "processor":
        arguments.parts = [part for part in arguments.parts if part not in ("eigen-5000", "threads", "busy", "start")]
    for part in arguments.parts:
        if part not in PARTS | LONG_PARTS:
            reader.error(f"there is no part '{part}'; there are {', '.join([*PARTS, *LONG_PARTS])}")
    if arguments.write and arguments.only:
        reader.error("--write is for all parts together: leave --only out")
    return arguments


def main():
    arguments = arguments_of(sys.argv[1:])
    load, start = os.getloadavg()[0], time.perf_counter()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        one, two = (
            {
                OURS: stack.enter_context(inflaton(threads, arguments.clock)),
                "PyTorch": stack.enter_context(pytorch(threads, arguments.clock)),
            }
            for threads in (1, 2)
        )
        c = Comparison(one, two, folder, arguments.rounds, arguments.clock)
        print(markdown(HEADER, []), flush=True)
        for part in arguments.parts:
            began = time.perf_counter()
            (PARTS | LONG_PARTS)[part](c)
            print(f"{part}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        text = document(c, arguments, (load, os.getloadavg()[0]), time.perf_counter() - start)
    if arguments.write:
        RESULTS.write_text(text)
    else:
        print(text[text.index("## The same in") :])
    wrong = [what for what, difference, bound in c.checks if not difference <= bound]
    if wrong:
        raise SystemExit("compare: the two sides differ in " + "; ".join(wrong))


if __name__ == "__main__":
    main()
