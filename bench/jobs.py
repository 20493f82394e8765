"""Whole jobs: the samples as a user runs them, start-up of the program included."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = Path("src/Inflaton.Cli/bin/Release/net10.0/Inflaton.Cli.dll")


@dataclass
class Job:
    """
    One run: seconds on the wall, of the processors, of its phases; peak memory in MiB; and what predicting costs, the kernel at the start
    and its eigen-system included, over the training.
    """

    name: str
    wall: float
    user: float
    system: float
    memory: float
    phases: dict
    prediction_cost_ratio: float
    method: str
    rungs: list

    @property
    def prediction(self):
        """Seconds of the kernel at the start, its eigen-system and all rungs."""
        return sum(self.phases.get(phase, 0) for phase in ("kernel", "eigen", "prediction"))


def samples(names=()):
    """The named samples, or all."""
    paths = sorted((ROOT / "samples").glob("*.yaml"))
    known = {path.stem: path for path in paths}
    for name in names:
        if name not in known:
            raise SystemExit(f"jobs: there is no sample '{name}'; there are {', '.join(known)}.")
    return [known[name] for name in names] or paths


def run(path, threads=None, options=(), root=ROOT):
    """A sample by this program, or by that of another checkout."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["dotnet", str(root / PROGRAM), "run", str(path), "--out", f"{folder}/out", "--no-pictures", *options]
        command += ["--threads", str(threads)] if threads else []
        with open(f"{folder}/log", "w+") as log:
            start = time.perf_counter()
            process = subprocess.Popen(command, stdout=log, stderr=log)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                log.seek(0)
                raise SystemExit(f"jobs: {path.stem} ended with {process.returncode}:\n{log.read()}")
        summary = json.loads(Path(f"{folder}/out/summary.json").read_text())
    return Job(
        path.stem,
        wall,
        usage.ru_utime,
        usage.ru_stime,
        usage.ru_maxrss / 1024,
        summary["timings"],
        summary["prediction_cost_ratio"],
        (summary["training"] or {}).get("method"),
        list(summary["loss_predicted"]),
    )


def table(jobs):
    lines = [
        "| sample | training | wall s | user s | system s | peak MiB | training s | kernel s | eigen s | prediction s | cost of predicting |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for job in jobs:
        phases = " | ".join(f"{job.phases.get(phase, 0):.3f}" for phase in ("training", "kernel", "eigen", "prediction"))
        lines.append(
            f"| {job.name} | {job.method} | {job.wall:.2f} | {job.user:.2f} | {job.system:.2f} | {job.memory:.0f} | {phases} "
            f"| {100 * job.prediction_cost_ratio:.3f} % |"
        )
    return "\n".join(lines)


def main():
    done = []
    for path in samples(sys.argv[1:]):
        print(f"{path.stem} …", file=sys.stderr, flush=True)
        done.append(run(path))
    print(table(done))


if __name__ == "__main__":
    main()
