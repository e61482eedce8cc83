"""A draft: exactly what will leave, and the one immutable context per customer that it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parseaddr

from ardoise.actions.correspondence.papers import PDF, STATEMENT, Paper, Planned
from ardoise.actions.templates.words import Chosen
from ardoise.domain import postal
from ardoise.domain.correspondence import letters
from ardoise.domain.correspondence.addressing import Addressee, reads_along
from ardoise.domain.correspondence.consumers import MAY_BE_CONSUMERS, is_asking
from ardoise.formats import statements
from ardoise.formats.typesetting.signs import is_legible

UNSAID = ("queued", "claimed")  # not a byte of it has left
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
NAMED = tuple(f"{name}-" for name in STATEMENT.values())
POSTED = ("letter", "registered_letter")
UNWRITTEN = letters.Letter("", "", "")
UNREACHED = {
    "letter": "no_postal_address",
    "registered_letter": "no_postal_address",
    "visit": "no_postal_address",
    "sms": "phone_missing",
    "call": "phone_missing",
    "fax": "phone_missing",
}
"""Channel → the reason for which nobody is reached by it."""


@dataclass(frozen=True)
class Head:
    """The head of a group that is written to in its member's place."""

    customer_id: int
    code: str
    name: str
    address: tuple[str, ...]
    reply_to: str  # where its answers go


@dataclass(frozen=True)
class Context:
    """All that one customer's message is made of; compared again before it is frozen."""

    proposal_id: int
    customer_id: int
    sender: str
    addressee: Addressee
    entries: tuple[int, ...]  # in the order of the letter's items, then of its credits
    letter: letters.Context
    statement: statements.Statement
    chosen: Chosen  # the words, and the version they are of
    planned: Planned  # the papers
    cc: str = ""
    reply_to: str = ""
    place: str = ""  # where a letter is written
    rung: tuple[str, str] = ("", "")  # its policy and its level
    head: Head | None = None  # that reads it; None: the customer itself does

    @property
    def recipient(self) -> str:
        return self.addressee.address

    @property
    def asks_consumer(self) -> bool:
        """Do its words ask one who may be a consumer for what nobody may ask of them? None such is kept any more."""
        return self.letter.customer_kind in MAY_BE_CONSUMERS and is_asking(self.chosen.words)


@dataclass(frozen=True)
class Draft:
    """Exactly what will leave; of what leaves for several members of a group, each has the same words."""

    context: Context
    letter: letters.Letter
    papers: tuple[Paper, ...]
    together: tuple[Context, ...] = ()  # all that leave in the same message, its carrier first; (): it leaves alone

    @property
    def carrier_id(self) -> int | None:
        """The proposal in whose message it leaves; None: in its own."""
        first = self.together[0].proposal_id if self.together else self.context.proposal_id
        return first if first != self.context.proposal_id else None

    @property
    def sender(self) -> str:
        return self.context.sender

    @property
    def recipient(self) -> str:
        return self.context.recipient

    @property
    def cc(self) -> str:
        """Who reads along; of several members, the salesperson who follows them all."""
        return reads_along(context.cc for context in self.together or (self.context,))

    @property
    def left_out(self) -> list[str]:
        """The salespeople who get no copy, since they follow only some of the accounts."""
        return [] if self.cc else list(dict.fromkeys(context.cc for context in self.together if context.cc))

    @property
    def reply_to(self) -> str:
        head = self.together[0].head or self.together[-1].head if self.together else None
        return head.reply_to if head else self.context.reply_to

    @property
    def language(self) -> str:
        return self.context.letter.language

    @property
    def subject(self) -> str:
        return self.letter.subject

    @property
    def body(self) -> str:
        return self.letter.body

    @property
    def html(self) -> str:
        return self.letter.html

    @property
    def amount_cents(self) -> int:
        return self.context.letter.total_cents

    @property
    def pdf(self) -> bytes:
        """The statement of account that goes with it; b"" where none does."""
        pdfs = (paper.content for paper in self.papers if paper.name.startswith(NAMED) and paper.content_type == PDF)
        return next(pdfs, b"")

    @property
    def obstacle(self) -> str:
        """Why nobody can be written to as things stand: a reason's code, "" if nothing stands in the way."""
        if self.letter is UNWRITTEN:
            return "fee_of_consumer" if self.context.asks_consumer else "unsound_letter"
        if any(
            CONTROL.search(header) for header in (self.sender, self.recipient, self.cc, self.reply_to, self.subject)
        ):
            return "unsafe_header"
        channel = self.context.letter.channel
        is_mailed = channel in ("email", "fax")
        if is_mailed and "@" not in parseaddr(self.sender)[1]:
            return "no_sender"
        if channel == "email" and "@" not in parseaddr(self.recipient)[1]:
            return "no_address"
        is_posted = channel in POSTED and "@" not in self.recipient
        if is_posted and not all(is_legible(line) for line in postal.lines_of(self.recipient)):
            return "illegible_address"
        return "" if self.recipient else UNREACHED.get(channel, "no_address")
