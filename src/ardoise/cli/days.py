"""Days given on the command line."""

from __future__ import annotations

from datetime import date

from ardoise.law.refusals import RefusalError

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


def day_of(text: str, option: str) -> date:
    """The day of an option, written YYYY-MM-DD; a RefusalError when there is no such day or no debt is of its time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise RefusalError(
            fr=f"{option} : « {text} » n’est pas une date ; écrivez-la ainsi : 2025-01-31",
            en=f"{option}: “{text}” is not a date; write it as 2025-01-31",
        ) from None
    if day > LAST_DAY:
        raise RefusalError(
            fr=f"{option} : {text} est trop loin ; au plus tard le {LAST_DAY}",
            en=f"{option}: {text} is too far away; at the latest {LAST_DAY}",
        )
    if day < FIRST_DAY:
        raise RefusalError(
            fr=f"{option} : {text} est trop ancien ; au plus tôt le {FIRST_DAY}",
            en=f"{option}: {text} is too long ago; at the earliest {FIRST_DAY}",
        )
    return day
