"""Every table, gathered where Django looks for them; each lives in the file of its room."""

from ardoise.records.correspondence import Attachment, Installation, MailServer, Message, MessageItem, SendingStop
from ardoise.records.dunning import Approval, Proposal, ProposalItem, Run, Skip
from ardoise.records.errands import Errand
from ardoise.records.events import Event
from ardoise.records.ledger import ColumnMapping, Entry, EntryChange, Import
from ardoise.records.parties import Company, Contact, Customer, Membership, User
from ardoise.records.restraints import Block, Dispute, Insolvency, Promise

__all__ = [
    "Approval",
    "Attachment",
    "Block",
    "ColumnMapping",
    "Company",
    "Contact",
    "Customer",
    "Dispute",
    "Entry",
    "EntryChange",
    "Errand",
    "Event",
    "Import",
    "Insolvency",
    "Installation",
    "MailServer",
    "Membership",
    "Message",
    "MessageItem",
    "Promise",
    "Proposal",
    "ProposalItem",
    "Run",
    "SendingStop",
    "Skip",
    "User",
]
