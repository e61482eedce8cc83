"""What customers answer: fetched, tied to its case, read; nothing is applied before a person has clicked."""

from __future__ import annotations

from ardoise.actions.replies.addresses import reply_address, resolver_address
from ardoise.actions.replies.colleagues import ANSWER, dispute_of, is_theirs, waiting
from ardoise.actions.replies.colleagues import accept as accept_answer
from ardoise.actions.replies.deciding import accept, attach, close, others, reject
from ardoise.actions.replies.fetching import Round, fetch
from ardoise.actions.replies.mailboxes import account_of, set_mailbox, takes_password_elsewhere
from ardoise.actions.replies.members import ABOUT_ITEMS, members_told, replies_about, suggested
from ardoise.actions.replies.sharing import WISHES, offered, shares
from ardoise.actions.replies.storing import keep

__all__ = [
    "ABOUT_ITEMS",
    "ANSWER",
    "WISHES",
    "Round",
    "accept",
    "accept_answer",
    "account_of",
    "attach",
    "close",
    "dispute_of",
    "fetch",
    "is_theirs",
    "keep",
    "members_told",
    "offered",
    "others",
    "reject",
    "replies_about",
    "reply_address",
    "resolver_address",
    "set_mailbox",
    "shares",
    "suggested",
    "takes_password_elsewhere",
    "waiting",
]
