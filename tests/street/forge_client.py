"""The test's end of the forge: asks for workers and waits for how they ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Forge:
    """A process that makes workers."""

    def __init__(self, home: Path) -> None:
        facts = os.environ | {"ARDOISE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "ardoise.settings"}
        self.program = subprocess.Popen(
            [sys.executable, "-m", "tests.street.forge"],
            cwd=ROOT,
            env=facts,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *jobs: dict | str) -> list[int]:
        self.start(*jobs)
        return self.finish()

    def start(self, *jobs: dict | str) -> None:
        self.program.stdin.write(json.dumps(jobs) + "\n")
        self.program.stdin.flush()

    def finish(self) -> list[int]:
        return json.loads(self.program.stdout.readline())

    def close(self) -> None:
        self.program.stdin.close()
        self.program.wait(30)
