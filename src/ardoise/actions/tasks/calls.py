"""Calls and visits: the facts looked at before, what came of them noted after. Whom one reached has heard the level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from ardoise import channels
from ardoise.actions import contacts, disputes, events, restraints, rights
from ardoise.actions.days import business_date
from ardoise.actions.delivery.endings import finish, let_go
from ardoise.actions.delivery.recipients import postal_address
from ardoise.actions.delivery.settling import setting_of
from ardoise.actions.refusals import Unfit
from ardoise.actions.tasks.repairs import open_repairs
from ardoise.channels.outcomes import ToDo
from ardoise.channels.telephones import read
from ardoise.engine.calendar import next_working_day
from ardoise.records.models import Contact, Entry, Message, Task, User

REACHED = ("message_left", "reached", "promise", "dispute", "payment_notice", "plan_asked", "refused")
"""After one of these the customer has heard what the level says."""
OUTCOMES = ("no_answer", *REACHED, "wrong_contact")
CARRIED = ("call", "visit")


@dataclass(frozen=True)
class Said:
    """What came of it, in the figures an outcome asks for."""

    note: str = ""
    on: date | None = None  # promise: the day; payment notice: the day it was ordered; no answer: when to try again
    amount_cents: int | None = None  # promise, payment notice; dispute: the part of the item contested
    reason: str = "other"  # dispute
    entries: Sequence[Entry] = ()  # what is promised, disputed or on its way; none: all they owe
    said_by: str = ""  # who at the customer's
    seconds: int | None = None  # how long the call took, where somebody measured it


@dataclass(frozen=True)
class Noted:
    """How the task stands now; `reason` says why its message will not be said, where the facts have changed."""

    task: Task
    reason: str = ""


def begin(message: Message, asked: ToDo, at: datetime) -> Task | None:
    """The task of a message that a person carries out; None for what is printed. Inside the intent's transaction."""
    if asked.kind not in CARRIED:
        return None
    today = business_date(message.company, at)
    return Task.objects.create(
        company=message.company,
        customer=message.customer,
        message=message,
        kind=asked.kind,
        subject=message.level,
        script=asked.script,
        phone=asked.phone,
        due_on=next_working_day(today, message.customer.country, message.customer.postcode),
        at=at,
    )


def open_task(task: Task, by: User | None, at: datetime) -> Noted:
    """Somebody is about to do it: the facts are looked at again, and if they have changed there is nothing to say."""
    rights.require(by, "send", task.company)
    with events.act(task.company):
        fresh = _held(task)
        return Noted(fresh, _let_go_if_changed(fresh, at))


def note_outcome(task: Task, outcome: str, by: User | None, at: datetime, said: Said | None = None) -> Noted:
    """What came of it, once: noted with what it opens (promise, dispute, notice, repair) in one transaction.

    Where the facts have changed meanwhile, what was said counts all the same; the level counts for what it would
    still be said of, and where that is nothing the message is let go.
    """
    rights.require(by, "send", task.company)
    said = said or Said()
    if outcome not in OUTCOMES:
        raise Unfit(_("Choose what came of it."))
    with events.act(task.company):
        fresh = _held(task)
        if fresh.done_at is not None:
            return Noted(fresh, fresh.message.reason if fresh.message else "")
        reason = why_not(fresh, at)
        if reason and not (outcome in REACHED and _keep_what_holds(fresh, reason, at)):
            _end(fresh, outcome, by, at, said)
            assert fresh.message is not None
            let_go(fresh.message, reason, by, at)
            follow(fresh, outcome, said, by, at)  # what the customer said holds, whatever was booked meanwhile
            return Noted(fresh, reason)
        if outcome == "no_answer":
            return Noted(_try_again(fresh, said, by, at))
        _end(fresh, outcome, by, at, said)
        if outcome == "wrong_contact":
            return Noted(fresh, _strike_out(fresh, by, at))
        _say(fresh, outcome, by, at)
        follow(fresh, outcome, said, by, at)
    return Noted(fresh)


def put_off(task: Task, on: date, by: User | None, at: datetime, note: str = "") -> bool:
    """It is for another day, today or later, and why; False if it was over."""
    rights.require(by, "send", task.company)
    if on < business_date(task.company, at):
        raise Unfit(_("Choose today or a day to come."))
    with events.act(task.company):
        if not Task.objects.filter(pk=task.pk, done_at=None).update(due_on=on):
            return False
        told = {"due_on": task.due_on}
        after = {"due_on": on}
        events.record(task.company, "put_off_task", by, at, task, task.customer, told, after, _words(note))
    return True


def _held(task: Task) -> Task:
    """The task as it is now, with all that is asked of it."""
    related = ("company", "customer", "message__company", "message__customer", "message__approval__proposal__run")
    return Task.objects.select_related(*related).get(pk=task.pk)


def why_not(task: Task, at: datetime) -> str:
    """Why there is nothing to say any more; "" for a task without a message, and where the facts hold."""
    from ardoise.actions.sending import rechecking

    if task.message is None or task.message.state != "to_do":
        return ""
    return rechecking.why_not(task.message, at)


