"""A person accepts what was read in a reply, as it is or corrected, or rejects it: only then something happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from ardoise.actions import contacts, correspondence, disputes, events, restraints, rights
from ardoise.actions.days import business_date
from ardoise.actions.reconciliation import advising
from ardoise.actions.refusals import Unfit
from ardoise.actions.replies import advices as listing
from ardoise.actions.replies.bounces import give_up, is_given_up
from ardoise.actions.replies.members import suggested
from ardoise.actions.replies.owing import (
    Facts,
    day,
    debits,
    left_of,
    named,
    others_promised,
    overdue_cents,
    part,
)
from ardoise.actions.replies.paying import paid_beside
from ardoise.actions.replies.sharing import of_one, shares
from ardoise.actions.replies.tasks import remember
from ardoise.actions.replies.tying import readers
from ardoise.actions.restraints import Noted
from ardoise.domain.replies import ACKNOWLEDGEMENT
from ardoise.formats import advices
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Contact, Customer, Entry, Finding, MessageItem, Promise, Reply, User


def accept(finding: Finding, by: User | None, at: datetime, edited: Facts | None = None) -> object | None:
    """What the finding asks for, done: a promise, a dispute, a notice, a task, a contact. None: decided before.

    `edited` are facts the person corrected; Unfit says what is missing, and nothing is done. Of a reply about several
    members of a group it is done for each that was ticked, or for none; the first of what was done is given.
    """
    reply = finding.reply
    rights.require(by, "restrain", reply.company)
    if reply.customer is None:
        raise Unfit(_("Attach the reply to its customer first."))
    facts = {**finding.facts, **(edited or {})}
    with events.act(reply.company):
        if not Finding.objects.filter(pk=finding.pk, decision="").exists():
            return None
        decision = "edited" if is_edited(finding, facts) else "accepted"
        told = shares(finding, facts, business_date(reply.company, at))
        if facts.pop("customers", None) or [customer for customer, _own in told] != [reply.customer]:
            facts["customers"] = [customer.code for customer, _own in told]
        if not decide(finding, decision, facts, by, at):
            return None
        day_noted, beside = business_date(reply.company, at), tuple(promised_beside(finding))
        noted = Noted(finding.excerpt, day_noted, by, at, reply.sender, beside)
        done = [do(finding, customer, own, noted, is_one_of_many=len(told) > 1) for customer, own in told]
        if finding.situation == "paid":
            keep_listed(reply, by, at)
        if finding.situation == "promise":
            keys = [made.pk for made in done if isinstance(made, Promise)]
            Finding.objects.filter(pk=finding.pk).update(facts={**plain(facts), "promises": keys})
        settle(reply, by, at)
    return done[0]


def promised_beside(finding: Finding) -> list[int]:
    """The keys of the promises that were made of the same reply: they stand beside it."""
    others = finding.reply.findings.filter(situation="promise").exclude(pk=finding.pk)
    return [key for facts in others.values_list("facts", flat=True) for key in facts.get("promises", ())]


def is_edited(finding: Finding, facts: Facts) -> bool:
    """Is anything else said than what was read, or of others than those suggested?"""
    read = {name: value for name, value in facts.items() if name != "customers"}
    whose = facts.get("customers") or ()
    return read != finding.facts or (bool(whose) and set(whose) != {customer.code for customer in suggested(finding)})


def do(finding: Finding, customer: Customer, facts: Facts, noted: Noted, is_one_of_many: bool) -> object:
    """What the finding asks for, of one customer; of several, what is wrong names the one."""
    try:
        return ACTS[finding.situation](finding.reply, customer, facts, noted)
    except Unfit as unfit:
        raise (Unfit(of_one(customer, unfit)) if is_one_of_many else unfit) from unfit


def reject(finding: Finding, by: User | None, at: datetime) -> bool:
    """The rules were wrong: nothing happens, and it is counted against them. False: decided before."""
    rights.require(by, "restrain", finding.company)
    with events.act(finding.company):
        if not decide(finding, "rejected", finding.facts, by, at):
            return False
        settle(finding.reply, by, at)
    return True


def attach(reply: Reply, customer: Customer, by: User | None, at: datetime) -> bool:
    """A reply that came from nobody we know is this customer's; one to what the head of a group read for several
    members is this member's, while nothing of it is decided. False: it had been attached."""
    rights.require(by, "correspond", reply.company)
    if customer.company_id != reply.company_id:
        raise rights.Missing(_("This customer is another company's."))
    with events.act(reply.company):
        if reply.answers and reply.answers.level in INTERNAL:
            raise Unfit(_("A colleague wrote this about a dispute: it is nobody’s mail but theirs."))
        free = Reply.objects.filter(pk=reply.pk, customer=None)
        if customer in others(reply):
            free = Reply.objects.filter(pk=reply.pk, customer=reply.customer_id, state="new")
        if not free.update(customer=customer, state="new"):
            return False
        reply.refresh_from_db()
        events.record(reply.company, "attached_reply", by, at, reply, customer)
    return True


