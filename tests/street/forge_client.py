"""The test's end of the forge: asks for workers and waits for how they ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENDED = {"sent", "in_doubt", "failed", "suppressed"}
"""States in which nothing more happens to a message by itself."""
HOMES: list[tempfile.TemporaryDirectory] = []


class Forge:
    """Makes workers of the program that this process of the tests keeps for all its forges."""

    def __init__(self) -> None:
        self.program = started(os.environ.get("ARDOISE_DATABASE", ""))

    def run(self, *jobs: dict | str) -> list[int]:
        self.start(*jobs)
        return self.finish()

    def start(self, *jobs: dict | str) -> None:
        self.program.stdin.write(json.dumps(jobs) + "\n")
        self.program.stdin.flush()

    def finish(self) -> list[int]:
        return json.loads(self.program.stdout.readline())


@cache
def started(address: str) -> subprocess.Popen:
    """The program, on the server at that address, or on files; it ends when this process does."""
    HOMES.append(home := tempfile.TemporaryDirectory(prefix="ardoise-forge-"))
    facts = {"ARDOISE_HOME": home.name, "ARDOISE_DATABASE": address, "DJANGO_SETTINGS_MODULE": "ardoise.settings"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.street.forge"],
        cwd=ROOT,
        env=os.environ | facts,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
