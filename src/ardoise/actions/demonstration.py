"""The demo firm comes in as any firm does: its FECs, its contacts, then what its people know of its customers."""

from __future__ import annotations

import json
import logging
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django_scopes import scope

from ardoise import demo
from ardoise.actions import companies, disputes, dunning, imports, instalments, replies, restraints, sending
from ardoise.actions.dunning.aside import put_off
from ardoise.actions.dunning.waiting import undecided
from ardoise.engine.calendar import is_working_day
from ardoise.records.models import Company, Customer, Entry, Import, Message, Proposal, User

LOG = logging.getLogger(__name__)
TRIES = (timedelta(0), timedelta(minutes=10), timedelta(hours=1))  # longer than a claim holds, and than a first wait
PEOPLE = {
    "alice": ("Alice", "Arnaud", "administrator"),
    "benoit": ("Benoît", "Besson", "collector"),
    "chloe": ("Chloé", "Chauvin", "collector"),
    "diane": ("Diane", "Delmas", "credit_manager"),
    "denis": ("Denis", "Doucet", "salesperson"),
    "elodie": ("Élodie", "Estève", "salesperson"),
    "farid": ("Farid", "Fontaine", "salesperson"),
    "gwen": ("Gwen", "Guérin", "salesperson"),
    "bob": ("Bob", "Baron", "reader"),
}
"""Username → first name, last name, role; they sign in by the link that `ardoise up` prints, having no password."""

RESTRAINED = ("disputes", "promises", "plans", "blocks", "insolvencies")
FORGOTTEN = 5  # one in so many

FIRM = (
    "siren", "address", "postcode", "city", "phone", "iban", "bic", "sender_name", "sender_email", "terms",
)  # fmt: skip


def set_up(at: datetime, as_of: date, folder: Path | None = None, seed: int = 1, customers: int = 300) -> Company:
    """Makes the demo company as it stands on that day; its files stay in the folder if one is given."""
    with TemporaryDirectory() as passing:
        firm = demo.firm(seed, as_of, customers)
        paths = firm.write(folder or Path(passing))
        fields = {field: getattr(firm, field) for field in FIRM}
        company = companies.create(firm.name, None, at, is_demo=True, **fields)
        alice = hire(company, at)
        for path in paths.fecs:
            bring(company, path, "fec", "compta", alice, at)
        bring(company, paths.contacts, "contacts", "clients", alice, at)
        told = json.loads(paths.restraints.read_text("utf-8"))
        with scope(company=company):
            relive(company, told, as_of, alice)
            restrain(told, alice, at)
            answer(company, told["replies"], at)
            bring(company, paths.statements, "bank", "banque", alice, at)
            dunning.plan(company, as_of, alice, at)
    return company


def hire(company: Company, at: datetime) -> User:
    """The people of the firm; gives Alice, who administers it."""
    for username, (first, last, role) in PEOPLE.items():
        person = User.objects.filter(username=username).first() or companies.create_user(
            username, f"{username}@ateliers-du-chai.example", None, first_name=first, last_name=last
        )
        companies.join(company, person, role, None, at)
    return User.objects.get(username="alice")


def bring(company: Company, path: Path, kind: str, source: str, by: User, at: datetime) -> Import:
    """One file through the door of all files; what doesn't come in whole is a fault of ours."""
    done = imports.carry_out(imports.receive(company, path, kind, source, {}, by, at).pk, at)
    if done.state != "done":
        raise RuntimeError(f"The demo firm's {path.name} did not come in: {done.problems[:1]}")
    return done


def relive(company: Company, told: dict[str, Any], as_of: date, by: User) -> None:
    """The reminders of the months before: planned, approved and kept, each on its week's morning; what nobody wanted
    to leave on the last of them was put off to this day, but for a few that nobody looked at."""
    dated = sorted((morning_after(day(row["sent_on"]), as_of), row["customer"]) for row in told["reminders"])
    mornings = sorted({sent_on for sent_on, _code in dated})
    restrained = {row["customer"] for kind in RESTRAINED for row in told[kind]}
    for sent_on, rows in groupby(dated, key=lambda row: row[0]):
        at = datetime.combine(sent_on, time(8, 30), UTC)
        run = dunning.plan(company, sent_on, by, at)
        named = Proposal.objects.filter(run=run, customer__code__in={code for _, code in rows})
        dunning.approve(named, by, at)
        leave(company, at)
        if sent_on in mornings[-2:]:
            is_last = sent_on == mornings[-1]
            later = [
                one
                for one in undecided(run).exclude(customer__code__in=restrained).select_related("company", "customer")
                if is_last != is_forgotten(one)
            ]
            until_on = (as_of if is_last else mornings[-1]) - timedelta(days=1)
            if later:
                put_off(later, until_on, "Clôture du mois d’abord", by, at + timedelta(hours=1))