def others(reply: Reply) -> list[Customer]:
    """Whose it could be as well: the accounts of the message it answers, while nothing of it is decided."""
    if reply.customer is None or reply.answers is None or reply.findings.exclude(decision="").exists():
        return []
    told = readers(reply.answers)
    return [customer for customer in told if customer != reply.customer] if reply.customer in told else []


def close(reply: Reply, by: User | None, at: datetime) -> bool:
    """Nothing more to do about it; what was found and not decided is left undecided. False: it was closed."""
    rights.require(by, "correspond", reply.company)
    with events.act(reply.company):
        if not Reply.objects.filter(pk=reply.pk).exclude(state="done").update(state="done", done_at=at, done_by=by):
            return False
        events.record(reply.company, "closed_reply", by, at, reply, reply.customer)
    return True


def decide(finding: Finding, decision: str, facts: Facts, by: User | None, at: datetime) -> bool:
    """The decision, once."""
    waiting = Finding.objects.filter(pk=finding.pk, decision="")
    if not waiting.update(decision=decision, facts=plain(facts), decided_at=at, decided_by=by):
        return False
    kept = {name: value for name, value in plain(facts).items() if name != "lines"}  # an advice's are in the finding
    told = {"situation": finding.situation, "facts": kept, "excerpt": finding.excerpt}
    events.record(finding.company, f"{decision}_finding", by, at, finding, finding.reply.customer, after=told)
    return True


def settle(reply: Reply, by: User | None, at: datetime) -> None:
    """A reply of which every finding is decided is done."""
    if not reply.findings.filter(decision="").exists():
        Reply.objects.filter(pk=reply.pk).exclude(state="done").update(state="done", done_at=at, done_by=by)


def promised(reply: Reply, customer: Customer, facts: Facts, noted: Noted) -> object:
    """A promise of that day, of the invoices named; without an amount, of what is open of them or overdue, part of it
    or what the others of the same reply leave, and what it says is paid."""
    on = day(facts)
    if on is None:
        raise Unfit(_("Give the day on which the customer will pay."))
    owed = named(customer, facts, noted.on)
    cents = facts.get("amount_cents")
    if not cents:
        cents = part(facts, sum(owed.values()) or overdue_cents(customer, noted.on))
    if facts.get("is_rest") and not facts.get("amount_cents"):
        others = [*others_promised(reply, facts), *paid_beside([customer], reply, facts)]
        cents = left_of(customer, (one.facts for one in others), cents, noted.on)
    return restraints.promise(customer, cents, on, noted, list(owed))


def paid(reply: Reply, customer: Customer, facts: Facts, noted: Noted) -> object:
    """A payment notice, one for each invoice named: the money left that day, that of the mail where none was said."""
    left_on = min(day(facts) or business_date(reply.company, reply.received_at), noted.on)
    owed = list(named(customer, facts, noted.on))
    cents = facts.get("amount_cents") if len(owed) <= 1 else None
    return restraints.announce_payments(customer, owed, left_on, noted, cents)[0]


