"""The programs that are compared, and how they take turns on the same cores."""

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = Path("bench/Inflaton.Benchmarks/bin/Release/net10.0/Inflaton.Benchmarks.dll")


LIBRARY_SETTINGS = ("OPENBLAS_", "GOTO_", "OMP_", "KMP_", "MKL_", "BLIS_", "MALLOC_")


def environment(threads):
    """
    What keeps a program on so many threads and its allocator from returning memory between calls. Settings of the libraries that are
    there already are dropped: each library is to choose the code for this processor by itself.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(LIBRARY_SETTINGS)}
    changed = {
        "OPENBLAS_NUM_THREADS": str(threads),
        "OMP_NUM_THREADS": str(threads),
        "MALLOC_MMAP_THRESHOLD_": str(1 << 32),
        "MALLOC_TRIM_THRESHOLD_": str(1 << 32),
    }
    if threads > 1:
        changed["OMP_WAIT_POLICY"] = "PASSIVE"
    return {**inherited, **changed}


class Partner:
    """A program that answers work orders, a line each; it sleeps while it is not asked."""

    def __init__(self, name, command, threads):
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(threads)
        )

    def ask(self, **order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"compare: {self.name} ended while it was asked for {order['work']}.")
        report = json.loads(line)
        if report.get("error"):
            raise SystemExit(f"compare: {self.name}, {order['work']} {order.get('how', '')}: {report['error']}")
        return report

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def inflaton(threads, clock="wall", root=ROOT):
    """This version, or that of another checkout whose benchmarks are built."""
    return Partner(f"Inflaton on {threads}", ["dotnet", str(root / BENCHMARKS), "answer", str(threads), clock], threads)


def pytorch(threads, clock="wall"):
    return Partner(f"PyTorch on {threads}", [sys.executable, str(Path(__file__).with_name("peer.py")), clock], threads)


class PlainLattice:
    """The lattice code in C++ beside this file, compiled for this machine; answers as a partner does."""

    def __init__(self, folder, clock="wall"):
        program = str(Path(folder) / "lattice")
        source = str(Path(__file__).with_name("lattice.cpp"))
        subprocess.run(["g++", "-O3", "-march=native", "-ffast-math", "-o", program, source], check=True)
        self.process = subprocess.Popen([program, clock], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def write(self, rows, epochs, path):
        """A lattice of its own, in our variables: its fields after some steps go to a file, its scale factor is the answer."""
        self.process.stdin.write(f"{rows} {epochs} {path}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline().split()[1])

    def ask(self, rows, epochs, seconds, **_):
        samples = []
        while sum(samples) * epochs < seconds:
            self.process.stdin.write(f"{rows} {epochs}\n")
            self.process.stdin.flush()
            samples.append(float(self.process.stdout.readline().split()[0]))
        return {"seconds": samples}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


@dataclass
class Subject:
    """One way of doing a work: who does it, the order, and in how many of the rounds. Seconds are multiplied by the scale."""

    partner: Partner
    order: dict
    rounds: int | None = None
    scale: float = 1.0


@dataclass
class Timing:
    """Seconds a call, a list a round."""

    rounds: list = field(default_factory=list)
    reports: list = field(default_factory=list)

    @property
    def median(self):
        return statistics.median(sample for samples in self.rounds for sample in samples)

    @property
    def minimum(self):
        return min(sample for samples in self.rounds for sample in samples)

    def times_faster_than(self, other):
        """Median over the rounds that both took part in, so that a load that comes and goes falls on both."""
        pairs = zip(self.rounds, other.rounds)
        return statistics.median(statistics.median(theirs) / statistics.median(ours) for ours, theirs in pairs)


def take_turns(subjects, rounds):
    """A B C A B C …: every subject once a round."""
    timings = {name: Timing() for name in subjects}
    for turn in range(rounds):
        for name, subject in subjects.items():
            if turn < (subject.rounds or rounds):
                report = subject.partner.ask(**subject.order)
                timings[name].rounds.append([seconds * subject.scale for seconds in report["seconds"]])
                timings[name].reports.append(report)
    return timings
