"""What a person does today, in one order: how pressing each kind of thing is; and how long a call takes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

BASE = {
    "braked": 100,  # a run waits for a person: nothing of it leaves
    "in_doubt": 95,  # a message may have left
    "broken_promise": 75,
    "bounce": 72,  # nobody has read it
    "dispute_reply": 70,  # a reply that contests
    "reply": 65,
    "call": 60,
    "failed": 58,
    "promise_due": 55,
    "dispute_answered": 62,  # nobody has looked at what the resolver says
    "dispute_to_answer": 60,
    "credit_note_here": 50,  # what a dispute waited for
    "unreached_resolver": 55,  # somebody is waited for who knows of nothing
    "late_dispute": 50,
    "returned_payment": 70,
    "unknown_return": 65,  # money the bank took back, and nobody knows from whom
    "difference": 45,  # a colleague asks to let go of something
    "unidentified": 40,  # a receipt nobody recognises
    "visit": 45,
    "repair": 40,
    "decide": 30,  # overdue, and no level may or can say it: a person decides what follows
    "confirm": 20,  # a reminder to confirm: its own priority is added
    "due_today": 25,
    "other": 35,
}
"""Kind → how pressing it is by itself, 0–100."""

LARGE_CENTS = (100_000, 500_000, 1_000_000, 5_000_000)
"""Each of these amounts that it is about adds five."""


def priority(kind: str, cents: int | None = None, days_waiting: int = 0, own: int = 0) -> int:
    """0–100: the kind's own, five for each of LARGE_CENTS, one a day it has waited up to ten, and what `own` adds.

    Of a reminder to confirm, `own` is the priority of its proposal, of which six tenths count.
    """
    large = sum(5 for step in LARGE_CENTS if abs(cents or 0) >= step)
    waited = min(max(days_waiting, 0), 10)
    return min(100, BASE[kind] + large + waited + own * 6 // 10)


SENDS = ("confirmed", "late", "future")
"""How a reminder that leaves by itself once it is confirmed stands: green, red, white."""


def send_state(is_confirmed: bool, since_on: date, today: date, is_over: bool) -> str:
    """One of SENDS: `confirmed` once somebody, or its level, has approved it; `late` where nobody has and it might have
    left already: since a day before today, or today until its hours were over (`is_over`); else `future`."""
    if is_confirmed:
        return "confirmed"
    return "late" if since_on < today or is_over else "future"


def waits_since(today: date, runs: Iterable[tuple[date, bool, bool]]) -> date:
    """The first day on which a reminder might have left, had somebody confirmed it.

    Of the runs before today, latest first, each tells its day, whether it proposed the same and nobody decided it, and
    whether anything could leave to that customer on that day. A run that did not, or was decided, breaks the waiting.
    """
    since = today
    for day, is_same, is_working in runs:
        if not is_same:
            break
        since = day if is_working else since
    return since


CALL_MAX_SECONDS = 4 * 3600
"""A timer that ran longer was forgotten: no call takes half a working day."""
SECONDS = re.compile(r"[0-9]{1,6}")


def call_seconds(told: str) -> int | None:
    """How long a call took, as the timer of a page says it: one second to CALL_MAX_SECONDS.

    None where nobody measured it and where what is told is no such length: a call counts without it all the same.
    """
    seconds = int(told) if SECONDS.fullmatch(told) else 0
    return seconds if 0 < seconds <= CALL_MAX_SECONDS else None


def duration_written(seconds: int) -> str:
    """`45 s`, `3 min 12 s`, `1 h 02 min`: the same in both languages, kept on one line."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    said = f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
    return said.replace(" ", "\u00a0")
