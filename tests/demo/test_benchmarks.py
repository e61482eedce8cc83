"""A bench that doesn't run tells nothing: the shortest of them, on a thousand lines."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def test_a_bench_prints_its_floor_its_ratio_and_the_machine(tmp_path):
    command = [sys.executable, "-m", "benchmarks.read_fec", "--size", "1k", "--runs", "1"]
    environment = os.environ | {"ARDOISE_BENCHMARKS": str(tmp_path)}
    done = subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    title, _, _, floor, work = done.stdout.splitlines()
    assert "--size 1_000" in title and "cores" in title
    assert floor.startswith("| floor: polars_utf8") and "| 1.00 |" in floor
    assert work.startswith("| files.read") and "problems 0" in work