def is_forgotten(proposal: Proposal) -> bool:
    """Is it one of the few that nobody looked at on the last morning? They are late today."""
    return int(proposal.customer.code[1:]) % FORGOTTEN == 0


def leave(company: Company, at: datetime) -> None:
    """All that waits leaves that morning, if need be at a later try; what does not is a fault of ours, told by name.

    Why one of them once stayed behind on a crowded machine was never seen: whatever it was must not pass in silence.
    """
    told: list[str] = []
    for later in TRIES:
        told = left_behind(company, at + later)
        if not told:
            return
        LOG.warning("Of the demo firm’s reminders of %s these did not leave: %s", at, ", ".join(told))
    raise RuntimeError(f"The demo firm’s reminders of {at:%Y-%m-%d} did not all leave: {', '.join(told)}")


def left_behind(company: Company, moment: datetime) -> list[str]:
    """What does not leave at that moment of all that waits: each by its customer, its state and why."""
    sending.dispatch(company, lambda: moment)
    behind = Message.objects.filter(state__in=["queued", "claimed", "sending"]).select_related("customer")
    return [f"{m.customer.code} ({m.state}: {m.reason or '–'})" for m in behind]


def morning_after(on: date, as_of: date) -> date:
    """The first morning not before that day on which the firm sends: the last working day, or whole weeks before it."""
    last = as_of - timedelta(days=1)
    while not is_working_day(last):
        last -= timedelta(days=1)
    return last - max(0, (last - on) // timedelta(weeks=1)) * timedelta(weeks=1)


def restrain(told: dict[str, Any], by: User, at: datetime) -> None:
    """Disputes, promises, plans, blocks and insolvencies, as restraints.json tells them."""

    def noted(row: dict[str, Any]) -> restraints.Noted:
        return restraints.Noted(row["note"], day(row["opened_on"]), by, at, row.get("said_by", ""))

    for row in told["disputes"]:
        one = about(row)
        customer, contested = restraints.customer_of(one), {one: None} if isinstance(one, Entry) else {}
        opened = disputes.open_about(customer, row["reason"], contested, noted(row))
        if resolver := User.objects.filter(username=row["resolver"]).first():
            disputes.assign(opened, resolver, by, at)
            disputes.remark(opened, row["said"], by, at)
    for row in told["promises"]:
        restraints.promise(about(row), row["amount_cents"], day(row["promised_on"]), noted(row))
    for row in told["plans"]:
        bill = about(row)
        dated = [(day(on), cents) for on, cents in row["instalments"]]
        planned = {bill: None} if isinstance(bill, Entry) else {}
        instalments.agree(restraints.customer_of(bill), planned, dated, noted(row))
    for row in told["blocks"]:
        until_on = day(row["until_on"]) if row["until_on"] else None
        restraints.block(about(row), until_on, noted(row))
    for row in told["insolvencies"]:
        customer = Customer.objects.get(code=row["customer"])
        restraints.declare_insolvency(customer, day(row["judged_on"]), noted(row))


def answer(company: Company, rows: list[dict[str, Any]], at: datetime) -> None:
    """The mails of restraints.json, kept as if they had been fetched, the oldest first and none of a later hour than
    this: each in answer to the last message it may be."""
    for number, row in enumerate(sorted(rows, key=lambda row: row["received_on"])):
        mail = EmailMessage()
        mail["From"], mail["Subject"] = row["sender"], "Re: Relance"
        mail["Message-ID"] = f"<demo-{number}@{row['sender'].partition('@')[2]}>"
        mail["Date"] = min(datetime.combine(day(row["received_on"]), time(9, 12), UTC), at)
        if last := Message.objects.filter(customer__code=row["customer"] or "").order_by("-pk").first():
            mail["In-Reply-To"] = last.message_id
        mail.set_content(row["text"])
        replies.keep(company, mail.as_bytes(), at)


def about(row: dict[str, Any]) -> Customer | Entry:
    """The item a row names, or the customer."""
    customer = Customer.objects.get(code=row["customer"])
    if row["document"] is None:
        return customer
    named = Entry.objects.filter(customer=customer, document=row["document"], kind="invoice")
    return named.order_by("pk").first() or customer


def day(text: str) -> date:
    """An ISO day."""
    return date.fromisoformat(text)
