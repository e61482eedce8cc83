"""How `ardoise up` is asked to end: by Ctrl-C, from outside, by its terminal that is closed."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable
from queue import SimpleQueue
from threading import Thread
from time import monotonic

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ONE_WISH = 0.5  # seconds: signals closer than that ask for one end


def ignored() -> list[signal.Signals]:
    """Those that whoever began us wants ignored, as `nohup` does; to be asked before a server takes them."""
    return [number for number in SIGNALS if signal.getsignal(number) is signal.SIG_IGN]


def end_on_signal(end: Callable[[], None], cut_off: Callable[[], None], unheard: Iterable[int] = ()) -> None:
    """From here on, a signal has a thread call `end`, and another one `cut_off`; those `unheard` do nothing.

    Called in the handler itself `end` would take a lock that the interrupted thread may hold, and wait for ever: seen
    with two signals at a time, which are one wish.
    """
    told: SimpleQueue[float] = SimpleQueue()  # its put is made for signal handlers

    def obey() -> None:
        asked = told.get()
        end()
        while told.get() < asked + ONE_WISH:
            pass
        cut_off()

    Thread(target=obey, daemon=True).start()
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN if number in unheard else lambda *_: told.put(monotonic()))
