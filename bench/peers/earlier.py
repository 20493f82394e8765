"""This version beside an earlier one, in one run: the same orders to the benchmarks of both, and the same samples to both programs."""

import argparse
import itertools
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import jobs
from cases import batch, interval, single
from compare import LAYOUTS, PRODUCTS, STEPS, duration, markdown
from partners import ROOT, Subject, inflaton, take_turns

NOW, BEFORE = "now", "before"
PROJECTS = ("bench/Inflaton.Benchmarks", "src/Inflaton.Cli")


def orders():
    """Name, threads and order of every work that both versions know."""
    for m, n, k, _, layouts in PRODUCTS:
        for layout in layouts:
            order = {"work": "product", "rows": m, "columns": n, "depth": k, "layout": layout, "seconds": 0.1}
            yield f"product {m}×{n}, depth {k}, {LAYOUTS[layout]}", 1, order
    for name, network, epochs, _, _ in STEPS:
        yield f"step, {name}", 1, {"work": "step", "how": "direct", "epochs": epochs, "seconds": 0.2, "network": network}
    for name, network, epochs, _, _ in STEPS[2:]:
        yield f"step, {name}, two threads", 2, {"work": "step", "how": "direct", "epochs": epochs, "seconds": 0.2, "network": network}
    for size in (1000, 2048):
        yield f"kernel, N=100, 3 hidden × {size}", 1, {"work": "kernel", "seconds": 0.2, "network": batch(size, size, size)}
    for name, network in (("N=1, 2 hidden × 1000", single(1000, 1000)), ("N=20, 2 hidden × 1000", interval(1000, 1000))):
        yield f"{name}, 1000 epochs, reduced", 1, {"work": "run", "how": "reduced", "epochs": 1000, "network": network}
    yield "normal draws", 1, {"work": "normals", "rows": 1 << 20, "seconds": 0.2}
    for sites, steps in ((64, 40), (128, 5)):
        yield f"lattice {sites}³, two fields, a step", 1, {"work": "lattice", "rows": sites, "epochs": steps, "seconds": 0.3}


def methods(root, clock, rounds):
    rows = []
    with ExitStack() as stack:
        partners = {
            (side, threads): stack.enter_context(inflaton(threads, clock, place))
            for (side, place), threads in itertools.product(((NOW, ROOT), (BEFORE, root)), (1, 2))
        }
        for work, threads, order in orders():
            if threads > 1 and clock == "processor":
                continue
            try:
                timings = take_turns({side: Subject(partners[side, threads], order) for side in (NOW, BEFORE)}, rounds)
            except SystemExit as missing:
                print(f"{work}: {missing}", file=sys.stderr)
                continue
            ratio = timings[NOW].times_faster_than(timings[BEFORE])
            minima = timings[BEFORE].minimum / timings[NOW].minimum
            rows.append([work, duration(timings[NOW].median), duration(timings[BEFORE].median), f"{ratio:.3f}", f"{minima:.3f}"])
            print("| " + " | ".join(rows[-1]) + " |", flush=True)
    return rows


def programs(root, rounds):
    """Processor seconds of whole runs, with the rungs that both versions make unasked."""
    for path in jobs.samples():
        earlier = root / "samples" / path.name
        if not earlier.exists():
            continue
        first = {BEFORE: jobs.run(earlier, 1, root=root), NOW: jobs.run(path, 1)}
        common = [rung for rung in first[BEFORE].rungs if rung in first[NOW].rungs]
        choice = ("--set", f"predictions=[{', '.join(common)}]")
        spent = {NOW: [], BEFORE: []}
        for _ in range(rounds):
            for side, place, file in ((NOW, ROOT, path), (BEFORE, root, earlier)):
                job = jobs.run(file, 1, choice, place)
                spent[side].append(job.user + job.system)
        ratio = statistics.median(before / now for now, before in zip(spent[NOW], spent[BEFORE]))
        minima = min(spent[BEFORE]) / min(spent[NOW])
        yield [
            f"run {path.stem}.yaml, processors", *(duration(statistics.median(spent[side])) for side in (NOW, BEFORE)),
            f"{ratio:.3f}", f"{minima:.3f}",
        ]


def main():
    reader = argparse.ArgumentParser(prog="./benchmark --with-earlier", description=__doc__)
    reader.add_argument("revision", help="a commit, tag or branch of this repository")
    reader.add_argument("--rounds", type=int, default=7, help="how often the sides take turns (default 7)")
    reader.add_argument("--clock", choices=("wall", "processor"), default="wall", help="as for --with-peers (default wall)")
    reader.add_argument("--without-samples", action="store_true", help="methods alone")
    arguments = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "earlier"
        subprocess.run(["git", "-C", str(ROOT), "worktree", "add", "--quiet", "--detach", str(root), arguments.revision], check=True)
        try:
            for project in PROJECTS:
                subprocess.run(
                    ["dotnet", "build", str(root / project), "--configuration", "Release", "--verbosity", "quiet", "--nologo"],
                    check=True, stdout=subprocess.DEVNULL,
                )
            print(markdown(["work", NOW, BEFORE, "times faster", "of minima"], []), flush=True)
            methods(root, arguments.clock, arguments.rounds)
            for row in () if arguments.without_samples else programs(root, max(1, arguments.rounds // 2)):
                print("| " + " | ".join(row) + " |", flush=True)
        finally:
            subprocess.run(["git", "-C", str(ROOT), "worktree", "remove", "--force", str(root)], check=True)


if __name__ == "__main__":
    main()
