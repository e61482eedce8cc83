"""A letter tried out before anybody gets it: shown on a real customer, or sent to oneself and to nobody else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from uuid import uuid4

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ardoise.actions import events, ledger, rights
from ardoise.actions.correspondence import addressing
from ardoise.actions.correspondence.paper_letters import page_of
from ardoise.actions.correspondence.parties import blank_letter, sender_of
from ardoise.actions.correspondence.parts import contested_parts, standing
from ardoise.actions.days import business_date
from ardoise.actions.policies.placing import nets_credits
from ardoise.actions.refusals import Unfit
from ardoise.actions.templates.keeping import Unsound
from ardoise.actions.templates.reading import Place
from ardoise.channels import email
from ardoise.channels.outcomes import InDoubt, NotSent, Parcel
from ardoise.domain.correspondence import letters, packs
from ardoise.domain.correspondence.packs import Words
from ardoise.domain.correspondence.proofreading import proofread
from ardoise.domain.correspondence.reasons import in_words
from ardoise.domain.correspondence.tables import tell_part
from ardoise.domain.instalments import spread
from ardoise.engine.aging import age
from ardoise.engine.charges import accrue, after_credits
from ardoise.formats import payment_codes
from ardoise.formats.letters import LetterPage
from ardoise.records import book, outbox
from ardoise.records.correspondence import INSTALMENTS
from ardoise.records.models import Company, Contact, Customer, Entry, MailServer, User

ITEMS_MAX = 200  # shown of one customer
PAID_CENTS = 123_456  # of an example
BODY = re.compile(r"<body[^>]*>")
MARK = {"fr": "ESSAI", "en": "TEST"}
BANNER = {
    "fr": "Essai : ce courrier n’a été envoyé qu’à vous. Ne le transférez pas au client.",
    "en": "Test: this letter was sent to you alone. Do not forward it to the customer.",
}


def preview(company: Company, place: Place, words: Words, customer: Customer | None, as_of: date) -> letters.Letter:
    """The letter as this customer would read it today; without one, as an invented customer would.

    Raises Unsound with what is wrong in the words.
    """
    if not (proofs := proofread(words, place.channel, place.kind)).is_sound:
        raise Unsound(proofs)
    return letters.write(_context(company, place, customer, as_of), words)


def on_paper(company: Company, place: Place, words: Words, customer: Customer | None, as_of: date) -> LetterPage:
    """The same as it would be printed, its items in a table and with a code to pay by; raises Unsound."""
    context = _context(company, place, customer, as_of)
    letter = preview(company, place, words, customer, as_of)
    owed_cents = sum(item.open_cents for item in context.items)
    code = payment_codes.payload(context.creditor, owed_cents, context.currency, context.customer_code)
    return page_of(context, letter, "\n".join((context.customer_name, *context.address)), company.city, code)


def begun(
    company: Company,
    place: Place,
    words: Words,
    customer: Customer,
    as_of: date,
    last_sent_on: date | None,
    collector_name: str = "",
) -> letters.Letter | None:
    """The letter of this customer's own facts, for a person to go on from: nothing in it is invented.

    `collector_name`: who says it; "" where whoever goes on from it signs.

    None where nothing is open and the letter is one of the pack's, which all speak of what is owed. Raises Unsound.
    """
    if not (proofs := proofread(words, place.channel, place.kind)).is_sound:
        raise Unsound(proofs)
    context = replace(_context(company, place, customer, as_of), last_sent_on=last_sent_on, paid_cents=0, paid_on=None)
    context = replace(context, collector_name=collector_name)
    if ledger.items(company, as_of, customer).is_empty():
        return None if place.key in packs.KEYS else letters.write(replace(context, items=(), credits=()), words)
    return letters.write(context, words)


def send_test(
    company: Company, place: Place, words: Words, customer: Customer | None, by: User, as_of: date, at: datetime
) -> str:
    """The letter to the person's own address, marked as a test; the address it went to.

    It is no message: it counts as said to nobody. Raises Unfit where it could not leave, with the reason.
    """
    rights.require(by, "settle", company)
    letter = preview(company, place, words, customer, as_of)
    session = _session(company, by, at)
    parcel = _parcel(company, place, letter, by)
    try:
        with session:
            session.address(parcel, at)
            session.hand_over(parcel, lambda: False)
    except NotSent as refusal:
        why = in_words(str(refusal), get_language() or "en")
        raise Unfit(_("The mail server did not take the test: %(why)s") % {"why": why}) from refusal
    except InDoubt as doubt:
        raise Unfit(_("The line broke: the test may have left. Look into your mailbox.")) from doubt
    with events.act(company):
        after = {"to": by.email, "channel": place.channel, "place": place.name}
        events.record(company, "sent_test", by, at, by, customer=customer, after=after)
    return by.email


def _session(company: Company, by: User, at: datetime) -> email.Session:
    if "@" not in by.email:
        raise Unfit(_("You have no e-mail address: ask an administrator to give you one, then try again."))
    if outbox.stop_of(company.pk, business_date(company, at)):
        raise Unfit(_("The emergency stop stands: nothing leaves, not even a test."))
    server = MailServer.objects.filter(company=company).first()
    if server is None:
        raise Unfit(_("No mail server is set: read the letter in the preview, or set a server in Settings."))
    security = server.security
    return email.Session(email.Server(server.host, server.port, security, server.username, server.password))  # type: ignore[arg-type]


def _parcel(company: Company, place: Place, letter: letters.Letter, by: User) -> Parcel:
    sender = sender_of(company)
    address = parseaddr(sender)[1]
    if "@" not in address:
        raise Unfit(_("The company has no sender’s address: give one in Settings."))
    banner = BANNER[place.language]
    page = BODY.sub(lambda found: f"{found[0]}\n<p><strong>{banner}</strong></p>", letter.html, count=1)
    return Parcel(
        message_id=f"<{uuid4().hex}@{address.rpartition('@')[2]}>",
        sender=sender,
        recipient=by.email,
        language=place.language,
        subject=f"[{MARK[place.language]}] {letter.subject}",
        body=f"{banner}\n\n{letter.body}",
        html=page,
        papers=(),
    )


def _context(company: Company, place: Place, customer: Customer | None, as_of: date) -> letters.Context:
    sample, who = _sample(company, place, customer, as_of), customer or _example()
    schedule = _planned(sample, as_of) if place.key == INSTALMENTS else None
    return replace(
        blank_letter(company, who, place.language, as_of, sample.currency),
        customer_kind=place.kind or who.kind,
        tone=place.key if place.key in packs.TONES else "firm",
        items=() if schedule else sample.items,
        credits=() if schedule else sample.credits,
        schedule=schedule,
        last_sent_on=date.fromordinal(as_of.toordinal() - 14),
        channel=place.channel,
        key=place.key,
        contact_name=_reader(customer, place) if customer else "",
        collector_name=customer.collector.get_full_name() if customer and customer.collector else "",
        paid_cents=PAID_CENTS,
        paid_on=as_of,
    )


def _example() -> Customer:
    """Whom a letter is written to where nobody is chosen; stored nowhere."""
    whose = {"address": "12 rue du Moulin", "postcode": "69002", "city": "Lyon"}
    return Customer(code="C0042", name=_("Example & Sons"), kind="professional", **whose)


def _reader(customer: Customer, place: Place) -> str:
    """The name of the contact who would get it."""
    asked = addressing.Asked(0, customer.pk, place.channel, "", place.key)
    found = addressing.addressees(customer.company, [asked])[0].contact_id
    return Contact.objects.get(pk=found).name if found else ""


@dataclass(frozen=True)
class Sample:
    """What a letter lists: what it claims, and the credits beside it."""

    items: tuple[letters.LetterItem, ...]
    credits: tuple[letters.LetterItem, ...]
    currency: str


def _planned(sample: Sample, as_of: date) -> letters.Schedule:
    """What is claimed, spread over three months."""
    items = tuple(replace(item, days_overdue=0) for item in sample.items if item.open_cents > 0)
    total = sum(item.open_cents for item in items)
    return letters.Schedule(items, tuple(spread(total, min(3, max(total, 1)), as_of + timedelta(7))))


def _sample(company: Company, place: Place, customer: Customer | None, as_of: date) -> Sample:
    """What would be claimed of the customer today, were it asked now; else what is open and due, else all that is open,
    else two invented invoices."""
    from ardoise.actions.dunning.facts import proposed  # which itself asks for the words of a letter

    if customer is None:
        return Sample(_invented(as_of, place.key), (), company.currency)
    plan = proposed(company, as_of, None, customer)
    if not plan.proposals.is_empty():
        return _told(customer, as_of, place.language, plan.items, plan.proposals["currency"][0])
    found = ledger.items(company, as_of, customer)
    if found.is_empty():
        return Sample(_invented(as_of, place.key), (), company.currency)
    currency = found["currency"].mode().sort()[0]
    return _told(customer, as_of, place.language, _open(customer, as_of, found, currency), currency)


def _open(customer: Customer, as_of: date, found: pl.DataFrame, currency: str) -> pl.DataFrame:
    """What is open in that currency and due, else all of it, the contested parts left out, as a plan would list it."""
    rows = found.filter(currency=currency).sort("due_on", "entry", nulls_last=True)
    parts = contested_parts([customer.pk])
    contested = {entry: standing(parts, entry, as_of, None) for entry in parts}
    less = pl.col("entry").replace_strict(contested, default=0, return_dtype=pl.Int64)
    rows = rows.with_columns(open_cents=pl.col("open_cents") - less).filter(pl.col("open_cents") != 0)
    cents = pl.col("open_cents")
    rest = rows.with_columns(open_cents=after_credits(cents.clip(0).cum_sum(), cents.clip(None, 0).sum()))
    earned = accrue(rest, as_of, book.customers(customer.company_id, customer.pk))
    aged = age(earned.with_columns(open_cents=rows["open_cents"]), as_of)
    late = aged.filter((pl.col("days_overdue") > 0) | (cents < 0))
    shown = late if late["open_cents"].sum() > 0 else aged
    return shown.with_columns(is_apart=(cents < 0) & (not nets_credits(customer, as_of)), planned_cents=0)


def _told(customer: Customer, as_of: date, language: str, rows: pl.DataFrame, currency: str) -> Sample:
    """The items as a letter tells them."""
    entries = Entry.objects.in_bulk(rows["entry"].to_list())
    parts = contested_parts([customer.pk])
    found: dict[bool, list[letters.LetterItem]] = {False: [], True: []}
    for row in rows.head(ITEMS_MAX).to_dicts():
        entry = entries[row["entry"]]
        whole = entry.amount_cents if entry.currency == currency else 0
        contested, planned = standing(parts, entry.pk, as_of, None), row["planned_cents"] or 0
        part = tell_part(row["open_cents"], contested, whole, currency, language, planned)
        due_on, on = row["due_on"] or as_of, entry.document_on or entry.booked_on
        told = (entry.document or entry.label, on, due_on, row["open_cents"], row["days_overdue"] or 0)
        found[row["is_apart"]].append(
            letters.LetterItem(*told, row["interest_cents"] or 0, part=part, planned_cents=planned)
        )
    return Sample(tuple(found[False]), tuple(found[True]), currency)


def _invented(as_of: date, key: str) -> tuple[letters.LetterItem, ...]:
    """Two invoices as the occasion has them: to fall due, due today, or overdue."""
    late = {"courteous": (-7, -7), "due_today": (0, 0)}.get(key, (30, 15))
    told = (("FA-1042", 120_000, 1_223), ("FA-1057", 48_000, 245))
    return tuple(
        letters.LetterItem(
            document, as_of - timedelta(days + 30), as_of - timedelta(days), cents, days, interest if days > 0 else 0
        )
        for (document, cents, interest), days in zip(told, late, strict=True)
    )
