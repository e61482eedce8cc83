"""What the machine or the database put in our way, in words of ours: theirs are English whatever the screen."""

from __future__ import annotations

import errno

from django.utils.translation import get_language

from ardoise.formats.messages import obstacle

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


def reason_of(error: Exception) -> str:
    """Why it stopped, as it can stand in brackets; what the database itself said where we have no words for it."""
    language = get_language() or "fr"
    if isinstance(error, OSError) and error.errno:
        return obstacle(error, language)
    number = next((number for said, number in SAID_BY_DATABASES.items() if said in str(error).lower()), None)
    return obstacle(OSError(number, ""), language) if number else str(error)
