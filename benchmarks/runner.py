"""Runs the steps of a bench in fresh processes, in turns, and prints medians, ratios and the machine."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

HOUSE = Path(__file__).parents[1]
CACHE = Path(os.environ.get("ARDOISE_BENCHMARKS") or Path(tempfile.gettempdir()) / "ardoise-benchmarks")
"""Where seeded inputs are kept from one run to the next."""

COUNTED = ("cpu", "wall", "mib", "mib_before")
MIB = 1024  # ru_maxrss counts KiB on Linux


@dataclass(frozen=True)
class Step:
    """Something to measure: `prepare` isn't counted, `run` is; what run gives back may hold figures of its own."""

    prepare: Callable[[int], Any]
    run: Callable[[Any], Any]


def measure(steps: Mapping[str, Step], inputs: Callable[[int], object] | None = None) -> None:
    """The command of a bench. Where the first step is a floor, every other one is quoted as so many times its CPU."""
    asked = arguments()
    if asked.step:
        print(json.dumps(measured(steps[asked.step], asked.size)))
        return
    if inputs:
        inputs(asked.size)
    module = f"benchmarks.{Path(sys.argv[0]).stem}"
    chosen = [name for name in steps if not asked.only or name in asked.only.split(",")]
    if not chosen:
        sys.exit(f"--only names none of this bench's steps: {', '.join(steps)}")
    taken: dict[str, list[dict[str, Any]]] = {name: [] for name in chosen}
    for _ in range(asked.runs):
        for name in chosen:  # in turns, so that a slow minute of the machine falls on all of them
            taken[name].append(in_fresh_process(module, name, asked.size))
    report(module, asked.size, asked.runs, taken)


def arguments() -> argparse.Namespace:
    """--size, --runs, --only; --step is the runner's own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=size_of, default=10_000, help="10k, 1M, 10M")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", help="these steps only, with commas")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    return parser.parse_args()


def size_of(text: str) -> int:
    """"10k" → 10000, "1M" → 1000000."""  # fmt: skip
    scale = {"k": 1_000, "m": 1_000_000}.get(text[-1].lower(), 1)
    return int(text.rstrip("kKmM").replace("_", "")) * scale


def measured(step: Step, size: int) -> dict[str, Any]:
    """One run in this process: CPU (user and system, all threads), wall, and the peak of the whole process."""
    state = step.prepare(size)
    resident = resident_kib()
    forget_peak()
    before, cpu, wall = children_cpu(), time.process_time(), time.perf_counter()
    own = step.run(state)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu + children_cpu() - before
    figures = {"wall": wall, "cpu": cpu, "mib": peak_kib() / MIB, "mib_before": resident / MIB}
    return figures | (own if isinstance(own, dict) else {})


def children_cpu() -> float:
    """CPU seconds of child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def forget_peak() -> None:
    """Start the peak anew, so that what prepared the work isn't counted as the work's."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_kib() -> float:
    """The most this process held since then, else since its start."""
    return status_kib("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def resident_kib() -> float:
    """What this process holds now."""
    return status_kib("VmRSS") or 0


def status_kib(word: str) -> float | None:
    """A figure of /proc/self/status, where there is one."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(word):
                return float(line.split()[1])
    return None


def in_fresh_process(module: str, step: str, size: int) -> dict[str, Any]:
    """The figures a child process prints on its last line."""
    command = [sys.executable, "-m", module, "--size", str(size), "--step", step]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{module} {step} at {size} failed:\n{done.stderr[-3000:]}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def report(module: str, size: int, runs: int, taken: Mapping[str, list[dict[str, Any]]]) -> None:
    """The medians as a table, ready for docs/reference/performance.md."""
    print(f"{module} --size {size:_} · median of {runs} · {machine()}")
    print("| step | CPU s | wall s | × floor | peak MiB | before MiB | more |")
    print("|---|---|---|---|---|---|---|")
    floor = None  # a bench without one (the desk's pages) quotes no ratio
    for name, figures in taken.items():
        middle = {key: median(f[key] for f in figures) for key in figures[0]}
        floor = floor or (middle["cpu"] if name.startswith("floor") else None)
        ratio = f"{middle['cpu'] / floor:.2f}" if floor else "–"
        more = ", ".join(f"{k} {round(v, 1):_}" for k, v in middle.items() if k not in COUNTED)
        print(
            f"| {name} | {middle['cpu']:.3f} | {middle['wall']:.3f} | {ratio} "
            f"| {middle['mib']:.0f} | {middle['mib_before']:.0f} | {more} |"
        )


def machine() -> str:
    """Cores, processor, Python, day, and how busy the machine is."""
    model = next(
        (line.split(":")[1].strip() for line in cpu_lines() if line.startswith("model name")), platform.machine()
    )
    load = os.getloadavg()[0]
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {model}, Python {python}, {datetime.now():%Y-%m-%d}, load {load:.1f}"


def cpu_lines() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []
