"""Disputes from the first word to the outcome: what is contested, who answers, what was said, how it ended."""

from __future__ import annotations

from ardoise.actions.disputes.answering import answer
from ardoise.actions.disputes.asking import (
    Asked,
    ask,
    letters_about,
    mail_to,
    mailbox_of,
    remind,
    spoken_of,
    unreached,
    untold,
)
from ardoise.actions.disputes.board import (
    Cause,
    answered,
    answerers,
    causes,
    claimed_cents,
    contested_cents,
    days_taken,
    resolver_name,
    visible,
)
from ardoise.actions.disputes.crediting import credit_notes
from ardoise.actions.disputes.discussion import FILE_MAX, is_asked, remark, too_large
from ardoise.actions.disputes.opening import open_about, parts
from ardoise.actions.disputes.settling import assign, move, settle

__all__ = [
    "FILE_MAX",
    "Asked",
    "Cause",
    "answer",
    "answered",
    "answerers",
    "ask",
    "assign",
    "causes",
    "claimed_cents",
    "contested_cents",
    "credit_notes",
    "days_taken",
    "is_asked",
    "letters_about",
    "mail_to",
    "mailbox_of",
    "move",
    "open_about",
    "parts",
    "remark",
    "remind",
    "resolver_name",
    "settle",
    "spoken_of",
    "too_large",
    "unreached",
    "untold",
    "visible",
]
