"""A process that `ardoise up` started ends with it, however it ended: killed, it could not tell anybody."""

from __future__ import annotations

import os
import signal
import time
from threading import Thread

PARENT = "ARDOISE_PARENT"
"""The environment variable in which `ardoise up` tells its children who it is; others have no parent to watch."""
PAUSE = 1.0  # seconds between two looks
SECONDS_TO_END = 5.0


def name_parent() -> None:
    """From here on, our children know whose they are."""
    os.environ[PARENT] = str(os.getpid())


def end_with_parent(is_patient: bool) -> None:
    """Ask ourselves to end once the parent is gone; without patience, insist. Nothing where nobody is named."""
    if parent := os.environ.get(PARENT):
        Thread(target=watch, args=(int(parent), is_patient), daemon=True).start()


def watch(parent: int, is_patient: bool) -> None:
    while os.getppid() == parent:
        time.sleep(PAUSE)
    os.kill(os.getpid(), signal.SIGTERM)
    if not is_patient:
        time.sleep(SECONDS_TO_END)
        os._exit(1)
