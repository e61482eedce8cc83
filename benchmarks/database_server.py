"""A PostgreSQL server on this machine while a bench works on it: what its processes cost, and for what workers wait."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

from tests.street import bases

EVERY = 0.02  # seconds between two looks at what the workers wait for
WAITS = """SELECT CASE
    WHEN state = 'idle' THEN 'are busy, no transaction open'
    WHEN state LIKE 'idle in%' THEN 'are busy in a transaction'
    WHEN wait_event IS NULL THEN 'are answered'
    ELSE 'wait for ' || wait_event_type || ' ' || wait_event END
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""


class Watch:
    """`cpu`: seconds of all the server's processes meanwhile; 0 on SQLite, whose work is its worker's own."""

    def __init__(self, home: Path) -> None:
        self.home, self.cpu = home, 0.0
        self.seen: Counter[str] = Counter()
        self.is_over = Event()
        self.thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        if bases.ADDRESS:
            with bases.connected(self.home) as line:
                self.postmaster = _parent(line.info.backend_pid)
            self.cpu = -cpu_of(self.postmaster)
            self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if bases.ADDRESS:
            self.is_over.set()
            self.thread.join()
            self.cpu += cpu_of(self.postmaster)

    def waits(self) -> str:
        """What the workers were doing, as shares of the looks, the most first."""
        whole = self.seen.total()
        told = (f"{what} {100 * times / whole:.0f} %" for what, times in self.seen.most_common())
        return ", ".join(one for one in told if not one.endswith(" 0 %"))

    def _look(self) -> None:
        with bases.connected(self.home) as line:
            line.autocommit = True
            while not self.is_over.wait(EVERY):
                self.seen.update(what for (what,) in line.execute(WAITS))


def cpu_of(postmaster: int) -> float:
    """Seconds of it, of its children that have ended, and of those that live."""
    ticks = sum(_stat(postmaster)[11:15])
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent(int(entry.name)) == postmaster:
            ticks += sum(_stat(int(entry.name))[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def _parent(process: int) -> int:
    return (_stat(process) or [0, 0])[1]


def _stat(process: int) -> list[int]:
    """The numbers the kernel tells of a process, from its state on; [] where it has gone."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [0, *map(int, told[1:])]
