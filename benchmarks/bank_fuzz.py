"""Bank files gone wrong by the thousand, outside CI: no exception, none above ten seconds of CPU, memory bounded.

`python -m benchmarks.bank_fuzz --size 50k` reads seeds 1,000 to 51,000 of the mutations that CI reads 400 of, prints
the slowest, and stops at the first that fails, naming its seed.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.formats.bank.mutations import mutated, put, samples

from ardoise.formats import advices, bank, files
from benchmarks.runner import arguments

FIRST_SEED = 1_000
SECONDS_MAX = 10


def main() -> None:
    """Reads them all, and says what was seen."""
    count = arguments().size
    originals = samples()
    formats: Counter[str] = Counter()
    slowest = (0.0, -1)
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(FIRST_SEED, FIRST_SEED + count):
            content = mutated(seed, originals)
            path = put(Path(folder), seed, content)
            started = time.process_time()
            try:
                reading = bank.read(path)
                files.read(path)
                advices.read(content.decode("utf-8", "replace"))
                bank.is_statement(path)
            except Exception as error:
                sys.exit(f"seed {seed}: {type(error).__name__}: {error}")
            took = time.process_time() - started
            if took > SECONDS_MAX:
                sys.exit(f"seed {seed}: {took:.1f} s")
            slowest = max(slowest, (took, seed))
            formats[f"{reading.format}{'' if reading.is_readable else ' refused'}"] += 1
            path.unlink()
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    cpu = time.process_time() - began
    print(f"{count:,} files of {len(originals)} originals read without an exception, {cpu:.0f} CPU s")
    print(f"slowest {slowest[0]:.2f} s (seed {slowest[1]}), peak {mib} MiB")
    print(", ".join(f"{name} {times:,}" for name, times in formats.most_common()))


if __name__ == "__main__":
    main()
