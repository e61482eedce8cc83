"""Every table, gathered where Django looks for them; each lives in the file of its room."""

from ardoise.records.bank import BankAccount, BankStatement, Mark, Movement, Sighting
from ardoise.records.correspondence import (
    Attachment,
    Installation,
    MailServer,
    Message,
    MessageItem,
    SendingDomain,
    SendingStop,
)
from ardoise.records.delivery import ChannelSetting, OptOut, PrintBatch, Proof
from ardoise.records.disputes import DisputeItem, Remark
from ardoise.records.documents import Document
from ardoise.records.dunning import Approval, Proposal, ProposalItem, Run, Skip
from ardoise.records.errands import Errand
from ardoise.records.events import Event
from ardoise.records.instalments import Instalment, InstalmentPlan, PlannedItem
from ardoise.records.ledger import ColumnMapping, Entry, EntryChange, Import
from ardoise.records.links import Link
from ardoise.records.parties import Company, Contact, Customer, Membership, User
from ardoise.records.personal_messages import PersonalMessage
from ardoise.records.plan_confirmations import PlanConfirmation
from ardoise.records.policies import AssignmentRule, Brake, DunningSettings, Policy, PolicyOverride, PolicyVersion
from ardoise.records.questions import Question
from ardoise.records.reconciliation import (
    Advice,
    Booking,
    Difference,
    Habit,
    MatchProposal,
    Payer,
    Reconciliation,
    ReconciliationSetting,
    Settlement,
    TakeOver,
    WriteOffLimit,
)
from ardoise.records.replies import Finding, Mailbox, Reply
from ardoise.records.restraints import Block, Dispute, Insolvency, PaymentNotice, Promise
from ardoise.records.templates import Template, TemplateVersion
from ardoise.records.worklist import Absence, Handover, Target, Task

__all__ = [
    "Absence",
    "Advice",
    "Approval",
    "AssignmentRule",
    "Attachment",
    "BankAccount",
    "BankStatement",
    "Block",
    "Booking",
    "Brake",
    "ChannelSetting",
    "ColumnMapping",
    "Company",
    "Contact",
    "Customer",
    "Difference",
    "Dispute",
    "DisputeItem",
    "Document",
    "DunningSettings",
    "Entry",
    "EntryChange",
    "Errand",
    "Event",
    "Finding",
    "Habit",
    "Handover",
    "Import",
    "Insolvency",
    "Installation",
    "Instalment",
    "InstalmentPlan",
    "Link",
    "MailServer",
    "Mailbox",
    "Mark",
    "MatchProposal",
    "Membership",
    "Message",
    "MessageItem",
    "Movement",
    "OptOut",
    "Payer",
    "PaymentNotice",
    "PersonalMessage",
    "PlanConfirmation",
    "PlannedItem",
    "Policy",
    "PolicyOverride",
    "PolicyVersion",
    "PrintBatch",
    "Promise",
    "Proof",
    "Proposal",
    "ProposalItem",
    "Question",
    "Reconciliation",
    "ReconciliationSetting",
    "Remark",
    "Reply",
    "Run",
    "SendingDomain",
    "SendingStop",
    "Settlement",
    "Sighting",
    "Skip",
    "TakeOver",
    "Target",
    "Task",
    "Template",
    "TemplateVersion",
    "User",
    "WriteOffLimit",
]
