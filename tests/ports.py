"""Ports on which a test's own servers listen: of this process alone until it ends, and never anybody's by chance.

The system gives away those above 32768 by itself, to every connection: one that was free a moment ago may be taken
when the server is there at last, and who asks whether somebody listens there may find himself.
"""

from __future__ import annotations

import fcntl
import random
import socket
import tempfile
from pathlib import Path

FIRST, LAST = 20_000, 32_000
KEPT: list[object] = []
"""The locks of the ports that this process was given."""


def free() -> int:
    """A port on which nobody listens, and that no other test is given meanwhile."""
    folder = Path(tempfile.gettempdir()) / "ardoise-ports"
    folder.mkdir(exist_ok=True)
    for port in random.SystemRandom().sample(range(FIRST, LAST), 1000):
        with socket.socket() as probe:
            lock = (folder / str(port)).open("a")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                probe.bind(("127.0.0.1", port))
            except OSError:
                lock.close()
                continue
        KEPT.append(lock)
        return port
    raise RuntimeError(f"no port is free from {FIRST} to {LAST}")
