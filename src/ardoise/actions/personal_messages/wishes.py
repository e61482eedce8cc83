"""What a person wishes to say, by which channel and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from hashlib import sha256

from ardoise.actions.correspondence.paper_letters import CHANNELS as PRINTED
from ardoise.actions.delivery import recipients
from ardoise.records.models import Customer, Reply

CHANNELS = ("email", "sms", *PRINTED)
CARRYING = ("email", *PRINTED)  # with a subject, and papers
TEXT_MAX = 20_000  # characters


@dataclass(frozen=True)
class Reached:
    """Somebody it may go to; `key` is how a form names them: a contact's, or of a postal address what it says."""

    key: str
    address: str
    name: str = ""
    role: str = ""
    contact_id: int | None = None


@dataclass(frozen=True)
class Wish:
    """What a person typed and ticked."""

    channel: str
    to: str  # the key of a Reached
    subject: str
    text: str
    documents: tuple[int, ...] = ()
    has_statement: bool = False
    has_workbook: bool = False  # the same statement as a spreadsheet; a mail alone carries it

    @property
    def is_printed(self) -> bool:
        """Is it drawn on paper, whoever prints it?"""
        return self.channel in PRINTED

    @property
    def has_statements(self) -> bool:
        """Does what is open go with it, on paper or as a spreadsheet?"""
        is_asked = self.has_statement or (self.has_workbook and not self.is_printed)
        return self.channel in CARRYING and is_asked

    @property
    def has_papers(self) -> bool:
        """Does anything go with it?"""
        return self.has_statements or (self.channel in CARRYING and bool(self.documents))


def reached(customer: Customer, channel: str, reply: Reply | None = None) -> list[Reached]:
    """Whom that channel reaches there, who handles payments first; before them whoever wrote the reply, by mail."""
    known = [
        Reached(str(one.contact_id or _of_place(one.address)), one.address, one.name, one.role, one.contact_id)
        for one in recipients.reachable(customer, channel)
    ]
    if reply is None or channel != "email":
        return known
    name, address = parseaddr(reply.sender)
    if "@" not in address or recipients.is_refused(customer, address):
        return known
    them = next((one for one in known if one.address.lower() == address.lower()), None)
    first = them or Reached("reply", address, name)
    return [first, *(one for one in known if one is not them)]


def _of_place(address: str) -> str:
    """Another address is another key: who chose the one of before has not chosen this one."""
    return f"post-{sha256(address.encode()).hexdigest()[:16]}"


def nobody(customer: Customer, channel: str) -> str:
    """Why nobody is reached there by that channel: a reason's code."""
    return recipients.why_nobody(customer, channel)
