"""A person writes to one customer in words of their own, by mail, text message or letter, by the same outbox, once.

It claims nothing and is no rung of any ladder; it counts among the contacts a debtor may be pressed with. What
answers a mail of theirs goes to whoever wrote it, in its thread, however often they were contacted.
"""

from __future__ import annotations

from ardoise.actions.personal_messages.answering import answered_by, last_sent_on, thread_of, why_not, written_to
from ardoise.actions.personal_messages.beginning import first_words
from ardoise.actions.personal_messages.enclosing import asks_copy, copies, statements_of, wanted
from ardoise.actions.personal_messages.wishes import CHANNELS, TEXT_MAX, Reached, Wish, nobody, reached
from ardoise.actions.personal_messages.writing import drafted, printed, send

__all__ = [
    "CHANNELS",
    "TEXT_MAX",
    "Reached",
    "Wish",
    "answered_by",
    "asks_copy",
    "copies",
    "drafted",
    "first_words",
    "last_sent_on",
    "nobody",
    "printed",
    "reached",
    "send",
    "statements_of",
    "thread_of",
    "wanted",
    "why_not",
    "written_to",
]
