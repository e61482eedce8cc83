"""The way out: claim, address, intend, hand over, note what happened. Never twice, never silently lost.

The only proof that a message may leave is a committed row in `sending`, and the only
machine path away from it is the server's definite answer. See docs/explanation/outbox.md.
"""

from __future__ import annotations

from ardoise.actions.sending.claiming import reap
from ardoise.actions.sending.deciding import decide, decide_each, forget_kept
from ardoise.actions.sending.dispatching import Dispatch, dispatch
from ardoise.actions.sending.silences import silences
from ardoise.actions.sending.stopping import resume, stands, stop

__all__ = [
    "Dispatch",
    "decide",
    "decide_each",
    "dispatch",
    "forget_kept",
    "reap",
    "resume",
    "silences",
    "stands",
    "stop",
]
