"""What the machine or the database put in our way, in words of ours: theirs are English whatever the screen."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import get_language

from ardoise.formats.messages import obstacle

LOG = logging.getLogger(__name__)
T = TypeVar("T")
ASKED_AFTER = (1, 2, 4, 8, 16)  # seconds between two tries to write something down
SAID_BY_DATABASES = {
    "is full": errno.ENOSPC,
    "no space left": errno.ENOSPC,
    "i/o error": errno.EIO,
    "readonly": errno.EROFS,
    "read-only": errno.EROFS,
}
"""What SQLite and PostgreSQL say of a disk → the number under which the system would."""
HELD = ("locked", "deadlock", "lock timeout", "could not serialize")
"""What they say where others hold what is asked for, and the same would go well later."""


def is_busy(error: Exception) -> bool:
    """Did others hold the database, so that nothing is wrong with it nor with what was asked?"""
    return any(said in str(error).lower() for said in HELD)


def insist(write: Callable[[], T], may_pass: Callable[[Exception], bool] = lambda _: True) -> T:
    """Write something down, a transaction of its own; a database that refuses is asked again, for half a minute.

    What a mail server answered nobody but this worker knows, and given up at once it would be a doubt; what took long
    to draw would be drawn again. A slow disk is enough: SQLite's one writer holds the others up while it syncs.
    """
    for seconds in ASKED_AFTER:
        try:
            return write()
        except (OperationalError, InterfaceError) as refusal:
            if not may_pass(refusal):
                raise
            LOG.warning("The database is asked again in %s s: %s", seconds, refusal)
            # a server that went away is called anew
            if connection.vendor != "sqlite" and not connection.in_atomic_block:
                connection.close()
            time.sleep(seconds)
    return write()


def reason_of(error: Exception) -> str:
    """Why it stopped, as it can stand in brackets; what the database itself said where we have no words for it."""
    number = number_of(error)
    return obstacle(OSError(number, ""), get_language() or "fr") if number else str(error)


def number_of(error: Exception) -> int | None:
    """The number under which the system tells a fault of the machine; None where it is none that we know."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    return next((number for said, number in SAID_BY_DATABASES.items() if said in str(error).lower()), None)
