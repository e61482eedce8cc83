"""Named places on the way out where a test may kill or freeze the process. Without its variable each is nothing."""

from __future__ import annotations

import os
import signal
from collections import Counter

NAMES = (
    "preclaim",  # nothing taken yet
    "claimed",  # a worker has the message
    "connected",
    "rcpt",  # the server accepts the recipient
    "preintent",
    "intent",  # the intent is committed
    "data",  # the message is on its way, without its final dot
    "dot",  # the dot has left, no answer read
    "got250",  # the server has answered
    "presend",  # before the receipt is written
    "done",
)
"""Every message passes here; "regathered" only what was undone since an account of several dropped out."""
SIGNALS = {"kill": signal.SIGKILL, "freeze": signal.SIGSTOP}
VARIABLE = "ARDOISE_FAILPOINT"
"""name:passage or name:passage:freeze, e.g. "dot:3": the third time a message passes there, the process dies."""
_passages: Counter[str] = Counter()


def passing(name: str) -> None:
    """Go by; die or freeze here if a test asked for it."""
    if armed := os.environ.get(VARIABLE):
        _die_if_armed(name, *armed.split(":"))


def _die_if_armed(name: str, armed: str, passage: str, how: str = "kill") -> None:
    if name != armed:
        return
    _passages[name] += 1
    if _passages[name] == int(passage):
        os.kill(os.getpid(), SIGNALS[how])
