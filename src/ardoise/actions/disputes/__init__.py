"""Disputes from the first word to the outcome: what is contested, who answers, what was said, how it ended."""

from __future__ import annotations

from ardoise.actions.disputes.answering import answer
from ardoise.actions.disputes.asking import RESOLVER_LEVELS, ask, mail_to, mailbox_of, remind, unreached, untold
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
from ardoise.actions.disputes.issuing import Issue, issue_of
from ardoise.actions.disputes.issuing import ask as ask_for_credit_note
from ardoise.actions.disputes.opening import open_about, parts
from ardoise.actions.disputes.settling import assign, move, settle
from ardoise.actions.disputes.writing import Asked, letters_about, spoken_of

__all__ = [
    "FILE_MAX",
    "RESOLVER_LEVELS",
    "Asked",
    "Cause",
    "Issue",
    "answer",
    "answered",
    "answerers",
    "ask",
    "ask_for_credit_note",
    "assign",
    "causes",
    "claimed_cents",
    "contested_cents",
    "credit_notes",
    "days_taken",
    "is_asked",
    "issue_of",
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