def _keep_what_holds(task: Task, reason: str, at: datetime) -> bool:
    """Only amounts have changed, and the level holds for some of it: of that it was said, the rest is free again."""
    from ardoise.actions.sending import rechecking

    message = task.message
    if message is None or reason != "amount_changed" or not (held := rechecking.still_claimed(message, at)):
        return False
    message.items.exclude(entry_id__in=held).update(is_claimed=False)
    return True


def _let_go_if_changed(task: Task, at: datetime) -> str:
    reason = why_not(task, at)
    if reason and task.message is not None:
        let_go(task.message, reason, None, at)
        task.refresh_from_db()
    return reason


def _try_again(task: Task, said: Said, by: User | None, at: datetime) -> Task:
    """Nobody answered: another day, and one attempt more."""
    today, customer = business_date(task.company, at), task.customer
    on = said.on or next_working_day(today + timedelta(1), customer.country, customer.postcode)
    if on < today:
        raise Unfit(_("Choose today or a day to come."))
    task.attempts, task.due_on = task.attempts + 1, on
    task.save(update_fields=["attempts", "due_on"])
    after = {"outcome": "no_answer", "attempts": task.attempts, "due_on": on} | _lasted(said)
    events.record(task.company, _verb(task), by, at, task, customer, after=after, words=_words(said.note))
    return task


def _end(task: Task, outcome: str, by: User | None, at: datetime, said: Said) -> None:
    task.done_at, task.done_by, task.outcome, task.note = at, by, outcome, _words(said.note)
    task.attempts += 1
    task.save(update_fields=["done_at", "done_by", "outcome", "note", "attempts"])
    after = {"outcome": outcome, "attempts": task.attempts, "phone": task.phone} | _lasted(said)
    events.record(task.company, _verb(task), by, at, task, task.customer, after=after, words=task.note)


def _lasted(said: Said) -> dict[str, int]:
    """The call's length, for its event; nothing where nobody measured it."""
    return {"seconds": said.seconds} if said.seconds else {}


def _verb(task: Task) -> str:
    """A task of another kind that ends in what came of a call was one."""
    if task.outcome or task.attempts:
        return "visited" if task.kind == "visit" else "called"
    return {"call": "called", "visit": "visited"}.get(task.kind, "noted_task")


def _say(task: Task, outcome: str, by: User | None, at: datetime) -> None:
    """The level has been said: the message that asked for the call counts as sent today."""
    message = task.message
    if message is None:
        return
    setting = setting_of(task.company, message.channel)
    cost = channels.folder(message.channel).cost_of(setting, message.body) if setting else 0
    finish(message, "sent", business_date(task.company, at), by, at, outcome, cost)


def follow(task: Task, outcome: str, said: Said, by: User | None, at: datetime) -> None:
    """What an outcome opens; opened already, nothing twice."""
    customer, entries = task.customer, list(said.entries)
    today = business_date(task.company, at)
    noted = restraints.Noted(said.note, today, by, at, said.said_by)
    if outcome == "promise":
        if said.on is None or said.amount_cents is None:
            raise Unfit(_("A promise has a day and an amount."))
        restraints.promise(customer, said.amount_cents, said.on, noted, entries)
    elif outcome == "dispute":
        disputes.open_about(customer, said.reason, disputes.parts(entries, said.amount_cents), noted)
    elif outcome == "payment_notice":
        restraints.announce_payments(customer, entries, said.on or today, noted, said.amount_cents)
    elif outcome == "plan_asked":
        same = {"company": task.company, "customer": customer, "kind": "other", "subject": "plan_asked"}
        if not Task.objects.filter(**same, done_at=None, message=None).exists():
            Task.objects.create(**same, due_on=today, at=at)


def _strike_out(task: Task, by: User | None, at: datetime) -> str:
    """The number or the address is not theirs: it is taken off, the level is not said, somebody looks for another."""
    if task.message is not None:
        let_go(task.message, "wrong_contact", by, at, state="failed")
    if task.kind == "visit" and task.message and postal_address(task.customer) == task.message.recipient:
        contacts.set_address(task.customer, by, at, address="", postcode="", city="")
    if task.kind == "call" and task.phone:
        for contact in Contact.objects.filter(customer=task.customer).exclude(phone=""):
            if read(contact.phone, task.customer.country).number == task.phone:
                _take_number_off(contact, by, at)
    channel = task.message.channel if task.message is not None else task.kind
    open_repairs(task.company, {task.customer_id: channel}, business_date(task.company, at), at)
    return "wrong_contact"


def _take_number_off(contact: Contact, by: User | None, at: datetime) -> None:
    """The event keeps what it was; a contact of whom nothing else is known goes with it."""
    if contact.email or contact.fax:
        contacts.keep(contact.customer, by, at, contact, phone="")
    else:
        contacts.remove(contact, by, at)


def _words(note: str) -> str:
    return " ".join(note.split())[:1000]