def keep_listed(reply: Reply, by: User | None, at: datetime) -> None:
    """What they list of a payment is kept as an advice, by which the receipt is applied once it is here."""
    listed = advices.read(reply.text, language=reply.company.language).advices
    told = listed["document"].is_not_null() & (
        listed["amount_cents"].is_not_null() | listed["payment_cents"].is_not_null()
    )
    advising.store(reply.company, listed.filter(told), by, at, reply.customer)


def disputed(reply: Reply, customer: Customer, facts: Facts, noted: Noted) -> object:
    """A dispute of the invoices named, or of a part of the only one; else of those our message listed, else of all the
    customer owes.

    Unfit where some are named and none of them is this customer's: that contests nothing of what he owes.
    """
    named = [number.upper() for number in facts.get("documents", [])]
    entries = [e for e in debits(customer) if e.document.upper() in named]
    if named and not entries:
        raise Unfit(_("None of these invoices is this customer's: tick others, or none if all that is owed is meant."))
    entries = entries or listed(reply, customer)
    contested = disputes.parts(entries, facts.get("contested_cents"))
    return disputes.open_about(customer, facts.get("reason") or "other", contested, noted)


def advised(reply: Reply, customer: Customer, facts: Facts, noted: Noted) -> object:
    """The advice a file holds, kept; where it cannot be opened, a person asks for it again."""
    if "lines" in facts:
        return listing.keep(reply, customer, facts, noted)
    return asked("other")(reply, customer, facts, replace(noted, words=facts["wrong"]))


def redirected(reply: Reply, customer: Customer, facts: Facts, noted: Noted) -> object:
    """Another contact, where one was named; else a person finds one."""
    email = facts.get("email", "")
    if email and not Contact.objects.filter(customer=customer, email__iexact=email).exists():
        return contacts.keep(customer, noted.by, noted.at, email=email, phone=facts.get("phone", ""), role="reminders")
    return asked("repair")(reply, customer, facts, noted)


def asked(kind: str, what: str = "") -> Callable[..., object]:
    """A task for a person, on the day that was named or today: `what` they want, and of which invoices."""

    def remembered(reply: Reply, customer: Customer, facts: Facts, noted: Noted) -> object:
        subject = ":".join(filter(None, (what, ", ".join(facts.get("documents", []))))) or reply.subject or noted.words
        due_on = max(day(facts) or noted.on, noted.on)
        return remember(customer, kind, subject, due_on, noted.at, note=noted.words)

    return remembered


def came_back(reply: Reply, customer: Customer, facts: Facts, noted: Noted) -> object:
    """The address is written to no more, where the report is about the message it answers; a person finds another.

    Where that was done as the report came in, its task asks for it already.
    """
    message = reply.answers
    if message is None or not facts.get("is_permanent") or facts.get("email") != message.recipient.lower():
        return asked("repair")(reply, customer, facts, noted)
    if not is_given_up(message):
        give_up(message, "", noted.words, noted.at)
    return message


def set_aside(reply: Reply, customer: Customer, facts: Facts, noted: Noted) -> object:
    """Nothing: a machine has our mail, and nobody has said anything."""
    return reply


ACTS: dict[str, Callable[[Reply, Customer, Facts, Noted], object]] = {
    "promise": promised,
    "paid": paid,
    "advice": advised,
    "dispute": disputed,
    "copy_wanted": asked("other", "copy_wanted"),
    "plan_wanted": asked("other", "plan_wanted"),
    "wrong_contact": redirected,
    "out_of_office": asked("other", "out_of_office"),
    "bounce": came_back,
    ACKNOWLEDGEMENT: set_aside,
}
"""What is done about each situation, once a person has accepted it."""


def plain(facts: Facts) -> dict[str, Any]:
    """Facts as they are stored."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}


def listed(reply: Reply, customer: Customer) -> list[Entry]:
    """What the message they answer claimed of this customer."""
    if reply.answers is None:
        return []
    theirs = MessageItem.objects.filter(message__in=correspondence.all_of(reply.answers), open_cents__gt=0)
    return [item.entry for item in theirs.filter(entry__customer=customer).select_related("entry")]
